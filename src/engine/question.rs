//! The questions left: which unknown facts would decide most.

use std::collections::BTreeMap;

use super::duty::DutyAnswer;
use super::known::At;
use super::{Evaluation, Missing, State};
use crate::base::rule::Level;
use crate::fact::Fact;

/// A question to the buyer, and the rules that wait for its answer.
#[derive(Debug, Clone)]
pub struct Question<'b> {
    pub fact: &'b Fact,
    pub at: At,
    /// The number of the lot it is about; `None` for the purchase.
    pub lot: Option<u32>,
    pub text: &'b str,
    /// Ids of rules and duties, each once.
    pub rules: Vec<&'b str>,
    /// How much it decides: the heavier, the sooner asked.
    pub weight: u32,
}

/// The questions, those that decide most first: each undetermined rule gives the weight of its level, shared among what it lacks.
pub(super) fn questions<'b>(
    evaluation: &Evaluation<'b>,
    duties: &[DutyAnswer<'b>],
) -> Vec<Question<'b>> {
    let mut found: BTreeMap<Missing, Question<'b>> = BTreeMap::new();
    for outcome in &evaluation.outcomes {
        if let State::Undetermined(missing) = &outcome.state {
            add(evaluation, &mut found, missing, &outcome.rule.id, weight(outcome.rule.level));
        }
    }
    for duty in duties {
        add(evaluation, &mut found, &duty.missing, &duty.duty.id, weight(Level::Obligatoire));
    }
    let mut questions: Vec<(Missing, Question<'b>)> = found.into_iter().collect();
    questions.sort_by(|a, b| b.1.weight.cmp(&a.1.weight).then_with(|| a.0.cmp(&b.0)));
    questions.into_iter().map(|(_, question)| question).collect()
}

/// In sixtieths, so that shares stay whole for up to six facts.
const fn weight(level: Level) -> u32 {
    match level {
        Level::Obligatoire => 480,
        Level::Objectif | Level::Recommande => 180,
        Level::AEtudier => 60,
    }
}

fn add<'b>(
    evaluation: &Evaluation<'b>,
    found: &mut BTreeMap<Missing, Question<'b>>,
    missing: &[Missing],
    id: &'b str,
    weight: u32,
) {
    let share = weight / u32::try_from(missing.len().max(1)).unwrap_or(u32::MAX);
    for place in missing {
        let Some(fact) = evaluation.base.facts.get(place.fact) else { continue };
        let Some(text) = fact.question.as_deref() else { continue };
        let question = found.entry(*place).or_insert_with(|| Question {
            fact,
            at: place.at,
            lot: evaluation.known.number(place.at),
            text,
            rules: Vec::new(),
            weight: 0,
        });
        // A rule counts once, on however many lots it waits.
        if !question.rules.contains(&id) {
            question.weight = question.weight.saturating_add(share);
            question.rules.push(id);
        }
    }
}
