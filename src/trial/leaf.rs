//! The tests of a rule one by one: what an evaluation shows of each, and whether it alone decided.
//!
//! A test decides where forcing it true, then false, all else being as it is, gives the rule the two opposite truths.

use std::ptr;

use crate::base::condition::{Condition, Test};
use crate::base::rule::Rule;
use crate::engine::eval::Context;
use crate::engine::known::At;
use crate::engine::{Evaluation, State};
use crate::truth::Truth;

/// One test of a rule.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'r> {
    pub test: &'r Test,
    pub read: Read,
}

/// Where a test is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// Where the rule is tested.
    WithRule,
    /// On the purchase (`marche`).
    OnPurchase,
    /// On each lot in turn (`lots`).
    OnEachLot,
}

/// What one evaluation shows of a test, at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    /// Where the test was read.
    pub at: At,
    pub truth: Truth,
    /// Whether the rule would have turned with it.
    pub deciding: bool,
    /// Whether the rule applied.
    pub applies: bool,
}

/// The tests of a condition, in the order written.
#[must_use]
pub fn leaves(condition: &Condition) -> Vec<Leaf<'_>> {
    let mut out = Vec::new();
    collect(condition, Read::WithRule, &mut out);
    out
}

fn collect<'r>(condition: &'r Condition, read: Read, out: &mut Vec<Leaf<'r>>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                collect(item, read, out);
            }
        }
        Condition::Not(inner) => collect(inner, read, out),
        Condition::OnPurchase(inner) => collect(inner, Read::OnPurchase, out),
        Condition::Lots(_, inner) => collect(inner, Read::OnEachLot, out),
        Condition::Test(test) => out.push(Leaf { test, read }),
    }
}

/// What an evaluation shows of a test of a rule, wherever the rule is in force and the test is read.
#[must_use]
pub fn shown(evaluation: &Evaluation<'_>, rule: &Rule, leaf: Leaf<'_>) -> Vec<Shown> {
    let context = evaluation.context();
    let mut out = Vec::new();
    for outcome in evaluation.outcomes_of(rule) {
        if outcome.state == State::NotInForce {
            continue;
        }
        let applies = outcome.state == State::Applicable;
        for at in places(evaluation, outcome.at, leaf.read) {
            let truth = context.test(leaf.test, at);
            let deciding =
                truth != Truth::Unknown && turns(context, rule, outcome.at, leaf.test, at);
            out.push(Shown { at, truth, deciding, applies });
        }
    }
    out
}

fn places(evaluation: &Evaluation<'_>, rule_at: At, read: Read) -> Vec<At> {
    match read {
        Read::WithRule => vec![rule_at],
        Read::OnPurchase => vec![At::Purchase],
        Read::OnEachLot => (0..evaluation.known.n_lots()).map(At::Lot).collect(),
    }
}

/// Whether a rule is true one way and false the other when one test is forced at one place.
fn turns(context: Context<'_>, rule: &Rule, rule_at: At, forced: &Test, at: At) -> bool {
    let with = |truth: Truth| {
        context.truth_by(&rule.when, rule_at, &|test, here| {
            if ptr::eq(test, forced) && here == at { truth } else { context.test(test, here) }
        })
    };
    matches!(
        (with(Truth::True), with(Truth::False)),
        (Truth::True, Truth::False) | (Truth::False, Truth::True)
    )
}
