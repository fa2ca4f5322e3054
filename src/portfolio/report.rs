//! The figures that totals say: counts, amounts, axes, clauses, families, years; the same whether totals were merged or not.
//!
//! Its fields are those of the published JSON.

mod figures;
mod goal;
mod law;
mod lines;
mod once;
mod plan;
mod reading;
mod recall;
mod sums;

use std::collections::BTreeMap;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::sorter::Sorter;
use super::tally::Tally;
use super::totals::{Count, SourceCount, Totals};

pub use self::goal::GoalLine;
pub use self::law::Declaration;
pub(crate) use self::lines::family_title;
pub use self::plan::{IndicatorLine, IndicatorYear, MeasureLine};
pub use self::recall::{FamilyRecall, Recall};
pub use super::subject::{DECLARED, declared};

/// What a portfolio comes to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report<'t> {
    pub base: BaseName<'t>,
    pub politique: Option<&'t str>,
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    pub periode: Option<Period>,
    /// Le premier et le dernier jour des contrats datés.
    pub jours: Option<Period>,
    /// Combien d'acheteurs, et lequel s'il est seul.
    pub acheteurs: u64,
    pub acheteur: Option<&'t str>,
    pub interrompu: bool,
    pub lus: u64,
    pub evalues: u64,
    pub refuses: u64,
    /// Records of a contract already there.
    pub repetes: u64,
    pub contrats: u64,
    /// Ceux d'une fiche où l'acheteur a décidé : elle seule dit ce qu'il a retenu.
    pub decides: u64,
    pub sources: &'t BTreeMap<String, SourceCount>,
    pub motifs_de_refus: &'t BTreeMap<String, Count>,
    pub remarques: &'t BTreeMap<String, Count>,
    pub montants: Amounts,
    pub objectifs: Vec<GoalLine<'t>>,
    /// Ce que la loi demande à une politique de publier, en nombre et en valeur.
    pub declarations: Vec<Declaration>,
    pub axes: Vec<Axis>,
    pub clauses: Vec<ClauseLine<'t>>,
    pub moyens: Vec<MeasureLine<'t>>,
    pub indicateurs: Vec<IndicatorLine<'t>>,
    pub familles: Vec<Family>,
    pub annees: BTreeMap<String, Year>,
    /// Contracts that declare nothing on an axis where something was recommended, the largest first.
    pub a_regarder: Vec<Named<'t>>,
    pub rappel: Vec<Recall>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BaseName<'t> {
    pub version: &'t str,
    pub empreinte: &'t str,
    /// Le jour dont elle dit le droit.
    #[schemars(with = "String", extend("format" = "date"))]
    pub etat_du_droit: Date,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Period {
    #[schemars(with = "String", extend("format" = "date"))]
    pub du: Date,
    #[schemars(with = "String", extend("format" = "date"))]
    pub au: Date,
}

/// Sums in centimes, of like amounts only.
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
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
#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
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

#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
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

#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Family {
    /// Empty when unknown.
    pub id: String,
    pub titre: String,
    pub contrats: u64,
    /// Contracts with a clause recommended, by axis.
    pub recommandee: BTreeMap<String, u64>,
}

#[derive(Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Year {
    pub contrats: u64,
    /// Ceux qui disent s'ils portent une considération, oui ou non.
    pub disent_social: u64,
    pub disent_environnemental: u64,
    pub declarent_social: u64,
    pub declarent_environnemental: u64,
}

#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Named<'t> {
    pub acheteur: &'t str,
    pub id: &'t str,
    pub objet: &'t str,
    pub montant_centimes: Option<i64>,
    pub axe: &'static str,
    pub recommandees: u64,
}

impl<'t> Report<'t> {
    #[must_use]
    pub fn of(totals: &'t Totals) -> Self {
        let setting = &totals.reglages;
        let figures = reading::read(totals, &Sorter::new(setting)).end();
        let tally = Tally::of_plan(totals);
        Self {
            base: BaseName {
                version: &setting.version,
                empreinte: &setting.empreinte,
                etat_du_droit: setting.etat_du_droit,
            },
            politique: setting.politique.as_deref(),
            date: setting.date,
            periode: setting.periode.map(|(du, au)| Period { du, au }),
            jours: figures.days,
            acheteurs: figures.n_buyers,
            acheteur: figures.buyer,
            interrompu: totals.interrompu,
            lus: totals.lus,
            evalues: totals.evalues,
            refuses: totals.n_refused(),
            repetes: totals.n_repeated(),
            contrats: totals.contrats.len() as u64,
            decides: figures.decided,
            sources: &totals.sources,
            motifs_de_refus: &totals.refuses,
            remarques: &totals.remarques,
            montants: figures.amounts,
            objectifs: figures.goals,
            declarations: figures.declarations,
            axes: figures.axes,
            clauses: figures.clauses,
            moyens: plan::measures(setting, &tally),
            indicateurs: plan::indicators(setting, &tally),
            familles: figures.families,
            annees: figures.years,
            a_regarder: figures.to_look_at,
            rappel: figures.recalls,
        }
    }
}

/// The JSON Schema of a report as written.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Report<'static>>().to_value()
}
