//! Conditions over the lots: read once a lot, all columns at once, then joined as each asks.

use super::goal::{Goal, Quota};
use super::sheet::{Compiler, Sheet};
use super::table::join_words;
use super::view::View;
use crate::base::condition::{Bound, Operator};
use crate::engine::eval;
use crate::fact::Value;
use crate::truth::Truth;

/// One condition over the lots a column, in a layer.
#[derive(Debug)]
pub(super) struct Lots<'b> {
    /// What each lot must meet.
    inner: Sheet<'b>,
    /// Columns that ask for one lot, and those that ask for all.
    some: Vec<u64>,
    every: Vec<u64>,
    counts: Vec<Count<'b>>,
    pub needs: usize,
}

/// A column that asks for a number of lots.
#[derive(Debug)]
struct Count<'b> {
    /// The word of the column, from the first one of the sheet.
    word: usize,
    bit: u64,
    operator: &'b Operator,
    negated: bool,
}

impl<'b> Count<'b> {
    /// Whether the number of lots that surely meet the condition, and the number that may, agree.
    fn truth(&self, view: &View<'_, 'b>, numbers: &[u64]) -> Truth {
        let holds = |number: &u64| {
            let number = i64::try_from(*number).unwrap_or(i64::MAX);
            let bound = self.operator.bound();
            if let (Operator::AtLeast(_), Some(Bound::Value(Value::Integer(least)))) =
                (self.operator, bound)
            {
                return (number >= *least).into();
            }
            let bounds = view.law.bounds(self.operator, view.setting);
            eval::meets(self.operator, &Value::Integer(number), None, &bounds)
        };
        let (least, most) = (numbers.first().map(holds), numbers.get(1).map(holds));
        // Between the two, a comparison turns once at most.
        let truth = if least == most { least.unwrap_or(Truth::Unknown) } else { Truth::Unknown };
        if self.negated { !truth } else { truth }
    }
}

impl<'b> Lots<'b> {
    pub(super) fn new(compiler: Compiler<'_, 'b>, of: Vec<(usize, Quota<'b>, Goal<'b>)>) -> Self {
        let quotas: Vec<(usize, Quota<'b>)> =
            of.iter().map(|(column, quota, _)| (*column, *quota)).collect();
        let columns = of.into_iter().map(|(column, _, inner)| (column, inner)).collect();
        let inner = Sheet::new(compiler, columns);
        let (mut some, mut every) = (vec![0; inner.width], vec![0; inner.width]);
        let mut counts = Vec::new();
        for (column, quota) in quotas {
            let (word, bit) = (column / 64 - inner.from, 1 << (column % 64));
            let words = match quota {
                Quota::Number { operator, negated } => {
                    counts.push(Count { word, bit, operator, negated });
                    continue;
                }
                Quota::Some => &mut some,
                Quota::Every => &mut every,
            };
            if let Some(columns) = words.get_mut(word) {
                *columns |= bit;
            }
        }
        // For the lot read, for one lot, for all lots, and two counts a column that counts.
        let needs = 6 * inner.width + 2 * counts.len() + inner.needs;
        Self { inner, some, every, counts, needs }
    }

    /// Joins with « or » what the lots say to the columns of a layer, whose words start at `origin`.
    pub(super) fn join<'v>(
        &self,
        view: &View<'v, 'b>,
        held: &mut [u64],
        origin: usize,
        aside: &mut [u64],
    ) {
        let size = 2 * self.inner.width;
        let Some((lot, aside)) = aside.split_at_mut_checked(size) else { return };
        let Some((some, aside)) = aside.split_at_mut_checked(size) else { return };
        let Some((every, aside)) = aside.split_at_mut_checked(size) else { return };
        let Some((numbers, aside)) = aside.split_at_mut_checked(2 * self.counts.len()) else {
            return;
        };
        some.fill(0);
        every.fill(u64::MAX);
        numbers.fill(0);
        for view in view.each_lot() {
            lot.iter_mut().zip(self.inner.start()).for_each(|(word, start)| *word = start);
            self.inner.read(&view, lot, aside);
            join_words(some, lot, |some, lot| *some |= lot);
            join_words(every, lot, |every, lot| *every &= lot);
            self.count(lot, numbers);
        }
        let held = held.get_mut(2 * (self.inner.from - origin)..).unwrap_or_default();
        let asked = self.some.iter().zip(&self.every).flat_map(|pair| [pair, pair]);
        let said = some.iter().zip(every.iter());
        for ((word, (some, every)), (asks_some, asks_every)) in held.iter_mut().zip(said).zip(asked)
        {
            *word |= (some & asks_some) | (every & asks_every);
        }
        self.join_counts(view, held, numbers);
    }

    /// How many lots surely meet the condition of each column that counts, and how many may.
    fn count(&self, lot: &[u64], numbers: &mut [u64]) {
        for (count, numbers) in self.counts.iter().zip(numbers.chunks_exact_mut(2)) {
            let words = lot.get(2 * count.word..).unwrap_or_default();
            for (number, word) in numbers.iter_mut().zip(words) {
                *number += u64::from(word & count.bit != 0);
            }
        }
    }

    fn join_counts(&self, view: &View<'_, 'b>, held: &mut [u64], numbers: &[u64]) {
        for (count, numbers) in self.counts.iter().zip(numbers.chunks_exact(2)) {
            let truth = count.truth(view, numbers);
            let words = held.get_mut(2 * count.word..).and_then(<[u64]>::first_chunk_mut);
            if let Some([sure, may]) = words {
                *sure |= if truth == Truth::True { count.bit } else { 0 };
                *may |= if truth == Truth::False { 0 } else { count.bit };
            }
        }
    }
}
