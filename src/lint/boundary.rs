//! Bounds of rules: each is shown by examples on both sides, a centime or a day apart.
//!
//! Only bounds written at the top of `quand`, or of its `marche`, are looked at: deeper ones may never decide alone.

use std::slice;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Test};
use crate::base::rule::Rule;
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::eval::Context;
use crate::engine::known::At;
use crate::engine::{Evaluation, evaluate_some};
use crate::fact::{FactId, Value};
use crate::money::Amount;
use crate::purchase::read;

/// Facts whose bounds are amounts that the law or the buyer draws to the centime.
const AMOUNTS: [&str; 2] = ["montant_ht", "montant_besoin_ht"];

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    base.rules.iter().flat_map(|rule| faults(base, rule)).collect()
}

/// An example of a rule, evaluated.
struct Case<'b> {
    evaluation: Evaluation<'b>,
    expected: &'b str,
}

fn faults(base: &Base, rule: &Rule) -> Vec<Diagnostic> {
    let cases = cases(base, rule);
    let mut missing = Vec::new();
    for expected in ["applicable", "non_applicable"] {
        if !rule.examples.iter().any(|example| example.expected == expected) {
            let help =
                format!("ajouter `[[regle.exemple]]`, sa `fiche` et `attendu = \"{expected}\"`");
            missing.push((format!("aucun exemple `{expected}`"), help));
        }
    }
    for test in top_tests(&rule.when) {
        missing.extend(bound_faults(base, &cases, test));
    }
    missing.extend(rule.in_force.from().and_then(|from| date_fault(&cases, from)));
    missing.into_iter().map(|(message, help)| diagnostic(rule, &message, help)).collect()
}

fn diagnostic(rule: &Rule, message: &str, help: String) -> Diagnostic {
    let at = rule.place.span.start;
    let message = format!("règle `{}` : {message}", rule.id);
    let fault = Diagnostic::warning(Code::ExempleManquant, &rule.place.source, at..at, message);
    if help.is_empty() { fault } else { fault.help(help) }
}

fn cases<'b>(base: &'b Base, rule: &'b Rule) -> Vec<Case<'b>> {
    let evaluated = rule.examples.iter().filter_map(|example| {
        let mut purchase = read::example(&example.fiche, base).0?;
        purchase.buyer.policy = rule.policy.as_deref().map(Into::into);
        let date = purchase.launch.unwrap_or(base.as_of);
        let evaluation = evaluate_some(base, slice::from_ref(rule), &purchase, date);
        Some(Case { evaluation, expected: &example.expected })
    });
    evaluated.collect()
}

/// The tests that every purchase of the rule must pass.
fn top_tests(when: &Condition) -> Vec<&Test> {
    match when {
        Condition::Test(test) => vec![test],
        Condition::All(items) => items.iter().flat_map(top_tests).collect(),
        Condition::OnPurchase(inner) => top_tests(inner),
        Condition::Any(_) | Condition::Not(_) | Condition::Lots(..) => Vec::new(),
    }
}

/// Which examples a bound lacks: one on the side that holds, one on the other.
fn bound_faults(base: &Base, cases: &[Case<'_>], test: &Test) -> Vec<(String, String)> {
    let is_amount = AMOUNTS.iter().any(|name| base.facts.id(name) == Some(test.fact));
    let Some(bound) = test.operator.bound().filter(|_| is_amount) else { return Vec::new() };
    let Some((inside, outside)) = sides(&test.operator) else { return Vec::new() };
    let shown = match bound {
        Bound::Value(Value::Amount(amount)) => format!("{amount} €"),
        Bound::Dated(name) if base.dated.get(name).is_some_and(is_of_amounts) => name.clone(),
        Bound::Value(_) | Bound::Dated(_) => return Vec::new(),
    };
    let name = base.facts.get(test.fact).map_or("", |fact| fact.id.as_str());
    let mut found = Vec::new();
    let bounds: Vec<Amount> = cases.iter().filter_map(|case| amount_of(case, bound)).collect();
    // No fiche is worth less than nothing.
    let can_be = |offset| bounds.iter().all(|amount| amount.centimes() + offset >= 0);
    let wanted = [("applicable", inside), ("non_applicable", outside)];
    for (expected, offset) in wanted.into_iter().filter(|(_, offset)| can_be(*offset)) {
        let is_here =
            |case: &Case<'_>| case.expected == expected && sits(case, test.fact, bound, offset);
        if !cases.iter().any(is_here) {
            let what = offset_words(offset);
            let message = format!("aucun exemple `{expected}` où `{name}` est {what} ({shown})");
            found.push((message, help(bounds.first(), offset, name)));
        }
    }
    found
}

fn is_of_amounts(value: &crate::base::thresholds::DatedValue) -> bool {
    value.rows.iter().all(|row| matches!(row.value, Value::Amount(_)))
}

/// In centimes from the bound: the nearest amount that holds, the nearest that does not.
const fn sides(operator: &Operator) -> Option<(i64, i64)> {
    match operator {
        Operator::AtLeast(_) => Some((0, -1)),
        Operator::MoreThan(_) => Some((1, 0)),
        Operator::AtMost(_) => Some((0, 1)),
        Operator::LessThan(_) => Some((-1, 0)),
        Operator::In(_) | Operator::Contains(_) | Operator::Matches(_) | Operator::CpvPrefix(_) => {
            None
        }
    }
}

const fn offset_words(offset: i64) -> &'static str {
    match offset {
        0 => "à sa borne",
        1 => "un centime au-dessus de sa borne",
        _ => "un centime au-dessous de sa borne",
    }
}

/// Whether an example has the amount of a bound, give or take some centimes, on the purchase or on a lot.
fn sits(case: &Case<'_>, fact: FactId, bound: &Bound, offset: i64) -> bool {
    let known = &case.evaluation.known;
    let Some(wanted) = amount_of(case, bound).map(|amount| amount.centimes() + offset) else {
        return false;
    };
    let lots = (0..known.n_lots()).map(At::Lot);
    std::iter::once(At::Purchase).chain(lots).any(|at| {
        known.get(at, fact).is_some_and(
            |known| matches!(&known.value, Value::Amount(amount) if amount.centimes() == wanted),
        )
    })
}

/// What a bound is worth for an example, when it has exactly one value.
fn amount_of(case: &Case<'_>, bound: &Bound) -> Option<Amount> {
    let evaluation = &case.evaluation;
    match bound {
        Bound::Value(Value::Amount(amount)) => Some(*amount),
        Bound::Value(_) => None,
        Bound::Dated(name) => {
            let context =
                Context { base: evaluation.base, known: &evaluation.known, date: evaluation.date };
            let resolved = context.resolve(name);
            let (first, rest) = resolved.rows.split_first()?;
            let alone = rest.iter().all(|row| row.value == first.value);
            match &first.value {
                Value::Amount(amount) if alone => Some(*amount),
                _ => None,
            }
        }
    }
}

fn help(bound: Option<&Amount>, offset: i64, name: &str) -> String {
    bound.map_or_else(String::new, |amount| {
        let centimes = amount.centimes() + offset;
        let (euros, cents) = (centimes / 100, centimes % 100);
        let euros = crate::money::grouped(euros.unsigned_abs()).replace('\u{202f}', "_");
        let cents = if cents == 0 { String::new() } else { format!(".{cents:02}") };
        format!(
            "écrire une fiche où `{name} = {euros}{cents}`, tout le reste de la règle étant rempli"
        )
    })
}

/// The eve of the first day, and a day since.
fn date_fault(cases: &[Case<'_>], from: Date) -> Option<(String, String)> {
    let eve = from.checked_sub(1.day()).ok()?;
    let before =
        cases.iter().any(|case| case.evaluation.date == eve && case.expected == "non_applicable");
    let since =
        cases.iter().any(|case| case.evaluation.date >= from && case.expected == "applicable");
    let (message, day) = if !before {
        (format!("aucun exemple `non_applicable` la veille de son entrée en vigueur ({eve})"), eve)
    } else if !since {
        (format!("aucun exemple `applicable` depuis son entrée en vigueur ({from})"), from)
    } else {
        return None;
    };
    Some((message, format!("écrire une fiche qui la remplit, avec `date_lancement = {day}`")))
}
