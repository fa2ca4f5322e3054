//! The normal form of conditions: for each fact, the finite set of things that rules ask of it.
//!
//! Amounts, counts, rates and dates are cut where a condition cuts them; a choice is one of its values; a text is the words and patterns
//! looked for in it; codes fall in cells, the groups of codes of the nomenclature that no prefix tells apart.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};

use super::cone::Cone;
use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::base::deduction::Given;
use crate::base::legal::InForce;
use crate::cpv::{self, Cpv, Prefix};
use crate::fact::{FactKind, Value};
use crate::text::{self, Stem};

/// One thing that can be asked of a known fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    /// A boolean is true.
    True,
    /// It is, or holds, this value.
    Is(String),
    /// It is at least this number: centimes, units, ten-thousandths, days since 1970.
    AtLeast(i64),
    /// The folded text holds these words.
    Words(String),
    /// The folded text matches this pattern.
    Pattern(String),
    /// One of the codes is in this cell.
    Cell(usize),
}

/// What a question asks of each fact, by name.
#[derive(Debug)]
pub struct Domains {
    ground: Arc<Ground>,
    keys: BTreeMap<String, BTreeSet<Key>>,
    /// For each fact, the phrases that hold another one.
    phrases: BTreeMap<String, Vec<(Key, Key)>>,
}

/// What is asked of facts whatever the question: the values of choices, the days on which the law changes, the cells of codes.
#[derive(Debug)]
pub struct Ground {
    keys: BTreeMap<String, BTreeSet<Key>>,
    cells: Vec<Cell>,
}

/// Codes that no prefix of the bases tells apart.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The first of them.
    pub code: Cpv,
    /// The family of its codes in each base.
    pub families: Vec<Option<String>>,
}

impl Ground {
    /// What some bases ask of facts.
    pub fn of(bases: &[&Base]) -> Self {
        let mut collector = Collector::default();
        for base in bases {
            collector.ground(base);
        }
        let tests = bases.iter().flat_map(|base| conditions(base)).flat_map(Condition::tests);
        let prefixes = tests.filter_map(|test| match &test.operator {
            Operator::CpvPrefix(prefixes) => Some(prefixes),
            _ => None,
        });
        let cells = cells(bases, &prefixes.flatten().copied().collect());
        let mut keys = collector.keys;
        keys.insert("cpv".into(), (0..cells.len()).map(Key::Cell).collect());
        Self { keys, cells }
    }
}

impl Domains {
    /// What a question asks of facts, by the conditions that it reads of each base: what no condition reads tells no answer apart.
    pub fn of(ground: &Arc<Ground>, bases: &[&Base], cones: &[Cone<'_>]) -> Self {
        let mut collector = Collector { keys: ground.keys.clone() };
        for (base, cone) in bases.iter().zip(cones) {
            for condition in cone.conditions() {
                collector.condition(base, condition);
            }
        }
        for base in bases {
            collector.share_copied(base);
        }
        collector.share_amounts();
        let keys = collector.keys;
        let phrases = keys.iter().map(|(fact, keys)| (fact.clone(), entailed(keys))).collect();
        Self { ground: Arc::clone(ground), keys, phrases }
    }

    /// The groups of codes that no prefix tells apart.
    pub fn cells(&self) -> &[Cell] {
        &self.ground.cells
    }

    /// The phrases looked for in a text that hold another one: « salle des fêtes » holds « fête ».
    pub fn phrases(&self, fact: &str) -> &[(Key, Key)] {
        self.phrases.get(fact).map_or(&[], Vec::as_slice)
    }

    /// What is asked of a fact, in order.
    pub fn keys(&self, fact: &str) -> impl Iterator<Item = &Key> {
        self.keys.get(fact).into_iter().flatten()
    }
}

/// A number that orders a value of its kind.
pub fn rank(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(n) => Some(*n),
        Value::Amount(amount) => Some(amount.centimes()),
        Value::Rate(rate) => Some(rate.ten_thousandths()),
        Value::Date(day) => Some(days(*day)),
        Value::Boolean(_) | Value::Choice(_) | Value::List(_) | Value::Text(_) | Value::Cpv(_) => {
            None
        }
    }
}

/// Days since 1970-01-01.
pub fn days(day: Date) -> i64 {
    let since = day.since(date(1970, 1, 1)).map_or(0, |span| span.get_days());
    i64::from(since)
}

#[derive(Default)]
struct Collector {
    keys: BTreeMap<String, BTreeSet<Key>>,
}

impl Collector {
    fn ground(&mut self, base: &Base) {
        for (_, fact) in base.facts.iter() {
            match fact.kind {
                FactKind::Boolean => self.add(&fact.id, Key::True),
                FactKind::Choice | FactKind::List => {
                    for (id, _) in &fact.values {
                        self.add(&fact.id, Key::Is(id.clone()));
                    }
                }
                _ => {}
            }
        }
        self.dates(base);
        if let Some(few) = rank(&Value::Amount(base.caps.few_below)) {
            self.add("montant_ht", Key::AtLeast(few));
        }
    }

    /// A value copied from a fact to another is cut where either is.
    fn share_copied(&mut self, base: &Base) {
        for deduction in &base.deductions {
            if let (Given::Fact(from), Some(to)) =
                (&deduction.given, base.facts.get(deduction.fact))
                && let Some(from) = base.facts.get(*from)
            {
                let both = self.keys.get(&from.id).into_iter().chain(self.keys.get(&to.id));
                let both: BTreeSet<Key> = both.flatten().cloned().collect();
                self.keys.insert(from.id.clone(), both.clone());
                self.keys.insert(to.id.clone(), both);
            }
        }
    }

    fn add(&mut self, fact: &str, key: Key) {
        self.keys.entry(fact.to_owned()).or_default().insert(key);
    }

    /// The days on which something starts or ends.
    fn dates(&mut self, base: &Base) {
        let rules = base.rules.iter().map(|rule| rule.in_force);
        let legal = base.legal.values().map(|basis| basis.in_force);
        let duties = base.duties.iter().map(|duty| duty.in_force);
        let policies = base.policies.values().map(|policy| policy.in_force);
        let rows = base.dated.values().flat_map(|value| value.rows.iter().map(|row| row.in_force));
        let all: Vec<InForce> =
            rules.chain(legal).chain(duties).chain(policies).chain(rows).collect();
        for day in all.into_iter().flat_map(|dates| [dates.from(), dates.until()]).flatten() {
            self.add("date_lancement", Key::AtLeast(days(day)));
        }
    }

    /// The need is the amount unless said otherwise, and both bound the amounts of the lots.
    fn share_amounts(&mut self) {
        let names = ["montant_ht", "montant_besoin_ht"];
        let all: BTreeSet<Key> =
            names.iter().filter_map(|name| self.keys.get(*name)).flatten().cloned().collect();
        for name in names {
            self.keys.insert(name.to_owned(), all.clone());
        }
    }

    fn condition(&mut self, base: &Base, condition: &Condition) {
        match condition {
            Condition::All(items) | Condition::Any(items) => {
                for item in items {
                    self.condition(base, item);
                }
            }
            Condition::Not(inner) | Condition::OnPurchase(inner) => self.condition(base, inner),
            Condition::Lots(quantifier, inner) => {
                if let Quantifier::Count(operator) = quantifier {
                    self.bounds(base, "nombre_lots", operator);
                }
                self.condition(base, inner);
            }
            Condition::Test(test) => self.test(base, test),
        }
    }

    fn test(&mut self, base: &Base, test: &Test) {
        let Some(fact) = base.facts.get(test.fact) else { return };
        match &test.operator {
            Operator::In(values) => {
                for value in values {
                    self.value(&fact.id, value);
                }
            }
            Operator::Contains(words) => {
                for word in words {
                    self.add(&fact.id, Key::Words(word.clone()));
                }
            }
            Operator::Matches(pattern) => {
                self.add(&fact.id, Key::Pattern(pattern.as_str().to_owned()));
            }
            Operator::CpvPrefix(_) => {}
            operator => self.bounds(base, &fact.id, operator),
        }
    }

    /// A value that a fact is equal to.
    fn value(&mut self, fact: &str, value: &Value) {
        match (value, rank(value)) {
            (_, Some(n)) => {
                self.add(fact, Key::AtLeast(n));
                self.add(fact, Key::AtLeast(n.saturating_add(1)));
            }
            (Value::Choice(id), None) => self.add(fact, Key::Is(id.to_string())),
            (Value::Text(text), None) => self.add(fact, Key::Is(text.clone())),
            _ => {}
        }
    }

    fn bounds(&mut self, base: &Base, fact: &str, operator: &Operator) {
        let values: Vec<&Value> = match operator.bound() {
            Some(Bound::Value(value)) => vec![value],
            Some(Bound::Dated(name)) => base
                .dated
                .get(name)
                .map_or_else(Vec::new, |dated| dated.rows.iter().map(|row| &row.value).collect()),
            None => Vec::new(),
        };
        for cut in values.into_iter().filter_map(|value| cut(operator, value)) {
            self.add(fact, Key::AtLeast(cut));
        }
    }
}

/// Where a comparison changes its answer: the first number for which « at least » turns true, or « at most » false.
pub fn cut(operator: &Operator, bound: &Value) -> Option<i64> {
    let n = rank(bound)?;
    match operator {
        Operator::AtLeast(_) | Operator::LessThan(_) => Some(n),
        Operator::MoreThan(_) | Operator::AtMost(_) => Some(n.saturating_add(1)),
        _ => None,
    }
}

/// Every condition of a base.
fn conditions(base: &Base) -> impl Iterator<Item = &Condition> {
    let rules = base.rules.iter().map(|rule| &rule.when);
    let deductions = base.deductions.iter().map(|deduction| &deduction.when);
    let duties = base.duties.iter().flat_map(|duty| {
        std::iter::once(&duty.when).chain(duty.exemptions.iter().map(|case| &case.when))
    });
    let guarantees = base.guarantees.iter().map(|guarantee| &guarantee.when);
    rules.chain(deductions).chain(duties).chain(guarantees)
}

/// The groups of codes that neither a prefix of a condition nor a family tells apart, in the order of their first code.
fn cells(bases: &[&Base], prefixes: &BTreeSet<Prefix>) -> Vec<Cell> {
    let mut seen = BTreeSet::new();
    let mut cells = Vec::new();
    for entry in cpv::entries() {
        let under: Vec<Prefix> =
            prefixes.iter().copied().filter(|prefix| entry.code.starts_with(*prefix)).collect();
        let families: Vec<Option<String>> = bases
            .iter()
            .map(|base| base.categories.of_cpv(entry.code).map(|family| family.id.clone()))
            .collect();
        if seen.insert((under, families.clone())) {
            cells.push(Cell { code: entry.code, families });
        }
    }
    cells
}

/// The pairs of phrases of which the first holds the second.
fn entailed(keys: &BTreeSet<Key>) -> Vec<(Key, Key)> {
    let words = |key: &Key| if let Key::Words(words) = key { Some(words.clone()) } else { None };
    let phrases: Vec<String> = keys.iter().filter_map(words).collect();
    // A phrase holds only those that begin with one of its words.
    let mut by_first: BTreeMap<Stem<'_>, Vec<&String>> = BTreeMap::new();
    for phrase in &phrases {
        let first = phrase.split(' ').next().map(Stem::of);
        by_first.entry(first.unwrap_or(Stem::of(""))).or_default().push(phrase);
    }
    let long = phrases.iter().filter(|phrase| phrase.contains(' '));
    let pairs = long.flat_map(|phrase| {
        let words: BTreeSet<Stem<'_>> = phrase.split(' ').map(Stem::of).collect();
        let parts = words.into_iter().filter_map(|word| by_first.get(&word)).flatten();
        parts
            .filter(|part| **part != phrase && text::contains_words(phrase, part))
            .map(|part| (Key::Words(phrase.clone()), Key::Words((*part).clone())))
            .collect::<Vec<_>>()
    });
    pairs.collect()
}
