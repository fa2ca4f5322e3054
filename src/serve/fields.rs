//! The fields of a form, as a page sends them.

use super::{MAX_FIELDS, reply::Reply};

/// Names and values, in the order of the page.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads an encoded form. Line ends become line feeds, as they are in a fiche; a browser sends both characters.
    pub fn read(body: &[u8]) -> Result<Self, Reply> {
        let mut fields = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            if fields.len() == MAX_FIELDS {
                return Err(Reply::too_large(&format!(
                    "Ce formulaire compte plus de {MAX_FIELDS} champs."
                )));
            }
            fields.push((name.into_owned(), lines(&value)));
        }
        Ok(Self(fields))
    }

    /// The value of a field; nothing where the page does not have it.
    pub fn get(&self, name: &str) -> &str {
        self.opt(name).unwrap_or_default()
    }

    /// The value of a field, when the page has it.
    pub fn opt(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a field without the blanks around it.
    pub fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// Every value of a field that repeats.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every field.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The button pressed: its verb, and what it is about.
    pub fn action(&self) -> (&str, &str) {
        let action = self.get("faire");
        action.split_once(':').unwrap_or((action, ""))
    }

    /// Puts a field in the place of those of its name.
    pub fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| known != name);
        self.0.push((name.to_owned(), value.to_owned()));
    }
}

/// Line feeds alone, and no mark of byte order.
pub fn lines(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.replace("\r\n", "\n").replace('\r', "\n")
}
