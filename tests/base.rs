//! The shipped base loads without a fault, from the binary and from its folder. What `verifier` says of it: `tests/couverture.rs`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::fs;
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

/// Copies a folder with the line ends of Windows, and the mark that Notepad puts first.
fn copy_as_windows(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_as_windows(&entry.path(), &to);
        } else {
            let text = fs::read_to_string(entry.path()).unwrap().replace('\n', "\r\n");
            fs::write(to, format!("\u{feff}{text}")).unwrap();
        }
    }
}

#[test]
fn un_dossier_ecrit_sous_windows_se_lit_de_meme() {
    let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases/petite");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("base-windows");
    copy_as_windows(&small, &copy);
    let (files, copied) = (Files::from_folder(&small).unwrap(), Files::from_folder(&copy).unwrap());
    assert_eq!((faults(&copied), copied.fingerprint()), (faults(&files), files.fingerprint()));
}
