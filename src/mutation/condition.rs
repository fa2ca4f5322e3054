//! Single edits of a condition, at whatever depth.

use super::{Kind, unit};
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::engine::eval::Context;
use crate::engine::explain;

/// A condition edited once.
pub struct Variant {
    pub condition: Condition,
    pub kind: Kind,
    pub text: String,
}

/// Every edit of a condition, in the order written.
pub fn variants(context: Context<'_>, condition: &Condition) -> Vec<Variant> {
    let within = |inner: &Condition, wrap: &dyn Fn(Condition) -> Condition| {
        let edited = variants(context, inner).into_iter();
        edited.map(|v| Variant { condition: wrap(v.condition), ..v }).collect::<Vec<_>>()
    };
    match condition {
        Condition::All(items) => of_group(context, items, Condition::All),
        Condition::Any(items) => {
            let mut out = of_group(context, items, Condition::Any);
            if items.len() > 1 {
                let text = format!("« {} » : toutes au lieu d’une", words(context, condition));
                out.push(Variant {
                    condition: Condition::All(items.clone()),
                    kind: Kind::Any,
                    text,
                });
            }
            out
        }
        Condition::Not(inner) => within(inner, &|edited| Condition::Not(Box::new(edited))),
        Condition::OnPurchase(inner) => {
            within(inner, &|edited| Condition::OnPurchase(Box::new(edited)))
        }
        Condition::Lots(quantifier, inner) => {
            let rewrap = |edited| Condition::Lots(quantifier.clone(), Box::new(edited));
            let mut out = within(inner, &rewrap);
            out.extend(of_count(context, condition, quantifier, inner));
            out
        }
        Condition::Test(test) => of_test(context, test),
    }
}

fn words(context: Context<'_>, condition: &Condition) -> String {
    explain::words(context, condition)
}

/// One item dropped, or one edited.
fn of_group(
    context: Context<'_>,
    items: &[Condition],
    group: fn(Vec<Condition>) -> Condition,
) -> Vec<Variant> {
    let mut out = Vec::new();
    for (i, item) in items.iter().enumerate() {
        // A comparison without another is a group of one: what drops it is its parent.
        if items.len() > 1 {
            let mut left = items.to_vec();
            left.remove(i);
            let text = format!("la condition « {} » est retirée", words(context, item));
            out.push(Variant { condition: group(left), kind: Kind::Condition, text });
        }
        for edited in variants(context, item) {
            let mut all = items.to_vec();
            if let Some(slot) = all.get_mut(i) {
                *slot = edited.condition;
            }
            out.push(Variant { condition: group(all), ..edited });
        }
    }
    out
}

/// The number of lots wanted, one more or one less.
fn of_count(
    context: Context<'_>,
    condition: &Condition,
    quantifier: &Quantifier,
    inner: &Condition,
) -> Vec<Variant> {
    let Quantifier::Count(operator) = quantifier else { return Vec::new() };
    let before = words(context, condition);
    let edited = compared(operator).into_iter().map(|(kind, operator)| {
        let condition = Condition::Lots(Quantifier::Count(operator), Box::new(inner.clone()));
        let text = format!("« {before} » devient « {} »", words(context, &condition));
        Variant { condition, kind, text }
    });
    edited.collect()
}

fn of_test(context: Context<'_>, test: &Test) -> Vec<Variant> {
    let before = explain::test_words(context, test);
    let edited = |(kind, operator, text)| {
        let condition = Condition::Test(Test { fact: test.fact, operator });
        Variant { condition, kind, text }
    };
    let mut found = shortened(context, test);
    for (kind, operator) in compared(&test.operator) {
        let after = Test { fact: test.fact, operator: operator.clone() };
        let after = explain::test_words(context, &after);
        found.push((kind, operator, format!("« {before} » devient « {after} »")));
    }
    found.into_iter().map(edited).collect()
}

/// A list without one of its items. The list itself is not said: it may hold dozens.
fn shortened(context: Context<'_>, test: &Test) -> Vec<(Kind, Operator, String)> {
    let fact = context.base.facts.get(test.fact);
    let title = fact.map_or("fait", |fact| fact.title.as_str());
    let said =
        |item: &str, n: usize| format!("{item} est retiré de la liste de {n} de « {title} »");
    match &test.operator {
        Operator::In(values) => dropped(values)
            .map(|(value, left)| {
                let shown = fact.map_or_else(|| value.to_string(), |fact| fact.show(value));
                (Kind::Item, Operator::In(left), said(&format!("« {shown} »"), values.len()))
            })
            .collect(),
        Operator::Contains(words) => dropped(words)
            .map(|(word, left)| {
                let said = said(&format!("le mot « {word} »"), words.len());
                (Kind::Item, Operator::Contains(left), said)
            })
            .collect(),
        Operator::CpvPrefix(prefixes) => dropped(prefixes)
            .map(|(prefix, left)| {
                let said = said(&format!("le préfixe {prefix}"), prefixes.len());
                (Kind::Prefix, Operator::CpvPrefix(left), said)
            })
            .collect(),
        Operator::Matches(_)
        | Operator::AtLeast(_)
        | Operator::MoreThan(_)
        | Operator::AtMost(_)
        | Operator::LessThan(_) => Vec::new(),
    }
}

/// Each item, and the list without it; nothing for a list of one.
fn dropped<T: Clone>(items: &[T]) -> impl Iterator<Item = (&T, Vec<T>)> {
    let many = items.len() > 1;
    items.iter().enumerate().filter(move |_| many).map(|(i, item)| {
        let mut left = items.to_vec();
        left.remove(i);
        (item, left)
    })
}

/// The other strictness, and the bound moved to the side that this does not already give.
fn compared(operator: &Operator) -> Vec<(Kind, Operator)> {
    type Builder = fn(Bound) -> Operator;
    let (strictness, same, step): (Builder, Builder, i64) = match operator {
        Operator::AtLeast(_) => (Operator::MoreThan, Operator::AtLeast, -1),
        Operator::MoreThan(_) => (Operator::AtLeast, Operator::MoreThan, 1),
        Operator::AtMost(_) => (Operator::LessThan, Operator::AtMost, 1),
        Operator::LessThan(_) => (Operator::AtMost, Operator::LessThan, -1),
        Operator::In(_) | Operator::Contains(_) | Operator::Matches(_) | Operator::CpvPrefix(_) => {
            return Vec::new();
        }
    };
    let Some(bound) = operator.bound() else { return Vec::new() };
    let mut out = vec![(Kind::Comparison, strictness(bound.clone()))];
    if let Bound::Value(value) = bound
        && let Some(moved) = unit::moved(value, step)
    {
        out.push((Kind::Bound, same(Bound::Value(moved))));
    }
    out
}
