//! Real contracts, as the published essential data name their fields, read as purchases on which the effect of rules is counted.
//!
//! JSON (a list, the `marches` of a published file, or one record a line) or CSV separated by `;` or `,`. A record that cannot be read is
//! kept with its reason. What is not published stays unknown, and the day of award stands for that of launch.

mod csv;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use serde_json::Value;

use crate::cpv::Cpv;
use crate::money::Amount;
use crate::purchase::Purchase;
use crate::text::fold;

/// The first day of the code de la commande publique: rules say nothing of what is older.
const CODE_IN_FORCE: Date = date(2019, 4, 1);
/// Beyond, a figure of the data is a slip: no contract is worth it.
const MOST_EUROS: i64 = 10_000_000_000;

/// Contracts of a file: each with its name, as a purchase or with the reason why it is not one.
#[derive(Debug, Clone, Default)]
pub struct Contracts {
    pub read: Vec<(String, Purchase)>,
    pub refused: Vec<(String, String)>,
}

/// The fields of a record, by their name in lower case; those that say nothing are not there.
type Record = BTreeMap<String, String>;

impl Contracts {
    /// Reads a file of contracts.
    ///
    /// # Errors
    /// One sentence, when it is neither JSON nor CSV of contracts.
    pub fn read(text: &str) -> Result<Self, String> {
        let text = text.trim_start_matches('\u{feff}').trim();
        let is_json = text.starts_with(['[', '{']);
        let records = if is_json { of_json(text)? } else { csv::records(text)? };
        let mut contracts = Self::default();
        for (i, record) in records.into_iter().enumerate() {
            let name = name(&record, i);
            match purchase(&record) {
                Ok(purchase) => contracts.read.push((name, purchase)),
                Err(why) => contracts.refused.push((name, why)),
            }
        }
        Ok(contracts)
    }
}

/// « contrat 12 (2023-982149-00) »: published ids are not unique.
fn name(record: &Record, i: usize) -> String {
    let rank = i + 1;
    record
        .get("id")
        .map_or_else(|| format!("contrat {rank}"), |id| format!("contrat {rank} ({id})"))
}

fn purchase(record: &Record) -> Result<Purchase, String> {
    let field = |name: &str| record.get(name).map(String::as_str);
    let object = field("objet").ok_or("sans objet")?;
    let launch = field("datenotification").map(day).transpose()?;
    if launch.is_some_and(|day| day < CODE_IN_FORCE) {
        return Err("notifié avant le 01/04/2019, antérieur au code de la commande publique".into());
    }
    let cpv = field("codecpv").and_then(Cpv::repair);
    Ok(Purchase {
        object: object.to_owned(),
        kind: field("type").or_else(|| field("nature")).and_then(kind),
        cpv: cpv.into_iter().collect(),
        amount: field("montant").map(amount).transpose()?,
        months: field("dureemois").and_then(|text| text.parse().ok()).filter(|n| *n > 0),
        launch,
        procedure: field("procedure").and_then(procedure),
        ..Purchase::default()
    })
}

/// `2023-09-22`, what follows the day left out.
fn day(text: &str) -> Result<Date, String> {
    let day = text.get(..10).and_then(|day| day.parse::<Date>().ok());
    day.ok_or_else(|| {
        format!("date de notification `{text}` illisible : année-mois-jour est attendu")
    })
}

fn amount(text: &str) -> Result<Amount, String> {
    let number: String = text.chars().filter(|c| !c.is_whitespace() && *c != '€').collect();
    let number = number.replace(',', ".");
    // Some exports write amounts with more than two decimals: cents are enough.
    let (whole, cents) = number.split_once('.').unwrap_or((&number, ""));
    let cents: String = cents.chars().take(2).collect();
    let number = if cents.is_empty() { whole.to_owned() } else { format!("{whole}.{cents}") };
    let amount = Amount::parse(&number).filter(|amount| *amount > Amount::ZERO);
    let amount = amount.filter(|amount| *amount <= Amount::from_euros(MOST_EUROS));
    amount.ok_or_else(|| format!("montant `{text}` sans vraisemblance"))
}

/// Published data say « Marché » or « Accord-cadre » there; some exports say the type of contract.
fn kind(text: &str) -> Option<String> {
    let text = fold(text);
    ["travaux", "fournitures", "services"].into_iter().find(|kind| text == *kind).map(str::to_owned)
}

fn procedure(text: &str) -> Option<String> {
    let text = fold(text);
    let known = [
        ("sans publicite", "sans_publicite"),
        ("procedure adaptee", "procedure_adaptee"),
        ("appel d'offres", "appel_offres"),
        ("appel d offres", "appel_offres"),
        ("avec negociation", "procedure_avec_negociation"),
        ("dialogue competitif", "dialogue_competitif"),
    ];
    known.into_iter().find(|(words, _)| text.contains(words)).map(|(_, id)| id.to_owned())
}

/// A list, what stands under `marches` and `marche`, or one record a line.
fn of_json(text: &str) -> Result<Vec<Record>, String> {
    let whole: Result<Value, _> = serde_json::from_str(text);
    let items = match whole {
        Ok(value) => list_in(value),
        Err(cause) => {
            let lines = text.lines().filter(|line| !line.trim().is_empty());
            let each: Result<Vec<Value>, _> = lines.map(serde_json::from_str).collect();
            each.map_err(|_| format!("ce JSON ne se lit pas, ligne {}", cause.line()))?
        }
    };
    Ok(items.iter().map(of_value).collect())
}

fn list_in(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(mut fields) => {
            let inner = fields.remove("marches").or_else(|| fields.remove("marche"));
            inner.map_or_else(|| vec![Value::Object(fields)], list_in)
        }
        other => vec![other],
    }
}

fn of_value(value: &Value) -> Record {
    let fields = value.as_object().into_iter().flatten();
    fields
        .filter_map(|(key, value)| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
            };
            said(key, &text)
        })
        .collect()
}

/// A field and its text, unless the text says nothing.
fn said(key: &str, text: &str) -> Option<(String, String)> {
    let text = text.trim();
    let empty = ["", "NC", "CDL", "Sans objet", "null"].contains(&text);
    (!empty).then(|| (key.trim().to_lowercase(), text.to_owned()))
}
