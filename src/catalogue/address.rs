//! Addresses of pages: one a thing of the base, the same from one edition to the next, and safe as a file name everywhere.
//!
//! Ids are free text until proved otherwise: what is not a small letter, a digit, `-`, `_` or a `.` inside is written `~` and its bytes.

use crate::base::source::fingerprint;

/// What has pages of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Clause,
    Rule,
    Basis,
    Duty,
    Dated,
    Policy,
    Family,
}

impl Kind {
    /// The folder of its pages.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Clause => "clauses",
            Self::Rule => "regles",
            Self::Basis => "fondements",
            Self::Duty => "obligations",
            Self::Dated => "valeurs",
            Self::Policy => "politiques",
            Self::Family => "familles",
        }
    }

    /// As the search names it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Clause => "Clause",
            Self::Rule => "Règle",
            Self::Basis => "Référence",
            Self::Duty => "Obligation",
            Self::Dated => "Valeur datée",
            Self::Policy => "Politique",
            Self::Family => "Famille d’achat",
        }
    }

    /// The page that lists them all.
    pub fn list(self) -> String {
        format!("{}/index.html", self.folder())
    }

    /// The page of one of them.
    pub fn page(self, id: &str) -> String {
        format!("{}/{}.html", self.folder(), safe(id))
    }
}

/// The page of facts, at one of them.
pub(super) fn fact(id: &str) -> String {
    format!("faits.html#{}", safe(id))
}

/// The page of a policy, at one of its means.
pub(super) fn measure(policy: &str, id: &str) -> String {
    format!("{}#{}", Kind::Policy.page(policy), measure_anchor(id))
}

pub(super) fn measure_anchor(id: &str) -> String {
    format!("moyen-{}", safe(id))
}

/// Names that a folder or Windows keeps for itself.
const TAKEN: [&str; 5] = ["index", "con", "prn", "aux", "nul"];
/// The longest name left whole.
const LONGEST: usize = 120;

/// An id as a file name and an anchor: different ids give different names, whatever the system makes of capitals.
pub(super) fn safe(id: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(id.len());
    let is_port = id.len() == 4 && (id.starts_with("com") || id.starts_with("lpt"));
    let taken = TAKEN.contains(&id) || is_port;
    for (i, byte) in id.bytes().enumerate() {
        let plain = matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')
            || (byte == b'.' && i > 0 && i + 1 < id.len());
        if plain && !(taken && i == 0) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "~{byte:02x}");
        }
    }
    if out.is_empty() {
        return "~".into();
    }
    if out.len() > LONGEST {
        let print = fingerprint(id.as_bytes());
        let start = out.get(..LONGEST / 2).unwrap_or_default();
        return format!("{start}~~{}", print.get(..32).unwrap_or_default());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn un_identifiant_ordinaire_reste_lui_meme() {
        assert_eq!(safe("seuils.procedure_formalisee"), "seuils.procedure_formalisee");
    }

    #[test]
    fn rien_ne_sort_du_dossier_ni_ne_se_confond() {
        assert_eq!(safe("../x"), "~2e.~2fx");
        assert_eq!(safe(".."), "~2e~2e");
        assert_eq!(safe("index"), "~69ndex");
        assert_ne!(safe("A").to_lowercase(), safe("a"));
        assert!(safe(&"é".repeat(300)).len() < 120);
    }
}
