//! Data and review: rows that a spreadsheet takes for texts, the same in both formats; the review in Word and as a page; the schemas.

use std::fs;
use std::io::{Cursor, Read};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use serde_json::Value;

use super::sources::{Desk, extract};

fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    let text = String::from_utf8(extract("decp-2022.json")).unwrap();
    let text = text.replacen("\"objet\": \"", "\"objet\": \"=HYPERLINK(1) ; ", 1);
    desk.put("marches.json", text.as_bytes());
    desk
}

/// The rows of a CSV file, headings first.
fn rows(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn le_tableau_et_le_classeur_disent_la_meme_chose_et_rien_ne_s_y_calcule() {
    let desk = desk("donnees");
    let args = ["marches.json", "--sortie", "d.csv", "--sortie", "d.xlsx"];
    let (status, _, err) =
        desk.run(&[&args[..], &["--politique", "dijon-2024-2027"]].concat(), b"");
    assert_eq!(status, 0, "{err}");
    let rows = rows(&fs::read(desk.0.join("d.csv")).unwrap());
    let bytes = fs::read(desk.0.join("d.xlsx")).unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range("Achats").unwrap();
    assert_eq!(rows.len(), sheet.height());
    let amount = rows[0].iter().position(|name| name == "montant_ht").unwrap();
    for (row, cells) in rows.iter().zip(sheet.rows()) {
        for (at, (text, cell)) in row.iter().zip(cells).enumerate() {
            match cell {
                Data::String(own) => assert_eq!(text.trim_start_matches('\''), own),
                Data::Empty => assert!(text.is_empty(), "{text}"),
                Data::Float(sum) if at == amount => {
                    assert_eq!(*text, format!("{sum:.2}").replace('.', ","));
                }
                Data::DateTime(_) => assert_eq!(text.len(), 10),
                other => panic!("{other:?}"),
            }
        }
    }
    let formulas = book.worksheet_formula("Achats").unwrap();
    assert!(formulas.is_empty());
    assert!(rows.iter().flatten().any(|cell| cell.starts_with("'=HYPERLINK")));
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '@'])));
}

#[test]
fn une_ligne_dit_l_achat_ses_etats_et_ses_clauses() {
    let desk = desk("ligne");
    desk.run(&["marches.json", "--sortie", "d.csv"], b"");
    let rows = rows(&fs::read(desk.0.join("d.csv")).unwrap());
    let declared = rows
        .iter()
        .filter(|row| !["", "aucune", "declare_social"].contains(&row[13].as_str()))
        .min()
        .unwrap();
    let told = rows[0].iter().zip(declared).skip(1).filter(|(_, cell)| !cell.is_empty());
    let told: Vec<String> = told.map(|(name, cell)| format!("{name} : {cell}")).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn le_bilan_s_ecrit_en_word_et_en_page_avec_ses_places_a_remplir() {
    let desk = desk("bilan");
    desk.put("saisies.toml", &extract("saisies.toml"));
    let args = ["marches.json", "--politique", "dijon-2024-2027", "--saisies", "saisies.toml"];
    let args = [&args[..], &["--bilan", "--sortie", "b.html", "--sortie", "b.docx"]].concat();
    let (status, _, err) = desk.run(&args, b"");
    assert_eq!(status, 0, "{err}");
    let page = fs::read_to_string(desk.0.join("b.html")).unwrap();
    let headings = page.lines().filter(|line| line.starts_with("<h2") || line.starts_with("<h1"));
    let tag = regex::Regex::new("<[^>]*>").unwrap();
    let headings: Vec<_> = headings.map(|line| tag.replace_all(line, "")).collect();
    insta::assert_snapshot!(headings.join("\n"));
    assert!(page.contains("due à compter du 1er janvier 2026"));
    assert!(page.contains("286\u{202f}927\u{a0}heures (SPASER 2024-2027, axe social)"));
    let file = fs::File::open(desk.0.join("b.docx")).unwrap();
    let mut text = String::new();
    let mut archive = zip::ZipArchive::new(file).unwrap();
    archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
    assert!(text.contains("bilan.loi-entreprises-solidaires.valeur") && text.contains("286"));
}

#[test]
fn ce_qui_s_ecrit_en_json_suit_son_schema() {
    let desk = desk("schemas");
    let args = ["marches.json", "--politique", "dijon-2024-2027", "--sortie", "t.json"];
    let (_, told) = desk.json(&args, b"");
    let written = fs::read(desk.0.join("t.json")).unwrap();
    let written: Value = serde_json::from_slice(&written).unwrap();
    for (name, value) in [("portefeuille", told), ("totaux", written)] {
        let schema = Command::new(env!("CARGO_BIN_EXE_clausier")).args(["schema", name]).output();
        let schema: Value = serde_json::from_slice(&schema.unwrap().stdout).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|fault| format!("{} {fault}", fault.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let mut other = value;
        other["lus"] = "beaucoup".into();
        assert!(!validator.is_valid(&other));
    }
}

#[test]
fn un_disque_plein_ne_laisse_rien_sous_le_nom() {
    let desk = desk("plein");
    desk.put("d.csv", b"ancien");
    let run = |name: &str| desk.run(&["marches.json", "--sortie", name], b"");
    fs::create_dir(desk.0.join("d.html")).unwrap();
    let (status, _, err) = run("d.html");
    assert!(status == 2 && err.contains("d.html"), "{err}");
    assert_eq!(fs::read(desk.0.join("d.csv")).unwrap(), b"ancien");
    let full = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} portefeuille marches.json --sortie d.csv",
        env!("CARGO_BIN_EXE_clausier")
    );
    let full = Command::new("sh").current_dir(&desk.0).args(["-c", &full]).output().unwrap();
    let said = String::from_utf8_lossy(&full.stderr).into_owned();
    assert!(
        full.status.code() == Some(2) && said.contains("écriture impossible de d.csv"),
        "{said}"
    );
    assert_eq!(fs::read(desk.0.join("d.csv")).unwrap(), b"ancien");
    let (status, ..) = run("d.csv");
    assert!(status == 0 && fs::read(desk.0.join("d.csv")).unwrap() != b"ancien");
    let left = fs::read_dir(&desk.0).unwrap().map(|one| one.unwrap().file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with('.')));
}
