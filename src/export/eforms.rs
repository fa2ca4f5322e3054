//! The strategic terms of a European notice (eForms), lot by lot, with the codes of the official lists.

use std::collections::BTreeMap;

use serde::Serialize;

use super::codes::Lists;
use super::coherence;
use super::settle::{Given, Settled};
use super::{Remarks, each_lot};
use crate::base::publication::field::{Field, Format};
use crate::draft::typography::french;
use crate::engine::answer::Answer;
use crate::error::Error;
use crate::purchase::Purchase;

/// The export: the strategic fields of a notice, and not the notice.
#[derive(Debug, Serialize)]
pub struct Export {
    pub format: &'static str,
    /// The version of the SDK whose code lists these are.
    pub sdk: String,
    /// Always true: these fields do not make a notice.
    pub partiel: bool,
    /// The rules that answered, and their day.
    pub base: String,
    pub date: String,
    pub lots: Vec<LotTerms>,
    #[serde(flatten)]
    pub remarks: Remarks,
}

/// The terms of a lot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LotTerms {
    /// `None` for a purchase without lots.
    pub lot: Option<u32>,
    /// By field; a field that is not there is not known.
    pub champs: BTreeMap<&'static str, Vec<Term>>,
}

/// A code, with what the official list says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    pub code: String,
    pub libelle: String,
    /// How the objective is pursued (BT-777), by language.
    #[serde(rename = "BT-777", skip_serializing_if = "Option::is_none")]
    pub description: Option<BTreeMap<&'static str, String>>,
}

/// The code that says that there is nothing of the kind.
pub const NONE: &str = "none";

/// The terms of a consultation.
///
/// # Errors
/// When the publications of the base contradict each other, or use a code that the official list does not hold.
pub fn export(answer: &Answer<'_>, purchase: &Purchase) -> Result<Export, Error> {
    let mut remarks = Remarks::default();
    let lists = Lists::official();
    let mut lots = Vec::new();
    for (lot, fields) in each_lot(answer, purchase, Format::Eforms, &mut remarks) {
        let mut terms = LotTerms { lot, champs: BTreeMap::new() };
        for (field, settled) in &fields {
            let codes: Vec<Term> =
                settled.given.iter().map(|given| term(lists, *field, given)).collect();
            if !codes.is_empty() {
                terms.champs.insert(field.name, codes);
            }
        }
        follow(lists, &fields, &mut terms);
        lack(lists, &fields, &terms, &mut remarks);
        coherence::check(lists, &terms)?;
        lots.push(terms);
    }
    remarks.sort(|name| Field::of(Format::Eforms).position(|field| field.name == name));
    Ok(Export {
        format: Format::Eforms.id(),
        sdk: lists.version().to_owned(),
        partiel: true,
        base: answer.evaluation.base.version.clone(),
        date: answer.evaluation.date.to_string(),
        lots,
        remarks,
    })
}

fn term(lists: &Lists, field: Field, given: &Given<'_>) -> Term {
    let described = field == Field::STRATEGIC && !given.by.is_empty();
    Term {
        code: given.value.to_owned(),
        libelle: lists.label(field, given.value).unwrap_or_default().to_owned(),
        description: described.then(|| BTreeMap::from([("FRA", description(given))])),
    }
}

fn description(given: &Given<'_>) -> String {
    let titles: Vec<&str> = given.by.iter().map(|clause| clause.title.as_str()).collect();
    french(&format!("Le marché comporte : {}.", titles.join(" ; ")))
}

fn settled<'a, 'b>(fields: &'a [(Field, Settled<'b>)], field: Field) -> Option<&'a Settled<'b>> {
    fields.iter().find(|(known, _)| *known == field).map(|(_, settled)| settled)
}

/// A lot that surely pursues no environmental objective uses no green criteria.
fn follow(lists: &Lists, fields: &[(Field, Settled<'_>)], terms: &mut LotTerms) {
    let Some(strategic) = settled(fields, Field::STRATEGIC) else { return };
    let open = strategic.given.is_empty() || strategic.may_give(coherence::GREEN);
    let criteria = Field::GREEN_CRITERIA;
    if !open && !strategic.gives(coherence::GREEN) && !terms.champs.contains_key(criteria.name) {
        let libelle = lists.label(criteria, NONE).unwrap_or_default().to_owned();
        let none = Term { code: NONE.to_owned(), libelle, description: None };
        terms.champs.insert(criteria.name, vec![none]);
    }
}

/// The fields that a lot must have and has not: every one, but those tied to an objective that it does not pursue.
fn lack(lists: &Lists, fields: &[(Field, Settled<'_>)], terms: &LotTerms, remarks: &mut Remarks) {
    let strategic = settled(fields, Field::STRATEGIC);
    for (field, settled) in fields {
        let objective = coherence::TIED.iter().find(|(tied, _)| tied == field);
        let needed = objective
            .is_none_or(|(_, code)| strategic.is_some_and(|strategic| strategic.gives(code)));
        if needed && !terms.champs.contains_key(field.name) && settled.pending.is_empty() {
            let why = format!("à choisir parmi : {}", lists.choices(*field));
            remarks.complete(field.name, &why, terms.lot);
        }
    }
}
