//! Declared against recommended: of the contracts that declare a consideration, how many were recommended what answers to it.
//!
//! What the law imposes in so many words is left out: every contract has some, and nobody declares it. A clause answers to a declared
//! clause, a criterion to a criterion, a reservation to a reserved contract.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::lines::family_title;
use crate::portfolio::considerations::Declared;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::missed::Miss;
use crate::portfolio::setting::Setting;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::declared;

/// The recall of an axis.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recall {
    pub axe: String,
    pub declares: u64,
    pub recommandee: u64,
    pub le_serait_si: u64,
    pub non: u64,
    /// Contracts that say « none », and those of them that were recommended something.
    pub declares_sans: u64,
    pub declares_sans_recommandee: u64,
    pub familles: Vec<FamilyRecall>,
    /// Why nothing was recommended, by reason.
    pub raisons: BTreeMap<Miss, u64>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FamilyRecall {
    pub id: String,
    pub titre: String,
    pub declares: u64,
    pub recommandee: u64,
    pub le_serait_si: u64,
    pub non: u64,
    pub raisons: BTreeMap<Miss, u64>,
}

/// The best state of what answers.
enum Best {
    Called,
    Pending,
    None,
}

/// The contracts that say whether they declare something on an axis.
pub(super) struct Recalled<'t> {
    setting: &'t Setting,
    axis: &'static str,
    /// Its number.
    rank: Option<usize>,
    families: BTreeMap<&'t str, FamilyRecall>,
    without: u64,
    without_called: u64,
}

impl<'t> Recalled<'t> {
    pub(super) fn new(setting: &'t Setting, axis: &'static str, sorter: &Sorter<'_>) -> Self {
        let (rank, families) = (sorter.axis(axis), BTreeMap::new());
        Self { setting, axis, rank, families, without: 0, without_called: 0 }
    }

    pub(super) fn add(&mut self, sorter: &Sorter<'_>, one: &'t Contribution) {
        let Some(what) = declared(one, self.axis) else { return };
        let best = self.best(sorter, one, what);
        if what.is_some() {
            let miss =
                if self.axis == "social" { one.manque_social } else { one.manque_environnemental };
            self.families.entry(&one.famille).or_default().add(&best, miss);
        } else {
            self.without += 1;
            self.without_called += u64::from(matches!(best, Best::Called));
        }
    }

    fn best(&self, sorter: &Sorter<'_>, one: &Contribution, what: Declared) -> Best {
        let Some(axis) = self.rank else { return Best::None };
        let answers = |at: &&u16| {
            let clause = self.setting.clause(**at).filter(|_| sorter.is_on(**at, axis));
            clause.is_some_and(|clause| what.answers(&clause.nature))
        };
        let mut called = one.recommandees.iter().filter(answers);
        if called.any(|at| !one.imposees.contains(at)) {
            Best::Called
        } else if one.si.iter().any(|at| answers(&at)) {
            Best::Pending
        } else {
            Best::None
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.without += other.without;
        self.without_called += other.without_called;
        for (id, family) in other.families {
            self.families.entry(id).or_default().merge(family);
        }
    }

    pub(super) fn end(self) -> Recall {
        let named = self.families.into_iter().map(|(id, line)| FamilyRecall {
            id: id.to_owned(),
            titre: family_title(self.setting, id),
            ..line
        });
        total(self.axis, named.collect(), self.without, self.without_called)
    }
}

fn total(axis: &str, mut familles: Vec<FamilyRecall>, without: u64, called: u64) -> Recall {
    familles.sort_by(|a, b| b.declares.cmp(&a.declares).then_with(|| a.id.cmp(&b.id)));
    let sum = |of: fn(&FamilyRecall) -> u64| familles.iter().map(of).sum();
    let mut raisons: BTreeMap<Miss, u64> = BTreeMap::new();
    for (reason, n) in familles.iter().flat_map(|family| &family.raisons) {
        *raisons.entry(*reason).or_default() += n;
    }
    Recall {
        axe: axis.to_owned(),
        declares: sum(|one| one.declares),
        recommandee: sum(|one| one.recommandee),
        le_serait_si: sum(|one| one.le_serait_si),
        non: sum(|one| one.non),
        declares_sans: without,
        declares_sans_recommandee: called,
        familles,
        raisons,
    }
}

impl FamilyRecall {
    fn add(&mut self, best: &Best, miss: Option<Miss>) {
        self.declares += 1;
        match best {
            Best::Called => self.recommandee += 1,
            Best::Pending => self.le_serait_si += 1,
            Best::None => self.non += 1,
        }
        if let Some(miss) = miss {
            *self.raisons.entry(miss).or_default() += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.declares += other.declares;
        self.recommandee += other.recommandee;
        self.le_serait_si += other.le_serait_si;
        self.non += other.non;
        for (miss, n) in other.raisons {
            *self.raisons.entry(miss).or_default() += n;
        }
    }
}
