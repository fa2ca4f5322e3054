//! The facts that conditions read, numbered, and the signs looked for in texts.

use std::collections::BTreeMap;

use super::law::Dated;
use super::scale::Scale;
use crate::base::Base;
use crate::base::condition::{Bound, Operator, Test};
use crate::base::deduction::Given;
use crate::fact::{FactId, FactKind, Value};

/// The facts that something reads, in the order met.
#[derive(Debug)]
pub(super) struct Slots<'b> {
    by_fact: Vec<Option<usize>>,
    pub facts: Vec<FactId>,
    /// Facts that a lot does not take from a purchase of several lots.
    pub own: Vec<bool>,
    /// By slot: what is looked for in a text.
    pub signs: Vec<Vec<&'b Operator>>,
    by_sign: BTreeMap<(usize, String), usize>,
}

/// The facts that dated values depend on.
pub(super) const SETTING: [&str; 2] = ["type", "acheteur_categorie"];

impl<'b> Slots<'b> {
    /// The slots and scales of what these tests read, and of what deductions copy.
    pub(super) fn new(base: &'b Base, tests: &[&'b Test]) -> (Self, Vec<Scale>) {
        let copied = base.deductions.iter().filter_map(|deduction| match deduction.given {
            Given::Fact(fact) => Some(fact),
            Given::Value(_) => None,
        });
        let copied: Vec<FactId> = copied.collect();
        let mut slots = Self {
            by_fact: vec![None; base.facts.len()],
            facts: Vec::new(),
            own: Vec::new(),
            signs: Vec::new(),
            by_sign: BTreeMap::new(),
        };
        let setting = SETTING.iter().filter_map(|name| base.facts.id(name));
        for fact in tests.iter().map(|test| test.fact).chain(copied.iter().copied()).chain(setting)
        {
            slots.add(base, fact);
        }
        let scales = slots.facts.iter().map(|fact| scale(base, *fact, tests, &copied));
        let scales: Vec<Scale> = scales.collect();
        slots.signs = vec![Vec::new(); scales.len()];
        for test in tests {
            slots.add_sign(test, &scales);
        }
        (slots, scales)
    }

    fn add(&mut self, base: &Base, fact: FactId) {
        if let Some(slot) = self.by_fact.get_mut(fact.index())
            && slot.is_none()
        {
            *slot = Some(self.facts.len());
            self.facts.push(fact);
            self.own.push(base.facts.get(fact).is_some_and(|fact| fact.own));
        }
    }

    fn add_sign(&mut self, test: &'b Test, scales: &[Scale]) {
        let Some(slot) = self.of(test.fact) else { return };
        let (Some(Scale::Text), Some(signs)) = (scales.get(slot), self.signs.get_mut(slot)) else {
            return;
        };
        let Some(written) = sign_text(&test.operator) else { return };
        self.by_sign.entry((slot, written)).or_insert_with(|| {
            signs.push(&test.operator);
            signs.len() - 1
        });
    }

    pub(super) fn of(&self, fact: FactId) -> Option<usize> {
        self.by_fact.get(fact.index()).copied().flatten()
    }

    pub(super) fn of_name(&self, base: &Base, name: &str) -> Option<usize> {
        self.of(base.facts.id(name)?)
    }

    /// The slot and the sign of a test on a text.
    pub(super) fn sign(&self, test: &Test) -> Option<(usize, usize)> {
        let slot = self.of(test.fact)?;
        let sign = self.by_sign.get(&(slot, sign_text(&test.operator)?))?;
        Some((slot, *sign))
    }
}

/// What tells a sign from the others.
fn sign_text(operator: &Operator) -> Option<String> {
    match operator {
        Operator::Contains(words) => Some(format!("mots\n{}", words.join("\n"))),
        Operator::Matches(pattern) => Some(format!("motif\n{}", pattern.as_str())),
        _ => None,
    }
}

fn scale(base: &Base, fact: FactId, tests: &[&Test], copied: &[FactId]) -> Scale {
    let Some(declared) = base.facts.get(fact) else { return Scale::Aside };
    let is_setting = SETTING.contains(&declared.id.as_str());
    if copied.contains(&fact) || (is_setting && declared.kind != FactKind::Choice) {
        return Scale::Aside;
    }
    let tests: Vec<&Test> = tests.iter().copied().filter(|test| test.fact == fact).collect();
    let names = tests.iter().filter_map(|test| match test.operator.bound() {
        Some(Bound::Dated(name)) => base.dated.get(name),
        _ => None,
    });
    let bounds: Vec<&Value> =
        names.flat_map(|dated| dated.rows.iter().map(|row| &row.value)).collect();
    let ids = if is_setting { Dated::ids(base, &declared.id) } else { Vec::new() };
    Scale::of(declared.kind, &tests, &bounds, &ids)
}
