//! What `verifier` writes for programs: one list in JSON, one log in SARIF 2.1.0, load faults included.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What `verifier` writes of the folder of a code, laid over the small base; and its exit status.
fn verifier(code: &str, format: &str) -> (Value, Option<i32>) {
    let folder = Path::new("tests/verifier").join(code);
    let output = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["verifier", "--format", format, "--base"])
        .arg(Path::new(ROOT).join("tests/bases/petite"))
        .arg("--avec")
        .arg(folder)
        .current_dir(ROOT)
        .output()
        .unwrap();
    (serde_json::from_slice(&output.stdout).unwrap(), output.status.code())
}

/// The part of the SARIF 2.1.0 schema that a log of ours uses.
const SARIF: &str = include_str!("sarif-2.1.0-extrait.json");

#[test]
fn le_journal_sarif_a_la_forme_de_sarif() {
    for code in ["verbe-vague", "clause-inconnue"] {
        let (log, status) = verifier(code, "sarif");
        assert_eq!(status, Some(1), "{code}");
        let validator = jsonschema::validator_for(&serde_json::from_str(SARIF).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        let run = &log["runs"][0];
        for result in run["results"].as_array().unwrap() {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        let own = |result: &&Value| result["ruleId"] == code;
        assert!(run["results"].as_array().unwrap().iter().any(|result| own(&result)), "{code}");
    }
}

#[test]
fn le_json_dit_la_faute_sa_place_sa_cause_et_son_remede() {
    let (faults, status) = verifier("clause-inconnue", "json");
    assert_eq!(status, Some(1));
    insta::assert_json_snapshot!("clause-inconnue", faults);
}
