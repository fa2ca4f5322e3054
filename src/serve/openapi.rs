//! The description of the JSON interface, which a client generator or a fuzzer reads (`OpenAPI` 3.1).

use serde_json::{Map, Value, json};

use crate::output::json;

/// The whole description.
pub fn document() -> Value {
    let (answer, mut schemas) = answer_schema();
    schemas.insert("Reponse".into(), answer);
    schemas.insert("Refus".into(), refusal());
    schemas.insert("Demande".into(), asked());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "clausier",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Les clauses qu’un achat public appelle, et leurs textes.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" }
        },
        "servers": [{ "url": "/" }],
        "paths": {
            "/api/recommander": { "post": recommend() },
            "/api/rediger": { "post": draft() },
            "/api/categorie": { "post": category() },
            "/api/schema": { "get": plain("schema", "Le schéma JSON de la réponse") },
            "/api/openapi.json": { "get": plain("openapi", "Cette description") },
            "/sante": { "get": plain("sante", "Si le serveur répond, et avec quelle base") }
        },
        "components": { "schemas": schemas }
    })
}

/// The published schema, its definitions beside the others.
fn answer_schema() -> (Value, Map<String, Value>) {
    let mut schema = json::schema();
    let mut definitions = Map::new();
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        if let Some(Value::Object(own)) = object.remove("$defs") {
            definitions = own;
        }
    }
    moved(&mut schema);
    definitions.values_mut().for_each(moved);
    (schema, definitions)
}

fn moved(value: &mut Value) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(place)) = object.get_mut("$ref") {
                *place = place.replace("#/$defs/", "#/components/schemas/");
            }
            object.values_mut().for_each(moved);
        }
        Value::Array(items) => items.iter_mut().for_each(moved),
        _ => {}
    }
}

fn refusal() -> Value {
    json!({
        "type": "object",
        "required": ["erreur", "fautes"],
        "properties": {
            "erreur": { "type": "string" },
            "fautes": { "type": "array", "items": {
                "type": "object",
                "required": ["ligne", "message", "aide"],
                "properties": {
                    "ligne": { "type": "integer" },
                    "message": { "type": "string" },
                    "aide": { "type": "string" }
                }
            } }
        }
    })
}

fn asked() -> Value {
    json!({
        "type": "object",
        "required": ["fiche"],
        "additionalProperties": false,
        "properties": {
            "fiche": { "type": "string", "description": "Le texte de la fiche d’achat, en TOML." },
            "date": {
                "type": ["string", "null"], "format": "date",
                "description": "Le jour dont les règles s’appliquent ; à défaut, la date de lancement."
            }
        }
    })
}

fn fiche_body() -> Value {
    let example = include_str!("../../exemples/etude-petite.toml");
    json!({
        "required": true,
        "content": {
            "application/toml": { "schema": { "type": "string" }, "example": example },
            "text/plain": { "schema": { "type": "string" }, "example": example },
            "application/json": { "schema": { "$ref": "#/components/schemas/Demande" }, "example": { "fiche": example } }
        }
    })
}

fn responses(done: &Value) -> Value {
    let refused = |text: &str| json!({ "description": text, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Refus" } } } });
    json!({
        "200": done,
        "400": refused("Corps illisible"),
        "403": refused("Demande d’un autre site"),
        "408": refused("Envoi trop lent"),
        "413": refused("Envoi trop volumineux"),
        "415": refused("Type de contenu non reconnu"),
        "421": refused("Nom de serveur inconnu"),
        "422": refused("La fiche a des fautes : chacune avec sa ligne"),
        "503": refused("Trop de demandes à la fois")
    })
}

fn recommend() -> Value {
    let done = json!({
        "description": "Ce que l’achat appelle",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Reponse" } } }
    });
    json!({
        "operationId": "recommander",
        "summary": "Les obligations, clauses et questions d’un achat",
        "parameters": [{
            "name": "detail", "in": "query", "required": false,
            "schema": { "type": "string", "enum": ["tout"] },
            "description": "« tout » : chaque condition de chaque règle ; sans lui, les listes explication et non_applicables sont vides."
        }],
        "requestBody": fiche_body(),
        "responses": responses(&done)
    })
}

fn draft() -> Value {
    let done = json!({
        "description": "Les documents en Word, la fiche et le verrou",
        "content": { "application/zip": { "schema": { "type": "string", "format": "binary" } } }
    });
    json!({
        "operationId": "rediger",
        "summary": "Les documents de l’achat, en une archive",
        "requestBody": fiche_body(),
        "responses": responses(&done)
    })
}

fn category() -> Value {
    let text = json!({ "type": "string", "default": "" });
    let body = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": { "objet": text, "cpv": text, "mots": text }
    });
    let done = json!({
        "description": "Familles et codes de l’objet, codes trouvés par les mots",
        "content": { "application/json": { "schema": { "type": "object" } } }
    });
    json!({
        "operationId": "categorie",
        "summary": "La famille d’un achat, par les mots ou par le code",
        "requestBody": { "required": true, "content": { "application/json": { "schema": body } } },
        "responses": responses(&done)
    })
}

fn plain(id: &str, summary: &str) -> Value {
    json!({
        "operationId": id,
        "summary": summary,
        "responses": { "200": {
            "description": summary,
            "content": { "application/json": { "schema": { "type": "object" } } }
        } }
    })
}
