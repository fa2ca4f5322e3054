//! Fingerprints of a card: what a signature covers, written out one value after the other, then hashed.
//!
//! Each value goes with its name and its length, so that no two cards write the same. What neither prints nor decides a value (`version`,
//! `charge`, `indicateurs`, `sources`, `controle_le`) is left out: a date of control moves without a new signature.

use std::fmt::{Display, Write as _};

use super::Part;
use crate::base::Base;
use crate::base::clause::{Clause, Variable};
use crate::base::rule::{Parameter, Rule};
use crate::base::source;
use crate::purchase::VariableValue;

/// What a card was, part by part: SHA-256 in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprints {
    pub text: String,
    pub parameters: String,
    pub references: String,
}

impl Fingerprints {
    pub fn of(base: &Base, clause: &Clause) -> Self {
        Self {
            text: text(clause).hash(),
            parameters: parameters(base, clause).hash(),
            references: references(base, clause).hash(),
        }
    }

    /// The parts that are no longer the same.
    pub fn differences(&self, now: &Self) -> Vec<Part> {
        let changed = [
            (Part::Text, self.text != now.text),
            (Part::Parameters, self.parameters != now.parameters),
            (Part::References, self.references != now.references),
        ];
        changed.into_iter().filter(|(_, is_other)| *is_other).map(|(part, _)| part).collect()
    }
}

/// Named values, one after the other.
#[derive(Default)]
struct Record(String);

impl Record {
    fn put(&mut self, name: &str, value: impl Display) {
        let value = value.to_string();
        let _ = writeln!(self.0, "{name}:{}:{value}", value.len());
    }

    fn all<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a String>) {
        values.into_iter().for_each(|value| self.put(name, value));
    }

    fn hash(&self) -> String {
        source::fingerprint(self.0.as_bytes())
    }
}

/// The body, and what prints of the head.
fn text(clause: &Clause) -> Record {
    let mut record = Record::default();
    record.put("titre", &clause.title);
    record.put("nature", clause.nature.id());
    for (piece, article) in &clause.places {
        record.put("place", format!("{piece}.{article}"));
    }
    for derogation in &clause.derogations {
        record.put("deroge", format!("{}.{}", derogation.ccag, derogation.article));
    }
    record.all("vigilance", &clause.cautions);
    if let Some(criterion) = &clause.criterion {
        record.all("critere", [&criterion.title, &criterion.why]);
        let (least, most, proposed) = (criterion.least, criterion.most, criterion.proposed);
        record.put("poids", format!("{least}-{most}-{proposed}"));
    }
    for penalty in &clause.penalties {
        record.all("penalite", [&penalty.breach, &penalty.amount, &penalty.unit]);
    }
    record.all("sans_penalite", &clause.no_penalty);
    for price in &clause.prices {
        record.all("prix", [&price.designation, &price.unit]);
    }
    for check in &clause.checks {
        record.put("phase", check.phase.id());
        record.all("controle", [&check.action, &check.who, &check.when, &check.proof]);
    }
    for (piece, text) in &clause.texts {
        record.put(piece, &text.source);
    }
    record
}

/// The variables, and every value that something other than the buyer may give them.
fn parameters(base: &Base, clause: &Clause) -> Record {
    let mut record = Record::default();
    clause.variables.iter().for_each(|variable| put_variable(&mut record, variable));
    let rules: Vec<&Rule> = base.rules.iter().filter(|rule| rule.clause == clause.id).collect();
    for rule in &rules {
        put_parameters(base, &mut record, &rule.id, &rule.parameters);
    }
    for policy in base.policies.values() {
        for (name, value) in &policy.parameters {
            if clause.variable(name).is_some() {
                record.put(&format!("{}.{name}", policy.id), written(value));
            }
        }
        for adaptation in &policy.adaptations {
            if rules.iter().any(|rule| rule.id == adaptation.rule) {
                let name = format!("{}.{}", policy.id, adaptation.rule);
                put_parameters(base, &mut record, &name, &adaptation.parameters);
            }
        }
    }
    record
}

fn put_variable(record: &mut Record, variable: &Variable) {
    record.put("variable", &variable.name);
    record.put("type", variable.kind.filter());
    record.put("question", &variable.question);
    for (ambition, value) in &variable.levels {
        record.put(ambition.id(), written(value));
    }
    if let Some(most) = &variable.most {
        record.put("au_plus", written(most));
    }
}

fn put_parameters(base: &Base, record: &mut Record, of: &str, list: &[(String, Parameter)]) {
    for (name, parameter) in list {
        let name = format!("{of}.{name}");
        match parameter {
            Parameter::Value(value) => record.put(&name, written(value)),
            Parameter::Dated(dated) => put_dated(base, record, dated),
            Parameter::Formula(formula) => {
                record.put(&name, formula);
                record.put("arrondi", formula.rounding().id());
                formula.names().into_iter().for_each(|read| put_dated(base, record, read));
            }
        }
    }
}

/// The rows of a dated value; nothing for another name.
fn put_dated(base: &Base, record: &mut Record, name: &str) {
    let Some(dated) = base.dated.get(name) else { return };
    record.put("valeur datée", name);
    for row in &dated.rows {
        let day =
            |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
        record.put("du", day(row.in_force.from()));
        record.put("au", day(row.in_force.until()));
        record.all("type", &row.kinds);
        record.all("acheteur", &row.buyers);
        record.put("valeur", &row.value);
    }
}

/// The references of its rules: which, what article, when, confirmed or not.
fn references(base: &Base, clause: &Clause) -> Record {
    let mut record = Record::default();
    let mut ids: Vec<&String> = base
        .rules
        .iter()
        .filter(|rule| rule.clause == clause.id)
        .flat_map(|rule| &rule.bases)
        .collect();
    ids.sort();
    ids.dedup();
    for basis in ids.into_iter().filter_map(|id| base.legal.get(id)) {
        record.all("fondement", [&basis.id, &basis.reference]);
        record.put("du", basis.in_force.from().map_or_else(String::new, |date| date.to_string()));
        record.put("au", basis.in_force.until().map_or_else(String::new, |date| date.to_string()));
        record.put("confirme", basis.confirmed);
    }
    record
}

fn written(value: &VariableValue) -> String {
    match value {
        VariableValue::Number(text) | VariableValue::Text(text) => text.clone(),
        VariableValue::Boolean(value) => value.to_string(),
        VariableValue::Date(date) => date.to_string(),
    }
}
