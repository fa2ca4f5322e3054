//! A duty on the page: its state, what meets it, what could, the opt-outs that the law opens.

use serde::Serialize;

use super::Desk;
use super::card::Reference;
use crate::engine::answer::Answer;
use crate::engine::duty::{DutyAnswer, DutyState};
use crate::output::wording::clause_title;
use crate::purchase::lots_label;

/// How many clauses that would meet a duty are offered.
const MOST: usize = 4;

/// A duty.
#[derive(Debug, Serialize)]
pub struct DutyView {
    pub id: String,
    pub title: String,
    pub state: &'static str,
    pub sign: &'static str,
    pub word: String,
    pub by: Vec<String>,
    pub references: Vec<Reference>,
    pub help: String,
    /// Questions that settle it.
    pub asked: Vec<String>,
    /// Clauses that would meet it: id, title.
    pub could: Vec<(String, String)>,
    /// Opt-outs: id, text, whether chosen.
    pub cases: Vec<(String, String, bool)>,
    pub reason: String,
    pub errors: (String, String),
}

impl DutyView {
    pub(super) fn new(desk: &Desk<'_>, answer: &Answer<'_>, of: &DutyAnswer<'_>) -> Self {
        let duty = of.duty;
        let base = answer.evaluation.base;
        let (sign, word) = state(of);
        let field = |name: &str| format!("{name}:{}", duty.id);
        let error = |name: &str| desk.faults.get(&field(name)).cloned().unwrap_or_default();
        let typed = desk.fields.get(&field("cas"));
        let chosen = of.exemption.as_ref().map(|(case, _)| case.id.as_str());
        let cases = of
            .open_cases
            .iter()
            .map(|case| (case.id.clone(), case.text.clone(), chosen.unwrap_or(typed) == case.id));
        let reason = of.exemption.as_ref().map_or_else(
            || desk.fields.get(&field("dispense")).to_owned(),
            |(_, exemption)| exemption.reason.clone(),
        );
        Self {
            id: duty.id.clone(),
            title: duty.title.clone(),
            state: of.state.id(),
            sign,
            word,
            by: of.by.iter().map(|id| clause_title(base, id).to_owned()).collect(),
            references: of.bases.iter().map(|basis| Reference::new(basis)).collect(),
            help: duty.help.clone(),
            asked: asked(answer, of),
            could: if of.state == DutyState::ToMeet { could(answer, of) } else { Vec::new() },
            cases: cases.collect(),
            reason,
            errors: (error("cas"), error("dispense")),
        }
    }
}

fn state(of: &DutyAnswer<'_>) -> (&'static str, String) {
    match of.state {
        DutyState::Met => ("✓", "satisfaite".into()),
        DutyState::OptedOut => ("✓", "dispense choisie".into()),
        DutyState::Undetermined => ("?", "à confirmer".into()),
        DutyState::ToMeet if of.by.is_empty() || of.uncovered.is_empty() => {
            ("✗", "à satisfaire".into())
        }
        DutyState::ToMeet => ("✗", format!("à satisfaire pour {}", lots_label(&of.uncovered))),
    }
}

fn asked(answer: &Answer<'_>, of: &DutyAnswer<'_>) -> Vec<String> {
    let facts = &answer.evaluation.base.facts;
    let mut out: Vec<String> = Vec::new();
    for fact in of.missing.iter().filter_map(|missing| facts.get(missing.fact)) {
        let text = fact.question.as_ref().unwrap_or(&fact.title);
        if !out.contains(text) {
            out.push(text.clone());
        }
    }
    out
}

/// Clauses called for, discarded or only to be studied, that would meet the duty.
fn could(answer: &Answer<'_>, of: &DutyAnswer<'_>) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for one in &answer.recommendations {
        let is_new = !out.iter().any(|(id, _)| *id == one.clause.id);
        if is_new && !one.is_written() && of.duty.met_by.accepts(one.clause) {
            out.push((one.clause.id.clone(), one.clause.title.clone()));
        }
    }
    out.truncate(MOST);
    out
}
