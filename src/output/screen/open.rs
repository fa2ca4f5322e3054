//! What would change the answer: questions, what is one step away, what was set aside; then alerts.

use super::Screen;
use super::clause::place;
use crate::engine::conflict::overlap;
use crate::engine::explain::{Step, one_step};
use crate::engine::known::At;
use crate::engine::question::Question;
use crate::output::line::{Line, Span};
use crate::output::wording::{and, clause_title, plural};

/// How many questions or titles the short answer shows.
const MOST: usize = 3;
/// Steps are a hint: two are enough.
const MOST_STEPS: usize = 2;
/// A figure further than half of the larger one is no step for a short answer.
const NEAR: u64 = 500;

/// A fact asked, on every lot where it is.
struct Asked<'a> {
    first: &'a Question<'a>,
    places: Vec<At>,
    waiting: Vec<&'a str>,
}

/// A figure that would call for clauses.
struct Ahead<'a> {
    step: Step,
    value: String,
    clauses: Vec<(&'a str, Vec<At>)>,
}

impl Screen<'_> {
    pub(super) fn questions(self, out: &mut Vec<Line>) {
        let asked = self.asked();
        if asked.is_empty() {
            return;
        }
        out.push(Line::heading("Questions qui changeraient la réponse"));
        let most = if self.details { asked.len() } else { MOST };
        for one in asked.iter().take(most) {
            let place = place(self.answer, &one.places);
            let place = place.map_or_else(String::new, |place| format!(" ({place})"));
            out.push(Line::item(vec![
                Span::strong(&format!("{}{place}", one.first.text)),
                Span::plain(&format!(" En dépend : {}.", self.quoted(&one.waiting))),
            ]));
        }
        let mut spans = vec![Span::plain(&match asked.len() {
            1 => "Y répondre : ".to_owned(),
            n if n > most => format!("Répondre aux {n} questions : "),
            _ => "Y répondre, une à la fois : ".to_owned(),
        })];
        spans.push(Span::code(&format!("clausier repondre {}", self.fiche)));
        out.push(Line { spans, ..Line::text("") });
    }

    fn asked(&self) -> Vec<Asked<'_>> {
        let mut out: Vec<Asked<'_>> = Vec::new();
        for question in &self.answer.questions {
            let index = out.iter().position(|one| one.first.fact.id == question.fact.id);
            let index = index.unwrap_or_else(|| {
                out.push(Asked { first: question, places: Vec::new(), waiting: Vec::new() });
                out.len() - 1
            });
            let Some(one) = out.get_mut(index) else { continue };
            one.places.push(question.at);
            for title in question.rules.iter().map(|id| self.what_waits(id)) {
                if !one.waiting.contains(&title) {
                    one.waiting.push(title);
                }
            }
        }
        out
    }

    /// The title of the clause that a rule calls for, or of a duty.
    fn what_waits<'a>(&'a self, id: &'a str) -> &'a str {
        let base = self.answer.evaluation.base;
        match (base.rule(id), base.duty(id)) {
            (Some(rule), _) => clause_title(base, &rule.clause),
            (None, Some(duty)) => &duty.title,
            (None, None) => id,
        }
    }

    /// « A », « B » et 2 autres.
    fn quoted(self, titles: &[&str]) -> String {
        let most = if self.details { titles.len() } else { MOST };
        let mut shown: Vec<String> =
            titles.iter().take(most).map(|title| format!("« {title} »")).collect();
        let others = titles.len().saturating_sub(most);
        if others > 0 {
            shown.push(plural(u32::try_from(others).unwrap_or(u32::MAX), "autre"));
        }
        and(&shown)
    }

    pub(crate) fn steps(self, out: &mut Vec<Line>) {
        let mut ahead = self.ahead();
        ahead.sort_by_key(|one| one.step.distance);
        if !self.details {
            ahead.retain(|one| one.step.distance <= NEAR);
            ahead.truncate(MOST_STEPS);
        }
        if ahead.is_empty() {
            return;
        }
        out.push(Line::heading("À un pas"));
        for one in ahead {
            let titles: Vec<String> = one
                .clauses
                .iter()
                .map(|(title, places)| {
                    let place = place(self.answer, places);
                    place.map_or_else(
                        || format!("« {title} »"),
                        |place| format!("« {title} » ({place})"),
                    )
                })
                .collect();
            out.push(Line::item(vec![
                Span::strong(&one.step.text),
                Span::plain(&format!(" (ici {}) : {}", one.value, and(&titles))),
            ]));
        }
    }

    /// What one figure alone keeps away, and that nothing else calls for.
    fn ahead(&self) -> Vec<Ahead<'_>> {
        let evaluation = &self.answer.evaluation;
        let mut out: Vec<Ahead<'_>> = Vec::new();
        for outcome in self.answer.not_applicable() {
            let called = |at| overlap(at, outcome.at);
            if self
                .answer
                .recommendations
                .iter()
                .any(|one| one.clause.id == outcome.rule.clause && called(one.at))
            {
                continue;
            }
            let failing = one_step(evaluation, outcome);
            let Some((value, Some(step))) = failing.map(|line| (line.value, line.step)) else {
                continue;
            };
            let title = clause_title(evaluation.base, &outcome.rule.clause);
            let index = out.iter().position(|one| one.step.text == step.text && one.value == value);
            match index.and_then(|index| out.get_mut(index)) {
                Some(one) => match one.clauses.iter_mut().find(|(known, _)| *known == title) {
                    Some((_, places)) => places.push(outcome.at),
                    None => one.clauses.push((title, vec![outcome.at])),
                },
                None => out.push(Ahead { step, value, clauses: vec![(title, vec![outcome.at])] }),
            }
        }
        out
    }

    pub(crate) fn aside(self, out: &mut Vec<Line>) {
        let mut found: Vec<(&str, String, Vec<At>)> = Vec::new();
        let mut add = |title, why: String, at| match found
            .iter_mut()
            .find(|(known, reason, _)| *known == title && *reason == why)
        {
            Some((_, _, places)) => places.push(at),
            None => found.push((title, why, vec![at])),
        };
        for one in &self.answer.set_aside {
            let why = format!("mise de côté, {}", one.reason);
            add(one.recommendation.clause.title.as_str(), why, one.recommendation.at);
        }
        for one in self.answer.recommendations.iter().filter(|one| one.is_discarded()) {
            let reason = one.decision.as_ref().and_then(|decision| decision.reason.as_deref());
            let why = format!("écartée par l’acheteur : {}", reason.unwrap_or("sans motif"));
            add(one.clause.title.as_str(), why, one.at);
        }
        if found.is_empty() {
            return;
        }
        out.push(Line::heading("Laissées de côté"));
        for (title, why, places) in found {
            let place = place(self.answer, &places);
            let place = place.map_or_else(String::new, |place| format!(" ({place})"));
            out.push(Line::item(vec![
                Span::strong(title),
                Span::plain(&format!("{place} · {why}")),
            ]));
        }
    }

    pub(crate) fn alerts(self, out: &mut Vec<Line>) {
        if self.answer.alerts.is_empty() {
            return;
        }
        out.push(Line::heading("À savoir"));
        let alerts = self.answer.alerts.iter();
        out.extend(alerts.map(|alert| Line::item(vec![Span::plain(&alert.message)])));
    }
}
