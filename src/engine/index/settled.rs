//! What an index says of a purchase.

use super::Subject;
use super::deduce::truth;
use crate::engine::known::At;
use crate::engine::{Outcome, State};
use crate::truth::Truth;

/// Every rule and duty in force, settled.
#[derive(Clone, Copy)]
pub struct Settled<'r, 'b> {
    pub(super) columns: &'r [Subject<'b>],
    pub(super) lot_columns: &'r [Subject<'b>],
    pub(super) n_lots: usize,
    pub(super) on_purchase: &'r [u64],
    pub(super) on_lots: &'r [u64],
}

impl<'r, 'b> Settled<'r, 'b> {
    /// The rules and duties that hold, or may: the others do not, or are not in force.
    pub fn open(self) -> impl Iterator<Item = (Subject<'b>, At, Truth)> + use<'r, 'b> {
        let purchase = columns(self.on_purchase, self.columns);
        let size = (self.on_lots.len() / self.n_lots).max(1);
        let lots = self.on_lots.chunks_exact(size).enumerate().flat_map(move |(i, lot)| {
            columns(lot, self.lot_columns).map(move |(subject, truth)| (subject, At::Lot(i), truth))
        });
        purchase.map(|(subject, truth)| (subject, At::Purchase, truth)).chain(lots)
    }

    /// What tells this answer from any other: two bits a rule and place.
    pub(crate) fn signature(self) -> impl Iterator<Item = u64> + use<'r, 'b> {
        self.on_purchase.iter().chain(self.on_lots).copied()
    }

    /// The outcomes of the rules that hold, or may, in the order of [`crate::engine::evaluate`]; what those that may still need is not
    /// looked for.
    #[must_use]
    pub fn outcomes(self) -> Vec<Outcome<'b>> {
        let outcome = |(subject, at, truth)| {
            let Subject::Rule(rule) = subject else { return None };
            let state = match truth {
                Truth::True => State::Applicable,
                Truth::Unknown => State::Undetermined(Vec::new()),
                Truth::False => State::NotApplicable,
            };
            Some(Outcome { rule, at, state })
        };
        let mut outcomes: Vec<Outcome<'b>> = self.open().filter_map(outcome).collect();
        outcomes.sort_by(|a, b| (&a.rule.id, a.at).cmp(&(&b.rule.id, b.at)));
        outcomes
    }
}

/// The columns marked as possible, with their truth.
fn columns<'r, 'b>(
    words: &'r [u64],
    subjects: &'r [Subject<'b>],
) -> impl Iterator<Item = (Subject<'b>, Truth)> + use<'r, 'b> {
    let possible = words.chunks_exact(2).enumerate().flat_map(|(at, pair)| {
        let may = pair.last().copied().unwrap_or_default();
        bits(may).map(move |bit| at * 64 + bit)
    });
    possible.filter_map(move |column| Some((*subjects.get(column)?, truth(words, column, 0))))
}

/// The positions of the bits of a word.
fn bits(word: u64) -> impl Iterator<Item = usize> {
    let rest = |word: &u64| Some(word & (word - 1)).filter(|left| *left != 0);
    std::iter::successors(Some(word).filter(|word| *word != 0), rest)
        .map(|word| word.trailing_zeros() as usize)
}
