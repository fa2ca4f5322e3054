//! What a reader sees: the skeleton of every dossier, and a few dossiers whole, article by article.

use clausier::document::{Document, Piece};
use clausier::draft::{Options, Pieces};
use clausier::output::markdown;

use crate::case::{case, document, dossier, dossier_with, load, names};
use crate::skeleton;

/// The most lines of a snapshot.
const LONGEST: usize = 200;

/// What changes with the base, not with the drafting.
fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/documents");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"base \d{4}\.\d{2} \([0-9a-f]{12}\)", "base [VERSION] ([EMPREINTE])");
    settings
}

fn snapshot(name: &str, text: &str) {
    let n = text.lines().count();
    assert!(n <= LONGEST, "{name} : {n} lignes");
    settings().bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn chaque_cas_a_son_ossature() {
    for name in names("cas") {
        snapshot(&format!("ossature-{name}"), &skeleton::dossier(&dossier(&case(&name))));
    }
}

#[test]
fn trois_achats_reels_ont_leur_ossature() {
    for name in ["c01-remorquage-vehicules", "c03-vetements-travail-epi", "c09-site-internet"] {
        let dossier = dossier(&load("cas/reelles", name));
        snapshot(&format!("ossature-reelle-{name}"), &skeleton::dossier(&dossier));
    }
}

#[test]
fn un_ccp_reunit_le_ccap_et_le_cctp() {
    let options = Options { pieces: Pieces::Ccp, ..Options::default() };
    let dossier = dossier_with(&case("eclairage-public-led"), options);
    snapshot("ossature-ccp-eclairage-public-led", &skeleton::dossier(&dossier));
}

#[test]
fn le_plan_entier_montre_ses_articles_a_remplir() {
    let options = Options { whole: true, ..Options::default() };
    let dossier = dossier_with(&case("etude-petite"), options);
    snapshot("ossature-complet-etude-petite", &skeleton::dossier(&dossier));
}

#[test]
fn le_dossier_de_voirie_article_par_article() {
    articles("voirie-monge-bossuet");
}

#[test]
fn le_dossier_de_denrees_article_par_article() {
    articles("denrees-restauration-scolaire");
}

#[test]
fn la_note_et_la_liste_d_une_petite_etude() {
    let dossier = dossier(&case("etude-petite"));
    for piece in [Piece::Note, Piece::Checklist] {
        let text = markdown::write(document(&dossier, piece), true);
        snapshot(&format!("etude-petite-{}", piece.id()), &text);
    }
}

/// One snapshot a level-1 article, comments included.
fn articles(name: &str) {
    let dossier = dossier(&case(name));
    for piece in [Piece::Ccap, Piece::Cctp, Piece::Rc] {
        for (i, part) in cut(document(&dossier, piece)).iter().enumerate() {
            snapshot(&format!("{name}-{}-{i:02}", piece.id()), part);
        }
    }
}

/// The Markdown before the first article, then each article.
fn cut(document: &Document) -> Vec<String> {
    let mut parts = vec![String::new()];
    for line in markdown::write(document, true).lines() {
        if line.starts_with("## ") {
            parts.push(String::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts
}
