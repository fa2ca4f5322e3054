//! A policy and what the base does for it: means, clauses that serve them, refusals, indicators.

use serde::Serialize;

use super::address::{self, Kind};
use super::condition::Reader;
use super::parameter::{self, Given, value_text};
use super::view::{Link, Period};
use crate::base::clause::Nature;
use crate::base::policy::{Adaptation, Measure, Policy};
use crate::base::rule::Level;
use crate::coverage::{self, LeverState, PolicyCoverage};
use crate::purchase::VariableValue;

/// A policy.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub id: String,
    pub title: String,
    pub path: String,
    pub period: Period,
    pub n_served: usize,
    pub n_due: usize,
    pub n_others: usize,
    pub axes: Vec<AxisView>,
    pub rules: Vec<Link>,
    pub parameters: Vec<(String, String)>,
    pub adaptations: Vec<AdaptationView>,
}

/// An axis and its ambitions.
#[derive(Debug, Serialize)]
pub(super) struct AxisView {
    pub title: String,
    pub ambitions: Vec<AmbitionView>,
}

/// An ambition, its means and its indicators.
#[derive(Debug, Serialize)]
pub(super) struct AmbitionView {
    pub id: String,
    pub title: String,
    pub count: String,
    pub means: Vec<MeansView>,
    pub indicators: Vec<IndicatorView>,
}

/// A means: what serves it, what is refused and why.
#[derive(Debug, Serialize)]
pub(super) struct MeansView {
    pub anchor: String,
    pub id: String,
    pub text: String,
    pub priority: u32,
    /// « servi », « non servi », « sans carte due ».
    pub state: &'static str,
    pub is_missing: bool,
    pub clauses: Vec<Link>,
    pub levers: Vec<&'static str>,
    pub refusals: Vec<RefusalView>,
}

/// A lever refused.
#[derive(Debug, Serialize)]
pub(super) struct RefusalView {
    pub lever: String,
    pub reason: String,
    pub instead: Option<Link>,
}

/// A figure that the policy follows.
#[derive(Debug, Serialize)]
pub(super) struct IndicatorView {
    pub text: String,
    pub how: &'static str,
    pub clauses: Vec<Link>,
}

/// A change to a national rule.
#[derive(Debug, Serialize)]
pub(super) struct AdaptationView {
    pub rule: Link,
    pub level: Option<&'static str>,
    pub parameters: Vec<Given>,
}

pub(super) fn view(reader: Reader<'_>, policy: &Policy) -> View {
    let base = reader.base;
    let coverage = coverage::of_policy(base, policy);
    View {
        id: policy.id.clone(),
        title: policy.title.clone(),
        path: Kind::Policy.page(&policy.id),
        period: Period::new(policy.in_force, reader.date),
        n_served: coverage.n_served(),
        n_due: coverage.means.len(),
        n_others: coverage.without_card.len(),
        axes: policy
            .axes
            .iter()
            .map(|(id, title)| AxisView {
                title: title.clone(),
                ambitions: ambitions(reader, policy, id, &coverage),
            })
            .collect(),
        rules: base
            .rules
            .iter()
            .filter(|rule| rule.policy.as_deref() == Some(&policy.id))
            .map(|rule| Link::rule(base, &rule.id))
            .collect(),
        parameters: policy
            .parameters
            .iter()
            .map(|(name, value)| parameter_line(reader, name, value))
            .collect(),
        adaptations: adaptations(reader, policy),
    }
}

/// The ambitions of an axis.
fn ambitions(
    reader: Reader<'_>,
    policy: &Policy,
    axis: &str,
    coverage: &PolicyCoverage<'_>,
) -> Vec<AmbitionView> {
    let count = |id: &str| {
        let found = coverage.ambitions.iter().find(|count| count.id == id);
        found.map_or_else(String::new, |count| {
            format!("{} moyens servis sur {} qui appellent une carte", count.served, count.total)
        })
    };
    let own = policy.ambitions.iter().filter(|ambition| ambition.axis == axis);
    own.map(|ambition| AmbitionView {
        id: ambition.id.clone(),
        title: ambition.title.clone(),
        count: count(&ambition.id),
        means: policy
            .measures
            .iter()
            .filter(|measure| measure.ambition == ambition.id)
            .map(|measure| means(reader, measure, coverage))
            .collect(),
        indicators: indicators(reader, policy, &ambition.id),
    })
    .collect()
}

fn means(reader: Reader<'_>, measure: &Measure, coverage: &PolicyCoverage<'_>) -> MeansView {
    let found = coverage.means.iter().find(|means| means.id == measure.id);
    let is_missing = found
        .is_some_and(|means| !means.is_served || means.levers.iter().any(LeverState::is_missing));
    let state = match found {
        None => "organisation ou suivi : aucune carte due",
        Some(means) if means.is_served => "servi",
        Some(_) => "non servi",
    };
    MeansView {
        anchor: address::measure_anchor(&measure.id),
        id: measure.id.clone(),
        text: measure.text.clone(),
        priority: measure.priority,
        state,
        is_missing,
        clauses: measure.clauses.iter().map(|id| Link::clause(reader.base, id)).collect(),
        levers: measure.levers.iter().map(|id| lever_title(id)).collect(),
        refusals: measure
            .refusals
            .iter()
            .map(|refusal| RefusalView {
                lever: lever_title(&refusal.lever).to_owned(),
                reason: refusal.reason.clone(),
                instead: refusal.instead.as_ref().map(|id| Link::clause(reader.base, id)),
            })
            .collect(),
    }
}

fn lever_title(id: &str) -> &'static str {
    match (Nature::from_id(id), id) {
        (Some(nature), _) => nature.title(),
        (None, "portefeuille") => "suivi du portefeuille",
        (None, "organisation") => "organisation",
        (None, _) => "autre levier",
    }
}

fn indicators(reader: Reader<'_>, policy: &Policy, ambition: &str) -> Vec<IndicatorView> {
    let own = policy.indicators.iter().filter(|indicator| indicator.ambition == ambition);
    own.map(|indicator| IndicatorView {
        text: indicator.text.clone(),
        how: if indicator.computed {
            "calculé sur les contrats"
        } else {
            "saisi par la collectivité"
        },
        clauses: reader
            .base
            .clauses
            .values()
            .filter(|clause| clause.indicators.contains(&indicator.id))
            .map(|clause| Link::clause(reader.base, &clause.id))
            .collect(),
    })
    .collect()
}

/// The question of a variable of that name, and the value as it prints.
fn parameter_line(reader: Reader<'_>, name: &str, value: &VariableValue) -> (String, String) {
    let variable = reader.base.clauses.values().find_map(|clause| clause.variable(name));
    let question = variable.map_or(name, |variable| variable.question.as_str());
    (question.to_owned(), value_text(variable, value))
}

fn adaptations(reader: Reader<'_>, policy: &Policy) -> Vec<AdaptationView> {
    let one = |adaptation: &Adaptation| {
        let rule = reader.base.rule(&adaptation.rule);
        let clause = rule.and_then(|rule| reader.base.clauses.get(&rule.clause));
        AdaptationView {
            rule: Link::rule(reader.base, &adaptation.rule),
            level: adaptation.level.map(Level::title),
            parameters: parameter::all(reader, clause, &adaptation.parameters),
        }
    };
    policy.adaptations.iter().map(one).collect()
}
