//! A rule: its state on the purchase or on each lot, and every condition with its value.

use super::{condition, deduced, references};
use crate::base::legal::LegalBasis;
use crate::base::rule::Rule;
use crate::engine::answer::{Answer, level_of};
use crate::engine::explain::{Explanation, Step, explain, one_step};
use crate::engine::known::At;
use crate::engine::{Missing, Outcome, State};
use crate::output::line::{Line, Span};
use crate::output::wording::{and, capital, clause_title};
use crate::purchase::lots_label;

/// The page of a rule.
pub(super) fn page(answer: &Answer<'_>, rule: &Rule, out: &mut Vec<Line>) {
    let base = answer.evaluation.base;
    out.push(Line::title(&format!("{} (règle)", rule.title)));
    out.push(Line::text(&format!(
        "Appelle la clause « {} », {}.",
        clause_title(base, &rule.clause),
        level_of(&answer.evaluation, rule).title()
    )));
    out.push(Line::text(&rule.reason));
    states(answer, rule, out);
    deduced(answer, &rule.when.facts(), &places(answer, rule), out);
    let bases: Vec<&LegalBasis> = rule.bases.iter().filter_map(|id| base.legal.get(id)).collect();
    references(&bases, out);
    sources(rule, out);
}

/// What supports the rule besides the law.
pub(super) fn sources(rule: &Rule, out: &mut Vec<Line>) {
    if !rule.sources.is_empty() {
        out.push(Line::heading("Sources de la règle"));
        out.extend(rule.sources.iter().map(|source| Line::item(vec![Span::plain(source)])));
    }
}

/// Where the rule was tested, and where the values of its conditions are read.
pub(super) fn places(answer: &Answer<'_>, rule: &Rule) -> Vec<At> {
    let mut places = vec![At::Purchase];
    places.extend(outcomes(answer, rule).map(|outcome| outcome.at));
    places.dedup();
    places
}

fn outcomes<'a>(answer: &'a Answer<'_>, rule: &'a Rule) -> impl Iterator<Item = &'a Outcome<'a>> {
    answer.evaluation.outcomes.iter().filter(move |outcome| outcome.rule.id == rule.id)
}

/// The states of a rule, lots of a same state and same values together.
pub(super) fn states(answer: &Answer<'_>, rule: &Rule, out: &mut Vec<Line>) {
    let evaluation = &answer.evaluation;
    let mut found: Vec<(&State, Explanation, Option<Step>, Vec<At>)> = Vec::new();
    for outcome in outcomes(answer, rule) {
        let explanation = explain(evaluation, outcome);
        let same = found
            .iter_mut()
            .find(|(state, known, ..)| **state == outcome.state && *known == explanation);
        if let Some((.., places)) = same {
            places.push(outcome.at);
        } else {
            let step = one_step(evaluation, outcome).and_then(|line| line.step);
            found.push((&outcome.state, explanation, step, vec![outcome.at]));
        }
    }
    if found.is_empty() {
        out.push(Line::text(
            "Cette règle est celle d’une autre politique : elle n’est pas lue ici.",
        ));
    }
    for (state, explanation, step, places) in found {
        out.push(Line::heading(&capital(&format!(
            "{}{}",
            where_(answer, &places),
            verdict(state)
        ))));
        out.extend(explanation.lines.iter().map(condition));
        if let Some(lacking) = explanation.lacking {
            let text = match step {
                Some(step) => format!("Il ne manque que cela : elle s’appliquerait {}.", step.text),
                None => format!("Il manque d’abord : {lacking}."),
            };
            out.push(Line::text(&text));
        }
        if let State::Undetermined(missing) = state {
            out.push(to_know(answer, missing));
        }
    }
}

/// What must be known first, each once.
fn to_know(answer: &Answer<'_>, missing: &[Missing]) -> Line {
    let facts = &answer.evaluation.base.facts;
    let mut asked: Vec<String> = Vec::new();
    for fact in missing.iter().filter_map(|missing| facts.get(missing.fact)) {
        let text = format!("« {} »", fact.question.as_ref().unwrap_or(&fact.title));
        if !asked.contains(&text) {
            asked.push(text);
        }
    }
    Line::text(&format!("Il faut savoir : {}", and(&asked)))
}

/// « lots 1 et 3 : », or nothing for the purchase.
pub(super) fn where_(answer: &Answer<'_>, places: &[At]) -> String {
    let known = &answer.evaluation.known;
    let numbers: Vec<u32> = places.iter().filter_map(|at| known.number(*at)).collect();
    if numbers.is_empty() { String::new() } else { format!("{} : ", lots_label(&numbers)) }
}

const fn verdict(state: &State) -> &'static str {
    match state {
        State::Applicable => "la règle s’applique",
        State::NotApplicable => "la règle ne s’applique pas",
        State::NotInForce => "la règle n’est pas en vigueur à cette date",
        State::Undetermined(_) => "on ne peut pas encore le dire",
    }
}
