//! The annual declaration: in the official schema, from what is known, and never a nought for what is not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clausier::agec::schema::Schema;
use clausier::base::Base;
use clausier::base::source::Files;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("agec").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for file in ["achats.csv", "saisies.toml"] {
            fs::copy(Path::new(ROOT).join("tests/agec").join(file), folder.join(file)).unwrap();
        }
        Self(folder)
    }

    /// With the entries edited.
    fn with(name: &str, from: &str, to: &str) -> Self {
        let desk = Self::new(name);
        let path = desk.0.join("saisies.toml");
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from));
        fs::write(path, text.replace(from, to)).unwrap();
        desk
    }

    /// Exit status, answer, complaints.
    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
        command.current_dir(&self.0).args(["agec", "achats.csv"]).args(args).stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn declare(&self, more: &[&str]) -> (i32, String, String) {
        let usual = ["--annee", "2026", "--saisies", "saisies.toml", "--sortie", "d.csv"];
        self.run(&[&usual, more].concat())
    }

    fn written(&self) -> Option<String> {
        fs::read_to_string(self.0.join("d.csv")).ok()
    }
}

#[test]
fn les_dix_sept_categories_sont_celles_du_schema_mot_pour_mot() {
    let base = Base::load(&Files::embedded()).0.unwrap();
    let field = Schema::official().fields.iter().find(|field| field.name == "type_produit_acquis");
    let official = field.unwrap().constraints.values.clone().unwrap();
    let ours: Vec<String> = base.declared.iter().map(|category| category.label.clone()).collect();
    assert_eq!(ours, official);
    assert_eq!(ours.len(), 17);
}

#[test]
fn l_exemple_officiel_suit_le_schema() {
    let text = fs::read_to_string(Path::new(ROOT).join("tests/agec/exemple-valide.csv")).unwrap();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let heading: Vec<String> = rows.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(heading, Schema::official().columns().collect::<Vec<_>>());
    for row in rows.records() {
        let cells: Vec<String> = row.unwrap().iter().map(str::to_owned).collect();
        assert_eq!(Schema::official().check(&cells), Ok(()));
    }
}

#[test]
fn une_ligne_hors_du_schema_est_refusee_avec_sa_colonne() {
    let good = ["2026", "24210041000123", "Dijon", "Papier", "10", "0", "0", "4.5", ""];
    let check = |at: usize, cell: &str| {
        let mut cells: Vec<String> = good.iter().map(|cell| (*cell).to_owned()).collect();
        cells[at] = cell.to_owned();
        Schema::official().check(&cells)
    };
    assert_eq!(check(8, ""), Ok(()));
    let faults = [
        (0, "26", "annee"),
        (1, "123", "siret"),
        (2, "", "raison_sociale"),
        (3, "papier", "type_produit_acquis"),
        (4, "10,5", "montant_total"),
    ];
    for (at, cell, column) in faults {
        assert!(check(at, cell).unwrap_err().contains(column), "{column}");
    }
}

#[test]
fn ce_qui_est_declare_ce_qui_manque_et_les_ecarts_se_lisent() {
    let (status, out, _) = Desk::new("ecran").declare(&[]);
    assert_eq!(status, 1);
    insta::assert_snapshot!("agec-ecran", out);
}

#[test]
fn rien_ne_s_ecrit_tant_qu_il_reste_a_saisir() {
    let desk = Desk::new("reste");
    desk.declare(&[]);
    assert_eq!(desk.written(), None);
}

#[test]
fn une_declaration_partielle_ne_porte_que_les_categories_completes() {
    let desk = Desk::new("partielle");
    let (status, ..) = desk.declare(&["--partielle"]);
    assert_eq!(status, 1);
    insta::assert_snapshot!("agec-partielle", desk.written().unwrap());
}

#[test]
fn une_declaration_entiere_finit_bien() {
    let from = "montant_total = 10_000\n";
    let to = "montant_total = 10_000\nmontant_reemploi_et_reutilisation = 0\nmontant_produits_issus_don = 0\n";
    let desk = Desk::with("entiere", from, to);
    let (status, ..) = desk.declare(&[]);
    assert_eq!((status, desk.written().unwrap().lines().count()), (0, 4));
}

#[test]
fn un_total_que_les_achats_ne_disent_pas_ne_se_confirme_pas() {
    let desk = Desk::with("confirme", "montant_total = 40_000", "total_des_achats = true");
    let (_, out, _) = desk.declare(&["--partielle"]);
    assert!(!desk.written().unwrap().contains("Mobilier"), "{out}");
}

#[test]
fn une_part_au_dessus_de_la_depense_est_refusee() {
    let desk = Desk::with(
        "part",
        "montant_produits_recycles = 4_000",
        "montant_produits_recycles = 40_001",
    );
    let (status, _, err) = desk.declare(&["--partielle"]);
    assert_eq!((status, desk.written()), (2, None));
    assert!(err.contains("dépasse `montant_total`") && err.contains("saisies.toml:18"), "{err}");
}

#[test]
fn une_part_au_dessus_du_total_des_achats_est_refusee() {
    let desk = Desk::with(
        "part-achats",
        "montant_produits_recycles = 5_000",
        "montant_produits_recycles = 15_001",
    );
    let (status, _, err) = desk.declare(&["--partielle"]);
    assert_eq!((status, desk.written()), (2, None));
    assert!(err.contains("Papier : `montant_produits_recycles` dépasse"), "{err}");
}

#[test]
fn une_categorie_inconnue_est_dite_avec_la_plus_proche() {
    let desk = Desk::with("categorie", "[categories.papier]", "[categories.papiers]");
    let (status, _, err) = desk.declare(&[]);
    assert_eq!(status, 2);
    assert!(err.contains("vouliez-vous dire `papier` ?"), "{err}");
}

#[test]
fn des_saisies_d_une_autre_annee_sont_refusees() {
    let (status, _, err) =
        Desk::new("annee").run(&["--annee", "2025", "--saisies", "saisies.toml"]);
    assert_eq!(status, 2);
    assert!(err.contains("ne sont pas celles de 2025"), "{err}");
}

#[test]
fn un_siret_faux_est_refuse_par_le_schema() {
    let desk = Desk::with("siret", "24210041000123", "2421004100012");
    let (status, _, err) = desk.declare(&["--partielle"]);
    assert_eq!((status, desk.written()), (2, None));
    assert!(err.contains("`siret` attend la forme"), "{err}");
}

#[test]
fn plusieurs_acheteurs_demandent_lequel_declare() {
    let desk = Desk::new("acheteurs");
    let path = desk.0.join("achats.csv");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("24210041000123", "21210231300013", 1)).unwrap();
    let (status, _, err) = desk.run(&["--annee", "2026"]);
    assert_eq!(status, 2);
    assert!(err.contains("2 acheteurs"), "{err}");
}

/// Between the rows that were read, a rate is not that of the row before.
#[test]
fn un_taux_non_lu_se_dit_non_lu() {
    let desk = Desk::with("taux", "annee = 2026", "annee = 2028");
    let path = desk.0.join("saisies.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("mobilier-interieur", "informatique-telephonie")).unwrap();
    let (_, out, _) = desk.run(&["--annee", "2028", "--saisies", "saisies.toml"]);
    assert!(out.contains("22,5\u{202f}%, taux de l’année non lu"), "{out}");
}

#[test]
fn une_cellule_ne_commence_jamais_une_formule() {
    for (text, cell) in [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("a=1", "a=1")]
    {
        assert_eq!(clausier::text::inert_cell(text), cell);
    }
}
