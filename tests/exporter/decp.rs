//! The essential data, against the official schema.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clausier::base::publication::field::{Format, Holds};
use clausier::export::decp::{REQUIRED, export};
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

use super::{ROOT, base, fiche, text, with};

fn schema() -> Value {
    let path = Path::new(ROOT).join("data/decp/schema_decp_v2.0.4.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What the schema finds lacking in records, and everything else it finds.
fn faults(marches: &Value) -> (BTreeSet<String>, Vec<String>) {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    let (mut lacking, mut wrong) = (BTreeSet::new(), Vec::new());
    for fault in validator.iter_errors(&json!({ "marches": marches })) {
        match fault.kind() {
            ValidationErrorKind::Required { property } => {
                lacking.insert(property.as_str().unwrap().to_owned());
            }
            _ => wrong.push(fault.to_string()),
        }
    }
    (lacking, wrong)
}

fn exported(text: &str) -> Value {
    let base = base();
    with(&base, text, |answer, purchase| serde_json::to_value(export(answer, purchase)).unwrap())
}

fn considerations(export: &Value, record: usize, axis: &str) -> Value {
    export["marches"]["marche"][record][axis].clone()
}

#[test]
fn ce_qui_manque_au_schema_est_exactement_ce_que_l_export_dit_a_completer() {
    for name in ["voirie-deux-lots.toml", "accord-cadre.toml"] {
        let export = exported(&text(name));
        let (lacking, wrong) = faults(&export["marches"]);
        assert!(wrong.is_empty(), "{name} : {wrong:?}");
        for (i, record) in export["marches"]["marche"].as_array().unwrap().iter().enumerate() {
            let lot = export["lots"].get(i);
            let told =
                export["a_completer"].as_array().unwrap().iter().filter(|one| {
                    lot.is_none_or(|lot| one["lots"].as_array().unwrap().contains(lot))
                });
            let told: BTreeSet<String> = told
                .map(|one| one["champ"].as_str().unwrap().to_owned())
                .filter(|field| record.get(field).is_none())
                .collect();
            let alone = json!({ "marche": [record] });
            assert_eq!(faults(&alone).0, told, "{name}, marché {i}");
            assert!(told.is_subset(&lacking));
        }
    }
}

#[test]
fn les_champs_obligatoires_sont_ceux_du_schema() {
    let schema = schema();
    let required = schema["definitions"]["marche"]["required"].as_array().unwrap();
    let official: BTreeSet<&str> = required.iter().filter_map(Value::as_str).collect();
    assert_eq!(REQUIRED.iter().map(|(name, _)| *name).collect::<BTreeSet<_>>(), official);
}

#[test]
fn chaque_valeur_de_la_base_est_dans_les_listes_du_schema() {
    for publication in &base().publications {
        let values = publication.values.iter().filter(|one| one.field.format == Format::Decp);
        for published in values {
            let value = match published.field.holds {
                Holds::One => json!(published.value),
                Holds::Many => json!([published.value]),
                Holds::Under(key) => json!({ key: [published.value] }),
            };
            let marches = json!({ "marche": [{ published.field.name: value }] });
            assert_eq!(faults(&marches).1, Vec::<String>::new(), "{}", publication.id);
        }
    }
}

#[test]
fn une_clause_recommandee_et_non_decidee_n_est_pas_declaree() {
    let export = exported(&fiche(&[]));
    assert_eq!(considerations(&export, 0, "considerationsEnvironnementales"), Value::Null);
    let told = export["a_completer"].as_array().unwrap().iter();
    let mut told = told.filter(|one| one["valeur"] == "Clause environnementale");
    assert!(told.next().unwrap()["pourquoi"].as_str().unwrap().contains("non déclaré"));
    let clauses: Vec<&str> = export["a_decider"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one["clause"].as_str())
        .collect();
    assert!(clauses.contains(&"deplacements-titulaire"), "{clauses:?}");
}

#[test]
fn une_clause_retenue_est_declaree() {
    let export = exported(&fiche(&["+deplacements-titulaire"]));
    assert_eq!(
        considerations(&export, 0, "considerationsEnvironnementales"),
        json!({ "considerationEnvironnementale": ["Clause environnementale"] })
    );
}

#[test]
fn un_rappel_de_la_loi_n_est_pas_une_clause_sociale() {
    let export = exported(&fiche(&["+vigilance-pieces", "+travail-dissimule-penalite"]));
    let axis = considerations(&export, 0, "considerationsSociales");
    assert_ne!(axis, json!({ "considerationSociale": ["Clause sociale"] }));
}

#[test]
fn une_clause_dont_il_n_est_pas_sur_qu_elle_suffise_laisse_la_valeur_ouverte() {
    let export = exported(&fiche(&["+ergonomie-poste"]));
    assert_eq!(considerations(&export, 0, "considerationsSociales"), Value::Null);
    let told = export["a_completer"].as_array().unwrap().iter();
    let mut told = told.filter(|one| one["valeur"] == "Clause sociale");
    assert!(told.next().unwrap()["pourquoi"].as_str().unwrap().contains("soit sûr"));
}

#[test]
fn chaque_lot_declare_ce_qui_y_est_decide() {
    let export = exported(&text("voirie-deux-lots.toml"));
    let social = |record| considerations(&export, record, "considerationsSociales");
    assert_eq!(social(0), json!({ "considerationSociale": ["Clause sociale"] }));
    assert_eq!(social(1), Value::Null);
}

#[test]
fn l_estimation_d_un_marche_ordinaire_n_est_pas_son_montant() {
    assert_eq!(
        exported(&text("voirie-deux-lots.toml"))["marches"]["marche"][0]["montant"],
        Value::Null
    );
    let framework = exported(&text("accord-cadre.toml"));
    assert_eq!(framework["marches"]["marche"][0]["montant"], json!(80_000));
}

#[test]
fn la_forme_donne_techniques_et_modalites() {
    let framework = exported(&text("accord-cadre.toml"));
    let record = &framework["marches"]["marche"][0];
    assert_eq!(record["techniques"], json!({ "technique": ["Accord-cadre"] }));
    assert_eq!(record["modalitesExecution"], json!({ "modaliteExecution": ["Bons de commande"] }));
}

#[test]
fn un_objet_trop_long_est_a_raccourcir_et_non_coupe() {
    let long = text("accord-cadre.toml").replace("Fournitures de bureau", &"a".repeat(1_001));
    let export = exported(&long);
    assert_eq!(export["marches"]["marche"][0]["objet"], Value::Null);
    assert!(
        export["a_completer"].to_string().contains("1\u{202f}000"),
        "{}",
        export["a_completer"]
    );
}

#[test]
fn une_valeur_tiree_d_une_clause_dit_que_le_rapprochement_n_est_pas_confirme() {
    let told = |text: &str| {
        let export = exported(text);
        let all = export["a_verifier"].as_array().unwrap().clone();
        all.iter().any(|one| {
            one["valeur"] == "Clause sociale"
                && one["pourquoi"].as_str().unwrap().contains("aucun juriste")
        })
    };
    assert!(told(&fiche(&["+egalite-femmes-hommes"])));
    assert!(!told(&fiche(&["-egalite-femmes-hommes"])));
}
