//! A purchase programme in a workbook: titles above the headings, merged cells, dates of a spreadsheet.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::sources::Desk;

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Notice" sheetId="1" r:id="rId1"/><sheet name="Programme" sheetId="2" r:id="rId2"/></sheets></workbook>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

/// A cell: a text, a number, or a day of a spreadsheet (`=46000`).
fn cell(at: &str, text: &str) -> String {
    if let Some(day) = text.strip_prefix('=') {
        return format!(r#"<c r="{at}" s="1"><v>{day}</v></c>"#);
    }
    if text.parse::<f64>().is_ok() {
        return format!(r#"<c r="{at}"><v>{text}</v></c>"#);
    }
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

fn sheet(rows: &[&[&str]], merged: &str) -> String {
    let mut data = String::new();
    for (i, row) in (1..).zip(rows) {
        let cells = ('A'..).zip(*row).filter(|(_, text)| !text.is_empty());
        let cells: String =
            cells.map(|(column, text)| cell(&format!("{column}{i}"), text)).collect();
        data.push_str(&["<row r=\"", &i.to_string(), "\">", &cells, "</row>"].concat());
    }
    format!(
        r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{data}</sheetData>{merged}</worksheet>"#
    )
}

fn workbook() -> Vec<u8> {
    let programme = sheet(
        &[
            &["Programme 2027"],
            &["Type de marché", "Intitulé", "Code CPV", "Montant estimé HT", "Date de lancement"],
            &["Services", "Entretien des espaces verts", "77310000", "240000.5", "=46447"],
            &["", "Nettoyage des écoles", "90911200", "90000", "T3 2027"],
            &["Total", "", "", "", ""],
        ],
        r#"<mergeCells count="2"><mergeCell ref="A1:E1"/><mergeCell ref="A3:A4"/></mergeCells>"#,
    );
    let notice = sheet(&[&["À lire avant de remplir"]], "");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &notice),
        ("xl/worksheets/sheet2.xml", &programme),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn un_classeur_se_lit_cellules_fusionnees_et_dates_comprises() {
    let desk = Desk::new("classeur");
    desk.put("programme.csv", &workbook());
    desk.put("colonnes.toml", b"feuille = \"Programme\"\n");
    let sheet = ["programme.csv", "--colonnes", "colonnes.toml"];
    let (status, report) = desk.json(&sheet, b"");
    assert_eq!((status, &report["lus"], &report["evalues"]), (0, &3.into(), &2.into()));
    assert_eq!(report["montants"]["marches_centimes"], 33_000_050);
    assert_eq!(report["annees"]["2027"]["contrats"], 2);
    desk.run(&[&sheet[..], &["--sortie", "totaux.json"]].concat(), b"");
    let totals = std::fs::read_to_string(desk.0.join("totaux.json")).unwrap();
    assert!(
        totals.contains("\"date\":\"2027-03-01\"") && totals.contains("\"date\":\"2027-07-01\"")
    );
}

#[test]
fn une_feuille_sans_titres_ou_absente_se_dit() {
    let desk = Desk::new("feuille");
    desk.put("programme.xlsx", &workbook());
    let why = |args: &[&str]| {
        let (status, report) = desk.json(args, b"");
        assert_eq!(status, 1);
        report["sources"]["programme.xlsx"]["arrets"][0].as_str().unwrap().to_owned()
    };
    assert!(why(&["programme.xlsx"]).contains("--colonnes"));
    desk.put("colonnes.toml", b"feuille = \"Achats\"\n");
    let said = why(&["programme.xlsx", "--colonnes", "colonnes.toml"]);
    assert!(said.contains("possibles : « Notice », « Programme »"), "{said}");
}
