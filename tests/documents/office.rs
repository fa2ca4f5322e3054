//! Word files through `LibreOffice`, where it is installed: they open, and their pages say what the dossier says.
#![allow(clippy::print_stdout, reason = "a test that cannot run here says so")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clausier::document::{Document, Piece};
use clausier::draft::{Options, Pieces};
use clausier::money::Amount;
use clausier::output::docx;

use crate::case::{case, dossier, dossier_with};

/// Far above what a piece of a dossier holds.
const MOST_PAGES: usize = 40;

fn installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok()
        || Command::new(program).arg("-v").output().is_ok()
}

#[test]
fn les_documents_word_de_deux_dossiers_se_lisent_en_entier() {
    if !installed("soffice") || !installed("pdftotext") {
        println!("soffice ou pdftotext absent : essai non fait");
        return;
    }
    for name in ["voirie-monge-bossuet", "etude-petite"] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office").join(name);
        let words = write(name, &folder);
        convert(&folder, &words);
        for word in &words {
            let text = read(&word.with_extension("pdf"));
            check(name, word, &text);
        }
    }
}

#[test]
fn les_conditions_d_un_petit_achat_tiennent_sur_une_page() {
    if !installed("soffice") || !installed("pdftotext") {
        println!("soffice ou pdftotext absent : essai non fait");
        return;
    }
    for name in ["etude-petite", "denrees-restauration-scolaire", "logiciel-tournees"] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("office").join("page").join(name);
        let mut purchase = case(name);
        purchase.amount = Amount::parse("20000");
        (purchase.need, purchase.procedure) = (None, None);
        purchase.lots.clear();
        let options = Options { pieces: Pieces::Conditions, ..Options::default() };
        let documents = dossier_with(&purchase, options).documents;
        let page: Vec<Document> =
            documents.into_iter().filter(|one| one.piece == Piece::Conditions).collect();
        let words = write_all(&page, &folder);
        convert(&folder, &words);
        let pages = read(&words[0].with_extension("pdf")).matches('\u{c}').count();
        assert_eq!(pages, 1, "{name}");
    }
}

fn write(name: &str, folder: &Path) -> Vec<PathBuf> {
    write_all(&dossier(&case(name)).documents, folder)
}

fn write_all(documents: &[Document], folder: &Path) -> Vec<PathBuf> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).unwrap();
    let options = docx::Options { comments: true, ..docx::Options::default() };
    let write_one = |document| -> PathBuf {
        let document: &Document = document;
        let path = folder.join(document.piece.id()).with_extension("docx");
        fs::write(&path, docx::write(document, &options).unwrap()).unwrap();
        path
    };
    documents.iter().map(write_one).collect()
}

fn convert(folder: &Path, words: &[PathBuf]) {
    // A profile of its own: another office at work does not answer in its place.
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profil").display());
    let done = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder)
        .args(words)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn read(pdf: &Path) -> String {
    let done = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().unwrap();
    assert!(done.status.success(), "{} illisible", pdf.display());
    String::from_utf8(done.stdout).unwrap()
}

fn check(name: &str, word: &Path, text: &str) {
    let at = format!("{name} {}", word.file_name().unwrap().display());
    assert!(!text.contains("{{") && !text.contains("{%"), "{at}");
    let opened = text.matches("[à compléter").count();
    let closed = text.matches(']').count();
    assert!(closed >= opened, "{at} : {opened} ouverts, {closed} fermés");
    // A form feed ends each page.
    let pages = text.matches('\u{c}').count();
    assert!((1..=MOST_PAGES).contains(&pages), "{at} : {pages} pages");
    let shortest = text.split('\u{c}').take(pages.saturating_sub(1)).map(|page| page.trim().len());
    assert!(shortest.min().is_none_or(|n| n > 0), "{at} : une page est blanche");
}
