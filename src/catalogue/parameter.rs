//! Values that rules and policies give to the variables of a clause, in words.

use serde::Serialize;

use super::condition::Reader;
use super::view::Link;
use crate::base::clause::{Clause, Variable};
use crate::base::formula::Formula;
use crate::base::rule::Parameter;
use crate::draft::filters;
use crate::fact::FactKind;
use crate::purchase::VariableValue;

/// A value given to a variable.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Given {
    /// The question of the variable.
    pub variable: String,
    pub name: String,
    pub text: String,
    pub link: Option<Link>,
}

pub(super) fn all(
    reader: Reader<'_>,
    clause: Option<&Clause>,
    parameters: &[(String, Parameter)],
) -> Vec<Given> {
    parameters.iter().map(|(name, parameter)| one(reader, clause, name, parameter)).collect()
}

fn one(reader: Reader<'_>, clause: Option<&Clause>, name: &str, parameter: &Parameter) -> Given {
    let variable = clause.and_then(|clause| clause.variable(name));
    let (text, link) = match parameter {
        Parameter::Value(value) => (value_text(variable, value), None),
        Parameter::Dated(dated) => (current(reader, dated), Some(Link::dated(reader.base, dated))),
        Parameter::Formula(formula) => (in_words(reader, clause, formula), None),
    };
    let question = variable.map_or(name, |variable| variable.question.as_str());
    Given { variable: question.to_owned(), name: name.to_owned(), text, link }
}

/// A value as it prints in a contract.
pub(super) fn value_text(variable: Option<&Variable>, value: &VariableValue) -> String {
    let typed =
        variable.and_then(|variable| filters::show(&variable.kind.typed(value)?, variable.kind));
    typed.unwrap_or_else(|| match value {
        VariableValue::Number(text) | VariableValue::Text(text) => text.clone(),
        VariableValue::Boolean(yes) => if *yes { "oui" } else { "non" }.into(),
        VariableValue::Date(date) => filters::long_date(*date),
    })
}

fn current(reader: Reader<'_>, dated: &str) -> String {
    let rows =
        reader.base.dated.get(dated).map(|value| value.resolve(reader.date, None, None).rows);
    let mut shown: Vec<String> =
        rows.unwrap_or_default().iter().map(|row| row.value.to_string()).collect();
    shown.dedup();
    if shown.is_empty() { "valeur non connue à cette date".into() } else { shown.join(" ou ") }
}

/// « montant estimé × taux ÷ coût horaire, arrondi à l’heure ».
fn in_words(reader: Reader<'_>, clause: Option<&Clause>, formula: &Formula) -> String {
    let source = formula.to_string();
    let mut out = String::new();
    let mut rest = source.as_str();
    while let Some(c) = rest.chars().next() {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        if is_name(c) {
            let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            out.push_str(&title(reader, clause, word));
            rest = after;
        } else {
            match c {
                '*' => out.push('×'),
                '/' => out.push('÷'),
                '-' => out.push('−'),
                c => out.push(c),
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    format!("calcul : {out}, arrondi {}", formula.rounding().title())
}

fn title(reader: Reader<'_>, clause: Option<&Clause>, name: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_digit()) {
        return name.replace('.', ",");
    }
    let variable = clause.and_then(|clause| clause.variable(name)).map(|v| v.question.as_str());
    let fact = reader.base.facts.by_name(name).map(|(_, fact)| fact.title.as_str());
    let dated = reader.base.dated.get(name).map(|value| value.title.as_str());
    format!("« {} »", variable.or(fact).or(dated).unwrap_or(name))
}

/// What a variable or a fact holds, in words.
pub(super) const fn kind_title(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Boolean => "oui ou non",
        FactKind::Integer => "nombre entier",
        FactKind::Amount => "montant, en euros hors taxes",
        FactKind::Rate => "taux",
        FactKind::Choice => "une valeur parmi une liste",
        FactKind::List => "une ou plusieurs valeurs parmi une liste",
        FactKind::Text => "texte",
        FactKind::Cpv => "codes de la nomenclature CPV",
        FactKind::Date => "date",
    }
}
