//! Commands as typed: output, messages, exit code. Messages are read as a buyer reads them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A folder of its own for a test, where commands run: no path of the machine reaches a message.
struct Desk(PathBuf);

struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    /// With a fiche of `tests/fiches`.
    fn with(name: &str, fiche: &str) -> Self {
        let desk = Self::new(name);
        fs::copy(Path::new(ROOT).join("tests/fiches").join(fiche), desk.0.join("fiche.toml"))
            .unwrap();
        desk
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    fn run(&self, args: &[&str]) -> Said {
        self.type_in(args, "")
    }

    fn type_in(&self, args: &[&str], input: &str) -> Said {
        let mut child = Command::new(env!("CARGO_BIN_EXE_clausier"))
            .args(args)
            .current_dir(&self.0)
            .env_remove("COLUMNS")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing closes its input at once.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Said {
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }

    /// On the small base of the tests.
    fn small(&self, args: &[&str], input: &str) -> Said {
        let base = format!("{ROOT}/tests/bases/petite");
        self.type_in(&[args, &["--base", &base]].concat(), input)
    }
}

fn all(said: &Said) -> String {
    format!("{}{}[{}]\n", said.out, said.err, said.code.unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn une_sortie_pleine_se_dit_en_francais() {
    for args in [&["--aide"][..], &["--version"], &["cpv", "enrobés"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output =
            Command::new(env!("CARGO_BIN_EXE_clausier")).args(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(err, "erreur : la réponse ne peut pas être écrite : le disque est plein\n");
    }
}

#[test]
fn l_aide_est_en_francais() {
    let desk = Desk::new("aide");
    let mut shown = String::new();
    for command in ["nouvelle", "repondre", "decider", "cpv", "verifier", "couverture"] {
        let said = desk.run(&[command, "--aide"]);
        assert_eq!(said.code, Some(0), "{command}");
        shown += &said.out;
    }
    insta::assert_snapshot!("aide", shown);
    let others = ["rediger", "prouver", "comparer", "tester", "revue", "catalogue", "schema"];
    let root = others
        .iter()
        .fold(desk.run(&["-h"]).out, |all, command| all + &desk.run(&[command, "--aide"]).out);
    for english in ["Usage:", "Commands", "help", "Print", "default", "possible values"] {
        assert!(!shown.contains(english) && !root.contains(english), "{english}");
    }
}

#[test]
fn expliquer_un_inconnu_dit_ce_qui_s_explique() {
    let said = Desk::new("expliquer").run(&["expliquer", "toto"]);
    assert_eq!(said.code, Some(2));
    for known in ["clausier catalogue --sortie SITE", "seuil-inconnu", "critere-environnemental"] {
        assert!(said.err.contains(known), "{known} : {}", said.err);
    }
    let said = Desk::new("schema").run(&["schema", "toto"]);
    assert!(said.err.contains("valeurs possibles : `regle`, `clause`"), "{}", said.err);
}

#[test]
fn un_nom_inconnu_dit_les_noms_connus() {
    let desk = Desk::new("noms-inconnus");
    for (args, sentence) in [
        (&["prouver", "--garantie", "zzz"][..], "garantie `zzz` inconnue ; possibles : `"),
        (&["verifier", "--seulement", "zzz"], "code de diagnostic `zzz` inconnu ; possibles : `"),
        (
            &["revue", "signer", "zzz", "--par", "a", "--motif", "b", "--avec", "ville"],
            "clause `zzz` inconnue ; toutes : `clausier revue`",
        ),
    ] {
        fs::create_dir_all(desk.0.join("ville")).unwrap();
        desk.write("ville/politique.toml", b"[politique]\nid = \"ville\"\ntitre = \"Ville\"\n");
        let said = desk.run(args);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(said.err.contains(sentence), "{}", said.err);
    }
}

#[test]
fn une_seule_garantie_prouvee_se_dit_au_singulier() {
    let said = Desk::new("singulier").run(&["prouver", "--garantie", "condition-sociale-travaux"]);
    assert!(said.out.ends_with("\n1 garantie prouvée sur 1\n"), "{}", said.out);
}

#[test]
fn un_caractere_de_commande_n_atteint_pas_le_terminal() {
    let desk = Desk::new("commande-du-terminal");
    let name = "a\u{1b}[31m\r\u{202e}b";
    for args in [&["prouver", "--garantie", name][..], &[name], &["cpv", "bois", "--base", name]] {
        let said = desk.run(args);
        assert_eq!(said.code, Some(2), "{args:?}");
        assert!(said.err.contains("a\u{fffd}[31m\u{fffd}\u{fffd}b"), "{:?}", said.err);
        assert!(!said.err.contains(['\u{1b}', '\r', '\u{202e}']), "{:?}", said.err);
    }
}

#[test]
fn la_version_se_dit() {
    let said = Desk::new("version").run(&["--version"]);
    assert_eq!((said.code, said.out.starts_with("clausier ")), (Some(0), true));
}

#[test]
fn les_arguments_faux_ont_leur_phrase() {
    let desk = Desk::new("arguments");
    let wrong: &[&[&str]] = &[
        &["cvp"],
        &["help"],
        &["--help"],
        &["cpv"],
        &["cpv", "--nombre"],
        &["cpv", "--nombre", "beaucoup", "bois"],
        &["cpv", "--nombr", "3", "bois"],
        &["nouvelle", "a.toml", "b.toml"],
        &["decider", "a.toml", "emballages"],
        &["decider", "a.toml", "emballages", "--retenir", "--ecarter"],
        &["decider", "a.toml", "emballages", "--retenir", "--lot", "0"],
        &["decider", "a.toml", "emballages", "--retenir", "--exigence", "haute"],
        &["decider", "a.toml", "emballages", "--retenir", "--le", "30/02/2027"],
        &["repondre", "a.toml", "--date", "2027-02-30"],
        &["cpv", "bois", "--base", "nulle-part"],
    ];
    let mut shown = String::new();
    for args in wrong {
        let said = desk.run(args);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{args:?}");
        let first = said.err.lines().next().unwrap();
        shown.extend(["$ clausier ", &args.join(" "), "\n", first, "\n"]);
    }
    insta::assert_snapshot!("arguments", shown);
    let bare = desk.run(&[]);
    assert_eq!((bare.code, bare.err.contains("clausier nouvelle")), (Some(2), true));
}

#[test]
fn une_fiche_fautive_montre_la_ligne_et_le_remede() {
    let desk = Desk::new("fautes");
    let folder = Path::new(ROOT).join("tests/fiches/fautes");
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    for file in files {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        fs::copy(&file, desk.0.join("fiche.toml")).unwrap();
        let said = desk.small(&["repondre", "fiche.toml"], "");
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{name}");
        insta::assert_snapshot!(format!("fiche-{name}"), said.err);
    }
}

#[test]
fn un_fichier_qui_n_est_pas_une_fiche_est_refuse() {
    let desk = Desk::new("illisible");
    desk.write("latin1.toml", b"objet = \"M\xe9tallerie\"\n");
    desk.write("enorme.toml", &vec![b'#'; 2 * 1024 * 1024]);
    fs::create_dir(desk.0.join("dossier.toml")).unwrap();
    let mut shown = String::new();
    for fiche in ["absente.toml", "latin1.toml", "enorme.toml", "dossier.toml"] {
        for args in [vec!["repondre", fiche], vec!["decider", fiche, "emballages", "--retenir"]] {
            let said = desk.small(&args, "");
            assert_eq!(said.code, Some(2), "{fiche}");
            shown += &all(&said);
        }
    }
    insta::assert_snapshot!("illisible", shown);
}

#[test]
fn nouvelle_ecrit_une_fiche_et_n_ecrase_rien() {
    let desk = Desk::new("nouvelle");
    let first = desk.run(&["nouvelle", "ma-fiche.toml"]);
    assert_eq!((first.code, desk.read("ma-fiche.toml")), (Some(0), desk.run(&["nouvelle"]).out));
    desk.write("ma-fiche.toml", b"objet = \"La mienne\"");
    let second = desk.run(&["nouvelle", "ma-fiche.toml"]);
    let folder = desk.run(&["nouvelle", "."]);
    let nowhere = desk.run(&["nouvelle", "absent/fiche.toml"]);
    assert_eq!(desk.read("ma-fiche.toml"), "objet = \"La mienne\"");
    insta::assert_snapshot!(
        "nouvelle",
        all(&first) + &all(&second) + &all(&folder) + &all(&nowhere)
    );
}

#[test]
fn la_fiche_neuve_se_lit_telle_quelle_et_toutes_ses_lignes_aussi() {
    let desk = Desk::new("fiche-neuve");
    let text = desk.run(&["nouvelle"]).out;
    let full: String = text
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(key) if !key.starts_with(' ') => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    assert!(full.contains("\n[[lots]]\n"));
    for fiche in [text, full] {
        desk.write("fiche.toml", fiche.as_bytes());
        let said = desk.run(&["repondre", "fiche.toml"]);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    }
}

#[test]
fn cpv_trouve_par_mots_ou_dit_non() {
    let desk = Desk::new("cpv");
    let found = desk.small(&["cpv", "mobilier", "scolaire", "--nombre", "3"], "");
    let nothing = desk.small(&["cpv", "zzzz"], "");
    assert_eq!((found.code, nothing.code), (Some(0), Some(1)));
    insta::assert_snapshot!("cpv", all(&found) + &all(&nothing));
    let families = desk.run(&["cpv", "39130000"]).out;
    assert!(families.starts_with("39130000-2  Mobilier de bureau  "), "{families}");
}

#[test]
fn une_sortie_coupee_ne_fait_pas_tomber_la_commande() {
    let desk = Desk::new("tuyau");
    let mut child = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["cpv", "travaux", "--nombre", "9000"])
        .current_dir(&desk.0)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), b"".as_slice()));
}

#[test]
fn repondre_pose_une_question_a_la_fois_et_ecrit_aussitot() {
    let desk = Desk::with("repondre", "complete.toml");
    desk.write(
        "fiche.toml",
        desk.read("fiche.toml").replace("livraisons = false", "# plus tard").as_bytes(),
    );
    let said = desk.small(&["repondre", "fiche.toml"], "peut-être\noui\noui\n1, 4\n");
    assert_eq!(said.code, Some(0));
    insta::assert_snapshot!("repondre", all(&said));
    insta::assert_snapshot!("repondre-fiche", desk.read("fiche.toml"));
    let again = desk.small(&["repondre", "fiche.toml"], "");
    assert_eq!(again.out, "Aucune question : la fiche dit tout ce que les règles demandent.\n");
}

#[test]
fn je_ne_sais_pas_passe_a_la_suivante_et_fin_arrete() {
    let desk = Desk::with("sans-reponse", "complete.toml");
    let before = desk.read("fiche.toml");
    for input in ["", "\n\n\n", "je ne sais pas\nfin\n", "fin", "\u{0}\n", &"x".repeat(10_000)] {
        let said = desk.small(&["repondre", "fiche.toml"], input);
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{input:?}");
        assert!(said.out.contains("2 questions restent ouvertes"), "{}", said.out);
    }
    assert_eq!(desk.read("fiche.toml"), before);
}

#[test]
fn tous_repond_pour_tous_les_lots() {
    let desk = Desk::with("tous", "lots-en-ligne.toml");
    let fiche = desk.read("fiche.toml").replace(", faits = { materiaux_reemployables = true }", "");
    desk.write("fiche.toml", fiche.as_bytes());
    let said = desk.small(&["repondre", "fiche.toml"], "tous oui\nfin\n");
    assert!(said.out.contains("+ 2 clauses (« Réemploi des matériaux » lot 1"), "{}", said.out);
    assert!(desk.read("fiche.toml").contains("faits.materiaux_reemployables = true\n"));
}

#[test]
fn les_reponses_donnees_s_ecrivent_toutes_ou_aucune() {
    let desk = Desk::with("reponses", "complete.toml");
    let before = desk.read("fiche.toml");
    let wrong = [
        "livraison=oui",
        "livraisons",
        "livraisons=peut-être",
        "lot.9.livraisons=oui",
        "lot.x.livraisons=oui",
        "lot.2.type=travaux",
        "type=fourniture",
        "public_sensible=enfants",
        "public_sensible=9",
        "montant_ht=beaucoup",
        "montant_ht=1.850.000",
        "montant_ht=-5",
        "montant_ht=40 000",
        "duree_mois=douze",
        "part_main_oeuvre=30",
        "cpv=39160001-1",
        "date_lancement=2027-02-30",
    ];
    let mut shown = String::new();
    for answer in wrong {
        let args = ["repondre", "fiche.toml", "--reponse", "duree_mois=24", "--reponse", answer];
        let said = desk.small(&args, "");
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{answer}");
        shown.extend(["$ --reponse ", answer, "\n", &said.err]);
    }
    assert_eq!(desk.read("fiche.toml"), before);
    insta::assert_snapshot!("reponses-refusees", shown);
    let mut args = vec!["repondre", "fiche.toml"];
    for answer in [
        "livraisons=oui",
        "lot.2.materiaux_reemployables=non",
        "lot.2.montant_ht=40 000 € HT",
        "duree_mois=24 mois",
        "acheteur_categorie=collectivité territoriale",
        "cpv=39160000-1, 39130000",
        "part_main_oeuvre=7,5 %",
        "public_sensible=aucun",
        "forme=2",
    ] {
        args.extend(["--reponse", answer]);
    }
    let said = desk.small(&args, "");
    insta::assert_snapshot!("reponses", all(&said) + &desk.read("fiche.toml"));
}

#[test]
fn decider_ecrit_la_decision_et_le_dit() {
    let desk = Desk::with("decider", "complete.toml");
    let mut shown = String::new();
    let decisions: [&[&str]; 4] = [
        &[
            "emballages",
            "--ecarter",
            "--motif",
            "Retrait sur place",
            "--par",
            "Service achats",
            "--le",
            "2026-12-01",
        ],
        &[
            "reemploi",
            "--retenir",
            "--exigence",
            "avance",
            "--variable",
            "part=65 %",
            "--variable",
            "delai=10 jours",
        ],
        &["reemploi", "--lot", "2", "--ecarter", "--motif", "Rien à « reprendre »"],
        &["emballages", "--retenir"],
    ];
    for decision in decisions {
        let said = desk.small(&[&["decider", "fiche.toml"], decision].concat(), "");
        assert_eq!(said.code, Some(0));
        shown += &all(&said);
    }
    insta::assert_snapshot!("decider", shown + &desk.read("fiche.toml"));
}

#[test]
fn une_decision_qui_ne_tient_pas_n_est_pas_ecrite() {
    let desk = Desk::with("decision-refusee", "complete.toml");
    let before = desk.read("fiche.toml");
    let mut shown = String::new();
    let decisions: [&[&str]; 8] = [
        &["emballages", "--ecarter"],
        &["emballages", "--ecarter", "--motif", "  "],
        &["embalages", "--retenir"],
        &["emballages", "--retenir", "--lot", "3"],
        &["emballages", "--retenir", "--variable", "par=0,65"],
        &["emballages", "--retenir", "--variable", "part=65"],
        &["emballages", "--retenir", "--variable", "delai=vite"],
        &["emballages", "--retenir", "--politique", "vile-2026"],
    ];
    for decision in decisions {
        let said = desk.small(&[&["decider", "fiche.toml"], decision].concat(), "");
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{decision:?}");
        shown += &said.err;
    }
    assert_eq!(desk.read("fiche.toml"), before);
    insta::assert_snapshot!("decision-refusee", shown);
}

#[test]
fn une_fiche_en_lecture_seule_reste_telle_quelle() {
    let desk = Desk::with("lecture-seule", "complete.toml");
    let before = desk.read("fiche.toml");
    let path = desk.0.join("fiche.toml");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let answered = desk.small(&["repondre", "fiche.toml", "--reponse", "livraisons=oui"], "");
    let decided = desk.small(&["decider", "fiche.toml", "reemploi", "--retenir"], "");
    assert_eq!((answered.code, decided.code), (Some(2), Some(2)));
    assert_eq!(answered.err, "erreur : écriture impossible de fiche.toml : l’accès est refusé\n");
    assert_eq!(decided.err, answered.err);
    assert_eq!(desk.read("fiche.toml"), before);
    assert_eq!(fs::read_dir(&desk.0).unwrap().count(), 1, "no temporary file is left");
}

#[test]
fn verifier_compte_par_code_et_se_restreint() {
    let desk = Desk::new("verifier");
    let all = desk.small(&["verifier"], "");
    let one =
        desk.small(&["verifier", "--seulement", "clause-incomplete", "--fichier", "reemploi"], "");
    let none = desk.small(&["verifier", "--seulement", "marque-citee"], "");
    let wrong = desk.small(&["verifier", "--seulement", "clause-incomplette"], "");
    assert_eq!((all.code, one.code, none.code, wrong.code), (Some(1), Some(1), Some(0), Some(2)));
    assert!(!one.err.contains("emballages.md"), "{}", one.err);
    insta::assert_snapshot!("verifier", all.out + &one.out + &none.out + &wrong.err);
}

#[test]
fn couverture_s_ecrit_en_texte_en_markdown_et_en_json() {
    let desk = Desk::new("couverture");
    let text = desk.small(&["couverture"], "");
    let page = desk.small(&["couverture", "--format", "markdown"], "");
    let json = desk.small(&["couverture", "--format", "json"], "");
    let wrong = desk.small(&["couverture", "--politique", "vile-2026"], "");
    assert_eq!((text.code, page.code, json.code), (Some(0), Some(0), Some(0)));
    assert!(text.out.starts_with("Couverture de la base 0\n"), "{}", text.out);
    assert!(page.out.starts_with("# Couverture de la base 0\n"), "{}", page.out);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["cartes"]["nombre"], 2);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("vouliez-vous dire `ville-2026`"), "{}", wrong.err);
}
