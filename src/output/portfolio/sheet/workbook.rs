//! Rows as a workbook (XLSX), in a stream: one sheet, a frozen line of headings, amounts and dates as such.
//!
//! A text is written as a text, never as a formula, and is marked so that editing its cell does not make one of it.

use std::io::{self, Seek, Write};

use jiff::civil::{Date, date};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Cell, headings, is_formula, rows};
use crate::output::html::escape;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::totals::Totals;

/// The most rows of a sheet, headings included.
pub const MOST_ROWS: usize = 1_048_576;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Achats" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
/// Styles by position: plain, heading, amount, date, text that looks like a formula.
const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"#;

/// Writes every contract.
///
/// # Errors
/// Those of the writing; more contracts than a sheet holds.
pub fn write(totals: &Totals, out: impl Write + Seek) -> io::Result<()> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(true);
    let mut archive = ZipWriter::new(out);
    let parts = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        ("xl/styles.xml", STYLES),
    ];
    for (path, text) in parts {
        archive.start_file(path, options)?;
        archive.write_all(HEAD.as_bytes())?;
        archive.write_all(text.as_bytes())?;
    }
    archive.start_file("xl/worksheets/sheet1.xml", options)?;
    sheet(totals, &mut archive)?;
    archive.finish()?;
    Ok(())
}

fn sheet(totals: &Totals, out: &mut dyn Write) -> io::Result<()> {
    let sorter = Sorter::new(&totals.reglages);
    let headings = headings(&sorter);
    let last = column(headings.len().saturating_sub(1));
    write!(
        out,
        "{HEAD}<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
         <sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
         <cols><col min=\"1\" max=\"3\" width=\"18\" customWidth=\"1\"/><col min=\"4\" max=\"4\" width=\"60\" customWidth=\"1\"/><col min=\"5\" max=\"40\" width=\"20\" customWidth=\"1\"/></cols><sheetData>"
    )?;
    let head: Vec<Cell> = headings.into_iter().map(Cell::Text).collect();
    line(out, 1, &head, true)?;
    let mut n = 1;
    for row in rows(totals, &sorter) {
        n += 1;
        line(out, n, &row, false)?;
    }
    write!(out, "</sheetData><autoFilter ref=\"A1:{last}{n}\"/></worksheet>")
}

fn line(out: &mut dyn Write, n: usize, cells: &[Cell], is_head: bool) -> io::Result<()> {
    write!(out, "<row r=\"{n}\">")?;
    for (at, cell) in cells.iter().enumerate() {
        let place = format!("{}{n}", column(at));
        match cell {
            Cell::Empty => {}
            Cell::Text(text) => {
                let style = if is_head { 1 } else { 4 * u8::from(is_formula(text)) };
                let text = escape(text);
                write!(
                    out,
                    "<c r=\"{place}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
                )?;
            }
            Cell::Count(n) => write!(out, "<c r=\"{place}\"><v>{n}</v></c>")?,
            Cell::Centimes(sum) => {
                let sign = if *sum < 0 { "-" } else { "" };
                let sum = sum.unsigned_abs();
                write!(
                    out,
                    "<c r=\"{place}\" s=\"2\"><v>{sign}{}.{:02}</v></c>",
                    sum / 100,
                    sum % 100
                )?;
            }
            Cell::Day(day) => write!(out, "<c r=\"{place}\" s=\"3\"><v>{}</v></c>", serial(*day))?,
        }
    }
    write!(out, "</row>")
}

/// The number of a day in a workbook: from the end of 1899.
fn serial(day: Date) -> i32 {
    day.since(date(1899, 12, 30)).map_or(0, |span| span.get_days())
}

/// `A`, `B`… `AA`.
fn column(at: usize) -> String {
    let letter = |n: usize| char::from(b'A' + u8::try_from(n % 26).unwrap_or(0));
    match at / 26 {
        0 => letter(at).to_string(),
        more => format!("{}{}", letter(more - 1), letter(at)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{column, serial};

    #[test]
    fn colonnes_et_jours_sont_ceux_d_un_classeur() {
        assert_eq!([column(0), column(25), column(26)], ["A", "Z", "AA"]);
        assert_eq!((serial(date(1900, 3, 1)), serial(date(2026, 11, 29))), (61, 46_355));
    }
}
