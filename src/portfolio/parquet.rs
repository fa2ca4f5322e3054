//! Tables in Parquet (feature `parquet`): the columns of the published tables, row group by row group.

use std::fs::File;
use std::ops::ControlFlow;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::date;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::record::Field as Cell;
use parquet::schema::types::Type;

use super::columns::{Columns, Said};
use super::field::Field;
use super::record::Record;
use super::split::Spot;
use super::table::Row;

/// How a file begins.
pub const MAGIC: &[u8] = b"PAR1";

/// A table read, to its end or to its first fault.
pub struct Read {
    /// `None` when no column is known.
    pub columns: Option<Columns>,
    pub fault: Option<String>,
}

/// Gives each row of a file.
///
/// # Errors
/// One sentence: why nothing of it reads.
pub fn read(
    file: File,
    said: &Said,
    mut take: impl FnMut(&Columns, Row) -> ControlFlow<()>,
) -> Result<Read, String> {
    let source = SerializedFileReader::new(file)
        .map_err(|_| "ce n’est pas un Parquet lisible, ou il est coupé".to_owned())?;
    let schema = source.metadata().file_metadata().schema();
    let headings: Vec<String> =
        schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let Some(columns) = Columns::of(&headings, said) else {
        return Ok(Read { columns: None, fault: None });
    };
    let Some(wanted) = projection(schema, &columns) else {
        return Err("les colonnes de ce Parquet ne se lisent pas".to_owned());
    };
    let mut line = 0;
    let mut fault = None;
    for group in 0..source.num_row_groups() {
        let rows = source.get_row_group(group);
        let fields = &columns.fields;
        let end = rows.ok().map(|rows| {
            each(&*rows, wanted.clone(), fields, &mut line, &mut |row| take(&columns, row))
        });
        match end {
            Some(Ok(ControlFlow::Continue(()))) => {}
            Some(Ok(ControlFlow::Break(()))) => break,
            None | Some(Err(Unreadable)) => {
                let after = if line == 0 { "début".to_owned() } else { format!("ligne {line}") };
                fault = Some(format!(
                    "lecture arrêtée après : {after} (bloc {}) ; ce qui précède est gardé",
                    group + 1
                ));
                break;
            }
        }
    }
    Ok(Read { columns: Some(columns), fault })
}

/// A row that does not decode.
struct Unreadable;

/// Gives each row of a group, which is all that stands in memory.
fn each(
    group: &dyn RowGroupReader,
    wanted: Type,
    fields: &[Option<Field>],
    line: &mut u64,
    take: &mut dyn FnMut(Row) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, Unreadable> {
    let fields: Vec<Field> = fields.iter().flatten().copied().collect();
    for row in group.get_row_iter(Some(wanted)).map_err(|_| Unreadable)? {
        let row = row.map_err(|_| Unreadable)?;
        *line += 1;
        let cells = row.get_column_iter().map(|(_, cell)| text(cell));
        let record = Record::of_cells(fields.iter().copied().zip(cells), false);
        let row = Row { at: Spot { byte: 0, line: *line }, record: Some(record) };
        if take(row).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// The columns that are known, so that no other is decoded.
fn projection(schema: &Type, columns: &Columns) -> Option<Type> {
    let known = schema.get_fields().iter().zip(&columns.fields);
    let known = known.filter(|(_, field)| field.is_some()).map(|(column, _)| Arc::clone(column));
    Type::group_type_builder(schema.name()).with_fields(known.collect()).build().ok()
}

/// A cell as the CSV of the same table has it.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Str(text) => text.trim().to_owned(),
        Cell::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).trim().to_owned(),
        Cell::Double(number) => number.to_string(),
        Cell::Float(number) => number.to_string(),
        Cell::Date(days) => day(i64::from(*days)),
        Cell::TimestampMillis(at) => day(at.div_euclid(86_400_000)),
        Cell::TimestampMicros(at) => day(at.div_euclid(86_400_000_000)),
        Cell::ListInternal(list) => {
            let items: Vec<String> = list.elements().iter().map(text).collect();
            items.join(" ; ")
        }
        Cell::Group(row) => {
            let items: Vec<String> = row.get_column_iter().map(|(_, cell)| text(cell)).collect();
            items.join(" ; ")
        }
        other => other.to_string(),
    }
}

/// A day since 1970; one out of any calendar says nothing.
fn day(days: i64) -> String {
    let span = Span::new().try_days(days);
    let day = span.ok().and_then(|span| date(1970, 1, 1).checked_add(span).ok());
    day.map(|day| day.to_string()).unwrap_or_default()
}
