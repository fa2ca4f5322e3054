//! A period of the command line: a year, a month, or two days, both included.

use jiff::ToSpan;
use jiff::civil::Date;

/// Reads a period as its first day and the first day after it.
pub fn read(text: &str) -> Result<(Date, Date), String> {
    let fault = || {
        "écrire une année, un mois ou deux jours : 2024, 2024-07 ou 2024-01-01..2024-06-30"
            .to_owned()
    };
    let (from, until) = match text.split_once("..") {
        Some((from, to)) => (first(from), last(to)),
        None => (first(text), last(text)),
    };
    let (from, until) = (from.ok_or_else(fault)?, until.ok_or_else(fault)?);
    if until <= from {
        Err("cette période finit avant de commencer".into())
    } else {
        Ok((from, until))
    }
}

fn first(text: &str) -> Option<Date> {
    let mut parts = text.split('-');
    let year = parts.next()?.parse().ok().filter(|year| (1900..2200).contains(year))?;
    let month = parts.next().map_or(Some(1), |month| month.parse().ok())?;
    let day = parts.next().map_or(Some(1), |day| day.parse().ok())?;
    Date::new(year, month, day).ok().filter(|_| parts.next().is_none())
}

/// The day after the last.
fn last(text: &str) -> Option<Date> {
    let span = match text.matches('-').count() {
        0 => 1.year(),
        1 => 1.month(),
        _ => 1.day(),
    };
    first(text)?.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::read;

    #[test]
    fn une_periode_comprend_son_dernier_jour() {
        assert_eq!(read("2024"), Ok((date(2024, 1, 1), date(2025, 1, 1))));
        assert_eq!(read("2024-02"), Ok((date(2024, 2, 1), date(2024, 3, 1))));
        assert_eq!(read("2024-01-15..2024-06-30"), Ok((date(2024, 1, 15), date(2024, 7, 1))));
        assert!(read("2024..2023").is_err() && read("juin").is_err() && read("2024-13").is_err());
    }
}
