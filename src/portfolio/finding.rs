//! What the rules say of a contract, as counts need it: found by the index, once for all the contracts that it settles alike.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::contribution::States;
use crate::base::Base;
use crate::base::clause::{Clause, VariableKind};
use crate::base::rule::Level;
use crate::engine::State;
use crate::engine::answer::{Recommendation, recommended};
use crate::engine::index::{Index, Room, Settled};
use crate::engine::rank::RELIEFS;
use crate::fact::Value;
use crate::money::Amount;
use crate::purchase::{Purchase, Status};

/// What the rules say of one contract, or of many alike.
#[derive(Debug, Default)]
pub struct Finding<'b> {
    /// The clauses recommended or worth a look, at their level, with what the buyer decided.
    pub recommended: Vec<Found<'b>>,
    /// The clauses of rules that wait for an answer, at the level of each.
    pub pending: Vec<(&'b Clause, Level)>,
    /// Its clauses by what becomes of them, sorted when first asked.
    states: OnceCell<States>,
}

impl Finding<'_> {
    /// Its clauses by what becomes of them; `sort` is called once.
    pub(super) fn states(&self, sort: impl FnOnce(&Self) -> States) -> &States {
        self.states.get_or_init(|| sort(self))
    }
}

/// A clause recommended.
#[derive(Debug, Clone, Copy)]
pub struct Found<'b> {
    pub clause: &'b Clause,
    pub level: Level,
    pub status: Option<Status>,
    /// The hours of insertion that it asks for, when it is a clause of insertion.
    pub hours: Option<u64>,
}

/// Finds what rules say of contracts, and remembers it.
pub struct Finder<'b> {
    base: &'b Base,
    index: Index<'b>,
    memory: RefCell<Memory<'b>>,
}

#[derive(Default)]
struct Memory<'b> {
    room: Room,
    key: Vec<u64>,
    known: HashMap<Vec<u64>, Rc<Finding<'b>>>,
}

/// The variable of the clauses of insertion that holds their hours.
const HOURS: &str = "heures";
/// Beyond, what is remembered is forgotten: memory stays bounded whatever the contracts.
const MOST_KNOWN: usize = 50_000;
/// A larger amount would not be counted in shares as another is.
const LARGEST: Amount = Amount::from_euros(1_000_000_000_000);

impl<'b> Finder<'b> {
    #[must_use]
    pub fn new(base: &'b Base) -> Self {
        Self { base, index: Index::new(base), memory: RefCell::default() }
    }

    /// What the rules say of a purchase on a day.
    #[must_use]
    pub fn find(&self, purchase: &Purchase, day: Date) -> Rc<Finding<'b>> {
        let memory = &mut *self.memory.borrow_mut();
        let settled = self.index.read(purchase, day, &mut memory.room);
        if !is_alike(purchase) {
            return Rc::new(self.find_anew(purchase, day, settled));
        }
        memory.key.clear();
        memory.key.extend(settled.signature());
        memory.key.extend(self.rest(purchase, day));
        if let Some(known) = memory.known.get(&memory.key) {
            return Rc::clone(known);
        }
        let found = Rc::new(self.find_anew(purchase, day, settled));
        if memory.known.len() == MOST_KNOWN {
            memory.known.clear();
        }
        memory.known.insert(memory.key.clone(), Rc::clone(&found));
        found
    }

    /// The id of the first family of a purchase; empty when unknown.
    pub fn family(&self, purchase: &Purchase) -> &'b str {
        let room = &mut self.memory.borrow_mut().room;
        self.index.family(purchase, room).unwrap_or_default()
    }

    /// What recommendations depend on besides the rules that hold: the policy, and the size of the purchase.
    fn rest(&self, purchase: &Purchase, day: Date) -> [u64; 2] {
        let amount = purchase.amount.unwrap_or(Amount::ZERO);
        let small = purchase.amount.is_some_and(|amount| amount < self.base.caps.few_below);
        let steps = RELIEFS.iter().filter(|(from, _)| amount >= *from).count();
        let policy = purchase.buyer.policy.as_deref();
        let rank = policy.and_then(|id| self.base.policies.keys().position(|known| known == id));
        let policy = rank.filter(|rank| {
            self.base.policies.values().nth(*rank).is_some_and(|policy| policy.is_in_force(day))
        });
        let word = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        [policy.map_or(0, |rank| word(rank + 1)), 2 * word(steps) + u64::from(small)]
    }

    fn find_anew(&self, purchase: &Purchase, day: Date, settled: Settled<'_, 'b>) -> Finding<'b> {
        let evaluation = self.index.evaluation(purchase, day, settled);
        let recommended = recommended(&evaluation, purchase);
        let found = |one: &Recommendation<'b>| Found {
            clause: one.clause,
            level: one.level,
            status: one.status(),
            hours: hours(one),
        };
        let waiting = evaluation.outcomes.iter();
        let waiting = waiting.filter(|outcome| matches!(outcome.state, State::Undetermined(_)));
        let clause = |id: &String| self.base.clauses.get(id);
        Finding {
            recommended: recommended.iter().map(found).collect(),
            pending: waiting
                .filter_map(|outcome| Some((clause(&outcome.rule.clause)?, outcome.rule.level)))
                .collect(),
            states: OnceCell::new(),
        }
    }
}

fn hours(one: &Recommendation<'_>) -> Option<u64> {
    let is_hours = one.clause.variable(HOURS)?.kind == VariableKind::Hours;
    match one.values.get(HOURS).filter(|_| is_hours)?.value {
        Value::Integer(hours) => u64::try_from(hours).ok(),
        _ => None,
    }
}

/// Whether all that counts of a purchase is in the rules that hold: nothing decided, no lots, no answers.
fn is_alike(purchase: &Purchase) -> bool {
    purchase.decisions.is_empty()
        && purchase.lots.is_empty()
        && purchase.facts.is_empty()
        && purchase.amount.is_none_or(|amount| Amount::ZERO <= amount && amount <= LARGEST)
}
