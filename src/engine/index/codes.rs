//! The codes of a purchase: the class of each fact's value, on the purchase and on each lot.

use super::scale::{MANY, UNKNOWN};
use super::signs::Progress;
use super::slots::Slots;
use crate::fact::Value;
use crate::text::fold_into;

/// The codes of a purchase; kept from one to the next for its memory alone.
#[derive(Debug, Default)]
pub(super) struct Codes {
    pub purchase: Vec<u16>,
    /// What lots say of their own, lot after lot.
    pub own: Vec<u16>,
    /// What lots are worth, the purchase's facts included.
    pub lots: Vec<u16>,
    /// Whether the purchase states several lots.
    pub has_lots: bool,
    pub aside: Vec<Value>,
    pub found: Vec<u64>,
    pub folded: Folded,
    /// Room to look for signs.
    pub progress: Progress,
    pub last: Looked,
}

/// The text last folded: that of an object serves several times in a row.
#[derive(Debug, Default)]
pub(super) struct Folded {
    of: String,
    folded: String,
}

impl Folded {
    pub(super) fn fold(&mut self, text: &str) -> &str {
        if self.of != text {
            self.of.clear();
            self.of.push_str(text);
            fold_into(text, &mut self.folded);
        }
        &self.folded
    }
}

/// What was found in the text last looked at: a purchase asked about under several hypotheses is looked at once.
#[derive(Debug, Default)]
pub(super) struct Looked {
    slot: usize,
    text: String,
    found: Vec<u64>,
}

impl Looked {
    /// What was found, when it is this text that was looked at.
    pub(super) fn get(&self, slot: usize, text: &str) -> Option<&[u64]> {
        (self.slot == slot && self.text == text && !text.is_empty()).then_some(&self.found)
    }

    pub(super) fn keep(&mut self, slot: usize, text: &str, found: &[u64]) {
        self.slot = slot;
        self.text.clear();
        self.text.push_str(text);
        self.found.clear();
        self.found.extend_from_slice(found);
    }
}

/// Writes a code that says something.
pub(super) fn set(row: &mut [u16], slot: Option<usize>, code: u16) {
    if code != UNKNOWN
        && let Some(place) = slot.and_then(|slot| row.get_mut(slot))
    {
        *place = code;
    }
}

impl Codes {
    pub(super) fn clear(&mut self, n_slots: usize, n_rows: usize) {
        for (row, n) in [
            (&mut self.purchase, n_slots),
            (&mut self.own, n_slots * n_rows),
            (&mut self.lots, n_slots * n_rows),
        ] {
            row.clear();
            row.resize(n, UNKNOWN);
        }
        self.aside.clear();
        self.found.clear();
    }

    pub(super) fn put_aside(&mut self, value: Value) -> u16 {
        let at = u16::try_from(self.aside.len()).unwrap_or(u16::MAX).saturating_add(MANY);
        self.aside.push(value);
        at
    }

    /// What lots are worth: what they say, else what the purchase does.
    pub(super) fn share(&mut self, slots: &Slots<'_>) {
        let size = self.purchase.len().max(1);
        let alone = slots.own.iter().map(|own| *own && self.has_lots);
        for (lot, own) in self.lots.chunks_exact_mut(size).zip(self.own.chunks_exact(size)) {
            let facts = own.iter().zip(&self.purchase).zip(alone.clone());
            for (code, ((own, purchase), alone)) in lot.iter_mut().zip(facts) {
                let shared = if alone { UNKNOWN } else { *purchase };
                *code = if *own == UNKNOWN { shared } else { *own };
            }
        }
    }

    /// What a fact is worth at a place.
    pub(super) fn at(&self, lot: Option<usize>, slot: usize, slots: &Slots<'_>) -> u16 {
        let on_purchase = self.purchase.get(slot).copied().unwrap_or(UNKNOWN);
        let Some(lot) = lot else { return on_purchase };
        let own = self.own.get(lot * self.purchase.len() + slot).copied().unwrap_or(UNKNOWN);
        let alone = self.has_lots && slots.own.get(slot).copied().unwrap_or(false);
        match own {
            UNKNOWN if alone => UNKNOWN,
            UNKNOWN => on_purchase,
            own => own,
        }
    }

    /// Gives a fact at a place.
    pub(super) fn put(&mut self, lot: Option<usize>, slot: usize, code: u16) {
        let size = self.purchase.len();
        match lot {
            None => set(&mut self.purchase, Some(slot), code),
            Some(lot) => set(&mut self.own, Some(lot * size + slot), code),
        }
    }

    /// What a purchase of one lot says, when all of it has a class: two that say the same are read alike.
    pub(super) fn said(&self) -> Option<impl Iterator<Item = u64> + '_> {
        let word =
            |codes: &[u16]| codes.iter().fold(0, |word, code| (word << 16) | u64::from(*code));
        let is_plain = self.aside.is_empty() && !self.has_lots;
        let words = self.purchase.chunks(4).map(word).chain(self.found.iter().copied());
        is_plain.then_some(words)
    }

    /// The value of a code that has no class.
    pub(super) fn value(&self, code: u16) -> Option<&Value> {
        self.aside.get(usize::from(code.checked_sub(MANY)?))
    }
}
