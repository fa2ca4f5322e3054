//! Cross-references, settled once every piece has its numbers; none is left dangling.

use std::collections::BTreeMap;

use super::Pieces;
use super::conditions::Points;
use super::environment::article_anchor;
use crate::base::Base;
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
        let settler = Settler { numbers: &numbers, own, pieces, points };
        in_blocks(&mut document.blocks, &|inline| settler.reference(inline));
        in_run(&mut document.subtitle, &|inline| settler.reference(inline));
    }
}

struct Settler<'a> {
    numbers: &'a Numbers,
    own: Piece,
    pieces: Pieces,
    points: &'a Points,
}

impl Settler<'_> {
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

/// Names the article that each reference leads to, by its title in the outlines: outside a dossier it has no number.
pub(super) fn name(base: &Base, blocks: &mut [Block]) {
    in_blocks(blocks, &|inline| {
        let Inline::Reference { piece, anchor, .. } = inline else { return };
        let outline = base.outlines.get(piece.id());
        let article = outline
            .and_then(|outline| {
                outline.articles.iter().find(|one| article_anchor(*piece, &one.id) == *anchor)
            })
            .map_or_else(|| "correspondant".to_owned(), |one| format!("« {} »", one.title));
        *inline = Inline::Text(format!("article {article} {}", piece.of()));
    });
}

/// Every reference of some blocks.
fn in_blocks(blocks: &mut [Block], settle: &dyn Fn(&mut Inline)) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                in_run(&mut heading.text, settle);
                heading.comment.iter_mut().flatten().for_each(|line| in_run(line, settle));
            }
            Block::Paragraph(run) => in_run(run, settle),
            Block::Check(check) => in_run(&mut check.text, settle),
            Block::List { items, .. } => items.iter_mut().for_each(|item| in_run(item, settle)),
            Block::Table(Table { header, rows, .. }) => {
                header
                    .iter_mut()
                    .chain(rows.iter_mut().flatten())
                    .for_each(|cell| in_run(cell, settle));
            }
            Block::Notice { blocks, .. } => in_blocks(blocks, settle),
        }
    }
}

fn in_run(inlines: &mut [Inline], settle: &dyn Fn(&mut Inline)) {
    for inline in inlines {
        match inline {
            Inline::Strong(inner) | Inline::Emphasis(inner) => in_run(inner, settle),
            Inline::Reference { .. } => settle(inline),
            Inline::Text(_) | Inline::Field(_) | Inline::Link { .. } | Inline::LineBreak => {}
        }
    }
}
