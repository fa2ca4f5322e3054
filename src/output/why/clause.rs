//! A clause: where it is recommended, by which rules, with which values, and what it costs to follow.

use super::rule::{places, states, where_};
use super::{deduced, references};
use crate::base::clause::Clause;
use crate::base::legal::LegalBasis;
use crate::base::rule::Rule;
use crate::engine::State;
use crate::engine::answer::{Answer, Recommendation};
use crate::engine::known::At;
use crate::output::line::{Line, Span};
use crate::output::wording::{capital, plural};
use crate::purchase::Status;

/// The page of a clause.
pub(super) fn page(answer: &Answer<'_>, clause: &Clause, out: &mut Vec<Line>) {
    let base = answer.evaluation.base;
    let own: Vec<&Recommendation<'_>> =
        answer.recommendations.iter().filter(|one| one.clause.id == clause.id).collect();
    out.push(Line::title(&format!("{} ({})", clause.title, clause.nature.title())));
    verdicts(answer, clause, &own, out);
    let rules: Vec<&Rule> = base.rules.iter().filter(|rule| rule.clause == clause.id).collect();
    // What calls for the clause first; the rules that fail here matter in full only when nothing calls for it.
    let (live, idle): (Vec<&Rule>, Vec<&Rule>) =
        rules.iter().partition(|rule| is_live(answer, rule));
    for rule in if live.is_empty() { &idle } else { &live } {
        out.push(Line::about("Règle", name(rule)));
        states(answer, rule, out);
    }
    if !live.is_empty() {
        for rule in &idle {
            out.push(Line::about("Règle sans effet ici", name(rule)));
        }
    }
    values(answer, clause, &own, out);
    follow_up(clause, out);
    measures(answer, clause, out);
    let facts: Vec<_> = rules.iter().flat_map(|rule| rule.when.facts()).collect();
    let mut read: Vec<At> = rules.iter().flat_map(|rule| places(answer, rule)).collect();
    read.sort_unstable();
    read.dedup();
    deduced(answer, &facts, &read, out);
    let mut ids: Vec<&str> =
        rules.iter().flat_map(|rule| &rule.bases).map(String::as_str).collect();
    ids.sort_unstable();
    ids.dedup();
    let bases: Vec<&LegalBasis> = ids.iter().filter_map(|id| base.legal.get(*id)).collect();
    references(&bases, out);
}

fn name(rule: &Rule) -> Vec<Span> {
    vec![Span::plain(&format!("{} · ", rule.title)), Span::code(&rule.id)]
}

/// Whether a rule applies, or still may, somewhere in the purchase.
fn is_live(answer: &Answer<'_>, rule: &Rule) -> bool {
    let open = |state: &State| !matches!(state, State::NotApplicable | State::NotInForce);
    answer
        .evaluation
        .outcomes
        .iter()
        .any(|outcome| outcome.rule.id == rule.id && open(&outcome.state))
}

/// Where it is recommended, and what the buyer decided.
fn verdicts(
    answer: &Answer<'_>,
    clause: &Clause,
    own: &[&Recommendation<'_>],
    out: &mut Vec<Line>,
) {
    let mut said: Vec<(String, Vec<At>)> = Vec::new();
    let mut add = |text: String, at: At| match said.iter_mut().find(|(known, _)| *known == text) {
        Some((_, places)) => places.push(at),
        None => said.push((text, vec![at])),
    };
    for one in own {
        let decision = one.decision.as_ref();
        let reason = decision.and_then(|decision| decision.reason.as_deref());
        let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
        let decided = match one.status() {
            Some(Status::Kept) => format!(", retenue par l’acheteur{reason}"),
            Some(Status::Discarded) => format!(", écartée par l’acheteur{reason}"),
            None => String::new(),
        };
        add(format!("{}{decided}. {}", one.level.title(), one.reason), one.at);
    }
    for aside in answer.set_aside.iter().filter(|one| one.recommendation.clause.id == clause.id) {
        add(format!("mise de côté, {}.", aside.reason), aside.recommendation.at);
    }
    if said.is_empty() {
        out.push(Line::text("Cet achat ne l’appelle pas."));
    }
    for (text, places) in said {
        out.push(Line::text(&capital(&format!("{}{text}", where_(answer, &places)))));
    }
    if let Some(score) = own.iter().find_map(|one| one.score) {
        let rank = if own.iter().any(|one| one.essential) {
            "Parmi les essentielles"
        } else {
            "Hors des essentielles"
        };
        out.push(Line::text(&format!("{rank} : {}.", score.sentence())));
    }
}

/// The value of each variable and where it comes from; lots of a same value together.
fn values(answer: &Answer<'_>, clause: &Clause, own: &[&Recommendation<'_>], out: &mut Vec<Line>) {
    if clause.variables.is_empty() || own.is_empty() {
        return;
    }
    out.push(Line::heading("Valeurs"));
    for variable in &clause.variables {
        let mut found: Vec<(String, Vec<At>)> = Vec::new();
        for one in own {
            let text = one.values.get(&variable.name).map_or_else(
                || "à compléter".to_owned(),
                |filled| format!("{}, {}", filled.value, filled.source.title()),
            );
            match found.iter_mut().find(|(known, _)| *known == text) {
                Some((_, places)) => places.push(one.at),
                None => found.push((text, vec![one.at])),
            }
        }
        let alone = found.len() == 1;
        let shown: Vec<String> = found
            .into_iter()
            .map(
                |(text, places)| {
                    if alone { text } else { format!("{}{text}", where_(answer, &places)) }
                },
            )
            .collect();
        out.push(Line::item(vec![
            Span::code(&variable.name),
            Span::plain(&format!(" : {} · {}", shown.join(" ; "), variable.question)),
        ]));
    }
}

fn follow_up(clause: &Clause, out: &mut Vec<Line>) {
    out.push(Line::heading("Suivi"));
    let penalties = u32::try_from(clause.penalties.len()).unwrap_or(u32::MAX);
    out.push(Line::text(&format!(
        "{} pour l’acheteur, {} à remettre par le titulaire, {}.",
        plural(clause.burden.buyer_hours, "heure"),
        plural(clause.burden.papers, "preuve"),
        plural(penalties, "pénalité"),
    )));
    if let Some(why) = &clause.no_penalty {
        out.push(Line::text(why));
    }
    if clause.cautions.is_empty() {
        return;
    }
    out.push(Line::heading("Points de vigilance"));
    out.extend(clause.cautions.iter().map(|caution| Line::item(vec![Span::plain(caution)])));
}

/// The means of the buyer's policy that it serves.
fn measures(answer: &Answer<'_>, clause: &Clause, out: &mut Vec<Line>) {
    let Some(policy) = answer.evaluation.policy else { return };
    let own: Vec<_> = policy.measures_of(&clause.id).collect();
    if own.is_empty() {
        return;
    }
    out.push(Line::heading(&format!("Ce qu’elle sert : {}", policy.title)));
    for measure in own {
        out.push(Line::item(vec![
            Span::plain(&format!("{} (priorité {}) · ", measure.text, measure.priority)),
            Span::code(&measure.id),
        ]));
    }
}
