//! What a record says of how its contract was awarded, beyond its purchase: nothing said stays unknown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::Field;
use super::record::Record;
use crate::text::fold;

/// How a contract was awarded; `None` where the record does not say.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// À un groupement d'entreprises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groupement: Option<bool>,
    /// Par une procédure avec négociation ; une procédure adaptée ne le dit pas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negociation: Option<bool>,
    /// Déclaré innovant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub innovant: Option<bool>,
}

impl Award {
    /// Reads it off a record, whose procedure is already known by its id.
    pub(super) fn of(record: &Record, procedure: Option<&str>) -> Self {
        Self {
            groupement: record.text(Field::Group).and_then(|text| group(&text)),
            negociation: procedure.and_then(negotiated),
            innovant: record.get(Field::Innovative).and_then(yes_or_no),
        }
    }

    /// What a fiche says of it.
    pub(super) fn of_fiche(procedure: Option<&str>) -> Self {
        Self { negociation: procedure.and_then(negotiated), ..Self::default() }
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn group(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "pas de groupement" | "aucun" => Some(false),
        "conjoint" | "solidaire" => Some(true),
        _ => None,
    }
}

/// A procédure adaptée may negotiate or not, and does not say.
fn negotiated(procedure: &str) -> Option<bool> {
    match procedure {
        "procedure_avec_negociation" | "dialogue_competitif" => Some(true),
        "appel_offres" => Some(false),
        _ => None,
    }
}

fn yes_or_no(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => number.as_u64().filter(|n| *n <= 1).map(|n| n == 1),
        Value::String(text) => match fold(text).as_str() {
            "oui" | "true" | "1" => Some(true),
            "non" | "false" | "0" => Some(false),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{group, negotiated, yes_or_no};

    #[test]
    fn ce_qui_ne_se_dit_pas_reste_inconnu() {
        assert_eq!(group("Sans objet"), None);
        assert_eq!(negotiated("procedure_adaptee"), None);
        assert_eq!(yes_or_no(&json!("NC")), None);
        assert_eq!((group("Solidaire"), yes_or_no(&json!("oui"))), (Some(true), Some(true)));
    }
}
