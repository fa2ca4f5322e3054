//! The document model to Markdown, as GitHub and most tools read it.
//!
//! Blocks are written one after the other with a blank line between; text is escaped in `markdown/inline.rs`, so that nothing that
//! was typed becomes a heading, a list or a tag. References are text: Markdown has no anchors that every reader agrees on.

mod inline;

use self::inline::{cell, lines, one_line};
use crate::document::{Block, Document, Heading, Inline, Table};

/// Writes a document; with `comments`, the reason of each clause stands in italics under its heading.
#[must_use]
pub fn write(document: &Document, comments: bool) -> String {
    let mut writer =
        Writer { has_articles: document.piece.has_articles(), comments, out: Vec::new() };
    writer.push(format!("# {}", one_line(&[Inline::text(document.title.clone())])));
    writer.push(paragraph(&document.subtitle));
    writer.push(properties(&document.properties));
    writer.blocks(&document.blocks);
    let mut text = writer.out.join("\n\n");
    text.push('\n');
    text
}

struct Writer {
    has_articles: bool,
    comments: bool,
    /// Finished blocks, without blank lines around.
    out: Vec<String>,
}

impl Writer {
    fn push(&mut self, block: String) {
        if !block.is_empty() {
            self.out.push(block);
        }
    }

    fn blocks(&mut self, blocks: &[Block]) {
        // Two lists in a row would read as one: the second takes another marker, a line to tick always takes `-`.
        let mut marker = None;
        let mut rest = blocks.iter().peekable();
        while let Some(block) = rest.next() {
            let after_check = marker == Some('-');
            let next_is_check = matches!(rest.peek(), Some(Block::Check(_)));
            let mut own = None;
            match block {
                Block::Heading(heading) => self.heading(heading),
                Block::Paragraph(text) => self.push(paragraph(text)),
                Block::List { ordered: false, items } => {
                    let free = |c: &char| Some(*c) != marker && !(*c == '-' && next_is_check);
                    own = ['-', '*', '+'].into_iter().find(free);
                    self.push(list(items, |_| own.unwrap_or('-').to_string()));
                }
                Block::List { ordered: true, items } => {
                    own = ['.', ')'].into_iter().find(|c| Some(*c) != marker);
                    self.push(list(items, |n| format!("{n}{}", own.unwrap_or('.'))));
                }
                Block::Table(one) => self.push(table(one)),
                Block::Check(check) => {
                    own = Some('-');
                    let line = item("- [ ]", &check.text);
                    match self.out.last_mut().filter(|_| after_check) {
                        Some(last) => {
                            last.push('\n');
                            last.push_str(&line);
                        }
                        None => self.push(line),
                    }
                }
                Block::Notice { title, blocks, .. } => self.notice(title, blocks),
            }
            marker = own;
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let level = usize::from(heading.level.clamp(1, 3));
        let text = one_line(&heading.text);
        let numbered = match &heading.number {
            Some(number) if level == 1 && self.has_articles => format!("Article {number} — {text}"),
            Some(number) => format!("{number} {text}"),
            None => text,
        };
        self.push(format!("{} {numbered}", "#".repeat(level + 1)));
        if let (true, Some(comment)) = (self.comments, &heading.comment) {
            let in_italics = |line: &Vec<Inline>| one_line(&[Inline::Emphasis(line.clone())]);
            let lines: Vec<String> =
                comment.iter().map(in_italics).filter(|line| !line.is_empty()).collect();
            self.push(lines.join("\\\n"));
        }
    }

    fn notice(&mut self, title: &str, blocks: &[Block]) {
        let mut inner =
            Self { has_articles: self.has_articles, comments: self.comments, out: Vec::new() };
        inner.push(one_line(&[Inline::Strong(vec![Inline::text(title)])]));
        inner.blocks(blocks);
        let quoted: Vec<String> = inner
            .out
            .join("\n\n")
            .lines()
            .map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") })
            .collect();
        self.push(quoted.join("\n"));
    }
}

fn paragraph(text: &[Inline]) -> String {
    lines(text).join("\\\n")
}

fn properties(properties: &[(String, Vec<Inline>)]) -> String {
    let lines: Vec<String> = properties
        .iter()
        .map(|(label, value)| {
            let mut text =
                vec![Inline::Strong(vec![Inline::text(label.clone())]), Inline::text("\u{a0}: ")];
            text.extend(value.iter().cloned());
            item("-", &text)
        })
        .collect();
    lines.join("\n")
}

fn list(items: &[Vec<Inline>], marker: impl Fn(usize) -> String) -> String {
    let lines: Vec<String> =
        items.iter().enumerate().map(|(i, text)| item(&marker(i + 1), text)).collect();
    lines.join("\n")
}

/// An item; its other lines stand under the first.
fn item(marker: &str, text: &[Inline]) -> String {
    // The box of a line to tick belongs to its text: lines stand under the box.
    let indent = " ".repeat(marker.split(' ').next().map_or(0, str::len) + 1);
    let text = lines(text).join(&format!("\\\n{indent}"));
    if text.is_empty() { marker.to_owned() } else { format!("{marker} {text}") }
}

fn table(table: &Table) -> String {
    let columns =
        table.rows.iter().map(Vec::len).chain([table.header.len()]).max().unwrap_or_default();
    if columns == 0 {
        return String::new();
    }
    let row = |cells: &[Vec<Inline>]| {
        let texts = (0..columns).map(|i| cells.get(i).map_or_else(String::new, |text| cell(text)));
        format!("| {} |", texts.collect::<Vec<_>>().join(" | "))
    };
    let mut lines = vec![row(&table.header), format!("|{}", " --- |".repeat(columns))];
    lines.extend(table.rows.iter().map(|cells| row(cells)));
    lines.join("\n")
}
