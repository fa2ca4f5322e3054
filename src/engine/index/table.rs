//! What each class of one fact says of the columns of a sheet, precomputed.
//!
//! A row holds two bits a column, word by word: whether its comparisons with the fact surely hold, and whether they may.

use std::sync::OnceLock;

use super::goal::{Literal, Place};
use super::law::Dated;
use super::scale::{MANY, Scale, UNKNOWN};
use super::view::View;
use crate::base::condition::Bound;
use crate::engine::eval;
use crate::fact::Value;
use crate::text;
use crate::truth::Truth;

/// The comparisons of some columns with one fact, read at one place.
#[derive(Debug)]
pub(super) struct Table<'b> {
    pub slot: usize,
    place: Place,
    /// The words it covers: first, and how many.
    pub from: usize,
    pub width: usize,
    joins: Joins,
    /// By column, from the first one covered.
    literals: Vec<(usize, Literal<'b>)>,
    rows: Rows,
}

/// Whether the comparisons of a column must all hold, or one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joins {
    All,
    Any,
}

#[derive(Debug)]
enum Rows {
    Plain(Vec<u64>),
    /// By type of contract and category of buyer, which dated bounds depend on.
    Dated(Vec<OnceLock<Vec<u64>>>),
}

/// What tells a table from another of the same sheet: the fact, the place, whether the bounds are dated.
pub(super) type Key = (usize, Place, bool);

/// Whether the bound of a literal is a dated one.
pub(super) fn is_dated(literal: &Literal<'_>) -> bool {
    matches!(literal.test.operator.bound(), Some(Bound::Dated(_)))
}

impl<'b> Table<'b> {
    pub(super) fn new(
        (slot, place, dated): Key,
        joins: Joins,
        literals: Vec<(usize, Literal<'b>)>,
        scale: &Scale,
        law: &Dated<'b>,
    ) -> Self {
        let columns = || literals.iter().map(|(column, _)| *column);
        let from = columns().min().unwrap_or(0) / 64;
        let width = columns().max().unwrap_or(0) / 64 + 1 - from;
        let literals =
            literals.into_iter().map(|(column, one)| (column - 64 * from, one)).collect();
        let rows = Rows::Plain(Vec::new());
        let mut table = Self { slot, place, from, width, joins, literals, rows };
        table.rows = if dated {
            Rows::Dated((0..law.n_settings()).map(|_| OnceLock::new()).collect())
        } else {
            Rows::Plain(table.build(scale, law, 0))
        };
        table
    }

    /// The rows of every code, the first one for what is unknown.
    fn build(&self, scale: &Scale, law: &Dated<'b>, setting: usize) -> Vec<u64> {
        let stride = 2 * self.width;
        let mut rows = vec![self.rest(); stride * (scale.n_classes() + 1)];
        for (column, literal) in &self.literals {
            let operator = &literal.test.operator;
            let truths = scale.truths(operator, &law.bounds(operator, setting));
            let all = std::iter::once(Truth::Unknown).chain(truths);
            for (row, truth) in rows.chunks_exact_mut(stride).zip(all) {
                self.mark(row, *column, literal, truth);
            }
        }
        rows
    }

    const fn rest(&self) -> u64 {
        match self.joins {
            Joins::All => u64::MAX,
            Joins::Any => 0,
        }
    }

    fn mark(&self, row: &mut [u64], column: usize, literal: &Literal<'_>, truth: Truth) {
        let truth = if literal.negated { !truth } else { truth };
        let bit = 1 << (column % 64);
        let Some([sure, may]) = row.get_mut(2 * (column / 64)..).and_then(<[u64]>::first_chunk_mut)
        else {
            return;
        };
        match self.joins {
            Joins::All => {
                *sure &= if truth == Truth::True { u64::MAX } else { !bit };
                *may &= if truth == Truth::False { !bit } else { u64::MAX };
            }
            Joins::Any => {
                *sure |= if truth == Truth::True { bit } else { 0 };
                *may |= if truth == Truth::False { 0 } else { bit };
            }
        }
    }

    /// Joins what the fact says to the columns of a sheet, whose words start at `origin`.
    #[inline]
    pub(super) fn join(&self, view: &View<'_, 'b>, into: &mut [u64], origin: usize) {
        let code = view.code(self.place, self.slot);
        let stride = 2 * self.width;
        let at = 2 * (self.from - origin);
        let Some(into) = into.get_mut(at..at + stride) else { return };
        if code >= MANY {
            self.join_aside(view, code, into);
            return;
        }
        let rows = match &self.rows {
            Rows::Plain(rows) => rows,
            Rows::Dated(settings) => {
                let Some(cell) = settings.get(view.setting) else { return };
                cell.get_or_init(|| self.build(view.scale(self.slot), view.law, view.setting))
            }
        };
        let start = usize::from(code) * stride;
        let Some(row) = rows.get(start..start + stride) else { return };
        self.merge(into, row);
    }

    #[inline]
    fn merge(&self, into: &mut [u64], row: &[u64]) {
        match self.joins {
            Joins::All => join_words(into, row, |word, said| *word &= said),
            Joins::Any => join_words(into, row, |word, said| *word |= said),
        }
    }

    /// A value that has no class: each comparison is read by itself.
    #[cold]
    fn join_aside(&self, view: &View<'_, 'b>, code: u16, into: &mut [u64]) {
        let mut row = vec![self.rest(); into.len()];
        let value: Option<&Value> = view.aside(code);
        let folded =
            if let Some(Value::Text(text)) = value { Some(text::fold(text)) } else { None };
        for (column, literal) in &self.literals {
            let operator = &literal.test.operator;
            let bounds = view.law.bounds(operator, view.setting);
            let truth = value
                .map_or(Truth::Unknown, |v| eval::meets(operator, v, folded.as_deref(), &bounds));
            self.mark(&mut row, *column, literal, truth);
        }
        self.merge(into, &row);
    }
}

/// Joins words to as many words, four at once: a sheet has few of them, and a loop that counts them costs more than they do.
#[inline]
pub(super) fn join_words(into: &mut [u64], said: &[u64], each: impl Fn(&mut u64, u64)) {
    debug_assert_eq!(into.len(), said.len());
    let (fours, rest) = into.as_chunks_mut::<4>();
    let (said_fours, said_rest) = said.as_chunks::<4>();
    for (four, said) in fours.iter_mut().zip(said_fours) {
        four.iter_mut().zip(said).for_each(|(word, said)| each(word, *said));
    }
    rest.iter_mut().zip(said_rest).for_each(|(word, said)| each(word, *said));
}

const _: () = assert!(UNKNOWN == 0, "the first row is that of what is unknown");
