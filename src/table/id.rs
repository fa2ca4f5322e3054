//! Identifiers: what may name a thing for ever, in a message, an address or a file of the catalogue.

use toml::Spanned;

use super::{Reader, Table};
use crate::diagnostic::Code;

/// How an identifier parts its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `dechets-chantier`
    Kebab,
    /// `duree_mois`
    Snake,
    /// `environnement.dechets`: an article of an outline, under another.
    Dotted,
}

impl Style {
    const fn separators(self) -> &'static [char] {
        match self {
            Self::Kebab => &['-'],
            Self::Snake => &['_'],
            Self::Dotted => &['_', '.'],
        }
    }

    const fn expected(self) -> &'static str {
        match self {
            Self::Kebab => "des mots en minuscules sans accents, des chiffres, un tiret entre eux",
            Self::Snake => "des mots en minuscules sans accents, des chiffres, un `_` entre eux",
            Self::Dotted => {
                "des mots en minuscules sans accents, des chiffres, un `_` ou un point entre eux"
            }
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Kebab => "dechets-chantier",
            Self::Snake => "duree_mois",
            Self::Dotted => "environnement.dechets",
        }
    }

    fn admits(self, id: &str) -> bool {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        id.split(self.separators()).all(is_word)
    }
}

impl Table<'_> {
    /// The `id` that must be there; one badly written is reported, and still names its thing.
    pub fn id(&mut self, reader: &mut Reader, style: Style) -> Option<Spanned<String>> {
        let id = self.text(reader, "id")?;
        if !style.admits(id.get_ref()) {
            let message = format!("`id` attend {}", style.expected());
            reader.error(Code::TypeInattendu, id.span(), message).help =
                Some(format!("écrire par exemple `{}`", style.example()));
        }
        Some(id)
    }
}

#[cfg(test)]
mod tests {
    use super::Style;

    #[test]
    fn un_identifiant_n_a_ni_accent_ni_majuscule_ni_chemin() {
        for good in ["a", "dechets-chantier", "iso-14001", "2024-2027"] {
            assert!(Style::Kebab.admits(good), "{good}");
        }
        let bad = ["", "-a", "a-", "a--b", "Dechets", "déchets", "a_b", "a.b", "a b", "../../x"];
        assert!(bad.iter().all(|bad| !Style::Kebab.admits(bad)));
        assert!(Style::Snake.admits("duree_mois") && !Style::Snake.admits("duree-mois"));
        assert!(Style::Dotted.admits("a.b_c") && !Style::Dotted.admits("a..b"));
    }
}
