//! What the law asks of the consultation: duties with what meets them, and the clauses it imposes.

use super::Screen;
use super::clause::{Group, place};
use crate::base::clause::Nature;
use crate::base::rule::Level;
use crate::engine::answer::level_of;
use crate::engine::duty::{DutyAnswer, DutyState};
use crate::engine::known::At;
use crate::output::line::{Line, Span};
use crate::output::wording::{and, clause_title, references, short_reference};
use crate::purchase::lots_label;

impl Screen<'_> {
    pub(super) fn law(self, imposed: &[Group<'_>], out: &mut Vec<Line>) {
        out.push(Line::heading("Ce que la loi exige"));
        if self.answer.duties.is_empty() && imposed.is_empty() {
            out.push(Line::text(
                "Aucune clause imposée par la loi n’a été trouvée pour cet achat.",
            ));
        }
        for duty in &self.answer.duties {
            self.duty(duty, out);
        }
        self.imposed(imposed, out);
        self.to_confirm(imposed, out);
    }

    fn imposed(self, imposed: &[Group<'_>], out: &mut Vec<Line>) {
        if imposed.is_empty() {
            return;
        }
        if self.details {
            for group in imposed {
                self.clause(group, out);
            }
            return;
        }
        // What goes into the contract apart from what the buyer checks: only the first is text to send.
        let (checks, clauses): (Vec<&Group<'_>>, Vec<&Group<'_>>) =
            imposed.iter().partition(|group| group.clause.nature == Nature::Verification);
        self.titles(["Clause imposée", "Clauses imposées"], &clauses, out);
        self.titles(["Vérification imposée", "Vérifications imposées"], &checks, out);
    }

    fn titles(self, subject: [&str; 2], groups: &[&Group<'_>], out: &mut Vec<Line>) {
        if groups.is_empty() {
            return;
        }
        let titles: Vec<String> = groups.iter().map(|group| self.in_short(group)).collect();
        let [one, many] = subject;
        out.push(Line::item(vec![
            Span::strong(if groups.len() > 1 { many } else { one }),
            Span::plain(&format!(" : {}", titles.join(" ; "))),
        ]));
    }

    /// Clauses that the law may impose, once a question is answered: never passed over in silence.
    fn to_confirm(self, imposed: &[Group<'_>], out: &mut Vec<Line>) {
        let evaluation = &self.answer.evaluation;
        let mut found: Vec<(&str, Vec<At>)> = Vec::new();
        for outcome in self.answer.undetermined() {
            let id = outcome.rule.clause.as_str();
            if level_of(evaluation, outcome.rule) != Level::Obligatoire
                || imposed.iter().any(|group| group.clause.id == id)
            {
                continue;
            }
            match found.iter_mut().find(|(known, _)| *known == id) {
                Some((_, places)) => places.push(outcome.at),
                None => found.push((id, vec![outcome.at])),
            }
        }
        if found.is_empty() {
            return;
        }
        let titles: Vec<String> = found
            .iter()
            .map(|(id, places)| {
                let title = clause_title(evaluation.base, id);
                let place = place(self.answer, places);
                place.map_or_else(|| title.to_owned(), |place| format!("{title} ({place})"))
            })
            .collect();
        let subject = if titles.len() > 1 { "Clauses à confirmer" } else { "Clause à confirmer" };
        out.push(Line::sign(vec![
            Span::plain("? "),
            Span::strong(subject),
            Span::plain(&format!(", selon vos réponses aux questions : {}", titles.join(" ; "))),
        ]));
    }

    fn duty(self, answer: &DutyAnswer<'_>, out: &mut Vec<Line>) {
        let (sign, state) = match answer.state {
            DutyState::Met => ("✓", self.met(answer)),
            DutyState::ToMeet => ("✗", to_meet(answer)),
            DutyState::OptedOut => ("✓", opted_out(answer)),
            DutyState::Undetermined => ("?", self.undetermined(answer)),
        };
        let cited = if self.details {
            references(&answer.bases)
        } else {
            answer.bases.first().map_or_else(String::new, |basis| short_reference(basis))
        };
        let cited = if cited.is_empty() { cited } else { format!(" · {cited}") };
        out.push(Line::sign(vec![
            Span::plain(&format!("{sign} ")),
            Span::strong(&answer.duty.title),
            Span::plain(&format!(" : {state}{cited}")),
        ]));
        if answer.state != DutyState::ToMeet {
            return;
        }
        out.push(Line::under(&answer.duty.help));
        if !answer.open_cases.is_empty() {
            let mut line = Line::under("Les dispenses que la loi ouvre : ");
            line.spans
                .push(Span::code(&format!("clausier expliquer {} {}", self.fiche, answer.duty.id)));
            out.push(line);
        }
    }

    fn met(self, answer: &DutyAnswer<'_>) -> String {
        let base = self.answer.evaluation.base;
        let titles: Vec<String> =
            answer.by.iter().map(|id| format!("« {} »", clause_title(base, id))).collect();
        match titles.as_slice() {
            [only] => format!("satisfaite par {only}"),
            _ if self.details => format!("satisfaite par {}", and(&titles)),
            _ => format!("satisfaite par {} clauses", titles.len()),
        }
    }

    /// In the words of the questions that settle it.
    fn undetermined(self, answer: &DutyAnswer<'_>) -> String {
        let facts = &self.answer.evaluation.base.facts;
        let mut asked: Vec<String> = Vec::new();
        for fact in answer.missing.iter().filter_map(|missing| facts.get(missing.fact)) {
            let text = fact.question.as_ref().unwrap_or(&fact.title);
            if !asked.contains(text) {
                asked.push(text.clone());
            }
        }
        format!("à confirmer, selon la réponse à « {} »", asked.join(" » et « "))
    }
}

fn to_meet(answer: &DutyAnswer<'_>) -> String {
    if answer.by.is_empty() || answer.uncovered.is_empty() {
        return "À SATISFAIRE".into();
    }
    format!("À SATISFAIRE pour {}", lots_label(&answer.uncovered))
}

fn opted_out(answer: &DutyAnswer<'_>) -> String {
    answer.exemption.as_ref().map_or_else(
        || "dispense choisie".into(),
        |(case, exemption)| {
            format!("dispense choisie, « {} » ; motif : {}", case.text, exemption.reason)
        },
    )
}
