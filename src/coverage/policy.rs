//! A policy against the base: its means by lever, its ambitions, its indicators.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::Base;
use crate::base::clause::Nature;
use crate::base::policy::{Measure, Policy};
use crate::lint::{self, Lever};

/// What the base does for a policy.
#[derive(Debug, Clone, Serialize)]
pub struct PolicyCoverage<'b> {
    pub id: &'b str,
    #[serde(rename = "titre")]
    pub title: &'b str,
    /// Those that a card can serve, in the order of the policy.
    #[serde(rename = "moyens")]
    pub means: Vec<Means<'b>>,
    /// Means of organisation or of portfolio alone: no card is due.
    #[serde(rename = "moyens_sans_carte_due")]
    pub without_card: Vec<&'b str>,
    pub ambitions: Vec<AmbitionCount<'b>>,
    #[serde(rename = "indicateurs")]
    pub indicators: Indicators<'b>,
}

/// A means and what becomes of its levers.
#[derive(Debug, Clone, Serialize)]
pub struct Means<'b> {
    pub id: &'b str,
    pub ambition: &'b str,
    #[serde(rename = "servi")]
    pub is_served: bool,
    /// Whether a rule calls for one of its clauses.
    #[serde(rename = "appele")]
    pub is_called: bool,
    #[serde(rename = "leviers")]
    pub levers: Vec<LeverState<'b>>,
}

/// A lever of a means: served by cards, refused for a reason, or neither.
#[derive(Debug, Clone, Serialize)]
pub struct LeverState<'b> {
    #[serde(rename = "levier")]
    pub id: &'static str,
    pub clauses: Vec<&'b str>,
    #[serde(rename = "refus")]
    pub refusal: Option<&'b str>,
}

/// How many means of an ambition are served.
#[derive(Debug, Clone, Serialize)]
pub struct AmbitionCount<'b> {
    pub id: &'b str,
    #[serde(rename = "titre")]
    pub title: &'b str,
    #[serde(rename = "servis")]
    pub served: usize,
    #[serde(rename = "moyens")]
    pub total: usize,
}

/// The indicators of a policy.
#[derive(Debug, Clone, Serialize)]
pub struct Indicators<'b> {
    #[serde(rename = "nombre")]
    pub total: usize,
    /// Named by a card.
    #[serde(rename = "lies")]
    pub linked: Vec<&'b str>,
    /// That the authority enters itself, and that no card names.
    #[serde(rename = "saisis_par_la_collectivite")]
    pub entered: Vec<&'b str>,
    /// To be computed, and that no card names.
    #[serde(rename = "sans_carte")]
    pub missing: Vec<&'b str>,
}

impl LeverState<'_> {
    #[must_use]
    pub fn is_missing(&self) -> bool {
        self.clauses.is_empty() && self.refusal.is_none()
    }
}

impl PolicyCoverage<'_> {
    /// How many means are served.
    #[must_use]
    pub fn n_served(&self) -> usize {
        self.means.iter().filter(|means| means.is_served).count()
    }
}

pub(crate) fn of<'b>(base: &'b Base, policy: &'b Policy) -> PolicyCoverage<'b> {
    let (due, without): (Vec<&Measure>, Vec<&Measure>) =
        policy.measures.iter().partition(|measure| !lint::levers(measure).is_empty());
    let means: Vec<Means<'b>> = due.into_iter().map(|measure| means(base, measure)).collect();
    let ambitions = policy.ambitions.iter().map(|ambition| {
        let own = || means.iter().filter(|means| means.ambition == ambition.id);
        AmbitionCount {
            id: &ambition.id,
            title: &ambition.title,
            served: own().filter(|means| means.is_served).count(),
            total: own().count(),
        }
    });
    PolicyCoverage {
        id: &policy.id,
        title: &policy.title,
        ambitions: ambitions.collect(),
        means,
        without_card: without.into_iter().map(|measure| measure.id.as_str()).collect(),
        indicators: indicators(base, policy),
    }
}

fn means<'b>(base: &'b Base, measure: &'b Measure) -> Means<'b> {
    let natures = lint::levers(measure);
    let levers: Vec<LeverState<'b>> =
        natures.into_iter().map(|nature| state(base, measure, nature)).collect();
    let is_called = lint::is_called(base, measure);
    let has_card = !measure.clauses.is_empty();
    Means {
        id: &measure.id,
        ambition: &measure.ambition,
        is_served: levers.iter().all(|lever| !lever.is_missing()) && (is_called || !has_card),
        is_called,
        levers,
    }
}

fn state<'b>(base: &'b Base, measure: &'b Measure, nature: Nature) -> LeverState<'b> {
    let (clauses, refusal) = match lint::lever(base, measure, nature) {
        Lever::Served(clauses) => (clauses, None),
        Lever::Refused(reason) => (Vec::new(), Some(reason)),
        Lever::Missing => (Vec::new(), None),
    };
    LeverState { id: nature.id(), clauses, refusal }
}

fn indicators<'b>(base: &'b Base, policy: &'b Policy) -> Indicators<'b> {
    let named: BTreeSet<&str> =
        base.clauses.values().flat_map(|clause| &clause.indicators).map(String::as_str).collect();
    let mut found = Indicators {
        total: policy.indicators.len(),
        linked: Vec::new(),
        entered: Vec::new(),
        missing: Vec::new(),
    };
    for indicator in &policy.indicators {
        let list = match (named.contains(indicator.id.as_str()), indicator.computed) {
            (true, _) => &mut found.linked,
            (false, true) => &mut found.missing,
            (false, false) => &mut found.entered,
        };
        list.push(&indicator.id);
    }
    found
}
