//! Duties (*obligations*): what the law asks of a consultation, which one of several clauses or a reasoned opt-out meets.

use toml::Spanned;

use crate::base::clause::{AXES, Clause, Nature, PIECES};
use crate::base::condition::{self, Condition, Names};
use crate::base::legal::{InForce, Place};
use crate::base::rule::{choice, one_of};
use crate::table::{Reader, Style, Table};

/// What the law asks, and what may meet it.
#[derive(Debug, Clone)]
pub struct Duty {
    pub id: String,
    pub title: String,
    pub bases: Vec<String>,
    pub in_force: InForce,
    pub when: Condition,
    pub met_by: MetBy,
    pub exemptions: Vec<ExemptionCase>,
    /// What the law leaves unsettled, said wherever the duty may bind.
    pub reserves: Vec<Reserve>,
    /// What to do when nothing meets it.
    pub help: String,
    pub place: Place,
}

/// Which clauses meet a duty.
#[derive(Debug, Clone)]
pub enum MetBy {
    Clauses(Vec<String>),
    /// Any clause of an axis and a nature that writes in one of these pieces.
    Kind {
        axis: Option<String>,
        nature: Nature,
        pieces: Vec<String>,
        /// Clauses that are a mere report: they meet nothing.
        except: Vec<String>,
    },
}

/// A point that the law leaves unsettled, and the purchases it concerns (*réserve*).
#[derive(Debug, Clone)]
pub struct Reserve {
    pub when: Condition,
    pub text: String,
}

/// One case of the closed list of opt-outs (*dispense*).
#[derive(Debug, Clone)]
pub struct ExemptionCase {
    pub id: String,
    pub when: Condition,
    pub text: String,
}

impl MetBy {
    /// Whether a clause meets the duty.
    #[must_use]
    pub fn accepts(&self, clause: &Clause) -> bool {
        match self {
            Self::Clauses(ids) => ids.contains(&clause.id),
            Self::Kind { axis, nature, pieces, except } => {
                !except.contains(&clause.id)
                    && axis.as_ref().is_none_or(|axis| *axis == clause.axis)
                    && *nature == clause.nature
                    && (pieces.is_empty()
                        || pieces.iter().any(|piece| clause.texts.contains_key(piece)))
            }
        }
    }
}

const KEYS: [&str; 9] = [
    "id",
    "titre",
    "fondements",
    "en_vigueur",
    "quand",
    "satisfaite_par",
    "aide",
    "dispense",
    "reserve",
];

impl Duty {
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
        let in_force = InForce::read(reader, &mut table);
        let when =
            table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
        let met_by =
            table.opt_table(reader, "satisfaite_par").and_then(|by| read_met_by(reader, by));
        if met_by.is_none() {
            table.missing(reader, "satisfaite_par");
        }
        let help = table.text(reader, "aide");
        let exemptions = table
            .tables(reader, "dispense")
            .into_iter()
            .filter_map(|case| read_case(reader, names, case))
            .collect();
        let reserves = table
            .tables(reader, "reserve")
            .into_iter()
            .filter_map(|reserve| read_reserve(reader, names, reserve))
            .collect();
        table.finish(reader, &KEYS);
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            bases,
            in_force,
            when: when.unwrap_or(Condition::All(Vec::new())),
            met_by: met_by?,
            exemptions,
            reserves,
            help: help?.into_inner(),
            place,
        })
    }
}

pub(crate) fn read_met_by(reader: &mut Reader, mut table: Table<'_>) -> Option<MetBy> {
    let clauses: Vec<String> =
        table.texts(reader, "clauses").into_iter().map(Spanned::into_inner).collect();
    if !clauses.is_empty() {
        table.finish(reader, &["clauses"]);
        return Some(MetBy::Clauses(clauses));
    }
    let axis = table.opt_text(reader, "axe");
    let axis = axis.and_then(|axis| one_of(reader, "axe", &axis, &AXES));
    let nature = choice(reader, &mut table, "nature", &Nature::IDS, Nature::from_id);
    let mut pieces = table.texts(reader, "documents");
    pieces.extend(table.opt_text(reader, "document"));
    let piece = |piece: &Spanned<String>| one_of(reader, "document", piece, &PIECES);
    let pieces = pieces.iter().filter_map(piece).collect();
    let except = table.texts(reader, "sauf").into_iter().map(Spanned::into_inner).collect();
    table.finish(reader, &["clauses", "axe", "nature", "document", "documents", "sauf"]);
    Some(MetBy::Kind { axis, nature: nature?, pieces, except })
}

fn read_reserve(reader: &mut Reader, names: Names<'_>, mut table: Table<'_>) -> Option<Reserve> {
    let when = table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
    let text = table.text(reader, "texte");
    table.finish(reader, &["quand", "texte"]);
    Some(Reserve { when: when.unwrap_or(Condition::All(Vec::new())), text: text?.into_inner() })
}

fn read_case(reader: &mut Reader, names: Names<'_>, mut table: Table<'_>) -> Option<ExemptionCase> {
    let id = table.id(reader, Style::Kebab);
    let when = table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
    let text = table.text(reader, "texte");
    table.finish(reader, &["id", "quand", "texte"]);
    Some(ExemptionCase {
        id: id?.into_inner(),
        when: when.unwrap_or(Condition::All(Vec::new())),
        text: text?.into_inner(),
    })
}
