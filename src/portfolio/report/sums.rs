//! Sums of like amounts, a maximum counted once.

use std::collections::HashMap;

use super::Amounts;
use crate::portfolio::contract::AmountKind;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::key::Key;

/// Sums on their way.
#[derive(Default)]
pub(super) struct Sums {
    /// All but the maxima that have a key.
    plain: Amounts,
    ceilings: HashMap<Key, i64>,
    n_ceilings: u64,
}

impl Sums {
    pub(super) fn add(&mut self, one: &Contribution) {
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
            (AmountKind::Plafond, Some(key)) => {
                self.n_ceilings += 1;
                self.ceilings.entry(key).or_insert(amount);
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
        for (key, amount) in other.ceilings {
            self.ceilings.entry(key).or_insert(amount);
        }
    }

    pub(super) fn end(self) -> Amounts {
        let distinct = self.ceilings.len() as u64;
        let sum: i128 = self.ceilings.into_values().map(i128::from).sum();
        let mut sums = self.plain;
        sums.plafonds += distinct;
        sums.plafonds_centimes += sum;
        sums.plafonds_repetes = self.n_ceilings - distinct;
        sums
    }
}
