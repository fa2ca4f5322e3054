//! `clausier portefeuille` as typed: every shape of source, damaged ones included, and what is kept of them.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder of its own, taken away at the end.
pub struct Desk(pub PathBuf);

impl Desk {
    pub fn new(name: &str) -> Self {
        let folder =
            env::temp_dir().join(format!("clausier-portefeuille-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    /// Exit status, answer, complaints.
    pub fn run(&self, args: &[&str], input: &[u8]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
        command.current_dir(&self.0).arg("portefeuille").args(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    pub fn json(&self, args: &[&str], input: &[u8]) -> (i32, Value) {
        let (status, out, err) = self.run(&[args, &["--format", "json"]].concat(), input);
        (status, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}")))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub fn extract(name: &str) -> Vec<u8> {
    fs::read(format!("{ROOT}/tests/portefeuille/{name}")).unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Read, evaluated, refused; the first is the sum of the others.
fn counts(report: &Value) -> (u64, u64, u64) {
    let of = |key: &str| report[key].as_u64().unwrap();
    assert_eq!(of("lus"), of("evalues") + of("refuses"));
    (of("lus"), of("evalues"), of("refuses"))
}

fn refused(report: &Value, why: &str) -> u64 {
    report["motifs_de_refus"][why]["nombre"].as_u64().unwrap_or(0)
}

#[test]
fn chaque_forme_publiee_se_lit() {
    let desk = Desk::new("formes");
    for (name, counted) in [
        ("decp-2022.json", (16, 15, 1)),
        ("decp-2019.json", (9, 5, 4)),
        ("consolides.json", (4, 4, 0)),
        ("autre-editeur.json", (2, 2, 0)),
        ("exports.ndjson", (3, 2, 1)),
        ("tabulaire.csv", (14, 14, 0)),
    ] {
        let bytes = extract(name);
        let (status, report) = desk.json(&["-"], &bytes);
        assert_eq!((status, counts(&report)), (0, counted), "{name}");
        // Packed or not, by its name or on the standard input: the same.
        desk.put("paquet", &gzip(&bytes));
        let (_, packed) = desk.json(&["paquet"], b"");
        assert_eq!(packed["clauses"], report["clauses"], "{name}");
    }
}

#[test]
fn un_dossier_de_fiches_et_une_fiche_en_json_disent_la_meme_chose() {
    let desk = Desk::new("fiches");
    fs::create_dir(desk.0.join("fiches")).unwrap();
    let fiche = "objet = \"Entretien des espaces verts\"\ntype = \"services\"\ncpv = [\"77310000\"]\nmontant_ht = 240_000\ndate_lancement = 2026-12-01\n";
    desk.put("fiches/parc.toml", fiche.as_bytes());
    desk.put("fiches/fautive.toml", b"objet = 12\n");
    let (status, folder) = desk.json(&["fiches"], b"");
    assert_eq!((status, counts(&folder)), (0, (2, 1, 1)));
    assert_eq!(refused(&folder, "fiche-fautive"), 1);
    let line = br#"{"objet":"Entretien des espaces verts","type":"services","cpv":["77310000"],"montant_ht":240000,"date_lancement":"2026-12-01"}"#;
    let (_, lines) = desk.json(&["-"], line);
    assert_eq!(lines["clauses"], folder["clauses"]);
}

#[test]
fn une_archive_coupee_garde_ce_qui_precede_et_le_dit() {
    let desk = Desk::new("coupee");
    let one = String::from_utf8(extract("exports.ndjson")).unwrap();
    let many: String =
        (0..600).map(|i| one.replace("\"id\": \"", &format!("\"id\": \"{i}-"))).collect();
    let mut packed = gzip(many.as_bytes());
    packed.truncate(packed.len() / 2);
    let (status, report) = desk.json(&["-"], &packed);
    assert_eq!(status, 1);
    let (read, evaluated, _) = counts(&report);
    assert!(read > 100 && evaluated > 100, "{read}");
    let why = report["sources"]["-"]["arrets"][0].as_str().unwrap();
    assert!(why.contains("gzip est coupée") && why.contains("octet"), "{why}");
}

#[test]
fn un_json_coupe_au_milieu_garde_ce_qui_precede() {
    let desk = Desk::new("json-coupe");
    let mut bytes = extract("decp-2022.json");
    bytes.truncate(bytes.len() * 2 / 3);
    let (status, report) = desk.json(&["-"], &bytes);
    assert_eq!((status, refused(&report, "enregistrement-coupe")), (1, 1));
    assert!(counts(&report).1 >= 8);
}

#[test]
fn un_enregistrement_enorme_est_refuse_a_sa_place_et_les_suivants_se_lisent() {
    let desk = Desk::new("enorme");
    let good = r#"{"id":"1","acheteur":{"id":"21210231300013"},"objet":"Réfection de voirie","codeCPV":"45233220","montant":1000,"dateNotification":"2024-03-01"}"#;
    let huge = good.replace("Réfection", &"x".repeat(9 * 1024 * 1024));
    let (status, report) = desk.json(&["-"], format!("[{huge},\n{good}]").as_bytes());
    assert_eq!((status, counts(&report)), (0, (2, 1, 1)));
    let sample = &report["motifs_de_refus"]["enregistrement-trop-gros"]["exemples"][0];
    assert_eq!((&sample["rang"], &sample["octet"]), (&1.into(), &1.into()));
}

#[test]
fn des_encodages_meles_se_lisent_enregistrement_par_enregistrement() {
    let desk = Desk::new("encodages");
    let line = |id: &str, object: &[u8]| {
        let start = format!(
            r#"{{"id":"{id}","acheteur":{{"id":"21210231300013"}},"codeCPV":"45233220","dateNotification":"2024-03-01","objet":""#
        );
        [start.as_bytes(), object, b"\"}\n"].concat()
    };
    let bytes = [line("1", "Réfection".as_bytes()), line("2", b"R\xe9fection")].concat();
    let (_, report) = desk.json(&["-"], &bytes);
    assert_eq!(counts(&report), (2, 2, 0));
    assert_eq!(report["remarques"]["encodage-repare"]["nombre"], 1);
    desk.run(&["-", "--sortie", "totaux.json"], &bytes);
    let totals = fs::read_to_string(desk.0.join("totaux.json")).unwrap();
    assert_eq!(totals.matches("Réfection").count(), 2);
}

#[test]
fn ce_qui_n_est_pas_lisible_est_refuse_avec_la_suite_a_donner() {
    let desk = Desk::new("refus");
    for (bytes, words) in [
        (&b"<?xml version=\"1.0\"?><marches/>"[..], "du XML"),
        (b"PAR1\x15\x04", "du Parquet"),
        (b"\xff\xfeo\0b\0", "UTF-16"),
        (b"", "vide"),
        (b"nom;prenom\nx;y\n", "--colonnes"),
        (b"PK\x03\x04rien", "classeur"),
    ] {
        let (status, report) = desk.json(&["-"], bytes);
        let why = report["sources"]["-"]["arrets"][0].as_str().unwrap().to_owned();
        assert!(status == 1 && why.contains(words), "{why}");
    }
    let (status, _, err) = desk.run(&["absent.json"], b"");
    assert!(status == 2 && err.contains("n’existe pas"), "{err}");
}

#[test]
fn un_programme_montre_ses_colonnes_et_compte_ses_lignes() {
    let desk = Desk::new("programme");
    // Named as a workbook: what it holds decides.
    desk.put("programme.xlsx", &extract("programme.csv"));
    let (status, report) = desk.json(&["programme.xlsx"], b"");
    assert_eq!((status, counts(&report)), (0, (4, 2, 2)));
    assert_eq!((refused(&report, "ligne-de-total"), refused(&report, "rien-a-analyser")), (1, 1));
    assert_eq!(report["montants"]["marches_centimes"], 144_000_000);
    assert_eq!(report["annees"]["2027"]["contrats"], 2);
    let (_, _, err) = desk.run(&["programme.xlsx"], b"");
    assert!(
        err.contains("objet ← « Intitulé du marché »")
            && err.contains("laissées de côté : « Direction »"),
        "{err}"
    );
    desk.put("colonnes.toml", "[colonnes]\nobjet = \"Direction\"\n".as_bytes());
    let (_, mended) = desk.json(&["programme.xlsx", "--colonnes", "colonnes.toml"], b"");
    assert_eq!(counts(&mended), (4, 3, 1));
}

#[test]
fn une_periode_ecarte_et_compte_ce_qui_n_en_est_pas() {
    let desk = Desk::new("periode");
    let bytes = extract("tabulaire.csv");
    let (_, all) = desk.json(&["-"], &bytes);
    let (_, year) = desk.json(&["-", "--periode", "2024"], &bytes);
    assert_eq!(counts(&all).0, counts(&year).0);
    assert_eq!(counts(&year).2, refused(&year, "hors-periode"));
}
