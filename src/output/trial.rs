//! What fiches show of a base, for a person: shares first, then what is unseen, the first ones of each list.

use std::fmt::Write as _;

use serde::Serialize;

use super::line::{Line, Span};
use super::wording::plural;
use crate::base::Base;
use crate::mutation::{Kind, Mutation};
use crate::trial::exercise::{Exercise, Exercised, Seen, Share};
use crate::trial::survivor::Survey;
use crate::trial::{self};

/// The most items of a list that a screen shows.
const MOST: usize = 20;
/// The most characters of one of its texts.
const LONGEST: usize = 160;

/// The lines of an exercise.
#[must_use]
pub fn exercise_lines(exercise: &Exercise) -> Vec<Line> {
    let mut out = vec![Line::title("Ce que les fiches montrent de la base"), tried(exercise)];
    let totals = &exercise.totals;
    out.push(share("règles déclenchées", totals.triggered));
    out.push(share("conditions vues vraies", totals.held));
    out.push(share("conditions vues fausses", totals.failed));
    out.push(share("conditions qui, à elles seules, ont décidé", totals.decided));
    let silent = exercise.rules.iter().filter(|rule| !rule.triggered);
    let silent: Vec<String> =
        silent.map(|rule| format!("{} · {}", rule.rule, rule.place)).collect();
    list("Règles qu’aucune fiche ne déclenche", &silent, &mut out);
    for (title, unseen) in [
        ("Conditions jamais vues vraies", (|seen| !seen.held) as fn(&Seen) -> bool),
        ("Conditions jamais vues fausses", |seen| !seen.failed),
        ("Conditions qui n’ont jamais décidé", |seen| !seen.decided),
    ] {
        list(title, &conditions(&exercise.rules, unseen), &mut out);
    }
    out
}

fn tried(exercise: &Exercise) -> Line {
    let count = |n: usize, word| plural(u32::try_from(n).unwrap_or(u32::MAX), word);
    let mut text = count(exercise.n_fiches, "fiche");
    if exercise.n_examples > 0 {
        let _ = write!(text, " et {} de règles", count(exercise.n_examples, "exemple"));
    }
    Line::text(&text)
}

fn share(what: &str, share: Share) -> Line {
    let text = format!(" · {what} : {} sur {}", share.n, share.of);
    Line::item(vec![Span::strong(&format!("{} %", share.percent())), Span::plain(&text)])
}

/// Conditions of triggered rules first: those of silent rules go with their rule.
fn conditions(rules: &[Exercised], unseen: fn(&Seen) -> bool) -> Vec<String> {
    let of = |triggered: bool| {
        rules.iter().filter(move |rule| rule.triggered == triggered).flat_map(move |rule| {
            let missing = rule.conditions.iter().filter(move |seen| unseen(seen));
            missing.map(move |seen| {
                format!("{} · {} · {}", clipped(&seen.text), rule.rule, rule.place)
            })
        })
    };
    of(true).chain(of(false)).collect()
}

/// A text too long for a list, cut between words.
fn clipped(text: &str) -> String {
    let mut kept = String::new();
    for word in text.split(' ') {
        if kept.chars().count() + word.chars().count() > LONGEST {
            return kept.trim_end().to_owned() + " […]";
        }
        kept.extend([word, " "]);
    }
    kept.trim_end().to_owned()
}

/// A heading with its count, the first items, and how many more there are.
fn list(title: &str, items: &[String], out: &mut Vec<Line>) {
    if items.is_empty() {
        return;
    }
    out.push(Line::heading(&format!("{title} ({})", items.len())));
    out.extend(items.iter().take(MOST).map(|item| Line::item(vec![Span::plain(item)])));
    if items.len() > MOST {
        let more = format!("et {} de plus : ", items.len() - MOST);
        let mut line = Line::under(&more);
        line.spans.push(Span::code("--format json"));
        line.spans.push(Span::plain(" les donne toutes"));
        out.push(line);
    }
}

/// The lines of a survey of edits.
#[must_use]
pub fn survey_lines(base: &Base, survey: &Survey<'_>) -> Vec<Line> {
    let mut out = vec![Line::title("Modifications d’une règle que les fiches verraient")];
    let n_caught = survey.n_tried - survey.survivors.len();
    out.push(share("modifications vues", Share { n: n_caught, of: survey.n_tried }));
    for kind in Kind::ALL {
        if let Some((n, of)) = survey.by_kind.get(&kind) {
            out.push(share(kind.title(), Share { n: *n, of: *of }));
        }
    }
    let shown: Vec<String> = survey
        .survivors
        .iter()
        .map(|one| format!("{} : {} · {}", one.id(), clipped(one.describe()), place(base, one)))
        .collect();
    list("Aucune fiche ne le verrait", &shown, &mut out);
    out
}

/// Where what is edited is written; a dated value is named by its id alone.
fn place(base: &Base, mutation: &Mutation) -> String {
    let rule = mutation.rule().and_then(|rule| base.rule(&rule.id));
    rule.map_or_else(|| "seuils et quotas".to_owned(), trial::place_of)
}

/// A survey as it is published.
#[derive(Debug, Serialize)]
pub struct Enquete<'a> {
    essayees: usize,
    vues: usize,
    par_genre: Vec<ParGenre>,
    non_vues: Vec<NonVue<'a>>,
}

#[derive(Debug, Serialize)]
struct ParGenre {
    genre: &'static str,
    vues: usize,
    sur: usize,
}

#[derive(Debug, Serialize)]
struct NonVue<'a> {
    identifiant: &'a str,
    genre: &'static str,
    modification: &'a str,
    lieu: String,
}

/// The published form of a survey.
#[must_use]
pub fn enquete<'a>(base: &Base, survey: &'a Survey<'_>) -> Enquete<'a> {
    let unseen = survey.survivors.iter().map(|one| NonVue {
        identifiant: one.id(),
        genre: one.kind.title(),
        modification: one.describe(),
        lieu: place(base, one),
    });
    let by_kind = survey.by_kind.iter();
    let by_kind =
        by_kind.map(|(kind, (n, of))| ParGenre { genre: kind.title(), vues: *n, sur: *of });
    Enquete {
        par_genre: by_kind.collect(),
        essayees: survey.n_tried,
        vues: survey.n_tried - survey.survivors.len(),
        non_vues: unseen.collect(),
    }
}
