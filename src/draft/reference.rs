//! Cross-references, settled once every piece has its numbers; none is left dangling.

use std::collections::BTreeMap;

use super::Pieces;
use super::conditions::Points;
use crate::document::{Block, Document, Inline, Piece, Table};

/// Number of each heading, by piece and anchor.
type Numbers = BTreeMap<(Piece, String), String>;

/// Gives every reference its text. One whose article is not printed names the piece instead, without a link.
pub(super) fn settle(documents: &mut [Document], pieces: Pieces, points: &Points) {
    let mut numbers = Numbers::new();
    for document in documents.iter() {
        for block in &document.blocks {
            if let Block::Heading(heading) = block
                && let Some(number) = &heading.number
            {
                numbers.insert((document.piece, heading.anchor.clone()), number.clone());
            }
        }
    }
    for document in documents {
        let own = document.piece;
        let mut settler = Settler { numbers: &numbers, own, pieces, points };
        settler.blocks(&mut document.blocks);
        settler.inlines(&mut document.subtitle);
    }
}

struct Settler<'a> {
    numbers: &'a Numbers,
    own: Piece,
    pieces: Pieces,
    points: &'a Points,
}

impl Settler<'_> {
    fn blocks(&mut self, blocks: &mut [Block]) {
        for block in blocks {
            match block {
                Block::Heading(heading) => {
                    self.inlines(&mut heading.text);
                    for line in heading.comment.iter_mut().flatten() {
                        self.inlines(line);
                    }
                }
                Block::Paragraph(run) => self.inlines(run),
                Block::Check(check) => self.inlines(&mut check.text),
                Block::List { items, .. } => items.iter_mut().for_each(|item| self.inlines(item)),
                Block::Table(table) => self.table(table),
                Block::Notice { blocks, .. } => self.blocks(blocks),
            }
        }
    }

    fn table(&mut self, table: &mut Table) {
        for cell in table.header.iter_mut().chain(table.rows.iter_mut().flatten()) {
            self.inlines(cell);
        }
    }

    fn inlines(&mut self, inlines: &mut [Inline]) {
        for inline in inlines {
            match inline {
                Inline::Strong(inner) | Inline::Emphasis(inner) => self.inlines(inner),
                Inline::Reference { .. } => self.reference(inline),
                Inline::Text(_) | Inline::Field(_) | Inline::Link { .. } | Inline::LineBreak => {}
            }
        }
    }

    /// A point of the page of conditions: it has no heading to lead to.
    fn point(&self, anchor: &str) -> String {
        let of = if self.own == Piece::Conditions {
            String::new()
        } else {
            format!(" {}", Piece::Conditions.of())
        };
        self.points.get(anchor).map_or_else(
            || format!("article correspondant{of}"),
            |n| format!("article\u{a0}{n}{of}"),
        )
    }

    fn reference(&self, inline: &mut Inline) {
        let Inline::Reference { piece, anchor, text } = inline else { return };
        let target = self.pieces.holder(*piece);
        if target == Piece::Conditions {
            *inline = Inline::Text(self.point(anchor));
            return;
        }
        match self.numbers.get(&(target, anchor.clone())) {
            Some(number) if target == self.own => *text = format!("article\u{a0}{number}"),
            Some(number) => *text = format!("article\u{a0}{number} {}", target.of()),
            // The article holds nothing here: the sentence stays true without a number.
            None => *inline = Inline::Text(format!("article correspondant {}", target.of())),
        }
    }
}
