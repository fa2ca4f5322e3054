//! The headings of a document: their live numbers, and the bookmarks that lead to them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Error;
use crate::document::{Block, Document, Heading, Inline, plain_text};

/// One heading, as the table of contents and references see it.
#[derive(Debug)]
pub(super) struct Entry {
    /// 0 to 2.
    pub level: usize,
    /// « 4.2 », as Word will print it.
    pub number: Option<String>,
    pub text: String,
    /// Whether something in the document points here.
    pub is_target: bool,
}

impl Entry {
    /// What stands before the text: « Article 4 – » and « 4.2 ».
    pub fn label(&self) -> Option<String> {
        let number = self.number.as_ref()?;
        Some(if self.level == 0 { format!("Article\u{a0}{number} –") } else { number.clone() })
    }
}

/// All headings in reading order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub entries: Vec<Entry>,
    by_anchor: BTreeMap<String, usize>,
}

impl Outline {
    pub fn new(document: &Document) -> Result<Self, Error> {
        let mut headings = Vec::new();
        let mut targets = BTreeSet::new();
        walk(&document.blocks, &mut headings, &mut |inlines| {
            find_targets(inlines, document, &mut targets);
        });
        let mut outline = Self::default();
        let mut counters = [0_u32; 3];
        for heading in headings {
            let level = usize::from(heading.level.clamp(1, 3)) - 1;
            let number = match &heading.number {
                Some(given) if document.piece.has_articles() => {
                    Some(count(&mut counters, level, given, heading)?)
                }
                _ => None,
            };
            let index = outline.entries.len();
            outline.by_anchor.entry(heading.anchor.clone()).or_insert(index);
            outline.entries.push(Entry {
                level,
                number,
                text: plain_text(&heading.text).replace('\n', " "),
                is_target: targets.contains(heading.anchor.as_str()),
            });
        }
        Ok(outline)
    }

    /// The heading with this anchor and its place.
    pub fn at(&self, anchor: &str) -> Option<(usize, &Entry)> {
        let index = *self.by_anchor.get(anchor)?;
        Some((index, self.entries.get(index)?))
    }
}

/// Where the table of contents points; Word knows bookmarks of this form as its own.
pub(super) fn contents_bookmark(index: usize) -> String {
    format!("_Toc{:09}", 100_000_001 + index)
}

/// Where references point: apart, since Word makes its own bookmarks again when it rebuilds the table of contents.
pub(super) fn reference_bookmark(index: usize) -> String {
    format!("_Ref{:09}", 200_000_001 + index)
}

/// Advances Word's counters; the number printed elsewhere must be the one Word will show.
fn count(
    counters: &mut [u32; 3],
    level: usize,
    given: &str,
    heading: &Heading,
) -> Result<String, Error> {
    for (place, counter) in counters.iter_mut().enumerate() {
        match place.cmp(&level) {
            // A level that was skipped counts as one.
            std::cmp::Ordering::Less => *counter = (*counter).max(1),
            std::cmp::Ordering::Equal => *counter = counter.saturating_add(1),
            std::cmp::Ordering::Greater => *counter = 0,
        }
    }
    let counted: Vec<String> = counters.iter().take(level + 1).map(u32::to_string).collect();
    let counted = counted.join(".");
    if given == counted {
        return Ok(counted);
    }
    let heading = plain_text(&heading.text);
    Err(Error::Numbering { heading, given: given.to_owned(), counted })
}

/// Visits every heading and every run of text, in reading order.
fn walk<'a>(
    blocks: &'a [Block],
    headings: &mut Vec<&'a Heading>,
    text: &mut dyn FnMut(&'a [Inline]),
) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                text(&heading.text);
                headings.push(heading);
            }
            Block::Paragraph(inlines) => text(inlines),
            Block::List { items, .. } => items.iter().for_each(|item| text(item)),
            Block::Table(table) => {
                table.header.iter().chain(table.rows.iter().flatten()).for_each(|cell| text(cell));
            }
            Block::Check(check) => text(&check.text),
            Block::Notice { blocks, .. } => walk(blocks, headings, text),
        }
    }
}

fn find_targets<'a>(inlines: &'a [Inline], document: &Document, targets: &mut BTreeSet<&'a str>) {
    for inline in inlines {
        match inline {
            Inline::Reference { piece, anchor, .. } if *piece == document.piece => {
                targets.insert(anchor);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => {
                find_targets(inner, document, targets);
            }
            Inline::Text(_)
            | Inline::Field(_)
            | Inline::Reference { .. }
            | Inline::Link { .. }
            | Inline::LineBreak => {}
        }
    }
}
