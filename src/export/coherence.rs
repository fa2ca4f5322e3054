//! Rules of coherence between the strategic fields of a lot, stricter than those of the official form.
//!
//! The form lets a notice name an objective in BT-774 without saying in BT-06 that the lot pursues one; here each field holds only with
//! the objective that it details.

use super::codes::Lists;
use super::eforms::{LotTerms, NONE, Term};
use crate::base::publication::field::{Field, Format, Holds};
use crate::error::Error;
use crate::purchase::lots_label;

/// The environmental objective of BT-06.
pub const GREEN: &str = "env-imp";
/// The social objective of BT-06.
pub const SOCIAL: &str = "soc-obj";
/// Innovation, in BT-06.
pub const INNOVATION: &str = "inn-pur";

/// Fields that detail an objective of BT-06, and that objective.
pub const TIED: [(Field, &str); 4] = [
    (Field::GREEN, GREEN),
    (Field::SOCIAL, SOCIAL),
    (Field::INNOVATION, INNOVATION),
    (Field::GREEN_CRITERIA, GREEN),
];

/// Checks the terms of a lot.
///
/// # Errors
/// The first rule that they break: the publications of the base are at fault.
pub fn check(lists: &Lists, terms: &LotTerms) -> Result<(), Error> {
    let Some(fault) = fault(lists, terms) else { return Ok(()) };
    let place = terms.lot.map_or_else(String::new, |lot| format!(" ({})", lots_label(&[lot])));
    Err(Error::Refused(format!(
        "les champs eForms se contredisent{place} : {fault} ; corriger les `[[publication]]` de la base"
    )))
}

/// What is wrong, in one sentence.
#[must_use]
pub fn fault(lists: &Lists, terms: &LotTerms) -> Option<String> {
    let fields = || Field::of(Format::Eforms);
    fields()
        .find_map(|field| of_list(lists, field, codes(terms, field)))
        .or_else(|| TIED.iter().find_map(|(field, objective)| untied(terms, *field, objective)))
        .or_else(|| undescribed(terms))
}

fn codes(terms: &LotTerms, field: Field) -> &[Term] {
    terms.champs.get(field.name).map_or(&[], Vec::as_slice)
}

/// A code that the list does not hold, `none` beside another, two codes where one stands.
fn of_list(lists: &Lists, field: Field, codes: &[Term]) -> Option<String> {
    let name = field.name;
    if let Some(stray) = codes.iter().find(|term| lists.label(field, &term.code).is_none()) {
        return Some(format!("`{}` n’est pas dans la liste de {name}", stray.code));
    }
    if codes.len() > 1 && codes.iter().any(|term| term.code == NONE) {
        return Some(format!("{name} dit `none` et autre chose"));
    }
    let twice = codes.len() > 1 && field.holds == Holds::One;
    twice.then(|| format!("{name} ne porte qu’un code"))
}

/// A detail without its objective.
fn untied(terms: &LotTerms, field: Field, objective: &str) -> Option<String> {
    let detail = codes(terms, field).iter().find(|term| term.code != NONE)?;
    let says = codes(terms, Field::STRATEGIC).iter().any(|term| term.code == objective);
    (!says)
        .then(|| format!("{} dit `{}` sans que BT-06 dise `{objective}`", field.name, detail.code))
}

/// An objective without its description (BT-777).
fn undescribed(terms: &LotTerms) -> Option<String> {
    let bare = |term: &&Term| term.code != NONE && term.description.is_none();
    let bare = codes(terms, Field::STRATEGIC).iter().find(bare)?;
    Some(format!("BT-06 dit `{}` sans description (BT-777)", bare.code))
}
