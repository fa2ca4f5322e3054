//! Figures read off the contributions of contracts.

use std::collections::{BTreeMap, BTreeSet};

use super::{Amounts, Axis, ClauseLine, DECLARED, Family, Named, Period, Year, declared};
use crate::portfolio::considerations::Declared;
use crate::portfolio::contract::AmountKind;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::totals::{Setting, Totals};

/// How many contracts are named.
const MOST_NAMED: usize = 10;

pub(super) struct Figures<'t> {
    pub(super) setting: &'t Setting,
    pub(super) totals: &'t Totals,
}

impl<'t> Figures<'t> {
    fn contracts(&self) -> impl Iterator<Item = &'t Contribution> + use<'t> {
        self.totals.contrats.values()
    }

    fn axis_of(&self, at: u16) -> &'t str {
        self.setting.clauses.get(usize::from(at)).map_or("", |clause| &clause.axe)
    }

    fn n_of(&self, list: &[u16], axis: &str) -> u64 {
        list.iter().filter(|at| self.axis_of(**at) == axis).count() as u64
    }

    /// Sums of the contracts of which something is true.
    pub(super) fn amounts(&self, holds: impl Fn(&Contribution) -> bool) -> Amounts {
        let (mut sums, mut seen) = (Amounts::default(), BTreeSet::new());
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

    /// Each buyer once.
    pub(super) fn buyers(&self) -> Vec<&'t str> {
        let known: BTreeSet<&str> = self.contracts().map(|one| one.acheteur.as_str()).collect();
        known.into_iter().filter(|name| !name.is_empty()).collect()
    }

    /// The first and the last day of the contracts.
    pub(super) fn days(&self) -> Option<Period> {
        let days = || self.contracts().filter_map(|one| one.date);
        Some(Period { du: days().min()?, au: days().max()? })
    }

    pub(super) fn axes(&self) -> Vec<Axis> {
        let ids: BTreeSet<&str> = self.setting.clauses.iter().map(|one| one.axe.as_str()).collect();
        ids.into_iter().map(|axis| self.axis(axis)).collect()
    }

    fn axis(&self, axis: &str) -> Axis {
        let mut line = Axis { axe: axis.to_owned(), ..Axis::default() };
        for one in self.contracts() {
            if self.n_of(&one.recommandees, axis) > 0 {
                line.recommandee += 1;
            } else if self.n_of(&one.si, axis) > 0 {
                line.le_serait_si += 1;
            } else {
                line.non += 1;
            }
            match declared(one, axis) {
                _ if !DECLARED.contains(&axis) => {}
                Some(what) if what.is_some() => line.declares += 1,
                Some(_) => line.declares_sans += 1,
                None => line.non_declares += 1,
            }
        }
        line
    }

    /// How many contracts have each clause in a list.
    fn tally(&self, list: impl Fn(&Contribution) -> &[u16]) -> Vec<u64> {
        let mut counts = vec![0; self.setting.clauses.len()];
        for one in self.contracts() {
            for at in list(one) {
                if let Some(count) = counts.get_mut(usize::from(*at)) {
                    *count += 1;
                }
            }
        }
        counts
    }

    /// Clauses called for at least once, those called for most often first.
    pub(super) fn clauses(&self) -> Vec<ClauseLine<'t>> {
        let (called, study) =
            (self.tally(|one| &one.recommandees), self.tally(|one| &one.a_etudier));
        let (pending, kept) = (self.tally(|one| &one.si), self.tally(|one| &one.retenues));
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
        let mut by_id: BTreeMap<&str, Family> = BTreeMap::new();
        for one in self.contracts() {
            let family = by_id.entry(&one.famille).or_insert_with(|| Family {
                id: one.famille.clone(),
                titre: self.family_title(&one.famille),
                contrats: 0,
                recommandee: BTreeMap::new(),
            });
            family.contrats += 1;
            let axes: BTreeSet<&str> =
                one.recommandees.iter().map(|at| self.axis_of(*at)).collect();
            for axis in axes {
                *family.recommandee.entry(axis.to_owned()).or_default() += 1;
            }
        }
        let mut families: Vec<Family> = by_id.into_values().collect();
        families.sort_by(|a, b| b.contrats.cmp(&a.contrats).then_with(|| a.id.cmp(&b.id)));
        families
    }

    fn family_title(&self, id: &str) -> String {
        family_title(self.setting, id)
    }

    pub(super) fn years(&self) -> BTreeMap<String, Year> {
        let mut years: BTreeMap<String, Year> = BTreeMap::new();
        for one in self.contracts() {
            let year = one.date.map_or_else(|| "inconnue".to_owned(), |day| day.year().to_string());
            let year = years.entry(year).or_default();
            year.contrats += 1;
            year.disent_social += u64::from(one.social.is_some());
            year.disent_environnemental += u64::from(one.environnemental.is_some());
            year.declarent_social += u64::from(one.social.is_some_and(Declared::is_some));
            year.declarent_environnemental +=
                u64::from(one.environnemental.is_some_and(Declared::is_some));
        }
        years
    }

    pub(super) fn to_look_at(&self) -> Vec<Named<'t>> {
        let mut named = Vec::new();
        for one in self.contracts() {
            for axis in DECLARED {
                let says_none = declared(one, axis).is_some_and(|what| !what.is_some());
                let called = self.n_of(&one.recommandees, axis);
                if says_none && called > 0 && one.montant.is_some() {
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
