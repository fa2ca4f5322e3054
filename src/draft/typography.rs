//! French spaces and apostrophes, put in once, over whole runs of text.
//!
//! A sentence is often cut into pieces (text, a value, a word in bold) and a rule may straddle two of them: « 14 » is a value,
//! « mois » the text after it. So a run is laid out as one line of characters that remember which piece they come from, the rules
//! (`typography/rule.rs`) look at their neighbours on that line, and the characters go back to their pieces. Only spaces and
//! apostrophes change; a second pass changes nothing. Addresses are left alone.

mod rule;

use self::rule::{BLANK, Glyph, set};
use crate::document::{Block, Document, Heading, Inline, Table};

/// A text with French spaces and apostrophes.
#[must_use]
pub fn french(text: &str) -> String {
    let glyphs: Vec<Glyph> = text.chars().map(|c| Glyph { c, owner: Some(0) }).collect();
    set(&glyphs).into_iter().map(|glyph| glyph.c).collect()
}

/// A run with French spaces and apostrophes, across its pieces.
#[must_use]
pub fn french_inlines(mut inlines: Vec<Inline>) -> Vec<Inline> {
    run(&mut inlines);
    inlines
}

/// A document with French spaces and apostrophes wherever a person reads.
#[must_use]
pub fn document(mut document: Document) -> Document {
    document.title = french(&document.title);
    run(&mut document.subtitle);
    for (label, value) in &mut document.properties {
        *label = french(label);
        run(value);
    }
    blocks(&mut document.blocks);
    document
}

/// Blocks with French spaces and apostrophes.
pub(super) fn blocks(all: &mut [Block]) {
    for block in all {
        match block {
            Block::Heading(Heading { text, comment, .. }) => {
                run(text);
                comment.iter_mut().flatten().for_each(|line| run(line));
            }
            Block::Paragraph(text) => run(text),
            Block::List { items, .. } => items.iter_mut().for_each(|item| run(item)),
            Block::Table(Table { header, rows, .. }) => {
                header.iter_mut().chain(rows.iter_mut().flatten()).for_each(|cell| run(cell));
            }
            Block::Check(check) => run(&mut check.text),
            Block::Notice { title, blocks: inner, .. } => {
                *title = french(title);
                blocks(inner);
            }
        }
    }
}

fn run(inlines: &mut [Inline]) {
    let mut line = Line::default();
    line.lay(inlines);
    let mut texts = vec![String::new(); line.pieces];
    for glyph in set(&line.glyphs) {
        if let Some(text) = glyph.owner.and_then(|owner| texts.get_mut(owner)) {
            text.push(glyph.c);
        }
    }
    give_back(inlines, &mut texts.into_iter());
}

/// A run laid out flat.
#[derive(Default)]
struct Line {
    glyphs: Vec<Glyph>,
    /// How many pieces take their text back.
    pieces: usize,
}

impl Line {
    fn lay(&mut self, inlines: &mut [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) | Inline::Link { text, .. } => {
                    self.add(text, Some(self.pieces));
                    self.pieces += 1;
                }
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.lay(inner),
                // Numbers set by the drafting; Word finds the number back at the end of the text.
                Inline::Reference { text, .. } => self.add(text, None),
                // A value is set by itself: the same one must read the same wherever it repeats.
                Inline::Field(field) => {
                    field.label = french(&field.label);
                    field.value = field.value.as_deref().map(french);
                    match &field.value {
                        Some(value) => self.add(value, None),
                        None => self.glyphs.push(Glyph { c: BLANK, owner: None }),
                    }
                }
                Inline::LineBreak => self.glyphs.push(Glyph { c: '\n', owner: None }),
            }
        }
    }

    fn add(&mut self, text: &str, owner: Option<usize>) {
        self.glyphs.extend(text.chars().map(|c| Glyph { c, owner }));
    }
}

/// Texts go back in the order [`Line::lay`] took them.
fn give_back(inlines: &mut [Inline], texts: &mut impl Iterator<Item = String>) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Link { text, .. } => {
                *text = texts.next().unwrap_or_default();
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => give_back(inner, texts),
            Inline::Reference { .. } | Inline::Field(_) | Inline::LineBreak => {}
        }
    }
}
