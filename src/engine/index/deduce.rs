//! Deductions over codes: in waves, each reading only what the waves before it settled.

use std::collections::BTreeMap;

use super::codes::Codes;
use super::goal::Goal;
use super::law::Dated;
use super::reading::Reader;
use super::scale::UNKNOWN;
use super::sheet::{Column, Compiler, Sheet};
use crate::base::Base;
use crate::base::deduction::{Deduction, Given};
use crate::base::rule::Scope;
use crate::fact::FactId;
use crate::truth::Truth;

/// Deductions that do not read one another.
#[derive(Debug)]
pub(super) struct Wave<'b> {
    on_purchase: Sheet<'b>,
    on_lots: Sheet<'b>,
    /// In the order of the base, with their column.
    deductions: Vec<(usize, &'b Deduction)>,
}

/// A value that an unsettled deduction would give: a later one that says otherwise is held back.
struct Held {
    slot: usize,
    lot: Option<usize>,
    given: usize,
}

/// The waves of a base; deductions of facts that nothing reads are left out.
pub(super) fn waves<'b>(base: &'b Base, compiler: Compiler<'_, 'b>) -> Vec<Wave<'b>> {
    let mut wave_of: BTreeMap<FactId, usize> = BTreeMap::new();
    for deduction in &base.deductions {
        let after = deduction.reads().iter().filter_map(|fact| wave_of.get(fact)).max();
        let wave = after.map_or(0, |wave| wave + 1);
        let known = wave_of.entry(deduction.fact).or_default();
        *known = wave.max(*known);
    }
    let n = wave_of.values().max().map_or(0, |last| last + 1);
    let read = |deduction: &&Deduction| compiler.slots.of(deduction.fact).is_some();
    (0..n)
        .map(|wave| {
            let of_wave = |one: &&Deduction| wave_of.get(&one.fact) == Some(&wave);
            let deductions = base.deductions.iter().filter(of_wave).filter(read);
            Wave::new(compiler, deductions.enumerate().collect())
        })
        .collect()
}

impl<'b> Wave<'b> {
    fn new(compiler: Compiler<'_, 'b>, deductions: Vec<(usize, &'b Deduction)>) -> Self {
        let of = |scope| -> Vec<Column<'b>> {
            let own = deductions.iter().filter(|(_, deduction)| deduction.scope == scope);
            own.map(|(column, deduction)| (*column, Goal::of(&deduction.when))).collect()
        };
        Self {
            on_purchase: Sheet::new(compiler, of(Scope::Purchase)),
            on_lots: Sheet::new(compiler, of(Scope::Lot)),
            deductions,
        }
    }

    /// The words that reading it needs.
    pub(super) fn needs(&self, n_lots: usize) -> usize {
        let sheets = [(&self.on_purchase, 1), (&self.on_lots, n_lots)];
        sheets.iter().map(|(sheet, n)| 2 * sheet.width * n).sum::<usize>()
            + self.on_purchase.needs.max(self.on_lots.needs)
    }

    /// Gives the facts that follow from the others.
    pub(super) fn deduce(
        &self,
        reader: &Reader<'b>,
        (law, setting): (&Dated<'b>, usize),
        codes: &mut Codes,
        aside: &mut [u64],
    ) {
        let n_lots = codes.lots.len() / codes.purchase.len().max(1);
        let (purchase, aside) = aside.split_at_mut(2 * self.on_purchase.width);
        let (lots, aside) = aside.split_at_mut(2 * self.on_lots.width * n_lots);
        purchase.iter_mut().zip(self.on_purchase.start()).for_each(|(word, own)| *word = own);
        let seen = reader.view(law, codes, setting);
        self.on_purchase.read(&seen, purchase, aside);
        if self.on_lots.width > 0 {
            for (seen, lot) in seen.each_lot().zip(lots.chunks_exact_mut(2 * self.on_lots.width)) {
                lot.iter_mut().zip(self.on_lots.start()).for_each(|(word, own)| *word = own);
                self.on_lots.read(&seen, lot, aside);
            }
        }
        let mut held = Vec::new();
        for (column, deduction) in &self.deductions {
            match deduction.scope {
                Scope::Purchase => {
                    let truth = truth(purchase, *column, self.on_purchase.from);
                    self.give(reader, codes, (*column, deduction), None, truth, &mut held);
                }
                Scope::Lot => {
                    for (i, lot) in lots.chunks_exact(2 * self.on_lots.width).enumerate() {
                        let truth = truth(lot, *column, self.on_lots.from);
                        self.give(reader, codes, (*column, deduction), Some(i), truth, &mut held);
                    }
                }
            }
        }
    }

    fn give(
        &self,
        reader: &Reader<'b>,
        codes: &mut Codes,
        (given, deduction): (usize, &'b Deduction),
        lot: Option<usize>,
        truth: Truth,
        held: &mut Vec<Held>,
    ) {
        let Some(slot) = reader.slots.of(deduction.fact) else { return };
        if truth == Truth::False || codes.at(lot, slot, &reader.slots) != UNKNOWN {
            return;
        }
        let code = match &deduction.given {
            Given::Value(value) => reader.code(slot, value, codes),
            Given::Fact(other) => {
                let Some(other) = reader.slots.of(*other) else { return };
                let from = codes.at(lot, other, &reader.slots);
                // What is copied is always kept aside, as its own value.
                let Some(value) = codes.value(from).cloned() else { return };
                reader.code(slot, &value, codes)
            }
        };
        if truth == Truth::Unknown {
            held.push(Held { slot, lot, given });
            return;
        }
        let disputed = held.iter().any(|one| {
            one.slot == slot
                && one.lot == lot
                && self.says_otherwise(reader, codes, one.given, given, lot)
        });
        if !disputed {
            codes.put(lot, slot, code);
        }
    }

    /// Whether two deductions of one fact give different values at a place.
    fn says_otherwise(
        &self,
        reader: &Reader<'b>,
        codes: &Codes,
        one: usize,
        other: usize,
        lot: Option<usize>,
    ) -> bool {
        let value = |given: usize| match &self.deductions.get(given)?.1.given {
            Given::Value(value) => Some(value),
            Given::Fact(fact) => codes.value(codes.at(lot, reader.slots.of(*fact)?, &reader.slots)),
        };
        value(one) != value(other)
    }
}

/// The truth of a column.
pub(super) fn truth(words: &[u64], column: usize, from: usize) -> Truth {
    let at = (column / 64).checked_sub(from).map(|word| 2 * word);
    let pair = at.and_then(|at| words.get(at..)).and_then(<[u64]>::first_chunk);
    let Some([sure, may]) = pair else { return Truth::False };
    let bit = 1 << (column % 64);
    match (sure & bit != 0, may & bit != 0) {
        (true, _) => Truth::True,
        (false, true) => Truth::Unknown,
        (false, false) => Truth::False,
    }
}
