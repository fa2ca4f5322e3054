//! The law against the base: what rests on each reference, or why nothing does.

use serde::Serialize;

use crate::base::Base;
use crate::lint;

/// Every legal reference of a base.
#[derive(Debug, Clone, Serialize)]
pub struct Law<'b> {
    #[serde(rename = "references")]
    pub references: Vec<Reference<'b>>,
}

/// A legal reference and what rests on it.
#[derive(Debug, Clone, Serialize)]
pub struct Reference<'b> {
    pub id: &'b str,
    #[serde(rename = "titre")]
    pub title: &'b str,
    pub reference: &'b str,
    #[serde(rename = "confirme")]
    pub confirmed: bool,
    #[serde(rename = "regles")]
    pub rules: Vec<&'b str>,
    #[serde(rename = "obligations")]
    pub duties: Vec<&'b str>,
    #[serde(rename = "valeurs")]
    pub values: Vec<&'b str>,
    #[serde(rename = "sans_regle")]
    pub no_rule: Option<&'b str>,
}

impl Reference<'_> {
    /// Whether a rule, a duty or a value rests on it.
    #[must_use]
    pub fn is_served(&self) -> bool {
        !self.rules.is_empty() || !self.duties.is_empty() || !self.values.is_empty()
    }

    /// Whether nothing rests on it, and nothing says why.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        !self.is_served() && self.no_rule.is_none()
    }
}

impl<'b> Law<'b> {
    /// How many references fit.
    #[must_use]
    pub fn count(&self, fits: impl Fn(&Reference<'b>) -> bool) -> usize {
        self.references.iter().filter(|reference| fits(reference)).count()
    }
}

pub(super) fn of(base: &Base) -> Law<'_> {
    let loads = lint::loads(base);
    let references = base.legal.values().map(|basis| {
        let load = loads.get(basis.id.as_str()).cloned().unwrap_or_default();
        Reference {
            id: &basis.id,
            title: &basis.title,
            reference: &basis.reference,
            confirmed: basis.confirmed,
            rules: load.rules,
            duties: load.duties,
            values: load.values,
            no_rule: basis.no_rule.as_deref(),
        }
    });
    Law { references: references.collect() }
}
