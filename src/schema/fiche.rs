//! The fiche d'achat: a purchase, its lots, its answers and its decisions.

use serde_json::{Map, Value, json};

use super::condition;
use super::part::{Key, count, date, list, number, one_of, table, text, value};
use crate::base::Base;
use crate::fact::{Fact, FactKind, Origin};
use crate::purchase::Ambition;

pub(super) fn file(base: &Base) -> Value {
    let mut schema = table("Un achat, tel que l’acheteur le décrit", keys(base, true));
    if let Some(root) = schema.as_object_mut() {
        root.insert("anyOf".into(), json!([{ "required": ["type"] }, { "required": ["cpv"] }]));
    }
    schema
}

/// The fiche of an example: whatever it does not say is unknown.
pub(super) fn example(base: &Base) -> Value {
    table("Une fiche dont toutes les clés sont libres", keys(base, false))
}

fn keys(base: &Base, whole: bool) -> Vec<Key> {
    let of_fact = |id: &str, about: &str| choice(base, id, about);
    let mut keys = common(whole);
    keys.extend([
        Key("type", false, of_fact("type", "Type de marché ; déduit du CPV là où il le dit")),
        Key(
            "montant_besoin_ht",
            false,
            number("Tout le besoin, en € HT : les seuils se jugent sur lui"),
        ),
        Key(
            "date_lancement",
            false,
            date("Les règles sont celles de ce jour ; à défaut, aujourd’hui"),
        ),
        Key("procedure", false, of_fact("procedure", "Procédure de passation ; à défaut, déduite")),
        Key("forme", false, of_fact("forme", "Marché ordinaire ou accord-cadre")),
        Key("ccag", false, of_fact("ccag", "CCAG de référence ; à défaut, déduit")),
        Key(
            "exigence",
            false,
            one_of(Ambition::IDS, "Combien les textes demandent ; à défaut, `socle`"),
        ),
        Key("acheteur", false, buyer(base)),
        Key("faits", false, answers(base, "Réponses aux questions")),
        Key("lots", false, list(lot(base), "Les lots")),
        Key("decisions", false, decisions(base)),
        Key("dispenses", false, exemptions(base)),
    ]);
    keys
}

/// What a purchase and a lot both say.
fn common(whole: bool) -> Vec<Key> {
    let code = json!({ "type": "string", "pattern": "^[0-9]{8}(-[0-9])?$", "description": "Huit chiffres, et la clé si l’on veut" });
    vec![
        Key("objet", whole, text("Ce qui est acheté")),
        Key("cpv", false, list(code, "Codes CPV, le principal d’abord")),
        Key(
            "montant_ht",
            false,
            number("Montant estimé en € HT, reconductions et options comprises"),
        ),
        Key("duree_mois", false, count("Durée en mois, reconductions comprises")),
    ]
}

fn choice(base: &Base, fact: &str, about: &str) -> Value {
    let values = base.facts.by_name(fact).map(|(_, fact)| fact.values.as_slice());
    one_of(values.unwrap_or_default().iter().map(|(id, _)| id.as_str()), about)
}

fn buyer(base: &Base) -> Value {
    table(
        "Qui achète",
        vec![
            Key("nom", false, text("Nom de l’acheteur")),
            Key("siret", false, text("SIRET, quatorze chiffres")),
            Key(
                "categorie",
                false,
                choice(
                    base,
                    "acheteur_categorie",
                    "Catégorie d’acheteur : les seuils en dépendent",
                ),
            ),
            Key(
                "politique",
                false,
                one_of(base.policies.keys().map(String::as_str), "Politique d’achat à appliquer"),
            ),
        ],
    )
}

/// `[faits]`: every fact that is answered.
fn answers(base: &Base, about: &str) -> Value {
    let answered = base.facts.iter().filter(|(_, fact)| fact.origin == Origin::Answer);
    let properties: Map<String, Value> =
        answered.map(|(_, fact)| (fact.id.clone(), answer(fact))).collect();
    json!({ "type": "object", "description": about, "properties": properties, "additionalProperties": false })
}

fn answer(fact: &Fact) -> Value {
    let about = fact.question.as_deref().unwrap_or(&fact.title);
    let mut schema = condition::value(fact);
    if fact.kind == FactKind::List {
        schema = list(schema, about);
    }
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("description".into(), json!(about));
    }
    schema
}

fn lot(base: &Base) -> Value {
    let mut keys = common(false);
    keys.push(Key("numero", false, count("Numéro du lot ; à défaut, son rang")));
    keys.push(Key("faits", false, answers(base, "Réponses pour ce lot")));
    table("Un lot", keys)
}

fn decision(with_lots: bool) -> Value {
    let variables = json!({
        "type": "object",
        "description": "Vos valeurs, par variable de la clause",
        "additionalProperties": value("Une valeur"),
    });
    let mut keys = vec![
        Key("statut", false, one_of(["retenue", "ecartee"], "Gardée ou écartée")),
        Key("motif", false, text("Pourquoi ; demandé pour écarter")),
        Key("exigence", false, one_of(Ambition::IDS, "Le niveau de cette clause seule")),
        Key("variables", false, variables),
        Key("par", false, text("Qui a décidé")),
        Key("le", false, date("Quand")),
    ];
    if with_lots {
        let lots = json!({
            "type": "object",
            "description": "Par numéro de lot, ce qui change",
            "additionalProperties": decision(false),
        });
        keys.push(Key("lots", false, lots));
    }
    let mut schema = table("Une décision sur une clause", keys);
    if let Some(schema) = schema.as_object_mut().filter(|_| with_lots) {
        schema.insert(
            "if".into(),
            json!({ "properties": { "statut": { "const": "ecartee" } }, "required": ["statut"] }),
        );
        schema.insert("then".into(), json!({ "required": ["motif"] }));
    }
    schema
}

fn decisions(base: &Base) -> Value {
    json!({
        "type": "object",
        "description": "Les décisions, par clause",
        "propertyNames": one_of(base.clauses.keys().map(String::as_str), "Une clause de la base"),
        "additionalProperties": decision(true),
    })
}

fn exemptions(base: &Base) -> Value {
    let of_duty = |duty: &crate::base::duty::Duty| {
        let cases = duty.exemptions.iter().map(|case| case.id.as_str());
        let keys = vec![
            Key("cas", true, one_of(cases, "Un cas de la liste fermée")),
            Key("motif", true, text("Pourquoi ce cas ; imprimé dans la note")),
        ];
        (duty.id.clone(), table(&duty.title, keys))
    };
    let properties: Map<String, Value> = base.duties.iter().map(of_duty).collect();
    json!({
        "type": "object",
        "description": "Les dispenses que la loi ouvre, par obligation",
        "properties": properties,
        "additionalProperties": false,
    })
}
