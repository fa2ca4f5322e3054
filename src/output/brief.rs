//! What a fiche calls for, in short: a Markdown page that is compared with an accepted one (`NOM.attendu.md`).
//!
//! One thing a line, by id, in a fixed order: a difference reads as what is gained or lost, and rewording a title moves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::effect::duty_state;
use crate::base::rule::Level;
use crate::engine::answer::{Answer, Recommendation};
use crate::engine::value::Source;
use crate::fact::french_date;
use crate::purchase::{Purchase, lots_label};

const LEVELS: [Level; 4] =
    [Level::Obligatoire, Level::Objectif, Level::Recommande, Level::AEtudier];

/// The page of an answer: object, date, policy, duties, clauses by level, values, what is set aside, questions, alerts.
#[must_use]
pub fn page(answer: &Answer<'_>, purchase: &Purchase) -> String {
    let mut out = head(answer, purchase);
    let duties = answer.duties.iter();
    section(
        &mut out,
        "Ce que la loi exige",
        duties.map(|duty| format!("{} : {}", duty.duty.id, duty_state(Some(duty.state)))),
    );
    for level in LEVELS {
        let found = answer.recommendations.iter().filter(|one| one.level == level);
        section(&mut out, heading(level), clauses(found));
    }
    section(&mut out, "Valeurs données par une règle ou une politique", values(answer));
    section(
        &mut out,
        "Clauses mises de côté",
        clauses(answer.set_aside.iter().map(|one| &one.recommendation)),
    );
    let asked: BTreeSet<&str> = answer.questions.iter().map(|one| one.fact.id.as_str()).collect();
    section(&mut out, "Questions", asked.into_iter().map(str::to_owned));
    let alerts: BTreeSet<&str> = answer.alerts.iter().map(|alert| alert.code).collect();
    section(&mut out, "Alertes", alerts.into_iter().map(str::to_owned));
    out
}

fn head(answer: &Answer<'_>, purchase: &Purchase) -> String {
    let evaluation = &answer.evaluation;
    let object: Vec<&str> = purchase.object.split_whitespace().collect();
    let mut out = format!("# {}\n\n", object.join(" "));
    let _ = writeln!(out, "- droit au {}", french_date(evaluation.date));
    let policy = evaluation.policy.map_or("aucune", |policy| policy.id.as_str());
    let _ = writeln!(out, "- politique : {policy}");
    out
}

const fn heading(level: Level) -> &'static str {
    match level {
        Level::Obligatoire => "Clauses obligatoires",
        Level::Objectif => "Clauses qui aident un objectif annuel",
        Level::Recommande => "Clauses recommandées",
        Level::AEtudier => "Clauses à étudier",
    }
}

/// A heading and its list; nothing when the list is empty.
fn section(out: &mut String, title: &str, items: impl IntoIterator<Item = String>) {
    let mut items = items.into_iter().peekable();
    if items.peek().is_some() {
        let _ = write!(out, "\n## {title}\n\n");
    }
    for item in items {
        let _ = writeln!(out, "- {item}");
    }
}

/// Each clause once, whether it is essential or discarded, and its lots when it stands on some.
fn clauses<'a>(found: impl Iterator<Item = &'a Recommendation<'a>>) -> Vec<String> {
    let mut by_clause: BTreeMap<(&str, bool), (bool, Vec<u32>)> = BTreeMap::new();
    for one in found {
        let key = (one.clause.id.as_str(), one.is_discarded());
        let (essential, lots) = by_clause.entry(key).or_default();
        *essential |= one.essential;
        lots.extend(one.lot);
    }
    let shown = by_clause.into_iter().map(|((id, discarded), (essential, lots))| {
        let essential = if essential { ", essentielle" } else { "" };
        let discarded = if discarded { ", écartée par l’acheteur" } else { "" };
        format!("{id}{essential}{discarded}{}", on(&lots))
    });
    shown.collect()
}

/// The values that do not come from the clause itself, nor from the fiche: a change of quota shows here.
fn values(answer: &Answer<'_>) -> Vec<String> {
    let mut by_value: BTreeMap<(&str, &str, String), Vec<u32>> = BTreeMap::new();
    for one in &answer.recommendations {
        let given = one.values.iter();
        let given =
            given.filter(|(_, known)| matches!(known.source, Source::Rule | Source::Policy));
        for (name, known) in given {
            let key = (one.clause.id.as_str(), name.as_str(), known.value.to_string());
            by_value.entry(key).or_default().extend(one.lot);
        }
    }
    let shown = by_value.into_iter();
    shown.map(|((id, name, value), lots)| format!("{id}, {name} : {value}{}", on(&lots))).collect()
}

/// « (lots 1 à 3) »; nothing for the whole purchase.
fn on(lots: &[u32]) -> String {
    if lots.is_empty() { String::new() } else { format!(" ({})", lots_label(lots)) }
}
