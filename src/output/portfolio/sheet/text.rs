//! Rows as CSV, as a French spreadsheet opens it: semicolons, decimal commas, a mark that says UTF-8; no cell runs.

use std::io::{self, Write};

use super::{Cell, headings, is_formula, rows};
use crate::portfolio::sorter::Sorter;
use crate::portfolio::totals::Totals;

/// Writes every contract.
///
/// # Errors
/// Those of the writing.
pub fn write(totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
    let sorter = Sorter::new(&totals.reglages);
    out.write_all("\u{feff}".as_bytes())?;
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    writer.write_record(headings(&sorter))?;
    for row in rows(totals, &sorter) {
        writer.write_record(row.iter().map(shown))?;
    }
    writer.flush()
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        // The apostrophe that a spreadsheet itself puts before a text that is no formula.
        Cell::Text(text) if is_formula(text) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Centimes(sum) => {
            let sign = if *sum < 0 { "-" } else { "" };
            let sum = sum.unsigned_abs();
            format!("{sign}{},{:02}", sum / 100, sum % 100)
        }
        Cell::Day(day) => day.to_string(),
    }
}
