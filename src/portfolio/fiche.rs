//! A fiche written in JSON, on a line of its own: the same keys as in TOML, and the same checks.

use std::borrow::Cow;

use serde_json::Value as Json;
use toml::Value as Toml;

use super::contract::Contract;
use super::fate::{Refusal, Refused};
use super::record::scalar;
use crate::base::Base;
use crate::base::source::Source;
use crate::diagnostic::{Diagnostic, Severity};
use crate::fact::FactKind;
use crate::purchase::read;

/// Reads a fiche in JSON.
///
/// # Errors
/// When it is no object, or has a fault, whose first is told.
pub fn of_json(text: &str, base: &Base) -> Result<Contract, Refused> {
    let faulty = |why: String| Refused::new(Refusal::FaultyFiche, why);
    let mut value: Json = serde_json::from_str(text).map_err(|_| Refusal::InvalidJson)?;
    let id = value.as_object_mut().and_then(|fields| fields.remove("id"));
    let id = id.as_ref().and_then(scalar).map(Cow::into_owned);
    let value = toml_of(None, value, base).ok_or(Refusal::NotARecord)?;
    let text = toml::to_string(&value).map_err(|_| faulty("elle ne s’écrit pas".into()))?;
    let (purchase, found) = read::read(&Source::new("fiche", text), base);
    match purchase {
        Some(purchase) => Ok(Contract::of_fiche(id, purchase)),
        None => Err(faulty(first_fault(&found))),
    }
}

/// The first error of a fiche, in its words.
#[must_use]
pub fn first_fault(found: &[Diagnostic]) -> String {
    let error = found.iter().find(|fault| fault.severity == Severity::Error);
    error.map(|fault| fault.message.clone()).unwrap_or_default()
}

/// The same value in TOML; `null` is not written, and a text is a date where a date is expected.
fn toml_of(key: Option<&str>, value: Json, base: &Base) -> Option<Toml> {
    Some(match value {
        Json::Null => return None,
        Json::Bool(truth) => Toml::Boolean(truth),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Toml::Integer(whole),
            None => Toml::Float(number.as_f64()?),
        },
        Json::String(text) => match text.parse() {
            Ok(date) if key.is_some_and(|key| is_date(key, base)) => Toml::Datetime(date),
            _ => Toml::String(text),
        },
        Json::Array(items) => {
            Toml::Array(items.into_iter().filter_map(|item| toml_of(key, item, base)).collect())
        }
        Json::Object(fields) => Toml::Table(
            fields
                .into_iter()
                .filter_map(|(key, value)| Some((key.clone(), toml_of(Some(&key), value, base)?)))
                .collect(),
        ),
    })
}

fn is_date(key: &str, base: &Base) -> bool {
    key == "le" || base.facts.by_name(key).is_some_and(|(_, fact)| fact.kind == FactKind::Date)
}
