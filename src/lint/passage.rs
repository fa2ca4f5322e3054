//! Passages of clauses as printed, and their words: what the lints of wording read.

use std::ops::Range;

use super::spot;
use crate::base::clause::Clause;
use crate::document::{Block, Inline};
use crate::text::fold;

/// Stands for a value, a blank or a reference: what no template wrote in full.
pub(super) const BLANK: char = '\u{fffc}';

/// A paragraph, an item or a cell of a text of a clause.
#[derive(Debug, Clone)]
pub(super) struct Passage<'b> {
    pub clause: &'b Clause,
    /// `cctp`, `rc`…; empty for what the head of the file prints: breaches, criterion, prices.
    pub piece: String,
    /// As printed, [`BLANK`] in the place of values.
    pub text: String,
    /// With the blocks before and after it, and the whole list it is in.
    pub around: String,
}

impl Passage<'_> {
    /// Where a part of its text stands in the file: there, else at its first word.
    pub fn span(&self, part: &Range<usize>) -> Range<usize> {
        let source = &self.clause.place.source;
        let block = source.text.find(&format!("{{% block {} ", self.piece));
        let from = block.filter(|_| !self.piece.is_empty()).unwrap_or(0);
        let needle = self.text.get(part.clone()).unwrap_or_default().trim_matches(BLANK);
        let whole = spot(source, from, needle);
        let word = needle.split([' ', '\n', BLANK]).find(|word| word.chars().count() > 2);
        if whole == (0..3) { spot(source, from, word.unwrap_or(needle)) } else { whole }
    }
}

/// The passages of a text, in order.
pub(super) fn of_blocks<'b>(clause: &'b Clause, piece: &str, blocks: &[Block]) -> Vec<Passage<'b>> {
    let groups: Vec<Vec<String>> = blocks.iter().map(runs).collect();
    let joined: Vec<String> = groups.iter().map(|group| group.join("\n")).collect();
    let mut passages = Vec::new();
    for (i, group) in groups.into_iter().enumerate() {
        let near = joined.iter().skip(i.saturating_sub(1)).take(if i == 0 { 2 } else { 3 });
        let around = near.map(String::as_str).collect::<Vec<_>>().join("\n");
        passages.extend(group.into_iter().map(|text| {
            let (piece, around) = (piece.to_owned(), around.clone());
            Passage { clause, piece, text, around }
        }));
    }
    passages
}

/// What the head of a clause prints in the documents.
pub(super) fn of_head(clause: &Clause) -> Vec<Passage<'_>> {
    let penalties = clause.penalties.iter().flat_map(|penalty| [&penalty.breach, &penalty.unit]);
    let criterion =
        clause.criterion.iter().flat_map(|criterion| [&criterion.title, &criterion.why]);
    let prices = clause.prices.iter().flat_map(|price| [&price.designation, &price.unit]);
    let texts = std::iter::once(&clause.title).chain(penalties).chain(criterion).chain(prices);
    let passage = |text: &String| {
        let (text, around) = (text.clone(), text.clone());
        Passage { clause, piece: String::new(), text, around }
    };
    texts.map(passage).collect()
}

fn runs(block: &Block) -> Vec<String> {
    match block {
        Block::Heading(heading) => vec![plain(&heading.text)],
        Block::Paragraph(run) => vec![plain(run)],
        Block::Check(check) => vec![plain(&check.text)],
        Block::List { items, .. } => items.iter().map(|item| plain(item)).collect(),
        Block::Table(table) => {
            table.header.iter().chain(table.rows.iter().flatten()).map(|cell| plain(cell)).collect()
        }
        Block::Notice { blocks, .. } => blocks.iter().flat_map(runs).collect(),
    }
}

fn plain(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(run) | Inline::Link { text: run, .. } => text.push_str(run),
            Inline::Strong(inner) | Inline::Emphasis(inner) => text.push_str(&plain(inner)),
            Inline::Field(_) | Inline::Reference { .. } => text.push(BLANK),
            Inline::LineBreak => text.push('\n'),
        }
    }
    text
}

/// The sentences of a text. A full stop after a short word is an abbreviation: « art. », « L. ».
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut word) = (0, 0);
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let ends = c == '\n' || matches!(c, '.' | '!' | '?' | ';') && rest.starts_with(' ');
        if ends && (word > 3 || !matches!(c, '.')) {
            found.push(start..at);
            start = at + c.len_utf8();
        }
        word = if c.is_alphanumeric() || c == BLANK { word + 1 } else { 0 };
        if c == BLANK {
            word += 4;
        }
    }
    found.push(start..text.len());
    found
}

/// The words of a text, folded, each with its place.
#[derive(Debug)]
pub(super) struct Words {
    list: Vec<(String, Range<usize>)>,
}

impl Words {
    pub fn of(text: &str, within: Range<usize>) -> Self {
        let offset = within.start;
        let part = text.get(within).unwrap_or_default();
        let mut list: Vec<(String, Range<usize>)> = Vec::new();
        let mut end = usize::MAX;
        for (at, c) in part.char_indices() {
            let here = offset + at..offset + at + c.len_utf8();
            if c == BLANK {
                list.push(("#".into(), here));
            } else if c.is_alphanumeric() {
                match list.last_mut().filter(|_| end == here.start) {
                    Some((word, range)) => {
                        word.push(c);
                        range.end = here.end;
                    }
                    None => list.push((c.to_string(), here.clone())),
                }
                end = here.end;
            }
        }
        for (word, _) in &mut list {
            if word != "#" {
                *word = fold(word);
            }
        }
        Self { list }
    }

    /// Every place where a pattern of words stands: `*` ends a word cut short, `|` parts choices, `#` is a number or a blank.
    pub fn all(&self, pattern: &str) -> Vec<Range<usize>> {
        let wanted: Vec<&str> = pattern.split(' ').collect();
        let windows = self.list.windows(wanted.len());
        windows
            .filter(|words| words.iter().zip(&wanted).all(|((word, _), wanted)| fits(word, wanted)))
            .filter_map(|words| Some(words.first()?.1.start..words.last()?.1.end))
            .collect()
    }

    pub fn has(&self, pattern: &str) -> bool {
        !self.all(pattern).is_empty()
    }

    /// Whether the sentence denies what it says: « ne … pas », « ni », « sans considération de ».
    pub fn denies(&self) -> bool {
        self.has("ni")
            || self.has("sans consideration|egard|distinction|preference|condition|critere")
            || self.has("quel|quelle|quels|quelles que")
            || self.has("ne|n") && self.has("pas|aucun|aucune|jamais")
    }
}

fn fits(word: &str, pattern: &str) -> bool {
    pattern.split('|').any(|choice| match choice.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None if choice == "#" => word == "#" || word.chars().all(|c| c.is_ascii_digit()),
        None => word == choice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_abreviation_ne_finit_pas_la_phrase() {
        let text = "Selon l’art. L. 2112-2 du code. Le titulaire livre.";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["Selon l’art. L. 2112-2 du code", " Le titulaire livre."]);
    }

    #[test]
    fn un_motif_de_mots_se_retrouve_a_sa_place() {
        let text = "Le siège est à moins de \u{fffc} km.";
        let found = Words::of(text, 0..text.len()).all("moins de # km|kilometre*");
        assert_eq!(found.first().map(|range| &text[range.clone()]), Some("moins de \u{fffc} km"));
    }
}
