//! Types across files: a fact compared with a value of another kind, a value that does not fit its variable.

use super::{conditions, spot};
use crate::base::Base;
use crate::base::clause::{Clause, Variable, VariableKind};
use crate::base::condition::{Bound, Operator, Test};
use crate::base::formula::Rounding;
use crate::base::legal::Place;
use crate::base::policy::Policy;
use crate::base::rule::Parameter;
use crate::base::thresholds::DatedValue;
use crate::diagnostic::{Code, Diagnostic};
use crate::fact::{Fact, FactKind, Value};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (condition, place) in conditions(base) {
        let tests = condition.tests().into_iter();
        found.extend(tests.filter_map(|test| comparison(base, test, place)));
    }
    for clause in base.clauses.values() {
        found.extend(clause.variables.iter().filter_map(|variable| levels(clause, variable)));
    }
    for rule in &base.rules {
        found.extend(parameters(base, &rule.clause, &rule.parameters, &rule.place));
    }
    for policy in base.policies.values() {
        found.extend(of_policy(base, policy));
    }
    found
}

/// A comparison that no purchase can settle.
fn comparison(base: &Base, test: &Test, place: &Place) -> Option<Diagnostic> {
    let fact = base.facts.get(test.fact)?;
    let message = match &test.operator {
        Operator::Contains(_) | Operator::Matches(_) if fact.kind != FactKind::Text => {
            format!("`{}` n’est pas un texte : `{}` n’y trouve rien", fact.id, key(&test.operator))
        }
        operator => {
            let Some(Bound::Dated(name)) = operator.bound() else { return None };
            let dated = base.dated.get(name).filter(|dated| !fits_fact(fact, dated))?;
            format!("`{}` se compare à `{}`, qui n’est pas de son type", fact.id, dated.id)
        }
    };
    let span = spot(&place.source, place.span.start, &fact.id);
    let fault = Diagnostic::error(Code::ComparaisonImpossible, &place.source, span, message);
    Some(fault.help("comparer un montant à un montant, un taux à un taux, un nombre à un nombre"))
}

const fn key(operator: &Operator) -> &'static str {
    if matches!(operator, Operator::Contains(_)) { "contient" } else { "motif" }
}

fn fits_fact(fact: &Fact, dated: &DatedValue) -> bool {
    dated.rows.iter().all(|row| {
        matches!(
            (fact.kind, &row.value),
            (FactKind::Amount, Value::Amount(_))
                | (FactKind::Rate, Value::Rate(_))
                | (FactKind::Integer, Value::Integer(_))
        )
    })
}

/// Values written in the clause itself.
fn levels(clause: &Clause, variable: &Variable) -> Option<Diagnostic> {
    let mut values = variable.levels.values().chain(&variable.most);
    values.find(|value| variable.kind.typed(value).is_none())?;
    let name = &variable.name;
    let message = format!("clause `{}` : une valeur de `{name}` n’est pas de son type", clause.id);
    let source = &clause.place.source;
    let span = spot(source, 0, &format!("nom = \"{name}\""));
    Some(misfit(&Place { source: source.clone(), span }, message))
}

/// Dated values and formulas; plain values are checked at load.
fn parameters(
    base: &Base,
    clause: &str,
    list: &[(String, Parameter)],
    place: &Place,
) -> Vec<Diagnostic> {
    let Some(clause) = base.clauses.get(clause) else { return Vec::new() };
    let mut found = Vec::new();
    for (name, parameter) in list {
        let Some(kind) = clause.variable(name).map(|variable| variable.kind) else { continue };
        let fits = match parameter {
            Parameter::Value(_) => true,
            Parameter::Dated(id) => base
                .dated
                .get(id)
                .is_none_or(|dated| dated.rows.iter().all(|row| takes(kind, &row.value))),
            Parameter::Formula(formula) => gives(formula.rounding(), kind),
        };
        if !fits {
            let message = format!(
                "la valeur de `{name}` n’est pas du type de la variable de `{}`",
                clause.id
            );
            found.push(misfit(place, message));
        }
    }
    found
}

const fn takes(kind: VariableKind, value: &Value) -> bool {
    match value {
        Value::Rate(_) => matches!(kind, VariableKind::Rate),
        Value::Amount(_) => matches!(kind, VariableKind::Amount),
        Value::Integer(_) => matches!(
            kind,
            VariableKind::Hours | VariableKind::Count | VariableKind::Months | VariableKind::Days
        ),
        _ => false,
    }
}

const fn gives(rounding: Rounding, kind: VariableKind) -> bool {
    match rounding {
        Rounding::Hour => matches!(kind, VariableKind::Hours),
        Rounding::Unit => takes(kind, &Value::Integer(0)),
        Rounding::Euro | Rounding::Centime => matches!(kind, VariableKind::Amount),
        Rounding::Rate => matches!(kind, VariableKind::Rate),
    }
}

/// What a policy gives to variables of a name, in every clause, and to the rules it adapts.
fn of_policy(base: &Base, policy: &Policy) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let place = |name: &str| {
        let source = &policy.place.source;
        Place { source: source.clone(), span: spot(source, 0, name) }
    };
    for (name, value) in &policy.parameters {
        let variables = || {
            let clauses = base.clauses.values();
            clauses.filter_map(|clause| Some((&clause.id, clause.variable(name)?)))
        };
        if variables().next().is_none() {
            let message = format!("aucune clause n’a de variable `{name}`");
            let names = base.clauses.values().flat_map(|clause| &clause.variables);
            let at = place(name);
            let fault =
                Diagnostic::warning(Code::AdaptationSansEffet, &at.source, at.span, message);
            found.push(fault.nearest(name, names.map(|variable| variable.name.as_str())));
        }
        for (id, _) in variables().filter(|(_, variable)| variable.kind.typed(value).is_none()) {
            let message =
                format!("la valeur de `{name}` n’est pas du type de la variable de `{id}`");
            found.push(misfit(&place(name), message));
        }
    }
    for adaptation in &policy.adaptations {
        if let Some(rule) = base.rule(&adaptation.rule) {
            found.extend(parameters(base, &rule.clause, &adaptation.parameters, &adaptation.place));
        }
    }
    found
}

fn misfit(place: &Place, message: String) -> Diagnostic {
    Diagnostic::error(Code::ParametreMalType, &place.source, place.span.clone(), message)
}
