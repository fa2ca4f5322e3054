//! Tables in CSV, row by row: published exports and purchase programmes, in UTF-8 or not.

use std::cell::Cell;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;

use super::columns::{Columns, HEADING_LINES, Said};
use super::record::{Record, decode};
use super::split::{End, MAX_RECORD, Spot};

/// A row, and where it stands.
pub struct Row {
    pub at: Spot,
    /// `None` for a line with one cell filled at most: a title, a total.
    pub record: Option<Record>,
}

/// What a table turned out to be.
pub enum Table {
    /// No line of headings in the first ones.
    NoHeading,
    Read(Columns, End),
}

/// Gives each row of a table in CSV.
pub fn read(
    head: &[u8],
    bytes: impl Read,
    said: &Said,
    mut take: impl FnMut(&Columns, Row) -> ControlFlow<()>,
) -> Table {
    let since = Rc::new(Cell::new(0));
    let bytes = Bounded { bytes, since: Rc::clone(&since) };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(separator(head))
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut row = csv::ByteRecord::new();
    let (mut columns, mut n_lines, mut spot) = (None, 0, Spot { byte: 0, line: 1 });
    loop {
        let end = match rows.read_byte_record(&mut row) {
            Ok(true) => None,
            Ok(false) => Some(End::Whole),
            Err(fault) => Some(End::Fault(spot, of_csv(fault))),
        };
        if let Some(end) = end {
            return columns.map_or(Table::NoHeading, |columns| Table::Read(columns, end));
        }
        since.set(0);
        if let Some(place) = row.position() {
            spot = Spot { byte: place.byte(), line: place.line() };
        }
        let Some(columns) = &columns else {
            let cells: Vec<String> =
                row.iter().map(|cell| unmarked(&decode(cell)).trim().to_owned()).collect();
            columns = Columns::of(&cells, said);
            n_lines += 1;
            if columns.is_none() && n_lines == HEADING_LINES {
                return Table::NoHeading;
            }
            continue;
        };
        if row.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if take(columns, Row { at: spot, record: record(columns, &row) }).is_break() {
            return Table::Read(columns.clone(), End::Stopped);
        }
    }
}

fn unmarked(text: &str) -> &str {
    text.trim_start_matches('\u{feff}')
}

/// The most frequent of the usual separators in the first lines.
fn separator(head: &[u8]) -> u8 {
    let lines = head.split(|byte| *byte == b'\n').take(HEADING_LINES);
    let text: Vec<u8> = lines.flatten().copied().collect();
    let count = |separator: u8| text.split(|byte| *byte == separator).count();
    // Commas stand in sentences and amounts: the others win when they are as many.
    [b';', b'\t', b'|', b','].into_iter().rev().max_by_key(|one| count(*one)).unwrap_or(b';')
}

fn record(columns: &Columns, row: &csv::ByteRecord) -> Option<Record> {
    let filled = row.iter().filter(|cell| !cell.trim_ascii().is_empty()).count();
    if filled < 2 && columns.headings.len() > 2 {
        return None;
    }
    let mut was_decoded = false;
    let cells = columns.fields.iter().zip(row).filter_map(|(field, cell)| {
        was_decoded |= str::from_utf8(cell).is_err();
        field.map(|field| (field, decode(cell).trim().to_owned()))
    });
    let cells: Vec<_> = cells.collect();
    Some(Record::of_cells(cells, was_decoded))
}

fn of_csv(fault: csv::Error) -> io::Error {
    match fault.into_kind() {
        csv::ErrorKind::Io(cause) => cause,
        _ => io::Error::from(io::ErrorKind::InvalidData),
    }
}

/// Stops at a row larger than any record: a quote left open would take the rest of the file into memory.
struct Bounded<R> {
    bytes: R,
    since: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(into)?;
        self.since.set(self.since.get().saturating_add(read));
        if self.since.get() > MAX_RECORD {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        Ok(read)
    }
}
