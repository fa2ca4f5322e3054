//! The annual declaration of reused and recycled goods (loi AGEC, art. 58): the purchases of a year and what was entered, in the columns
//! of the official schema.
//!
//! Purchases tell which categories were bought; what was spent in the year on reused, given and recycled goods is entered. What is
//! neither known nor entered is never written as nought: its category waits.

pub mod counted;
pub mod declared;
pub mod entered;
pub mod schema;

use jiff::civil::Date;

/// The first year of the obligation, and the last that a date can say.
pub const YEARS: std::ops::RangeInclusive<i16> = 2024..=2999;

/// The first and last day of a year.
#[must_use]
pub fn bounds(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}
