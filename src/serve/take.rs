//! Step 4, « Emporter » : each document to read, the Word files in one archive, the fiche to come back later.

use std::collections::BTreeSet;

use minijinja::context;
use serde::Serialize;

use super::App;
use super::archive;
use super::case::Case;
use super::describe;
use super::fields::Fields;
use super::page::{self, Frame};
use super::reply::Reply;
use super::summary::Summary;
use crate::base::review::Review;
use crate::document::{Document, Piece};
use crate::dossier::{self, Format, Settings, Written};
use crate::draft::Pieces;
use crate::engine::answer::Answer;
use crate::error::Error;
use crate::output::html;

const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A document on the page.
#[derive(Debug, Serialize)]
struct Shown {
    id: &'static str,
    title: String,
    blanks: usize,
    is_for_buyer: bool,
}

/// The page.
pub fn step(app: &App, fields: &Fields) -> Reply {
    let case = match Case::open(app, fields.get("fiche")) {
        Ok(case) => case,
        Err(_) if fields.get("fiche").trim().is_empty() => return describe::nothing_kept(app),
        Err(faults) => return describe::faulty(app, fields, &faults),
    };
    let answer = case.answer(app);
    let dossier = match draft(&answer, &case, Vec::new()) {
        Ok(written) => written.dossier,
        Err(error) => return broken(app, &error),
    };
    let documents: Vec<Shown> = dossier.documents.iter().map(shown).collect();
    let blanks: Vec<(&str, &str)> =
        dossier.blanks.iter().map(|blank| (blank.clause.as_str(), blank.label.as_str())).collect();
    let mut frame = Frame::new("emporter", "Emporter les documents", fields);
    frame.fiche.clone_from(&case.text);
    frame.seen = true;
    fields.get("annonce").clone_into(&mut frame.said);
    frame.summary = Some(Summary::new(&answer));
    let drafts = unread(&answer);
    let own = context! { brouillons => drafts, documents => page::value(&documents), blancs => page::value(&blanks), nom => slug(&case) };
    page::render(app, "emporter.html", &frame, own)
}

/// How many clauses of the dossier no lawyer has signed, each counted once.
fn unread(answer: &Answer<'_>) -> usize {
    let base = answer.evaluation.base;
    let own = answer.kept().map(|kept| kept.clause);
    let own = own.filter(|clause| !Review::status(base, clause).is_read());
    own.map(|clause| clause.id.as_str()).collect::<BTreeSet<_>>().len()
}

fn shown(document: &Document) -> Shown {
    let empty = document.fields().into_iter();
    Shown {
        id: document.piece.id(),
        title: document.title.clone(),
        blanks: empty
            .filter(|field| field.value.is_none() && !field.tag.starts_with("signature."))
            .count(),
        is_for_buyer: matches!(document.piece, Piece::Checklist | Piece::Note),
    }
}

/// Every document of the dossier, written as `clausier rediger` writes it.
fn draft(answer: &Answer<'_>, case: &Case, formats: Vec<Format>) -> Result<Written, Error> {
    let settings = Settings {
        formats,
        complet: false,
        pieces: Pieces::usual(answer),
        commentaires: true,
        modele: None,
    };
    dossier::write(answer, &case.purchase, &case.text, settings, None)
}

fn broken(app: &App, cause: &Error) -> Reply {
    (app.config.log)(&format!("dossier : {cause}"));
    Reply::broken()
}

/// The archive of the Word files, with the fiche and the lock from which the same bytes can be written again.
pub fn archive(app: &App, case: &Case) -> Reply {
    let answer = case.answer(app);
    let packed = draft(&answer, case, vec![Format::Docx]).and_then(|written| {
        let lock = written.lock.text()?;
        let mut files = written.files;
        files.push((dossier::LOCK_NAME.into(), lock.into_bytes()));
        files.push(("fiche.toml".into(), case.text.clone().into_bytes()));
        archive::pack(&files)
    });
    match packed {
        Ok(bytes) => {
            let name = format!("{}.zip", slug(case));
            Reply::File { name, kind: "application/zip", bytes }
        }
        Err(error) => broken(app, &error),
    }
}

/// The archive, asked by the page.
pub fn download(app: &App, fields: &Fields) -> Reply {
    match Case::open(app, fields.get("fiche")) {
        Ok(case) => archive(app, &case),
        Err(faults) => describe::faulty(app, fields, &faults),
    }
}

/// The fiche, to come back later.
pub fn fiche(app: &App, fields: &Fields) -> Reply {
    match Case::open(app, fields.get("fiche")) {
        Ok(case) => Reply::File {
            name: format!("{}.toml", slug(&case)),
            kind: "application/toml; charset=utf-8",
            bytes: case.text.into_bytes(),
        },
        Err(faults) => describe::faulty(app, fields, &faults),
    }
}

/// One document: in Word, or to read.
pub fn document(app: &App, fields: &Fields, name: &str) -> Reply {
    let case = match Case::open(app, fields.get("fiche")) {
        Ok(case) => case,
        Err(faults) => return describe::faulty(app, fields, &faults),
    };
    let (id, is_word) = name.strip_suffix(".docx").map_or((name, false), |id| (id, true));
    let answer = case.answer(app);
    let formats = if is_word { vec![Format::Docx] } else { Vec::new() };
    let written = match draft(&answer, &case, formats) {
        Ok(written) => written,
        Err(error) => return broken(app, &error),
    };
    if is_word {
        let found = written.files.into_iter().find(|(known, _)| known == name);
        return found.map_or_else(missing, |(name, bytes)| Reply::File { name, kind: WORD, bytes });
    }
    let found = written.dossier.documents.iter().find(|document| document.piece.id() == id);
    found.map_or_else(missing, |document| Reply::Preview(html::write(document, true).into_bytes()))
}

fn missing() -> Reply {
    let next = "Revenir à « Emporter » : les documents du dossier y sont.";
    Reply::refusal(axum::http::StatusCode::NOT_FOUND, "Ce dossier n’a pas ce document.", next)
}

/// A file name from the object of the purchase: letters and digits alone.
fn slug(case: &Case) -> String {
    let words = crate::text::fold(&case.purchase.object);
    let plain = words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    let joined: String = plain.collect();
    let parts: Vec<&str> = joined.split('-').filter(|part| !part.is_empty()).take(6).collect();
    let name: String = parts.join("-").chars().take(48).collect();
    if name.is_empty() { "achat".into() } else { name }
}
