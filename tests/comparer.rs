//! `clausier comparer` as typed, on two copies of the small base, the second edited; and its witnesses, answered by the engine.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::engine::{State, evaluate};
use clausier::purchase::read;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const RULES: &str = "rules/national/regles.toml";
const CARD: &str = "clause_templates/environnemental/emballages.md";

/// A rule with a bound, on both sides.
const BOUND: &str = r#"
[[regle]]
id = "gros-emballages"
titre = "Emballages des gros marchés"
clause = "emballages"
niveau = "recommande"
portee = "marche"
fondements = ["loi"]
motif = "Le marché est important."
[regle.quand]
type = "fournitures"
montant_ht = { au_moins = 25_000 }
"#;
const LAW: &str = r#"
[[fondement]]
id = "loi"
titre = "Loi des tests"
reference = "Loi, art. 1"
en_vigueur = { du = 2024-01-01 }
confirme = true
controle_le = 2026-11-23
"#;

/// A folder with two bases, `avant` and `apres`.
struct Desk(PathBuf);

struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Desk {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("comparer").join(name);
        let _ = fs::remove_dir_all(&folder);
        for side in ["avant", "apres"] {
            copy(&Path::new(ROOT).join("tests/bases/petite"), &folder.join(side));
            let path = folder.join(side).join(RULES);
            fs::write(&path, fs::read_to_string(&path).unwrap() + BOUND).unwrap();
            fs::write(folder.join(side).join("rules/national/fondements.toml"), LAW).unwrap();
        }
        Self(folder)
    }

    /// Replaces a text of a file of one side; it must be there.
    fn edit(&self, side: &str, file: &str, from: &str, to: &str) {
        let path = self.0.join(side).join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    fn add(&self, side: &str, file: &str, text: &str) {
        let path = self.0.join(side).join(file);
        let before = fs::read_to_string(&path).unwrap_or_default();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, before + text).unwrap();
    }

    fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
        let output = command.arg("comparer").args(args).current_dir(&self.0).output().unwrap();
        // French spaces are held elsewhere.
        let out = String::from_utf8(output.stdout).unwrap().replace(['\u{a0}', '\u{202f}'], " ");
        Said { out, err: String::from_utf8(output.stderr).unwrap(), code: output.status.code() }
    }

    fn compare(&self) -> Said {
        self.run(&["avant", "apres"])
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.run(&["avant", "apres", "--format", "json"]).out).unwrap()
    }

    fn base(&self, side: &str) -> Base {
        Base::load(&Files::from_folder(&self.0.join(side)).unwrap()).0.unwrap()
    }

    /// Whether a rule applies to a fiche that this side accepts.
    fn applies(&self, side: &str, rule: &str, fiche: &str) -> bool {
        let base = self.base(side);
        let purchase = read::read(&Source::new("temoin.toml", fiche), &base).0.unwrap();
        let date = purchase.launch.unwrap_or(base.as_of);
        let states = evaluate(&base, &purchase, date).outcomes;
        states.iter().any(|one| one.rule.id == rule && one.state == State::Applicable)
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

/// The lines before what is proved is told.
fn told(said: &Said) -> &str {
    said.out.split("\nCe qui est prouvé").next().unwrap().trim_end()
}

// ── Rules ──

#[test]
fn deux_bases_egales_n_ont_aucun_effet() {
    let said = Desk::new("egales").compare();
    assert_eq!((said.out.as_str(), said.code), ("Aucun effet\n", Some(0)));
}

#[test]
fn un_commentaire_n_est_pas_un_changement() {
    let desk = Desk::new("commentaire");
    desk.edit("apres", RULES, "[[regle]]", "# Une note.\n[[regle]]");
    let said = desk.compare();
    assert_eq!((said.out.as_str(), said.code), ("Aucun effet\n", Some(0)));
}

#[test]
fn une_condition_recrite_mais_egale_est_prouvee_equivalente() {
    let desk = Desk::new("equivalente");
    let same =
        "tous = [{ sauf = { montant_ht = { moins_de = 25_000 } } }, { type = \"fournitures\" }]";
    let from = "type = \"fournitures\"\nmontant_ht = { au_moins = 25_000 }";
    desk.edit("apres", RULES, from, &same.replace("tous = ", "tous_de = "));
    let said = desk.compare();
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    insta::assert_snapshot!("equivalente", told(&said));
}

#[test]
fn un_seuil_deplace_montre_un_achat_que_le_moteur_juge_autrement() {
    let desk = Desk::new("seuil");
    desk.edit("apres", RULES, "au_moins = 25_000", "au_moins = 40_000");
    let said = desk.compare();
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!("seuil", told(&said));
    let meaning = &desk.json()["changements"][0]["sens"];
    let witness = meaning["perd"].as_str().unwrap();
    assert!(desk.applies("avant", "gros-emballages", witness));
    assert!(!desk.applies("apres", "gros-emballages", witness));
    assert!(meaning["gagne"].is_null());
}

#[test]
fn un_seuil_abaisse_montre_un_achat_qui_gagne() {
    let desk = Desk::new("abaisse");
    desk.edit("apres", RULES, "au_moins = 25_000", "au_moins = 10_000");
    let meaning = &desk.json()["changements"][0]["sens"];
    let witness = meaning["gagne"].as_str().unwrap();
    assert!(!desk.applies("avant", "gros-emballages", witness));
    assert!(desk.applies("apres", "gros-emballages", witness));
    assert!(meaning["perd"].is_null());
}

#[test]
fn une_deduction_changee_se_voit_sur_la_regle_qui_la_lit() {
    let desk = Desk::new("deduction");
    let deduction = "[[deduction]]\nfait = \"livraisons\"\nvaleur = true\nportee = \"marche\"\nmotif = \"Des biens s’achètent.\"\nquand = { type = \"fournitures\" }\n";
    for side in ["avant", "apres"] {
        desk.add(side, "rules/deductions.toml", deduction);
    }
    desk.edit("apres", "rules/deductions.toml", "fournitures", "travaux");
    let said = desk.compare();
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!("deduction", told(&said));
}

#[test]
fn une_deduction_que_beaucoup_de_regles_lisent_ne_montre_qu_un_achat() {
    let desk = Desk::new("deduction-large");
    let deduction = "[[deduction]]\nfait = \"livraisons\"\nvaleur = true\nportee = \"marche\"\nmotif = \"Des biens s’achètent.\"\nquand = { type = \"fournitures\" }\n";
    let from = "type = \"fournitures\"\nmontant_ht = { au_moins = 25_000 }";
    for side in ["avant", "apres"] {
        desk.add(side, "rules/deductions.toml", deduction);
        for n in 10..30 {
            let rule = BOUND.replace(from, "livraisons = true").replace("gros-", &format!("n{n}-"));
            desk.add(side, "rules/national/autres.toml", &rule);
        }
    }
    desk.edit("apres", "rules/deductions.toml", "fournitures", "travaux");
    let changes = desk.json();
    let rules =
        changes["changements"].as_array().unwrap().iter().filter(|one| one["genre"] == "règle");
    let lost: Vec<&str> = rules.map(|one| one["sens"]["perd"].as_str().unwrap()).collect();
    assert_eq!(lost.len(), 21);
    assert!(lost.iter().all(|fiche| *fiche == lost[0]));
    assert!(desk.applies("avant", "n10-emballages", lost[0]));
    assert!(!desk.applies("apres", "n10-emballages", lost[0]));
}

#[test]
fn la_date_d_une_reference_change_la_regle_qu_elle_porte() {
    let desk = Desk::new("reference");
    desk.edit("apres", "rules/national/fondements.toml", "2024-01-01", "2027-01-01");
    let said = desk.compare();
    insta::assert_snapshot!("reference", told(&said));
    let changes = &desk.json()["changements"];
    let witness = changes[0]["sens"]["perd"].as_str().unwrap();
    assert!(desk.applies("avant", "gros-emballages", witness));
    assert!(!desk.applies("apres", "gros-emballages", witness));
}

#[test]
fn une_regle_ajoutee_montre_un_achat_auquel_elle_s_applique() {
    let desk = Desk::new("ajout");
    let new = BOUND.replace("gros-emballages", "tres-gros").replace("25_000", "90_000");
    desk.add("apres", "rules/national/autres.toml", &new);
    let change = &desk.json()["changements"][0];
    assert_eq!(
        (change["id"].as_str(), change["sort"].as_str()),
        (Some("tres-gros"), Some("ajout"))
    );
    assert!(desk.applies("apres", "tres-gros", change["sens"]["gagne"].as_str().unwrap()));
    let back = desk.run(&["apres", "avant", "--format", "json"]);
    let back: serde_json::Value = serde_json::from_str(&back.out).unwrap();
    let lost = back["changements"][0]["sens"]["perd"].as_str().unwrap();
    assert!(desk.applies("apres", "tres-gros", lost));
}

#[test]
fn une_portee_changee_n_est_pas_dite_equivalente() {
    let desk = Desk::new("portee");
    desk.edit(
        "apres",
        RULES,
        "niveau = \"a_etudier\"\nportee = \"marche\"",
        "niveau = \"a_etudier\"\nportee = \"lot\"",
    );
    let change = &desk.json()["changements"][0];
    assert_eq!(change["sens"]["verdict"], "non tranchée");
    assert_eq!(change["effet"], true);
}

#[test]
fn un_mot_de_famille_n_est_pas_dit_prouve() {
    let desk = Desk::new("famille");
    let families =
        "[[famille]]\nid = \"bois\"\ntitre = \"Bois\"\ncpv = [\"034\"]\nmots = [\"bois\"]\n";
    for side in ["avant", "apres"] {
        desk.add(side, "rules/familles.toml", families);
    }
    desk.edit("apres", "rules/familles.toml", "mots = [\"bois\"]", "mots = [\"bois\", \"bûches\"]");
    let said = desk.compare();
    assert_eq!((told(&said).contains("équivalente"), said.code), (false, Some(1)));
    assert!(said.out.contains("mots : {+bûches+}"), "{}", said.out);
}

// ── Ids ──

#[test]
fn un_identifiant_remplace_est_un_renommage() {
    let desk = Desk::new("renommage");
    let to = "id = \"grands-emballages\"\nanciens_ids = [\"gros-emballages\"]";
    desk.edit("apres", RULES, "id = \"gros-emballages\"", to);
    let said = desk.compare();
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!("renommage", told(&said));
}

#[test]
fn un_identifiant_qui_sert_de_nouveau_est_une_faute() {
    let desk = Desk::new("reutilise");
    for side in ["avant", "apres"] {
        let to = "id = \"grands-emballages\"\nanciens_ids = [\"gros-emballages\"]";
        desk.edit(side, RULES, "id = \"gros-emballages\"", to);
    }
    desk.add("apres", "rules/national/autres.toml", BOUND);
    let said = desk.compare();
    assert_eq!(said.code, Some(1));
    let first = told(&said).lines().take(5).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("reutilise", first);
    // What both sides do already is no news.
    desk.add("avant", "rules/national/autres.toml", BOUND);
    assert_eq!(desk.compare().out, "Aucun effet\n");
}

#[test]
fn une_clause_renommee_suit_ses_regles() {
    let desk = Desk::new("clause-renommee");
    desk.edit(
        "apres",
        CARD,
        "id = \"emballages\"",
        "id = \"reprise\"\nanciens_ids = [\"emballages\"]",
    );
    for _ in 0..3 {
        desk.edit("apres", RULES, "clause = \"emballages\"", "clause = \"reprise\"");
    }
    let change = &desk.json()["changements"][0];
    assert_eq!(
        (change["sort"].as_str(), change["ancien_id"].as_str()),
        (Some("renommage"), Some("emballages"))
    );
    let rules = desk.json();
    let moved =
        rules["changements"].as_array().unwrap().iter().filter(|one| one["genre"] == "règle");
    assert_eq!(moved.count(), 3);
}

// ── Clauses ──

#[test]
fn un_texte_se_lit_mot_a_mot_et_l_en_tete_cle_par_cle() {
    let desk = Desk::new("texte");
    desk.edit(
        "apres",
        CARD,
        "Le titulaire en traite au moins",
        "Le titulaire en reprend, à ses frais, au moins",
    );
    desk.edit("apres", CARD, "avance = 0.60", "avance = 0.65");
    desk.edit("apres", CARD, "quand = \"à la livraison\"", "quand = \"à chaque livraison\"");
    let said = desk.compare();
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!("texte", told(&said));
    let markdown = desk.run(&["avant", "apres", "--format", "markdown"]);
    insta::assert_snapshot!("texte-markdown", markdown.out);
}

// ── Purchases ──

#[test]
fn les_fiches_qui_changent_sont_comptees_puis_dites() {
    let desk = Desk::new("fiches");
    for (name, amount) in [("petite", 12_000), ("moyenne", 30_000), ("grande", 90_000)] {
        let fiche = format!(
            "objet = \"Mobilier\"\ntype = \"fournitures\"\nmontant_ht = {amount}\ndate_lancement = 2026-12-01\n"
        );
        desk.add("fiches", &format!("{name}.toml"), &fiche);
    }
    desk.add(
        "fiches",
        "neuve.toml",
        "objet = \"Mobilier\"\ntype = \"fournitures\"\n[faits]\nneuf = true\n",
    );
    desk.edit("apres", RULES, "au_moins = 25_000", "au_moins = 40_000");
    let fact = "\n[[fait]]\nid = \"neuf\"\ntitre = \"neuf\"\ntype = \"booleen\"\nportee = [\"marche\"]\nquestion = \"Neuf ?\"\npourquoi = \"Test.\"\n";
    desk.add("apres", "rules/faits.toml", fact);
    let said = desk.run(&["avant", "apres", "--fiches", "fiches"]);
    assert_eq!(said.code, Some(1));
    let effect = told(&said).split("Effet sur les fiches").nth(1).unwrap();
    insta::assert_snapshot!("fiches", format!("{}\n…{effect}", said.out.lines().nth(1).unwrap()));
}

#[test]
fn un_texte_modifie_se_compte_a_part() {
    let desk = Desk::new("texte-seul");
    desk.add(
        "fiches",
        "grande.toml",
        "objet = \"Mobilier\"\ntype = \"fournitures\"\nmontant_ht = 90_000\n",
    );
    desk.edit("apres", CARD, "en traite", "en reprend");
    let said = desk.run(&["avant", "apres", "--fiches", "fiches"]);
    let words = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let expected = "d’aucune fiche (1 lue) ; 1 autre garde les mêmes clauses avec un texte modifié";
    assert!(words.contains(expected), "{words}");
}

const CONTRACTS_CSV: &str = "id;objet;codeCPV;montant;nature;type;dureeMois;dateNotification;procedure\n\
    1;\"Mobilier ; bureaux\";39130000-2;30000;Marché;Fournitures;12;2025-03-01;Procédure adaptée\n\
    2;Chaises;39112000;26000,50;Marché;Fournitures;;2025-03-01;Procédure adaptée\n\
    3;Armoires;39122100;90000;Marché;Fournitures;12;2025-03-01;Appel d'offres ouvert\n\
    4;Tables;39121200;999999999999999;Marché;Fournitures;12;2025-03-01;NC\n\
    5;;39121200;10;Marché;Fournitures;12;2025-03-01;NC\n";

#[test]
fn les_contrats_qui_changent_sont_comptes_les_plus_gros_d_abord() {
    let desk = Desk::new("contrats");
    desk.edit("apres", RULES, "au_moins = 25_000", "au_moins = 40_000");
    fs::write(desk.0.join("contrats.csv"), CONTRACTS_CSV).unwrap();
    let said = desk.run(&["avant", "apres", "--contrats", "contrats.csv"]);
    let effect = told(&said).split("Effet sur les contrats").nth(1).unwrap();
    insta::assert_snapshot!("contrats", format!("{}\n…{effect}", said.out.lines().nth(1).unwrap()));
    // The same records as the published JSON gives them.
    let json = r#"{"marches":{"marche":[
        {"id":"1","objet":"Mobilier","codeCPV":"39130000","montant":30000,"type":"Fournitures","dateNotification":"2025-03-01"},
        {"id":"2","objet":"Ancien","codeCPV":"39130000","montant":30000,"dateNotification":"2018-03-01"}]}}"#;
    fs::write(desk.0.join("contrats.json"), json).unwrap();
    let said = desk.run(&["avant", "apres", "--contrats", "contrats.json"]);
    assert_eq!(said.out.lines().nth(1), Some("1 contrat sur 1 change ; 1 ne se lit pas"));
}

// ── What does not run ──

#[test]
fn une_base_qui_ne_se_charge_pas_arrete_la_commande() {
    let desk = Desk::new("cassee");
    desk.edit("apres", RULES, "clause = \"reemploi\"", "clause = \"reemplois\"");
    let said = desk.compare();
    assert_eq!((said.out.as_str(), said.code), ("", Some(2)));
    assert!(
        said.err.contains("`reemplois`") && said.err.contains("la base apres ne se charge pas"),
        "{}",
        said.err
    );
}

#[test]
fn des_contrats_qui_n_en_sont_pas_sont_refuses() {
    let desk = Desk::new("pas-des-contrats");
    fs::write(desk.0.join("notes.txt"), "rien\n").unwrap();
    let said = desk.run(&["avant", "apres", "--contrats", "notes.txt"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("ni JSON, ni tableau"), "{}", said.err);
}

#[test]
fn la_base_livree_se_compare_a_elle_meme() {
    let said = Desk::new("livree").run(&["livree", ROOT]);
    assert_eq!((said.out.as_str(), said.code), ("Aucun effet\n", Some(0)));
}

// ── Documentation ──

#[test]
fn la_documentation_montre_ce_que_la_commande_repond() {
    let desk = Desk::new("documentation");
    for part in ["rules", "clause_templates"] {
        copy(&Path::new(ROOT).join(part), &desk.0.join("base").join(part));
    }
    let file = "rules/national/social/insertion.toml";
    desk.edit(
        "base",
        file,
        "montant_ht = { au_moins = 150_000 }",
        "montant_ht = { au_moins = 170_000 }",
    );
    let said = desk.run(&["livree", "base"]);
    let page = fs::read_to_string(Path::new(ROOT).join("docs/ecrire-une-regle.md")).unwrap();
    let shown = page.split("<!-- comparer -->\n```console\n").nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    for line in shown.lines().skip(1).filter(|line| line.trim() != "…") {
        assert!(said.out.lines().any(|other| other == line), "{line}\n{}", said.out);
    }
}
