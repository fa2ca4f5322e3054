//! The rules of a base compiled to be read all at once: what [`super::evaluate`] says, in a few words joined for each fact.
//!
//! Two values that no condition tells apart have one code. For each code of a fact, what it says of every rule is worked out
//! beforehand, two bits a rule: it surely holds, it may. Between two days on which nothing changes in the law, one compilation stands;
//! it is made when a purchase of that time is first met. Nothing is explained here: [`super::explain`] does, on demand.

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
mod table;
#[cfg(test)]
mod tests;
mod texts;
mod view;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::civil::Date;

use self::deduce::{Wave, waves};
use self::goal::Goal;
use self::law::Dated;
use self::reading::{Codes, Reader};
pub use self::settled::Settled;
use self::sheet::{Column, Compiler, Sheet};
use self::slots::Slots;
use super::known::Known;
use super::{Evaluation, is_in_force};
use crate::base::Base;
use crate::base::condition::Test;
use crate::base::duty::Duty;
use crate::base::policy::Policy;
use crate::base::rule::{Rule, Scope};
use crate::purchase::Purchase;

/// Rules compiled, with the duties and the deductions of their base.
#[derive(Debug)]
pub struct Index<'b> {
    base: &'b Base,
    rules: &'b [Rule],
    reader: Reader<'b>,
    /// The days on which the law changes.
    turns: Vec<Date>,
    /// The law before the first turn, then from each turn on; compiled when first needed.
    laws: Vec<OnceLock<Law<'b>>>,
}

/// The law between two turns.
#[derive(Debug)]
struct Law<'b> {
    dated: Dated<'b>,
    waves: Vec<Wave<'b>>,
    on_purchase: Sheet<'b>,
    on_lots: Sheet<'b>,
    /// By column.
    purchase_columns: Vec<Subject<'b>>,
    lot_columns: Vec<Subject<'b>>,
    /// The columns of rules that belong to no policy, then by policy.
    national: Columns,
    by_policy: BTreeMap<&'b str, Columns>,
    needs: usize,
}

/// What a column stands for.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'b> {
    Rule(&'b Rule),
    Duty(&'b Duty),
}

/// Columns of the purchase and of its lots.
#[derive(Debug, Default)]
struct Columns {
    purchase: Vec<u64>,
    lots: Vec<u64>,
}

/// Room to read purchases in, kept from one to the next.
#[derive(Debug, Default)]
pub struct Room {
    codes: Codes,
    aside: Vec<u64>,
    on_purchase: Vec<u64>,
    on_lots: Vec<u64>,
    setting: usize,
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
        let turns = turns(base, rules);
        let laws = (0..=turns.len()).map(|_| OnceLock::new()).collect();
        Self { base, rules, reader: Reader::new(base, slots, scales), turns, laws }
    }

    /// The first family of a purchase, from its codes or its object.
    pub(crate) fn family(&self, purchase: &Purchase, room: &mut Room) -> Option<&'b str> {
        let found = self.reader.families(&purchase.cpv, &purchase.object, room.codes.folded());
        found.first().and_then(|family| self.reader.families.id(*family))
    }

    /// Settles every rule and duty on a purchase launched on `date`.
    pub fn read<'r>(&'r self, purchase: &Purchase, date: Date, room: &'r mut Room) -> Settled<'r, 'b> {
        let (turn, law) = self.law(date);
        let reader = &self.reader;
        reader.read(purchase, date, &mut room.codes);
        let n_lots = purchase.lots.len().max(1);
        let needs = law.needs.max(law.waves.iter().map(|wave| wave.needs(n_lots)).max().unwrap_or(0));
        room.aside.resize(needs.max(room.aside.len()), 0);
        for wave in &law.waves {
            room.codes.share(&reader.slots);
            let setting = self.setting(law, &room.codes);
            wave.deduce(reader, (&law.dated, setting), &mut room.codes, &mut room.aside);
        }
        room.codes.share(&reader.slots);
        room.setting = self.setting(law, &room.codes);
        self.settle(law, purchase, date, room);
        Settled { law, turn, on_purchase: &room.on_purchase, on_lots: &room.on_lots }
    }

    fn settle(&self, law: &Law<'b>, purchase: &Purchase, date: Date, room: &mut Room) {
        let own = self.policy(purchase, date).and_then(|policy| law.by_policy.get(policy.id.as_str()));
        let Room { codes, aside, on_purchase, on_lots, setting } = room;
        let view = self.reader.view(&law.dated, codes, *setting);
        law.start(own, on_purchase, |columns| &columns.purchase);
        law.on_purchase.read(&view, on_purchase, aside);
        on_lots.clear();
        if law.on_lots.width == 0 {
            return;
        }
        for view in view.each_lot() {
            let from = on_lots.len();
            law.extend(own, on_lots, |columns| &columns.lots);
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
        let known = Known::new(self.base, purchase, date);
        let (policy, outcomes) = (self.policy(purchase, date), settled.outcomes());
        Evaluation { base: self.base, date, policy, known, outcomes }
    }

    /// The buyer's policy, when it is in force that day.
    fn policy(&self, purchase: &Purchase, date: Date) -> Option<&'b Policy> {
        let policy = purchase.buyer.policy.as_deref().and_then(|id| self.base.policies.get(id));
        policy.filter(|policy| policy.is_in_force(date))
    }

    /// The law of a day, and its rank.
    fn law(&self, date: Date) -> (usize, &Law<'b>) {
        let at = self.turns.partition_point(|turn| *turn <= date);
        let day = at.checked_sub(1).and_then(|at| self.turns.get(at)).copied();
        // Before the first turn, any day stands for all.
        let day = day.unwrap_or(Date::MIN);
        // `at` is at most the number of turns, and there is one law more.
        (at, self.laws[at].get_or_init(|| Law::new(self.base, self.rules, &self.reader, day)))
    }

    fn setting(&self, law: &Law<'b>, codes: &Codes) -> usize {
        let code = |slot: Option<usize>| slot.map_or(0, |slot| codes.at(None, slot, &self.reader.slots));
        let [kind, buyer] = self.reader.setting.map(code);
        law.dated.setting((kind, codes.value(kind)), (buyer, codes.value(buyer)))
    }
}

/// The days on which something of the law starts or stops.
fn turns(base: &Base, rules: &[Rule]) -> Vec<Date> {
    let periods = rules.iter().map(|rule| rule.in_force);
    let periods = periods.chain(base.duties.iter().map(|duty| duty.in_force));
    let periods = periods.chain(base.legal.values().map(|basis| basis.in_force));
    let rows = base.dated.values().flat_map(|dated| &dated.rows);
    let periods = periods.chain(rows.map(|row| row.in_force));
    let turns: BTreeSet<Date> = periods.flat_map(|one| [one.from(), one.until()]).flatten().collect();
    turns.into_iter().collect()
}

impl<'b> Law<'b> {
    fn new(base: &'b Base, rules: &'b [Rule], reader: &Reader<'b>, day: Date) -> Self {
        let dated = Dated::new(base, day, &reader.slots, &reader.scales);
        let compiler = Compiler { slots: &reader.slots, scales: &reader.scales, law: &dated };
        let standing = rules.iter().filter(|rule| is_in_force(base, rule, day));
        let (lots, purchase): (Vec<&Rule>, Vec<&Rule>) =
            standing.partition(|rule| rule.scope == Scope::Lot);
        let duties = base.duties.iter().filter(|duty| duty.in_force.contains(day));
        let subjects = purchase.into_iter().map(Subject::Rule).chain(duties.map(Subject::Duty));
        let (purchase_columns, on_purchase) = lay(compiler, subjects.collect());
        let (lot_columns, on_lots) = lay(compiler, lots.into_iter().map(Subject::Rule).collect());
        let waves = waves(base, compiler);
        let needs = on_purchase.needs.max(on_lots.needs);
        let mut law = Self {
            dated,
            waves,
            on_purchase,
            on_lots,
            purchase_columns,
            lot_columns,
            national: Columns::default(),
            by_policy: BTreeMap::new(),
            needs,
        };
        law.national = law.columns(None);
        let policies = rules.iter().filter_map(|rule| rule.policy.as_deref());
        let policies: BTreeSet<&str> = policies.collect();
        law.by_policy = policies.into_iter().map(|id| (id, law.columns(Some(id)))).collect();
        law
    }

    fn columns(&self, policy: Option<&str>) -> Columns {
        let own = |subjects: &[Subject<'b>]| {
            let mut words = vec![0; subjects.len().div_ceil(64)];
            for (column, subject) in subjects.iter().enumerate() {
                let of = if let Subject::Rule(rule) = subject { rule.policy.as_deref() } else { None };
                if of == policy
                    && let Some(word) = words.get_mut(column / 64)
                {
                    *word |= 1 << (column % 64);
                }
            }
            words
        };
        Columns { purchase: own(&self.purchase_columns), lots: own(&self.lot_columns) }
    }

    fn start(&self, own: Option<&Columns>, words: &mut Vec<u64>, of: fn(&Columns) -> &Vec<u64>) {
        words.clear();
        self.extend(own, words, of);
    }

    /// Marks the columns of national rules, and those of a policy.
    fn extend(&self, own: Option<&Columns>, words: &mut Vec<u64>, of: fn(&Columns) -> &Vec<u64>) {
        let national = of(&self.national).iter();
        match own {
            None => words.extend(national.flat_map(|word| [*word, *word])),
            Some(own) => {
                let both = national.zip(of(own)).map(|(national, own)| national | own);
                words.extend(both.flat_map(|word| [word, word]));
            }
        }
    }
}

/// Lays subjects in columns: those that read lots or have several choices first, so that few words hold them.
fn lay<'b>(compiler: Compiler<'_, 'b>, subjects: Vec<Subject<'b>>) -> (Vec<Subject<'b>>, Sheet<'b>) {
    let mut goals: Vec<(Subject<'b>, Goal<'b>)> = subjects
        .into_iter()
        .map(|subject| match subject {
            Subject::Rule(rule) => (subject, Goal::of(&rule.when)),
            Subject::Duty(duty) => (subject, Goal::of(&duty.when)),
        })
        .collect();
    goals.sort_by_cached_key(|(_, goal)| std::cmp::Reverse(goal.weight()));
    let (columns, goals): (Vec<Subject<'b>>, Vec<Goal<'b>>) = goals.into_iter().unzip();
    let goals: Vec<Column<'b>> = goals.into_iter().enumerate().collect();
    (columns, Sheet::new(compiler, goals))
}
