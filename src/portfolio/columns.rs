//! The columns of a table: which field each heading names, as recognised or as a small file says.

use std::collections::BTreeMap;

use super::field::{Field, KEYS};
use crate::text::{fold, nearest};

/// How far down the line of headings is looked for.
pub const HEADING_LINES: usize = 20;
/// Fields one of which a line of headings names.
const ONE_OF: [Field; 3] = [Field::Object, Field::Cpv, Field::Amount];

/// What a person says of the columns of a programme (`--colonnes`).
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// The sheet to read, when it is not the first.
    pub sheet: Option<String>,
    /// Heading, by field.
    headings: BTreeMap<Field, String>,
}

/// A file of columns.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    feuille: Option<String>,
    #[serde(default)]
    colonnes: BTreeMap<String, String>,
}

impl Said {
    /// Reads the file that mends columns.
    ///
    /// # Errors
    /// One sentence: what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let raw: Raw = toml::from_str(text).map_err(|_| {
            "un fichier de colonnes porte `feuille`, un texte, et une table `[colonnes]` de textes"
                .to_owned()
        })?;
        let mut headings = BTreeMap::new();
        for (key, heading) in raw.colonnes {
            let Some((_, field)) = KEYS.iter().find(|(known, _)| *known == key) else {
                let near = nearest(&key, KEYS.iter().map(|(known, _)| *known));
                let hint = near.map(|near| format!(" ; vouliez-vous dire `{near}` ?"));
                return Err(format!("colonne `{key}` inconnue{}", hint.unwrap_or_default()));
            };
            headings.insert(*field, fold(&heading));
        }
        Ok(Self { sheet: raw.feuille, headings })
    }

    fn field_of(&self, heading: &str) -> Option<Field> {
        let folded = fold(heading);
        self.headings.iter().find(|(_, said)| **said == folded).map(|(field, _)| *field)
    }
}

/// The columns recognised in a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Field, by position; each field once, the first column that names it.
    pub fields: Vec<Option<Field>>,
    pub headings: Vec<String>,
}

impl Columns {
    /// Reads a line of headings; `None` when the line is not one.
    #[must_use]
    pub fn of(cells: &[String], said: &Said) -> Option<Self> {
        let mut fields: Vec<Option<Field>> = Vec::new();
        for cell in cells {
            let free = |field: &Field| !fields.contains(&Some(*field));
            let named = said.field_of(cell);
            // A heading recognised gives way to the one that the file names for the same field.
            let known = Field::of(cell).filter(|field| !said.headings.contains_key(field));
            fields.push(named.or(known).filter(free));
        }
        let known = fields.iter().flatten().any(|field| ONE_OF.contains(field));
        known.then(|| Self { fields, headings: cells.to_vec() })
    }

    /// Whether the table is of published contracts: it says who bought and when it was notified, or under which number.
    #[must_use]
    pub fn is_published(&self) -> bool {
        let has = |field| self.fields.contains(&Some(field));
        has(Field::Buyer) && (has(Field::Notified) || has(Field::Published))
    }

    /// « objet ← “Intitulé” », one a column recognised; then what is passed over.
    #[must_use]
    pub fn shown(&self) -> Vec<(Option<&'static str>, &str)> {
        let pairs = self.fields.iter().zip(&self.headings);
        pairs.map(|(field, heading)| (field.map(Field::key), heading.as_str())).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::{Columns, Said};
    use crate::portfolio::field::Field;

    fn cells(line: &str) -> Vec<String> {
        line.split(';').map(str::to_owned).collect()
    }

    #[test]
    fn un_fichier_rattrape_une_colonne_non_reconnue() {
        let line = cells("Ce qu’on achète;Enveloppe;Montant HT");
        let seen = Columns::of(&line, &Said::default()).unwrap();
        assert_eq!(seen.fields, [None, None, Some(Field::Amount)]);
        let said =
            Said::read("[colonnes]\nobjet = \"Ce qu'on achète\"\nmontant_ht = \"Enveloppe\"")
                .unwrap();
        let seen = Columns::of(&line, &said).unwrap();
        assert_eq!(seen.fields, [Some(Field::Object), Some(Field::Amount), None]);
    }

    #[test]
    fn une_colonne_inconnue_se_dit() {
        let fault = Said::read("[colonnes]\nmontan_ht = \"x\"").unwrap_err();
        assert!(fault.contains("vouliez-vous dire `montant_ht`"), "{fault}");
    }
}
