//! One unit more or less: a centime, a month, a day, a ten-thousandth.

use jiff::ToSpan;

use crate::fact::Value;
use crate::money::{Amount, Rate};

/// A value `step` units further; `None` below zero, and for what has no unit.
pub fn moved(value: &Value, step: i64) -> Option<Value> {
    let shifted = |number: i64| number.checked_add(step).filter(|moved| *moved >= 0);
    match value {
        Value::Integer(n) => shifted(*n).map(Value::Integer),
        Value::Amount(amount) => {
            shifted(amount.centimes()).map(|n| Value::Amount(Amount::from_centimes(n)))
        }
        Value::Rate(rate) => {
            shifted(rate.ten_thousandths()).map(|n| Value::Rate(Rate::from_ten_thousandths(n)))
        }
        Value::Date(date) => date.checked_add(step.days()).ok().map(Value::Date),
        Value::Boolean(_) | Value::Choice(_) | Value::List(_) | Value::Text(_) | Value::Cpv(_) => {
            None
        }
    }
}

/// A number as written, one more on its last digit: `0.07` → `0.08`, `9` → `10`.
pub fn next_number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let decimals = text.rsplit_once('.').map_or(0, |(_, after)| after.len());
    let next = (digits.parse::<u64>().ok()? + 1).to_string();
    let padded = format!("{next:0>width$}", width = decimals + 1);
    let (whole, rest) = padded.split_at(padded.len() - decimals);
    Some(if decimals == 0 { whole.to_owned() } else { format!("{whole}.{rest}") })
}

#[cfg(test)]
mod tests {
    use super::next_number;

    #[test]
    fn le_dernier_chiffre_avance_d_un() {
        let next: Vec<_> = ["0.07", "9", "0.9", "1_000"].iter().map(|t| next_number(t)).collect();
        let expected = ["0.08", "10", "1.0", "1001"].map(|text| Some(text.to_owned()));
        assert_eq!(next, expected);
    }
}
