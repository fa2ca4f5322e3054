//! Every contract read once for all the figures, a part of them on each processor.

use std::hint::black_box;
use std::num::NonZero;
use std::ops::Bound;
use std::{panic, thread};

use super::figures::Figures;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::key::Key;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::State;
use crate::portfolio::totals::Totals;

/// Contracts that are not worth a thread.
const FEW: usize = 1_000;
/// How many contracts are fetched at once.
const AHEAD: usize = 64;

/// A contract, and the best state of each axis.
pub(super) struct Seen<'t, 's> {
    pub one: &'t Contribution,
    pub states: &'s [State],
}

impl Seen<'_, '_> {
    pub(super) fn is_called(&self, axis: usize) -> bool {
        self.states.get(axis) == Some(&State::Called)
    }
}

/// The figures of all the contracts.
pub(super) fn read<'t>(totals: &'t Totals, sorter: &Sorter<'t>) -> Figures<'t> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    read_in(totals, sorter, threads.min(1 + totals.contrats.len() / FEW))
}

/// In so many parts.
fn read_in<'t>(totals: &'t Totals, sorter: &Sorter<'t>, n: usize) -> Figures<'t> {
    // Keys are even: as many contracts stand between two as between the next two.
    let start = |part: usize| Key::at(part, n).map_or(Bound::Unbounded, Bound::Included);
    let end = |part: usize| Key::at(part + 1, n).map_or(Bound::Unbounded, Bound::Excluded);
    let read_part = move |part: usize| {
        let contracts = totals.contrats.range((start(part), end(part)));
        read_part(totals, sorter, contracts.map(|(_, one)| one.as_ref()))
    };
    thread::scope(|scope| {
        let beside: Vec<_> = (1..n).map(|part| scope.spawn(move || read_part(part))).collect();
        let mut figures = read_part(0);
        for part in beside {
            match part.join() {
                Ok(part) => figures.merge(part),
                Err(cause) => panic::resume_unwind(cause),
            }
        }
        figures
    })
}

fn read_part<'t>(
    totals: &'t Totals,
    sorter: &Sorter<'t>,
    contracts: impl Iterator<Item = &'t Contribution>,
) -> Figures<'t> {
    let mut figures = Figures::new(&totals.reglages, sorter);
    let mut states = Vec::new();
    let mut contracts = contracts.peekable();
    let mut ahead = Vec::with_capacity(AHEAD);
    while contracts.peek().is_some() {
        ahead.clear();
        ahead.extend(contracts.by_ref().take(AHEAD));
        fetch(&ahead);
        for one in &ahead {
            sorter.states(one, &mut states);
            figures.add(sorter, &Seen { one, states: &states });
        }
    }
    figures
}

/// Brings contracts near the processor: they stand all over memory, and are waited for together rather than one after the other.
fn fetch(contracts: &[&Contribution]) {
    let read = |one: &&Contribution| {
        let first = one.acheteur.as_bytes().first().map_or(0, |byte| usize::from(*byte));
        let ends = usize::from(one.plafond.is_some()) + one.si.len() + one.retenues.len();
        first + ends + usize::from(one.social.is_some())
    };
    black_box(contracts.iter().map(read).sum::<usize>());
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use jiff::civil::date;

    use super::{Contribution, Key, Sorter, Totals, read_in};
    use crate::base::Base;
    use crate::base::source::Files;
    use crate::portfolio::considerations::Declared;
    use crate::portfolio::contract::{AmountKind, Origin};
    use crate::portfolio::missed::Miss;
    use crate::portfolio::totals::Setting;

    /// Of everything that is counted; buyers, years, families and maxima are those of contracts of several parts.
    fn contract(n: u8) -> Contribution {
        let says =
            |clause, reserve| Declared { clause, reserve, critere: n.is_multiple_of(13) && clause };
        let is_ceiling = n.is_multiple_of(3);
        let nature = match n % 3 {
            0 => AmountKind::Plafond,
            1 => AmountKind::Ordinaire,
            _ => AmountKind::Subsequent,
        };
        Contribution {
            date: Some(date(2024 + i16::from(n % 2), 1, 1 + i8::try_from(n % 5).unwrap_or(0))),
            acheteur: format!("acheteur {}", n % 7).into(),
            montant: (!n.is_multiple_of(11))
                .then(|| 1_000 * i64::from(if is_ceiling { n % 4 } else { n })),
            nature,
            origine: if n.is_multiple_of(5) { Origin::Fiche } else { Origin::Published },
            plafond: is_ceiling.then(|| Key(u128::from(n % 4))),
            famille: format!("famille {}", n % 3).into(),
            social: n.is_multiple_of(2).then(|| says(n.is_multiple_of(4), n.is_multiple_of(8))),
            environnemental: (!n.is_multiple_of(3)).then(|| says(n.is_multiple_of(7), false)),
            manque_social: n.is_multiple_of(4).then_some(Miss::AucuneRegle),
            manque_environnemental: n.is_multiple_of(7).then_some(Miss::AEtudier),
            a_etudier: vec![60 + u16::from(n % 2)].into(),
            retenues: vec![u16::from(n % 9)].into(),
            recommandees: vec![u16::from(n % 9), 20].into(),
            si: vec![40].into(),
            ..Contribution::default()
        }
    }

    #[test]
    fn les_chiffres_ne_dependent_pas_du_nombre_de_parts() {
        let base = Base::load(&Files::embedded()).0.unwrap();
        let mut totals = Totals::new(Setting::of(&base, None, None, None));
        for n in 0..=u8::MAX {
            let key = Key(u128::MAX / 255 * u128::from(n));
            totals.contrats.insert(key, Box::new(contract(n)));
        }
        let sorter = Sorter::new(&totals.reglages);
        let figures = |parts| format!("{:#?}", read_in(&totals, &sorter, parts).end());
        let whole = figures(1);
        for parts in [2, 3, 7] {
            assert_eq!(figures(parts), whole, "{parts} parts");
        }
    }
}
