//! The law of a day: dated values as they stand, for each type of contract and category of buyer.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::scale::Scale;
use super::slots::{SETTING, Slots};
use crate::base::Base;
use crate::base::condition::{Bound, Operator};
use crate::fact::Value;

/// An id that no base declares: some other type, some other buyer.
const OTHER: &str = "\0";

/// Dated values on a day.
#[derive(Debug)]
pub(super) struct Dated<'b> {
    base: &'b Base,
    date: Date,
    /// Unknown, each id told apart, another.
    kinds: Vec<Option<String>>,
    buyers: Vec<Option<String>>,
}

impl<'b> Dated<'b> {
    pub(super) fn new(base: &'b Base, date: Date, slots: &Slots<'b>, scales: &[Scale]) -> Self {
        let known = |name: &str| {
            let scale = slots.of_name(base, name).and_then(|slot| scales.get(slot));
            let ids: BTreeSet<String> = match scale {
                Some(Scale::Named(ids)) => ids.iter().cloned().collect(),
                _ => Self::ids(base, name).into_iter().map(str::to_owned).collect(),
            };
            let ids = ids.into_iter().map(Some).chain([Some(OTHER.to_owned())]);
            std::iter::once(None).chain(ids).collect()
        };
        let [kind, buyer] = SETTING;
        Self { base, date, kinds: known(kind), buyers: known(buyer) }
    }

    /// The ids that the lines of dated values name, of types of contract or of categories of buyer.
    pub(super) fn ids<'a>(base: &'a Base, name: &str) -> Vec<&'a str> {
        let rows = base.dated.values().flat_map(|dated| &dated.rows);
        let named = rows.flat_map(|row| if name == SETTING[0] { &row.kinds } else { &row.buyers });
        named.map(String::as_str).collect()
    }

    pub(super) const fn n_settings(&self) -> usize {
        self.kinds.len() * self.buyers.len()
    }

    /// The setting of the codes of a type and of a buyer, those without a class read by their value.
    pub(super) fn setting(
        &self,
        kind: (u16, Option<&Value>),
        buyer: (u16, Option<&Value>),
    ) -> usize {
        rank(&self.kinds, kind) * self.buyers.len() + rank(&self.buyers, buyer)
    }

    /// What a bound may be worth in a setting: one value, or several, or none that is known.
    pub(super) fn bounds(&self, operator: &'b Operator, setting: usize) -> Vec<&'b Value> {
        match operator.bound() {
            None => Vec::new(),
            Some(Bound::Value(value)) => vec![value],
            Some(Bound::Dated(name)) => {
                let at =
                    |list: &'_ [Option<String>], rank: usize| list.get(rank).cloned().flatten();
                let kind = at(&self.kinds, setting / self.buyers.len());
                let buyer = at(&self.buyers, setting % self.buyers.len());
                let Some(dated) = self.base.dated.get(name) else { return Vec::new() };
                let resolved = dated.resolve(self.date, kind.as_deref(), buyer.as_deref());
                resolved.rows.iter().map(|row| &row.value).collect()
            }
        }
    }
}

fn rank(known: &[Option<String>], (code, aside): (u16, Option<&Value>)) -> usize {
    match aside {
        Some(Value::Choice(id)) => known
            .iter()
            .position(|one| one.as_deref() == Some(id.as_str()))
            .unwrap_or(known.len() - 1),
        Some(_) => 0,
        None => usize::from(code),
    }
}
