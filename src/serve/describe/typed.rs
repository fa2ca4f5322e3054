//! What is typed in the form, as typed: a purchase shown as text, or the fields of a page.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::cpv::Cpv;
use crate::money::Amount;
use crate::purchase::{Ambition, Lot, Purchase};
use crate::serve::MAX_LOTS;
use crate::serve::fields::Fields;

/// The keys of the fiche that the form has, in its order.
pub const KEYS: [&str; 15] = [
    "objet",
    "type",
    "cpv",
    "montant_ht",
    "montant_besoin_ht",
    "duree_mois",
    "date_lancement",
    "procedure",
    "forme",
    "ccag",
    "exigence",
    "acheteur.nom",
    "acheteur.siret",
    "acheteur.categorie",
    "acheteur.politique",
];

/// What is typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub values: BTreeMap<&'static str, String>,
    pub lots: Vec<TypedLot>,
}

/// A lot as typed.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TypedLot {
    /// The number that the lot has in the fiche, if it is there.
    pub was: String,
    /// Whether it was copied from that lot.
    pub is_copy: bool,
    pub numero: String,
    pub objet: String,
    pub cpv: String,
    pub montant_ht: String,
    pub duree_mois: String,
}

impl Typed {
    /// A purchase as a buyer would type it.
    pub fn of(purchase: &Purchase) -> Self {
        let buyer = &purchase.buyer;
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let values = [
            ("objet", purchase.object.clone()),
            ("type", text(purchase.kind.as_deref())),
            ("cpv", codes(&purchase.cpv)),
            ("montant_ht", amount(purchase.amount)),
            ("montant_besoin_ht", amount(purchase.need)),
            ("duree_mois", count(purchase.months)),
            ("date_lancement", purchase.launch.map(|date| date.to_string()).unwrap_or_default()),
            ("procedure", text(purchase.procedure.as_deref())),
            ("forme", text(purchase.form.as_deref())),
            ("ccag", text(purchase.ccag.as_deref())),
            ("exigence", level(purchase.ambition)),
            ("acheteur.nom", text(buyer.name.as_deref())),
            ("acheteur.siret", text(buyer.siret.as_deref())),
            ("acheteur.categorie", text(buyer.category.as_deref())),
            ("acheteur.politique", text(buyer.policy.as_deref())),
        ];
        Self { values: values.into(), lots: purchase.lots.iter().map(TypedLot::of).collect() }
    }

    /// The fields of a page.
    pub fn from_fields(fields: &Fields) -> Self {
        let values = KEYS.map(|key| (key, fields.get(key).to_owned()));
        let lot = |place: usize| -> Option<TypedLot> {
            let field = |key: &str| fields.opt(&format!("lot.{place}.{key}"));
            let text = |key: &str| field(key).unwrap_or_default().to_owned();
            field("objet")?;
            Some(TypedLot {
                was: text("etait"),
                is_copy: text("copie") == "1",
                numero: text("numero"),
                objet: text("objet"),
                cpv: text("cpv"),
                montant_ht: text("montant_ht"),
                duree_mois: text("duree_mois"),
            })
        };
        Self { values: values.into(), lots: (0..MAX_LOTS).map_while(lot).collect() }
    }

    pub fn get(&self, key: &str) -> &str {
        self.values.get(key).map_or("", String::as_str)
    }

    /// The number after the highest one.
    pub fn next_number(&self) -> u32 {
        let numbers = self.lots.iter().filter_map(|lot| lot.numero.trim().parse::<u32>().ok());
        numbers.max().unwrap_or(0).saturating_add(1)
    }

    pub fn add_lot(&mut self) {
        let numero = self.next_number().to_string();
        self.lots.push(TypedLot { numero, ..TypedLot::default() });
    }

    /// Puts a copy of a lot after it; nothing when there is no such lot.
    pub fn duplicate(&mut self, place: usize) -> bool {
        let Some(lot) = self.lots.get(place) else { return false };
        let numero = self.next_number().to_string();
        let copy = TypedLot { numero, is_copy: true, ..lot.clone() };
        self.lots.insert(place + 1, copy);
        true
    }

    pub fn add_code(&mut self, code: &str) {
        let known = self.values.entry("cpv").or_default();
        if known.split([',', ';']).any(|one| one.trim() == code) {
            return;
        }
        let blank = if known.trim().is_empty() { "" } else { ", " };
        *known = format!("{}{blank}{code}", known.trim_end_matches([',', ' ']));
    }
}

impl TypedLot {
    fn of(lot: &Lot) -> Self {
        Self {
            was: lot.number.to_string(),
            is_copy: false,
            numero: lot.number.to_string(),
            objet: lot.object.clone().unwrap_or_default(),
            cpv: codes(&lot.cpv),
            montant_ht: amount(lot.amount),
            duree_mois: count(lot.months),
        }
    }
}

fn codes(codes: &[Cpv]) -> String {
    codes.iter().map(|code| code.with_check_digit()).collect::<Vec<_>>().join(", ")
}

fn amount(amount: Option<Amount>) -> String {
    amount.map(|amount| amount.to_string()).unwrap_or_default()
}

fn count(count: Option<u32>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}

/// The usual level is that of a fiche that says none.
fn level(level: Ambition) -> String {
    if level == Ambition::default() { String::new() } else { level.id().to_owned() }
}
