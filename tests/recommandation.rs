//! The published answer of every case: its JSON against its schema.

use std::fs;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::engine::answer::answer;
use clausier::output::json;
use clausier::purchase::read;
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
        .filter(|name| name != "attendus.toml")
        .map(|name| name.trim_end_matches(".toml").to_owned())
        .collect();
    names.sort();
    names
}

fn published(base: &Base, case: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cas/{case}.toml"));
    let (purchase, _, _) = read::from_file(&path, base).unwrap_or_else(|e| panic!("{case} : {e}"));
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
