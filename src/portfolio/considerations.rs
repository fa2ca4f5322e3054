//! Social and environmental considerations as contracts declare them: nothing said is not « none ».

use serde_json::Value;

use super::fate::Note;
use super::mend::Notes;
use crate::text::fold;

/// What a contract declares on one axis.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct Declared {
    pub clause: bool,
    pub critere: bool,
    pub reserve: bool,
}

impl Declared {
    #[must_use]
    pub const fn is_some(self) -> bool {
        self.clause || self.critere || self.reserve
    }

    /// Whether a clause of this nature answers to what is declared: a criterion does not make up for a clause, nor a clause for a
    /// reserved contract. Where nothing is declared, any of them would.
    #[must_use]
    pub fn answers(self, nature: &str) -> bool {
        let any = !self.is_some();
        match nature {
            "clause" => any || self.clause,
            "critere" => any || self.critere,
            "montage" => any || self.reserve,
            _ => false,
        }
    }
}

/// Reads an object, a list, a text, several texts parted by commas, or JSON within a text; `None` when nothing is declared.
pub fn read(value: Option<&Value>, notes: &mut Notes) -> Option<Declared> {
    let mut found = Found::default();
    found.add(value?, 0);
    if !found.says_none && !found.declared.is_some() {
        return None;
    }
    if found.says_none && found.declared.is_some() {
        notes.insert(Note::ConsiderationsContradict);
    }
    Some(found.declared)
}

#[derive(Default)]
struct Found {
    declared: Declared,
    says_none: bool,
}

impl Found {
    fn add(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Array(items) if depth < 4 => items.iter().for_each(|v| self.add(v, depth + 1)),
            Value::Object(fields) if depth < 4 => {
                fields.values().for_each(|v| self.add(v, depth + 1));
            }
            Value::String(text) => self.add_text(text, depth),
            _ => {}
        }
    }

    fn add_text(&mut self, text: &str, depth: usize) {
        let inner = text.trim_start().starts_with(['{', '[']);
        if inner
            && depth < 4
            && let Ok(value) = serde_json::from_str(text)
        {
            self.add(&value, depth + 1);
            return;
        }
        for one in text.split([',', ';', '|']) {
            let one = fold(one);
            self.declared.clause |= one.starts_with("clause");
            self.declared.critere |= one.starts_with("critere");
            // « Marché réservé », « Concession réservée », and the masculine that some write.
            self.declared.reserve |= one.contains("reserve");
            self.says_none |= one.starts_with("pas de") || one == "sans objet";
        }
    }
}
