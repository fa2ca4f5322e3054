//! What a sheet is read against: the codes of the facts of a purchase and of its lots.

use super::goal::Place;
use super::law::Dated;
use super::scale::{MANY, Scale};
use crate::fact::Value;

/// The codes of a purchase, seen from it or from one of its lots.
#[derive(Clone, Copy)]
pub(super) struct View<'v, 'b> {
    pub scales: &'v [Scale],
    pub law: &'v Dated<'b>,
    /// By type and buyer, what dated bounds depend on.
    pub setting: usize,
    pub here: &'v [u16],
    pub purchase: &'v [u16],
    /// Lot after lot.
    pub lots: &'v [u16],
    pub aside: &'v [Value],
    /// What was found in each text, text after text.
    pub found: &'v [u64],
    pub n_words: usize,
}

impl<'v> View<'v, '_> {
    #[inline]
    pub(super) fn code(&self, place: Place, slot: usize) -> u16 {
        let codes = match place {
            Place::Here => self.here,
            Place::Purchase => self.purchase,
        };
        codes.get(slot).copied().unwrap_or_default()
    }

    pub(super) fn scale(&self, slot: usize) -> &'v Scale {
        self.scales.get(slot).unwrap_or(&Scale::Aside)
    }

    /// The value that has no class.
    pub(super) fn aside(&self, code: u16) -> Option<&'v Value> {
        self.aside.get(usize::from(code - MANY))
    }

    /// The signs found in the text of a code.
    #[inline]
    pub(super) fn found(&self, code: u16) -> &'v [u64] {
        let at = (usize::from(code) - 1) * self.n_words;
        self.found.get(at..at + self.n_words).unwrap_or_default()
    }

    /// The same purchase seen from each of its lots.
    #[inline]
    pub(super) fn each_lot(self) -> impl Iterator<Item = Self> {
        let size = self.purchase.len().max(1);
        self.lots.chunks_exact(size).map(move |here| Self { here, ..self })
    }
}
