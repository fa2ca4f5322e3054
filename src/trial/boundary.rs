//! The bounds of rules, and whether a purchase sits on them: a centime from an amount, the day before entry into force, a CPV code
//! next to a prefix.
//!
//! To sit on a bound, the rest of the rule must hold: the test, or the date, alone decides. Numbers of lots counted under a condition
//! (`lots = { nombre = … }`) are not looked at: no single value of the purchase is their bound.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::Case;
use super::leaf::{Leaf, leaves, shown};
use crate::base::Base;
use crate::base::condition::{Bound, Operator};
use crate::base::rule::Rule;
use crate::cpv::{Cpv, Prefix, entries};
use crate::engine::eval::Context;
use crate::engine::{Evaluation, is_in_force};
use crate::fact::Value;
use crate::mutation::moved;
use crate::truth::Truth;

/// No consultation is older than the code de la commande publique.
const FIRST_DAY: Date = date(2019, 4, 1);

/// A bound of a rule, on one side.
#[derive(Debug, Clone, Copy)]
pub struct Boundary<'b> {
    pub rule: &'b Rule,
    pub point: Point<'b>,
}

/// Where a purchase would sit.
#[derive(Debug, Clone, Copy)]
pub enum Point<'b> {
    /// So many units from the bound of a comparison.
    Near { leaf: Leaf<'b>, offset: i64 },
    /// A code next to a prefix, under the same parent, that no prefix of the test takes.
    Beside { leaf: Leaf<'b>, prefix: Prefix },
    /// The last day of a state of the law, or the first.
    Day(Date),
}

impl Boundary<'_> {
    /// Whether a purchase sits there.
    #[must_use]
    pub fn is_shown_by(&self, evaluation: &Evaluation<'_>) -> bool {
        let known = &evaluation.known;
        match self.point {
            Point::Day(day) => evaluation.date == day && would_hold(evaluation, self.rule),
            Point::Near { leaf, offset } => {
                let Some(target) = target(evaluation.context(), leaf, offset) else { return false };
                let sits = |at| known.get(at, leaf.test.fact).is_some_and(|f| f.value == target);
                shown(evaluation, self.rule, leaf).iter().any(|one| one.deciding && sits(one.at))
            }
            Point::Beside { leaf, prefix } => {
                let near = |at| match known.get(at, leaf.test.fact).map(|fact| &fact.value) {
                    Some(Value::Cpv(codes)) => codes.iter().any(|code| is_beside(*code, prefix)),
                    _ => false,
                };
                let seen = shown(evaluation, self.rule, leaf);
                seen.iter().any(|one| one.deciding && one.truth == Truth::False && near(one.at))
            }
        }
    }
}

/// Whether the conditions of a rule hold somewhere, in force or not.
fn would_hold(evaluation: &Evaluation<'_>, rule: &Rule) -> bool {
    let context = evaluation.context();
    let own = rule.policy.is_none() || !evaluation.outcomes_of(rule).is_empty();
    let mut places = evaluation.known.places(rule.scope);
    own && places.any(|at| context.truth(&rule.when, at) == Truth::True)
}

/// The value that sits `offset` units from the bound, when the bound has exactly one value for this purchase.
#[must_use]
pub fn target(context: Context<'_>, leaf: Leaf<'_>, offset: i64) -> Option<Value> {
    match leaf.test.operator.bound()? {
        Bound::Value(value) => moved(value, offset),
        Bound::Dated(name) => {
            let rows = context.resolve(name).rows;
            let (first, rest) = rows.split_first()?;
            let alone = rest.iter().all(|row| row.value == first.value);
            moved(&first.value, offset).filter(|_| alone)
        }
    }
}

/// The codes next to a prefix: under the same parent, the nearest first; of a whole division, the other divisions.
#[must_use]
pub fn beside(prefix: Prefix) -> Vec<Cpv> {
    let start: i64 = format!("{prefix:0<8}").parse().unwrap_or(0);
    let distance =
        |code: &Cpv| code.to_string().parse::<i64>().map_or(i64::MAX, |code| (code - start).abs());
    let mut codes: Vec<Cpv> =
        entries().map(|entry| entry.code).filter(|code| is_beside(*code, prefix)).collect();
    codes.sort_by_key(distance);
    codes
}

/// Zeros at the end of a code are no digits of its branch: 75121000 stands under 7512.
fn is_beside(code: Cpv, prefix: Prefix) -> bool {
    let digits = prefix.to_string();
    let digits = digits.trim_end_matches('0');
    let parent = digits.get(..digits.len().saturating_sub(1)).and_then(Prefix::parse);
    !code.starts_with(prefix) && parent.is_none_or(|parent| code.starts_with(parent))
}

/// Every bound of the rules of a base, in the order of rules.
#[must_use]
pub fn boundaries(base: &Base) -> Vec<Boundary<'_>> {
    let of_rule = |rule| points(base, rule).into_iter().map(move |point| Boundary { rule, point });
    base.rules.iter().flat_map(of_rule).collect()
}

/// The bounds on which no case sits, nor any example of their rule.
#[must_use]
pub fn missing<'b>(base: &'b Base, cases: &[Case<'_>]) -> Vec<Boundary<'b>> {
    let mut out = Vec::new();
    for rule in &base.rules {
        let examples: Vec<Case<'_>> = Case::examples_of(base, rule).collect();
        let speaking = || cases.iter().filter(|case| case.speaks_of(rule)).chain(&examples);
        let unseen = points(base, rule).into_iter().map(|point| Boundary { rule, point });
        out.extend(unseen.filter(|one| !speaking().any(|case| one.is_shown_by(&case.evaluation))));
    }
    out
}

fn points<'b>(base: &'b Base, rule: &'b Rule) -> Vec<Point<'b>> {
    let mut out: Vec<Point<'b>> = leaves(&rule.when).into_iter().flat_map(of_leaf).collect();
    out.extend(days(base, rule).into_iter().map(Point::Day));
    out
}

fn of_leaf(leaf: Leaf<'_>) -> Vec<Point<'_>> {
    let near = |offset| Point::Near { leaf, offset };
    match &leaf.test.operator {
        Operator::AtLeast(_) => vec![near(0), near(-1)],
        Operator::MoreThan(_) => vec![near(1), near(0)],
        Operator::AtMost(_) => vec![near(0), near(1)],
        Operator::LessThan(_) => vec![near(-1), near(0)],
        Operator::CpvPrefix(prefixes) => {
            prefixes.iter().map(|prefix| Point::Beside { leaf, prefix: *prefix }).collect()
        }
        Operator::In(_) | Operator::Contains(_) | Operator::Matches(_) => Vec::new(),
    }
}

/// The days on both sides of each change of state of the law for a rule: its own dates, and those of what it rests on.
fn days(base: &Base, rule: &Rule) -> BTreeSet<Date> {
    let bases = rule.bases.iter().filter_map(|id| base.legal.get(id)).map(|basis| basis.in_force);
    let changes = bases.chain([rule.in_force]).flat_map(|dates| [dates.from(), dates.until()]);
    let mut out = BTreeSet::new();
    for day in changes.flatten().filter(|day| *day > FIRST_DAY) {
        let Ok(eve) = day.checked_sub(1.day()) else { continue };
        if is_in_force(base, rule, eve) != is_in_force(base, rule, day) {
            out.extend([eve, day]);
        }
    }
    out
}
