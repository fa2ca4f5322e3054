//! Legal reviews (*revues*): who read a card, when and why, and what it was then. A signature holds as long as nothing it covers changed.
//!
//! The register is `[[revue]]` tables, one a signature, in `revues.toml` of the base or of an authority's folder. What a card is worth is
//! computed from it: no file has to say it.

mod fingerprint;
mod register;

use jiff::civil::Date;
use toml::Spanned;

use self::fingerprint::Fingerprints;
pub use self::register::{Signature, sign};
use super::Base;
use super::clause::Clause;
use super::legal::Place;
use crate::fact::french_date;
use crate::table::{Reader, Table};

/// What a clause file says of itself (`statut`).
pub const STATUSES: [&str; 3] = ["brouillon", "relue", "abrogee"];

/// What a signature covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The body of the clause file, and what prints of its head.
    Text,
    /// Its variables, and the values that rules, policies and dated values give them.
    Parameters,
    /// The references of its rules.
    References,
}

impl Part {
    /// With its article: « le texte ».
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Text => "le texte",
            Self::Parameters => "les paramètres",
            Self::References => "les références",
        }
    }
}

/// One signature of a card (*revue*).
#[derive(Debug, Clone)]
pub struct Review {
    pub clause: String,
    /// Who read it.
    pub by: String,
    pub on: Date,
    pub reason: String,
    of: Fingerprints,
    pub place: Place,
}

/// What a card is worth, computed from the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status<R> {
    /// Nobody signed it.
    Draft,
    /// Signed, and unchanged since.
    Read(R),
    /// Signed, then changed: a draft again.
    Stale(R, Vec<Part>),
    /// Kept for the record; no rule should call for it.
    Withdrawn,
}

impl<R> Status<R> {
    /// As `statut` names it.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Draft | Self::Stale(..) => "brouillon",
            Self::Read(_) => "relue",
            Self::Withdrawn => "abrogee",
        }
    }

    #[must_use]
    pub const fn is_read(&self) -> bool {
        matches!(self, Self::Read(_))
    }
}

const KEYS: [&str; 7] = ["clause", "par", "le", "motif", "texte", "parametres", "references"];

impl Review {
    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let clause = table.text(reader, "clause");
        let by = table.text(reader, "par");
        let on = table.opt_date(reader, "le");
        if on.is_none() {
            table.missing(reader, "le");
        }
        let reason = table.text(reader, "motif");
        let mut hash = |key| table.text(reader, key).map(Spanned::into_inner);
        let (text, parameters, references) =
            (hash("texte"), hash("parametres"), hash("references"));
        table.finish(reader, &KEYS);
        Some(Self {
            clause: clause?.into_inner(),
            by: by?.into_inner(),
            on: on?.into_inner(),
            reason: reason?.into_inner(),
            of: Fingerprints { text: text?, parameters: parameters?, references: references? },
            place,
        })
    }

    /// What a card is worth: the last signature that still holds, else what changed since the last one.
    #[must_use]
    pub fn status<'b>(base: &'b Base, clause: &Clause) -> Status<&'b Self> {
        if clause.status == "abrogee" {
            return Status::Withdrawn;
        }
        let mut signed: Vec<&Self> =
            base.reviews.iter().filter(|review| review.clause == clause.id).collect();
        // On one day, the last written is the last.
        signed.sort_by_key(|review| review.on);
        let Some(last) = signed.last() else { return Status::Draft };
        let now = Fingerprints::of(base, clause);
        match signed.iter().rfind(|review| review.of == now) {
            Some(review) => Status::Read(review),
            None => Status::Stale(last, last.of.differences(&now)),
        }
    }
}

/// « le texte et les références ont changé après la signature du 24/11/2026 par … ».
#[must_use]
pub fn changed_since(review: &Review, parts: &[Part]) -> String {
    let what = match parts {
        [one] => one.title().to_owned(),
        [first, second] => format!("{} et {}", first.title(), second.title()),
        _ => "le texte, les paramètres et les références".to_owned(),
    };
    let verb = if parts == [Part::Text] { "a changé" } else { "ont changé" };
    format!("{what} {verb} après la signature du {} par {}", french_date(review.on), review.by)
}
