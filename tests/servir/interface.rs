//! The JSON interface: what it publishes, what it refuses, and its description.

use clausier::engine::answer::answer;
use clausier::output::json;
use clausier::purchase::read;
use serde_json::{Value, json};

use super::desk::{base, example, get, post, send};

#[test]
fn recommander_donne_la_reponse_publiee() {
    let fiche = example("vetements-travail-epi");
    let source = clausier::base::source::Source::new("fiche", fiche.clone());
    let purchase = read::read(&source, base()).0.unwrap();
    let found = answer(base(), &purchase, purchase.launch.unwrap());
    let whole = serde_json::to_value(json::reponse(&found, &purchase, None)).unwrap();
    let got = send("/api/recommander?detail=tout", "application/toml", fiche.clone());
    assert_eq!(got.json(), whole);
    let brief = send("/api/recommander", "text/plain; charset=utf-8", fiche.clone()).json();
    for key in ["fiche", "obligations", "questions", "alertes", "charge_totale", "indeterminees"] {
        assert_eq!(brief[key], whole[key], "{key}");
    }
    assert_eq!(brief["non_applicables"], json!([]));
    let as_json =
        send("/api/recommander", "application/json", json!({ "fiche": fiche }).to_string());
    assert_eq!(as_json.json(), brief);
    let schema = json::schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&brief) && validator.is_valid(&whole));
}

#[test]
fn une_date_demandee_change_le_droit() {
    let fiche = example("groupe-scolaire");
    let on = |date: &str| {
        let body = json!({ "fiche": fiche, "date": date }).to_string();
        send("/api/recommander", "application/json", body)
    };
    assert_eq!(on("2026-01-05").json()["date"], "2026-01-05");
    assert_eq!(on("demain").status, 400);
}

#[test]
fn rediger_donne_la_meme_archive_que_la_page() {
    let fiche = example("etude-petite");
    let got = send("/api/rediger", "text/plain", fiche.clone());
    assert_eq!(got.status, 200);
    assert_eq!(got.bytes, post("/dossier.zip", &[("fiche", &fiche)]).bytes);
}

#[test]
fn les_fautes_disent_leur_ligne() {
    let got =
        send("/api/recommander", "text/plain", "objet = \"x\"\ntype = \"servces\"\nmontant = 3\n");
    assert_eq!(got.status, 422);
    let faults = got.json();
    assert_eq!(faults["erreur"], "La fiche a 2 fautes.");
    assert_eq!(faults["fautes"][0]["ligne"], 2);
    for (kind, body, status) in [
        ("application/json", "{", 400),
        ("application/json", "{\"fiche\": 3}", 400),
        ("application/json", "{\"fiche\": \"\", \"autre\": 1}", 400),
        ("application/xml", "<x/>", 415),
        ("", "x", 415),
        ("text/plain", "", 422),
    ] {
        let got = send("/api/recommander", kind, body);
        assert_eq!(got.status.as_u16(), status, "{kind} {body}");
        assert!(got.json()["erreur"].is_string());
    }
}

#[test]
fn la_description_renvoie_a_ce_qui_existe() {
    let document = get("/api/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut places = Vec::new();
    collect(&document, &mut places);
    assert!(!places.is_empty());
    for place in places {
        let pointer = place.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{place}");
    }
    assert_eq!(get("/api/schema").json(), json::schema());
    assert_eq!(get("/sante").json()["etat"], "pret");
}

fn collect(value: &Value, places: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(place)) = object.get("$ref") {
                places.push(place.clone());
            }
            object.values().for_each(|value| collect(value, places));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, places)),
        _ => {}
    }
}

#[test]
fn la_famille_se_trouve_par_les_mots_ou_par_le_code() {
    let words =
        json!({ "objet": "Enrobés et bordures", "cpv": "45233140-2", "mots": "mobilier scolaire" });
    let found = send("/api/categorie", "application/json", words.to_string()).json();
    assert!(found["familles"][0].as_str().unwrap().starts_with("Voirie"), "{found}");
    assert_eq!(found["codes"][0]["code"], "45233140-2");
    assert_eq!(found["trouves"].as_array().unwrap().len(), 8);
    assert_eq!(send("/api/categorie", "text/plain", "x").status, 415);
}

/// What is not understood is not passed over.
#[test]
fn une_adresse_incomprise_est_refusee() {
    for query in ["detail=null", "detail=tout&detail=tout", "Detail=tout", "x"] {
        let path = format!("/api/recommander?{query}");
        let got = send(&path, "application/toml", example("etude-petite"));
        assert_eq!(got.status, 400, "{query}");
    }
}
