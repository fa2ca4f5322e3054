//! The rules of a base compiled to be read all at once: what [`super::evaluate`] says, in a few words joined for each fact.
//!
//! Two values that no condition tells apart have one code. For each code of a fact, what it says of every rule is worked out
//! beforehand, two bits a rule: it surely holds, it may. Tables stand from one change of the dated values
//! to the next, and are made when a purchase of that time is first met. Nothing is explained here: [`super::explain`] does, on demand.

mod automaton;
mod codes;
mod compiled;
mod deduce;
mod family;
mod goal;
mod law;
mod layer;
mod lots;
mod reading;
mod scale;
mod scan;
mod settled;
mod sheet;
mod signs;
mod slots;
mod standing;
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod view;
mod walk;

use std::sync::OnceLock;

use jiff::civil::Date;

use self::codes::{Codes, Folded};
use self::compiled::Law;
use self::goal::Goal;
use self::reading::Reader;
pub use self::settled::Settled;
use self::slots::Slots;
use self::standing::{Standing, changes, rank, turns};
pub use self::walk::Walk;
use super::known::Known;
use super::{Evaluation, is_in_force};
use crate::base::Base;
use crate::base::condition::Test;
use crate::base::duty::Duty;
use crate::base::policy::Policy;
use crate::base::rule::{Rule, Scope};
use crate::cpv::Cpv;
use crate::purchase::Purchase;

/// Rules compiled, with the duties and the deductions of their base.
#[derive(Debug)]
pub struct Index<'b> {
    base: &'b Base,
    reader: Reader<'b>,
    /// By column.
    purchase_columns: Vec<Subject<'b>>,
    lot_columns: Vec<Subject<'b>>,
    /// The days on which a rule, a duty or a reference starts or stops, and what stands before the first, then from each on.
    turns: Vec<Date>,
    standing: Vec<Standing<'b>>,
    /// The days on which a dated value changes, and the tables before the first, then from each on; compiled when first needed.
    changes: Vec<Date>,
    laws: Vec<OnceLock<Law<'b>>>,
}

/// What a column stands for.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'b> {
    Rule(&'b Rule),
    Duty(&'b Duty),
}

/// Room to read purchases in, kept from one to the next.
#[derive(Debug, Default)]
pub struct Room {
    codes: Codes,
    aside: Vec<u64>,
    on_purchase: Vec<u64>,
    on_lots: Vec<u64>,
}

impl Room {
    /// [`crate::text::fold`], done once for a text that is read several times in a row.
    pub(crate) fn fold(&mut self, text: &str) -> &str {
        self.codes.folded.fold(text)
    }
}

impl<'b> Index<'b> {
    /// Compiles the rules and the duties of a base.
    #[must_use]
    pub fn new(base: &'b Base) -> Self {
        Self::of(base, &base.rules)
    }

    /// Compiles other rules over the facts of a base.
    #[must_use]
    pub fn of(base: &'b Base, rules: &'b [Rule]) -> Self {
        let conditions = rules.iter().map(|rule| &rule.when);
        let conditions = conditions.chain(base.duties.iter().map(|duty| &duty.when));
        let conditions = conditions.chain(base.deductions.iter().map(|one| &one.when));
        let tests: Vec<&Test> = conditions.flat_map(|condition| condition.tests()).collect();
        let (slots, scales) = Slots::new(base, &tests);
        let (lots, purchase): (Vec<&Rule>, Vec<&Rule>) =
            rules.iter().partition(|rule| rule.scope == Scope::Lot);
        let purchase = purchase.into_iter().map(Subject::Rule);
        let purchase = purchase.chain(base.duties.iter().map(Subject::Duty));
        let turns = turns(base, rules);
        let changes = changes(base);
        let mut index = Self {
            base,
            reader: Reader::new(base, slots, scales),
            purchase_columns: in_order(purchase.collect()),
            lot_columns: in_order(lots.into_iter().map(Subject::Rule).collect()),
            standing: Vec::new(),
            laws: (0..=changes.len()).map(|_| OnceLock::new()).collect(),
            turns,
            changes,
        };
        // Before the first turn, any day stands for all.
        let days = std::iter::once(Date::MIN).chain(index.turns.iter().copied());
        index.standing = days.map(|day| Standing::new(&index, day)).collect();
        index
    }

    /// The first family of a purchase, from its codes or its object.
    pub(crate) fn family(&self, purchase: &Purchase, room: &mut Room) -> Option<&'b str> {
        let found = self.reader.families(&purchase.cpv, &purchase.object, &mut room.codes.folded);
        found.first().and_then(|family| self.reader.families.id(*family))
    }

    /// What [`crate::base::category::Categories::find`] says.
    fn families(&self, codes: &[Cpv], object: &str) -> Vec<String> {
        let found = self.reader.families(codes, object, &mut Folded::default());
        found
            .into_iter()
            .filter_map(|one| self.reader.families.id(one))
            .map(str::to_owned)
            .collect()
    }

    /// Settles every rule and duty on a purchase launched on `date`.
    pub fn read<'r>(
        &'r self,
        purchase: &Purchase,
        date: Date,
        room: &'r mut Room,
    ) -> Settled<'r, 'b> {
        self.look(purchase, date, room);
        self.settle(purchase, date, room)
    }

    /// Reads what a purchase says; [`Self::settle`] comes next.
    pub(crate) fn look(&self, purchase: &Purchase, date: Date, room: &mut Room) {
        self.reader.read(purchase, date, &mut room.codes);
    }

    /// What tells a purchase that was looked at from those that would be settled otherwise, its policy aside; `None` when that is not
    /// told in a few words.
    pub(crate) fn said<'r>(
        &self,
        date: Date,
        room: &'r Room,
    ) -> Option<impl Iterator<Item = u64> + use<'r, 'b>> {
        let times = [rank(&self.turns, date), rank(&self.changes, date)];
        Some(times.into_iter().map(|rank| rank as u64).chain(room.codes.said()?))
    }

    /// Settles every rule and duty on a purchase that was looked at.
    pub(crate) fn settle<'r>(
        &'r self,
        purchase: &Purchase,
        date: Date,
        room: &'r mut Room,
    ) -> Settled<'r, 'b> {
        let law = self.prepare(purchase, date, room);
        self.join(law, purchase, date, room);
        let n_lots = purchase.lots.len().max(1);
        let Room { on_purchase, on_lots, .. } = room;
        let (columns, lot_columns) = (&self.purchase_columns, &self.lot_columns);
        Settled { columns, lot_columns, n_lots, on_purchase, on_lots }
    }

    /// What follows from what a purchase says.
    fn prepare(&self, purchase: &Purchase, date: Date, room: &mut Room) -> &Law<'b> {
        let law = self.law(date);
        let reader = &self.reader;
        let n_lots = purchase.lots.len().max(1);
        let needs = law.waves.iter().map(|wave| wave.needs(n_lots)).max().unwrap_or(0);
        room.aside.resize(needs.max(law.needs).max(room.aside.len()), 0);
        for wave in &law.waves {
            room.codes.share(&reader.slots);
            let setting = self.setting(law, &room.codes);
            wave.deduce(reader, (&law.dated, setting), &mut room.codes, &mut room.aside);
        }
        room.codes.share(&reader.slots);
        law
    }

    fn join(&self, law: &Law<'b>, purchase: &Purchase, date: Date, room: &mut Room) {
        let Some(standing) = self.standing.get(rank(&self.turns, date)) else { return };
        let policy = self.policy(purchase, date);
        let own = policy.and_then(|policy| standing.by_policy.get(policy.id.as_str()));
        let columns = own.unwrap_or(&standing.national);
        let setting = self.setting(law, &room.codes);
        let Room { codes, aside, on_purchase, on_lots } = room;
        let view = self.reader.view(&law.dated, codes, setting);
        on_purchase.clear();
        on_purchase.extend_from_slice(&columns.purchase);
        law.on_purchase.read(&view, on_purchase, aside);
        on_lots.clear();
        if columns.lots.is_empty() {
            return;
        }
        for view in view.each_lot() {
            let from = on_lots.len();
            on_lots.extend_from_slice(&columns.lots);
            if let Some(lot) = on_lots.get_mut(from..) {
                law.on_lots.read(&view, lot, aside);
            }
        }
    }

    /// The evaluation of a purchase that was read: the rules that hold or may, only.
    pub(crate) fn evaluation(
        &self,
        purchase: &Purchase,
        date: Date,
        settled: Settled<'_, 'b>,
    ) -> Evaluation<'b> {
        let families = |codes: &[Cpv], object: &str| self.families(codes, object);
        let known = Known::with_families(self.base, purchase, date, &families);
        let (policy, outcomes) = (self.policy(purchase, date), settled.outcomes());
        Evaluation { base: self.base, date, policy, known, outcomes }
    }

    /// Evaluates a purchase: the rules that hold or may, only.
    #[must_use]
    pub fn evaluate(&self, purchase: &Purchase, date: Date, room: &mut Room) -> Evaluation<'b> {
        let settled = self.read(purchase, date, room);
        self.evaluation(purchase, date, settled)
    }

    /// The buyer's policy, when it is in force that day.
    fn policy(&self, purchase: &Purchase, date: Date) -> Option<&'b Policy> {
        let policy = purchase.buyer.policy.as_deref().and_then(|id| self.base.policies.get(id));
        policy.filter(|policy| policy.is_in_force(date))
    }

    fn law(&self, date: Date) -> &Law<'b> {
        let at = rank(&self.changes, date);
        let day = at.checked_sub(1).and_then(|at| self.changes.get(at)).copied();
        // There is one law more than changes.
        self.laws[at].get_or_init(|| Law::new(self, day.unwrap_or(Date::MIN)))
    }

    fn setting(&self, law: &Law<'b>, codes: &Codes) -> usize {
        let code =
            |slot: Option<usize>| slot.map_or(0, |slot| codes.at(None, slot, &self.reader.slots));
        let [kind, buyer] = self.reader.setting.map(code);
        law.dated.setting((kind, codes.value(kind)), (buyer, codes.value(buyer)))
    }
}

impl<'b> Subject<'b> {
    fn goal(&self) -> Goal<'b> {
        Goal::of(match self {
            Self::Rule(rule) => &rule.when,
            Self::Duty(duty) => &duty.when,
        })
    }

    fn stands(&self, base: &Base, day: Date) -> bool {
        match self {
            Self::Rule(rule) => is_in_force(base, rule, day),
            Self::Duty(duty) => duty.in_force.contains(day),
        }
    }

    fn policy(&self) -> Option<&'b str> {
        if let Self::Rule(rule) = self { rule.policy.as_deref() } else { None }
    }
}

/// Those that read lots or have several choices first, so that few words hold them.
fn in_order(mut subjects: Vec<Subject<'_>>) -> Vec<Subject<'_>> {
    subjects.sort_by_cached_key(|subject| std::cmp::Reverse(subject.goal().weight()));
    subjects
}
