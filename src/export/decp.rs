//! The essential data (DECP) of the contracts of a consultation: one partial record a lot, each with what it lacks.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::settle::Settled;
use super::{Remark, Remarks, each_lot};
use crate::base::publication::field::{Field, Format, Holds};
use crate::engine::answer::Answer;
use crate::engine::known::At;
use crate::fact::Value as FactValue;
use crate::money::Amount;
use crate::output::json::euros;
use crate::purchase::{Lot, Purchase};

/// The schema that records are made for.
pub const SCHEMA: &str = "2.0.4";
/// The longest object of the schema, in characters.
const LONGEST_OBJECT: usize = 1_000;

/// The fields that every contract must have, and why the fiche does not give them.
pub const REQUIRED: [(&str, &str); 24] = [
    ("id", "le numéro que l'acheteur donne au marché"),
    ("acheteur", "le SIRET de l'acheteur : `siret` de la fiche"),
    ("nature", "la nature du marché"),
    ("objet", "l'objet du marché : `objet` de la fiche"),
    ("codeCPV", "le code CPV principal : `cpv` de la fiche"),
    ("techniques", "les techniques d'achat ; « Sans objet » s'il n'y en a pas"),
    ("modalitesExecution", "tranches, bons de commande, marchés subséquents ou « Sans objet »"),
    ("marcheInnovant", "vrai si le marché retenu comporte une part innovante"),
    ("ccag", "le CCAG de référence, ou « Pas de CCAG »"),
    ("offresRecues", "connu à l'ouverture des offres"),
    ("attributionAvance", "connu à la notification"),
    ("typeGroupementOperateurs", "connu à la notification"),
    ("procedure", "la procédure suivie"),
    ("lieuExecution", "le code et le type de code du lieu d'exécution"),
    ("dureeMois", "la durée en mois : `duree_mois` de la fiche"),
    ("dateNotification", "connu à la notification"),
    ("datePublicationDonnees", "le jour de la première publication"),
    (
        "montant",
        "le montant attribué ; pour un accord-cadre, son maximum : `montant_ht` de la fiche",
    ),
    ("typesPrix", "ferme, actualisable, révisable ou provisoire"),
    ("formePrix", "unitaire, forfaitaire ou mixte"),
    ("sousTraitanceDeclaree", "connu à la notification"),
    ("titulaires", "connu à l'attribution"),
    ("considerationsSociales", "rien n'est encore décidé"),
    ("considerationsEnvironnementales", "rien n'est encore décidé"),
];

/// The export: partial by nature, since half of a record is known at the award only.
#[derive(Debug, Serialize)]
pub struct Export {
    pub format: &'static str,
    pub schema: &'static str,
    /// Always true: never to be published as it is.
    pub partiel: bool,
    /// The rules that answered, and their day.
    pub base: String,
    pub date: String,
    /// The number of the lot of each record, in order; empty for a purchase without lots.
    pub lots: Vec<u32>,
    pub marches: Contracts,
    #[serde(flatten)]
    pub remarks: Remarks,
}

/// Records as the schema wraps them.
#[derive(Debug, Serialize)]
pub struct Contracts {
    pub marche: Vec<Map<String, Value>>,
}

/// The partial records of a consultation.
#[must_use]
pub fn export(answer: &Answer<'_>, purchase: &Purchase) -> Export {
    let mut remarks = Remarks::default();
    let lots = each_lot(answer, purchase, Format::Decp, &mut remarks);
    let mut records = Vec::new();
    for (i, (lot, fields)) in lots.iter().enumerate() {
        let mut record = stated(answer, purchase, i, &mut remarks);
        for (field, settled) in fields {
            if let Some(value) = held(*field, settled, *lot, &mut remarks) {
                record.insert(field.name.to_owned(), value);
            }
        }
        lack(&record, *lot, &mut remarks);
        records.push(record);
    }
    remarks.sort(|name| REQUIRED.iter().position(|(known, _)| *known == name));
    Export {
        format: Format::Decp.id(),
        schema: SCHEMA,
        partiel: true,
        base: answer.evaluation.base.version.clone(),
        date: answer.evaluation.date.to_string(),
        lots: lots.iter().filter_map(|(lot, _)| *lot).collect(),
        marches: Contracts { marche: records },
        remarks,
    }
}

/// The required fields that a record has not and of which nothing is said yet.
fn lack(record: &Map<String, Value>, lot: Option<u32>, remarks: &mut Remarks) {
    for (name, why) in REQUIRED {
        let about = |one: &Remark| lot.is_none_or(|lot| one.lots.contains(&lot));
        let mut told = remarks.a_completer.iter().filter(|one| one.champ == name);
        if !record.contains_key(name) && !told.any(about) {
            remarks.complete(name, why, lot);
        }
    }
}

/// The value of a field as the schema holds it; a field that holds one value is left out when two are true.
fn held(
    field: Field,
    settled: &Settled<'_>,
    lot: Option<u32>,
    remarks: &mut Remarks,
) -> Option<Value> {
    let values: Vec<&str> = settled.given.iter().map(|given| given.value).collect();
    match (field.holds, values.as_slice()) {
        (_, []) => None,
        (Holds::One, [one]) => Some(json!(one)),
        (Holds::One, many) => {
            remarks.complete(field.name, &format!("une seule valeur : {}", many.join(" ou ")), lot);
            None
        }
        (Holds::Many, many) => Some(json!(many)),
        (Holds::Under(key), many) => Some(json!({ key: many })),
    }
}

/// What the fiche itself says of a contract.
fn stated(
    answer: &Answer<'_>,
    purchase: &Purchase,
    i: usize,
    remarks: &mut Remarks,
) -> Map<String, Value> {
    let (base, known) = (answer.evaluation.base, &answer.evaluation.known);
    let own = purchase.lots.get(i);
    let number = own.map(|lot| lot.number);
    let mut record = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        record.extend(value.map(|value| (name.to_owned(), value)));
    };
    let siret = purchase.buyer.siret.as_ref().filter(|siret| is_siret(siret));
    put("acheteur", siret.map(|siret| json!({ "id": siret })));
    put("objet", object(purchase, own, remarks));
    if let Some(FactValue::Cpv(codes)) = known.value(base, At::Lot(i), "cpv") {
        put("codeCPV", codes.first().map(|code| json!(code.to_string())));
        if own.is_some_and(|lot| lot.cpv.is_empty()) {
            remarks.check("codeCPV", "code du marché entier : le lot n'en dit pas", number);
        }
    }
    if let Some(FactValue::Integer(months)) = known.value(base, At::Lot(i), "duree_mois") {
        put("dureeMois", Some(json!(months)).filter(|_| *months > 0));
    }
    let amount = own.map_or(purchase.amount, |lot| lot.amount);
    put("montant", maximum(purchase, amount, number, remarks));
    record
}

fn is_siret(text: &str) -> bool {
    text.len() == 14 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn object(purchase: &Purchase, own: Option<&Lot>, remarks: &mut Remarks) -> Option<Value> {
    let object = &purchase.object;
    let text = match own {
        Some(Lot { number, object: Some(of_lot), .. }) => {
            format!("{object} - Lot {number} : {of_lot}")
        }
        Some(lot) => format!("{object} - Lot {}", lot.number),
        None => object.clone(),
    };
    if text.chars().count() > LONGEST_OBJECT {
        let why = "l'objet passe les 1 000 caractères admis : le raccourcir";
        remarks.complete("objet", why, own.map(|lot| lot.number));
        return None;
    }
    (!object.trim().is_empty()).then(|| json!(text))
}

/// The maximum of a framework agreement; an estimate is not what a contract is awarded for.
fn maximum(
    purchase: &Purchase,
    amount: Option<Amount>,
    lot: Option<u32>,
    remarks: &mut Remarks,
) -> Option<Value> {
    let amount = amount.filter(|amount| *amount >= Amount::from_euros(1))?;
    if !purchase.form.as_deref().is_some_and(|form| form.starts_with("accord_cadre")) {
        let why = "le montant attribué : l'estimation de la fiche n'en tient pas lieu";
        remarks.complete("montant", why, lot);
        return None;
    }
    let why = "maximum de l'accord-cadre selon la fiche : le reprendre de l'acte d'engagement";
    remarks.check("montant", why, lot);
    euros(amount).map(Value::Number)
}
