//! Conditions (`quand`): every fact with its operands, and the words that join them.

use serde_json::{Map, Value, json};

use super::part::{count, date, list, number, one_of, text};
use crate::base::Base;
use crate::base::condition::MOST_LISTED;
use crate::fact::{Fact, FactKind, Value as FactValue};

/// Where a schema finds conditions again.
pub(super) fn reference() -> Value {
    json!({ "$ref": "#/$defs/conditions" })
}

/// The definition that [`reference`] names.
pub(super) fn definition(base: &Base) -> Value {
    let mut properties: Map<String, Value> =
        base.facts.iter().map(|(_, fact)| (fact.id.clone(), operand(base, fact))).collect();
    let groups = |about: &str| list(reference(), about);
    let one = |about: &str| json!({ "$ref": "#/$defs/conditions", "description": about });
    let joints = [
        ("sauf", one("Vrai quand ces conditions ne le sont pas")),
        ("marche", one("Lu sur le marché, même dans une règle de lot")),
        ("un_de", groups("L’une de ces tables au moins")),
        ("tous_de", groups("Toutes ces tables")),
        ("lots", lots(base)),
    ];
    properties.extend(joints.map(|(key, schema)| (key.to_owned(), schema)));
    json!({
        "type": "object",
        "description": "Toutes les lignes doivent tenir ; ce qui n’est pas connu n’est pas faux",
        "properties": properties,
        "additionalProperties": false,
    })
}

fn lots(base: &Base) -> Value {
    let one = |about: &str| json!({ "$ref": "#/$defs/conditions", "description": about });
    let number = base.facts.by_name("nombre_lots").map(|(_, fact)| bounds(base, fact));
    json!({
        "type": "object",
        "description": "Sur les lots ; un marché sans lot en est un seul",
        "properties": {
            "au_moins_un": one("Un lot au moins"),
            "tous": one("Tous les lots"),
            "aucun": one("Aucun lot"),
            "nombre": number.unwrap_or_else(|| json!({ "not": {}, "description": "Le nombre de lots" })),
            "verifient": one("Les lots que `nombre` compte"),
        },
        "additionalProperties": false,
        "minProperties": 1,
    })
}

/// What a fact may be compared with.
fn operand(base: &Base, fact: &Fact) -> Value {
    let about = fact.title.as_str();
    let value = value(fact);
    let values = list(value.clone(), "L’une de ces valeurs");
    let mut choices = vec![value, values];
    match fact.kind {
        FactKind::Integer | FactKind::Amount | FactKind::Rate | FactKind::Date => {
            choices.push(bounds(base, fact));
        }
        FactKind::Text => choices.push(words()),
        FactKind::Boolean | FactKind::Choice | FactKind::List | FactKind::Cpv => {}
    }
    json!({ "anyOf": choices, "description": about })
}

/// One value of a fact.
pub(super) fn value(fact: &Fact) -> Value {
    let about = fact.title.as_str();
    match fact.kind {
        FactKind::Boolean => json!({ "type": "boolean", "description": about }),
        FactKind::Integer => count(about),
        FactKind::Amount | FactKind::Rate => number(about),
        FactKind::Date => date(about),
        FactKind::Text => text(about),
        FactKind::Choice | FactKind::List => {
            one_of(fact.values.iter().map(|(id, _)| id.as_str()), about)
        }
        FactKind::Cpv => json!({
            "type": "string",
            "pattern": "^[0-9]{2,8}$",
            "description": "Début d’un code CPV, de deux à huit chiffres",
        }),
    }
}

fn bounds(base: &Base, fact: &Fact) -> Value {
    let fits = |value: &FactValue| {
        matches!(
            (fact.kind, value),
            (FactKind::Amount, FactValue::Amount(_))
                | (FactKind::Rate, FactValue::Rate(_))
                | (FactKind::Integer, FactValue::Integer(_))
        )
    };
    let dated = base.dated.values().filter(|dated| dated.rows.iter().all(|row| fits(&row.value)));
    let dated: Vec<&str> = dated.map(|dated| dated.id.as_str()).collect();
    let bound = |about: &str| {
        let mut choices = vec![value(fact)];
        if !dated.is_empty() {
            choices.push(one_of(dated.iter().copied(), "Une valeur datée, par son nom"));
        }
        json!({ "anyOf": choices, "description": about })
    };
    json!({
        "type": "object",
        "description": "Des bornes ; plusieurs tiennent ensemble",
        "properties": {
            "au_moins": bound("≥"),
            "plus_de": bound(">"),
            "au_plus": bound("≤"),
            "moins_de": bound("<"),
        },
        "additionalProperties": false,
        "minProperties": 1,
    })
}

fn words() -> Value {
    let mut several = list(text("Un mot ou plusieurs de suite"), "L’un d’eux");
    several["maxItems"] = MOST_LISTED.into();
    json!({
        "type": "object",
        "description": "Des mots cherchés dans le texte",
        "properties": {
            "contient": {
                "description": "Des mots entiers ; casse, accents et pluriels ne comptent pas",
                "anyOf": [text("Un mot ou plusieurs de suite"), several],
            },
            "motif": {
                "type": "string",
                "format": "regex",
                "description": "Expression rationnelle, sur le texte en minuscules sans accents, une espace entre les mots",
            },
        },
        "additionalProperties": false,
        "minProperties": 1,
    })
}
