//! What the rules say of a contract, as counts need it: found by the index, once for all the contracts that it settles alike.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;

use super::states::States;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::rule::Level;
use crate::engine::State;
use crate::engine::answer::recommended;
use crate::engine::index::{Index, Room, Settled};
use crate::engine::rank::RELIEFS;
use crate::hash::Quickly;
use crate::money::Amount;
use crate::purchase::Purchase;

/// What the rules say of one contract, or of many alike.
#[derive(Debug, Default)]
pub struct Finding<'b> {
    /// A clause of each axis and nature recommended or worth a look, at each level.
    pub recommended: Vec<(&'b Clause, Level)>,
    /// A clause of each axis and nature of rules that wait for an answer, at each level.
    pub pending: Vec<(&'b Clause, Level)>,
    /// Its clauses by what becomes of them.
    pub(super) states: States,
}

impl Finding<'_> {
    /// Another that shares nothing with it.
    fn copied(&self) -> Self {
        let (recommended, pending) = (self.recommended.clone(), self.pending.clone());
        Self { recommended, pending, states: self.states.copied() }
    }
}

/// Finds what rules say of contracts, and remembers it.
pub struct Finder<'b> {
    base: &'b Base,
    index: Arc<Index<'b>>,
    /// Of clauses, in order.
    ids: Arc<[&'b str]>,
    memory: RefCell<Memory<'b>>,
    /// What any thread found, by what rules say.
    shared: Arc<Mutex<Known<'b>>>,
}

#[derive(Default)]
struct Memory<'b> {
    room: Room,
    /// By what a contract says, then by what rules say of it.
    by_said: Known<'b>,
    by_settled: Known<'b>,
}

/// What was found, by the words that tell it from the rest.
#[derive(Default)]
struct Known<'b> {
    key: Vec<u64>,
    found: HashMap<Vec<u64>, Arc<Finding<'b>>, Quickly>,
}

/// Beyond, what is remembered is forgotten, by each thread and by all: memory stays bounded whatever the contracts.
const MOST_SAID: usize = 16_000;
const MOST_FOUND: usize = 20_000;
/// A larger amount would not be counted in shares as another is.
const LARGEST: Amount = Amount::from_euros(1_000_000_000_000);

impl<'b> Known<'b> {
    /// Looks for what these words tell; they are those of what [`Self::put`] remembers next.
    fn get(&mut self, words: impl Iterator<Item = u64>) -> Option<Arc<Finding<'b>>> {
        self.key.clear();
        self.key.extend(words);
        self.found.get(&self.key).cloned()
    }

    fn put(&mut self, finding: &Arc<Finding<'b>>, most: usize) {
        if self.found.len() >= most {
            self.found.clear();
        }
        self.found.insert(self.key.clone(), Arc::clone(finding));
    }
}

impl<'b> Finder<'b> {
    #[must_use]
    pub fn new(base: &'b Base) -> Self {
        let ids = base.clauses.keys().map(String::as_str).collect();
        let (index, memory, shared) =
            (Arc::new(Index::new(base)), RefCell::default(), Arc::default());
        Self { base, index, ids, memory, shared }
    }

    /// Another, for another thread: the same rules, compiled once.
    #[must_use]
    pub fn twin(&self) -> Self {
        let (index, ids) = (Arc::clone(&self.index), Arc::clone(&self.ids));
        let (memory, shared) = (RefCell::default(), Arc::clone(&self.shared));
        Self { base: self.base, index, ids, memory, shared }
    }

    /// What the rules say of a purchase on a day.
    #[must_use]
    pub fn find(&self, purchase: &Purchase, day: Date) -> Arc<Finding<'b>> {
        let Memory { room, by_said, by_settled } = &mut *self.memory.borrow_mut();
        self.index.look(purchase, day, room);
        if !is_alike(purchase) {
            let settled = self.index.settle(purchase, day, room);
            return Arc::new(self.find_anew(purchase, day, settled));
        }
        let rest = self.rest(purchase, day);
        let said = self.index.said(day, room).map(|said| said.chain(rest));
        let is_said = said.is_some();
        if let Some(known) = said.and_then(|said| by_said.get(said)) {
            return known;
        }
        let settled = self.index.settle(purchase, day, room);
        let known = by_settled.get(settled.signature().chain(rest));
        let found = known.unwrap_or_else(|| {
            let found = Arc::new(self.find_once(purchase, day, settled, &by_settled.key));
            by_settled.put(&found, MOST_FOUND);
            found
        });
        if is_said {
            by_said.put(&found, MOST_SAID);
        }
        found
    }

    /// The object of a purchase, folded: the one last looked at is not folded again.
    pub(super) fn folded<T>(&self, purchase: &Purchase, read: impl FnOnce(&str) -> T) -> T {
        read(self.memory.borrow_mut().room.fold(&purchase.object))
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

    /// What another thread found, or found anew: a copy, since threads that count on one list wait for each other.
    fn find_once(
        &self,
        purchase: &Purchase,
        day: Date,
        settled: Settled<'_, 'b>,
        key: &[u64],
    ) -> Finding<'b> {
        let shared = || self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let known = shared().get(key.iter().copied()).map(|known| known.copied());
        known.unwrap_or_else(|| {
            let found = self.find_anew(purchase, day, settled);
            let mut shared = shared();
            shared.key.clear();
            shared.key.extend_from_slice(key);
            shared.put(&Arc::new(found.copied()), MOST_FOUND);
            found
        })
    }

    fn find_anew(&self, purchase: &Purchase, day: Date, settled: Settled<'_, 'b>) -> Finding<'b> {
        let evaluation = self.index.evaluation(purchase, day, settled);
        let recommended = recommended(&evaluation, purchase);
        let waiting = evaluation.outcomes.iter();
        let waiting = waiting.filter(|outcome| matches!(outcome.state, State::Undetermined(_)));
        let clause = |id: &String| self.base.clauses.get(id);
        let pending: Vec<(&Clause, Level)> = waiting
            .filter_map(|outcome| Some((clause(&outcome.rule.clause)?, outcome.rule.level)))
            .collect();
        let waiting = pending.iter().map(|(clause, _)| *clause);
        Finding {
            states: States::of(&self.ids, &recommended, waiting),
            recommended: one_of_each(recommended.iter().map(|one| (one.clause, one.level))),
            pending: one_of_each(pending.into_iter()),
        }
    }
}

/// A clause of each axis, nature and level: all that a reason needs, and little to remember.
fn one_of_each<'b>(all: impl Iterator<Item = (&'b Clause, Level)>) -> Vec<(&'b Clause, Level)> {
    let mut list: Vec<(&Clause, Level)> = all.collect();
    let key =
        |(clause, level): &(&'b Clause, Level)| (clause.axis.as_str(), clause.nature.id(), *level);
    list.sort_by(|a, b| key(a).cmp(&key(b)));
    list.dedup_by(|a, b| key(a) == key(b));
    list.shrink_to_fit();
    list
}

/// Whether all that counts of a purchase is in the rules that hold: nothing decided, no lots, no answers.
fn is_alike(purchase: &Purchase) -> bool {
    purchase.decisions.is_empty()
        && purchase.lots.is_empty()
        && purchase.facts.is_empty()
        && purchase.amount.is_none_or(|amount| Amount::ZERO <= amount && amount <= LARGEST)
}
