//! Figures that contracts add to, each read once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::goal::GoalLine;
use super::law::{Declaration, Declaring};
use super::lines::{clauses, families, named_years};
use super::once::{Once, Shares};
use super::reading::Seen;
use super::recall::{Recall, Recalled};
use super::sums::Sums;
use super::{Amounts, Axis, ClauseLine, DECLARED, Family, Named, Period, Year, declared};
use crate::portfolio::considerations::Declared;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::setting::GoalName;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::{Said, State, is_decided};
use crate::portfolio::totals::Setting;

/// How many contracts are named.
const MOST_NAMED: usize = 10;

struct Buyer;

impl Shares for Buyer {
    type Value = str;

    fn of(one: &Contribution) -> &str {
        &one.acheteur
    }
}

/// What some contracts come to.
pub(super) struct Figures<'t> {
    setting: &'t Setting,
    n: u64,
    decided: u64,
    days: Option<(Date, Date)>,
    buyers: Once<'t, Buyer>,
    sums: Sums<'t>,
    /// With the number of their axis.
    goals: Vec<(GoalLine<'t>, Option<usize>)>,
    declarations: Vec<Declaring<'t>>,
    recalls: Vec<Recalled<'t>>,
    /// The axes of clauses, in the order of ids, as the sorter numbers them.
    axes: Vec<(usize, Axis)>,
    /// How many contracts have each clause recommended, worth a look, waiting for an answer, kept.
    clauses: [Vec<u64>; 4],
    /// Contracts of each, then those with a clause recommended, by axis.
    families: BTreeMap<&'t str, (u64, Vec<u64>)>,
    years: BTreeMap<Option<i16>, Year>,
    to_look_at: Vec<Named<'t>>,
}

impl<'t> Figures<'t> {
    pub(super) fn new(setting: &'t Setting, sorter: &Sorter<'t>) -> Self {
        let ids: BTreeSet<&str> = setting.clauses.iter().map(|one| one.axe.as_str()).collect();
        let goal = |goal: &'t GoalName| (GoalLine::new(goal), sorter.axis(&goal.axe));
        let axis = |id: &str| Axis { axe: id.to_owned(), ..Axis::default() };
        Self {
            setting,
            n: 0,
            decided: 0,
            days: None,
            buyers: Once::default(),
            sums: Sums::default(),
            goals: setting.objectifs.iter().map(goal).collect(),
            declarations: Declaring::all(),
            recalls: DECLARED.iter().map(|axis| Recalled::new(setting, axis, sorter)).collect(),
            axes: ids.into_iter().filter_map(|id| Some((sorter.axis(id)?, axis(id)))).collect(),
            clauses: [(); 4].map(|()| vec![0; setting.clauses.len()]),
            families: BTreeMap::new(),
            years: BTreeMap::new(),
            to_look_at: Vec::new(),
        }
    }

    /// Adds a contract.
    pub(super) fn add(&mut self, sorter: &Sorter<'t>, seen: &Seen<'t, '_>) {
        let one = seen.one;
        self.n += 1;
        self.decided += u64::from(is_decided(one));
        self.days = joined(self.days, one.date.map(|day| (day, day)));
        if !one.acheteur.is_empty() {
            self.buyers.add(one);
        }
        self.sums.add(one);
        self.goals.iter_mut().for_each(|(goal, axis)| goal.add(seen, *axis));
        self.declarations.iter_mut().for_each(|line| line.add(one));
        self.recalls.iter_mut().for_each(|recall| recall.add(sorter, one));
        self.axes.iter_mut().for_each(|(axis, line)| line.add(sorter, seen, *axis));
        self.add_clauses(one);
        self.add_family(seen);
        let year = one.date.map(Date::year);
        self.years.entry(year).or_default().add(one);
        self.look_at(sorter, one);
    }

    fn add_clauses(&mut self, one: &Contribution) {
        let lists = [&one.recommandees, &one.a_etudier, &one.si, &one.retenues];
        for (counts, list) in self.clauses.iter_mut().zip(lists) {
            for at in list.iter() {
                if let Some(count) = counts.get_mut(usize::from(*at)) {
                    *count += 1;
                }
            }
        }
    }

    fn add_family(&mut self, seen: &Seen<'t, '_>) {
        let n_axes = self.axes.len();
        let family = self.families.entry(&seen.one.famille);
        let (n, called) = family.or_insert_with(|| (0, vec![0; n_axes]));
        *n += 1;
        for ((axis, _), called) in self.axes.iter().zip(called) {
            *called += u64::from(seen.is_called(*axis));
        }
    }

    /// A contract that says « none » where something is recommended.
    fn look_at(&mut self, sorter: &Sorter<'_>, one: &'t Contribution) {
        for axe in DECLARED {
            let says_none = declared(one, axe).is_some_and(|what| !what.is_some());
            if !says_none || one.montant.is_none() {
                continue;
            }
            let Some(axis) = sorter.axis(axe) else { continue };
            let called = one.recommandees.iter().filter(|at| sorter.is_on(**at, axis)).count();
            if called > 0 {
                self.to_look_at.push(Named {
                    acheteur: &one.acheteur,
                    id: &one.id,
                    objet: &one.objet,
                    montant_centimes: one.montant,
                    axe,
                    recommandees: called as u64,
                });
            }
        }
        if self.to_look_at.len() > 64 * MOST_NAMED {
            keep_largest(&mut self.to_look_at);
        }
    }

    /// Adds what other contracts come to.
    pub(super) fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.decided += other.decided;
        self.days = joined(self.days, other.days);
        self.buyers.merge(other.buyers);
        self.sums.merge(other.sums);
        let goals = self.goals.iter_mut().zip(&other.goals);
        goals.for_each(|((own, _), (other, _))| own.merge(other));
        let declarations = self.declarations.iter_mut().zip(other.declarations);
        declarations.for_each(|(own, other)| own.merge(other));
        self.recalls.iter_mut().zip(other.recalls).for_each(|(own, other)| own.merge(other));
        let axes = self.axes.iter_mut().zip(other.axes);
        axes.for_each(|((_, own), (_, other))| own.merge(&other));
        for (own, other) in self.clauses.iter_mut().zip(&other.clauses) {
            add_each(own, other);
        }
        let n_axes = self.axes.len();
        for (id, (n, called)) in other.families {
            let (own_n, own) = self.families.entry(id).or_insert_with(|| (0, vec![0; n_axes]));
            *own_n += n;
            add_each(own, &called);
        }
        for (year, counts) in other.years {
            self.years.entry(year).or_default().merge(&counts);
        }
        self.to_look_at.extend(other.to_look_at);
    }

    pub(super) fn end(mut self) -> Ended<'t> {
        keep_largest(&mut self.to_look_at);
        let buyer = self.buyers.iter().next().filter(|_| self.buyers.len() == 1);
        Ended {
            decided: self.decided,
            days: self.days.map(|(du, au)| Period { du, au }),
            n_buyers: self.buyers.len(),
            buyer: buyer.map(|one| &*one.acheteur),
            clauses: clauses(self.setting, self.n, &self.clauses),
            families: families(self.setting, &self.axes, self.families),
            years: named_years(self.years),
            axes: self.axes.into_iter().map(|(_, line)| line).collect(),
            amounts: self.sums.end(),
            goals: self.goals.into_iter().map(|(goal, _)| goal).collect(),
            declarations: self.declarations.into_iter().map(Declaring::end).collect(),
            recalls: self.recalls.into_iter().map(Recalled::end).collect(),
            to_look_at: self.to_look_at,
        }
    }
}

/// Figures as they are published.
#[derive(Debug)]
pub(super) struct Ended<'t> {
    pub decided: u64,
    pub days: Option<Period>,
    pub n_buyers: u64,
    /// When there is but one.
    pub buyer: Option<&'t str>,
    pub amounts: Amounts,
    pub goals: Vec<GoalLine<'t>>,
    pub declarations: Vec<Declaration>,
    pub recalls: Vec<Recall>,
    pub axes: Vec<Axis>,
    pub clauses: Vec<ClauseLine<'t>>,
    pub families: Vec<Family>,
    pub years: BTreeMap<String, Year>,
    pub to_look_at: Vec<Named<'t>>,
}

impl Axis {
    fn add(&mut self, sorter: &Sorter<'_>, seen: &Seen<'_, '_>, axis: usize) {
        match seen.states.get(axis) {
            Some(State::Called) => self.recommandee += 1,
            Some(State::Pending) => self.le_serait_si += 1,
            Some(State::No) | None => self.non += 1,
        }
        match sorter.said(seen.one, axis) {
            Some(Said::Declared) => self.declares += 1,
            Some(Said::Without) => self.declares_sans += 1,
            Some(Said::Nothing) => self.non_declares += 1,
            None => {}
        }
    }

    fn merge(&mut self, other: &Self) {
        self.recommandee += other.recommandee;
        self.le_serait_si += other.le_serait_si;
        self.non += other.non;
        self.declares += other.declares;
        self.declares_sans += other.declares_sans;
        self.non_declares += other.non_declares;
    }
}

impl Year {
    fn add(&mut self, one: &Contribution) {
        self.contrats += 1;
        self.disent_social += u64::from(one.social.is_some());
        self.disent_environnemental += u64::from(one.environnemental.is_some());
        self.declarent_social += u64::from(one.social.is_some_and(Declared::is_some));
        self.declarent_environnemental +=
            u64::from(one.environnemental.is_some_and(Declared::is_some));
    }

    fn merge(&mut self, other: &Self) {
        self.contrats += other.contrats;
        self.disent_social += other.disent_social;
        self.disent_environnemental += other.disent_environnemental;
        self.declarent_social += other.declarent_social;
        self.declarent_environnemental += other.declarent_environnemental;
    }
}

/// The first and the last of days.
fn joined(one: Option<(Date, Date)>, other: Option<(Date, Date)>) -> Option<(Date, Date)> {
    let (Some((from, until)), Some((first, last))) = (one, other) else { return one.or(other) };
    Some((from.min(first), until.max(last)))
}

fn add_each(own: &mut [u64], other: &[u64]) {
    own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
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
