//! What cases exercise of a base: rules triggered; conditions seen true, seen false, and seen to decide.

use serde::Serialize;

use super::leaf::{leaves, shown};
use super::{Case, place_of};
use crate::base::Base;
use crate::base::rule::Rule;
use crate::engine::eval::Context;
use crate::engine::{State, evaluate_some, explain};
use crate::purchase::Purchase;
use crate::truth::Truth;

/// What cases show of every rule.
#[derive(Debug, Clone, Serialize)]
pub struct Exercise {
    /// How many fiches were tried.
    #[serde(rename = "fiches")]
    pub n_fiches: usize,
    #[serde(rename = "exemples")]
    pub n_examples: usize,
    #[serde(rename = "bilan")]
    pub totals: Totals,
    #[serde(rename = "regles")]
    pub rules: Vec<Exercised>,
}

/// What cases show of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exercised {
    #[serde(rename = "regle")]
    pub rule: String,
    #[serde(rename = "lieu")]
    pub place: String,
    #[serde(rename = "declenchee")]
    pub triggered: bool,
    pub conditions: Vec<Seen>,
}

/// What cases show of one condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    #[serde(rename = "condition")]
    pub text: String,
    #[serde(rename = "vue_vraie")]
    pub held: bool,
    #[serde(rename = "vue_fausse")]
    pub failed: bool,
    #[serde(rename = "decisive")]
    pub decided: bool,
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Share {
    #[serde(rename = "vues")]
    pub n: usize,
    #[serde(rename = "sur")]
    pub of: usize,
}

/// The four shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    #[serde(rename = "regles_declenchees")]
    pub triggered: Share,
    #[serde(rename = "conditions_vraies")]
    pub held: Share,
    #[serde(rename = "conditions_fausses")]
    pub failed: Share,
    #[serde(rename = "conditions_decisives")]
    pub decided: Share,
}

impl Share {
    fn count(&mut self, yes: bool) {
        self.n += usize::from(yes);
        self.of += 1;
    }

    /// In hundredths, rounded down: 100 means all. Of nothing, all is seen.
    #[must_use]
    pub const fn percent(self) -> usize {
        match (self.n * 100).checked_div(self.of) {
            Some(percent) => percent,
            None => 100,
        }
    }
}

impl Totals {
    fn of(rules: &[Exercised]) -> Self {
        let mut totals = Self::default();
        for rule in rules {
            totals.triggered.count(rule.triggered);
            for seen in &rule.conditions {
                totals.held.count(seen.held);
                totals.failed.count(seen.failed);
                totals.decided.count(seen.decided);
            }
        }
        totals
    }

    /// The smallest of the four, in hundredths.
    #[must_use]
    pub fn least_percent(&self) -> usize {
        let shares = [self.triggered, self.held, self.failed, self.decided];
        shares.into_iter().map(Share::percent).min().unwrap_or(0)
    }
}

/// What cases exercise of a base.
#[must_use]
pub fn exercise(base: &Base, cases: &[Case<'_>]) -> Exercise {
    let blank = evaluate_some(base, &[], &Purchase::default(), base.as_of);
    let rules = base.rules.iter().map(|rule| of_rule(blank.context(), rule, cases));
    let rules: Vec<Exercised> = rules.collect();
    let n_examples = cases.iter().filter(|case| case.rule.is_some()).count();
    Exercise { n_fiches: cases.len() - n_examples, n_examples, totals: Totals::of(&rules), rules }
}

/// Conditions are worded as for a purchase of which nothing is known.
fn of_rule(blank: Context<'_>, rule: &Rule, cases: &[Case<'_>]) -> Exercised {
    let speaking: Vec<&Case<'_>> = cases.iter().filter(|case| case.speaks_of(rule)).collect();
    let triggers = |case: &&Case<'_>| {
        let outcomes = case.evaluation.outcomes_of(rule);
        outcomes.iter().any(|outcome| outcome.state == State::Applicable)
    };
    let conditions = leaves(&rule.when).into_iter().map(|leaf| {
        let mut seen = Seen {
            text: explain::test_words(blank, leaf.test),
            held: false,
            failed: false,
            decided: false,
        };
        for shown in speaking.iter().flat_map(|case| shown(&case.evaluation, rule, leaf)) {
            seen.held |= shown.truth == Truth::True;
            seen.failed |= shown.truth == Truth::False;
            seen.decided |= shown.deciding;
        }
        seen
    });
    Exercised {
        rule: rule.id.clone(),
        place: place_of(rule),
        conditions: conditions.collect(),
        triggered: speaking.iter().any(triggers),
    }
}
