//! The data of a portfolio: one row a contract, for a spreadsheet or for another program.

mod text;
mod workbook;

use jiff::civil::Date;

pub use self::text::write as csv;
pub use self::workbook::{MOST_ROWS, write as xlsx};

use super::declared_words;
use crate::portfolio::contract::{AmountKind, Origin};
use crate::portfolio::contribution::Contribution;
use crate::portfolio::key::Key;
use crate::portfolio::report::family_title;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::{DECLARED, State, declared};
use crate::portfolio::totals::Totals;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    Count(u64),
    Centimes(i64),
    Day(Date),
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    fn yes_or_no(said: Option<bool>) -> Self {
        said.map_or(Self::Empty, |said| Self::text(if said { "oui" } else { "non" }))
    }
}

/// Whether a spreadsheet would take a text for a formula.
fn is_formula(text: &str) -> bool {
    // A full-width sign counts for a sign in some versions.
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// The names of the columns.
fn headings(sorter: &Sorter<'_>) -> Vec<String> {
    let fixed = [
        "cle",
        "acheteur",
        "numero",
        "objet",
        "famille",
        "date",
        "publie",
        "montant_ht",
        "nature_du_montant",
        "origine",
    ];
    let states = sorter.axes.iter().map(|axis| format!("etat_{axis}"));
    let said = DECLARED.iter().map(|axis| format!("declare_{axis}"));
    let last = [
        "clauses_recommandees",
        "clauses_si",
        "clauses_a_etudier",
        "clauses_retenues",
        "clauses_ecartees",
        "clauses_manquees",
        "heures_insertion",
        "groupement",
        "negociation",
        "innovant",
    ];
    let fixed = fixed.into_iter().map(str::to_owned);
    fixed.chain(states).chain(said).chain(last.into_iter().map(str::to_owned)).collect()
}

/// Every row, in the order of keys.
fn rows<'t>(totals: &'t Totals, sorter: &'t Sorter<'t>) -> impl Iterator<Item = Vec<Cell>> + 't {
    totals.contrats.iter().map(|(key, one)| row(totals, sorter, *key, one))
}

fn row(totals: &Totals, sorter: &Sorter<'_>, key: Key, one: &Contribution) -> Vec<Cell> {
    let ids = |list: &[u16]| {
        let ids = list.iter().filter_map(|at| totals.reglages.clause(*at));
        Cell::text(ids.map(|clause| clause.id.as_str()).collect::<Vec<_>>().join(" "))
    };
    let missed: Vec<u16> = sorter.missed(one).collect();
    let mut cells = vec![
        Cell::text(format!("{:032x}", key.0)),
        Cell::text(&*one.acheteur),
        Cell::text(&*one.id),
        Cell::text(&*one.objet),
        Cell::text(family_title(&totals.reglages, &one.famille)),
        one.date.map_or(Cell::Empty, Cell::Day),
        one.publie.map_or(Cell::Empty, Cell::Day),
        one.montant.map_or(Cell::Empty, Cell::Centimes),
        Cell::text(kind(one.nature)),
        Cell::text(origin(one.origine)),
    ];
    let mut states = Vec::new();
    sorter.states(one, &mut states);
    cells.extend(states.into_iter().map(|one| Cell::text(state(one))));
    cells.extend(DECLARED.iter().map(|axis| said(one, axis)));
    let lists =
        [&*one.recommandees, &one.si, &one.a_etudier, &one.retenues, &one.ecartees, &missed];
    cells.extend(lists.into_iter().map(ids));
    cells.push(one.heures.map_or(Cell::Empty, Cell::Count));
    let award = one.attribution;
    cells.extend([award.groupement, award.negociation, award.innovant].map(Cell::yes_or_no));
    cells
}

/// What is declared; empty where nothing is said.
fn said(one: &Contribution, axis: &str) -> Cell {
    match declared(one, axis) {
        Some(what) if what.is_some() => Cell::text(declared_words(what)),
        Some(_) => Cell::text("aucune"),
        None => Cell::Empty,
    }
}

const fn state(state: State) -> &'static str {
    match state {
        State::Called => "recommandée",
        State::Pending => "le serait, si…",
        State::No => "non",
    }
}

const fn kind(kind: AmountKind) -> &'static str {
    match kind {
        AmountKind::Ordinaire => "marché",
        AmountKind::Plafond => "maximum d’un accord-cadre",
        AmountKind::Subsequent => "marché subséquent",
    }
}

const fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Published => "publié",
        Origin::Planned => "programme",
        Origin::Fiche => "fiche",
    }
}
