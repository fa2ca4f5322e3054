//! What the purchases come to: axes, families, amounts, and what was read.

use serde::Serialize;

use super::super::{euros, number, place};
use super::chart::{self, Fill};
use super::figure::{Figure, Figures};
use crate::money::Rate;
use crate::portfolio::fate::{Note, Refusal};
use crate::portfolio::report::Family;
use crate::portfolio::subject::{DECLARED, Said, State, Subject, Sum};
use crate::portfolio::totals::Count;

/// An axis, with its bars.
#[derive(Debug, Serialize)]
pub(super) struct Axis {
    pub title: String,
    pub called: Figure,
    pub pending: Figure,
    pub no: Figure,
    pub bar: String,
    /// Declared, « pas de considération », nothing said; on the axes that contracts declare.
    pub said: Option<[Figure; 3]>,
    pub said_bar: String,
    pub goal: Option<String>,
}

pub(super) fn axes(figures: Figures<'_>) -> Vec<Axis> {
    let n = figures.report.contrats;
    let axis = |(at, id): (usize, &&str)| {
        let [called, pending, no] = [State::Called, State::Pending, State::No]
            .map(|state| figures.share(Subject::Axis(at, state), n));
        let said = DECLARED.contains(id).then(|| {
            [Said::Declared, Said::Without, Said::Nothing]
                .map(|said| figures.share(Subject::Declared(at, said), n))
        });
        let title = figures.axis_title(id);
        let goal = figures.setting.objectifs.iter().find(|goal| goal.axe == **id);
        let told = format!(
            "{title}, recommandé : au moins une clause à {} achats, le serait, si… {}, non {}",
            called.text, pending.text, no.text
        );
        let fills = [Fill::Solid, Fill::Hatched, Fill::Empty];
        let parts: Vec<_> = fills.into_iter().zip([called.n, pending.n, no.n]).collect();
        Axis {
            bar: chart::bar(&parts, None, &told),
            said_bar: said.as_ref().map_or_else(String::new, |said| {
                said_bar(&title, said, goal.map(|goal| goal.taux))
            }),
            goal: goal.map(|goal| Rate::from_ten_thousandths(goal.taux).to_string()),
            title,
            called,
            pending,
            no,
            said,
        }
    };
    figures.tally.sorter.axes.iter().enumerate().map(axis).collect()
}

fn said_bar(title: &str, [yes, without, nothing]: &[Figure; 3], goal: Option<i64>) -> String {
    let told = format!(
        "{title}, déclaré : {} achats déclarent une considération, {} disent « pas de considération », {} ne disent rien",
        yes.text, without.text, nothing.text
    );
    let parts = [(Fill::Solid, yes.n), (Fill::Dotted, without.n), (Fill::Empty, nothing.n)];
    chart::bar(&parts, goal, &told)
}

/// Families by axes.
#[derive(Debug, Serialize)]
pub(super) struct Heat {
    pub axes: Vec<String>,
    pub rows: Vec<HeatRow>,
}

/// A family.
#[derive(Debug, Serialize)]
pub(super) struct HeatRow {
    pub title: String,
    pub all: Figure,
    pub cells: Vec<Cell>,
}

/// What is recommended on an axis to a family.
#[derive(Debug, Serialize)]
pub(super) struct Cell {
    pub called: Figure,
    /// « + n si… ».
    pub pending: Option<Figure>,
    /// From 0 to 4.
    pub shade: u64,
}

pub(super) fn heat(figures: Figures<'_>) -> Heat {
    let sorter = &figures.tally.sorter;
    let n_axes = sorter.axes.len();
    let row = |family: &Family| {
        let at = sorter.families.binary_search(&family.id.as_str());
        let at = at.unwrap_or(sorter.families.len());
        HeatRow {
            title: family.titre.clone(),
            all: figures.count(Subject::Family(at)),
            cells: (0..n_axes).map(|axis| cell(figures, at, axis, family.contrats)).collect(),
        }
    };
    Heat {
        axes: sorter.axes.iter().map(|id| figures.axis_title(id)).collect(),
        rows: figures.report.familles.iter().map(row).collect(),
    }
}

fn cell(figures: Figures<'_>, family: usize, axis: usize, total: u64) -> Cell {
    let called = figures.share(Subject::Cell(family, axis, State::Called), total);
    let pending = figures.count(Subject::Cell(family, axis, State::Pending));
    let text = format!("+ {} si…", pending.text);
    Cell {
        shade: (called.n * 4).div_ceil(total.max(1)),
        called,
        pending: (pending.n > 0).then_some(Figure { text, ..pending }),
    }
}

/// Amounts of one kind.
#[derive(Debug, Serialize)]
pub(super) struct Amount {
    pub what: &'static str,
    pub contracts: Figure,
    pub sum: Option<String>,
    pub note: &'static str,
}

pub(super) fn amounts(figures: Figures<'_>) -> Vec<Amount> {
    let sums = &figures.report.montants;
    let line = |what, sum: Sum, centimes: Option<i128>, note| Amount {
        what,
        contracts: figures.count(Subject::Sum(sum)),
        sum: centimes.map(euros),
        note,
    };
    let lines = vec![
        line("Marchés ordinaires", Sum::Ordinary, Some(sums.marches_centimes), ""),
        line(
            "Accords-cadres, au maximum",
            Sum::Ceiling,
            Some(sums.plafonds_centimes),
            "Un maximum n’est pas une dépense ; il ne s’ajoute pas aux marchés.",
        ),
        line(
            "Autres titulaires d’un même accord-cadre",
            Sum::Repeated,
            None,
            "Ils répètent le maximum d’un autre, déjà compté.",
        ),
        line(
            "Marchés subséquents",
            Sum::Subsequent,
            Some(sums.subsequents_centimes),
            "Déjà dans les maximums : à n’ajouter à rien.",
        ),
        line("Montant inconnu ou fictif", Sum::Unknown, None, "Hors des sommes."),
    ];
    lines.into_iter().filter(|line| line.contracts.n > 0).collect()
}

/// What was read, refused, repaired.
#[derive(Debug, Serialize)]
pub(super) struct Sources {
    pub rows: Vec<(String, String, String)>,
    pub refused: Vec<Sampled>,
    pub noted: Vec<Sampled>,
}

/// A reason, how many, the first ones.
#[derive(Debug, Serialize)]
pub(super) struct Sampled {
    pub id: String,
    pub words: String,
    pub n: String,
    pub samples: Vec<String>,
}

pub(super) fn sources(figures: Figures<'_>) -> Sources {
    let report = figures.report;
    let row = |(name, count): (&String, &crate::portfolio::totals::SourceCount)| {
        (name.clone(), number(count.lus), number(count.refuses))
    };
    let sampled = |id: &str, words: Option<&'static str>, count: &Count| Sampled {
        id: id.to_owned(),
        words: words.unwrap_or(id).to_owned(),
        n: number(count.nombre),
        samples: count.exemples.iter().map(place).collect(),
    };
    let refused = report.motifs_de_refus.iter();
    let noted = report.remarques.iter();
    Sources {
        rows: report.sources.iter().map(row).collect(),
        refused: refused
            .map(|(id, count)| sampled(id, Refusal::from_id(id).map(Refusal::words), count))
            .collect(),
        noted: noted
            .map(|(id, count)| sampled(id, Note::from_id(id).map(Note::words), count))
            .collect(),
    }
}
