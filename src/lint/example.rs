//! Examples of rules: each must give the result it announces.

use std::slice;

use crate::base::Base;
use crate::base::rule::{Example, Rule};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{State, evaluate_some};
use crate::purchase::read;

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let examples = base.rules.iter().flat_map(|rule| rule.examples.iter().map(move |e| (rule, e)));
    examples.filter_map(|(rule, example)| fault(base, rule, example)).collect()
}

fn fault(base: &Base, rule: &Rule, example: &Example) -> Option<Diagnostic> {
    let wrong = |message: String| {
        let span = example.span.clone();
        Some(Diagnostic::error(Code::ExempleFaux, &rule.place.source, span, message))
    };
    match outcome(base, rule, example) {
        Ok(found) if found == example.expected => None,
        Ok(found) => wrong(format!(
            "l’exemple de la règle `{}` donne `{found}` au lieu de `{}`",
            rule.id, example.expected
        )),
        Err(faults) => {
            wrong(format!("l’exemple de la règle `{}` ne se lit pas : {faults}", rule.id))
        }
    }
}

/// Whether an example makes the rule applicable.
#[must_use]
pub fn is_triggered(base: &Base, rule: &Rule) -> bool {
    rule.examples.iter().any(|example| outcome(base, rule, example) == Ok("applicable"))
}

/// What an example gives: the best state of the rule over its lots.
///
/// # Errors
/// When the example is no fiche: its faults, in words.
fn outcome(base: &Base, rule: &Rule, example: &Example) -> Result<&'static str, String> {
    let (purchase, faults) = read::example(&example.fiche, base);
    let Some(mut purchase) = purchase else {
        let faults: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        return Err(faults.join(" ; "));
    };
    purchase.buyer.policy = rule.policy.as_deref().map(Into::into);
    let date = purchase.launch.unwrap_or(base.as_of);
    let evaluation = evaluate_some(base, slice::from_ref(rule), &purchase, date);
    let states = || evaluation.outcomes.iter().map(|outcome| &outcome.state);
    Ok(if states().any(|state| *state == State::Applicable) {
        "applicable"
    } else if states().any(|state| matches!(state, State::Undetermined(_))) {
        "indeterminee"
    } else {
        "non_applicable"
    })
}
