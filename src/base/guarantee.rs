//! Guarantees (*garanties*): what a base promises of every purchase that can exist, to be proved.

use std::ops::Range;

use toml::Spanned;

use crate::base::clause::{AXES, Clause, Nature, PIECES};
use crate::base::condition::{self, Condition, Names};
use crate::base::legal::Place;
use crate::base::rule::{Level, choice, one_of};
use crate::diagnostic::Code;
use crate::table::{Reader, Style, Table, as_texts};

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
    /// Everything that it names.
    pub cited: Vec<Cited>,
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

/// What a guarantee names elsewhere in the base, where it is written.
#[derive(Debug, Clone)]
pub struct Cited {
    pub what: Thing,
    pub id: String,
    pub place: Place,
}

/// What may be named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Basis,
    Clause,
    Duty,
    Policy,
}

const KEYS: [&str; 6] = ["id", "titre", "fondements", "politique", "quand", "alors"];

impl Guarantee {
    pub(crate) fn read(
        reader: &mut Reader,
        names: Names<'_>,
        mut table: Table<'_>,
    ) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        let title = table.text(reader, "titre");
        let mut cited = Vec::new();
        let bases = table.texts(reader, "fondements");
        let bases = cite(reader, &mut cited, Thing::Basis, bases);
        let policy = match table.opt_text(reader, "politique") {
            None => PolicyWanted::Any,
            Some(none) if none.get_ref() == "aucune" => PolicyWanted::None,
            Some(id) => {
                cite(reader, &mut cited, Thing::Policy, vec![id.clone()]);
                PolicyWanted::One(id.into_inner())
            }
        };
        let when =
            table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
        let claims = table.take("alors");
        if claims.is_none() {
            let at = place.span.start;
            nothing_promised(reader, at..at, "clé `alors` manquante");
        }
        let claims = claims.and_then(|node| Table::from_node(reader, "alors", node));
        let claims = claims.map(|claims| read_claims(reader, claims, &mut cited));
        table.finish(reader, &KEYS);
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            bases,
            policy,
            when: when.unwrap_or(Condition::All(Vec::new())),
            claims: claims?,
            cited,
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

fn read_claims(reader: &mut Reader, mut table: Table<'_>, cited: &mut Vec<Cited>) -> Vec<Claim> {
    let n_before = reader.found.len();
    let mut claims = Vec::new();
    if let Some(mut what) = table.opt_table(reader, "recommandee") {
        let everywhere = read_everywhere(reader, &mut what);
        claims.push(Claim::Recommended { what: read_selection(reader, what, cited), everywhere });
    }
    if let Some(what) = table.opt_table(reader, "jamais") {
        claims.push(Claim::Never(read_selection(reader, what, cited)));
    }
    if let Some(what) = table.opt_table(reader, "exclue") {
        claims.push(Claim::Excluded(read_selection(reader, what, cited)));
    }
    for (key, of) in [
        ("exactement_une", Claim::ExactlyOne as Counted),
        ("au_plus_une", Claim::AtMostOne as Counted),
    ] {
        if let Some(ids) = read_list(reader, &mut table, key) {
            claims.push(of(cite(reader, cited, Thing::Clause, ids)));
        }
    }
    if let Some(duty) = table.opt_table(reader, "obligation") {
        claims.extend(read_duty(reader, duty, cited));
    }
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
        .map(|claims| read_claims(reader, claims, cited))
        .collect();
    if !any.is_empty() {
        claims.push(Claim::Any(any));
    }
    let span = table.span.clone();
    table.finish(reader, &CLAIMS);
    // What was meant and is badly written is said already.
    if claims.is_empty() && reader.found.len() == n_before {
        nothing_promised(reader, span, "`alors` ne promet rien");
    }
    claims
}

fn nothing_promised(reader: &mut Reader, span: Range<usize>, message: &str) {
    reader.error(Code::CleManquante, span, message).help =
        Some(format!("promettre sous `alors` l’un de : {}", CLAIMS.join(", ")));
}

/// Keeps where some ids are written, to be looked for once every file is read.
fn cite(
    reader: &Reader,
    cited: &mut Vec<Cited>,
    what: Thing,
    ids: Vec<Spanned<String>>,
) -> Vec<String> {
    for id in &ids {
        let place = Place { source: reader.source.clone(), span: id.span() };
        cited.push(Cited { what, id: id.get_ref().clone(), place });
    }
    ids.into_iter().map(Spanned::into_inner).collect()
}

/// A list that holds something, where there is one: an empty one would promise nothing, or of everything.
fn read_list(
    reader: &mut Reader,
    table: &mut Table<'_>,
    key: &str,
) -> Option<Vec<Spanned<String>>> {
    let node = table.take(key)?;
    let (span, n_before) = (node.span(), reader.found.len());
    let texts = as_texts(reader, key, node);
    if texts.is_empty() && reader.found.len() == n_before {
        reader.error(Code::CleManquante, span, format!("`{key}` est une liste vide")).help =
            Some("y écrire au moins un nom, ou retirer cette ligne".into());
    }
    Some(texts)
}

/// `lots = "tous"`: on every lot.
fn read_everywhere(reader: &mut Reader, table: &mut Table<'_>) -> bool {
    let Some(lots) = table.opt_text(reader, "lots") else { return false };
    if lots.get_ref() != "tous" {
        reader.error(Code::ValeurInconnue, lots.span(), "`lots` attend `tous`").help =
            Some("écrire `lots = \"tous\"`, ou retirer la clé : un seul lot suffit alors".into());
    }
    true
}

fn read_level(reader: &mut Reader, table: &mut Table<'_>, key: &str) -> Option<Level> {
    let node = table.take(key)?;
    let mut alone = Table::from_empty(node.span());
    alone.put(key, node);
    choice(reader, &mut alone, key, &Level::IDS, Level::from_id)
}

fn read_selection(reader: &mut Reader, mut table: Table<'_>, cited: &mut Vec<Cited>) -> Selection {
    let clauses = read_list(reader, &mut table, "clauses").unwrap_or_default();
    let clauses = cite(reader, cited, Thing::Clause, clauses);
    let axis = table.opt_text(reader, "axe");
    let axis = axis.and_then(|axis| one_of(reader, "axe", &axis, &AXES));
    let nature = table.take("nature").and_then(|node| {
        let mut alone = Table::from_empty(node.span());
        alone.put("nature", node);
        choice(reader, &mut alone, "nature", &Nature::IDS, Nature::from_id)
    });
    let pieces = read_list(reader, &mut table, "documents").unwrap_or_default();
    let piece = |piece: &Spanned<String>| one_of(reader, "documents", piece, &PIECES);
    let pieces = pieces.iter().filter_map(piece).collect();
    let level = read_level(reader, &mut table, "niveau");
    let by_policy = table.opt_bool(reader, "de_la_politique");
    table.finish(
        reader,
        &["clauses", "axe", "nature", "documents", "niveau", "de_la_politique", "lots"],
    );
    Selection { clauses, axis, nature, pieces, level, by_policy }
}

fn read_duty(reader: &mut Reader, mut table: Table<'_>, cited: &mut Vec<Cited>) -> Option<Claim> {
    let id = table.text(reader, "id");
    cite(reader, cited, Thing::Duty, id.iter().cloned().collect());
    let wanted = read_list(reader, &mut table, "etat");
    if wanted.is_none() {
        table.missing(reader, "etat");
    }
    let mut states = Vec::new();
    for state in wanted.unwrap_or_default() {
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
