//! Every contract read once for all the figures, a part of them on each processor.

use std::num::NonZero;
use std::{panic, thread};

use super::figures::Figures;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::State;
use crate::portfolio::totals::Totals;

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
    let contracts: Vec<&Contribution> = totals.contracts().collect();
    let n = thread::available_parallelism().map_or(1, NonZero::get);
    let mut parts = contracts.chunks(contracts.len().div_ceil(n).max(1));
    let own = parts.next().unwrap_or_default();
    thread::scope(|scope| {
        let beside: Vec<_> =
            parts.map(|part| scope.spawn(|| read_part(totals, sorter, part))).collect();
        let mut figures = read_part(totals, sorter, own);
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
    contracts: &[&'t Contribution],
) -> Figures<'t> {
    let mut figures = Figures::new(&totals.reglages, sorter);
    let mut states = Vec::new();
    for one in contracts {
        sorter.states(one, &mut states);
        figures.add(sorter, &Seen { one, states: &states });
    }
    figures
}
