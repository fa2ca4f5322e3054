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
    let end = loop {
        match rows.read_byte_record(&mut row) {
            Ok(true) => since.set(0),
            Ok(false) => break End::Whole,
            Err(fault) => break End::Fault(spot, of_csv(fault)),
        }
        if let Some(place) = row.position() {
            spot = Spot { byte: place.byte(), line: place.line() };
        }
        let Some(columns) = &columns else {
            columns = heading(&row, said);
            n_lines += 1;
            if columns.is_none() && n_lines == HEADING_LINES {
                break End::Whole;
            }
            continue;
        };
        let is_blank = row.iter().all(|cell| cell.trim_ascii().is_empty());
        if !is_blank && take(columns, Row { at: spot, record: record(columns, &row) }).is_break() {
            break End::Stopped;
        }
    };
    columns.map_or(Table::NoHeading, |columns| Table::Read(columns, end))
}

fn heading(row: &csv::ByteRecord, said: &Said) -> Option<Columns> {
    let cells = row.iter().map(|cell| unmarked(&decode(cell)).trim().to_owned());
    Columns::of(&cells.collect::<Vec<_>>(), said)
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
