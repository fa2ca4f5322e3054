//! When a record, or a change to its contract, was last published.

use std::borrow::Cow;

use jiff::civil::Date;
use serde_json::Value;

use super::fate::Note;
use super::field::Field;
use super::mend::{self, Notes};
use super::record::{Record, scalar};

/// The last publication: of the contract, or of one of its changes.
pub(super) fn last(record: &Record, notes: &mut Notes) -> Option<Date> {
    let own = record.text(Field::Published).and_then(|text| mend::day(&text));
    let inner = record.get(Field::Modifications).map(|value| match value {
        // Flattened exports keep the list as text.
        Value::String(text) => Cow::Owned(serde_json::from_str(text).unwrap_or(Value::Null)),
        other => Cow::Borrowed(other),
    });
    let changes = match inner.as_deref() {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one @ Value::Object(_)) => std::slice::from_ref(one),
        _ => &[],
    };
    let mut last = own;
    for change in changes {
        let change = change.get("modification").unwrap_or(change);
        if !is_readable(change) {
            notes.insert(Note::ModificationUnreadable);
            continue;
        }
        let day = change.get("datePublicationDonneesModification").and_then(scalar);
        last = last.max(day.and_then(|day| mend::day(&day)));
    }
    last
}

/// Some platforms write the names of the fields of an awardee in the place of their values.
fn is_readable(change: &Value) -> bool {
    let awardees = change.get("titulaires").and_then(Value::as_array).into_iter().flatten();
    let broken = |one: &Value| one.get("titulaire").is_some_and(Value::is_string);
    change.is_object() && !awardees.into_iter().any(broken)
}
