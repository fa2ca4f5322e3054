//! What must not happen silently: a decision lost, a value above the law, a clause of the law rewritten, a reason that says nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed set-up is a failed test")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clausier::purchase::save;

const FICHE: &str = r#"
objet = "Nettoyage des locaux"
type = "services"
montant_ht = 320_000
duree_mois = 12
date_lancement = 2026-12-01
[acheteur]
categorie = "collectivite"
"#;

fn desk(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("garde_fous").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("fiche.toml"), FICHE).unwrap();
    folder
}

/// Exit status and both outputs.
fn run(desk: &Path, args: &[&str]) -> (i32, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_clausier")).args(args).current_dir(desk).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

fn fiche(desk: &Path) -> String {
    fs::read_to_string(desk.join("fiche.toml")).unwrap()
}

#[test]
fn une_fiche_qui_a_change_entre_temps_n_est_pas_ecrasee() {
    let desk = desk("changee");
    let path = desk.join("fiche.toml");
    let refused = save::save(&path, b"autre texte", "nouveau").unwrap_err().to_string();
    assert!(refused.contains("a changé entre-temps"), "{refused}");
    assert_eq!(fiche(&desk), FICHE);
}

#[test]
fn deux_commandes_n_ecrivent_pas_une_fiche_ensemble() {
    let desk = desk("ensemble");
    fs::write(desk.join(".fiche.toml.verrou"), "").unwrap();
    let (status, said) =
        run(&desk, &["decider", "fiche.toml", "egalite-femmes-hommes", "--retenir"]);
    assert_eq!((status, fiche(&desk).as_str()), (2, FICHE), "{said}");
    assert!(said.contains("une autre commande écrit ce fichier"), "{said}");
}

#[test]
fn rien_ne_reste_a_cote_d_une_fiche_ecrite() {
    let desk = desk("propre");
    let (status, said) =
        run(&desk, &["decider", "fiche.toml", "egalite-femmes-hommes", "--retenir"]);
    assert_eq!(status, 0, "{said}");
    let left: Vec<String> = fs::read_dir(&desk)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(left, ["fiche.toml"]);
}

#[test]
fn une_penalite_au_dessus_de_la_loi_est_refusee_a_la_decision() {
    let desk = desk("borne");
    let kept = ["decider", "fiche.toml", "travail-dissimule-penalite", "--retenir", "--variable"];
    let (status, said) = run(&desk, &[&kept[..], &["taux_penalite=50 %"]].concat());
    assert_eq!((status, fiche(&desk).as_str()), (2, FICHE), "{said}");
    let (status, said) = run(&desk, &[&kept[..], &["taux_penalite=10 %"]].concat());
    assert_eq!(status, 0, "{said}");
}

#[test]
fn une_penalite_au_dessus_de_la_loi_ne_s_ecrit_pas() {
    let desk = desk("borne-fiche");
    let over = "[decisions.travail-dissimule-penalite]\nvariables = { taux_penalite = 0.5 }\n";
    fs::write(desk.join("fiche.toml"), format!("{FICHE}{over}")).unwrap();
    let (_, said) = run(&desk, &["recommander", "fiche.toml", "--format", "json"]);
    assert!(said.contains("valeur-hors-borne"), "{said}");
    run(&desk, &["rediger", "fiche.toml", "--sortie", "pieces", "--format", "md"]);
    let ccap = fs::read_to_string(desk.join("pieces/ccap.md")).unwrap();
    assert!(ccap.contains("une pénalité égale à **[à compléter"), "{ccap}");
}

#[test]
fn ecarter_dit_l_obligation_qui_n_est_plus_satisfaite() {
    let desk = desk("ecarter");
    let mut said = String::new();
    // The clauses that meet it are discarded one after the other: the last one says so.
    for _ in 0..30 {
        let (_, answer) = run(&desk, &["recommander", "fiche.toml", "--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&answer).unwrap();
        let duty = &json["obligations"].as_array().unwrap()[0];
        let Some(clause) = duty["par"].as_array().unwrap().first() else { break };
        let clause = clause.as_str().unwrap();
        said = run(&desk, &["decider", "fiche.toml", clause, "--ecarter", "--motif", "Essai."]).1;
    }
    assert!(said.contains("alerte : obligation non satisfaite"), "{said}");
}

#[test]
fn un_motif_sans_un_mot_n_en_est_pas_un() {
    let desk = desk("motif");
    let discard = ["decider", "fiche.toml", "egalite-femmes-hommes", "--ecarter", "--motif"];
    for nothing in ["  ", "\u{200b}", "…"] {
        let (status, said) = run(&desk, &[&discard[..], &[nothing]].concat());
        assert_eq!((status, fiche(&desk).as_str()), (2, FICHE), "{nothing:?} {said}");
    }
}

#[test]
fn un_contrat_de_zero_mois_est_refuse() {
    let desk = desk("zero");
    fs::write(desk.join("fiche.toml"), FICHE.replace("duree_mois = 12", "duree_mois = 0")).unwrap();
    let (status, said) = run(&desk, &["recommander", "fiche.toml"]);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("attend un mois au moins"), "{said}");
}

/// A policy's folder with one clause of its own.
fn policy(desk: &Path, clause: &str, text: &str) {
    fs::create_dir_all(desk.join("ville/clauses")).unwrap();
    fs::write(
        desk.join("ville/politique.toml"),
        "[politique]\nid = \"ville\"\ntitre = \"Politique d’essai\"\n",
    )
    .unwrap();
    fs::write(desk.join("ville/clauses").join(clause).with_extension("md"), text).unwrap();
}

#[test]
fn une_politique_qui_recrit_une_clause_de_la_loi_se_voit() {
    let desk = desk("recrite");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("clause_templates/social/travail-dissimule-penalite.md");
    let text = fs::read_to_string(shipped).unwrap();
    policy(&desk, "travail-dissimule-penalite", &text);
    let (status, said) = run(&desk, &["recommander", "fiche.toml", "--avec", "ville"]);
    assert_eq!(status, 0, "{said}");
    assert!(said.contains("alerte[adaptation-interdite]: la politique récrit"), "{said}");
}

#[test]
fn un_texte_demesure_est_refuse_et_ne_fait_rien_tomber() {
    let desk = desk("demesure");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("clause_templates/social/egalite-femmes-hommes.md");
    let text = fs::read_to_string(shipped).unwrap();
    let deep = format!("{{% block ccap %}}\n{{{{ \"a\"{} }}}}\n", "|upper".repeat(50_000));
    policy(&desk, "egalite-femmes-hommes", &text.replacen("{% block ccap %}\n", &deep, 1));
    let (status, said) = run(&desk, &["recommander", "fiche.toml", "--avec", "ville"]);
    assert_eq!(status, 2);
    assert!(said.contains("gabarit-invalide") && said.contains("dépasse 64 Kio"), "{said:.400}");
}

#[test]
fn un_modele_qui_n_est_pas_un_fichier_est_refuse() {
    let desk = desk("modele");
    let draft = ["rediger", "fiche.toml", "--sortie", "pieces", "--modele", "."];
    let (status, said) = run(&desk, &draft);
    assert_eq!(status, 2, "{said}");
    assert!(said.contains("n’est pas un fichier ordinaire"), "{said}");
}
