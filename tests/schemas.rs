//! The schemas of what people write: they accept every shipped file of their kind, and refuse the faulty samples whose fault is one of shape.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::schema::{self, Kind};
use jsonschema::Validator;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Codes that say something else than the shape of one file: a syntax, a link between files, a meaning.
const NOT_OF_SHAPE: [&str; 16] = [
    "adaptation-interdite",
    "bloc-inconnu",
    "bloc-sans-place",
    "cycle-de-deductions",
    "date-invalide",
    "doublon-id",
    "expression-invalide",
    "fondement-echu",
    "fondement-manquant",
    "fondement-non-confirme",
    "formule-invalide",
    "gabarit-invalide",
    "politique-inconnue",
    "prefixe-en-double",
    "toml-invalide",
    "variable-inconnue",
];

fn base(folder: &str) -> Base {
    Base::load(&Files::from_folder(&Path::new(ROOT).join(folder)).unwrap()).0.unwrap()
}

fn validator(kind: Kind, base: &Base) -> Validator {
    jsonschema::validator_for(&schema::of(kind, base)).unwrap()
}

/// A TOML document as the JSON that editors check: dates are texts.
fn json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.into_iter().map(json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, v)| (key, json(v))).collect(),
    }
}

/// What a file holds; of a clause, its head.
fn read(path: &Path) -> Option<Value> {
    let text = fs::read_to_string(path).unwrap();
    let is_clause = path.extension().is_some_and(|extension| extension == "md");
    let toml = if is_clause { text.split("+++").nth(1)? } else { &text };
    toml::from_str::<toml::Table>(toml).ok().map(|table| json(toml::Value::Table(table)))
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

fn files(folders: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in folders {
        walk(&Path::new(ROOT).join(folder), &mut found);
    }
    found.sort();
    found
}

/// The kind of a file of a base or of a fiche folder.
fn kind(path: &Path, value: &Value) -> Option<Kind> {
    let name = path.file_name()?.to_str()?;
    match name {
        "faits.toml" => Some(Kind::Facts),
        "politique.toml" => Some(Kind::Policy),
        "attendus.toml" => None,
        _ if path.extension()? == "md" => Some(Kind::Clause),
        _ if value.get("regle").is_some() => Some(Kind::Rule),
        _ if value.get("objet").is_some() => Some(Kind::Fiche),
        _ => None,
    }
}

fn faults(validator: &Validator, path: &Path, value: &Value) -> Vec<String> {
    let fault = |error: jsonschema::ValidationError<'_>| {
        format!("{} {}: {error}", path.display(), error.instance_path())
    };
    validator.iter_errors(value).map(fault).collect()
}

#[test]
fn chaque_fichier_livre_suit_son_schema() {
    let base = base("");
    let mut seen = [0; Kind::ALL.len()];
    let validators = Kind::ALL.map(|kind| validator(kind, &base));
    let mut found = Vec::new();
    for path in files(&["rules", "clause_templates", "exemples", "tests/cas"]) {
        let Some(value) = read(&path) else { continue };
        let Some(kind) = kind(&path, &value) else { continue };
        let index = Kind::ALL.iter().position(|one| *one == kind).unwrap();
        seen[index] += 1;
        found.extend(faults(&validators[index], &path, &value));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(seen.iter().all(|n| *n > 0), "{seen:?}");
}

/// What a schema says of each file of a faulty folder that it can read.
fn refusals(base: &Base, folder: &Path) -> Vec<String> {
    let mut paths = Vec::new();
    walk(folder, &mut paths);
    let known: Vec<(PathBuf, Value)> =
        paths.into_iter().filter_map(|path| Some((path.clone(), read(&path)?))).collect();
    known
        .iter()
        .filter_map(|(path, value)| Some((path, value, kind(path, value)?)))
        .flat_map(|(path, value, kind)| faults(&validator(kind, base), path, value))
        .collect()
}

#[test]
fn un_dossier_fautif_est_refuse_quand_sa_forme_est_en_cause() {
    let base = base("tests/bases/petite");
    let mut checked = BTreeSet::new();
    for entry in fs::read_dir(Path::new(ROOT).join("tests/verifier")).unwrap() {
        let folder = entry.unwrap().path();
        let code = folder.file_name().unwrap().to_str().unwrap().to_owned();
        let mut files = Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap();
        files.overlay(&folder).unwrap();
        // Of a folder that loads, only a value that does not exist is a matter of shape.
        let loads = Base::load(&files).0.is_some() && code != "valeur-inconnue";
        if loads || NOT_OF_SHAPE.contains(&code.as_str()) {
            continue;
        }
        assert!(!refusals(&base, &folder).is_empty(), "{code} : le schéma l’accepte");
        checked.insert(code);
    }
    insta::assert_snapshot!("codes-refuses", checked.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn une_fiche_fautive_est_refusee_quand_sa_forme_est_en_cause() {
    let validator = validator(Kind::Fiche, &base("tests/bases/petite"));
    let mut accepted = Vec::new();
    for path in files(&["tests/fiches/fautes"]) {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_accepted = read(&path).is_some_and(|value| validator.is_valid(&value));
        accepted.extend(is_accepted.then_some(name));
    }
    // Sums, numbers given twice and codes that do not exist are no matter of shape.
    assert_eq!(accepted, ["cpv-inconnu", "lot-en-double", "lots-au-dela-du-total"]);
}

#[test]
fn chaque_cle_de_chaque_schema_a_sa_description() {
    fn bare(value: &Value, path: &str, found: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(Value::as_object) {
            for (key, schema) in properties {
                let is_told = schema.get("description").or_else(|| schema.get("$ref")).is_some();
                // A condition of a condition (`if`) tells nothing.
                if !is_told && schema.get("const").is_none() {
                    found.push(format!("{path}.{key}"));
                }
            }
        }
        match value {
            Value::Object(object) => {
                object.iter().for_each(|(key, inner)| bare(inner, &format!("{path}.{key}"), found));
            }
            Value::Array(items) => items.iter().for_each(|inner| bare(inner, path, found)),
            _ => {}
        }
    }
    let base = base("tests/bases/petite");
    let mut found = Vec::new();
    for kind in Kind::ALL {
        bare(&schema::of(kind, &base), kind.id(), &mut found);
    }
    assert!(found.is_empty(), "{found:?}");
}
