//! One small faulty folder a code: what `verifier` says of it, where, and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::diagnostic::{Code, Diagnostic};
use clausier::lint;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What is found in the folder of a code, laid over the small base: when it loads, what `verifier` adds to the warnings.
fn found(code: &str) -> Vec<Diagnostic> {
    let mut files = Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap();
    files.overlay(&Path::new(ROOT).join("tests/verifier").join(code)).unwrap();
    let (base, mut faults) = Base::load(&files);
    faults.extend(base.as_ref().map(lint::check).into_iter().flatten());
    lint::sort(&mut faults);
    let own = format!("/{code}/");
    faults.retain(|fault| fault.source.name.contains(&own));
    faults
}

#[test]
fn chaque_dossier_fautif_montre_son_code_et_lui_seul() {
    let mut codes: Vec<String> = fs::read_dir(Path::new(ROOT).join("tests/verifier"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    codes.sort();
    for code in codes {
        let wanted = Code::from_id(&code).unwrap();
        let mut shown = String::new();
        for fault in found(&code) {
            assert_eq!(fault.code, wanted, "{}", fault.one_line());
            writeln!(shown, "{}\n  aide : {}", fault.one_line(), fault.remedy()).unwrap();
        }
        assert!(!shown.is_empty(), "{code}");
        insta::assert_snapshot!(code, shown);
    }
}

#[test]
fn chaque_code_est_dans_la_page_des_formats() {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/formats.md")).unwrap();
    let absent = |code: &&Code| !page.contains(&format!("`{}`", code.id()));
    let absent: Vec<&str> = Code::ALL.iter().filter(absent).map(|code| code.id()).collect();
    assert!(absent.is_empty(), "{absent:?}");
}
