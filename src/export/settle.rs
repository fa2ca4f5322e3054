//! The values of a field for one lot: those that are true, those that may become so, and why.

use crate::base::clause::Clause;
use crate::base::duty::MetBy;
use crate::base::publication::Publication;
use crate::base::publication::field::Field;
use crate::base::rule::Level;
use crate::engine::State;
use crate::engine::answer::{Answer, level_of};
use crate::engine::conflict::overlap;
use crate::engine::known::{At, From};
use crate::fact::FactId;
use crate::purchase::{Purchase, Status};
use crate::truth::Truth;

/// What stands in the contract of a lot.
#[derive(Debug)]
pub struct Standing<'a, 'b> {
    answer: &'a Answer<'b>,
    at: At,
    pub lot: Option<u32>,
    /// Kept by the buyer, or imposed by the law and not discarded.
    decided: Vec<&'b Clause>,
    /// Recommended, and the buyer decided nothing.
    undecided: Vec<&'b Clause>,
    /// Would be recommended, or not, according to these facts.
    waiting: Vec<(&'b Clause, Vec<FactId>)>,
}

/// A field settled.
#[derive(Debug, Clone, Default)]
pub struct Settled<'b> {
    pub given: Vec<Given<'b>>,
    pub pending: Vec<Pending<'b>>,
}

/// A value that is true.
#[derive(Debug, Clone, Default)]
pub struct Given<'b> {
    pub value: &'b str,
    /// The clauses that make it so.
    pub by: Vec<&'b Clause>,
    /// The facts it rests on that the fiche does not say.
    pub deduced: Vec<FactId>,
    pub cautions: Vec<&'b str>,
}

/// A value that may become true.
#[derive(Debug, Clone, Default)]
pub struct Pending<'b> {
    pub value: &'b str,
    pub undecided: Vec<&'b Clause>,
    pub to_confirm: Vec<&'b Clause>,
    pub missing: Vec<FactId>,
}

impl Settled<'_> {
    #[must_use]
    pub fn gives(&self, value: &str) -> bool {
        self.given.iter().any(|given| given.value == value)
    }

    #[must_use]
    pub fn may_give(&self, value: &str) -> bool {
        self.pending.iter().any(|pending| pending.value == value)
    }
}

/// What a publication says of a lot.
#[derive(Default)]
struct Said<'b> {
    truth: Option<Truth>,
    given: Given<'b>,
    pending: Pending<'b>,
}

impl<'a, 'b> Standing<'a, 'b> {
    #[must_use]
    pub fn of(answer: &'a Answer<'b>, purchase: &Purchase, i: usize) -> Self {
        let at = At::Lot(i);
        let lot = answer.evaluation.known.number(at);
        let mut standing = Self {
            answer,
            at,
            lot,
            decided: Vec::new(),
            undecided: Vec::new(),
            waiting: Vec::new(),
        };
        for one in answer.recommendations.iter().filter(|one| overlap(one.at, at)) {
            match one.status() {
                Some(Status::Kept) => standing.decided.push(one.clause),
                None if one.level == Level::Obligatoire => standing.decided.push(one.clause),
                None if one.level > Level::AEtudier => standing.undecided.push(one.clause),
                Some(Status::Discarded) | None => {}
            }
        }
        standing.wait(purchase);
        standing
    }

    /// The clauses of the rules still unsettled; what would only be worth a look goes into no contract by itself.
    fn wait(&mut self, purchase: &Purchase) {
        let evaluation = &self.answer.evaluation;
        for outcome in self.answer.undetermined().filter(|one| overlap(one.at, self.at)) {
            let Some(clause) = evaluation.base.clauses.get(&outcome.rule.clause) else { continue };
            let known = [&self.decided, &self.undecided];
            let stands = known.iter().any(|list| list.iter().any(|one| one.id == clause.id));
            let decision = purchase.decisions.get(&clause.id);
            let status = decision.and_then(|decision| decision.for_lot(self.lot).status);
            let light = level_of(evaluation, outcome.rule) == Level::AEtudier;
            if stands || light || status.is_some() {
                continue;
            }
            if let State::Undetermined(missing) = &outcome.state {
                self.waiting.push((clause, missing.iter().map(|one| one.fact).collect()));
            }
        }
    }

    /// The values of a field.
    #[must_use]
    pub fn settle(&self, field: Field) -> Settled<'b> {
        let base = self.answer.evaluation.base;
        let mut settled = Settled::default();
        for by_default in [false, true] {
            // A value by default says that there is no other: not while one may come.
            if by_default && !(settled.given.is_empty() && settled.pending.is_empty()) {
                break;
            }
            let rows = base.publications.iter().filter(|row| row.by_default == by_default);
            for row in rows {
                for published in row.values.iter().filter(|one| one.field == field) {
                    settled.add(self.say(row, &published.value));
                }
            }
        }
        let Settled { given, pending } = &mut settled;
        pending.retain(|one| !given.iter().any(|given| given.value == one.value));
        settled
    }

    fn say(&self, row: &'b Publication, value: &'b str) -> Said<'b> {
        let mut said = Said::default();
        (said.given.value, said.pending.value) = (value, value);
        said.given.cautions.extend(row.caution.as_deref());
        let clauses = self.of_clauses(row, &mut said);
        let facts = self.of_facts(row, &mut said);
        said.truth = Some(Truth::all([clauses, facts]));
        said
    }

    fn of_clauses(&self, row: &'b Publication, said: &mut Said<'b>) -> Truth {
        let Publication { kept, to_confirm, .. } = row;
        if kept.is_none() && to_confirm.is_none() {
            return Truth::True;
        }
        if let Some(kept) = kept {
            said.given.by = picked(&self.decided, kept);
            if !said.given.by.is_empty() {
                return Truth::True;
            }
            said.pending.undecided = picked(&self.undecided, kept);
            for (clause, missing) in &self.waiting {
                if kept.accepts(clause) {
                    said.pending.missing.extend(missing);
                }
            }
        }
        if let Some(to_confirm) = to_confirm {
            said.pending.to_confirm = picked(&self.decided, to_confirm);
        }
        said.pending.missing.sort_unstable();
        said.pending.missing.dedup();
        let Pending { undecided, to_confirm, missing, .. } = &said.pending;
        let open = !undecided.is_empty() || !to_confirm.is_empty() || !missing.is_empty();
        if open { Truth::Unknown } else { Truth::False }
    }

    fn of_facts(&self, row: &Publication, said: &mut Said<'b>) -> Truth {
        let Some(when) = &row.when else { return Truth::True };
        let evaluation = &self.answer.evaluation;
        let missing = evaluation.context().missing(when, self.at);
        said.pending.missing.extend(missing.iter().map(|one| one.fact));
        let deduced = when.facts().into_iter().filter(|fact| {
            let known = evaluation.known.get(self.at, *fact);
            known.is_some_and(|known| matches!(known.from, From::Deduced(_)))
        });
        said.given.deduced.extend(deduced);
        evaluation.context().truth(when, self.at)
    }
}

fn picked<'b>(clauses: &[&'b Clause], by: &MetBy) -> Vec<&'b Clause> {
    clauses.iter().copied().filter(|clause| by.accepts(clause)).collect()
}

impl<'b> Settled<'b> {
    fn add(&mut self, said: Said<'b>) {
        match said.truth {
            Some(Truth::True) => self.give(said.given),
            Some(Truth::Unknown) => self.wait(said.pending),
            Some(Truth::False) | None => {}
        }
    }

    /// Several publications may give one value.
    fn give(&mut self, given: Given<'b>) {
        let Some(known) = self.given.iter_mut().find(|one| one.value == given.value) else {
            self.given.push(given);
            return;
        };
        join(&mut known.by, given.by, |a, b| a.id == b.id);
        join(&mut known.deduced, given.deduced, PartialEq::eq);
        join(&mut known.cautions, given.cautions, PartialEq::eq);
    }

    fn wait(&mut self, pending: Pending<'b>) {
        let Some(known) = self.pending.iter_mut().find(|one| one.value == pending.value) else {
            self.pending.push(pending);
            return;
        };
        join(&mut known.undecided, pending.undecided, |a, b| a.id == b.id);
        join(&mut known.to_confirm, pending.to_confirm, |a, b| a.id == b.id);
        join(&mut known.missing, pending.missing, PartialEq::eq);
    }
}

/// Adds what is not there yet.
fn join<T>(into: &mut Vec<T>, more: Vec<T>, same: impl Fn(&T, &T) -> bool) {
    for one in more {
        if !into.iter().any(|known| same(known, &one)) {
            into.push(one);
        }
    }
}
