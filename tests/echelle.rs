//! The command as a filter under Spark: partitions counted apart, put together, are the count of one machine.

#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]
#![allow(clippy::print_stdout, reason = "a trial that could not be made is told")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

fn clausier(args: &[&str]) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_clausier")).args(args).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).unwrap()
}

/// Whether Spark can run here.
fn has_spark() -> bool {
    let silent = |command: &mut Command| {
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|end| end.success())
    };
    silent(Command::new("python3").args(["-c", "import pyspark"]))
        && silent(Command::new("java").arg("-version"))
}

/// Contracts of the tests, one a line, some of them twice, and a line that is none.
fn contracts(folder: &Path) -> PathBuf {
    let read = fs::read_to_string("tests/portefeuille/decp-2022.json").unwrap();
    let known: Value = serde_json::from_str(&read).unwrap();
    let records = known["marches"]["marche"].as_array().unwrap();
    let mut lines: Vec<String> = records.iter().map(Value::to_string).collect();
    lines.extend(lines.clone().into_iter().step_by(3));
    lines.push("{\"id\": ".into());
    let file = folder.join("contrats.ndjson");
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    file
}

/// What must not depend on how contracts were shared out: all but the places cited.
fn figures(totals: &Path) -> Value {
    let mut read: Value = serde_json::from_slice(&fs::read(totals).unwrap()).unwrap();
    for kind in ["refuses", "remarques"] {
        for count in read[kind].as_object_mut().unwrap().values_mut() {
            *count = count["nombre"].take();
        }
    }
    read.as_object_mut().unwrap().remove("sources");
    read
}

#[test]
fn des_partitions_sous_spark_donnent_les_totaux_d_une_seule_machine() {
    if !has_spark() {
        println!("pyspark ou Java manque : le passage sous Spark n’est pas essayé.");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("echelle");
    fs::create_dir_all(&folder).unwrap();
    let contracts = contracts(&folder);
    let (alone, together) = (folder.join("seul.json"), folder.join("reunis.json"));
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    clausier(&["portefeuille", &path(&contracts), "--sortie", &path(&alone)]);
    let ran = Command::new("python3")
        .arg("tests/echelle/spark.py")
        .args([env!("CARGO_BIN_EXE_clausier"), &path(&contracts), &path(&together)])
        .output()
        .unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(figures(&alone), figures(&together));
}

#[test]
fn les_totaux_sortent_sur_une_ligne_et_seuls() {
    let shown = clausier(&["portefeuille", "tests/portefeuille/decp-2022.json", "--sortie", "-"]);
    assert_eq!(shown.lines().count(), 1);
    assert!(serde_json::from_str::<Value>(&shown).unwrap()["contrats"].is_object());
}

#[test]
fn une_partition_vide_ou_d_une_ligne_fautive_ne_fait_pas_tomber_la_grappe() {
    for (part, refused) in [("", 0), ("{\"id\": \n", 1)] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
        command.args(["portefeuille", "-", "--sortie", "-"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(part.as_bytes()).unwrap();
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{part:?}");
        let totals: Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!((&totals["lus"], &totals["evalues"]), (&refused.into(), &0.into()), "{part:?}");
    }
}

#[test]
fn ce_qui_ne_servirait_a_rien_a_un_filtre_est_refuse() {
    for option in [&["--rappel"][..], &["--format", "json"], &["--sortie", "t.json"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
        command.args(["portefeuille", "tests/portefeuille/decp-2022.json", "--sortie", "-"]);
        let ran = command.args(option).output().unwrap();
        assert_eq!((ran.status.code(), ran.stdout.len()), (Some(2), 0), "{option:?}");
    }
}
