//! What a question depends on: the rules, deductions and facts it reaches, and how many lots are enough for any number of them.

use std::collections::BTreeSet;

use super::domain::{Key, cut};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::condition::{Bound, Condition, Operator, Quantifier};
use crate::base::rule::Scope;
use crate::fact::{FactId, Value};

/// The conditions that a question reads, near or far.
#[derive(Default)]
pub struct Cone<'b> {
    conditions: Vec<&'b Condition>,
    facts: BTreeSet<FactId>,
    /// Clauses of the whole purchase that one of a lot may put aside.
    put_aside_by_a_lot: usize,
}

impl<'b> Cone<'b> {
    /// What the fate of some clauses depends on: their rules, those of clauses that require or exclude them, near or far, and further
    /// conditions.
    pub fn of(base: &'b Base, clauses: &BTreeSet<String>, beside: &[&'b Condition]) -> Self {
        let mut cone = Self::default();
        let mut reached: BTreeSet<&'b str> = BTreeSet::new();
        let mut waiting: Vec<&str> = clauses.iter().map(String::as_str).collect();
        while let Some(id) = waiting.pop() {
            let Some(clause) = base.clauses.get(id) else { continue };
            if !reached.insert(&clause.id) {
                continue;
            }
            let rivals = rivals(base, clause);
            let aside = has_rule(base, &clause.id, Scope::Purchase)
                && rivals.iter().any(|rival| has_rule(base, &rival.id, Scope::Lot));
            cone.put_aside_by_a_lot += usize::from(aside);
            let askers = base.clauses.values().filter(|other| other.requires.contains(&clause.id));
            waiting.extend(rivals.into_iter().chain(askers).map(|clause| clause.id.as_str()));
            waiting.extend(clause.requires.iter().map(String::as_str));
        }
        // A small purchase may be spared a clause, whatever calls for it.
        if !reached.is_empty() {
            cone.read_facts(base, base.facts.id("montant_ht").into_iter().collect());
        }
        let rules = base.rules.iter().filter(|rule| reached.contains(rule.clause.as_str()));
        cone.read(base, rules.map(|rule| &rule.when).chain(beside.iter().copied()));
        cone
    }

    fn read(&mut self, base: &'b Base, conditions: impl Iterator<Item = &'b Condition>) {
        let mut waiting: Vec<FactId> = Vec::new();
        for condition in conditions {
            waiting.extend(reads(base, condition));
            self.conditions.push(condition);
        }
        self.read_facts(base, waiting);
    }

    /// What some facts are deduced from, near or far.
    fn read_facts(&mut self, base: &'b Base, mut waiting: Vec<FactId>) {
        while let Some(fact) = waiting.pop() {
            if !self.facts.insert(fact) {
                continue;
            }
            for deduction in base.deductions.iter().filter(|deduction| deduction.fact == fact) {
                waiting.extend(deduction.reads());
                self.conditions.push(&deduction.when);
            }
        }
    }

    /// Every condition read, near or far.
    pub fn conditions(&self) -> impl Iterator<Item = &'b Condition> {
        self.conditions.iter().copied()
    }

    /// The words and patterns looked for in a text.
    pub fn texts(&self, fact: FactId) -> BTreeSet<Key> {
        let mut keys = BTreeSet::new();
        for condition in &self.conditions {
            texts(condition, fact, &mut keys);
        }
        keys
    }
}

/// The facts of a condition, and what a dated value depends on.
fn reads(base: &Base, condition: &Condition) -> BTreeSet<FactId> {
    let mut facts: BTreeSet<FactId> = condition.facts().into_iter().collect();
    if !condition.dated_names().is_empty() {
        facts.extend(["type", "acheteur_categorie"].iter().filter_map(|name| base.facts.id(name)));
    }
    facts
}

/// How many lots show whatever any number of them can show: as many as a count is compared with; else the lot where a claim fails, one for
/// each condition that holds of some lot, one for each clause of the whole purchase that a lot puts aside.
pub fn enough_lots(bases: &[&Base], cones: &[Cone<'_>]) -> usize {
    let mut enough = 1;
    let mut most_counted = 2;
    for (base, cone) in bases.iter().zip(cones) {
        let mut seen: Vec<(usize, usize)> = Vec::new();
        for condition in &cone.conditions {
            quantified(base, condition, &mut seen);
            most_counted = most_counted.max(counted(base, condition));
        }
        let witnesses = seen.iter().fold(0_usize, |sum, (_, n)| sum.saturating_add(*n));
        enough = witnesses.saturating_add(enough).saturating_add(cone.put_aside_by_a_lot);
    }
    enough.max(most_counted)
}

/// The conditions on some lot, each once, with the lots it takes to show them.
fn quantified(base: &Base, condition: &Condition, seen: &mut Vec<(usize, usize)>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                quantified(base, item, seen);
            }
        }
        Condition::Not(inner) | Condition::OnPurchase(inner) => quantified(base, inner, seen),
        Condition::Lots(quantifier, inner) => {
            let lots = match quantifier {
                Quantifier::Count(operator) => most(base, operator).saturating_add(1),
                Quantifier::Some | Quantifier::Every | Quantifier::None => 1,
            };
            let address = std::ptr::from_ref(condition).addr();
            if !seen.iter().any(|(known, _)| *known == address) {
                seen.push((address, lots));
            }
            quantified(base, inner, seen);
        }
        Condition::Test(_) => {}
    }
}

/// The largest number of lots that a condition compares the number of lots with.
fn counted(base: &Base, condition: &Condition) -> usize {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            items.iter().map(|item| counted(base, item)).max().unwrap_or(0)
        }
        Condition::Not(inner) | Condition::OnPurchase(inner) | Condition::Lots(_, inner) => {
            counted(base, inner)
        }
        Condition::Test(test) => {
            let is_number = base.facts.id("nombre_lots") == Some(test.fact);
            if is_number { most(base, &test.operator) } else { 0 }
        }
    }
}

/// The largest number that an operator tells from the one below.
fn most(base: &Base, operator: &Operator) -> usize {
    let bounds: Vec<&Value> = match operator.bound() {
        Some(Bound::Value(value)) => vec![value],
        Some(Bound::Dated(name)) => {
            let rows = base.dated.get(name).map(|dated| dated.rows.iter());
            rows.into_iter().flatten().map(|row| &row.value).collect()
        }
        None => Vec::new(),
    };
    let cuts = bounds.into_iter().filter_map(|bound| cut(operator, bound));
    let equal = match operator {
        Operator::In(values) => values.iter().filter_map(super::domain::rank).max(),
        _ => None,
    };
    let most = cuts.chain(equal.map(|n| n.saturating_add(1))).max().unwrap_or(0);
    usize::try_from(most.max(0)).unwrap_or(usize::MAX)
}

fn texts(condition: &Condition, fact: FactId, keys: &mut BTreeSet<Key>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                texts(item, fact, keys);
            }
        }
        Condition::Not(inner) | Condition::OnPurchase(inner) | Condition::Lots(_, inner) => {
            texts(inner, fact, keys);
        }
        Condition::Test(test) if test.fact == fact => match &test.operator {
            Operator::Contains(words) => {
                keys.extend(words.iter().map(|words| Key::Words(words.clone())));
            }
            Operator::Matches(pattern) => {
                keys.insert(Key::Pattern(pattern.as_str().to_owned()));
            }
            _ => {}
        },
        Condition::Test(_) => {}
    }
}

/// The clauses that exclude one, or that it excludes.
pub fn rivals<'b>(base: &'b Base, clause: &Clause) -> Vec<&'b Clause> {
    let all = base.clauses.values();
    all.filter(|other| clause.is_rival(other)).collect()
}

fn has_rule(base: &Base, clause: &str, scope: Scope) -> bool {
    base.rules.iter().any(|rule| rule.clause == clause && rule.scope == scope)
}
