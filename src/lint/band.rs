//! Rules for one clause that part amounts or years between them: no hole and no overlap at the seam.
//!
//! Two rules are bands of one when they say the same but for the bounds of one fact, or but for their dates. A hole between distant bounds may
//! be meant; a seam where a bound is read twice, or by neither, is a slip.

use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Test};
use crate::base::rule::Rule;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{State, evaluate};
use crate::fact::french_date;
use crate::purchase::read;
use jiff::civil::Date;

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (i, a) in base.rules.iter().enumerate() {
        let siblings = base.rules.iter().skip(i + 1);
        for b in siblings.filter(|b| b.clause == a.clause && b.scope == a.scope) {
            found.extend(dates(base, a, b));
            found.extend(bounds(base, a, b).or_else(|| bounds(base, b, a)));
        }
    }
    found
}

/// Two versions of one rule, one after the other.
fn dates(base: &Base, a: &Rule, b: &Rule) -> Option<Diagnostic> {
    if a.when != b.when || a.policy != b.policy {
        return None;
    }
    let (first, second) = if a.in_force.from() <= b.in_force.from() { (a, b) } else { (b, a) };
    let (ends, starts) = (first.in_force.until()?, second.in_force.from()?);
    let what = match ends.cmp(&starts) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less if is_called(base, first, ends) => return None,
        std::cmp::Ordering::Less => "rien ne vaut",
        std::cmp::Ordering::Greater => "les deux valent",
    };
    let (from, to) = (ends.min(starts), ends.max(starts));
    let message = format!(
        "entre `{}` et `{}`, {what} du {} au {} exclu",
        first.id,
        second.id,
        french_date(from),
        french_date(to)
    );
    Some(on(second, message, "finir l’une le jour où l’autre commence"))
}

/// Whether another rule calls for the clause that day, wherever this one did: what the gap is filled with.
fn is_called(base: &Base, rule: &Rule, day: Date) -> bool {
    let hits = rule.examples.iter().filter(|example| example.expected == "applicable");
    let mut hits = hits.filter_map(|example| read::example(&example.fiche, base).0).peekable();
    hits.peek().is_some()
        && hits.all(|mut purchase| {
            purchase.buyer.policy = rule.policy.as_deref().map(Into::into);
            let evaluation = evaluate(base, &purchase, day);
            let mut found = evaluation.outcomes.iter().filter(|one| one.rule.clause == rule.clause);
            found.any(|one| one.state == State::Applicable)
        })
}

/// A bound where one rule stops and the other starts, read by both or by neither.
fn bounds(base: &Base, low: &Rule, high: &Rule) -> Option<Diagnostic> {
    if low.in_force != high.in_force || low.policy != high.policy {
        return None;
    }
    let (low_rest, low_bounds) = split(&low.when)?;
    let (high_rest, high_bounds) = split(&high.when)?;
    if low_rest != high_rest {
        return None;
    }
    for stop in &low_bounds {
        for start in high_bounds.iter().filter(|start| start.fact == stop.fact) {
            let same_bound = stop.operator.bound() == start.operator.bound();
            let seam = match (&stop.operator, &start.operator) {
                (Operator::LessThan(bound), Operator::MoreThan(_)) if same_bound => {
                    Some((bound, "aucune ne s’applique"))
                }
                (Operator::AtMost(bound), Operator::AtLeast(_)) if same_bound => {
                    Some((bound, "les deux s’appliquent"))
                }
                _ => None,
            };
            if let Some((bound, what)) = seam {
                let fact = base.facts.get(stop.fact).map_or("", |fact| fact.id.as_str());
                let message = format!(
                    "entre `{}` et `{}`, {what} quand `{fact}` vaut exactement {}",
                    low.id,
                    high.id,
                    shown(bound)
                );
                let help = "compter la borne d’un seul côté : `moins_de` puis `au_moins`, ou `au_plus` puis `plus_de`";
                return Some(on(high, message, help));
            }
        }
    }
    None
}

fn shown(bound: &Bound) -> String {
    match bound {
        Bound::Value(value) => value.to_string(),
        Bound::Dated(name) => format!("`{name}`"),
    }
}

fn on(rule: &Rule, message: String, help: &str) -> Diagnostic {
    let at = rule.place.span.start;
    Diagnostic::warning(Code::BandesDisjointes, &rule.place.source, at..at, message).help(help)
}

/// The conditions at the top of a rule: all but its bounds, and its bounds.
fn split(when: &Condition) -> Option<(Vec<&Condition>, Vec<&Test>)> {
    let Condition::All(items) = when else { return None };
    let mut rest = Vec::new();
    let mut bounds = Vec::new();
    for item in items {
        match tests(item) {
            Some(tests) => bounds.extend(tests),
            None => rest.push(item),
        }
    }
    Some((rest, bounds))
}

/// The comparisons of one fact, when an item is nothing else.
fn tests(item: &Condition) -> Option<Vec<&Test>> {
    match item {
        Condition::Test(test) => test.operator.bound().is_some().then(|| vec![test]),
        Condition::All(items) if !items.is_empty() => {
            let each: Option<Vec<Vec<&Test>>> = items.iter().map(tests).collect();
            each.map(|tests| tests.into_iter().flatten().collect())
        }
        _ => None,
    }
}
