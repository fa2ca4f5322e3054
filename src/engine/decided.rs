//! Which conditions count in the state of a rule: an explanation before its words.

use super::eval::Context;
use super::known::At;
use super::{Evaluation, Outcome};
use crate::base::condition::Condition;
use crate::truth::Truth;

/// A condition that counts in the state of a rule, without a word yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decided<'c> {
    pub condition: &'c Condition,
    pub at: At,
    pub truth: Truth,
}

/// The conditions that count in the state of an outcome, in order: what [`super::explain`] puts in words, for those who put none.
#[must_use]
pub fn decided<'c>(evaluation: &Evaluation<'_>, outcome: &Outcome<'c>) -> Vec<Decided<'c>> {
    let mut found = Vec::new();
    decide(evaluation.context(), &outcome.rule.when, outcome.at, &mut found);
    found
}

/// Adds what counts in the truth of a condition.
pub(super) fn decide<'c>(
    context: Context<'_>,
    condition: &'c Condition,
    at: At,
    out: &mut Vec<Decided<'c>>,
) {
    match condition {
        Condition::All(items) => items.iter().for_each(|item| decide(context, item, at, out)),
        Condition::OnPurchase(inner) => decide(context, inner, At::Purchase, out),
        // Of an alternative that holds, what made it hold; of one that does not, the whole of it.
        Condition::Any(items) => {
            let holds = items.iter().find(|item| context.truth(item, at) == Truth::True);
            match holds {
                Some(item) => decide(context, item, at, out),
                None => out.push(Decided { condition, at, truth: context.truth(condition, at) }),
            }
        }
        Condition::Test(_) | Condition::Not(_) | Condition::Lots(..) => {
            out.push(Decided { condition, at, truth: context.truth(condition, at) });
        }
    }
}
