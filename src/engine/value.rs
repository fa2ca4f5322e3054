//! What each variable of a recommended clause is worth: the buyer's value, else the policy's, the rule's, the level's, else a blank.

use std::collections::BTreeMap;

use super::eval::Context;
use super::known::At;
use crate::base::clause::{Clause, Variable};
use crate::base::formula::Formula;
use crate::base::policy::Policy;
use crate::base::rule::{Parameter, Rule};
use crate::fact::{FactId, Value};
use crate::purchase::{Ambition, Decision};

/// Where the value of a variable comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    Decision,
    Policy,
    Rule,
    /// The clause itself, by level of ambition.
    Level,
    /// The clause itself, whatever the level.
    Clause,
}

impl Source {
    /// As the justification note says it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Decision => "fixé par l’acheteur",
            Self::Policy => "fixé par la politique",
            Self::Rule => "donné par la règle",
            Self::Level => "selon le niveau d’exigence",
            Self::Clause => "donné par la clause",
        }
    }
}

/// The value of a variable, where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub value: Value,
    pub source: Source,
}

/// Values by variable; a variable without one is absent, and prints as a blank.
pub type Values = BTreeMap<String, Filled>;

/// What fills the variables of one clause.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    pub decision: Option<&'a Decision>,
    pub policy: Option<&'a Policy>,
    pub rules: &'a [&'a Rule],
    pub ambition: Ambition,
}

/// A variable left without its value, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfilled {
    /// Two rules give different values.
    Disputed(String),
    /// The value given is above what the law allows.
    Exceeded(String),
}

/// The values of a clause for a lot or a purchase, and the variables that cannot have theirs.
#[must_use]
pub fn fill(
    context: Context<'_>,
    at: At,
    clause: &Clause,
    sources: Sources<'_>,
) -> (Values, Vec<Unfilled>) {
    let mut values = Values::new();
    let mut unfilled = Vec::new();
    // Formulas read the other variables: they come last.
    for formulas in [false, true] {
        for variable in &clause.variables {
            if values.contains_key(&variable.name) {
                continue;
            }
            match one(context, at, variable, sources, &values, formulas) {
                Ok(Some(filled)) if variable.is_exceeded_by(&filled.value) => {
                    let fault = Unfilled::Exceeded(variable.name.clone());
                    if !unfilled.contains(&fault) {
                        unfilled.push(fault);
                    }
                }
                Ok(Some(filled)) => {
                    values.insert(variable.name.clone(), filled);
                }
                Ok(None) => {}
                // Told once, although formulas come in a second pass.
                Err(Disputed) => {
                    let fault = Unfilled::Disputed(variable.name.clone());
                    if !unfilled.contains(&fault) {
                        unfilled.push(fault);
                    }
                }
            }
        }
    }
    (values, unfilled)
}

/// Two rules give different values.
struct Disputed;

fn one(
    context: Context<'_>,
    at: At,
    variable: &Variable,
    sources: Sources<'_>,
    values: &Values,
    formulas: bool,
) -> Result<Option<Filled>, Disputed> {
    let decided = sources.decision.and_then(|decision| decision.variables.get(&variable.name));
    if let Some(value) = decided.and_then(|value| variable.kind.typed(value)) {
        return Ok(Some(Filled { value, source: Source::Decision }));
    }
    let by_policy = policy_parameters(sources, &variable.name);
    for (parameters, source) in
        [(by_policy, Source::Policy), (rule_parameters(sources, &variable.name), Source::Rule)]
    {
        let has_formula =
            parameters.iter().any(|parameter| matches!(parameter, Parameter::Formula(_)));
        if has_formula && !formulas {
            return Ok(None);
        }
        let mut found: Vec<Value> = parameters
            .iter()
            .filter_map(|parameter| compute(context, at, parameter, variable, values))
            .collect();
        found.dedup();
        match found.len() {
            0 if has_formula => return Ok(None),
            0 => {}
            1 => return Ok(found.pop().map(|value| Filled { value, source })),
            _ => return Err(Disputed),
        }
    }
    let ambition =
        sources.decision.and_then(|decision| decision.ambition).unwrap_or(sources.ambition);
    let level = variable.levels.get(&ambition).and_then(|value| variable.kind.typed(value));
    let mut levels = variable.levels.values();
    let first = levels.next();
    let graded = levels.any(|other| Some(other) != first);
    let source = if graded { Source::Level } else { Source::Clause };
    Ok(level.map(|value| Filled { value, source }))
}

/// What the policy says: its changes to the rules that apply, else its own value for any variable of that name.
fn policy_parameters(sources: Sources<'_>, name: &str) -> Vec<Parameter> {
    let Some(policy) = sources.policy else { return Vec::new() };
    let adapted: Vec<Parameter> = policy
        .adaptations
        .iter()
        .filter(|adaptation| sources.rules.iter().any(|rule| rule.id == adaptation.rule))
        .flat_map(|adaptation| adaptation.parameters.iter())
        .filter(|(known, _)| known == name)
        .map(|(_, parameter)| parameter.clone())
        .collect();
    if !adapted.is_empty() {
        return adapted;
    }
    let own = policy.parameters.iter().filter(|(known, _)| known == name);
    own.map(|(_, value)| Parameter::Value(value.clone())).collect()
}

fn rule_parameters(sources: Sources<'_>, name: &str) -> Vec<Parameter> {
    let all = sources.rules.iter().flat_map(|rule| rule.parameters.iter());
    all.filter(|(known, _)| known == name).map(|(_, parameter)| parameter.clone()).collect()
}

fn compute(
    context: Context<'_>,
    at: At,
    parameter: &Parameter,
    variable: &Variable,
    values: &Values,
) -> Option<Value> {
    match parameter {
        Parameter::Value(value) => variable.kind.typed(value),
        Parameter::Dated(name) => dated(context, name),
        Parameter::Formula(formula) => evaluate(context, at, formula, values),
    }
}

/// A dated value, when this purchase has exactly one.
fn dated(context: Context<'_>, name: &str) -> Option<Value> {
    let resolved = context.resolve(name);
    let (first, rest) = resolved.rows.split_first()?;
    rest.iter().all(|row| row.value == first.value).then(|| first.value.clone())
}

fn evaluate(context: Context<'_>, at: At, formula: &Formula, values: &Values) -> Option<Value> {
    let mut named = BTreeMap::new();
    for name in formula.names() {
        let fact: Option<FactId> = context.base.facts.id(name);
        let value = values
            .get(name)
            .map(|filled| filled.value.clone())
            .or_else(|| context.known.get(at, fact?).map(|fact| fact.value.clone()))
            .or_else(|| dated(context, name))?;
        named.insert(name.to_owned(), value);
    }
    formula.evaluate(&named)
}
