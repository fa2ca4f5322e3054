//! Tables: those of the text, the properties under the title, and the frame around a notice.

use super::inline::Format;
use super::{Body, paragraph};
use crate::document::{Inline, Table};
use crate::output::docx::xml::{Element, el, val};

/// Labels of the properties take this share of the width, out of a hundred.
const LABELS: u32 = 28;

impl Body<'_> {
    pub(super) fn table(&mut self, table: &Table, width: u32) -> Vec<Element> {
        let rows = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        let n_columns = table.header.len().max(rows);
        if n_columns == 0 {
            return Vec::new();
        }
        let widths = shares(&table.widths, n_columns, width);
        let has_header = !table.header.is_empty();
        let mut element = frame(self.styles.id("Clausier tableau"), width, has_header, &widths);
        if has_header {
            let row = self.row(&table.header, &widths, "Clausier cellule titre", true);
            element.push(row);
        }
        for cells in &table.rows {
            element.push(self.row(cells, &widths, "Clausier cellule", false));
        }
        vec![element, self.space()]
    }

    fn row(
        &mut self,
        cells: &[Vec<Inline>],
        widths: &[u32],
        style: &str,
        is_header: bool,
    ) -> Element {
        let mut row = row(is_header);
        for (place, width) in widths.iter().enumerate() {
            let inlines = cells.get(place).map_or(&[][..], Vec::as_slice);
            let content = self.text(style, inlines);
            row.push(cell(*width, [content]));
        }
        row
    }

    /// Label and value, one line each.
    pub(super) fn properties(&mut self, width: u32) -> Vec<Element> {
        let labels = width * LABELS / 100;
        let widths = [labels, width - labels];
        let mut table = frame(self.styles.id("Clausier propriétés"), width, false, &widths);
        for (label, value) in &self.document.properties {
            let name = super::run(label, None);
            let name = paragraph(self.styles.id("Clausier propriété"), [name]);
            let runs = self.runs(value, Format::default());
            let value = paragraph(self.styles.id("Clausier cellule"), runs);
            table.push(row(false).child(cell(labels, [name])).child(cell(width - labels, [value])));
        }
        vec![table, self.space()]
    }

    /// One cell around blocks.
    pub(super) fn framed(
        &self,
        style: &str,
        mut content: Vec<Element>,
        width: u32,
    ) -> Vec<Element> {
        // Half of the thick left border lies outside the cell.
        let width = width.saturating_sub(45);
        // A cell must end with a paragraph; after a table, that is the space which follows it.
        if content.is_empty() {
            content.push(self.space());
        }
        let mut table = frame(self.styles.id(style), width, false, &[width]);
        table.push(el("w:tr").child(cell(width, content)));
        vec![table, self.space()]
    }

    /// Keeps two tables apart, which Word would make one.
    pub(super) fn space(&self) -> Element {
        paragraph(self.styles.id("Clausier espace"), [])
    }
}

fn frame(style: &str, width: u32, has_header: bool, widths: &[u32]) -> Element {
    let flag = |on: bool| u8::from(on);
    let look = el("w:tblLook")
        .attr("w:val", if has_header { "0620" } else { "0600" })
        .attr("w:firstRow", flag(has_header))
        .attr("w:lastRow", 0)
        .attr("w:firstColumn", 0)
        .attr("w:lastColumn", 0)
        .attr("w:noHBand", 1)
        .attr("w:noVBand", 1);
    let properties = el("w:tblPr")
        .child(val("w:tblStyle", style))
        .child(el("w:tblW").attr("w:w", width).attr("w:type", "dxa"))
        .child(el("w:tblLayout").attr("w:type", "fixed"))
        .child(look);
    let columns = widths.iter().map(|width| el("w:gridCol").attr("w:w", width));
    el("w:tbl").child(properties).child(el("w:tblGrid").children(columns))
}

/// A row that stays on one page; the header comes back on each.
fn row(is_header: bool) -> Element {
    let mut properties = el("w:trPr").child(el("w:cantSplit"));
    if is_header {
        properties.push(el("w:tblHeader"));
    }
    el("w:tr").child(properties)
}

fn cell(width: u32, content: impl IntoIterator<Item = Element>) -> Element {
    let properties = el("w:tcPr").child(el("w:tcW").attr("w:w", width).attr("w:type", "dxa"));
    el("w:tc").child(properties).children(content)
}

/// Column widths that add up to `width`; equal when the relative ones do not fit the table.
pub(super) fn shares(relative: &[u8], n_columns: usize, width: u32) -> Vec<u32> {
    let usable = relative.len() == n_columns && relative.iter().all(|share| *share > 0);
    let relative: Vec<u32> = if usable {
        relative.iter().map(|share| u32::from(*share)).collect()
    } else {
        vec![1; n_columns]
    };
    let total: u32 = relative.iter().sum::<u32>().max(1);
    let mut widths: Vec<u32> = relative.iter().map(|share| width * share / total).collect();
    let given: u32 = widths.iter().sum();
    if let Some(last) = widths.last_mut() {
        *last += width.saturating_sub(given);
    }
    widths
}
