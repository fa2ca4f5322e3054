//! Guarantees (*garanties*): what a base promises of every purchase that can exist, to be proved.

use toml::Spanned;

use crate::base::clause::{Clause, Nature};
use crate::base::condition::{self, Condition, Names};
use crate::base::legal::Place;
use crate::base::rule::{Level, choice};
use crate::diagnostic::Code;
use crate::table::{Reader, Style, Table};

/// A promise about every purchase that meets its conditions.
#[derive(Debug, Clone)]
pub struct Guarantee {
    pub id: String,
    pub title: String,
    /// References it comes from, if any.
    pub bases: Vec<String>,
    pub policy: PolicyWanted,
    /// What it is about; nothing: every purchase.
    pub when: Condition,
    /// All of them hold.
    pub claims: Vec<Claim>,
    pub place: Place,
}

/// Which buyers a guarantee is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyWanted {
    Any,
    /// Buyers without a policy.
    None,
    /// Buyers of this policy.
    One(String),
}

/// What is promised of the answer.
#[derive(Debug, Clone)]
pub enum Claim {
    /// A clause of the selection is recommended: somewhere, or on every lot.
    Recommended { what: Selection, everywhere: bool },
    /// No clause of the selection is recommended.
    Never(Selection),
    /// No clause of the selection is recommended, nor waits for an answer.
    Excluded(Selection),
    /// Exactly one of these clauses is recommended, on the purchase or on each lot.
    ExactlyOne(Vec<String>),
    /// No two of these clauses are recommended on a same contract.
    AtMostOne(Vec<String>),
    /// A duty is in one of these states.
    Duty { id: String, states: Vec<DutyWanted> },
    /// No two recommended clauses exclude each other, at this level or above.
    Compatible(Level),
    /// A recommended clause comes with those it requires.
    Complete,
    /// What is recommended at this level or above rests on a reference in force.
    Founded(Level),
    /// No variable of a recommended clause gets two values.
    Agreed,
    /// At least one of these.
    Any(Vec<Vec<Claim>>),
}

/// Clauses meant by a claim: all its keys hold.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    pub clauses: Vec<String>,
    pub axis: Option<String>,
    pub nature: Option<Nature>,
    /// Writes in one of these pieces.
    pub pieces: Vec<String>,
    /// Recommended at this level or above.
    pub level: Option<Level>,
    /// Called for by a rule of a policy.
    pub by_policy: Option<bool>,
}

/// The state of a duty, its absence included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyWanted {
    Met,
    ToMeet,
    OptedOut,
    Undetermined,
    /// It does not bind this consultation.
    Absent,
}

impl DutyWanted {
    const ALL: [Self; 5] =
        [Self::Met, Self::ToMeet, Self::OptedOut, Self::Undetermined, Self::Absent];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Met => "satisfaite",
            Self::ToMeet => "a_satisfaire",
            Self::OptedOut => "dispensee",
            Self::Undetermined => "indeterminee",
            Self::Absent => "absente",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.id() == id)
    }
}

impl Selection {
    /// Whether it means a clause, whatever its level and its rules.
    #[must_use]
    pub fn means(&self, clause: &Clause) -> bool {
        (self.clauses.is_empty() || self.clauses.contains(&clause.id))
            && self.axis.as_ref().is_none_or(|axis| *axis == clause.axis)
            && self.nature.is_none_or(|nature| nature == clause.nature)
            && (self.pieces.is_empty()
                || self.pieces.iter().any(|piece| clause.texts.contains_key(piece)))
    }
}

impl Claim {
    /// The clauses that it names.
    fn clauses(&self) -> Vec<&str> {
        match self {
            Self::Recommended { what, .. } | Self::Never(what) | Self::Excluded(what) => {
                what.clauses.iter().map(String::as_str).collect()
            }
            Self::ExactlyOne(ids) | Self::AtMostOne(ids) => {
                ids.iter().map(String::as_str).collect()
            }
            Self::Any(branches) => branches.iter().flatten().flat_map(Self::clauses).collect(),
            Self::Duty { .. }
            | Self::Compatible(_)
            | Self::Complete
            | Self::Founded(_)
            | Self::Agreed => Vec::new(),
        }
    }

    /// The duties that it names.
    fn duties(&self) -> Vec<&str> {
        match self {
            Self::Duty { id, .. } => vec![id],
            Self::Any(branches) => branches.iter().flatten().flat_map(Self::duties).collect(),
            _ => Vec::new(),
        }
    }
}

const KEYS: [&str; 6] = ["id", "titre", "fondements", "politique", "quand", "alors"];

impl Guarantee {
    /// The clauses that its claims name.
    pub fn clauses(&self) -> impl Iterator<Item = &str> {
        self.claims.iter().flat_map(Claim::clauses)
    }

    /// The duties that its claims name.
    pub fn duties(&self) -> impl Iterator<Item = &str> {
        self.claims.iter().flat_map(Claim::duties)
    }

    pub(crate) fn read(
        reader: &mut Reader,
        names: Names<'_>,
        mut table: Table<'_>,
    ) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        let title = table.text(reader, "titre");
        let bases =
            table.texts(reader, "fondements").into_iter().map(Spanned::into_inner).collect();
        let policy = match table.opt_text(reader, "politique").map(Spanned::into_inner) {
            None => PolicyWanted::Any,
            Some(none) if none == "aucune" => PolicyWanted::None,
            Some(id) => PolicyWanted::One(id),
        };
        let when =
            table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
        let claims = table.opt_table(reader, "alors").map(|claims| read_claims(reader, claims));
        if claims.is_none() {
            table.missing(reader, "alors");
        }
        table.finish(reader, &KEYS);
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            bases,
            policy,
            when: when.unwrap_or(Condition::All(Vec::new())),
            claims: claims?,
            place,
        })
    }
}

const CLAIMS: [&str; 11] = [
    "recommandee",
    "jamais",
    "exclue",
    "exactement_une",
    "au_plus_une",
    "obligation",
    "sans_incompatibles",
    "exigees_presentes",
    "fondees",
    "valeurs_accordees",
    "un_de",
];

/// Makes a claim of a list of clauses.
type Counted = fn(Vec<String>) -> Claim;

fn read_claims(reader: &mut Reader, mut table: Table<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    if let Some(mut what) = table.opt_table(reader, "recommandee") {
        let everywhere = read_everywhere(reader, &mut what);
        claims.push(Claim::Recommended { what: read_selection(reader, what), everywhere });
    }
    if let Some(what) = table.opt_table(reader, "jamais") {
        claims.push(Claim::Never(read_selection(reader, what)));
    }
    if let Some(what) = table.opt_table(reader, "exclue") {
        claims.push(Claim::Excluded(read_selection(reader, what)));
    }
    for (key, of) in [
        ("exactement_une", Claim::ExactlyOne as Counted),
        ("au_plus_une", Claim::AtMostOne as Counted),
    ] {
        let ids = table.texts(reader, key).into_iter().map(Spanned::into_inner).collect::<Vec<_>>();
        if !ids.is_empty() {
            claims.push(of(ids));
        }
    }
    claims.extend(table.opt_table(reader, "obligation").and_then(|duty| read_duty(reader, duty)));
    claims.extend(read_level(reader, &mut table, "sans_incompatibles").map(Claim::Compatible));
    claims.extend(read_level(reader, &mut table, "fondees").map(Claim::Founded));
    if table.opt_bool(reader, "exigees_presentes") == Some(true) {
        claims.push(Claim::Complete);
    }
    if table.opt_bool(reader, "valeurs_accordees") == Some(true) {
        claims.push(Claim::Agreed);
    }
    let any: Vec<Vec<Claim>> = table
        .tables(reader, "un_de")
        .into_iter()
        .map(|claims| read_claims(reader, claims))
        .collect();
    if !any.is_empty() {
        claims.push(Claim::Any(any));
    }
    let span = table.span.clone();
    table.finish(reader, &CLAIMS);
    if claims.is_empty() {
        let message = "`alors` ne promet rien";
        reader.error(Code::CleManquante, span, message).help =
            Some(format!("promettre l’un de : {}", CLAIMS.join(", ")));
    }
    claims
}

/// `lots = "tous"`: on every lot.
fn read_everywhere(reader: &mut Reader, table: &mut Table<'_>) -> bool {
    let Some(lots) = table.opt_text(reader, "lots") else { return false };
    if lots.get_ref() != "tous" {
        reader.error(Code::ValeurInconnue, lots.span(), "`lots` attend `tous`");
    }
    true
}

fn read_level(reader: &mut Reader, table: &mut Table<'_>, key: &str) -> Option<Level> {
    let node = table.take(key)?;
    let mut alone = Table::from_empty(node.span());
    alone.put(key, node);
    choice(reader, &mut alone, key, &Level::IDS, Level::from_id)
}

fn read_selection(reader: &mut Reader, mut table: Table<'_>) -> Selection {
    let texts = |reader: &mut Reader, table: &mut Table<'_>, key: &str| -> Vec<String> {
        table.texts(reader, key).into_iter().map(Spanned::into_inner).collect()
    };
    let clauses = texts(reader, &mut table, "clauses");
    let axis = table.opt_text(reader, "axe").map(Spanned::into_inner);
    let nature = table.take("nature").and_then(|node| {
        let mut alone = Table::from_empty(node.span());
        alone.put("nature", node);
        choice(reader, &mut alone, "nature", &Nature::IDS, Nature::from_id)
    });
    let pieces = texts(reader, &mut table, "documents");
    let level = read_level(reader, &mut table, "niveau");
    let by_policy = table.opt_bool(reader, "de_la_politique");
    table.finish(
        reader,
        &["clauses", "axe", "nature", "documents", "niveau", "de_la_politique", "lots"],
    );
    Selection { clauses, axis, nature, pieces, level, by_policy }
}

fn read_duty(reader: &mut Reader, mut table: Table<'_>) -> Option<Claim> {
    let id = table.text(reader, "id");
    let mut states = Vec::new();
    for state in table.texts(reader, "etat") {
        if let Some(known) = DutyWanted::from_id(state.get_ref()) {
            states.push(known);
        } else {
            let message = format!("état `{}` inconnu", state.get_ref());
            let possible = DutyWanted::ALL.map(DutyWanted::id).join(", ");
            reader.error(Code::ValeurInconnue, state.span(), message).help =
                Some(format!("états possibles : {possible}"));
        }
    }
    table.finish(reader, &["id", "etat"]);
    Some(Claim::Duty { id: id?.into_inner(), states })
}
