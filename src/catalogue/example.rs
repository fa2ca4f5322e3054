//! Examples of rules in words: the tiny fiche, fact by fact, and what the rule then does.

use serde::Serialize;
use toml::{Table, Value};

use super::condition;
use crate::base::Base;
use crate::base::rule::Example;
use crate::cpv::Cpv;
use crate::fact::{self, Fact, FactKind};
use crate::money::{Amount, Rate};

/// An example, in words.
#[derive(Debug, Serialize)]
pub(super) struct View {
    /// « La règle s’applique ».
    pub verdict: &'static str,
    pub kind: &'static str,
    pub lines: Vec<Line>,
}

/// What the fiche of the example says of one thing.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    pub label: String,
    pub text: String,
}

pub(super) fn view(base: &Base, example: &Example) -> View {
    let (verdict, kind) = match example.expected.as_str() {
        "applicable" => ("La règle s’applique", "oui"),
        "non_applicable" => ("La règle ne s’applique pas", "non"),
        _ => ("Une question doit être posée", "question"),
    };
    let fiche: Table = toml::from_str(&format!("fiche = {}", example.fiche)).unwrap_or_default();
    let lines = match fiche.get("fiche") {
        Some(Value::Table(fiche)) => lines(base, fiche),
        _ => Vec::new(),
    };
    View { verdict, kind, lines }
}

fn lines(base: &Base, fiche: &Table) -> Vec<Line> {
    let mut out = Vec::new();
    for (key, value) in fiche {
        match (key.as_str(), value) {
            ("faits", Value::Table(facts)) => out.extend(lines(base, facts)),
            ("acheteur", Value::Table(buyer)) => {
                out.extend(buyer.iter().map(|(key, value)| buyer_line(base, key, value)));
            }
            ("lots", Value::Array(lots)) => {
                out.extend(lots.iter().enumerate().map(|(i, lot)| lot_line(base, i, lot)));
            }
            _ => out.push(line(base, key, value)),
        }
    }
    out
}

fn line(base: &Base, key: &str, value: &Value) -> Line {
    let fact = base.facts.by_name(key).map(|(_, fact)| fact);
    let label = match (fact, key) {
        (Some(fact), _) => fact.title.clone(),
        (None, "date_lancement") => "date de lancement".into(),
        (None, other) => other.replace('_', " "),
    };
    Line { label, text: text(fact, value) }
}

fn buyer_line(base: &Base, key: &str, value: &Value) -> Line {
    match key {
        "categorie" => line(base, "acheteur_categorie", value),
        other => Line {
            label: format!("{} de l’acheteur", other.replace('_', " ")),
            text: text(None, value),
        },
    }
}

fn lot_line(base: &Base, index: usize, lot: &Value) -> Line {
    let Value::Table(lot) = lot else {
        return Line { label: format!("lot {}", index + 1), text: text(None, lot) };
    };
    let number = lot.get("numero").map_or_else(|| (index + 1).to_string(), |n| text(None, n));
    let mut rest = lot.clone();
    rest.remove("numero");
    let said: Vec<String> = lines(base, &rest)
        .into_iter()
        .map(|line| format!("{} : {}", line.label, line.text))
        .collect();
    Line { label: format!("lot {number}"), text: said.join(" ; ") }
}

fn text(fact: Option<&Fact>, value: &Value) -> String {
    let kind = fact.map(|fact| fact.kind);
    match value {
        Value::Array(items) => {
            items.iter().map(|item| text(fact, item)).collect::<Vec<_>>().join(", ")
        }
        Value::Table(table) => table
            .iter()
            .map(|(key, value)| format!("{key} : {}", text(None, value)))
            .collect::<Vec<_>>()
            .join(" ; "),
        Value::Boolean(yes) => if *yes { "oui" } else { "non" }.into(),
        Value::String(code) if kind == Some(FactKind::Cpv) => {
            match Cpv::parse(code).ok().and_then(Cpv::label) {
                Some(label) => format!("{code} ({label})"),
                None => code.clone(),
            }
        }
        Value::String(id) if matches!(kind, Some(FactKind::Choice | FactKind::List)) => {
            condition::show(fact, &fact::Value::Choice(id.into()))
        }
        Value::String(text) => text.clone(),
        Value::Integer(_) | Value::Float(_) => number(fact, &value.to_string()),
        Value::Datetime(date) => date
            .to_string()
            .parse()
            .map_or_else(|_| date.to_string(), crate::draft::filters::long_date),
    }
}

fn number(fact: Option<&Fact>, text: &str) -> String {
    let plain = text.strip_suffix(".0").unwrap_or(text);
    let value = match fact.map(|fact| fact.kind) {
        Some(FactKind::Amount) => Amount::parse(plain).map(fact::Value::Amount),
        Some(FactKind::Rate) => Rate::parse(plain).map(fact::Value::Rate),
        Some(FactKind::Integer) => plain.parse().ok().map(fact::Value::Integer),
        _ => None,
    };
    value.map_or_else(|| text.to_owned(), |value| condition::show(fact, &value))
}
