//! The command `rediger`: never over what someone edited, the same bytes again from a lock, and what it says when it cannot.

#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Nothing is missing in it but values: every duty is met.
const MET: &str = "logiciel-tournees";

/// A folder of its own for a test, where the command runs: no path of the machine reaches a message.
struct Desk(PathBuf);

struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

type Contents = BTreeMap<String, Vec<u8>>;

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dossier").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// With a case as its fiche.
    fn with(name: &str, case: &str) -> Self {
        let desk = Self::new(name);
        let path = Path::new(ROOT).join("tests/cas").join(case).with_extension("toml");
        fs::copy(path, desk.0.join("fiche.toml")).unwrap();
        desk
    }

    /// With a case already drafted in `pieces`, in Markdown.
    fn drafted(name: &str) -> Self {
        let desk = Self::with(name, MET);
        assert_eq!(desk.draft(&[]).code, Some(0));
        desk
    }

    fn draft(&self, more: &[&str]) -> Said {
        let own = ["rediger", "fiche.toml", "--sortie", "pieces", "--format", "md"];
        self.run(&[&own, more].concat())
    }

    fn run(&self, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_clausier"))
            .args(args)
            .current_dir(&self.0)
            .env_remove("COLUMNS")
            .output()
            .unwrap();
        Said {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// Every file of a folder, by name.
    fn contents(&self, folder: &str) -> Contents {
        let entries = fs::read_dir(self.0.join(folder)).unwrap().map(Result::unwrap);
        entries
            .map(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect()
    }

    /// A copy of the shipped base in `base`, one clause of it edited by `change`.
    fn other_base(&self, clause: &str, change: impl Fn(&str) -> String) {
        for part in ["rules", "clause_templates"] {
            copy(&Path::new(ROOT).join(part), &self.0.join("base").join(part));
        }
        let path = self.0.join("base/clause_templates").join(clause).with_extension("md");
        fs::write(&path, change(&fs::read_to_string(&path).unwrap())).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

// ── Edited documents ──

#[test]
fn un_document_modifie_n_est_jamais_ecrase() {
    let desk = Desk::drafted("modifie");
    desk.write("pieces/ccap.md", "Ma version.\n");
    // The whole outline would change every piece: none is written.
    let before = desk.contents("pieces");
    let said = desk.draft(&["--complet"]);
    assert_eq!(said.code, Some(1));
    assert_eq!(
        said.out,
        "Rien n’a été écrit : ccap.md a été modifié depuis, ou ne vient pas de clausier.\n\
         Ajouter --remplacer pour écrire la nouvelle version ; l’ancienne sera gardée à côté.\n"
    );
    assert!(before == desk.contents("pieces"));
}

#[test]
fn un_document_qui_ne_vient_pas_de_clausier_n_est_pas_ecrase() {
    let desk = Desk::with("etranger", MET);
    fs::create_dir_all(desk.0.join("pieces")).unwrap();
    desk.write("pieces/rc.md", "Un règlement écrit à la main.\n");
    assert_eq!(desk.draft(&[]).code, Some(1));
    assert_eq!(desk.contents("pieces").len(), 1);
}

#[test]
fn remplacer_garde_l_ancienne_version_a_cote() {
    let desk = Desk::drafted("remplacer");
    let first = desk.read("pieces/ccap.md");
    for n in 1..=2 {
        let mine = format!("Ma version {n}.\n");
        desk.write("pieces/ccap.md", &mine);
        let said = desk.draft(&["--remplacer"]);
        assert_eq!(said.code, Some(0));
        let line = format!("ccap.md : l’ancienne version est gardée sous ccap.ancien-{n}.md\n");
        assert!(said.out.contains(&line), "{}", said.out);
        assert_eq!(desk.read("pieces/ccap.md"), first);
        assert_eq!(desk.read(&format!("pieces/ccap.ancien-{n}.md")), mine);
    }
}

#[test]
fn un_dossier_non_modifie_se_recrit_sans_rien_demander() {
    let desk = Desk::drafted("encore");
    assert_eq!(desk.draft(&["--complet"]).code, Some(0));
    assert!(!desk.contents("pieces").keys().any(|name| name.contains("ancien")));
}

#[test]
fn un_nouvel_essai_apres_un_refus_refuse_encore() {
    let desk = Desk::drafted("refus");
    desk.write("pieces/ccap.md", "Ma version.\n");
    assert_eq!(desk.draft(&["--complet"]).code, Some(1));
    assert_eq!(desk.draft(&["--complet"]).code, Some(1));
    assert_eq!(desk.read("pieces/ccap.md"), "Ma version.\n");
}

// ── Locks ──

#[test]
fn un_verrou_recrit_les_memes_octets() {
    let desk = Desk::with("verrou", "reelles/c09-site-internet");
    let own = ["rediger", "fiche.toml", "--sortie", "pieces", "--format", "docx,html,md"];
    // What the command line adds to the fiche is in the lock too.
    let asked = ["--politique", "dijon-2024-2027", "--date", "2027-02-01", "--ccp"];
    assert_ne!(desk.run(&[&own[..], &asked].concat()).code, Some(2));
    let said = desk.run(&["rediger", "--verrou", "pieces/dossier.toml", "--sortie", "copie"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(said.out.ends_with("récrits à l’identique dans copie.\n"), "{}", said.out);
    assert!(desk.contents("pieces") == desk.contents("copie"));
}

#[test]
fn un_verrou_garde_une_fiche_aux_fins_de_ligne_de_windows() {
    let desk = Desk::with("verrou-windows", MET);
    let fiche = format!("# \"\"\" et ''' : {}", desk.read("fiche.toml"));
    desk.write("fiche.toml", &fiche.replace('\n', "\r\n"));
    assert_eq!(desk.draft(&[]).code, Some(0));
    let said = desk.run(&["rediger", "--verrou", "pieces/dossier.toml", "--sortie", "copie"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(desk.contents("pieces") == desk.contents("copie"));
}

#[test]
fn un_verrou_n_ecrase_pas_un_document_modifie() {
    let desk = Desk::drafted("verrou-modifie");
    desk.write("pieces/ccap.md", "Ma version.\n");
    assert_eq!(desk.run(&["rediger", "--verrou", "pieces/dossier.toml"]).code, Some(1));
    assert_eq!(desk.read("pieces/ccap.md"), "Ma version.\n");
}

#[test]
fn un_verrou_dit_quelle_clause_a_change() {
    let desk = Desk::drafted("verrou-clause");
    let before = desk.contents("pieces");
    desk.other_base("environnemental/logiciels-sobres", |text| {
        text.replacen("Le titulaire", "Le titulaire du marché", 1)
    });
    let said = desk.run(&["rediger", "--verrou", "pieces/dossier.toml", "--base", "base"]);
    assert_eq!(said.code, Some(1));
    let clauses: Vec<&str> =
        said.out.lines().filter(|line| line.trim_start().starts_with("clause ")).collect();
    assert_eq!(clauses, ["  clause logiciels-sobres : texte modifié"], "{}", said.out);
    assert!(said.out.contains("ou modifiée depuis"), "{}", said.out);
    assert!(before == desk.contents("pieces"));
}

#[test]
fn une_copie_de_la_base_recrit_les_memes_octets() {
    let desk = Desk::drafted("verrou-copie");
    desk.other_base("environnemental/logiciels-sobres", str::to_owned);
    let said = desk.run(&["rediger", "--verrou", "pieces/dossier.toml", "--base", "base"]);
    assert_eq!(said.code, Some(0), "{}", said.out);
}

#[test]
fn une_clause_etrangere_au_dossier_n_est_pas_mise_en_cause() {
    let desk = Desk::drafted("verrou-ailleurs");
    desk.other_base("environnemental/beton-bas-carbone", |text| {
        text.replacen("Le titulaire", "Le titulaire du marché", 1)
    });
    let said = desk.run(&["rediger", "--verrou", "pieces/dossier.toml", "--base", "base"]);
    // The fingerprint of the base is printed in each piece: the bytes differ, and only the base is to blame.
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("ou modifiée depuis"), "{}", said.out);
    assert!(!said.out.lines().any(|line| line.starts_with("  clause ")), "{}", said.out);
}

#[test]
fn ce_qui_n_est_pas_un_verrou_est_refuse() {
    let desk = Desk::with("faux-verrou", MET);
    let said = desk.run(&["rediger", "--verrou", "fiche.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("n’est pas le verrou d’un dossier"), "{}", said.err);
}

// ── What cannot be written or read ──

#[test]
fn un_chemin_qui_passe_par_un_fichier_est_dit_en_francais() {
    let desk = Desk::with("sous-un-fichier", MET);
    let said = desk.run(&["rediger", "fiche.toml", "--sortie", "fiche.toml/pieces"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(
        said.err,
        "erreur : écriture impossible de fiche.toml/pieces : un dossier est attendu sur ce chemin\n"
    );
    assert_eq!(said.out, "");
}

#[test]
fn un_fichier_a_la_place_du_dossier_est_dit_en_francais() {
    let desk = Desk::with("fichier", MET);
    let said = desk.run(&["rediger", "fiche.toml", "--sortie", "fiche.toml"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.starts_with("erreur : écriture impossible de fiche.toml"), "{}", said.err);
    assert!(!said.err.contains("os error"), "{}", said.err);
}

#[test]
fn un_modele_qui_n_est_pas_un_docx_est_refuse() {
    let desk = Desk::with("modele", MET);
    desk.write("modele.docx", "Ceci n’est pas un document Word.");
    let said =
        desk.run(&["rediger", "fiche.toml", "--sortie", "pieces", "--modele", "modele.docx"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(
        said.err,
        "erreur : modele.docx : ce fichier n’est pas un document Word (.docx) : ce n’est pas une archive\n"
    );
    assert!(!desk.0.join("pieces").exists());
}

#[test]
fn un_modele_absent_est_dit_en_francais() {
    let desk = Desk::with("modele-absent", MET);
    let said = desk.run(&["rediger", "fiche.toml", "--sortie", "pieces", "--modele", "non.docx"]);
    assert_eq!(said.code, Some(2));
    assert_eq!(
        said.err,
        "erreur : lecture impossible de non.docx : ce fichier ou ce dossier n’existe pas\n"
    );
}

// ── Duties ──

#[test]
fn une_obligation_non_satisfaite_rend_un_et_les_documents_sont_ecrits() {
    let desk = Desk::with("obligation", "etude-petite");
    let discard =
        |clause| format!("[decisions.{clause}]\nstatut = \"ecartee\"\nmotif = \"Essai.\"\n");
    let discarded = ["deplacements-titulaire", "condition-environnementale-services"].map(discard);
    desk.write("fiche.toml", &(desk.read("fiche.toml") + &discarded.concat()));
    let said = desk.draft(&[]);
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.out.contains("OBLIGATION NON SATISFAITE : "), "{}", said.out);
    let written = desk.contents("pieces");
    for name in ["conditions.md", "liste_de_controle.md", "note_justificative.md", "dossier.toml"] {
        assert!(written.contains_key(name), "{name}");
    }
}
