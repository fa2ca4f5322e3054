//! Purchases sorted into what they count for.

use std::collections::BTreeSet;

use super::contract::AmountKind;
use super::contribution::Contribution;
use super::key::Key;
use super::setting::Setting;
use super::subject::{DECLARED, Part, Said, State, Subject, Sum, declared, holds};

/// Sorts purchases into subjects.
#[derive(Debug)]
pub struct Sorter<'t> {
    setting: &'t Setting,
    pub axes: Vec<&'t str>,
    /// In the order of ids.
    pub families: Vec<&'t str>,
    /// The axis of each clause.
    clause_axes: Vec<Option<usize>>,
    /// The axis of each means.
    measure_axes: Vec<Option<usize>>,
    /// The means that each clause serves.
    measures: Vec<Vec<usize>>,
    /// Whether a clause is of first rank: it serves a means of first priority, or any clause where no policy says.
    first: Vec<bool>,
    seen: BTreeSet<Key>,
}

impl<'t> Sorter<'t> {
    #[must_use]
    pub fn new(setting: &'t Setting) -> Self {
        let axes = setting.axes();
        let ambitions = setting.schema.iter().flat_map(|policy| &policy.ambitions);
        let ambitions: Vec<_> = ambitions.collect();
        let on = |id: &str| {
            let ambition = ambitions.iter().find(|ambition| ambition.id == id)?;
            axes.iter().position(|axis| *axis == ambition.axe)
        };
        let serving = |at: usize| {
            let serves = move |one: &u16| usize::from(*one) == at;
            let all = setting.moyens.iter().enumerate();
            all.filter(move |(_, measure)| measure.clauses.iter().any(serves))
        };
        let clauses = 0..setting.clauses.len();
        let first = |at: usize| {
            setting.moyens.is_empty() || serving(at).any(|(_, measure)| measure.priorite == 1)
        };
        let axis_of = |id: &str| axes.iter().position(|axis| *axis == id);
        Self {
            clause_axes: setting.clauses.iter().map(|one| axis_of(&one.axe)).collect(),
            measure_axes: setting.moyens.iter().map(|one| on(&one.ambition)).collect(),
            measures: clauses.clone().map(|at| serving(at).map(|(i, _)| i).collect()).collect(),
            first: clauses.map(first).collect(),
            families: setting.familles.keys().map(String::as_str).collect(),
            seen: BTreeSet::new(),
            setting,
            axes,
        }
    }

    /// Everything that a purchase counts for, each once.
    pub fn sort(&mut self, one: &Contribution, into: &mut Vec<Subject>) {
        into.clear();
        let family = self.families.binary_search(&&*one.famille);
        let family = family.unwrap_or(self.families.len());
        into.push(Subject::Family(family));
        let mut states = Vec::new();
        self.states(one, &mut states);
        for (at, state) in states.into_iter().enumerate() {
            into.extend([Subject::Axis(at, state), Subject::Cell(family, at, state)]);
            into.extend(self.said(one, at).map(|said| Subject::Declared(at, said)));
        }
        self.add_plan(one, into);
        let sum = self.sum(one);
        into.push(Subject::Sum(sum));
        if sum != Sum::Repeated && self.missed(one).next().is_some() {
            into.push(Subject::Missed);
        }
    }

    /// What a purchase counts for in the means and the indicators of the policy.
    pub fn sort_plan(&mut self, one: &Contribution, into: &mut Vec<Subject>) {
        into.clear();
        self.add_plan(one, into);
    }

    fn add_plan(&self, one: &Contribution, into: &mut Vec<Subject>) {
        self.measures(one, into);
        self.indicators(one, into);
    }

    /// The number of an axis.
    pub(super) fn axis(&self, id: &str) -> Option<usize> {
        self.axes.iter().position(|axis| *axis == id)
    }

    pub(super) fn is_on(&self, clause: u16, axis: usize) -> bool {
        self.clause_axes.get(usize::from(clause)) == Some(&Some(axis))
    }

    /// The state of every axis, in their order.
    pub fn states(&self, one: &Contribution, into: &mut Vec<State>) {
        into.clear();
        into.resize(self.axes.len(), State::No);
        for (list, state) in [(&one.si, State::Pending), (&one.recommandees, State::Called)] {
            for at in list.iter() {
                let axis = self.clause_axes.get(usize::from(*at)).copied().flatten();
                if let Some(known) = axis.and_then(|axis| into.get_mut(axis)) {
                    *known = state;
                }
            }
        }
    }

    /// What is declared of an axis; `None` on those that nobody declares.
    #[must_use]
    pub fn said(&self, one: &Contribution, axis: usize) -> Option<Said> {
        let axis = self.axes.get(axis).filter(|axis| DECLARED.contains(axis))?;
        Some(match declared(one, axis) {
            Some(what) if what.is_some() => Said::Declared,
            Some(_) => Said::Without,
            None => Said::Nothing,
        })
    }

    fn measures(&self, one: &Contribution, into: &mut Vec<Subject>) {
        if self.setting.moyens.is_empty() {
            return;
        }
        let serving = |list: &[u16]| -> BTreeSet<usize> {
            let clauses = list.iter().filter_map(|at| self.measures.get(usize::from(*at)));
            clauses.flatten().copied().collect()
        };
        let called = serving(&one.recommandees);
        let pending = serving(&one.si);
        let mut concerned = serving(&one.a_etudier);
        concerned.extend(called.iter().chain(&pending));
        let open = pending.difference(&called);
        into.extend(open.map(|at| Subject::Measure(*at, Part::Pending)));
        into.extend(called.iter().map(|at| Subject::Measure(*at, Part::Called)));
        let kept = serving(&one.retenues);
        into.extend(kept.iter().map(|at| Subject::Measure(*at, Part::Kept)));
        for at in concerned {
            into.push(Subject::Measure(at, Part::Concerned));
            if self.is_declared(one, at) {
                into.push(Subject::Measure(at, Part::Declared));
            }
        }
    }

    /// Whether the contract declares, on the axis of a means, the nature of one of its clauses that concern the contract.
    fn is_declared(&self, one: &Contribution, measure: usize) -> bool {
        let axis = self.measure_axes.get(measure).copied().flatten();
        let axis = axis.and_then(|axis| self.axes.get(axis));
        let what = axis.and_then(|axis| declared(one, axis)).filter(|what| what.is_some());
        let Some((what, measure)) = what.zip(self.setting.moyens.get(measure)) else {
            return false;
        };
        let concern = [&one.recommandees, &one.a_etudier, &one.si];
        let concern = concern.into_iter().flat_map(|list| list.iter());
        concern
            .filter(|at| measure.clauses.contains(at))
            .any(|at| self.setting.clause(*at).is_some_and(|clause| what.answers(&clause.nature)))
    }

    /// Whether published contracts may declare what a means asks for.
    #[must_use]
    pub fn is_declarable(&self, measure: usize) -> bool {
        let axis = self.measure_axes.get(measure).copied().flatten();
        let axis = axis.and_then(|axis| self.axes.get(axis)).copied().unwrap_or_default();
        let clauses = self.setting.moyens.get(measure).into_iter().flat_map(|one| &one.clauses);
        let mut natures =
            clauses.filter_map(|at| self.setting.clause(*at)).map(|one| one.nature.as_str());
        let says = |nature: &str| match axis {
            "social" => matches!(nature, "clause" | "critere" | "montage"),
            "environnemental" => matches!(nature, "clause" | "critere"),
            _ => false,
        };
        natures.any(says)
    }

    fn indicators(&self, one: &Contribution, into: &mut Vec<Subject>) {
        let year = one.date.map(jiff::civil::Date::year);
        for (at, indicator) in self.setting.indicators().iter().enumerate() {
            let Some(holds) = indicator.compte.and_then(|what| holds(one, indicator, what)) else {
                continue;
            };
            into.extend([Subject::Known(at, year), Subject::Known(at, None)]);
            if holds {
                into.extend([Subject::Indicator(at, year), Subject::Indicator(at, None)]);
            }
        }
        // A purchase without date counts once, not as a year of its own.
        if year.is_none() {
            into.sort_unstable();
            into.dedup();
        }
    }

    fn sum(&mut self, one: &Contribution) -> Sum {
        if one.montant.is_none() {
            return Sum::Unknown;
        }
        match (one.nature, one.plafond) {
            (AmountKind::Ordinaire, _) => Sum::Ordinary,
            (AmountKind::Subsequent, _) => Sum::Subsequent,
            (AmountKind::Plafond, Some(key)) if !self.seen.insert(key) => Sum::Repeated,
            (AmountKind::Plafond, _) => Sum::Ceiling,
        }
    }

    /// The clauses of first rank that a purchase goes without: on an axis where it declares none, or that its buyer discarded.
    pub fn missed<'s>(&'s self, one: &'s Contribution) -> impl Iterator<Item = u16> + 's {
        let goes_without = move |at: &u16| {
            let axis = self.setting.clause(*at).map_or("", |clause| clause.axe.as_str());
            let says_none = declared(one, axis).is_some_and(|what| !what.is_some());
            says_none || one.ecartees.contains(at)
        };
        let is_first = |at: &u16| self.first.get(usize::from(*at)).copied().unwrap_or(false);
        let called = one.recommandees.iter().copied();
        called
            .filter(move |at| is_first(at) && !one.imposees.contains(at))
            .filter(move |at| goes_without(at))
    }
}
