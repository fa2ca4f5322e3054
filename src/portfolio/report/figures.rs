//! Figures read off the contributions of contracts.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::{Amounts, Axis, ClauseLine, DECLARED, Family, Named, Period, Year, declared};
use crate::portfolio::considerations::Declared;
use crate::portfolio::contract::AmountKind;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::{Said, State};
use crate::portfolio::totals::{Setting, Totals};

/// How many contracts are named.
const MOST_NAMED: usize = 10;

pub(super) struct Figures<'t> {
    pub(super) setting: &'t Setting,
    totals: &'t Totals,
    sorter: Sorter<'t>,
    /// The axes of clauses, in the order of ids, as the sorter numbers them.
    axes: Vec<usize>,
}

impl<'t> Figures<'t> {
    pub(super) fn new(totals: &'t Totals) -> Self {
        let setting = &totals.reglages;
        let sorter = Sorter::new(setting);
        let ids: BTreeSet<&str> = setting.clauses.iter().map(|one| one.axe.as_str()).collect();
        let axes = ids.into_iter().filter_map(|id| sorter.axis(id)).collect();
        Self { setting, totals, sorter, axes }
    }

    fn contracts(&self) -> impl Iterator<Item = &'t Contribution> + use<'t> {
        self.totals.contracts()
    }

    fn n_of(&self, list: &[u16], axis: &str) -> u64 {
        let Some(axis) = self.sorter.axis(axis) else { return 0 };
        list.iter().filter(|at| self.sorter.is_on(**at, axis)).count() as u64
    }

    /// Sums of the contracts of which something is true.
    pub(super) fn amounts(&self, holds: impl Fn(&Contribution) -> bool) -> Amounts {
        let (mut sums, mut seen) = (Amounts::default(), HashSet::new());
        for one in self.contracts().filter(|one| holds(one)) {
            let Some(amount) = one.montant.map(i128::from) else {
                sums.inconnus += 1;
                continue;
            };
            match (one.nature, one.plafond) {
                (AmountKind::Ordinaire, _) => {
                    sums.marches += 1;
                    sums.marches_centimes += amount;
                }
                (AmountKind::Subsequent, _) => {
                    sums.subsequents += 1;
                    sums.subsequents_centimes += amount;
                }
                // The same maximum of the same agreement, under another number.
                (AmountKind::Plafond, Some(key)) if !seen.insert(key) => sums.plafonds_repetes += 1,
                (AmountKind::Plafond, _) => {
                    sums.plafonds += 1;
                    sums.plafonds_centimes += amount;
                }
            }
        }
        sums
    }

    pub(super) fn count(&self, holds: impl Fn(&Contribution) -> bool) -> u64 {
        self.contracts().filter(|one| holds(one)).count() as u64
    }

    /// How many buyers, and which when there is but one.
    pub(super) fn buyers(&self) -> (u64, Option<&'t str>) {
        let known: HashSet<&str> = self.contracts().map(|one| &*one.acheteur).collect();
        let mut named = known.into_iter().filter(|name| !name.is_empty());
        let first = named.next();
        match named.count() as u64 {
            0 => (u64::from(first.is_some()), first),
            others => (others + 1, None),
        }
    }

    /// The first and the last day of the contracts.
    pub(super) fn days(&self) -> Option<Period> {
        let days = self.contracts().filter_map(|one| one.date).map(|day| (day, day));
        let (du, au) = days.reduce(|(du, au), (day, _)| (du.min(day), au.max(day)))?;
        Some(Period { du, au })
    }

    pub(super) fn axes(&self) -> Vec<Axis> {
        let ids = self.axes.iter().filter_map(|axis| self.sorter.axes.get(*axis));
        let line = |id: &&str| Axis { axe: (*id).to_owned(), ..Axis::default() };
        let mut lines: Vec<Axis> = ids.map(line).collect();
        for one in self.contracts() {
            for (axis, line) in self.axes.iter().zip(&mut lines) {
                self.add_axis(one, *axis, line);
            }
        }
        lines
    }

    fn add_axis(&self, one: &Contribution, axis: usize, line: &mut Axis) {
        match self.sorter.state(one, axis) {
            State::Called => line.recommandee += 1,
            State::Pending => line.le_serait_si += 1,
            State::No => line.non += 1,
        }
        match self.sorter.said(one, axis) {
            Some(Said::Declared) => line.declares += 1,
            Some(Said::Without) => line.declares_sans += 1,
            Some(Said::Nothing) => line.non_declares += 1,
            None => {}
        }
    }

    /// How many contracts have each clause recommended, worth a look, waiting for an answer, kept.
    fn tally(&self) -> [Vec<u64>; 4] {
        let mut counts = [(); 4].map(|()| vec![0; self.setting.clauses.len()]);
        for one in self.contracts() {
            let lists = [&one.recommandees, &one.a_etudier, &one.si, &one.retenues];
            for (counts, list) in counts.iter_mut().zip(lists) {
                for at in list.iter() {
                    if let Some(count) = counts.get_mut(usize::from(*at)) {
                        *count += 1;
                    }
                }
            }
        }
        counts
    }

    /// Clauses called for at least once, those called for most often first.
    pub(super) fn clauses(&self) -> Vec<ClauseLine<'t>> {
        let [called, study, pending, kept] = self.tally();
        let n = self.totals.contrats.len() as u64;
        let counts = called.iter().zip(&study).zip(pending.iter().zip(&kept));
        let lines = self.setting.clauses.iter().zip(counts);
        let mut lines: Vec<_> = lines
            .map(|(clause, ((called, study), (pending, kept)))| ClauseLine {
                id: &clause.id,
                titre: &clause.titre,
                axe: &clause.axe,
                nature: &clause.nature,
                recommandee: *called,
                a_etudier: *study,
                le_serait_si: *pending,
                non: n - called - study - pending,
                retenue: *kept,
            })
            .filter(|line| line.non < n || line.retenue > 0)
            .collect();
        lines.sort_by_key(|line| {
            (std::cmp::Reverse((line.recommandee, line.le_serait_si)), line.id)
        });
        lines
    }

    pub(super) fn families(&self) -> Vec<Family> {
        // Contracts of each, then those with a clause recommended, by axis.
        let mut by_id: BTreeMap<&str, (u64, Vec<u64>)> = BTreeMap::new();
        for one in self.contracts() {
            let family = by_id.entry(&one.famille);
            let (n, called) = family.or_insert_with(|| (0, vec![0; self.axes.len()]));
            *n += 1;
            for (axis, called) in self.axes.iter().zip(called) {
                *called += u64::from(self.sorter.state(one, *axis) == State::Called);
            }
        }
        let named = |called: Vec<u64>| {
            let by_axis = self.axes.iter().zip(called).filter(|(_, n)| *n > 0);
            by_axis
                .filter_map(|(axis, n)| Some(((*self.sorter.axes.get(*axis)?).to_owned(), n)))
                .collect()
        };
        let families = by_id.into_iter().map(|(id, (contrats, called))| Family {
            id: id.to_owned(),
            titre: family_title(self.setting, id),
            contrats,
            recommandee: named(called),
        });
        let mut families: Vec<Family> = families.collect();
        families.sort_by(|a, b| b.contrats.cmp(&a.contrats).then_with(|| a.id.cmp(&b.id)));
        families
    }

    pub(super) fn years(&self) -> BTreeMap<String, Year> {
        let mut years: BTreeMap<Option<i16>, Year> = BTreeMap::new();
        for one in self.contracts() {
            let year = years.entry(one.date.map(jiff::civil::Date::year)).or_default();
            year.contrats += 1;
            year.disent_social += u64::from(one.social.is_some());
            year.disent_environnemental += u64::from(one.environnemental.is_some());
            year.declarent_social += u64::from(one.social.is_some_and(Declared::is_some));
            year.declarent_environnemental +=
                u64::from(one.environnemental.is_some_and(Declared::is_some));
        }
        let named = |year: Option<i16>| year.map_or("inconnue".to_owned(), |n| n.to_string());
        years.into_iter().map(|(year, counts)| (named(year), counts)).collect()
    }

    pub(super) fn to_look_at(&self) -> Vec<Named<'t>> {
        let mut named = Vec::new();
        for one in self.contracts() {
            for axis in DECLARED {
                let says_none = declared(one, axis).is_some_and(|what| !what.is_some());
                if !says_none || one.montant.is_none() {
                    continue;
                }
                let called = self.n_of(&one.recommandees, axis);
                if called > 0 {
                    named.push(Named {
                        acheteur: &one.acheteur,
                        id: &one.id,
                        objet: &one.objet,
                        montant_centimes: one.montant,
                        axe: axis,
                        recommandees: called,
                    });
                }
            }
            if named.len() > 64 * MOST_NAMED {
                keep_largest(&mut named);
            }
        }
        keep_largest(&mut named);
        named
    }
}

fn keep_largest(named: &mut Vec<Named<'_>>) {
    named.sort_by(|a, b| {
        let amount = b.montant_centimes.cmp(&a.montant_centimes);
        amount.then_with(|| {
            (a.acheteur, a.id, a.objet, a.axe).cmp(&(b.acheteur, b.id, b.objet, b.axe))
        })
    });
    named.truncate(MOST_NAMED);
}

/// The title of a family; « famille inconnue » for none.
pub(crate) fn family_title(setting: &Setting, id: &str) -> String {
    if id.is_empty() {
        return "Famille inconnue".into();
    }
    setting.familles.get(id).cloned().unwrap_or_else(|| id.to_owned())
}
