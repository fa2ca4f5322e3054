//! Values as they are published, damaged in known ways, made readable or left unknown; every repair is noted.

mod object;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::Value;

use super::fate::Note;
use super::record::scalar;
use crate::cpv::{Cpv, CpvError};
use crate::money::Amount;
use crate::text::fold;

pub use self::object::object;

/// What was noted of a record.
pub type Notes = BTreeSet<Note>;

/// Beyond, a figure is a slip: no contract is worth it.
const MOST_EUROS: i64 = 10_000_000_000;
/// Amounts that fill a cell.
const FILLERS: [i64; 4] = [1, 999_999_999, 9_999_999_999, 99_999_999];
/// Codes that fill a cell.
const CPV_FILLERS: [&str; 4] = ["00000000", "12345678", "99999999", "11111111"];

/// A CPV code; none when it is absent, fills the cell or does not exist.
pub fn cpv(value: Option<&Value>, notes: &mut Notes) -> Option<Cpv> {
    let text = value.and_then(scalar);
    let filler = |text: &str| CPV_FILLERS.iter().any(|filler| text.trim().starts_with(filler));
    let Some(text) = text.filter(|text| !filler(text)) else {
        notes.insert(Note::CpvAbsent);
        return None;
    };
    match Cpv::parse(&text) {
        Ok(code) => return Some(code),
        Err(CpvError::WrongCheckDigit { code, .. }) => {
            notes.insert(Note::CpvWrongKey);
            return Some(code);
        }
        Err(CpvError::Malformed { .. } | CpvError::Unknown { .. }) => {}
    }
    // A date in the place of the code has eight digits too, and an existing code is not read off it.
    let repaired = Cpv::repair(&text).filter(|_| !is_date(&text));
    notes.insert(if repaired.is_some() { Note::CpvRepaired } else { Note::CpvUnknown });
    repaired
}

fn is_date(text: &str) -> bool {
    day(text).is_some()
}

/// A day; none when it is impossible.
pub fn date(text: Option<&str>, today: Date, notes: &mut Notes) -> Option<Date> {
    let Some(text) = text else {
        notes.insert(Note::DateAbsent);
        return None;
    };
    let Some(day) = day(text) else {
        notes.insert(Note::DateImpossible);
        if text.trim().get(..4).and_then(|year| year.parse().ok()).is_some_and(|y: i32| y > 2099) {
            notes.insert(Note::DateFuture);
        }
        return None;
    };
    if !is_iso(text.trim()) {
        notes.insert(Note::DateRepaired);
    }
    if day > today {
        notes.insert(Note::DateFuture);
    }
    Some(day)
}

/// `2018-11-27+01:00`, `30/01/2019`, `27 November 2018`, `mars 2027`, a spreadsheet's day; between 2000 and 2100.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let iso = text.get(..10).and_then(|day| day.parse::<Date>().ok());
    let found = iso.or_else(|| slashed(text)).or_else(|| worded(text));
    found.filter(|day| (2000..2100).contains(&day.year()))
}

/// Whether a day is written `2018-11-27`, and nothing else with it.
fn is_iso(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| {
        if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() }
    };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

fn slashed(text: &str) -> Option<Date> {
    let mut parts = text.split_whitespace().next()?.split(['/', '.', '-']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Months by the first letters that tell them apart, in French and in English, folded.
const MONTHS: [(&str, i8); 19] = [
    ("janv", 1),
    ("jan", 1),
    ("fev", 2),
    ("feb", 2),
    ("mar", 3),
    ("avr", 4),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("jun", 6),
    ("juil", 7),
    ("jul", 7),
    ("aou", 8),
    ("aug", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// `27 November 2018`, `Thu Nov 27 2018`, `mars 2027`, `T2 2027`.
fn worded(text: &str) -> Option<Date> {
    let folded = fold(text);
    let words =
        || folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let year = words().find(|word| word.len() == 4 && word.parse::<i16>().is_ok());
    let year = year?.parse().ok()?;
    let named = |word: &str| {
        MONTHS.iter().filter(|_| word != "mardi").find(|(start, _)| word.starts_with(start))
    };
    let month = words().find_map(|word| named(word).map(|(_, month)| *month));
    let month = month.or_else(|| quarter(words()))?;
    let number = |word: &str| word.parse::<i8>().ok().filter(|n| (1..=31).contains(n));
    let day = words().filter(|word| word.len() <= 2).find_map(number);
    Date::new(year, month, day.unwrap_or(1)).ok()
}

/// The first month of a quarter.
fn quarter<'w>(mut words: impl Iterator<Item = &'w str>) -> Option<i8> {
    words.find_map(|word| match word {
        "t1" | "q1" => Some(1),
        "t2" | "q2" => Some(4),
        "t3" | "q3" => Some(7),
        "t4" | "q4" => Some(10),
        _ => None,
    })
}

/// An amount; none when it is nought, absent, fills the cell or is beyond any contract.
pub fn amount(value: Option<&Value>, notes: &mut Notes) -> Option<Amount> {
    let text = value.filter(|value| !value.is_number()).and_then(scalar);
    let read = value.and_then(number).or_else(|| text.as_deref().and_then(euros));
    let Some(amount) = read.filter(|amount| *amount != Amount::ZERO) else {
        notes.insert(Note::AmountAbsent);
        return None;
    };
    let fills = FILLERS.iter().any(|filler| amount == Amount::from_euros(*filler));
    if fills || amount < Amount::ZERO || amount > Amount::from_euros(MOST_EUROS) {
        notes.insert(Note::AmountFictive);
        return None;
    }
    if value.is_some_and(Value::is_string) && text.is_none_or(|text| text.parse::<f64>().is_err()) {
        notes.insert(Note::AmountConverted);
    }
    Some(amount)
}

/// A number of centimes at most, read without its text; any other goes through it.
#[allow(clippy::cast_possible_truncation, reason = "whole, and within what a float holds exactly")]
fn number(value: &Value) -> Option<Amount> {
    const MOST: f64 = 1e13;
    let euros = value.as_f64()?;
    let centimes = (euros * 100.0).round();
    // The shortest text of a number has two decimals exactly when so many centimes make it.
    let is_exact = euros.abs() < MOST && (centimes / 100.0).to_bits() == euros.to_bits();
    if is_exact {
        return Some(Amount::from_centimes(centimes as i64));
    }
    scalar(value).as_deref().and_then(self::euros)
}

/// `1 234,56 €`, `1234.5678`, `1e17`: centimes are enough, and what has an exponent is far beyond or a whole number.
fn euros(text: &str) -> Option<Amount> {
    let kept = |c: &char| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | 'e' | 'E' | '+');
    let folded = text.to_lowercase();
    let bare = folded.trim_end_matches("ht").trim_end().trim_end_matches("euros");
    let alien = |c: char| !kept(&c) && !c.is_whitespace() && !matches!(c, '€' | '_' | '\'');
    if bare.contains(alien) {
        return None;
    }
    let number: String = bare.chars().filter(kept).collect();
    // A French comma stands for the point, unless a point already does.
    let number =
        if number.contains('.') { number.replace(',', "") } else { number.replace(',', ".") };
    if number.contains(['e', 'E']) {
        return plain_number(&number).and_then(|plain| Amount::parse(&plain));
    }
    let (whole, cents) = number.split_once('.').unwrap_or((&number, ""));
    let cents: String = cents.chars().take(2).collect();
    let exact = if cents.is_empty() { whole.to_owned() } else { format!("{whole}.{cents}") };
    match exact.strip_prefix('-') {
        Some(positive) => Amount::parse(positive).map(|a| Amount::from_centimes(-a.centimes())),
        None => Amount::parse(&exact).or_else(|| too_long(whole)),
    }
}

/// More digits than an amount holds: beyond any contract.
fn too_long(whole: &str) -> Option<Amount> {
    let digits = whole.len() > 15 && whole.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| Amount::from_centimes(i64::MAX))
}

/// A number with an exponent written without; at most forty digits.
#[must_use]
pub fn plain_number(text: &str) -> Option<String> {
    let (mantissa, exponent) = text.split_once(['e', 'E'])?;
    let exponent: usize = exponent.trim_start_matches('+').parse().ok().filter(|n| *n <= 40)?;
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !whole.bytes().chain(decimals.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let zeros = exponent.saturating_sub(decimals.len());
    let kept = decimals.get(..exponent.min(decimals.len()))?;
    let digits = format!("{whole}{kept}{}", "0".repeat(zeros));
    // Beyond what an amount holds, any figure says the same.
    Some(if digits.len() > 15 { "99999999999999".to_owned() } else { digits })
}

/// A duration in months, rounded up; none when it is nought or absent.
pub fn months(value: Option<&Value>, notes: &mut Notes) -> Option<u32> {
    // Nearly all of them.
    if let Some(months) = value.and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok())
        && months > 0
    {
        return Some(months);
    }
    let text = value.and_then(scalar).map(|text| text.to_lowercase().replace(',', "."));
    let text = text.as_deref().map(|text| text.trim().trim_end_matches("mois").trim());
    let (whole, part) = text.map_or(("", ""), |text| text.split_once('.').unwrap_or((text, "")));
    let whole: Option<u32> = whole.parse().ok();
    let is_part = part.bytes().any(|byte| byte != b'0');
    let months = whole.and_then(|n| n.checked_add(u32::from(is_part))).filter(|n| *n > 0);
    if months.is_none() {
        notes.insert(Note::MonthsAbsent);
    } else if is_part {
        notes.insert(Note::MonthsRounded);
    }
    months
}

/// The number of a buyer: fourteen digits when they can be found again, else what is written.
pub fn siret(text: &str, notes: &mut Notes) -> String {
    if text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain_number(&bare);
    let plain = plain.as_deref().unwrap_or(&bare);
    let plain = plain.strip_suffix(".0").unwrap_or(plain);
    let digits = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
    // A spreadsheet eats the first zeros.
    let full = if digits && (12..14).contains(&plain.len()) {
        format!("{plain:0>14}")
    } else {
        plain.to_owned()
    };
    if full != text {
        notes.insert(Note::BuyerRepaired);
    }
    full
}
