//! What the words found in a text say of the columns of a sheet.

use super::goal::Place;
use super::scale::{MANY, UNKNOWN};
use super::view::View;

/// The comparisons of some columns with one text, read at one place.
#[derive(Debug)]
pub(super) struct Texts {
    slot: usize,
    place: Place,
    says: Says,
    /// Where the marks of each sign stand in the list.
    spans: Vec<(u32, u32)>,
    /// The signs that have marks.
    read: Vec<u64>,
    marks: Vec<Mark>,
}

/// What a sign found does to its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Says {
    /// They hold.
    Holds,
    /// They do not, whatever else.
    Bars,
    /// They hold where it is not found.
    HoldsWithout,
}

/// Columns of one word.
#[derive(Debug, Clone, Copy)]
struct Mark {
    word: usize,
    bits: u64,
}

impl Texts {
    /// `wanted`: a column and the sign it reads.
    pub(super) fn new(
        slot: usize,
        place: Place,
        says: Says,
        mut wanted: Vec<(usize, usize)>,
    ) -> Self {
        wanted.sort_by_key(|(column, sign)| (*sign, *column));
        let n_signs = wanted.iter().map(|(_, sign)| sign + 1).max().unwrap_or(0);
        let mut texts = Self {
            slot,
            place,
            says,
            spans: Vec::with_capacity(n_signs),
            read: vec![0; n_signs.div_ceil(64)],
            marks: Vec::new(),
        };
        for sign in 0..n_signs {
            let start = texts.marks.len();
            for (column, _) in wanted.iter().filter(|(_, one)| *one == sign) {
                texts.mark(start, *column);
            }
            let span = (u32::try_from(start), u32::try_from(texts.marks.len()));
            let (start, end) = (span.0.unwrap_or(u32::MAX), span.1.unwrap_or(u32::MAX));
            if start < end
                && let Some(word) = texts.read.get_mut(sign / 64)
            {
                *word |= 1 << (sign % 64);
            }
            texts.spans.push((start, end));
        }
        texts
    }

    fn mark(&mut self, start: usize, column: usize) {
        let (word, bits) = (column / 64, 1 << (column % 64));
        let own = self.marks.get_mut(start..).unwrap_or_default();
        match own.iter_mut().find(|mark| mark.word == word) {
            Some(mark) => mark.bits |= bits,
            None => self.marks.push(Mark { word, bits }),
        }
    }

    /// Joins what the text says to the columns of a sheet, whose words start at `origin`.
    #[inline]
    pub(super) fn join(&self, view: &View<'_, '_>, into: &mut [u64], origin: usize) {
        let code = view.code(self.place, self.slot);
        if code == UNKNOWN || code >= MANY {
            return self.leave_open(into, origin);
        }
        let found = view.found(code);
        let without = if self.says == Says::HoldsWithout { u64::MAX } else { 0 };
        for (at, (read, found)) in self.read.iter().zip(found).enumerate() {
            let mut signs = read & (found ^ without);
            while signs != 0 {
                let sign = at * 64 + signs.trailing_zeros() as usize;
                signs &= signs - 1;
                self.apply(sign, into, origin);
            }
        }
    }

    #[inline]
    fn apply(&self, sign: usize, into: &mut [u64], origin: usize) {
        let Some((start, end)) = self.spans.get(sign) else { return };
        let marks = self.marks.get(*start as usize..*end as usize).unwrap_or_default();
        for mark in marks {
            let at = 2 * (mark.word - origin);
            let Some([sure, may]) = into.get_mut(at..).and_then(<[u64]>::first_chunk_mut) else {
                continue;
            };
            if self.says == Says::Bars {
                *sure &= !mark.bits;
                *may &= !mark.bits;
            } else {
                *sure |= mark.bits;
                *may |= mark.bits;
            }
        }
    }

    /// The text is not known: nothing that reads it is sure.
    fn leave_open(&self, into: &mut [u64], origin: usize) {
        for mark in &self.marks {
            let at = 2 * (mark.word - origin);
            let Some([sure, may]) = into.get_mut(at..).and_then(<[u64]>::first_chunk_mut) else {
                continue;
            };
            if self.says == Says::Bars {
                *sure &= !mark.bits;
            } else {
                *may |= mark.bits;
            }
        }
    }
}
