//! Single edits of a base, as a slip of the pen would make them: a bound moved by one unit, a condition dropped, a level changed.
//!
//! [`mutations`] lists them all, in the order of rules; a [`Mutation`] says itself in French and makes the base it would give. Edits
//! that could not change anything by themselves (`≥` for a bound moved by one unit) are listed once.

mod condition;
mod unit;

pub use self::unit::moved;

use std::mem;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::Base;
use crate::base::legal::InForce;
use crate::base::rule::{Level, Parameter, Rule};
use crate::engine::eval::Context;
use crate::engine::evaluate_some;
use crate::fact::{Value, french_date};
use crate::purchase::{Purchase, VariableValue};

/// What kind of edit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A bound of a rule moved by one unit.
    Bound,
    /// `≥` for `>`, `≤` for `<`, and back.
    Comparison,
    /// A CPV prefix dropped.
    Prefix,
    /// A value or a word dropped from a list.
    Item,
    /// A condition or an alternative dropped.
    Condition,
    /// `un_de` that becomes `tous_de`.
    Any,
    /// A date of the rule shifted by a day.
    Date,
    Level,
    /// Another clause called for.
    Clause,
    /// A legal basis removed.
    Basis,
    /// A value given to a variable moved by one unit.
    Parameter,
    /// A dated threshold or quota moved by one unit.
    Dated,
}

impl Kind {
    pub const ALL: [Self; 12] = [
        Self::Bound,
        Self::Comparison,
        Self::Prefix,
        Self::Item,
        Self::Condition,
        Self::Any,
        Self::Date,
        Self::Level,
        Self::Clause,
        Self::Basis,
        Self::Parameter,
        Self::Dated,
    ];

    /// As a table names it.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Bound => "borne déplacée",
            Self::Comparison => "comparaison changée",
            Self::Prefix => "préfixe CPV retiré",
            Self::Item => "valeur ou mot retiré",
            Self::Condition => "condition retirée",
            Self::Any => "« un de » devenu « tous »",
            Self::Date => "date décalée d’un jour",
            Self::Level => "niveau changé",
            Self::Clause => "clause échangée",
            Self::Basis => "fondement retiré",
            Self::Parameter => "valeur de variable changée",
            Self::Dated => "valeur datée déplacée",
        }
    }

    /// Whether it changes only when the rule applies, and not what it gives.
    #[must_use]
    pub const fn is_of_state(self) -> bool {
        match self {
            Self::Level | Self::Clause | Self::Parameter | Self::Dated => false,
            Self::Bound
            | Self::Comparison
            | Self::Prefix
            | Self::Item
            | Self::Condition
            | Self::Any
            | Self::Date
            | Self::Basis => true,
        }
    }
}

/// One edit of a base.
#[derive(Debug, Clone)]
pub struct Mutation {
    pub kind: Kind,
    /// What changes, in French.
    text: String,
    target: Target,
}

#[derive(Debug, Clone)]
enum Target {
    /// The rule as it would be; its id does not change.
    Rule(Box<Rule>),
    Dated {
        id: String,
        row: usize,
        value: Value,
    },
}

impl Mutation {
    /// « le niveau passe de recommandée à à étudier ».
    #[must_use]
    pub fn describe(&self) -> &str {
        &self.text
    }

    /// The rule edited, as it would be; `None` for a dated value.
    #[must_use]
    pub fn rule(&self) -> Option<&Rule> {
        match &self.target {
            Target::Rule(rule) => Some(rule),
            Target::Dated { .. } => None,
        }
    }

    /// The id of the rule or of the dated value.
    #[must_use]
    pub fn id(&self) -> &str {
        match &self.target {
            Target::Rule(rule) => &rule.id,
            Target::Dated { id, .. } => id,
        }
    }

    /// The base with this edit.
    #[must_use]
    pub fn apply(&self, base: &Base) -> Base {
        let mut edited = base.clone();
        let _ = self.clone().exchange(&mut edited);
        edited
    }

    /// Makes the edit in place, and gives the one that undoes it: many edits can be tried on one copy of a base.
    #[must_use]
    pub fn exchange(mut self, base: &mut Base) -> Self {
        match &mut self.target {
            Target::Rule(edited) => {
                let at = base.rules.binary_search_by(|rule| rule.id.cmp(&edited.id));
                if let Some(rule) = at.ok().and_then(|at| base.rules.get_mut(at)) {
                    mem::swap(rule, edited);
                }
            }
            Target::Dated { id, row, value } => {
                let row = base.dated.get_mut(id).and_then(|dated| dated.rows.get_mut(*row));
                if let Some(row) = row {
                    mem::swap(&mut row.value, value);
                }
            }
        }
        self
    }
}

/// Every edit of a base: those of each rule, then those of dated values.
#[must_use]
pub fn mutations(base: &Base) -> Vec<Mutation> {
    let blank = evaluate_some(base, &[], &Purchase::default(), base.as_of);
    let mut out = Vec::new();
    for rule in &base.rules {
        of_rule(base, blank.context(), rule, &mut out);
    }
    of_dated(base, &mut out);
    out
}

fn of_rule(base: &Base, context: Context<'_>, rule: &Rule, out: &mut Vec<Mutation>) {
    for variant in condition::variants(context, &rule.when) {
        push(out, variant.kind, variant.text, Rule { when: variant.condition, ..rule.clone() });
    }
    for (in_force, text) in shifted(rule.in_force) {
        push(out, Kind::Date, text, Rule { in_force, ..rule.clone() });
    }
    let level = other_level(rule.level);
    let text = format!("le niveau « {} » devient « {} »", rule.level.title(), level.title());
    push(out, Kind::Level, text, Rule { level, ..rule.clone() });
    if let Some(clause) = next_clause(base, &rule.clause) {
        let text = format!("la clause `{}` devient `{clause}`", rule.clause);
        push(out, Kind::Clause, text, Rule { clause: clause.to_owned(), ..rule.clone() });
    }
    for (i, basis) in rule.bases.iter().enumerate() {
        let mut bases = rule.bases.clone();
        bases.remove(i);
        let text = format!("le fondement `{basis}` est retiré");
        push(out, Kind::Basis, text, Rule { bases, ..rule.clone() });
    }
    for (i, (name, parameter)) in rule.parameters.iter().enumerate() {
        let Some((moved, text)) = moved_parameter(name, parameter) else { continue };
        let mut edited = rule.clone();
        if let Some(slot) = edited.parameters.get_mut(i) {
            slot.1 = moved;
        }
        push(out, Kind::Parameter, text, edited);
    }
}

fn push(out: &mut Vec<Mutation>, kind: Kind, text: String, rule: Rule) {
    out.push(Mutation { kind, text, target: Target::Rule(Box::new(rule)) });
}

/// The dates of a rule, each a day earlier or later.
fn shifted(in_force: InForce) -> Vec<(InForce, String)> {
    let (from, until) = (in_force.from(), in_force.until());
    let mut out = Vec::new();
    for days in [-1, 1] {
        let move_by = |date: Option<Date>| date.and_then(|date| date.checked_add(days.days()).ok());
        let first = move_by(from).map(|moved| (InForce::new(Some(moved), until), from, moved));
        let end = move_by(until).map(|moved| (InForce::new(from, Some(moved)), until, moved));
        let named = [("le premier jour", first), ("la fin", end)];
        for (what, (edited, before, moved)) in named.into_iter().filter_map(|(w, d)| Some((w, d?)))
        {
            let (Some(edited), Some(before)) = (edited, before) else { continue };
            let (before, moved) = (french_date(before), french_date(moved));
            out.push((edited, format!("{what} passe du {before} au {moved}")));
        }
    }
    out
}

const fn other_level(level: Level) -> Level {
    match level {
        Level::Obligatoire | Level::Objectif | Level::AEtudier => Level::Recommande,
        Level::Recommande => Level::AEtudier,
    }
}

/// The clause that follows by id, the first after the last: any other would do.
fn next_clause<'b>(base: &'b Base, id: &str) -> Option<&'b str> {
    let ids = || base.clauses.keys().map(String::as_str);
    ids().find(|other| *other > id).or_else(|| ids().next()).filter(|other| *other != id)
}

fn moved_parameter(name: &str, parameter: &Parameter) -> Option<(Parameter, String)> {
    let (moved, before, after) = match parameter {
        Parameter::Value(VariableValue::Number(number)) => {
            let moved = unit::next_number(number)?;
            (VariableValue::Number(moved.clone()), number.clone(), moved)
        }
        Parameter::Value(VariableValue::Boolean(value)) => {
            let word = |value| if value { "oui" } else { "non" }.to_owned();
            (VariableValue::Boolean(!value), word(*value), word(!value))
        }
        Parameter::Value(VariableValue::Text(_) | VariableValue::Date(_))
        | Parameter::Dated(_)
        | Parameter::Formula(_) => return None,
    };
    Some((Parameter::Value(moved), format!("la valeur de `{name}` passe de {before} à {after}")))
}

fn of_dated(base: &Base, out: &mut Vec<Mutation>) {
    for (id, dated) in &base.dated {
        for (i, row) in dated.rows.iter().enumerate() {
            for step in [-1, 1] {
                let Some(value) = unit::moved(&row.value, step) else { continue };
                let since = row.in_force.from().map_or_else(String::new, |from| {
                    format!(" (valeur due au {})", french_date(from))
                });
                let text = format!("{} : {} devient {value}{since}", dated.title, row.value);
                let target = Target::Dated { id: id.clone(), row: i, value };
                out.push(Mutation { kind: Kind::Dated, text, target });
            }
        }
    }
}
