//! A rule as a lawyer reads it: what triggers what, since when, on which ground, with its examples.

use serde::Serialize;

use super::address::Kind;
use super::condition::{Node, Reader};
use super::example;
use super::parameter::{self, Given};
use super::view::{Link, Period, Reference};
use crate::base::legal::InForce;
use crate::base::rule::{Level, Rule, Scope};
use crate::engine;

/// A rule.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub id: String,
    pub title: String,
    pub path: String,
    pub clause: Link,
    pub level: &'static str,
    pub level_id: &'static str,
    /// Tested once or lot by lot.
    pub scope: &'static str,
    /// The policy it belongs to; a rule without one is of the national base.
    pub policy: Option<Link>,
    pub reason: String,
    pub period: Period,
    /// In force by its own dates, and by those of what it rests on.
    pub is_current: bool,
    pub state: &'static str,
    pub when: Node,
    pub parameters: Vec<Given>,
    pub references: Vec<Reference>,
    pub sources: Vec<String>,
    pub has_unconfirmed: bool,
    pub examples: Vec<example::View>,
    pub adaptations: Vec<Adaptation>,
    pub file: String,
}

/// What a policy changes of a national rule.
#[derive(Debug, Serialize)]
pub(super) struct Adaptation {
    pub policy: Link,
    pub level: Option<&'static str>,
    pub parameters: Vec<Given>,
}

pub(super) fn view(reader: Reader<'_>, rule: &Rule) -> View {
    let base = reader.base;
    let references = Reference::all(base, &rule.bases, reader.date);
    let clause = base.clauses.get(&rule.clause);
    let policy = rule.policy.as_ref().and_then(|id| base.policies.get(id));
    let (period, is_current, state) = period(reader, rule);
    View {
        id: rule.id.clone(),
        title: rule.title.clone(),
        path: Kind::Rule.page(&rule.id),
        clause: Link::clause(base, &rule.clause),
        level: rule.level.title(),
        level_id: rule.level.id(),
        scope: match rule.scope {
            Scope::Purchase => "une fois, sur l’ensemble du marché",
            Scope::Lot => "sur chaque lot",
        },
        policy: policy.map(|policy| Link::new(&policy.title, Kind::Policy.page(&policy.id))),
        reason: rule.reason.clone(),
        period,
        is_current,
        state,
        when: reader.read(&rule.when),
        parameters: parameter::all(reader, clause, &rule.parameters),
        has_unconfirmed: references.iter().any(|reference| !reference.is_confirmed),
        references,
        sources: rule.sources.clone(),
        examples: rule.examples.iter().map(|one| example::view(base, one)).collect(),
        adaptations: adaptations(reader, rule),
        file: rule.place.source.name.to_string(),
    }
}

fn adaptations(reader: Reader<'_>, rule: &Rule) -> Vec<Adaptation> {
    let clause = reader.base.clauses.get(&rule.clause);
    let all =
        reader.base.policies.values().flat_map(|policy| {
            policy.adaptations.iter().map(move |adaptation| (policy, adaptation))
        });
    all.filter(|(_, adaptation)| adaptation.rule == rule.id)
        .map(|(policy, adaptation)| Adaptation {
            policy: Link::new(&policy.title, Kind::Policy.page(&policy.id)),
            level: adaptation.level.map(Level::title),
            parameters: parameter::all(reader, clause, &adaptation.parameters),
        })
        .collect()
}

/// When a rule applies: a rule without dates stands while what it rests on does.
fn period(reader: Reader<'_>, rule: &Rule) -> (Period, bool, &'static str) {
    let mut period = Period::new(rule.in_force, reader.date);
    let is_current = engine::is_in_force(reader.base, rule, reader.date);
    if rule.in_force == InForce::default() {
        period.text = if rule.bases.is_empty() || !rule.sources.is_empty() {
            "sans date de début ni de fin".into()
        } else {
            "tant que l’une de ses références est en vigueur".into()
        };
    }
    let state = if period.is_current && !is_current {
        "aucune de ses références n’est en vigueur"
    } else {
        period.state
    };
    (period, is_current, state)
}
