//! What is in force on each day: dates settled when the rules are compiled.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Index, Subject};
use crate::base::Base;
use crate::base::legal::InForce;
use crate::base::rule::Rule;

/// The columns in force: those that belong to no policy, then by policy.
#[derive(Debug)]
pub(super) struct Standing<'b> {
    pub national: Columns,
    pub by_policy: BTreeMap<&'b str, Columns>,
}

/// Columns of the purchase and of its lots, two bits each as reading starts.
#[derive(Debug, Default, Clone)]
pub(super) struct Columns {
    pub purchase: Vec<u64>,
    pub lots: Vec<u64>,
}

impl<'b> Standing<'b> {
    /// The columns in force on a day.
    pub(super) fn new(index: &Index<'b>, day: Date) -> Self {
        let standing = |subjects: &[Subject<'b>], policy: Option<&str>| {
            let of = |subject: &Subject<'b>| subject.policy().is_none_or(|own| Some(own) == policy);
            let in_force = subjects.iter().map(|one| of(one) && one.stands(index.base, day));
            let mut words = vec![0; 2 * subjects.len().div_ceil(64)];
            for (column, _) in in_force.enumerate().filter(|(_, stands)| *stands) {
                let pair = words.get_mut(2 * (column / 64)..).unwrap_or_default();
                pair.iter_mut().take(2).for_each(|word| *word |= 1 << (column % 64));
            }
            words
        };
        let columns = |policy| Columns {
            purchase: standing(&index.purchase_columns, policy),
            lots: standing(&index.lot_columns, policy),
        };
        let subjects = index.purchase_columns.iter().chain(&index.lot_columns);
        let policies: BTreeSet<&str> = subjects.filter_map(Subject::policy).collect();
        let by_policy = policies.into_iter().map(|id| (id, columns(Some(id)))).collect();
        Self { national: columns(None), by_policy }
    }
}

/// How many of these days are past, that one included.
pub(super) fn rank(days: &[Date], date: Date) -> usize {
    days.partition_point(|day| *day <= date)
}

/// The days on which a rule, a duty or a reference starts or stops.
pub(super) fn turns(base: &Base, rules: &[Rule]) -> Vec<Date> {
    let periods = rules.iter().map(|rule| rule.in_force);
    let periods = periods.chain(base.duties.iter().map(|duty| duty.in_force));
    days(periods.chain(base.legal.values().map(|basis| basis.in_force)))
}

/// The days on which a dated value changes.
pub(super) fn changes(base: &Base) -> Vec<Date> {
    let rows = base.dated.values().flat_map(|dated| &dated.rows);
    days(rows.map(|row| row.in_force))
}

fn days(periods: impl Iterator<Item = InForce>) -> Vec<Date> {
    let days: BTreeSet<Date> =
        periods.flat_map(|one| [one.from(), one.until()]).flatten().collect();
    days.into_iter().collect()
}
