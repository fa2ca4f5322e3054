//! A record → a contract to evaluate: the purchase that it lets know, what it declares, and what tells it from the others.
//!
//! The names and the words of the essential data of public procurement (DECP) stop here. What is not published stays unknown.

use std::borrow::Cow;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use smol_str::SmolStr;

use super::award::Award;
use super::considerations::{self, Declared};
use super::fate::{Note, Refusal, Refused};
use super::field::Field;
use super::mend::{self, Notes};
use super::publication;
use super::record::{Record, scalar};
use crate::purchase::{Buyer, Purchase};
use crate::text::fold;

/// Whose word a contract is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
pub enum Origin {
    /// Published once awarded.
    #[default]
    #[serde(rename = "publie")]
    Published,
    /// A line of a purchase programme.
    #[serde(rename = "programme")]
    Planned,
    /// A buyer's fiche.
    #[serde(rename = "fiche")]
    Fiche,
}

/// What the amount of a contract is, so that sums are not of unlike things.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AmountKind {
    #[default]
    Ordinaire,
    /// The maximum of a framework agreement, which each awardee's record repeats.
    Plafond,
    /// A contract under a framework agreement, already within its maximum.
    Subsequent,
}

/// A contract read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    pub origin: Origin,
    pub id: Option<String>,
    pub purchase: Purchase,
    /// The last day that it, or a change to it, was published.
    pub published: Option<Date>,
    pub amount_kind: AmountKind,
    pub social: Option<Declared>,
    pub environmental: Option<Declared>,
    pub is_concession: bool,
    pub award: Award,
    pub notes: Notes,
}

impl Contract {
    /// A fiche as a contract: nothing was declared, and its date is that of launch.
    #[must_use]
    pub fn of_fiche(id: Option<String>, purchase: Purchase) -> Self {
        Self {
            origin: Origin::Fiche,
            id,
            award: Award::of_fiche(purchase.procedure.as_deref()),
            published: None,
            amount_kind: match purchase.form.as_deref() {
                Some("accord_cadre_bons_de_commande" | "accord_cadre_marches_subsequents") => {
                    AmountKind::Plafond
                }
                _ => AmountKind::Ordinaire,
            },
            purchase,
            social: None,
            environmental: None,
            is_concession: false,
            notes: Notes::new(),
        }
    }

    /// Reads a record; one without buyer is refused, unless it is a line of a programme.
    ///
    /// # Errors
    /// When it has no buyer, or neither object nor existing CPV code.
    pub fn of_record(record: &Record, origin: Origin, today: Date) -> Result<Self, Refused> {
        let mut notes = Notes::new();
        if record.was_decoded {
            notes.insert(Note::Encoding);
        }
        let buyer = buyer(record, &mut notes);
        if origin == Origin::Published && buyer.siret.is_none() {
            return Err(Refusal::NoBuyer.into());
        }
        let purchase = purchase(record, buyer, origin, today, &mut notes);
        if purchase.object.is_empty() && purchase.cpv.is_empty() {
            return Err(Refusal::NothingToRead.into());
        }
        let nature = words(record, Field::Nature);
        Ok(Self {
            origin,
            award: Award::of(record, purchase.procedure.as_deref()),
            id: record.text(Field::Id).map(|id| id.trim().to_owned()),
            purchase,
            published: publication::last(record, &mut notes),
            amount_kind: amount_kind(record, &nature),
            social: considerations::read(record.get(Field::Social), &mut notes),
            environmental: considerations::read(record.get(Field::Environmental), &mut notes),
            is_concession: nature.contains("concession") || nature.contains("delegation"),
            notes,
        })
    }
}

fn purchase(
    record: &Record,
    buyer: Buyer,
    origin: Origin,
    today: Date,
    notes: &mut Notes,
) -> Purchase {
    let object = record.text(Field::Object).map(|text| mend::object(&text, notes));
    let object = object.unwrap_or_default();
    if object.is_empty() {
        notes.insert(Note::ObjectAbsent);
    }
    let day = record.text(Field::Launch).or_else(|| record.text(Field::Notified));
    let launch = mend::date(day.as_deref(), today, notes);
    // What is planned is ahead, and says so.
    if origin == Origin::Planned {
        notes.remove(&Note::DateFuture);
    }
    let kind = record.text(Field::Kind).or_else(|| record.text(Field::Nature));
    Purchase {
        object,
        kind: kind.as_deref().and_then(kind_of),
        cpv: mend::cpv(record.get(Field::Cpv), notes).into_iter().collect(),
        amount: mend::amount(record.get(Field::Amount), notes),
        months: mend::months(record.get(Field::Months), notes),
        launch,
        procedure: procedure(record, notes),
        form: record.text(Field::Form).as_deref().and_then(form_of),
        ccag: record.text(Field::Ccag).as_deref().and_then(ccag_of),
        buyer,
        ..Purchase::default()
    }
}

/// The buyer, whether it is an object, its number alone or its name in a programme.
fn buyer(record: &Record, notes: &mut Notes) -> Buyer {
    let mut number = record.get(Field::Buyer).and_then(scalar);
    let mut name = record.text(Field::BuyerName);
    if let Some(Value::Object(fields)) = record.get(Field::Buyer) {
        number = fields.get("id").or_else(|| fields.get("siret")).and_then(scalar);
        name = name.or_else(|| fields.get("nom").and_then(scalar));
    }
    let siret = number.map(|number| mend::siret(&number, notes));
    let name = name.map(Cow::into_owned);
    Buyer { name, category: siret.as_deref().and_then(category), siret, policy: None }
}

/// The kind of buyer that its number says: INSEE gives ministries 11, 12 and 17, communes 21, départements 22, régions 23 and their
/// groupings 24. Other beginnings cover too many kinds: unknown.
fn category(siret: &str) -> Option<SmolStr> {
    if siret.len() != 14 {
        return None;
    }
    let kind = match siret.get(..2)? {
        "11" | "12" | "17" => "etat",
        "21" | "22" | "23" | "24" => "collectivite",
        _ => return None,
    };
    Some(SmolStr::new_static(kind))
}

/// All that a field says, folded, a text a line.
fn words(record: &Record, field: Field) -> String {
    fn add(value: &Value, into: &mut String) {
        match value {
            Value::String(text) => {
                into.push_str(&fold(text));
                into.push('\n');
            }
            Value::Array(items) => items.iter().for_each(|item| add(item, into)),
            Value::Object(fields) => fields.values().for_each(|item| add(item, into)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    let mut words = String::new();
    record.get(field).into_iter().for_each(|value| add(value, &mut words));
    words
}

fn amount_kind(record: &Record, nature: &str) -> AmountKind {
    let framework = |words: &str| words.contains("accord cadre");
    let says = |field| framework(&words(record, field));
    if nature.contains("subsequent") {
        AmountKind::Subsequent
    } else if framework(nature) || says(Field::Technique) || says(Field::Form) {
        AmountKind::Plafond
    } else if record.has(Field::Framework) {
        AmountKind::Subsequent
    } else {
        AmountKind::Ordinaire
    }
}

/// Published data say « Marché » or « Accord-cadre » there; some exports say the type of contract.
fn kind_of(text: &str) -> Option<SmolStr> {
    let text = fold(text);
    let known = [("travaux", "travaux"), ("fourniture", "fournitures"), ("service", "services")];
    first(&known, |word| text.starts_with(word))
}

fn procedure(record: &Record, notes: &mut Notes) -> Option<SmolStr> {
    let text = fold(&record.text(Field::Procedure)?);
    let known = [
        ("sans publicite", "sans_publicite"),
        ("gre a gre", "sans_publicite"),
        ("procedure adaptee", "procedure_adaptee"),
        ("mapa", "procedure_adaptee"),
        ("appel d offres", "appel_offres"),
        ("appel d offre", "appel_offres"),
        ("aoo", "appel_offres"),
        ("negociation", "procedure_avec_negociation"),
        ("negocie", "procedure_avec_negociation"),
        ("dialogue competitif", "dialogue_competitif"),
        ("formalisee", "procedure_formalisee"),
    ];
    let found = first(&known, |words| text.contains(words));
    if found.is_none() {
        notes.insert(Note::ProcedureUnknown);
    }
    found
}

fn form_of(text: &str) -> Option<SmolStr> {
    let text = fold(text);
    let known = [
        ("bons de commande", "accord_cadre_bons_de_commande"),
        ("bon de commande", "accord_cadre_bons_de_commande"),
        ("marches subsequents", "accord_cadre_marches_subsequents"),
        ("ordinaire", "ordinaire"),
    ];
    first(&known, |words| text.contains(words))
}

/// « Pas de CCAG » says none of those that the base knows.
fn ccag_of(text: &str) -> Option<SmolStr> {
    let text = fold(text);
    let known = [
        ("travaux", "travaux"),
        ("fournitures courantes", "fcs"),
        ("prestations intellectuelles", "pi"),
        ("techniques de l information", "tic"),
        ("marches industriels", "mi"),
        ("marches publics industriels", "mi"),
        ("maitrise d", "moe"),
    ];
    first(&known, |words| text.contains(words))
}

/// The id of the first words that are there.
fn first(known: &[(&str, &'static str)], is_there: impl Fn(&str) -> bool) -> Option<SmolStr> {
    known.iter().find(|(words, _)| is_there(words)).map(|(_, id)| SmolStr::new_static(id))
}
