//! What totals were made with, and every name that their figures need: totals are read without the base that made them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Base;
use crate::base::policy::{Counted, Policy};
use crate::base::thresholds::Row;
use crate::fact::Value;

/// The national goals on the share of contracts: the axis, and the dated value that holds it.
const GOALS: [(&str, &str); 2] = [
    ("social", "quotas.contrats_consideration_sociale"),
    ("environnemental", "quotas.contrats_consideration_environnementale"),
];

/// Ce avec quoi les totaux ont été faits : ceux d'un autre réglage ne s'y ajoutent pas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Setting {
    pub version: String,
    pub empreinte: String,
    /// Le jour dont la base dit le droit.
    #[schemars(with = "String", extend("format" = "date"))]
    pub etat_du_droit: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub politique: Option<String>,
    /// Le jour dont les règles s'appliquent à tous, si ce n'est pas celui de chacun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// Premier jour, et premier jour d'après.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<(String, String)>")]
    pub periode: Option<(Date, Date)>,
    /// Les contributions des contrats y renvoient par leur rang.
    pub clauses: Vec<ClauseName>,
    /// Les moyens de la politique.
    pub moyens: Vec<MeasureName>,
    pub familles: BTreeMap<String, String>,
    /// Le plan de la politique : axes, ambitions, indicateurs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<PolicyName>,
    /// Les objectifs nationaux, tels que la base les date.
    pub objectifs: Vec<GoalName>,
}

/// Une clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClauseName {
    pub id: String,
    pub titre: String,
    pub axe: String,
    pub nature: String,
}

/// Un moyen de la politique, et les clauses qui le servent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureName {
    pub id: String,
    pub ambition: String,
    pub texte: String,
    /// 1 à 3 : 1 passe d'abord.
    pub priorite: u32,
    pub clauses: Vec<u16>,
}

/// Une politique d'achat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyName {
    pub titre: String,
    #[schemars(with = "Option<String>")]
    pub du: Option<Date>,
    /// Premier jour où elle ne vaut plus.
    #[schemars(with = "Option<String>")]
    pub au: Option<Date>,
    /// Mois entre son premier jour et son bilan publié.
    pub bilan_mois: Option<u32>,
    pub axes: Vec<Titled>,
    pub ambitions: Vec<AmbitionName>,
    pub indicateurs: Vec<IndicatorName>,
}

/// Un identifiant et son titre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Titled {
    pub id: String,
    pub titre: String,
}

/// Une ambition de la politique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmbitionName {
    pub id: String,
    pub axe: String,
    pub titre: String,
}

/// Un indicateur de la politique.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IndicatorName {
    pub id: String,
    pub ambition: String,
    pub texte: String,
    /// Calculé sur les achats, d'après la politique ; sinon saisi.
    pub calcule: bool,
    /// Ce qui se compte de chaque achat ; sans lui, les sources ne le disent pas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compte: Option<Counted>,
    /// Les clauses qui le nomment.
    pub clauses: Vec<u16>,
}

/// Un objectif national sur la part des contrats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GoalName {
    pub axe: String,
    /// En dix-millièmes : 3000 vaut 30 %.
    pub taux: i64,
    #[schemars(with = "Option<String>")]
    pub du: Option<Date>,
    /// Premier jour où il ne vaut plus.
    #[schemars(with = "Option<String>")]
    pub au: Option<Date>,
    pub titre: String,
    pub reference: String,
    pub confirme: bool,
}

impl Setting {
    #[must_use]
    pub fn of(
        base: &Base,
        policy: Option<&str>,
        date: Option<Date>,
        period: Option<(Date, Date)>,
    ) -> Self {
        let chosen = policy.and_then(|id| base.policies.get(id));
        let families = base.categories.list.iter();
        Self {
            version: base.version.clone(),
            empreinte: base.fingerprint().to_owned(),
            etat_du_droit: base.as_of,
            politique: policy.map(str::to_owned),
            date,
            periode: period,
            clauses: clauses(base),
            moyens: chosen.map_or_else(Vec::new, |policy| measures(base, policy)),
            familles: families.map(|one| (one.id.clone(), one.title.clone())).collect(),
            schema: chosen.map(|policy| outline(base, policy)),
            objectifs: GOALS.iter().flat_map(|(axis, id)| goals(base, axis, id)).collect(),
        }
    }

    /// The ids of axes: those of the policy in its order, then those of clauses.
    #[must_use]
    pub fn axes(&self) -> Vec<&str> {
        let planned = self.schema.iter().flat_map(|policy| &policy.axes);
        let mut axes: Vec<&str> = planned.map(|axis| axis.id.as_str()).collect();
        let others: BTreeSet<&str> =
            self.clauses.iter().map(|clause| clause.axe.as_str()).collect();
        for id in others {
            if !axes.contains(&id) {
                axes.push(id);
            }
        }
        axes
    }

    #[must_use]
    pub fn clause(&self, at: u16) -> Option<&ClauseName> {
        self.clauses.get(usize::from(at))
    }

    #[must_use]
    pub fn indicators(&self) -> &[IndicatorName] {
        self.schema.as_ref().map_or(&[], |policy| &policy.indicateurs)
    }

    /// Whether every position is that of a clause.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let served = self.moyens.iter().flat_map(|measure| &measure.clauses);
        let named = self.indicators().iter().flat_map(|indicator| &indicator.clauses);
        served.chain(named).all(|at| self.clause(*at).is_some())
    }
}

fn clauses(base: &Base) -> Vec<ClauseName> {
    let name = |clause: &crate::base::clause::Clause| ClauseName {
        id: clause.id.clone(),
        titre: clause.title.clone(),
        axe: clause.axis.clone(),
        nature: clause.nature.id().to_owned(),
    };
    base.clauses.values().map(name).collect()
}

/// The positions of the clauses of which something is true, in the order of ids.
fn positions(base: &Base, holds: impl Fn(&crate::base::clause::Clause) -> bool) -> Vec<u16> {
    let known = base.clauses.values().enumerate().filter(|(_, clause)| holds(clause));
    known.filter_map(|(at, _)| u16::try_from(at).ok()).collect()
}

fn measures(base: &Base, policy: &Policy) -> Vec<MeasureName> {
    let name = |measure: &crate::base::policy::Measure| MeasureName {
        id: measure.id.clone(),
        ambition: measure.ambition.clone(),
        texte: measure.text.clone(),
        priorite: measure.priority,
        clauses: positions(base, |clause| measure.clauses.contains(&clause.id)),
    };
    policy.measures.iter().map(name).collect()
}

fn outline(base: &Base, policy: &Policy) -> PolicyName {
    let titled = |(id, title): &(String, String)| Titled { id: id.clone(), titre: title.clone() };
    let ambitions = policy.ambitions.iter().map(|one| AmbitionName {
        id: one.id.clone(),
        axe: one.axis.clone(),
        titre: one.title.clone(),
    });
    let indicators = policy.indicators.iter().map(|one| IndicatorName {
        id: one.id.clone(),
        ambition: one.ambition.clone(),
        texte: one.text.clone(),
        calcule: one.computed,
        compte: one.counted.filter(|_| one.computed),
        clauses: positions(base, |clause| clause.indicators.contains(&one.id)),
    });
    PolicyName {
        titre: policy.title.clone(),
        du: policy.in_force.from(),
        au: policy.in_force.until(),
        bilan_mois: policy.review_months,
        axes: policy.axes.iter().map(titled).collect(),
        ambitions: ambitions.collect(),
        indicateurs: indicators.collect(),
    }
}

/// The lines of a dated share, each with its reference.
fn goals(base: &Base, axis: &str, id: &str) -> Vec<GoalName> {
    let value = base.dated.get(id);
    let lines = value.into_iter().flat_map(|value| value.rows.iter().map(move |row| (value, row)));
    let goal = |title: &str, row: &Row| {
        let Value::Rate(rate) = row.value else { return None };
        let basis = row.basis.as_ref().and_then(|id| base.legal.get(id));
        Some(GoalName {
            axe: axis.to_owned(),
            taux: rate.ten_thousandths(),
            du: row.in_force.from(),
            au: row.in_force.until(),
            titre: title.to_owned(),
            reference: basis.map_or_else(String::new, |basis| basis.reference.clone()),
            confirme: basis.is_some_and(|basis| basis.confirmed),
        })
    };
    lines.filter_map(|(value, row)| goal(&value.title, row)).collect()
}
