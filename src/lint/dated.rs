//! Dated values: no day without a value between two rows, no day with two, none missing where a rule begins, no figure of the law in a rule.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{conditions, spot};
use crate::base::Base;
use crate::base::condition::{Bound, Condition, Test};
use crate::base::legal::Place;
use crate::base::rule::{Level, Rule};
use crate::base::thresholds::{DatedValue, Row};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = base.dated.values().flat_map(rows).collect();
    for rule in &base.rules {
        found.extend(early(base, rule));
    }
    found.extend(written(base));
    found
}

/// Two rows for one type and one buyer: they follow each other, day for day.
fn rows(dated: &DatedValue) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (i, row) in dated.rows.iter().enumerate() {
        let meets =
            |other: &&Row| meet(&row.kinds, &other.kinds) && meet(&row.buyers, &other.buyers);
        let rest = dated.rows.get(i + 1..).unwrap_or_default();
        for other in rest.iter().filter(meets) {
            if row.in_force.overlaps(other.in_force) {
                let message = format!("`{}` a deux valeurs le même jour", dated.id);
                let help = "finir la première ligne (`au`) le jour où la seconde commence (`du`)";
                found.push(fault(Code::ValeursEnDouble, dated, other, message, help));
            }
        }
        let next = dated.rows.iter().filter(meets).filter_map(|other| other.in_force.from());
        let Some(until) = row.in_force.until().filter(|_| dated.gap.is_none()) else { continue };
        if let Some(from) = next.filter(|from| *from >= until).min().filter(|from| *from > until) {
            let message = format!("`{}` n’a pas de valeur du {until} au {from}", dated.id);
            let help = "commencer la ligne suivante le jour où celle-ci finit, écrire celle qui manque, ou dire pourquoi dans `lacune`";
            found.push(fault(Code::ValeursTrouees, dated, row, message, help));
        }
    }
    found
}

/// Whether two lists, empty for all, have a value in common.
fn meet(a: &[String], b: &[String]) -> bool {
    a.is_empty() || b.is_empty() || a.iter().any(|one| b.contains(one))
}

fn fault(
    code: Code,
    dated: &DatedValue,
    row: &Row,
    message: String,
    help: &'static str,
) -> Diagnostic {
    Diagnostic::error(code, &dated.place.source, row.span.clone(), message).help(help)
}

/// A rule in force before the values that it reads.
fn early(base: &Base, rule: &Rule) -> Vec<Diagnostic> {
    let Some(from) = rule.in_force.from() else { return Vec::new() };
    let names = rule.when.dated_names().into_iter().filter_map(|name| base.dated.get(name));
    let late = names.filter_map(|dated| Some((dated, first(dated).filter(|first| *first > from)?)));
    let late = late.map(|(dated, first)| {
        let message = format!(
            "la règle `{}` vaut depuis le {from}, `{}` n’a de valeur que depuis le {first}",
            rule.id, dated.id
        );
        let Place { source, span } = &rule.place;
        Diagnostic::warning(Code::SeuilTropTardif, source, span.start..span.start, message)
            .help("écrire la ligne d’avant dans seuils.toml, ou commencer la règle ce jour-là")
    });
    late.collect()
}

/// The first day with a value; none when it always had one.
fn first(dated: &DatedValue) -> Option<Date> {
    let days: Option<Vec<Date>> = dated.rows.iter().map(|row| row.in_force.from()).collect();
    days?.into_iter().min()
}

/// Numbers of the law written in conditions that the law draws: of a duty, of a deduction, of a binding rule, on the whole need, or of a
/// rule that cites the reference of the threshold.
fn written(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for duty in &base.duties {
        found.extend(numbers(base, &duty.when, &duty.place, &|_, _, _| true));
    }
    for deduction in &base.deductions {
        found.extend(numbers(base, &deduction.when, &deduction.place, &|_, _, _| true));
    }
    let need = base.facts.id("montant_besoin_ht");
    let on_need: BTreeSet<&str> = conditions(base)
        .into_iter()
        .flat_map(|(condition, _)| condition.tests())
        .filter(|test| Some(test.fact) == need)
        .filter_map(|test| match test.operator.bound() {
            Some(Bound::Dated(name)) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    for rule in &base.rules {
        let cites = |row: &Row| row.basis.as_ref().is_some_and(|id| rule.bases.contains(id));
        let by_law = |test: &Test, dated: &DatedValue, row: &Row| {
            let whole = Some(test.fact) == need && on_need.contains(dated.id.as_str());
            rule.level == Level::Obligatoire || whole || cites(row)
        };
        found.extend(numbers(base, &rule.when, &rule.place, &by_law));
    }
    found
}

fn numbers(
    base: &Base,
    condition: &Condition,
    place: &Place,
    by_law: &dyn Fn(&Test, &DatedValue, &Row) -> bool,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for test in condition.tests() {
        let Some(Bound::Value(value)) = test.operator.bound() else { continue };
        let mut thresholds = base.dated.values().filter(|dated| dated.id.starts_with("seuils."));
        let same = thresholds.find(|dated| {
            dated.rows.iter().any(|row| row.value == *value && by_law(test, dated, row))
        });
        let (Some(dated), Some(fact)) = (same, base.facts.get(test.fact)) else { continue };
        let message = format!("`{}` se compare à {value}, que dit `{}`", fact.id, dated.id);
        let span = spot(&place.source, place.span.start, &fact.id);
        let fault = Diagnostic::warning(Code::SeuilEnDur, &place.source, span, message);
        found.push(fault.help(format!("écrire `\"{}\"` à la place du nombre", dated.id)));
    }
    found
}
