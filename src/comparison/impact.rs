//! What a change of base does to purchases: fiches of a folder, contracts of a file; counted by clause, the changed ones kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::Base;
use crate::effect::{Called, Effect, Shift};
use crate::engine::answer::answer;
use crate::money::Amount;
use crate::purchase::Purchase;

/// One purchase whose answer, or whose texts, change.
#[derive(Debug, Clone)]
pub struct Case {
    pub name: String,
    pub object: String,
    pub amount: Option<Amount>,
    pub effect: Effect,
    /// Clauses that it is called for after, and whose text is not the same.
    pub rewritten: Vec<String>,
}

/// What changes over many purchases.
#[derive(Debug, Clone, Default)]
pub struct Impact {
    pub n_read: usize,
    /// Purchases whose answer changes.
    pub n_changed: usize,
    /// Purchases whose answer is the same, with a text that is not.
    pub n_rewritten: usize,
    /// Those kept: all, or the largest amounts.
    pub cases: Vec<Case>,
    /// What could not be read, and why.
    pub refused: Vec<(String, String)>,
    /// What was odd in what was read all the same, and how often.
    pub notes: BTreeMap<&'static str, usize>,
    pub by_clause: BTreeMap<String, Tally>,
    pub by_duty: BTreeMap<String, (String, usize)>,
}

/// How many purchases see a clause change, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    pub title: String,
    pub gained: usize,
    pub lost: usize,
    pub raised: usize,
    pub lowered: usize,
    pub promoted: usize,
    pub demoted: usize,
    pub valued: usize,
}

impl Tally {
    #[must_use]
    pub const fn total(&self) -> usize {
        self.gained
            + self.lost
            + self.raised
            + self.lowered
            + self.promoted
            + self.demoted
            + self.valued
    }
}

/// Two bases between which purchases are answered.
pub struct Sides<'b> {
    pub before: &'b Base,
    pub after: &'b Base,
    /// Clauses whose text changes.
    pub rewritten: BTreeSet<String>,
}

impl Sides<'_> {
    /// What changes for a purchase, as each base reads it; on one date, so that only the bases differ.
    #[must_use]
    pub fn case(&self, name: &str, was: &Purchase, is: &Purchase) -> Case {
        let date = is.launch.unwrap_or(self.after.as_of);
        let (before, after) = (answer(self.before, was, date), answer(self.after, is, date));
        let called: BTreeSet<&String> =
            after.recommendations.iter().map(|one| &one.clause.id).collect();
        let rewritten = called.into_iter().filter(|id| self.rewritten.contains(*id));
        Case {
            name: name.to_owned(),
            object: is.object.clone(),
            amount: is.amount,
            rewritten: rewritten.cloned().collect(),
            effect: Effect::between(&before, &after),
        }
    }
}

impl Impact {
    /// Counts a purchase, and keeps it when something changes: the `most` largest amounts, or all.
    pub fn add(&mut self, case: Case, most: Option<usize>) {
        self.n_read += 1;
        if case.effect.is_empty() {
            self.n_rewritten += usize::from(!case.rewritten.is_empty());
            return;
        }
        self.n_changed += 1;
        self.count(&case.effect);
        self.cases.push(case);
        if let Some(most) = most {
            // Rare enough to sort now and then only.
            if self.cases.len() >= most.saturating_mul(4) {
                self.keep(most);
            }
        }
    }

    /// Keeps the largest amounts.
    pub fn keep(&mut self, most: usize) {
        self.cases.sort_by(|a, b| (b.amount, &a.name).cmp(&(a.amount, &b.name)));
        self.cases.truncate(most);
    }

    /// Clauses from the one that most purchases see change.
    #[must_use]
    pub fn clauses(&self) -> Vec<(&str, &Tally)> {
        let mut all: Vec<(&str, &Tally)> =
            self.by_clause.iter().map(|(id, tally)| (id.as_str(), tally)).collect();
        all.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.total()));
        all
    }

    /// Each clause and duty once a purchase, whatever its lots.
    fn count(&mut self, effect: &Effect) {
        self.note(called(&effect.gained), |tally| &mut tally.gained);
        self.note(called(&effect.lost), |tally| &mut tally.lost);
        self.note(shifted(&effect.raised), |tally| &mut tally.raised);
        self.note(shifted(&effect.lowered), |tally| &mut tally.lowered);
        self.note(called(&effect.promoted), |tally| &mut tally.promoted);
        self.note(called(&effect.demoted), |tally| &mut tally.demoted);
        let valued = effect.values.iter().map(|one| (&one.clause, &one.title));
        self.note(valued.collect(), |tally| &mut tally.valued);
        for duty in &effect.duties {
            let known = self.by_duty.entry(duty.duty.clone());
            known.or_insert_with(|| (duty.title.clone(), 0)).1 += 1;
        }
    }

    fn note(&mut self, clauses: Titles<'_>, side: fn(&mut Tally) -> &mut usize) {
        for (id, title) in clauses {
            let tally = self.by_clause.entry(id.clone()).or_default();
            title.clone_into(&mut tally.title);
            *side(tally) += 1;
        }
    }
}

/// Clauses by id, with their titles.
type Titles<'e> = BTreeMap<&'e String, &'e String>;

fn called(list: &[Called]) -> Titles<'_> {
    list.iter().map(|one| (&one.clause, &one.title)).collect()
}

fn shifted(list: &[Shift]) -> Titles<'_> {
    list.iter().map(|one| (&one.clause, &one.title)).collect()
}
