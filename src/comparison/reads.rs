//! What the state of a rule depends on, part by part, in a form that is equal on both sides only when its meaning is.
//!
//! A part is a text of everything it says: conditions by the names of facts, dated values by their rows, references by their dates.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Quantifier};
use crate::base::deduction::{Deduction, Given};
use crate::base::rule::Rule;
use crate::base::source::fingerprint;
use crate::fact::{Fact, FactId};

/// The part of a rule that is its own.
pub const OWN: &str = "";

/// A base whose facts are summed up once.
pub struct Reads<'b> {
    base: &'b Base,
    facts: BTreeMap<FactId, Sum>,
}

/// A fact without those it is deduced from: what it is, and by what.
struct Sum {
    text: String,
    reads: BTreeSet<FactId>,
    dated: BTreeSet<String>,
}

impl<'b> Reads<'b> {
    pub fn of(base: &'b Base) -> Self {
        let facts = base.facts.iter().map(|(id, fact)| (id, sum(base, id, fact))).collect();
        Self { base, facts }
    }

    /// The parts that a rule depends on, by the words that name them; its own is [`OWN`].
    pub fn parts(&self, rule: &Rule) -> BTreeMap<String, String> {
        let base = self.base;
        let mut parts = BTreeMap::from([(OWN.to_owned(), self.own(rule))]);
        let mut dated: BTreeSet<String> =
            rule.when.dated_names().into_iter().map(str::to_owned).collect();
        let mut seen = BTreeSet::new();
        let mut waiting = rule.when.facts();
        waiting.extend(needed(base, !dated.is_empty()));
        while let Some(id) = waiting.pop() {
            let Some(sum) = self.facts.get(&id).filter(|_| seen.insert(id)) else { continue };
            waiting.extend(&sum.reads);
            dated.extend(sum.dated.iter().cloned());
            parts.insert(format!("le fait `{}`", name(base, id)), sum.text.clone());
        }
        for id in dated {
            let rows = base.dated.get(&id).map(|value| {
                value
                    .rows
                    .iter()
                    .map(|row| (row.in_force, &row.kinds, &row.buyers, &row.value))
                    .collect::<Vec<_>>()
            });
            parts.insert(format!("la valeur `{id}`"), format!("{rows:?}"));
        }
        if rule.sources.is_empty() {
            for id in &rule.bases {
                let in_force = base.legal.get(id).map(|basis| basis.in_force);
                parts.insert(format!("les dates de la référence `{id}`"), format!("{in_force:?}"));
            }
        }
        if let Some(policy) = &rule.policy {
            let in_force = base.policies.get(policy).map(|policy| policy.in_force);
            parts.insert(format!("les dates de la politique `{policy}`"), format!("{in_force:?}"));
        }
        parts
    }

    fn own(&self, rule: &Rule) -> String {
        let bases = if rule.sources.is_empty() { rule.bases.as_slice() } else { &[] };
        let mut text = format!("{:?} {:?} {:?} {bases:?} ", rule.scope, rule.in_force, rule.policy);
        condition(self.base, &rule.when, &mut text);
        text
    }
}

/// A dated value is read for a type of contract and a category of buyer.
fn needed(base: &Base, has_dated: bool) -> Vec<FactId> {
    let names = ["type", "acheteur_categorie"].into_iter().filter(|_| has_dated);
    names.filter_map(|name| base.facts.id(name)).collect()
}

fn sum(base: &Base, id: FactId, fact: &Fact) -> Sum {
    let values: Vec<&String> = fact.values.iter().map(|(id, _)| id).collect();
    let mut text = format!(
        "{:?} {:?} {} {} {} {} {values:?} ",
        fact.kind,
        fact.origin,
        fact.on_purchase,
        fact.on_lot,
        fact.own,
        fact.question.is_some()
    );
    let mut reads = BTreeSet::new();
    let mut dated = BTreeSet::new();
    for deduction in base.deductions.iter().filter(|deduction| deduction.fact == id) {
        write_deduction(base, deduction, &mut text);
        reads.extend(deduction.reads());
        dated.extend(deduction.when.dated_names().into_iter().map(str::to_owned));
    }
    let beside: &[&str] = match fact.id.as_str() {
        // By their words, families are not proved: rules are compared for a same family.
        "famille" => {
            let prefixes: Vec<_> = base.categories.prefixes().collect();
            let _ = write!(text, "{}", fingerprint(format!("{prefixes:?}").as_bytes()));
            &["cpv"]
        }
        "montant_besoin_ht" => &["montant_ht"],
        _ => &[],
    };
    reads.extend(beside.iter().filter_map(|name| base.facts.id(name)));
    Sum { text, reads, dated }
}

fn write_deduction(base: &Base, deduction: &Deduction, out: &mut String) {
    let _ = match &deduction.given {
        Given::Value(value) => write!(out, "[{:?} {value:?} si ", deduction.scope),
        Given::Fact(from) => write!(out, "[{:?} {:?} si ", deduction.scope, name(base, *from)),
    };
    condition(base, &deduction.when, out);
    out.push(']');
}

fn name(base: &Base, id: FactId) -> &str {
    base.facts.get(id).map_or("", |fact| fact.id.as_str())
}

/// A condition by the names of its facts: their ranks differ from a base to another.
fn condition(base: &Base, from: &Condition, out: &mut String) {
    let list = |head: &str, items: &[Condition], out: &mut String| {
        out.push_str(head);
        for item in items {
            condition(base, item, out);
            out.push(';');
        }
        out.push(')');
    };
    match from {
        Condition::All(items) => list("tous(", items, out),
        Condition::Any(items) => list("un(", items, out),
        Condition::Not(inner) => list("sauf(", std::slice::from_ref(inner), out),
        Condition::OnPurchase(inner) => list("marche(", std::slice::from_ref(inner), out),
        Condition::Lots(quantifier, inner) => {
            let head = match quantifier {
                Quantifier::Some => "un_lot(".to_owned(),
                Quantifier::Every => "chaque_lot(".to_owned(),
                Quantifier::None => "aucun_lot(".to_owned(),
                Quantifier::Count(operator) => format!("lots {} (", written(operator)),
            };
            list(&head, std::slice::from_ref(inner), out);
        }
        Condition::Test(test) => {
            let _ = write!(out, "{:?} {}", name(base, test.fact), written(&test.operator));
        }
    }
}

fn written(operator: &Operator) -> String {
    let bound = |bound: &Bound| format!("{} {bound:?}", operator.sign());
    match operator {
        Operator::In(values) => format!("= {values:?}"),
        Operator::AtLeast(at)
        | Operator::MoreThan(at)
        | Operator::AtMost(at)
        | Operator::LessThan(at) => bound(at),
        Operator::Contains(words) => format!("contient {words:?}"),
        // What it compiles to is no part of what it says.
        Operator::Matches(pattern) => format!("correspond {:?}", pattern.as_str()),
        Operator::CpvPrefix(prefixes) => format!("commence {prefixes:?}"),
    }
}
