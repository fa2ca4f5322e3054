//! The cases and their dossiers: the sixteen of `tests/cas`, and the real purchases of `tests/cas/reelles`.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::document::{Document, Piece};
use clausier::draft::{self, Dossier, Options};
use clausier::engine::answer::{Answer, answer};
use clausier::purchase::{Ambition, Decision, Purchase, Status, read};

pub static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

/// What is expected of the cases, beside them.
const EXPECTED: &str = "attendus";

/// The names of the fiches of a folder of `tests`, sorted.
pub fn names(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut names: Vec<String> = fs::read_dir(path)
        .unwrap()
        .filter_map(|entry| {
            Some(entry.unwrap().file_name().to_str()?.strip_suffix(".toml")?.to_owned())
        })
        .filter(|name| name != EXPECTED)
        .collect();
    names.sort();
    names
}

/// Every fiche, cases and real purchases, with its name.
pub fn every() -> Vec<(String, Purchase)> {
    let in_folder = |folder: &'static str| {
        names(folder).into_iter().map(move |name| (format!("{folder}/{name}"), folder, name))
    };
    in_folder("cas")
        .chain(in_folder("cas/reelles"))
        .map(|(shown, folder, name)| (shown, load(folder, &name)))
        .collect()
}

pub fn case(name: &str) -> Purchase {
    load("cas", name)
}

pub fn load(folder: &str, name: &str) -> Purchase {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(folder)
        .join(name.to_owned() + ".toml");
    fiche(&fs::read_to_string(path).unwrap())
}

pub fn fiche(text: &str) -> Purchase {
    let (purchase, faults) = read::read(&Source::new("fiche.toml", text), &BASE);
    let faults: Vec<String> =
        faults.iter().map(clausier::diagnostic::Diagnostic::one_line).collect();
    purchase.unwrap_or_else(|| panic!("{}", faults.join("\n")))
}

pub fn answered(purchase: &Purchase) -> Answer<'static> {
    answer(&BASE, purchase, purchase.launch.unwrap())
}

pub fn dossier(purchase: &Purchase) -> Dossier {
    dossier_with(purchase, Options::default())
}

pub fn dossier_with(purchase: &Purchase, options: Options) -> Dossier {
    draft::dossier(&answered(purchase), purchase, options).unwrap_or_else(|faults| {
        panic!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

pub fn document(dossier: &Dossier, piece: Piece) -> &Document {
    dossier.documents.iter().find(|document| document.piece == piece).unwrap()
}

/// The purchase at a level of ambition.
pub fn at_level(purchase: &Purchase, ambition: Ambition) -> Purchase {
    Purchase { ambition, ..purchase.clone() }
}

/// The purchase with a clause kept or discarded by the buyer.
pub fn decided(purchase: &Purchase, clause: &str, status: Status) -> Purchase {
    let mut purchase = purchase.clone();
    let reason = Some("Choix de l’essai.".to_owned());
    let decision = Decision { status: Some(status), reason, ..Decision::default() };
    purchase.decisions.insert(clause.to_owned(), decision);
    purchase
}
