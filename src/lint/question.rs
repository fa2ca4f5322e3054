//! Questions: what a rule tests and nothing tells is asked, or the rule stays undetermined for ever.

use std::collections::BTreeMap;

use super::{conditions, spot};
use crate::base::Base;
use crate::base::condition::Condition;
use crate::base::legal::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::fact::{FactId, Origin};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    // Where each is first tested.
    let mut tested: BTreeMap<FactId, &Place> = BTreeMap::new();
    for (condition, place) in conditions(base) {
        for fact in condition.facts() {
            tested.entry(fact).or_insert(place);
        }
    }
    tested.into_iter().filter_map(|(id, place)| fault(base, id, place)).collect()
}

fn fault(base: &Base, id: FactId, place: &Place) -> Option<Diagnostic> {
    let fact = base.facts.get(id)?;
    let always = |condition: &Condition| matches!(condition, Condition::All(all) if all.is_empty());
    let is_told = fact.question.as_ref().is_some_and(|question| !question.trim().is_empty())
        || fact.origin != Origin::Answer
        || base.deductions.iter().any(|one| one.fact == id && always(&one.when));
    if is_told {
        return None;
    }
    let message = format!("le fait `{}` est testé, et rien ne le demande ni ne le déduit", fact.id);
    let span = spot(&place.source, place.span.start, &fact.id);
    Some(
        Diagnostic::warning(Code::QuestionManquante, &place.source, span, message)
            .help("écrire sa `question` dans faits.toml, ou une déduction sans condition"),
    )
}
