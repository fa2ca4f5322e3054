//! The means and the indicators of the policy, counted.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::policy::Counted;
use crate::portfolio::setting::{IndicatorName, MeasureName, Setting};
use crate::portfolio::subject::{Part, Subject};
use crate::portfolio::tally::Tally;

/// Un moyen de la politique.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MeasureLine<'t> {
    pub id: &'t str,
    pub ambition: &'t str,
    pub texte: &'t str,
    pub priorite: u32,
    /// Les achats dont une clause du moyen est recommandée, à étudier, ou attend une réponse.
    pub concernes: u64,
    pub recommandee: u64,
    /// Aucune recommandée, et une qu'une réponse appellerait.
    pub le_serait_si: u64,
    pub retenue: u64,
    /// Les achats concernés qui déclarent sur l'axe une considération de même nature ; nul : les données publiées ne le disent pas.
    pub declaree: Option<u64>,
}

/// Un indicateur de la politique.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndicatorLine<'t> {
    pub id: &'t str,
    pub ambition: &'t str,
    pub texte: &'t str,
    /// Calculé sur les achats, d'après la politique ; sinon saisi.
    pub calcule: bool,
    /// Ce qui se compte ; nul : les sources ne le disent pas.
    pub compte: Option<Counted>,
    pub total: IndicatorYear,
    /// Par année ; un achat sans date n’est que du total.
    pub annees: BTreeMap<String, IndicatorYear>,
}

/// Ce qui est compté, une année.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndicatorYear {
    /// Les achats comptés.
    pub nombre: u64,
    /// Ceux dont la réponse est connue, oui ou non.
    pub connus: u64,
    /// Les heures d'insertion des clauses retenues, quand c'est elles qui se comptent.
    pub heures: Option<u64>,
}

pub(super) fn measures<'t>(setting: &'t Setting, tally: &Tally<'_>) -> Vec<MeasureLine<'t>> {
    let line = |(at, measure): (usize, &'t MeasureName)| MeasureLine {
        id: &measure.id,
        ambition: &measure.ambition,
        texte: &measure.texte,
        priorite: measure.priorite,
        concernes: tally.part(at, Part::Concerned),
        recommandee: tally.part(at, Part::Called),
        le_serait_si: tally.part(at, Part::Pending),
        retenue: tally.part(at, Part::Kept),
        declaree: tally.sorter.is_declarable(at).then(|| tally.part(at, Part::Declared)),
    };
    setting.moyens.iter().enumerate().map(line).collect()
}

pub(super) fn indicators<'t>(setting: &'t Setting, tally: &Tally<'_>) -> Vec<IndicatorLine<'t>> {
    let all = setting.indicators().iter().enumerate();
    all.map(|(at, indicator)| line(tally, at, indicator)).collect()
}

fn line<'t>(tally: &Tally<'_>, at: usize, indicator: &'t IndicatorName) -> IndicatorLine<'t> {
    let is_hours = indicator.compte == Some(Counted::Heures);
    let of = |year: Option<i16>| IndicatorYear {
        nombre: tally.n(Subject::Indicator(at, year)),
        connus: tally.n(Subject::Known(at, year)),
        heures: is_hours.then(|| match year {
            Some(_) => tally.hours.get(&year).copied().unwrap_or(0),
            None => tally.hours.values().sum(),
        }),
    };
    let years = tally.lists.keys().filter_map(|subject| match subject {
        Subject::Known(one, Some(year)) if *one == at => Some(*year),
        _ => None,
    });
    IndicatorLine {
        id: &indicator.id,
        ambition: &indicator.ambition,
        texte: &indicator.texte,
        calcule: indicator.calcule,
        compte: indicator.compte,
        total: of(None),
        annees: years.map(|year| (year.to_string(), of(Some(year)))).collect(),
    }
}
