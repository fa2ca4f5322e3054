//! Purchase programmes in XLSX: one sheet, merged cells given to each of their rows.

use std::io::{Cursor, Read};
use std::ops::ControlFlow;

use calamine::{Data, Dimensions, ExcelDateTime, Range, Reader, Xlsx};

use super::columns::{Columns, HEADING_LINES, Said};
use super::record::Record;
use super::split::{End, Spot};
use super::table::{Row, Table};

/// The largest workbook: it is a zip, read from its end.
const MAX_WORKBOOK: u64 = 64 * 1024 * 1024;

/// Gives each row of a sheet.
///
/// # Errors
/// One sentence: why the workbook does not read.
pub fn read(
    bytes: impl Read,
    said: &Said,
    mut take: impl FnMut(&Columns, Row) -> ControlFlow<()>,
) -> Result<Table, String> {
    let (range, merged) = sheet(bytes, said)?;
    let rows: Vec<Vec<String>> = rows(&range, &merged);
    let heading = rows.iter().take(HEADING_LINES).enumerate();
    let mut found = heading.filter_map(|(i, cells)| Some((i, Columns::of(cells, said)?)));
    let Some((at, columns)) = found.next() else { return Ok(Table::NoHeading) };
    let first_line = u64::from(range.start().map_or(0, |(row, _)| row)) + 1;
    for (line, cells) in (first_line..).zip(&rows).skip(at + 1) {
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        if filled == 0 {
            continue;
        }
        let named = columns.fields.iter().zip(cells);
        let named = named.filter_map(|(field, cell)| field.map(|field| (field, cell.clone())));
        let record = (filled > 1).then(|| Record::of_cells(named, false));
        if take(&columns, Row { at: Spot { byte: 0, line }, record }).is_break() {
            return Ok(Table::Read(columns, End::Stopped));
        }
    }
    Ok(Table::Read(columns, End::Whole))
}

type Sheet = (Range<Data>, Vec<Dimensions>);

fn sheet(bytes: impl Read, said: &Said) -> Result<Sheet, String> {
    let mut whole = Vec::new();
    let read = bytes.take(MAX_WORKBOOK + 1).read_to_end(&mut whole);
    if read.is_err() || whole.len() as u64 > MAX_WORKBOOK {
        return Err("classeur illisible, ou de plus de 64 Mio".into());
    }
    let unreadable = |_| {
        "ce n’est pas un classeur XLSX lisible (un .xls ou un .ods s’enregistre en XLSX ou en CSV)"
            .to_owned()
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(whole)).map_err(unreadable)?;
    let names = book.sheet_names();
    let name = match &said.sheet {
        Some(name) if !names.contains(name) => {
            let list: Vec<String> = names.iter().map(|name| format!("« {name} »")).collect();
            return Err(format!("pas de feuille « {name} » ; possibles : {}", list.join(", ")));
        }
        Some(name) => name.clone(),
        None => names.first().cloned().ok_or("classeur sans feuille")?,
    };
    let range = book.worksheet_range(&name).map_err(unreadable)?;
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    Ok((range, merged))
}

fn rows(range: &Range<Data>, merged: &[Dimensions]) -> Vec<Vec<String>> {
    let (row, column) = range.start().unwrap_or_default();
    let mut rows: Vec<Vec<String>> =
        range.rows().map(|cells| cells.iter().map(text).collect()).collect();
    for area in merged.iter().filter(|area| area.start.1 == area.end.1) {
        // A cell merged down a column stands for each row that it spans; one merged across is a title.
        let at = |line: u32| line.checked_sub(row).map(|line| line as usize);
        let (Some(first), Some(last)) = (at(area.start.0), at(area.end.0)) else { continue };
        let Some(column) = area.start.1.checked_sub(column).map(|c| c as usize) else { continue };
        let value = rows.get(first).and_then(|cells| cells.get(column)).cloned();
        for cells in rows.iter_mut().take(last.saturating_add(1)).skip(first + 1) {
            if let (Some(cell), Some(value)) = (cells.get_mut(column), &value) {
                cell.clone_from(value);
            }
        }
    }
    rows
}

fn text(cell: &Data) -> String {
    match cell {
        Data::DateTime(day) => date(day),
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string().trim().to_owned(),
    }
}

fn date(day: &ExcelDateTime) -> String {
    let (year, month, day, ..) = day.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}
