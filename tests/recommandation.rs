//! The answer of every case: its JSON against the published schema, and what a person reads of a few.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::engine::answer::answer;
use clausier::output::screen::{self, Screen};
use clausier::output::{json, line, why};
use clausier::purchase::{Purchase, read};
use serde_json::Value;

fn shipped() -> Base {
    let (base, found) = Base::load(&Files::embedded());
    let faults: Vec<String> =
        found.iter().map(clausier::diagnostic::Diagnostic::one_line).collect();
    base.unwrap_or_else(|| panic!("{}", faults.join("\n")))
}

fn cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cas");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "toml"))
        .map(|name| name.trim_end_matches(".toml").to_owned())
        .collect();
    names.sort();
    names
}

fn purchase(base: &Base, case: &str) -> Purchase {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cas/{case}.toml"));
    read::from_file(&path, base).unwrap_or_else(|e| panic!("{case} : {e}")).0
}

fn published(base: &Base, case: &str) -> Value {
    let purchase = purchase(base, case);
    let date = purchase.launch.unwrap_or(base.as_of);
    let answer = answer(base, &purchase, date);
    serde_json::to_value(json::reponse(&answer, &purchase, Some(case))).unwrap()
}

#[test]
fn chaque_reponse_suit_le_schema_publie() {
    let base = shipped();
    let validator = jsonschema::validator_for(&json::schema()).unwrap();
    for case in cases() {
        let value = published(&base, &case);
        let faults: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{} : {e}", e.instance_path())).collect();
        assert!(faults.is_empty(), "{case}\n{}", faults.join("\n"));
    }
}

#[test]
fn le_schema_ferme_chaque_objet() {
    fn open(value: &Value, path: &str, out: &mut Vec<String>) {
        if let Value::Object(map) = value {
            if map.get("type").is_some_and(|kind| kind == "object")
                && !map.contains_key("additionalProperties")
            {
                out.push(path.to_owned());
            }
            for (key, inner) in map {
                open(inner, &format!("{path}/{key}"), out);
            }
        }
    }
    let mut found = Vec::new();
    open(&json::schema(), "", &mut found);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn chaque_cle_de_la_reponse_est_toujours_la() {
    let schema = json::schema();
    let definitions = schema["$defs"].as_object().unwrap();
    for (name, definition) in definitions {
        let Some(properties) = definition["properties"].as_object() else { continue };
        let required = definition["required"].as_array().map_or(0, Vec::len);
        assert_eq!(required, properties.len(), "{name}");
    }
}

#[test]
fn deux_lectures_donnent_les_memes_octets() {
    let base = shipped();
    let once = published(&base, "voirie-monge-bossuet").to_string();
    let twice = published(&shipped(), "voirie-monge-bossuet").to_string();
    assert_eq!(once, twice);
}

/// What a person reads, whatever the version of the base.
fn shown(case: &str, details: bool) -> String {
    let base = shipped();
    let purchase = purchase(&base, case);
    let date = purchase.launch.unwrap_or(base.as_of);
    let answer = answer(&base, &purchase, date);
    let screen = Screen { answer: &answer, purchase: &purchase, fiche: "fiche.toml", details };
    line::terminal(&screen::lines(screen), false)
}

fn explained(case: &str, id: &str) -> String {
    let base = shipped();
    let purchase = purchase(&base, case);
    let date = purchase.launch.unwrap_or(base.as_of);
    line::terminal(&why::lines(&answer(&base, &purchase, date), id).unwrap(), false)
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(
        r"\d{4}\.\d{2} \(empreinte [0-9a-f]{12}\)",
        "[VERSION] (empreinte [EMPREINTE])",
    );
    settings
}

#[test]
fn reponse_d_un_chantier_de_voirie() {
    settings().bind(|| insta::assert_snapshot!(shown("voirie-monge-bossuet", false)));
}

#[test]
fn reponse_d_un_accord_cadre_de_denrees() {
    settings().bind(|| insta::assert_snapshot!(shown("denrees-restauration-scolaire", false)));
}

#[test]
fn reponse_d_une_petite_etude() {
    settings().bind(|| insta::assert_snapshot!(shown("etude-petite", false)));
}

#[test]
fn reponse_d_un_logiciel() {
    settings().bind(|| insta::assert_snapshot!(shown("logiciel-tournees", false)));
}

#[test]
fn explication_d_une_clause_de_lot() {
    let page = explained("voirie-monge-bossuet", "reemploi-materiaux-chantier");
    settings().bind(|| insta::assert_snapshot!(page));
}

#[test]
fn une_reponse_courte_tient_sur_deux_ecrans() {
    for case in cases() {
        let n = shown(&case, false).lines().count();
        assert!(n <= 80, "{case} : {n} lignes");
    }
}

#[test]
fn le_detail_nomme_chaque_clause_recommandee() {
    let base = shipped();
    for case in cases() {
        let page = shown(&case, true);
        for one in published(&base, &case)["recommandations"].as_array().unwrap() {
            let clause = one["clause"].as_str().unwrap();
            assert!(page.contains(clause), "{case} : {clause}");
        }
    }
}

#[test]
fn une_fiche_sans_lot_ne_parle_pas_de_lot() {
    let base = shipped();
    for one in published(&base, "etude-petite")["recommandations"].as_array().unwrap() {
        assert_eq!((&one["portee"], &one["lot"]), (&Value::from("marche"), &Value::Null));
    }
    assert!(!shown("etude-petite", true).contains("lot\u{a0}"));
}

/// The answer that the README shows, cut by lines « … », is the one that the command gives.
#[test]
fn la_reponse_du_lisez_moi_est_celle_du_programme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("README.md")).unwrap();
    let name = "exemples/etude-petite.toml";
    let shown = page.split(&format!("$ clausier recommander {name}\n")).nth(1).unwrap();
    let shown = shown.split("```").next().unwrap();
    let base = shipped();
    let purchase = read::from_file(&root.join(name), &base).unwrap().0;
    let answer = answer(&base, &purchase, purchase.launch.unwrap());
    let screen = Screen { answer: &answer, purchase: &purchase, fiche: name, details: false };
    // The page has plain spaces, which a reader can search for.
    let spaces = ['\u{a0}', '\u{202f}'];
    let mut rest = line::terminal(&screen::lines(screen), false).replace(spaces, " ");
    for part in shown.split("…\n").filter(|part| !part.is_empty()) {
        let at = rest.find(part).unwrap_or_else(|| panic!("{part}\nn’est pas dans\n{rest}"));
        rest = rest.split_off(at + part.len());
    }
}
