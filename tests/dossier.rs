//! `rediger`: never over what someone edited, the same bytes again from the lock, an unmet duty never silent.

#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const EXAMPLE: &str = "exemples/etude-petite.toml";

/// An empty folder of the test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn rediger(arguments: &[&str]) -> Output {
    let binary = env!("CARGO_BIN_EXE_clausier");
    Command::new(binary)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("rediger")
        .args(arguments)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn written(name: &str) -> PathBuf {
    let folder = folder(name);
    let output = rediger(&[EXAMPLE, "--sortie", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    folder
}

#[test]
fn un_document_modifie_n_est_jamais_ecrase() {
    let folder = written("modifie");
    let edited = folder.join("ccap.docx");
    fs::write(&edited, b"relu par le service juridique").unwrap();
    let output = rediger(&[EXAMPLE, "--sortie", folder.to_str().unwrap(), "--ccp"]);
    assert_eq!(output.status.code(), Some(0), "un CCP ne touche pas au CCAP : {}", said(&output));
    let output = rediger(&[EXAMPLE, "--sortie", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("--remplacer"), "{}", said(&output));
    assert_eq!(fs::read(&edited).unwrap(), b"relu par le service juridique");
}

#[test]
fn remplacer_garde_l_ancienne_version() {
    let folder = written("remplace");
    fs::write(folder.join("ccap.docx"), b"relu").unwrap();
    let output = rediger(&[EXAMPLE, "--sortie", folder.to_str().unwrap(), "--remplacer"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read(folder.join("ccap.ancien-1.docx")).unwrap(), b"relu");
}

#[test]
fn le_verrou_recrit_les_memes_octets() {
    let folder = written("verrou");
    let before = fs::read(folder.join("ccap.docx")).unwrap();
    fs::remove_file(folder.join("ccap.docx")).unwrap();
    let output = rediger(&["--verrou", folder.join("dossier.toml").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(fs::read(folder.join("ccap.docx")).unwrap(), before);
}

#[test]
fn une_base_changee_se_dit_clause_par_clause() {
    let folder = written("base-changee");
    let base = folder.join("base");
    copy(Path::new("rules"), &base.join("rules"));
    copy(Path::new("clause_templates"), &base.join("clause_templates"));
    let clause = base.join("clause_templates/social/egalite-femmes-hommes.md");
    let text = fs::read_to_string(&clause).unwrap();
    fs::write(
        &clause,
        text.replacen("Ces mesures ne fixent aucun quota.", "Ces mesures sont libres.", 1),
    )
    .unwrap();
    let lock = folder.join("dossier.toml");
    let output = rediger(&["--verrou", lock.to_str().unwrap(), "--base", base.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("clause egalite-femmes-hommes : texte modifié"),
        "{}",
        said(&output)
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(from)).unwrap() {
        let entry = entry.unwrap();
        let (from, to) = (from.join(entry.file_name()), to.join(entry.file_name()));
        if entry.path().is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn une_obligation_non_satisfaite_s_ecrit_et_se_dit() {
    let folder = folder("non-satisfaite");
    let fiche = folder.join("fiche.toml");
    let discarded: String = ["deplacements-titulaire", "condition-environnementale-services"]
        .map(|id| format!("[decisions.{id}]\nstatut = \"ecartee\"\nmotif = \"essai\"\n"))
        .concat();
    fs::write(&fiche, fs::read_to_string(EXAMPLE).unwrap() + "\n" + &discarded).unwrap();
    let output =
        rediger(&[fiche.to_str().unwrap(), "--sortie", folder.join("o").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("OBLIGATION NON SATISFAITE"), "{}", said(&output));
    assert!(folder.join("o/liste_de_controle.docx").is_file());
}

#[test]
fn un_modele_qui_n_est_pas_un_document_word_est_refuse() {
    let folder = folder("modele");
    let output = rediger(&[EXAMPLE, "--sortie", folder.to_str().unwrap(), "--modele", EXAMPLE]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn un_dossier_impossible_se_dit_sans_rien_ecrire() {
    let folder = folder("impossible");
    fs::write(folder.join("fichier"), b"x").unwrap();
    let output = rediger(&[EXAMPLE, "--sortie", folder.join("fichier/sous").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("écriture impossible"), "{}", said(&output));
}
