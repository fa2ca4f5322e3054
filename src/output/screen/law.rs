//! What the law asks of the consultation: duties with what meets them, and the clauses it imposes.

use super::Screen;
use super::clause::{Group, place};
use crate::engine::duty::{DutyAnswer, DutyState};
use crate::output::line::{Line, Span};
use crate::output::wording::{and, burden, clause_title, lots, plural, reference, references};

/// How many clauses that meet a duty are named on the short answer.
const NAMED: usize = 2;

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
        if imposed.is_empty() {
            return;
        }
        let n = u32::try_from(imposed.len()).unwrap_or(u32::MAX);
        out.push(Line::text(&format!(
            "{} que la loi impose telle{} quelle{} :",
            plural(n, "clause"),
            s(n),
            s(n)
        )));
        for group in imposed {
            if self.details {
                self.clause(group, out);
                continue;
            }
            let mut parts: Vec<String> = Vec::new();
            parts.extend(group.place(self.answer));
            parts.push(burden(group.clause.burden));
            parts.extend(
                group.all.first().and_then(|one| one.bases.first()).map(|basis| reference(basis)),
            );
            out.push(Line::item(vec![
                Span::strong(&group.clause.title),
                Span::plain(&format!(" · {}", parts.join(" · "))),
            ]));
        }
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
            answer.bases.first().map_or_else(String::new, |basis| reference(basis))
        };
        let cited = if cited.is_empty() { cited } else { format!(" · {cited}") };
        out.push(Line::item(vec![
            Span::plain(&format!("{sign} ")),
            Span::strong(&answer.duty.title),
            Span::plain(&format!(" : {state}{cited}")),
        ]));
        if matches!(answer.state, DutyState::ToMeet | DutyState::Undetermined) {
            out.push(Line::under(&answer.duty.help));
            if !answer.open_cases.is_empty() {
                out.push(Line::item(vec![
                    Span::plain("Dispenses ouvertes par la loi, à motiver : "),
                    Span::code(&format!("clausier expliquer {} {}", self.fiche, answer.duty.id)),
                ]));
            }
        }
    }

    fn met(self, answer: &DutyAnswer<'_>) -> String {
        let base = self.answer.evaluation.base;
        let most = if self.details { answer.by.len() } else { NAMED };
        let mut shown: Vec<String> = answer
            .by
            .iter()
            .take(most)
            .map(|id| format!("« {} »", clause_title(base, id)))
            .collect();
        let others = answer.by.len().saturating_sub(most);
        if others > 0 {
            shown.push(plural(u32::try_from(others).unwrap_or(u32::MAX), "autre"));
        }
        format!("satisfaite par {}", and(&shown))
    }

    fn undetermined(self, answer: &DutyAnswer<'_>) -> String {
        let facts = &self.answer.evaluation.base.facts;
        let mut titles: Vec<String> = Vec::new();
        for fact in answer.missing.iter().filter_map(|missing| facts.get(missing.fact)) {
            if !titles.contains(&fact.title) {
                titles.push(fact.title.clone());
            }
        }
        let places: Vec<_> = answer.missing.iter().map(|missing| missing.at).collect();
        let place = place(self.answer, &places).filter(|place| place.starts_with("lot"));
        let place = place.map_or_else(String::new, |place| format!(" ({place})"));
        format!("à confirmer, selon : {}{place}", and(&titles))
    }
}

fn to_meet(answer: &DutyAnswer<'_>) -> String {
    if answer.by.is_empty() || answer.uncovered.is_empty() {
        return "À SATISFAIRE".into();
    }
    format!("À SATISFAIRE pour {}", lots(&answer.uncovered))
}

fn opted_out(answer: &DutyAnswer<'_>) -> String {
    answer.exemption.as_ref().map_or_else(
        || "dispense choisie".into(),
        |(case, exemption)| {
            format!("dispense choisie, « {} » ; motif : {}", case.text, exemption.reason)
        },
    )
}

/// The mark of the plural.
const fn s(n: u32) -> &'static str {
    if n > 1 { "s" } else { "" }
}
