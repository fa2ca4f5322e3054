//! From an answer to the documents of a dossier: kept clauses, their values, and where each lands.
//!
//! Every piece is built as a [`Document`]; numbers and cross-references are settled once all pieces have their articles, and French
//! typography is applied last, everywhere at once.

mod annex;
mod checklist;
mod conditions;
mod confirm;
mod criteria;
mod environment;
pub(crate) mod filters;
mod fixed;
mod markdown;
mod note;
mod outline;
mod reference;
pub mod typography;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::clause::Clause;
use crate::document::{Document, Field, Inline, Piece};
use crate::engine::answer::{Answer, Recommendation};
use crate::engine::known::At;
use crate::purchase::{Purchase, listed};

pub use self::environment::TemplateError;
pub(crate) use self::environment::Texts;

/// What the buyer asks of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// The whole standard outline, empty articles to fill in, not only those that hold something.
    pub whole: bool,
    pub pieces: Pieces,
}

/// The pieces that hold the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pieces {
    /// A CCAP and a CCTP.
    #[default]
    Cahiers,
    /// One CCP instead.
    Ccp,
    /// One page of conditions instead.
    Conditions,
}

impl Pieces {
    /// What the size of a purchase calls for, when the buyer asks for nothing else.
    #[must_use]
    pub fn usual(answer: &Answer<'_>) -> Self {
        let evaluation = &answer.evaluation;
        let is_small = evaluation
            .known
            .amount(evaluation.base, At::Purchase)
            .is_some_and(|amount| amount < evaluation.base.caps.one_page_below);
        if is_small { Self::Conditions } else { Self::Cahiers }
    }

    /// Where what is placed in a piece stands.
    #[must_use]
    pub const fn holder(self, piece: Piece) -> Piece {
        match (self, piece) {
            (Self::Ccp, Piece::Cctp | Piece::Ccap) => Piece::Ccp,
            (Self::Conditions, Piece::Cctp | Piece::Ccap) => Piece::Conditions,
            (_, other) => other,
        }
    }
}

/// A value to fill in before the file is sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blank {
    /// Title of the clause.
    pub clause: String,
    /// `clause.variable`.
    pub tag: String,
    pub label: String,
}

/// One clause of the dossier, with every contract it holds for.
#[derive(Debug)]
pub(crate) struct Kept<'a> {
    pub clause: &'a Clause,
    /// One a lot, or one for the whole purchase.
    pub places: Vec<&'a Recommendation<'a>>,
}

impl Kept<'_> {
    /// The numbers of the lots it holds for, when it does not hold for all of them.
    fn lots(&self, all: usize) -> Vec<u32> {
        let whole =
            self.places.iter().any(|place| place.at == At::Purchase) || self.places.len() == all;
        if whole { Vec::new() } else { self.places.iter().filter_map(|place| place.lot).collect() }
    }
}

/// What every part of the drafting reads.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    pub answer: &'a Answer<'a>,
    pub purchase: &'a Purchase,
    pub options: Options,
    /// In the order of the answer.
    pub kept: Vec<Kept<'a>>,
}

impl<'a> Desk<'a> {
    fn new(answer: &'a Answer<'a>, purchase: &'a Purchase, options: Options) -> Self {
        let mut kept: Vec<Kept<'a>> = Vec::new();
        for recommendation in answer.kept() {
            match kept.iter_mut().find(|known| known.clause.id == recommendation.clause.id) {
                Some(known) => known.places.push(recommendation),
                None => {
                    kept.push(Kept { clause: recommendation.clause, places: vec![recommendation] });
                }
            }
        }
        Self { answer, purchase, options, kept: after_what_they_need(kept) }
    }

    fn n_lots(&self) -> usize {
        self.answer.evaluation.known.n_lots()
    }

    /// The pieces that hold the technical and the administrative clauses.
    fn piece_of(&self, part: &str) -> Option<Piece> {
        Piece::from_id(part).map(|piece| self.options.pieces.holder(piece))
    }

    /// The buyer's name, typed once in the whole document.
    fn buyer(&self) -> Inline {
        bound("acheteur.nom", "nom de l’acheteur", self.purchase.buyer.name.clone())
    }

    fn object(&self) -> Inline {
        let object = self.purchase.object.trim();
        bound("objet", "objet du marché", (!object.is_empty()).then(|| object.to_owned()))
    }

    /// The CCAG of the contract: stated, else deduced.
    fn ccag(&self) -> Option<&'a str> {
        let evaluation = &self.answer.evaluation;
        evaluation.known.choice(evaluation.base, At::Purchase, "ccag")
    }

    fn ccag_title(&self) -> Option<&'a str> {
        self.ccag()
            .and_then(|id| self.answer.evaluation.base.ccags.get(id))
            .map(|ccag| ccag.title.as_str())
    }
}

/// A clause reads after the one that it completes.
fn after_what_they_need(kept: Vec<Kept<'_>>) -> Vec<Kept<'_>> {
    let mut ordered: Vec<Kept<'_>> = Vec::with_capacity(kept.len());
    let mut waiting = kept;
    while !waiting.is_empty() {
        let is_ready = |one: &Kept<'_>| {
            !waiting.iter().any(|other| one.clause.requires.contains(&other.clause.id))
        };
        // Clauses that need each other stay in the order of the answer.
        let next = waiting.iter().position(is_ready).unwrap_or(0);
        ordered.push(waiting.remove(next));
    }
    ordered
}

fn bound(tag: &str, label: &str, value: Option<String>) -> Inline {
    Inline::Field(Field { tag: tag.into(), label: label.into(), value, bound: true })
}

/// The documents of a purchase, and the values still to fill in.
#[derive(Debug, Clone)]
pub struct Dossier {
    pub documents: Vec<Document>,
    pub blanks: Vec<Blank>,
}

/// Writes the documents of an answer.
///
/// # Errors
/// When the text of a clause cannot be rendered: every one that cannot is named.
pub fn dossier(
    answer: &Answer<'_>,
    purchase: &Purchase,
    options: Options,
) -> Result<Dossier, Vec<TemplateError>> {
    let desk = Desk::new(answer, purchase, options);
    let texts = environment::render_all(&desk)?;
    let mut blanks = blanks(&desk);
    let mut documents = Vec::new();
    let mut points = conditions::Points::new();
    match options.pieces {
        Pieces::Cahiers => {
            documents.extend(outline::compose(&desk, &texts, Piece::Cctp));
            documents.extend(outline::compose(&desk, &texts, Piece::Ccap));
        }
        Pieces::Ccp => documents.extend(outline::compose(&desk, &texts, Piece::Ccp)),
        Pieces::Conditions => {
            if let Some((page, found)) = conditions::compose(&desk, &texts) {
                documents.push(page);
                points = found;
            }
        }
    }
    // A page of conditions is sent with a request for quotes: a consultation that notes offers still has its RC.
    let has_rc = desk.kept.iter().any(|kept| kept.clause.texts.contains_key("rc"));
    if options.pieces != Pieces::Conditions || has_rc {
        documents.extend(outline::compose(&desk, &texts, Piece::Rc));
    }
    add_fixed(&mut blanks, &documents);
    documents.extend(annex::answer_frame(&desk, &texts));
    documents.extend(annex::price_lines(&desk));
    documents.extend(annex::commitments(&desk, &texts));
    documents.push(checklist::write(&desk, &blanks));
    documents.push(note::write(&desk, &texts));
    reference::settle(&mut documents, options.pieces, &points);
    let documents = documents.into_iter().map(typography::document).collect();
    Ok(Dossier { documents, blanks })
}

/// The texts of a clause that is kept, as their blocks, before they are placed and before French typography.
///
/// # Errors
/// When one of its texts cannot be rendered: every one that cannot is named.
pub(crate) fn texts(
    answer: &Answer<'_>,
    purchase: &Purchase,
    clause: &Clause,
) -> Result<environment::Texts, Vec<TemplateError>> {
    let desk = Desk::new(answer, purchase, Options::default());
    environment::render_some(&desk, |kept| kept.id == clause.id)
}

/// The texts of a clause outside any dossier, as a reviewer reads them: references name their article, in French typography.
///
/// # Errors
/// When one of its texts cannot be rendered: every one that cannot is named.
pub(crate) fn alone(
    answer: &Answer<'_>,
    purchase: &Purchase,
    clause: &Clause,
) -> Result<environment::Texts, Vec<TemplateError>> {
    let mut texts = texts(answer, purchase, clause)?;
    for blocks in texts.values_mut() {
        reference::name(answer.evaluation.base, blocks);
        typography::blocks(blocks);
    }
    Ok(texts)
}

/// Adds the places to fill in that the tool itself writes in the contract pieces: a maximum, derogations, an empty article.
fn add_fixed(blanks: &mut Vec<Blank>, documents: &[Document]) {
    for document in documents {
        // What the contractor signs is not the buyer's to fill in.
        let own = |field: &&Field| field.value.is_none() && !field.tag.starts_with("signature.");
        for field in document.fields().into_iter().filter(own) {
            let known = blanks.iter().any(|blank| field.tag.starts_with(&blank.tag));
            if !known {
                let (clause, label) = (document.title.clone(), field.label.clone());
                blanks.push(Blank { clause, tag: field.tag.clone(), label });
            }
        }
    }
}

/// The variables without a value, of the clauses kept, each once.
fn blanks(desk: &Desk<'_>) -> Vec<Blank> {
    let mut found = BTreeSet::new();
    for kept in &desk.kept {
        for variable in &kept.clause.variables {
            let name = &variable.name;
            let empty = kept.places.iter().any(|place| !place.values.contains_key(name));
            if empty && environment::is_printed(kept.clause, name, desk.options.pieces) {
                found.insert(Blank {
                    tag: format!("{}.{name}", kept.clause.id),
                    label: variable.question.clone(),
                    clause: kept.clause.title.clone(),
                });
            }
        }
    }
    found.into_iter().collect()
}

/// « au lot n° 1 », « aux lots n° 1, 2 et 5 ».
fn to_lots(lots: &[u32]) -> String {
    match lots {
        [] => "à tous les lots".into(),
        [one] => format!("au lot n° {one}"),
        many => format!("aux lots n° {}", listed(many)),
    }
}
