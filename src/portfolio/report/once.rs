//! Contracts of which those that share something count once: held by reference, since a year has hundreds of thousands.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use crate::portfolio::contribution::Contribution;

/// What contracts may share.
pub(super) trait Shares {
    type Value: Eq + Hash + ?Sized;

    fn of(one: &Contribution) -> &Self::Value;
}

/// One contract for each value that they share.
pub(super) struct Once<'t, S>(HashSet<Holder<'t, S>>);

struct Holder<'t, S>(&'t Contribution, PhantomData<S>);

impl<S: Shares> PartialEq for Holder<'_, S> {
    fn eq(&self, other: &Self) -> bool {
        S::of(self.0) == S::of(other.0)
    }
}

impl<S: Shares> Eq for Holder<'_, S> {}

impl<S: Shares> Hash for Holder<'_, S> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        S::of(self.0).hash(state);
    }
}

impl<S> Default for Once<'_, S> {
    fn default() -> Self {
        Self(HashSet::new())
    }
}

impl<'t, S: Shares> Once<'t, S> {
    /// The first one of a value stays.
    pub(super) fn add(&mut self, one: &'t Contribution) {
        self.0.insert(Holder(one, PhantomData));
    }

    /// Adds those of later contracts.
    pub(super) fn merge(&mut self, other: Self) {
        other.0.into_iter().for_each(|holder| self.add(holder.0));
    }

    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// In no order: for sums.
    pub(super) fn iter(&self) -> impl Iterator<Item = &'t Contribution> {
        self.0.iter().map(|holder| holder.0)
    }
}
