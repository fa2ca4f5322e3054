//! The shipped base loads without a fault, from the binary and from its folder. What `verifier` says of it: `tests/couverture.rs`.

#![allow(clippy::panic, reason = "a failed set-up is a failed test")]

use std::path::Path;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::diagnostic::Diagnostic;

fn faults(files: &Files) -> String {
    let (_, found) = Base::load(files);
    found.iter().map(Diagnostic::one_line).collect::<Vec<_>>().join("\n")
}

#[test]
fn la_base_livree_n_a_aucune_faute() {
    assert_eq!(faults(&Files::embedded()), "");
}

/// The folder is parsed, and its regular expressions read, where the binary holds what the build packed.
#[test]
fn son_dossier_n_en_a_pas_davantage() {
    let files = Files::from_folder(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert_eq!(faults(&files.unwrap_or_else(|error| panic!("{error}"))), "");
}
