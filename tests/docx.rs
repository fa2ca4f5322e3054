//! Word files, through the public surface: what is in them, and what earlier writers got wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "docx/sample.rs"]
mod sample;

use std::path::Path;

use clausier::output::docx::base_template;

/// Run with `ECRIRE_MODELE=1` after a change to the look, then commit the file.
#[test]
fn le_modele_livre_est_celui_que_font_ses_parties() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("modeles/clausier.docx");
    let made = base_template(&sample::shipped_template()).unwrap();
    if std::env::var_os("ECRIRE_MODELE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == made, "modeles/clausier.docx n’est plus à jour");
}

