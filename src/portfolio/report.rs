//! The figures that totals say: counts, amounts, axes, clauses, families, years; the same whether totals were merged or not.
//!
//! Its fields are those of the published JSON.

mod figures;
mod recall;

use std::collections::BTreeMap;

use serde::Serialize;

use self::figures::Figures;
use super::considerations::Declared;
use super::contribution::Contribution;
use super::totals::{Count, SourceCount, Totals};

pub use self::recall::{FamilyRecall, Recall};

/// What a portfolio comes to.
#[derive(Debug, Serialize)]
pub struct Report<'t> {
    pub base: BaseName<'t>,
    pub politique: Option<&'t str>,
    pub date: Option<jiff::civil::Date>,
    pub periode: Option<Period>,
    pub interrompu: bool,
    pub lus: u64,
    pub evalues: u64,
    pub refuses: u64,
    /// Records of a contract already there.
    pub repetes: u64,
    pub contrats: u64,
    pub sources: &'t BTreeMap<String, SourceCount>,
    pub motifs_de_refus: &'t BTreeMap<String, Count>,
    pub remarques: &'t BTreeMap<String, Count>,
    pub montants: Amounts,
    pub axes: Vec<Axis>,
    pub clauses: Vec<ClauseLine<'t>>,
    pub moyens: Vec<MeasureLine<'t>>,
    pub familles: Vec<Family>,
    pub annees: BTreeMap<String, Year>,
    /// Contracts that declare nothing on an axis where something was recommended, the largest first.
    pub a_regarder: Vec<Named<'t>>,
    pub rappel: Vec<Recall>,
}

#[derive(Debug, Serialize)]
pub struct BaseName<'t> {
    pub version: &'t str,
    pub empreinte: &'t str,
}

#[derive(Debug, Serialize)]
pub struct Period {
    pub du: jiff::civil::Date,
    pub au: jiff::civil::Date,
}

/// Sums in centimes, of like amounts only.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Amounts {
    pub marches_centimes: i128,
    pub marches: u64,
    /// Maxima, each counted once.
    pub plafonds_centimes: i128,
    pub plafonds: u64,
    /// Records that repeat a maximum already counted.
    pub plafonds_repetes: u64,
    /// Within maxima: not to be added to them.
    pub subsequents_centimes: i128,
    pub subsequents: u64,
    pub inconnus: u64,
}

/// Contracts by the best state of an axis.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Axis {
    pub axe: String,
    /// At least one clause recommended.
    pub recommandee: u64,
    /// None, and one that an answer would call for.
    pub le_serait_si: u64,
    pub non: u64,
    /// Only on the social and environmental axes, which contracts declare.
    pub declares: u64,
    pub declares_sans: u64,
    pub non_declares: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct ClauseLine<'t> {
    pub id: &'t str,
    pub titre: &'t str,
    pub axe: &'t str,
    pub nature: &'t str,
    pub recommandee: u64,
    pub a_etudier: u64,
    pub le_serait_si: u64,
    pub non: u64,
    pub retenue: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct MeasureLine<'t> {
    pub id: &'t str,
    pub texte: &'t str,
    pub recommandee: u64,
    pub le_serait_si: u64,
    pub retenue: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Family {
    /// Empty when unknown.
    pub id: String,
    pub titre: String,
    pub contrats: u64,
    /// Contracts with a clause recommended, by axis.
    pub recommandee: BTreeMap<String, u64>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Year {
    pub contrats: u64,
    pub declarent_social: u64,
    pub declarent_environnemental: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Named<'t> {
    pub acheteur: &'t str,
    pub id: &'t str,
    pub objet: &'t str,
    pub montant_centimes: Option<i64>,
    pub axe: &'static str,
    pub recommandees: u64,
}

/// Axes that contracts declare.
const DECLARED: [&str; 2] = ["social", "environnemental"];

/// What a contribution declares on an axis.
fn declared(one: &Contribution, axis: &str) -> Option<Declared> {
    match axis {
        "social" => one.social,
        "environnemental" => one.environnemental,
        _ => None,
    }
}

impl<'t> Report<'t> {
    #[must_use]
    pub fn of(totals: &'t Totals) -> Self {
        let setting = &totals.reglages;
        let figures = Figures { setting, totals };
        let (axes, clauses) = (figures.axes(), figures.clauses());
        Self {
            base: BaseName { version: &setting.version, empreinte: &setting.empreinte },
            politique: setting.politique.as_deref(),
            date: setting.date,
            periode: setting.periode.map(|(du, au)| Period { du, au }),
            interrompu: totals.interrompu,
            lus: totals.lus,
            evalues: totals.evalues,
            refuses: totals.n_refused(),
            repetes: totals.n_repeated(),
            contrats: totals.contrats.len() as u64,
            sources: &totals.sources,
            motifs_de_refus: &totals.refuses,
            remarques: &totals.remarques,
            montants: figures.amounts(),
            axes,
            clauses,
            moyens: figures.measures(),
            familles: figures.families(),
            annees: figures.years(),
            a_regarder: figures.to_look_at(),
            rappel: DECLARED.iter().map(|axis| recall::of(totals, axis)).collect(),
        }
    }
}
