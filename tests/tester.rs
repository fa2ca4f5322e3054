//! `clausier tester` as typed, on copies of the small folders of `tests/tester`; and what its library parts say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A copy of a folder of `tests/tester`, where the command runs: no path of the machine reaches its output.
struct Desk(PathBuf);

struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Desk {
    fn new(name: &str, folder: &str) -> Self {
        let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tester").join(name);
        let _ = fs::remove_dir_all(&desk);
        copy(&Path::new(ROOT).join("tests/tester").join(folder), &desk.join("fiches"));
        Self(desk)
    }

    fn tester(&self, args: &[&str]) -> Said {
        self.typed(&[&["tester", "fiches"], args].concat(), "", None)
    }

    fn typed(&self, args: &[&str], input: &str, columns: Option<&str>) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
        command.args(args).args(["--base", &format!("{ROOT}/tests/bases/petite")]);
        command.current_dir(&self.0).env_remove("COLUMNS");
        if let Some(columns) = columns {
            command.env("COLUMNS", columns);
        }
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Said {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join("fiches").join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).unwrap();
        }
    }
}

/// With a rule that has an amount, a prefix and a date: its policy is laid over the small base.
fn with_rule() -> [String; 2] {
    ["--avec".to_owned(), format!("{ROOT}/tests/tester/regle")]
}

// ── Comparing ──

#[test]
fn un_dossier_conforme_ne_dit_que_son_compte() {
    let said = Desk::new("conforme", "conforme").tester(&[]);
    assert_eq!((said.out.as_str(), said.code), ("2 fiches : 2 conformes\n", Some(0)));
}

#[test]
fn tout_ce_qui_differe_se_dit_en_une_fois() {
    let desk = Desk::new("ecarts", "ecarts");
    let said = desk.tester(&[]);
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!("ecarts", format!("{}{}", said.out, said.err));
}

#[test]
fn un_ecran_large_met_l_accepte_a_gauche_et_le_nouveau_a_droite() {
    let desk = Desk::new("large", "ecarts");
    let said = desk.typed(&["tester", "fiches"], "", Some("120"));
    let line = said.out.lines().find(|line| line.contains('│') && line.contains("emballages"));
    let (left, right) = line.unwrap().split_once('│').unwrap();
    assert!(left.contains("- - reemploi") && right.contains("+ - emballages"), "{}", said.out);
}

#[test]
fn les_fins_de_ligne_de_windows_ne_sont_pas_un_ecart() {
    let desk = Desk::new("windows", "conforme");
    let accepted = desk.read("depose.attendu.md").replace('\n', "\r\n");
    fs::write(desk.path("depose.attendu.md"), format!("\u{feff}{accepted}")).unwrap();
    assert_eq!(desk.tester(&[]).code, Some(0));
}

#[test]
fn un_dossier_sans_fiche_n_est_pas_conforme() {
    let desk = Desk::new("vide", "regle");
    fs::remove_file(desk.path("politique.toml")).unwrap();
    fs::remove_file(desk.path("regles.toml")).unwrap();
    let said = desk.tester(&[]);
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(1), "aucune fiche (*.toml) dans ce dossier\n")
    );
    let said = desk.tester(&["--accepter"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.starts_with("aucune fiche (*.toml) dans ce dossier\n"), "{}", said.out);
}

#[test]
fn une_option_sans_effet_est_refusee() {
    let desk = Desk::new("sans-effet", "conforme");
    for (args, sentence) in [
        (&["--format", "json"][..], "`--format` va avec `--couverture` ou `--mutations`"),
        (&["--generer", "--format", "json"], "`--format` va avec"),
        (&["--accepter", "--format", "markdown"], "`--format` va avec"),
        (&["--exemples"], "`--exemples` va avec `--couverture`, `--mutations` ou `--generer`"),
        (&["--date", "2026-12-01T00:00"], "écrire une date du calendrier"),
    ] {
        let said = desk.tester(args);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(said.err.contains(sentence), "{}", said.err);
    }
}

#[test]
fn un_minimum_qui_n_en_est_pas_un_se_dit_en_francais() {
    let desk = Desk::new("minimum", "conforme");
    for least in ["101", "abc", "", "-1", "9.5"] {
        let said = desk.tester(&["--couverture", &format!("--min={least}")]);
        assert_eq!(said.code, Some(2), "{least}");
        let sentence = format!(
            "valeur `{least}` refusée pour `--min` : un nombre entier de 0 à 100 est attendu, par exemple 90\n"
        );
        assert!(said.err.contains(&sentence), "{}", said.err);
    }
}

#[test]
fn une_boucle_de_liens_ne_retient_pas_la_commande() {
    let desk = Desk::new("boucle", "conforme");
    #[cfg(unix)]
    std::os::unix::fs::symlink(desk.path(""), desk.path("encore")).unwrap();
    assert_eq!(desk.tester(&[]).out, "2 fiches : 2 conformes\n");
}

// ── Accepting ──

#[cfg(unix)]
#[test]
fn un_resultat_qui_est_un_lien_n_est_pas_ecrit() {
    let desk = Desk::new("lien", "ecarts");
    let elsewhere = desk.0.join("ailleurs.md");
    fs::write(&elsewhere, "autre chose\n").unwrap();
    for target in [elsewhere.as_path(), Path::new("absent.md")] {
        let _ = fs::remove_file(desk.path("changee.attendu.md"));
        std::os::unix::fs::symlink(target, desk.path("changee.attendu.md")).unwrap();
        for args in [&["--accepter"][..], &["--accepter", "changee"]] {
            let said = desk.tester(args);
            assert_eq!(said.code, Some(2), "{}", said.out);
            assert!(said.err.contains("changee.attendu.md n’est pas un fichier ordinaire"));
            assert!(!said.out.contains("écrit"), "{}", said.out);
        }
    }
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "autre chose\n");
    assert!(desk.path("changee.attendu.md").is_symlink() && !desk.path("absent.md").exists());
}

#[test]
fn accepter_une_fiche_laisse_les_autres() {
    let desk = Desk::new("une", "ecarts");
    let before = desk.read("changee.attendu.md");
    let said = desk.tester(&["--accepter", "lots/nouvelle"]);
    assert_eq!(said.code, Some(1), "{}", said.out);
    assert!(said.out.contains("écrit : fiches/lots/nouvelle.attendu.md\n"), "{}", said.out);
    assert!(said.out.contains("1 résultat accepté\n1 fiche à relire\n"), "{}", said.out);
    assert_eq!(desk.read("changee.attendu.md"), before);
}

#[test]
fn un_resultat_abime_est_different_et_se_remplace() {
    let desk = Desk::new("abime", "conforme");
    for damaged in [&b"\xff\xfe\x00\x01"[..], b"# \xe9tude\n", b"\x1b[2J\n", b""] {
        fs::write(desk.path("depose.attendu.md"), damaged).unwrap();
        let said = desk.tester(&[]);
        assert_eq!(said.code, Some(1), "{damaged:?}");
        assert!(said.out.contains("2 fiches : 1 conforme, 1 différente"), "{}", said.out);
        assert!(!said.out.contains('\u{1b}'), "{}", said.out);
        assert_eq!(desk.tester(&["--accepter", "depose"]).code, Some(0), "{damaged:?}");
        assert_eq!(desk.tester(&[]).out, "2 fiches : 2 conformes\n");
    }
}

#[test]
fn accepter_tout_dit_ce_qui_est_remplace_et_garde_l_orphelin() {
    let desk = Desk::new("toutes", "ecarts");
    let said = desk.tester(&["--accepter"]);
    let replaced = "écrit : fiches/changee.attendu.md (lignes retirées : 1, ajoutées : 1)\n";
    assert!(said.out.contains(replaced), "{}", said.out);
    assert!(desk.path("partie.attendu.md").exists());
    fs::remove_file(desk.path("partie.attendu.md")).unwrap();
    fs::remove_file(desk.path("illisible.toml")).unwrap();
    assert_eq!(desk.tester(&[]).out, "2 fiches : 2 conformes\n");
}

#[test]
fn une_fiche_inconnue_n_accepte_rien() {
    let desk = Desk::new("inconnue", "ecarts");
    let said = desk.tester(&["--accepter", "changee", "--accepter", "lots/nouvele"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("vouliez-vous dire `lots/nouvelle` ?"), "{}", said.err);
    assert!(!said.out.contains("écrit"));
}

#[test]
fn une_a_une_chaque_reponse_ne_vaut_que_pour_sa_fiche() {
    let desk = Desk::new("une-a-une", "ecarts");
    let before = desk.read("changee.attendu.md");
    let args = ["tester", "fiches", "--accepter", "--une-a-une"];
    let said = desk.typed(&args, "peut-être\nn\no\n", None);
    assert!(said.out.contains("répondre o, n ou q"), "{}", said.out);
    assert_eq!(desk.read("changee.attendu.md"), before);
    assert!(desk.path("lots/nouvelle.attendu.md").exists());
}

#[test]
fn q_et_la_fin_de_la_saisie_arretent_la() {
    for (name, input) in [("quitte", "q\no\n"), ("fin", "")] {
        let desk = Desk::new(name, "ecarts");
        let said = desk.typed(&["tester", "fiches", "--accepter", "--une-a-une"], input, None);
        assert!(!desk.path("lots/nouvelle.attendu.md").exists(), "{input:?}");
        assert!(said.out.contains("0 résultat accepté\n2 fiches à relire\n"), "{}", said.out);
    }
}

#[test]
fn une_date_de_passage_ne_s_accepte_pas() {
    let said = Desk::new("date", "conforme").tester(&["--accepter", "--date", "2028-01-01"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("`--accepter` ne va pas avec `--date`"), "{}", said.err);
}

// ── What is unseen ──

#[test]
fn la_couverture_nomme_la_condition_jamais_vraie_et_celle_qui_n_a_pas_decide() {
    let desk = Desk::new("couverture", "conforme");
    insta::assert_snapshot!("couverture", desk.tester(&["--couverture"]).out);
}

#[test]
fn les_exemples_des_regles_comptent_quand_on_le_demande() {
    let desk = Desk::new("couverture-exemples", "conforme");
    let minimum = |args: &[&str]| desk.tester(&[&["--couverture", "--min", "100"], args].concat());
    assert_eq!(minimum(&[]).code, Some(1));
    assert_eq!(minimum(&["--exemples"]).code, Some(0));
}

#[test]
fn la_couverture_en_json_donne_chaque_condition() {
    let desk = Desk::new("couverture-json", "conforme");
    let said = desk.tester(&["--couverture", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let rule = &json["regles"][1];
    assert_eq!(rule["regle"], "emballages-sante");
    assert_eq!(rule["lieu"], "rules/national/regles.toml:35");
    let seen = &rule["conditions"][0];
    assert_eq!((&seen["vue_vraie"], &seen["vue_fausse"]), (&false.into(), &true.into()));
}

#[test]
fn une_condition_masquee_par_une_autre_n_a_pas_decide() {
    let desk = Desk::new("masquee", "conforme");
    let fiche = "objet = \"Chaises\"\ncpv = [\"39112000-0\"]\nmontant_ht = 50_000\nacheteur = { politique = \"regle\" }\n";
    fs::write(desk.path("chaises.toml"), fiche).unwrap();
    let avec = with_rule();
    let mut args = vec!["--couverture", "--format", "json"];
    args.extend(avec.iter().map(String::as_str));
    let json: serde_json::Value = serde_json::from_str(&desk.tester(&args).out).unwrap();
    let rules = json["regles"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["regle"] == "emballages-papeterie").unwrap();
    // The code alone keeps the rule away; the amount holds, and changes nothing.
    let decided: Vec<&serde_json::Value> =
        rule["conditions"].as_array().unwrap().iter().map(|one| &one["decisive"]).collect();
    assert_eq!(decided, [true, false]);
    assert_eq!(rule["conditions"][1]["vue_vraie"], true);
}

#[test]
fn une_mutation_que_rien_ne_voit_survit_et_celle_qu_une_fiche_voit_non() {
    let desk = Desk::new("mutations", "conforme");
    let said = desk.tester(&["--mutations", "--format", "json"]);
    assert_eq!(said.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let unseen: Vec<String> = json["non_vues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| format!("{} : {}", one["identifiant"], one["modification"]).replace('"', ""))
        .collect();
    let is_unseen = |text: &str| unseen.iter().any(|one| one == text);
    // No fiche has a sensitive public: the level of its rule may be anything. One delivers: the level of that rule shows.
    assert!(
        is_unseen("emballages-sante : le niveau « à étudier » devient « recommandée »"),
        "{unseen:?}"
    );
    assert!(
        !is_unseen("emballages : le niveau « recommandée » devient « à étudier »"),
        "{unseen:?}"
    );
}

#[test]
fn les_bornes_manquantes_donnent_des_fiches_que_le_lecteur_accepte() {
    let desk = Desk::new("generer", "conforme");
    let avec = with_rule();
    let avec: Vec<&str> = avec.iter().map(String::as_str).collect();
    let said = desk.tester(&[&["--generer"][..], &avec].concat());
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    insta::assert_snapshot!("generer", said.out);
    insta::assert_snapshot!(
        "generer-fiche",
        desk.read("proposees/emballages-papeterie--2026-02-28.toml")
    );
    // Accepted, they are part of the set: nothing is left to propose.
    assert_eq!(desk.tester(&[&["--accepter"][..], &avec].concat()).code, Some(0));
    let again = desk.tester(&[&["--generer"][..], &avec].concat());
    assert!(again.out.starts_with("0 fiche, rien d’accepté"), "{}", again.out);
}

#[test]
fn generer_ne_depasse_pas_sa_limite_et_ne_remplace_rien() {
    let desk = Desk::new("limite", "conforme");
    let avec = with_rule();
    let run = || {
        let mut args = vec!["--generer", "--limite", "1", "--sortie", "idees"];
        args.extend(avec.iter().map(String::as_str));
        desk.tester(&args)
    };
    let first = run();
    assert!(first.out.contains("à proposer encore"), "{}", first.out);
    let written = || fs::read_dir(desk.0.join("idees")).unwrap().map(|e| e.unwrap().path());
    let file = written().next().unwrap();
    fs::write(&file, "à moi").unwrap();
    run();
    assert_eq!((written().count(), fs::read_to_string(&file).unwrap()), (2, "à moi".to_owned()));
}

// ── A change of law over a folder ──

#[test]
fn le_prochain_changement_se_lit_fiche_par_fiche() {
    let desk = Desk::new("changement", "conforme");
    let fiche = desk.read("livraisons.toml");
    let fiche = fiche.replace("2026-12-01", "2026-02-01").replace("[faits]", "cpv = [\"30192700-8\"]\nmontant_ht = 50_000\nacheteur = { politique = \"regle\" }\n[faits]").replace("livraisons = true", "livraisons = false");
    fs::write(desk.path("livraisons.toml"), fiche).unwrap();
    // It says no launch date: it would be read on the day of the test.
    fs::remove_file(desk.path("depose.toml")).unwrap();
    let avec = with_rule();
    let mut args = vec!["recommander", "fiches", "--date", "2026-03-01"];
    args.extend(avec.iter().map(String::as_str));
    let said = desk.typed(&args, "", None);
    assert_eq!(said.code, Some(0), "{}", said.err);
    insta::assert_snapshot!("changement", said.out);
}
