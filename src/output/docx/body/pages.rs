//! On which page each heading falls, near enough.
//!
//! Only Word knows, once it has laid the text out, and it does not update a table of contents on opening. A number that is
//! right most of the time, or one page off, serves a reader better than « 1 » everywhere. Lengths are in twentieths of a point,
//! for the fonts and spacing of the shipped look.

use super::table::shares;
use crate::document::{Block, Document, Inline, Table, plain_text};

/// What a page leaves for text.
#[derive(Debug, Clone, Copy)]
pub(in crate::output::docx) struct Sheet {
    pub width: u32,
    pub height: u32,
}

/// The measures of one kind of paragraph.
#[derive(Debug, Clone, Copy)]
struct Shape {
    /// Size of the letters, in half-points.
    size: u32,
    is_bold: bool,
    line: u32,
    before: u32,
    after: u32,
    indent: u32,
}

const fn shape(size: u32, line: u32, before: u32, after: u32, indent: u32) -> Shape {
    Shape { size, is_bold: false, line, before, after, indent }
}

const TITLE: Shape = Shape { is_bold: true, ..shape(44, 506, 240, 120, 0) };
const SUBTITLE: Shape = shape(26, 329, 0, 320, 0);
const NORMAL: Shape = shape(20, 264, 0, 120, 0);
const LIST: Shape = shape(20, 264, 0, 60, 425);
const CHECK: Shape = shape(20, 264, 0, 80, 425);
const NOTICE: Shape = Shape { is_bold: true, ..shape(20, 264, 120, 80, 0) };
const SPACE: Shape = shape(8, 160, 0, 0, 0);
const HEADINGS: [Shape; 3] = [
    Shape { is_bold: true, ..shape(28, 400, 400, 160, 0) },
    Shape { is_bold: true, ..shape(23, 264, 280, 100, 709) },
    Shape { is_bold: true, ..shape(21, 241, 220, 80, 851) },
];
/// A line in a cell, and what its margins and borders add to a row.
const CELL: Shape = shape(19, 229, 0, 0, 216);
const ROW: u32 = 150;

/// The page of each heading, in reading order; `entries` are the lengths of the table of contents.
pub(super) fn estimate(
    document: &Document,
    entries: &[(usize, String)],
    sheet: Sheet,
) -> Vec<usize> {
    let mut flow = Flow { sheet, page: 1, used: 0, gap: 0, headings: Vec::new() };
    flow.front(document, entries);
    flow.break_page();
    flow.blocks(&document.blocks, sheet.width);
    flow.headings
}

/// Where the next line goes.
struct Flow {
    sheet: Sheet,
    page: usize,
    used: u32,
    /// Space asked for below the last paragraph.
    gap: u32,
    headings: Vec<usize>,
}

impl Flow {
    fn front(&mut self, document: &Document, entries: &[(usize, String)]) {
        let width = self.sheet.width;
        self.paragraph(&document.title, TITLE, width);
        self.paragraph(&plain_text(&document.subtitle), SUBTITLE, width);
        for (_, value) in &document.properties {
            self.row(&[value], &[width * 72 / 100]);
        }
        self.paragraph("", SPACE, width);
        self.paragraph("Sommaire", shape(28, 322, 480, 160, 0), width);
        for (level, text) in entries {
            let before = if *level == 0 { 120 } else { 0 };
            self.paragraph(text, shape(20, 264, before, 40, 1_200), width);
        }
    }

    fn blocks(&mut self, blocks: &[Block], width: u32) {
        for block in blocks {
            match block {
                Block::Heading(heading) => {
                    let level = usize::from(heading.level.clamp(1, 3)) - 1;
                    let shape = HEADINGS.get(level).copied().unwrap_or(NORMAL);
                    // A heading stays with the first lines of what follows.
                    self.keep(shape.before + shape.line + shape.after + 2 * NORMAL.line);
                    self.paragraph(&plain_text(&heading.text), shape, width);
                    self.headings.push(self.page);
                }
                Block::Paragraph(inlines) => self.paragraph(&plain_text(inlines), NORMAL, width),
                Block::List { items, .. } => {
                    for item in items {
                        self.paragraph(&plain_text(item), LIST, width);
                    }
                }
                Block::Table(table) => self.table(table, width),
                Block::Check(check) => self.paragraph(&plain_text(&check.text), CHECK, width),
                Block::Notice { title, blocks, .. } => {
                    self.paragraph(title, NOTICE, width.saturating_sub(400));
                    self.blocks(blocks, width.saturating_sub(400));
                    self.paragraph("", SPACE, width);
                }
            }
        }
    }

    fn table(&mut self, table: &Table, width: u32) {
        let rows = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widths = shares(&table.widths, table.header.len().max(rows), width);
        for cells in std::iter::once(&table.header).chain(&table.rows) {
            let cells: Vec<&Vec<Inline>> = cells.iter().collect();
            self.row(&cells, &widths);
        }
        self.paragraph("", SPACE, width);
    }

    fn row(&mut self, cells: &[&Vec<Inline>], widths: &[u32]) {
        let lines = |(cell, width): (&&Vec<Inline>, &u32)| n_lines(&plain_text(cell), CELL, *width);
        let Some(lines) = cells.iter().zip(widths).map(lines).max() else { return };
        let height = lines * CELL.line + ROW;
        self.keep(height);
        self.used += self.gap + height;
        self.gap = 0;
    }

    fn paragraph(&mut self, text: &str, shape: Shape, width: u32) {
        // Word keeps the larger of two spaces that meet.
        self.used += self.gap.max(shape.before);
        self.gap = 0;
        let lines = n_lines(text, shape, width);
        let left = self.sheet.height.saturating_sub(self.used) / shape.line;
        if lines > left {
            // No line alone at the foot of a page.
            let kept = if left < 2 || lines < 4 { 0 } else { left.min(lines - 2) };
            self.break_page();
            self.used = (lines - kept) * shape.line;
        } else {
            self.used += lines * shape.line;
        }
        self.gap = shape.after;
    }

    fn keep(&mut self, height: u32) {
        if self.used + self.gap + height > self.sheet.height {
            self.break_page();
        }
    }

    fn break_page(&mut self) {
        if self.used > 0 {
            self.page += 1;
        }
        self.used = 0;
        self.gap = 0;
    }
}

/// Lines a text takes, words kept whole.
fn n_lines(text: &str, shape: Shape, width: u32) -> u32 {
    let room = width.saturating_sub(shape.indent).max(500);
    text.split('\n').map(|line| wrapped(line, shape, room)).sum()
}

fn wrapped(line: &str, shape: Shape, room: u32) -> u32 {
    let (mut lines, mut used) = (1, 0);
    for word in line.split(' ') {
        let length = length(word, shape);
        if used > 0 && used + length > room {
            lines += 1;
            used = 0;
        }
        used += length + length_of(' ', shape);
    }
    lines
}

fn length(word: &str, shape: Shape) -> u32 {
    word.chars().map(|character| length_of(character, shape)).sum()
}

/// Thousandths of the size, as Arial and its look-alikes draw it; bold is a little wider.
fn length_of(character: char, shape: Shape) -> u32 {
    let width = match character {
        'i' | 'j' | 'l' | '\'' | '’' | '|' | 'î' | 'ï' => 222,
        ' ' | '\u{a0}' | '\u{202f}' | ',' | '.' | ';' | ':' | '!' | 't' | 'f' | 'I' | '/' => 278,
        'r' | '(' | ')' | '-' | '[' | ']' => 333,
        'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'ç' | 'J' => 500,
        'm' | 'M' => 833,
        'w' | 'C' | 'D' | 'H' | 'N' | 'R' | 'U' => 722,
        'G' | 'O' | 'Q' => 778,
        'W' | 'œ' | '%' | '—' | '…' => 950,
        'A'..='Z' | 'À' | 'É' | 'È' | 'Ê' => 667,
        _ => 556,
    };
    let points = width * shape.size * 10 / 1_000;
    if shape.is_bold { points * 106 / 100 } else { points }
}
