//! Edits of rules that no case would notice.
//!
//! A fiche notices an edit when its result in short is no longer the same; an example, when its rule is no longer in the same state.
//! Most edits are settled by the state of the edited rule alone; the whole answer is made again only where that state changes.

use std::collections::BTreeMap;

use super::Case;
use crate::base::Base;
use crate::base::rule::Rule;
use crate::engine::State;
use crate::engine::answer::answer;
use crate::mutation::{Kind, Mutation};
use crate::output::brief;

/// What became of every edit.
#[derive(Debug)]
pub struct Survey<'m> {
    pub n_tried: usize,
    /// That no case notices, in the order given.
    pub survivors: Vec<&'m Mutation>,
    /// By kind: how many are noticed, of how many.
    pub by_kind: BTreeMap<Kind, (usize, usize)>,
}

/// Tries every edit on every case, until one notices.
#[must_use]
pub fn survey<'m>(base: &Base, cases: &[Case<'_>], mutations: &'m [Mutation]) -> Survey<'m> {
    let fiches = cases.iter().filter(|case| case.rule.is_none());
    let mut trier = Trier {
        base,
        examples: by_rule(cases),
        fiches: fiches.map(|case| Fiche { case, page: page(base, case) }).collect(),
        work: base.clone(),
    };
    let mut survey =
        Survey { n_tried: mutations.len(), survivors: Vec::new(), by_kind: BTreeMap::new() };
    for mutation in mutations {
        let noticed = trier.is_noticed(mutation);
        let (caught, of) = survey.by_kind.entry(mutation.kind).or_default();
        *caught += usize::from(noticed);
        *of += 1;
        if !noticed {
            survey.survivors.push(mutation);
        }
    }
    survey
}

fn by_rule<'a, 'b>(cases: &'a [Case<'b>]) -> BTreeMap<&'a str, Vec<&'a Case<'b>>> {
    let mut found: BTreeMap<&str, Vec<&Case<'b>>> = BTreeMap::new();
    for case in cases {
        if let Some(rule) = case.rule {
            found.entry(rule).or_default().push(case);
        }
    }
    found
}

fn page(base: &Base, case: &Case<'_>) -> String {
    brief::page(&answer(base, &case.purchase, case.evaluation.date), &case.purchase)
}

struct Fiche<'a, 'b> {
    case: &'a Case<'b>,
    page: String,
}

struct Trier<'a, 'b> {
    base: &'a Base,
    examples: BTreeMap<&'a str, Vec<&'a Case<'b>>>,
    fiches: Vec<Fiche<'a, 'b>>,
    /// A copy of the base, edited for a while.
    work: Base,
}

impl Trier<'_, '_> {
    fn is_noticed(&mut self, mutation: &Mutation) -> bool {
        let former = mutation.rule().and_then(|rule| self.base.rule(&rule.id));
        let (Some(former), Some(edited)) = (former, mutation.rule()) else {
            return self.is_told(mutation, &|_| true);
        };
        let states = |case: &Case<'_>, rule: &Rule| -> Vec<State> {
            case.evaluation.outcomes_of(rule).into_iter().map(|outcome| outcome.state).collect()
        };
        let examples = self.examples.get(former.id.as_str()).map_or(&[][..], Vec::as_slice);
        if examples.iter().any(|case| best(&states(case, former)) != best(&states(case, edited))) {
            return true;
        }
        let of_state = mutation.kind.is_of_state();
        self.is_told(mutation, &|case| {
            let before = states(case, former);
            if of_state {
                before != states(case, edited)
            } else {
                before.contains(&State::Applicable)
            }
        })
    }

    /// Whether the page of a fiche changes, among those that may be touched.
    fn is_told(&mut self, mutation: &Mutation, touched: &dyn Fn(&Case<'_>) -> bool) -> bool {
        let touched: Vec<&Fiche<'_, '_>> =
            self.fiches.iter().filter(|fiche| touched(fiche.case)).collect();
        if touched.is_empty() {
            return false;
        }
        let undo = mutation.clone().exchange(&mut self.work);
        let told = touched.iter().any(|fiche| page(&self.work, fiche.case) != fiche.page);
        let _ = undo.exchange(&mut self.work);
        told
    }
}

/// The state an example is judged on: the best over its lots.
fn best(states: &[State]) -> u8 {
    let rank = |state: &State| match state {
        State::Applicable => 2,
        State::Undetermined(_) => 1,
        State::NotApplicable | State::NotInForce => 0,
    };
    states.iter().map(rank).max().unwrap_or(0)
}
