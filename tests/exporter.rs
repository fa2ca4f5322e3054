//! Exports of one consultation: only what is decided is declared, in the official lists, and what lacks is said.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "exporter/coherence.rs"]
mod coherence;
#[path = "exporter/commande.rs"]
mod commande;
#[path = "exporter/decp.rs"]
mod decp;
#[path = "exporter/eforms.rs"]
mod eforms;

use std::fs;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::engine::answer::{Answer, answer};
use clausier::purchase::{Purchase, read};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn base() -> Base {
    Base::load(&Files::embedded()).0.unwrap()
}

fn text(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join("tests/exporter").join(name)).unwrap()
}

fn purchase(base: &Base, text: &str) -> Purchase {
    read::read(&Source::new("fiche.toml", text), base).0.unwrap()
}

fn with<T>(base: &Base, text: &str, ask: impl FnOnce(&Answer<'_>, &Purchase) -> T) -> T {
    let purchase = purchase(base, text);
    let answer = answer(base, &purchase, purchase.launch.unwrap());
    ask(&answer, &purchase)
}

/// A fiche of one lot, with decisions: `+clause` kept, `-clause` discarded.
fn fiche(decisions: &[&str]) -> String {
    let mut text = String::from(
        "objet = \"Étude de programmation\"\ntype = \"services\"\ncpv = [\"71241000-9\"]\nmontant_ht = 12_000\nduree_mois = 5\ndate_lancement = 2026-12-01\n[acheteur]\ncategorie = \"collectivite\"\n",
    );
    for decision in decisions {
        let (sign, clause) = decision.split_at(1);
        let status = if sign == "+" { "retenue" } else { "ecartee" };
        let lines = ["[decisions.", clause, "]\nstatut = \"", status, "\"\nmotif = \"essai\"\n"];
        text.push_str(&lines.concat());
    }
    text
}
