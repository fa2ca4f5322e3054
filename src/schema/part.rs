//! The parts that schemas are made of: each with what it says to whoever types.

use serde_json::{Map, Value, json};

/// A key of a table: its name, whether it must be there, its schema.
pub(super) struct Key(pub &'static str, pub bool, pub Value);

/// A table with these keys and no other.
pub(super) fn table(about: &str, keys: Vec<Key>) -> Value {
    let required: Vec<&str> = keys.iter().filter(|key| key.1).map(|key| key.0).collect();
    let properties: Map<String, Value> =
        keys.into_iter().map(|Key(name, _, schema)| (name.to_owned(), schema)).collect();
    json!({
        "type": "object",
        "description": about,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

pub(super) fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

pub(super) fn id(about: &str) -> Value {
    json!({ "type": "string", "description": about, "pattern": "^[a-z0-9][a-z0-9_.-]*$" })
}

pub(super) fn boolean(about: &str) -> Value {
    json!({ "type": "boolean", "description": about })
}

pub(super) fn count(about: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": about })
}

/// € before tax, or a rate: whole or with decimals.
pub(super) fn number(about: &str) -> Value {
    json!({ "type": "number", "minimum": 0, "description": about })
}

pub(super) fn date(about: &str) -> Value {
    json!({ "type": "string", "format": "date", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": about })
}

/// A number, a text, a boolean or a date.
pub(super) fn value(about: &str) -> Value {
    json!({ "type": ["number", "string", "boolean"], "description": about })
}

pub(super) fn list(item: Value, about: &str) -> Value {
    let mut list = Map::new();
    list.insert("type".into(), "array".into());
    list.insert("items".into(), item);
    list.insert("description".into(), about.into());
    Value::Object(list)
}

/// One of these texts; none when the base declares none.
pub(super) fn one_of<'a>(ids: impl IntoIterator<Item = &'a str>, about: &str) -> Value {
    let ids: Vec<&str> = ids.into_iter().collect();
    if ids.is_empty() {
        return json!({ "not": {}, "description": format!("{about} : la base n’en déclare pas") });
    }
    json!({ "enum": ids, "description": about })
}

pub(super) fn period() -> Value {
    table(
        "Premier jour en vigueur, premier jour où ce ne l’est plus ; chacun peut manquer",
        vec![
            Key("du", false, date("Premier jour en vigueur")),
            Key("au", false, date("Premier jour qui n’est plus en vigueur")),
        ],
    )
}
