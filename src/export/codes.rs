//! The official code lists of the strategic fields of European notices (eForms SDK, Publications Office, CC BY 4.0).

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::base::publication::field::Field;

const TEXT: &str = include_str!("../../data/eforms/achat-strategique.json");

/// The lists, as extracted from the SDK.
#[derive(Debug, Default, Deserialize)]
pub struct Lists {
    source: Source,
    champs: Vec<Term>,
    listes: BTreeMap<String, List>,
}

#[derive(Debug, Default, Deserialize)]
struct Source {
    version_sdk: String,
}

#[derive(Debug, Deserialize)]
struct Term {
    bt: String,
    liste: Option<String>,
}

#[derive(Debug, Deserialize)]
struct List {
    codes: Vec<Code>,
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
    fr: String,
}

impl Lists {
    /// The lists of the program.
    #[must_use]
    pub fn official() -> &'static Self {
        static LISTS: OnceLock<Lists> = OnceLock::new();
        LISTS.get_or_init(|| serde_json::from_str(TEXT).unwrap_or_default())
    }

    /// The version of the SDK they come from.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.source.version_sdk
    }

    /// The French label of a code of a field; `None` for a code that its list does not hold.
    #[must_use]
    pub fn label(&self, field: Field, code: &str) -> Option<&str> {
        let known = self.codes(field).find(|known| known.code == code)?;
        Some(&known.fr)
    }

    /// « `env-imp`, `inn-pur` ».
    #[must_use]
    pub fn choices(&self, field: Field) -> String {
        let codes = self.codes(field).map(|code| format!("`{}`", code.code));
        codes.collect::<Vec<_>>().join(", ")
    }

    fn codes(&self, field: Field) -> impl Iterator<Item = &Code> {
        let term = self.champs.iter().find(|term| term.bt == field.name);
        let list = term.and_then(|term| self.listes.get(term.liste.as_deref()?));
        list.into_iter().flat_map(|list| &list.codes)
    }
}
