//! Purchases counted by subject, with the largest of each, in one reading.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::contribution::Contribution;
use super::sorter::Sorter;
use super::subject::{Part, State, Subject};
use super::totals::Totals;

/// The purchases of a subject: how many, and the largest ones.
#[derive(Debug, Default)]
pub struct List<'t> {
    pub n: u64,
    /// The largest amount first; no more than was asked for.
    pub largest: Vec<&'t Contribution>,
}

/// Counts, and lists where they are asked for.
#[derive(Debug)]
pub struct Tally<'t> {
    pub lists: BTreeMap<Subject, List<'t>>,
    /// Hours of insertion in the clauses kept, by year.
    pub hours: BTreeMap<Option<i16>, u64>,
    pub sorter: Sorter<'t>,
}

impl<'t> Tally<'t> {
    /// Counts every contract, and keeps so many of each list.
    #[must_use]
    pub fn of(totals: &'t Totals, most: usize) -> Self {
        Self::sorted(totals, totals.contracts(), most, Sorter::sort)
    }

    /// Counts what the means and the indicators of the policy need only.
    #[must_use]
    pub fn of_plan(totals: &'t Totals) -> Self {
        let setting = &totals.reglages;
        let has_plan = !(setting.moyens.is_empty() && setting.indicators().is_empty());
        let contracts = has_plan.then(|| totals.contracts()).into_iter();
        Self::sorted(totals, contracts.flatten(), 0, Sorter::sort_plan)
    }

    fn sorted(
        totals: &'t Totals,
        contracts: impl Iterator<Item = &'t Contribution>,
        most: usize,
        sort: fn(&mut Sorter<'t>, &Contribution, &mut Vec<Subject>),
    ) -> Self {
        let mut tally = Self {
            lists: BTreeMap::new(),
            hours: BTreeMap::new(),
            sorter: Sorter::new(&totals.reglages),
        };
        let mut subjects = Vec::new();
        for one in contracts {
            sort(&mut tally.sorter, one, &mut subjects);
            for subject in &subjects {
                let list = tally.lists.entry(*subject).or_default();
                list.n += 1;
                if most > 0 && is_listed(*subject) {
                    list.largest.push(one);
                    if list.largest.len() > 4 * most {
                        keep_largest(&mut list.largest, most);
                    }
                }
            }
            if let Some(hours) = one.heures {
                *tally.hours.entry(one.date.map(jiff::civil::Date::year)).or_default() += hours;
            }
        }
        tally.lists.values_mut().for_each(|list| keep_largest(&mut list.largest, most));
        tally
    }

    #[must_use]
    pub fn n(&self, subject: Subject) -> u64 {
        self.lists.get(&subject).map_or(0, |list| list.n)
    }

    /// The purchases of an axis in a state, then in the two others.
    #[must_use]
    pub fn states(&self, axis: usize) -> [u64; 3] {
        [State::Called, State::Pending, State::No].map(|state| self.n(Subject::Axis(axis, state)))
    }

    /// What becomes of a means.
    #[must_use]
    pub fn part(&self, measure: usize, part: Part) -> u64 {
        self.n(Subject::Measure(measure, part))
    }
}

/// Whether the purchases of a subject are shown: those of a year are in the lists of the whole.
const fn is_listed(subject: Subject) -> bool {
    !matches!(
        subject,
        Subject::Known(..) | Subject::Cell(.., State::No) | Subject::Indicator(_, Some(_))
    )
}

/// The largest amounts, then by buyer, number and object: the order of reading does not show.
fn keep_largest(list: &mut Vec<&Contribution>, most: usize) {
    list.sort_by(|a, b| {
        let amount = Reverse(a.montant).cmp(&Reverse(b.montant));
        amount.then_with(|| (&a.acheteur, &a.id, &a.objet).cmp(&(&b.acheteur, &b.id, &b.objet)))
    });
    list.truncate(most);
}
