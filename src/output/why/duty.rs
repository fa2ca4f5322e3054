//! A duty: whether it binds, what meets it, and the opt-outs that the law opens.

use super::{condition, deduced, references};
use crate::base::duty::Duty;
use crate::base::legal::LegalBasis;
use crate::engine::answer::Answer;
use crate::engine::duty::DutyState;
use crate::engine::explain::explain_condition;
use crate::engine::known::At;
use crate::output::line::{Line, Span};
use crate::output::wording::clause_title;
use crate::purchase::lots_label;

/// The page of a duty.
pub(super) fn page(answer: &Answer<'_>, duty: &Duty, out: &mut Vec<Line>) {
    let evaluation = &answer.evaluation;
    let settled = answer.duties.iter().find(|one| one.duty.id == duty.id);
    out.push(Line::title(&format!("{} (obligation)", duty.title)));
    out.push(Line::text(match settled.map(|one| one.state) {
        Some(DutyState::Met) => "Satisfaite.",
        Some(DutyState::ToMeet) => "À SATISFAIRE.",
        Some(DutyState::OptedOut) => "Une dispense est choisie.",
        Some(DutyState::Undetermined) => "On ne peut pas encore dire si elle s’impose.",
        None if duty.in_force.contains(evaluation.date) => "Elle ne s’impose pas à cet achat.",
        None => "Elle n’est pas en vigueur à cette date.",
    }));
    let conditions = explain_condition(evaluation, &duty.when);
    out.push(Line::heading("Quand elle s’impose"));
    if conditions.is_empty() {
        out.push(Line::text("À toute consultation."));
    }
    out.extend(conditions.iter().map(condition));
    if let Some(settled) = settled {
        out.push(Line::heading("Ce qui la satisfait"));
        for id in &settled.by {
            out.push(Line::item(vec![
                Span::plain(&format!("{} · ", clause_title(evaluation.base, id))),
                Span::code(id),
            ]));
        }
        if settled.state != DutyState::Met {
            let uncovered = match settled.uncovered.as_slice() {
                [] => String::new(),
                numbers => format!("Rien encore pour {}. ", lots_label(numbers)),
            };
            out.push(Line::text(&format!("{uncovered}{}", duty.help)));
        }
    }
    exemptions(answer, duty, out);
    deduced(answer, &duty.when.facts(), &[At::Purchase], out);
    let bases: Vec<&LegalBasis> =
        duty.bases.iter().filter_map(|id| evaluation.base.legal.get(id)).collect();
    references(&bases, out);
}

fn exemptions(answer: &Answer<'_>, duty: &Duty, out: &mut Vec<Line>) {
    let settled = answer.duties.iter().find(|one| one.duty.id == duty.id);
    if duty.exemptions.is_empty() {
        return;
    }
    out.push(Line::heading("Dispenses que la loi prévoit"));
    for case in &duty.exemptions {
        let open =
            settled.is_some_and(|one| one.open_cases.iter().any(|known| known.id == case.id));
        let chosen = settled
            .and_then(|one| one.exemption.as_ref())
            .filter(|(known, _)| known.id == case.id)
            .map(|(_, exemption)| format!("choisie : {}", exemption.reason));
        let state =
            chosen.unwrap_or_else(|| if open { "ouverte" } else { "fermée à cet achat" }.into());
        out.push(Line::item(vec![
            Span::plain(&format!("{} · ", case.text)),
            Span::code(&case.id),
            Span::plain(&format!(" · {state}")),
        ]));
    }
    let mut line = Line::text("Pour en choisir une, écrire dans la fiche : ");
    let table = format!("[dispenses.{}]", duty.id);
    line.spans.extend([
        Span::code(&table),
        Span::plain(" puis "),
        Span::code("cas = \"…\""),
        Span::plain(" et "),
        Span::code("motif = \"…\""),
    ]);
    out.push(line);
}
