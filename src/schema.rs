//! JSON Schemas (draft 2020-12) of the TOML files that people write, for completion in an editor: `#:schema …` on their first line.
//!
//! What depends on the base is drawn from it: facts and their values, clauses, rules, thresholds, policies. One file a schema.

mod clause;
mod condition;
mod fact;
mod fiche;
mod part;
mod policy;
mod rule;

use serde_json::{Value, json};

use crate::base::Base;

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file of rules.
    Rule,
    /// The head of a clause file.
    Clause,
    Fiche,
    /// `faits.toml`.
    Facts,
    /// `politique.toml`.
    Policy,
}

impl Kind {
    pub const ALL: [Self; 5] = [Self::Rule, Self::Clause, Self::Fiche, Self::Facts, Self::Policy];

    /// As `clausier schema` names it.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Rule => "regle",
            Self::Clause => "clause",
            Self::Fiche => "fiche",
            Self::Facts => "faits",
            Self::Policy => "politique",
        }
    }
}

/// The schema of a kind of file, for a base.
#[must_use]
pub fn of(kind: Kind, base: &Base) -> Value {
    let (title, mut schema) = match kind {
        Kind::Rule => ("Fichier de règles", rule::file(base)),
        Kind::Clause => ("En-tête d’une clause", clause::head(base)),
        Kind::Fiche => ("Fiche d’achat", fiche::file(base)),
        Kind::Facts => ("Faits d’une base", fact::file()),
        Kind::Policy => ("Politique d’achat", policy::file(base)),
    };
    if let Some(root) = schema.as_object_mut() {
        root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("title".into(), json!(title));
    }
    schema
}
