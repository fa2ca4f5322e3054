//! What is known of every purchase once families are read and deductions made, as propositions: the mirror of `engine::known`.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::condition::Rails;
use super::domain::{Key, rank};
use super::gate::Lit;
use super::world::{Sym, World};
use crate::base::Base;
use crate::base::deduction::{Deduction, Given};
use crate::base::pattern::Pattern;
use crate::base::rule::{Level, Scope};
use crate::engine::known::At;
use crate::fact::{Fact, FactId, Value};
use crate::text;

/// One base, over a world.
pub struct Model<'b> {
    pub base: &'b Base,
    /// Its rank among the bases of the world.
    index: usize,
    /// Facts with the place and the number of deductions already made of them.
    known: BTreeMap<(At, FactId), Rc<Sym>>,
    pub(super) dated: BTreeMap<String, Vec<(Lit, Vec<Value>)>>,
    pub(super) rules: BTreeMap<(String, At), Rails>,
    pub(super) found: BTreeMap<(String, At), Lit>,
    pub(super) levels: BTreeMap<(String, At, Level), Lit>,
    pub(super) parted: BTreeMap<(String, At), Lit>,
    pub(super) kept: BTreeMap<(String, At, usize), Lit>,
}

/// A deduction that is not settled holds back those that would say otherwise.
struct Held {
    when: Lit,
    value: Given,
}

impl<'b> Model<'b> {
    pub fn new(base: &'b Base, index: usize) -> Self {
        Self {
            base,
            index,
            known: BTreeMap::new(),
            dated: BTreeMap::new(),
            rules: BTreeMap::new(),
            found: BTreeMap::new(),
            levels: BTreeMap::new(),
            parted: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// A fact as rules read it: the lot's, else the purchase's.
    pub fn get(&mut self, world: &mut World, at: At, id: FactId) -> Rc<Sym> {
        if let Some(known) = self.known.get(&(at, id)) {
            return Rc::clone(known);
        }
        let Some(fact) = self.base.facts.get(id).cloned() else {
            return Rc::new(Sym { known: world.gates.no(), answers: BTreeMap::new() });
        };
        let sym = self.settle(world, at, id, &fact);
        self.known.insert((at, id), Rc::clone(&sym));
        sym
    }

    /// A fact by name, on the purchase.
    pub fn on_purchase(&mut self, world: &mut World, name: &str) -> Option<Rc<Sym>> {
        let id = self.base.facts.id(name)?;
        Some(self.get(world, At::Purchase, id))
    }

    /// States, then makes the deductions of a fact in their order; those of the purchase come between those of a lot.
    fn settle(&mut self, world: &mut World, at: At, id: FactId, fact: &Fact) -> Rc<Sym> {
        let mut whole = self.said(world, fact, At::Purchase);
        let mut whole_held = Vec::new();
        let is_lot = at != At::Purchase;
        let mut own =
            if is_lot { self.said(world, fact, at) } else { Rc::new(world.unknown(fact)) };
        let mut own_held = Vec::new();
        let base = self.base;
        for deduction in base.deductions.iter().filter(|deduction| deduction.fact == id) {
            if deduction.scope == Scope::Purchase {
                let before = Rc::clone(&whole);
                whole =
                    self.deduce(world, deduction, At::Purchase, &whole, &before, &mut whole_held);
            } else if is_lot {
                let before = inherit(world, fact, &own, &whole);
                own = self.deduce(world, deduction, at, &own, &before, &mut own_held);
            }
        }
        if is_lot { Rc::new(inherit(world, fact, &own, &whole)) } else { whole }
    }

    /// What the fiche says, families read off it included.
    fn said(&self, world: &mut World, fact: &Fact, at: At) -> Rc<Sym> {
        let stated = world.stated(fact, at);
        if fact.id != "famille" {
            return stated;
        }
        let Some((_, codes)) = self.base.facts.by_name("cpv") else { return stated };
        let codes = world.stated(codes, at);
        let mut by_family: BTreeMap<String, Vec<Lit>> = BTreeMap::new();
        for (key, lit) in &codes.answers {
            let Key::Cell(i) = key else { continue };
            let family =
                world.domains.cells().get(*i).and_then(|cell| cell.families.get(self.index));
            if let Some(Some(family)) = family {
                by_family.entry(family.clone()).or_default().push(*lit);
            }
        }
        // Families said by the fiche stand in place of those of its codes. Those of the words of its object need no proposition:
        // a fiche may state the same.
        let mut answers = BTreeMap::new();
        for (key, lit) in &stated.answers {
            let Key::Is(family) = key else { continue };
            let found = by_family.remove(family).unwrap_or_default();
            let found = world.gates.or(found);
            let found = world.gates.and_not(found, stated.known);
            answers.insert(key.clone(), world.gates.or([*lit, found]));
        }
        let any = world.gates.or(answers.values().copied().collect::<Vec<_>>());
        let known = world.gates.or([stated.known, any]);
        Rc::new(Sym { known, answers })
    }

    /// One deduction, mirrored: it gives its value where nothing is known yet, its conditions hold and nothing held back says otherwise.
    fn deduce(
        &mut self,
        world: &mut World,
        deduction: &'b Deduction,
        at: At,
        own: &Sym,
        before: &Sym,
        held: &mut Vec<Held>,
    ) -> Rc<Sym> {
        let when = self.rails(world, &deduction.when, at);
        let given = self.given(world, deduction, at, own);
        let open = world.gates.and([!before.known, given.known]);
        let disputes: Vec<Lit> = held
            .iter()
            .filter(|other| differ(&other.value, &deduction.given))
            .map(|other| other.when)
            .collect();
        let is_contested = world.gates.or(disputes);
        let fires = world.gates.and([open, when.yes, !is_contested]);
        let unsettled = world.gates.and([open, !when.yes, !when.no]);
        held.push(Held { when: unsettled, value: deduction.given.clone() });
        let mut answers = BTreeMap::new();
        for (key, lit) in &own.answers {
            let given = given.answers.get(key).copied().unwrap_or_else(|| world.gates.no());
            let given = world.gates.and([fires, given]);
            answers.insert(key.clone(), world.gates.or([*lit, given]));
        }
        let known = world.gates.or([own.known, fires]);
        Rc::new(Sym { known, answers })
    }

    fn given(&mut self, world: &mut World, deduction: &Deduction, at: At, like: &Sym) -> Rc<Sym> {
        match &deduction.given {
            Given::Fact(fact) => self.get(world, at, *fact),
            Given::Value(value) => {
                let answers = like
                    .answers
                    .keys()
                    .map(|key| (key.clone(), world.gates.constant(answers(value, key))))
                    .collect();
                Rc::new(Sym { known: world.gates.yes(), answers })
            }
        }
    }
}

/// Whether two deductions give different values; one copied from another fact is taken to differ.
fn differ(a: &Given, b: &Given) -> bool {
    match (a, b) {
        (Given::Value(a), Given::Value(b)) => a != b,
        (Given::Fact(a), Given::Fact(b)) => a != b,
        _ => true,
    }
}

/// Whether a value answers yes.
pub(super) fn answers(value: &Value, key: &Key) -> bool {
    match (key, value) {
        (Key::True, Value::Boolean(yes)) => *yes,
        (Key::Is(id), Value::Choice(known)) => id == known,
        (Key::Is(id), Value::Text(known)) => id == known,
        (Key::Is(id), Value::List(items)) => items.contains(id),
        (Key::AtLeast(n), value) => rank(value).is_some_and(|known| known >= *n),
        (Key::Words(words), Value::Text(text)) => text::contains_words(&text::fold(text), words),
        (Key::Pattern(pattern), Value::Text(text)) => {
            Pattern::parse(pattern, true).is_some_and(|found| found.is_match(&text::fold(text)))
        }
        _ => false,
    }
}

/// A lot's own fact, else the purchase's, unless a lot among several keeps its own.
fn inherit(world: &mut World, fact: &Fact, own: &Sym, whole: &Sym) -> Sym {
    let alone = if fact.own { world.lots.get(1).copied() } else { None };
    let alone = alone.unwrap_or_else(|| world.gates.no());
    let from_whole = world.gates.and([!own.known, !alone]);
    let mut answers = BTreeMap::new();
    for (key, lit) in &whole.answers {
        let mine = own.answers.get(key).copied().unwrap_or_else(|| world.gates.no());
        let theirs = world.gates.and([from_whole, *lit]);
        answers.insert(key.clone(), world.gates.or([mine, theirs]));
    }
    let theirs = world.gates.and([from_whole, whole.known]);
    let known = world.gates.or([own.known, theirs]);
    Sym { known, answers }
}
