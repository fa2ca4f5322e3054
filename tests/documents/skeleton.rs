//! The skeleton of a dossier: each document by its headings, and what stands under each, on one line.

use std::fmt::Write;

use clausier::document::{Block, Document, Heading, Inline, plain_text};
use clausier::draft::Dossier;

use crate::walk::{fields, plain_spaces};

/// How much of a paragraph or of a row is shown.
const SHOWN: usize = 60;

pub fn dossier(dossier: &Dossier) -> String {
    let documents: Vec<String> = dossier.documents.iter().map(document).collect();
    format!("{}\n{} valeurs à compléter\n", documents.join("\n"), dossier.blanks.len())
}

fn document(document: &Document) -> String {
    let blanks = fields(document).iter().filter(|field| field.value.is_none()).count();
    let mut out = format!("# {} — {blanks} à compléter\n", document.title);
    let mut rest = document.blocks.as_slice();
    loop {
        let n = rest.iter().take_while(|block| !matches!(block, Block::Heading(_))).count();
        let (body, after) = rest.split_at(n);
        let marks = marks(body);
        if !marks.is_empty() {
            let _ = write!(out, " | {marks}");
        }
        if !out.ends_with('\n') {
            out.push('\n');
        }
        let Some((Block::Heading(heading), next)) = after.split_first() else { break };
        out.push_str(&title(heading));
        rest = next;
    }
    out
}

fn title(heading: &Heading) -> String {
    let indent = "  ".repeat(usize::from(heading.level) - 1);
    let number = heading.number.as_ref().map_or_else(String::new, |number| format!("{number} "));
    let comment = if heading.comment.is_some() { " °" } else { "" };
    format!("{indent}{number}{}{comment}", short(&heading.text))
}

/// The first paragraph, then how many of each kind of block.
fn marks(blocks: &[Block]) -> String {
    let mut marks = Vec::new();
    let mut paragraphs = 0;
    let mut checks = 0;
    for block in blocks {
        match block {
            Block::Heading(_) => {}
            Block::Paragraph(run) if paragraphs == 0 => {
                paragraphs = 1;
                marks.push(format!("¶ {}", short(run)));
            }
            Block::Paragraph(_) => paragraphs += 1,
            Block::List { items, .. } => marks.push(format!("liste {}", items.len())),
            Block::Table(table) => {
                let header: Vec<String> =
                    table.header.iter().map(|cell| plain_text(cell)).collect();
                marks.push(format!("tableau [{}] {}", header.join(", "), table.rows.len()));
            }
            Block::Check(_) => checks += 1,
            Block::Notice { title, blocks, .. } => {
                marks.push(format!("encadré « {title} » ({})", self::marks(blocks)));
            }
        }
    }
    if paragraphs > 1 {
        marks.push(format!("¶ {paragraphs}"));
    }
    if checks > 0 {
        marks.push(format!("☐ {checks}"));
    }
    marks.join(" ; ")
}

fn short(run: &[Inline]) -> String {
    let text = plain_spaces(&plain_text(run)).replace('\n', " ");
    if text.chars().count() <= SHOWN {
        return text;
    }
    let cut: String = text.chars().take(SHOWN).collect();
    format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(start, _)| start))
}
