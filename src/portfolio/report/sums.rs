//! Sums of like amounts, a maximum counted once.

use super::Amounts;
use super::once::{Once, Shares};
use crate::portfolio::contract::AmountKind;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::key::Key;

/// The maximum that awardees of one agreement repeat.
struct Ceiling;

impl Shares for Ceiling {
    type Value = Option<Key>;

    fn of(one: &Contribution) -> &Option<Key> {
        &one.plafond
    }
}

/// Sums on their way.
#[derive(Default)]
pub(super) struct Sums<'t> {
    /// All but the maxima that have a key.
    plain: Amounts,
    ceilings: Once<'t, Ceiling>,
    n_ceilings: u64,
}

impl<'t> Sums<'t> {
    pub(super) fn add(&mut self, one: &'t Contribution) {
        let sums = &mut self.plain;
        let Some(amount) = one.montant else {
            sums.inconnus += 1;
            return;
        };
        match (one.nature, one.plafond) {
            (AmountKind::Ordinaire, _) => {
                sums.marches += 1;
                sums.marches_centimes += i128::from(amount);
            }
            (AmountKind::Subsequent, _) => {
                sums.subsequents += 1;
                sums.subsequents_centimes += i128::from(amount);
            }
            // The same maximum of the same agreement has the same key, under whatever number.
            (AmountKind::Plafond, Some(_)) => {
                self.n_ceilings += 1;
                self.ceilings.add(one);
            }
            (AmountKind::Plafond, None) => {
                sums.plafonds += 1;
                sums.plafonds_centimes += i128::from(amount);
            }
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        let (sums, others) = (&mut self.plain, other.plain);
        sums.marches += others.marches;
        sums.marches_centimes += others.marches_centimes;
        sums.plafonds += others.plafonds;
        sums.plafonds_centimes += others.plafonds_centimes;
        sums.subsequents += others.subsequents;
        sums.subsequents_centimes += others.subsequents_centimes;
        sums.inconnus += others.inconnus;
        self.n_ceilings += other.n_ceilings;
        self.ceilings.merge(other.ceilings);
    }

    pub(super) fn end(self) -> Amounts {
        let distinct = self.ceilings.len();
        let sum: i128 = self.ceilings.iter().filter_map(|one| one.montant).map(i128::from).sum();
        let mut sums = self.plain;
        sums.plafonds += distinct;
        sums.plafonds_centimes += sum;
        sums.plafonds_repetes = self.n_ceilings - distinct;
        sums
    }
}
