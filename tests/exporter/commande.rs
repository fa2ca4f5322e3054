//! The command as typed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::ROOT;

fn desk(name: &str, fiche: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("exporter").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let source = Path::new(ROOT).join("tests/exporter").join(fiche);
    fs::copy(source, folder.join("fiche.toml")).unwrap();
    folder
}

fn run(desk: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_clausier")).args(args).current_dir(desk).output().unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn ce_qui_reste_a_faire_se_lit_a_l_ecran() {
    let desk = desk("ecran", "accord-cadre.toml");
    let output = run(&desk, &["exporter", "fiche.toml", "--format", "decp"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("exporter-ecran", err(&output));
}

#[test]
fn les_champs_de_l_accord_cadre() {
    let desk = desk("champs", "accord-cadre.toml");
    let output = run(&desk, &["exporter", "fiche.toml", "--format", "decp"]);
    let export: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    insta::assert_json_snapshot!("exporter-marche", export["marches"]["marche"]);
}

#[test]
fn le_fichier_de_sortie_porte_le_meme_texte() {
    let desk = desk("sortie", "accord-cadre.toml");
    let shown = run(&desk, &["exporter", "fiche.toml", "--format", "eforms"]);
    let written =
        run(&desk, &["exporter", "fiche.toml", "--format", "eforms", "--sortie", "lot.json"]);
    assert!(written.stdout.is_empty());
    assert_eq!(fs::read(desk.join("lot.json")).unwrap(), shown.stdout);
}

#[test]
fn le_dossier_ecrit_donne_le_meme_export_que_sa_fiche() {
    let desk = desk("dossier", "accord-cadre.toml");
    run(&desk, &["rediger", "fiche.toml", "--sortie", "dossier", "--format", "md"]);
    let of_fiche = run(&desk, &["exporter", "fiche.toml", "--format", "decp"]);
    for path in ["dossier", "dossier/dossier.toml"] {
        let of_folder = run(&desk, &["exporter", path, "--format", "decp"]);
        assert_eq!(of_folder.stdout, of_fiche.stdout, "{path} : {}", err(&of_folder));
    }
}

#[test]
fn un_dossier_sans_verrou_est_refuse() {
    let desk = desk("sans-verrou", "accord-cadre.toml");
    let output = run(&desk, &["exporter", ".", "--format", "decp"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("dossier.toml"), "{}", err(&output));
}

#[test]
fn une_base_qui_se_contredit_est_refusee_avec_le_lot() {
    let desk = desk("contredit", "voirie-deux-lots.toml");
    let base = desk.join("base");
    copy(&Path::new(ROOT).join("rules"), &base.join("rules"));
    copy(&Path::new(ROOT).join("clause_templates"), &base.join("clause_templates"));
    let path = base.join("rules/national/publications.toml");
    let text = fs::read_to_string(&path).unwrap();
    let broken = text.replace("eforms = { BT-06 = \"env-imp\" }", "eforms = { BT-805 = \"eu\" }");
    fs::write(&path, broken).unwrap();
    let output = run(
        &desk,
        &["exporter", "fiche.toml", "--format", "eforms", "--base", "base", "--sortie", "f"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).contains("(lot\u{a0}1)"), "{}", err(&output));
    assert!(!desk.join("f").exists());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
