//! The folder that `rediger` writes: files by name, and the lock (*verrou*) from which the same bytes can be written again.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::source::fingerprint;
use crate::document::Document;
use crate::draft::{self, Dossier, TemplateError};
use crate::engine::answer::Answer;
use crate::error::Error;
use crate::output::{docx, html, markdown};
use crate::purchase::Purchase;

/// A format of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Docx,
    Html,
    Md,
}

impl Format {
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Html => "html",
            Self::Md => "md",
        }
    }
}

/// How a dossier is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    pub formats: Vec<Format>,
    pub complet: bool,
    pub pieces: draft::Pieces,
    pub commentaires: bool,
    /// Path and fingerprint of the buyer's own Word template.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modele: Option<Model>,
}

/// The buyer's own Word template, by path and SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub chemin: String,
    pub empreinte: String,
}

/// The lock of a dossier: everything that its bytes depend on, and their fingerprints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    pub date: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub politique: Option<String>,
    pub base: LockedBase,
    pub reglages: Settings,
    pub clauses: Vec<LockedClause>,
    /// SHA-256 by file name.
    pub fichiers: BTreeMap<String, String>,
    /// The fiche, whole.
    pub fiche: String,
}

/// The base that a dossier was written from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedBase {
    pub version: String,
    pub empreinte: String,
}

/// A clause of a dossier, with the fingerprint of its card and its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LockedClause {
    pub id: String,
    pub version: String,
    pub empreinte: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot: Option<u32>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub valeurs: BTreeMap<String, String>,
}

/// The files of a dossier, in the order written, with its lock.
#[derive(Debug)]
pub struct Written {
    pub files: Vec<(String, Vec<u8>)>,
    pub lock: Lock,
    pub dossier: Dossier,
}

/// Name of the lock in the folder.
pub const LOCK_NAME: &str = "dossier.toml";
/// The author of the Word comments.
const AUTHOR: &str = "clausier";

/// Writes every document in every format asked, in memory.
///
/// # Errors
/// When a clause text cannot be rendered, or a document cannot be packed.
pub fn write(
    answer: &Answer<'_>,
    purchase: &Purchase,
    fiche: &str,
    settings: Settings,
    template: Option<docx::Template>,
) -> Result<Written, Error> {
    let options = draft::Options { whole: settings.complet, pieces: settings.pieces };
    let dossier =
        draft::dossier(answer, purchase, options).map_err(|faults| unrenderable(&faults))?;
    let word = docx::Options { comments: settings.commentaires, template, author: AUTHOR.into() };
    let mut files = Vec::new();
    for document in &dossier.documents {
        for format in &settings.formats {
            let name = format!("{}.{}", document.piece.id(), format.extension());
            files.push((name, render(document, *format, &word)?));
        }
    }
    let lock = lock(answer, purchase, fiche, settings, &files);
    Ok(Written { files, lock, dossier })
}

fn unrenderable(faults: &[TemplateError]) -> Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::Refused(format!(
        "des textes de clause ne peuvent être mis en page :\n{}",
        lines.join("\n")
    ))
}

fn render(document: &Document, format: Format, word: &docx::Options) -> Result<Vec<u8>, Error> {
    Ok(match format {
        Format::Docx => {
            docx::write(document, word).map_err(|cause| Error::Refused(cause.to_string()))?
        }
        Format::Html => html::write(document, word.comments).into_bytes(),
        Format::Md => markdown::write(document, word.comments).into_bytes(),
    })
}

fn lock(
    answer: &Answer<'_>,
    purchase: &Purchase,
    fiche: &str,
    settings: Settings,
    files: &[(String, Vec<u8>)],
) -> Lock {
    let base = answer.evaluation.base;
    let clauses = answer.kept().map(|kept| LockedClause {
        id: kept.clause.id.clone(),
        version: kept.clause.version.clone(),
        empreinte: fingerprint(kept.clause.place.source.text.as_bytes()),
        lot: kept.lot,
        valeurs: kept
            .values
            .iter()
            .map(|(name, filled)| (name.clone(), filled.value.to_string()))
            .collect(),
    });
    Lock {
        date: answer.evaluation.date.to_string(),
        politique: purchase.buyer.policy.as_ref().map(ToString::to_string),
        base: LockedBase {
            version: base.version.clone(),
            empreinte: base.fingerprint().to_owned(),
        },
        reglages: settings,
        clauses: clauses.collect(),
        fichiers: files.iter().map(|(name, bytes)| (name.clone(), fingerprint(bytes))).collect(),
        fiche: fiche.to_owned(),
    }
}

impl Lock {
    /// Reads a lock.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|_| {
            Error::Refused("ce fichier n’est pas le verrou d’un dossier : donner le `dossier.toml` que `rediger` a écrit".into())
        })
    }

    /// The lock as a file, with a line on what it is.
    ///
    /// # Errors
    /// When it cannot be serialised.
    pub fn text(&self) -> Result<String, Error> {
        let body = toml::to_string(self).map_err(|cause| Error::Refused(cause.to_string()))?;
        Ok(format!(
            "# Verrou du dossier : de quoi récrire les mêmes octets (clausier rediger --verrou dossier.toml). Ne pas modifier.\n{body}"
        ))
    }

    /// The launch date that it holds.
    #[must_use]
    pub fn launch(&self) -> Option<Date> {
        self.date.parse().ok()
    }

    /// What differs between this lock and the same dossier written now, in French; empty when the bytes are the same.
    #[must_use]
    pub fn differences(&self, now: &Self) -> Vec<String> {
        let mut found = Vec::new();
        for (name, print) in &self.fichiers {
            match now.fichiers.get(name) {
                Some(other) if other == print => {}
                Some(_) => found.push(format!("{name} : contenu différent")),
                None => found.push(format!("{name} : n’est plus écrit")),
            }
        }
        found.extend(
            now.fichiers
                .keys()
                .filter(|name| !self.fichiers.contains_key(*name))
                .map(|name| format!("{name} : fichier nouveau")),
        );
        if found.is_empty() {
            return found;
        }
        if self.base.empreinte != now.base.empreinte {
            found.push(format!(
                "base de règles : version {} au lieu de {}, ou modifiée depuis",
                now.base.version, self.base.version
            ));
        }
        found.extend(self.clause_differences(now));
        found
    }

    fn clause_differences(&self, now: &Self) -> Vec<String> {
        let key = |clause: &LockedClause| (clause.id.clone(), clause.lot);
        let then: BTreeMap<_, _> =
            self.clauses.iter().map(|clause| (key(clause), clause)).collect();
        let current: BTreeMap<_, _> =
            now.clauses.iter().map(|clause| (key(clause), clause)).collect();
        let name = |(id, lot): &(String, Option<u32>)| {
            lot.map_or_else(|| id.clone(), |lot| format!("{id} (lot {lot})"))
        };
        let mut found = Vec::new();
        for (key, clause) in &then {
            match current.get(key) {
                None => found.push(format!("clause {} : n’est plus appelée", name(key))),
                Some(other) if other.empreinte != clause.empreinte => {
                    found.push(format!("clause {} : texte modifié", name(key)));
                }
                Some(other) if other.valeurs != clause.valeurs => {
                    found.push(format!("clause {} : valeurs différentes", name(key)));
                }
                Some(_) => {}
            }
        }
        found.extend(
            current
                .keys()
                .filter(|key| !then.contains_key(*key))
                .map(|key| format!("clause {} : nouvelle", name(key))),
        );
        found
    }
}
