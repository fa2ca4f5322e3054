//! What purchases see of a change: counts, then clause by clause, then one by one.

use super::Story;
use super::page::Page;
use crate::comparison::impact::{Case, Impact, Tally};
use crate::output::effect::sentences;
use crate::output::line::{Line, Span};

/// How many clauses, and how many purchases, are told before the rest is counted.
const MOST: usize = 20;
/// How many characters of an object.
const LONGEST_OBJECT: usize = 90;
/// How many reasons of refusal.
const MOST_REFUSED: usize = 5;

/// « cette modification change 7 fiches sur 120 ».
pub fn fiches_line(impact: &Impact) -> String {
    let read = impact.n_read;
    let changed = match impact.n_changed {
        0 if read > 1 => {
            format!("cette modification ne change la réponse d’aucune fiche ({read} lues)")
        }
        0 => format!("cette modification ne change la réponse d’aucune fiche ({read} lue)"),
        n => format!("cette modification change {} sur {read}", many(n, "fiche")),
    };
    let rewritten = match impact.n_rewritten {
        0 => String::new(),
        1 => " ; 1 autre garde les mêmes clauses avec un texte modifié".into(),
        n => format!(" ; {n} autres gardent les mêmes clauses avec un texte modifié"),
    };
    changed + &rewritten + &refused(impact)
}

/// « 12 contrats sur 530 changent ».
pub fn contracts_line(impact: &Impact) -> String {
    let n = impact.n_changed;
    let verb = if n > 1 { "changent" } else { "change" };
    let line = match n {
        0 => format!("aucun contrat ne change sur {}", impact.n_read),
        _ => format!("{} sur {} {verb}", many(n, "contrat"), impact.n_read),
    };
    line + &refused(impact)
}

fn refused(impact: &Impact) -> String {
    match impact.refused.len() {
        0 => String::new(),
        1 => " ; 1 ne se lit pas".into(),
        n => format!(" ; {n} ne se lisent pas"),
    }
}

fn many(n: usize, what: &str) -> String {
    if n > 1 { format!("{n} {what}s") } else { format!("{n} {what}") }
}

/// The folder of fiches: all of them with details.
pub fn fiches(page: &mut Page, story: Story<'_>, impact: &Impact) {
    told(page, story, impact, "Effet sur les fiches");
    let most = story.most(MOST);
    for case in impact.cases.iter().take(most) {
        one(page, case);
    }
    if impact.cases.len() > most {
        let n = impact.cases.len() - most;
        page.line(Line::text(&format!("… et {} : `--details` les dit toutes", many(n, "fiche"))));
    }
}

/// The contracts: the largest that change.
pub fn contracts(page: &mut Page, story: Story<'_>, impact: &Impact) {
    told(page, story, impact, "Effet sur les contrats");
    if !impact.cases.is_empty() {
        page.line(Line::text("Les plus gros montants parmi ceux qui changent :"));
    }
    for case in &impact.cases {
        one(page, case);
    }
}

fn told(page: &mut Page, story: Story<'_>, impact: &Impact, title: &str) {
    let clauses = impact.clauses();
    let is_silent = impact.refused.is_empty() && impact.notes.is_empty();
    if clauses.is_empty() && impact.by_duty.is_empty() && is_silent {
        return;
    }
    page.line(Line::heading(title));
    let most = story.most(MOST);
    for (id, tally) in clauses.iter().take(most) {
        let spans =
            vec![Span::code(id), Span::plain(&format!(" — {} : {}", tally.title, counts(tally)))];
        page.line(Line::item(spans));
    }
    if clauses.len() > most {
        page.line(Line::item(vec![Span::plain(&format!(
            "… et {}",
            many(clauses.len() - most, "clause")
        ))]));
    }
    for (title, n) in impact.by_duty.values() {
        page.line(Line::item(vec![Span::plain(&format!(
            "obligation « {title} » : état changé pour {n}"
        ))]));
    }
    let most = story.most(MOST_REFUSED);
    for (name, why) in impact.refused.iter().take(most) {
        page.line(Line::sign(vec![Span::plain(&format!("✗ {name} : {why}"))]));
    }
    if impact.refused.len() > most {
        let n = impact.refused.len() - most;
        page.line(Line::sign(vec![Span::plain(&format!("✗ … et {n} de plus"))]));
    }
    for (note, n) in &impact.notes {
        page.line(Line::sign(vec![Span::plain(&format!("! lus avec une réserve, {n} : {note}"))]));
    }
}

/// « 3 gagnent, 1 perd ».
fn counts(tally: &Tally) -> String {
    let parts = [
        (tally.gained, "gagne", "gagnent"),
        (tally.lost, "perd", "perdent"),
        (tally.raised, "à un niveau plus fort", "à un niveau plus fort"),
        (tally.lowered, "à un niveau plus faible", "à un niveau plus faible"),
        (tally.promoted, "la voit devenir essentielle", "la voient devenir essentielle"),
        (tally.demoted, "ne l’a plus pour essentielle", "ne l’ont plus pour essentielle"),
        (tally.valued, "avec une autre valeur", "avec une autre valeur"),
    ];
    let shown = parts.into_iter().filter(|(n, ..)| *n > 0);
    let shown: Vec<String> =
        shown.map(|(n, one, more)| format!("{n} {}", if n > 1 { more } else { one })).collect();
    shown.join(", ")
}

/// Published objects run over several lines.
fn short(object: &str) -> String {
    let mut words = object.split_whitespace();
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        if text.chars().count() + word.chars().count() >= LONGEST_OBJECT {
            return text + "…";
        }
        text.extend([" ", word]);
    }
    text
}

fn one(page: &mut Page, case: &Case) {
    let mut spans =
        vec![Span::strong(&case.name), Span::plain(" : "), Span::plain(&short(&case.object))];
    if let Some(amount) = case.amount {
        spans.push(Span::plain(&format!(" ({amount}\u{a0}€\u{a0}HT)")));
    }
    page.line(Line::item(spans));
    for sentence in sentences(&case.effect) {
        page.line(Line::under(&sentence));
    }
}
