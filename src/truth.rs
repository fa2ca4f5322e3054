//! Three truth values and the Kleene operators: what is not known is never taken for false.

use std::ops::Not;

/// True, false, or not known yet. Ordered so that « and » is the least and « or » the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    False,
    Unknown,
    True,
}

impl Truth {
    /// True only if both are.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// False only if both are.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// True if every one is; true of none.
    #[must_use]
    pub fn all(items: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::True;
        for item in items {
            all = all.and(item);
            if all == Self::False {
                break;
            }
        }
        all
    }

    /// True if one is; false of none.
    #[must_use]
    pub fn any(items: impl IntoIterator<Item = Self>) -> Self {
        let mut any = Self::False;
        for item in items {
            any = any.or(item);
            if any == Self::True {
                break;
            }
        }
        any
    }

    /// The French word for an explanation.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::False => "faux",
            Self::Unknown => "inconnu",
            Self::True => "vrai",
        }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{False, True, Unknown};

    #[test]
    fn inconnu_et_faux_est_faux() {
        assert_eq!(Unknown.and(False), False);
    }

    #[test]
    fn inconnu_ou_vrai_est_vrai() {
        assert_eq!(Unknown.or(True), True);
    }

    #[test]
    fn le_contraire_d_inconnu_reste_inconnu() {
        assert_eq!(!Unknown, Unknown);
    }
}
