//! Amounts in centimes and rates in ten-thousandths: exact, ordered, never a float.

use std::fmt;

/// An amount in euros before tax (€ HT), held in centimes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

impl Amount {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn from_centimes(centimes: i64) -> Self {
        Self(centimes)
    }

    /// Whole euros; saturates far above any contract.
    #[must_use]
    pub const fn from_euros(euros: i64) -> Self {
        Self(euros.saturating_mul(100))
    }

    #[must_use]
    pub const fn centimes(self) -> i64 {
        self.0
    }

    /// Reads `1850000`, `24999.99` or `1_850_000`; `None` when it is no number or has more than two decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decimal(text, 2).map(Self)
    }

    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

/// French grouping, without unit: `1 850 000`, `24 999,99`.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 < 0 {
            f.write_str("−")?;
        }
        let cents = self.0.unsigned_abs() % 100;
        f.write_str(&grouped(self.0.unsigned_abs() / 100))?;
        if cents == 0 { Ok(()) } else { write!(f, ",{cents:02}") }
    }
}

/// A rate in ten-thousandths: `0.075` is 750.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(i64);

impl Rate {
    /// What one is worth: 100 %.
    pub const ONE: Self = Self(10_000);

    #[must_use]
    pub const fn from_ten_thousandths(value: i64) -> Self {
        Self(value)
    }

    #[must_use]
    pub const fn ten_thousandths(self) -> i64 {
        self.0
    }

    /// Reads `0.70`; `None` when it is no number or has more than four decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decimal(text, 4).map(Self)
    }
}

/// As a percentage: `70 %`, `7,5 %`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hundredths = self.0.unsigned_abs() % 100;
        if self.0 < 0 {
            f.write_str("−")?;
        }
        f.write_str(&grouped(self.0.unsigned_abs() / 100))?;
        match hundredths {
            0 => {}
            n if n % 10 == 0 => write!(f, ",{}", n / 10)?,
            n => write!(f, ",{n:02}")?,
        }
        f.write_str("\u{202f}%")
    }
}

/// Digits in threes, parted by narrow no-break spaces.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 * 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// A decimal numeral as an integer of `places` decimals; refuses exponents, infinities and lost digits.
fn decimal(text: &str, places: usize) -> Option<i64> {
    let text = text.replace('_', "");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > places {
        return None;
    }
    let value: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    Some(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::{Amount, Rate};

    #[test]
    fn un_montant_se_lit_au_centime() {
        assert_eq!(Amount::parse("24999.99"), Some(Amount::from_centimes(2_499_999)));
    }

    #[test]
    fn un_millieme_d_euro_est_refuse() {
        assert_eq!(Amount::parse("1.005"), None);
    }

    #[test]
    fn un_montant_s_ecrit_par_tranches_de_trois() {
        assert_eq!(Amount::from_euros(1_850_000).to_string(), "1\u{202f}850\u{202f}000");
    }

    #[test]
    fn un_taux_s_ecrit_en_pour_cent() {
        assert_eq!(Rate::parse("0.075").map(|r| r.to_string()).as_deref(), Some("7,5\u{202f}%"));
    }
}
