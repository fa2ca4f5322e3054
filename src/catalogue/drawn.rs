//! The texts of a clause for each document at each level of ambition, drawn up by the real pipeline on a blank purchase.

use jiff::civil::Date;
use serde::Serialize;

use super::text;
use crate::base::Base;
use crate::base::clause::{Clause, PIECES};
use crate::document::plain_text;
use crate::document::{Block, Inline};
use crate::draft::{self, TemplateError};
use crate::engine::answer::answer;
use crate::lint::keeping;
use crate::purchase::Ambition;

/// The text of a clause in one document.
#[derive(Debug, Serialize)]
pub(super) struct PieceText {
    pub id: &'static str,
    pub title: &'static str,
    /// Article of the outline where it lands.
    pub place: Option<String>,
    /// The first level; the only one where the text is the same at all of them.
    pub html: String,
    pub others: Vec<LevelText>,
    /// The text as written, where it holds passages that stand only in some dossiers.
    pub source: Option<String>,
}

/// The text at a higher level: the passages that change, and the whole.
#[derive(Debug, Serialize)]
pub(super) struct LevelText {
    pub title: &'static str,
    pub changed: Vec<String>,
    pub html: String,
    pub is_same: bool,
}

/// The name of a level, as the pages say it.
pub(crate) const fn level_title(level: Ambition) -> &'static str {
    match level {
        Ambition::Socle => "Socle",
        Ambition::Avance => "Avancé",
        Ambition::Exemplaire => "Exemplaire",
    }
}

/// The name of a document that clauses write in.
pub(crate) fn piece_title(id: &str) -> &'static str {
    match id {
        "cctp" => "CCTP (cahier des clauses techniques particulières)",
        "ccap" => "CCAP (cahier des clauses administratives particulières)",
        "rc" => "Règlement de la consultation",
        "ae" => "Acte d’engagement",
        "cadre_reponse" => "Cadre de réponse du candidat",
        "avis" => "Avis de marché",
        "bpu" => "Bordereau des prix",
        _ => "Page de conditions (petits achats)",
    }
}

/// The texts of a clause, in the order of a tender file; and, folded, what a search reads of them.
pub(super) fn texts(
    base: &Base,
    clause: &Clause,
    date: Date,
) -> Result<(Vec<PieceText>, String), Vec<TemplateError>> {
    if clause.texts.is_empty() {
        return Ok((Vec::new(), String::new()));
    }
    let drawn = at_levels(base, clause, date)?;
    let (mut pieces, mut words) = (Vec::new(), String::new());
    for piece in PIECES {
        let mut of_levels = drawn.iter().filter_map(|(level, texts)| {
            Some((*level, texts.get(&(clause.id.clone(), piece.to_owned()))?.as_slice()))
        });
        let Some((_, first)) = of_levels.next() else { continue };
        words.push_str(&plain(first));
        let own = text::blocks(first);
        let others: Vec<LevelText> =
            of_levels.map(|(level, blocks)| at_level(level, &text::blocks(blocks), &own)).collect();
        let all_same = others.iter().all(|other| other.is_same);
        let source = clause.texts.get(piece).map(|text| text.source.trim().to_owned());
        pieces.push(PieceText {
            id: piece,
            title: piece_title(piece),
            place: place(base, clause, piece),
            html: own.concat(),
            others: if all_same { Vec::new() } else { others },
            source: source.filter(|source| source.contains("{% if") || source.contains("{% for")),
        });
    }
    Ok((pieces, words))
}

/// The texts of a clause by document, once a level that may change them.
fn at_levels(
    base: &Base,
    clause: &Clause,
    date: Date,
) -> Result<Vec<(Ambition, draft::Texts)>, Vec<TemplateError>> {
    // Only the values of graded variables tell one level from another.
    let is_graded = clause.variables.iter().any(|variable| variable.graduated);
    let levels: &[Ambition] = if is_graded { &Ambition::ALL } else { &[Ambition::Socle] };
    let mut drawn = Vec::new();
    for level in levels {
        let mut purchase = keeping(base, clause, *level, false);
        purchase.object = String::new();
        let answer = answer(base, &purchase, date);
        drawn.push((*level, draft::alone(&answer, &purchase, clause)?));
    }
    Ok(drawn)
}

fn at_level(level: Ambition, blocks: &[String], first: &[String]) -> LevelText {
    let changed = blocks.iter().filter(|block| !first.contains(block)).cloned().collect();
    LevelText {
        title: level_title(level),
        changed,
        html: blocks.concat(),
        is_same: blocks == first,
    }
}

/// « article « Clause sociale » ».
pub(crate) fn place(base: &Base, clause: &Clause, piece: &str) -> Option<String> {
    let id = clause.places.get(piece)?;
    let article = base.outlines.get(piece)?.articles.iter().find(|article| article.id == *id)?;
    Some(article.title.clone())
}

/// The words of a text, for the search.
fn plain(blocks: &[Block]) -> String {
    blocks.iter().map(|block| words(block) + " ").collect()
}

fn words(block: &Block) -> String {
    let all =
        |runs: &[Vec<Inline>]| -> String { runs.iter().map(|run| plain_text(run) + " ").collect() };
    match block {
        Block::Heading(heading) => plain_text(&heading.text),
        Block::Paragraph(run) => plain_text(run),
        Block::List { items, .. } => all(items),
        Block::Table(table) => {
            let rows: String = table.rows.iter().map(|row| all(row)).collect();
            all(&table.header) + &rows
        }
        Block::Check(check) => plain_text(&check.text),
        Block::Notice { blocks, .. } => plain(blocks),
    }
}
