//! What a base covers: the means of a policy, the law, the purchase families; and the state of its cards.
//!
//! Everything is counted from the base itself, so that the figures cannot drift from it.

mod family;
mod law;
mod policy;

use serde::Serialize;

pub(crate) use self::family::families_of;
pub use self::family::{Families, Family};
pub use self::law::{Law, Reference};
pub(crate) use self::policy::of as of_policy;
pub use self::policy::{AmbitionCount, Indicators, LeverState, Means, PolicyCoverage};
use crate::base::Base;
use crate::base::clause::Nature;
use crate::base::review::Review;
use crate::lint;

/// What a base covers.
#[derive(Debug, Clone, Serialize)]
pub struct Coverage<'b> {
    #[serde(rename = "base")]
    pub title: &'b str,
    pub version: &'b str,
    #[serde(rename = "politiques")]
    pub policies: Vec<PolicyCoverage<'b>>,
    #[serde(rename = "cartes")]
    pub cards: Cards<'b>,
    #[serde(rename = "regles")]
    pub rules: Rules<'b>,
    #[serde(rename = "droit")]
    pub law: Law<'b>,
    #[serde(rename = "familles")]
    pub families: Families<'b>,
}

/// The state of the cards of clauses.
#[derive(Debug, Clone, Serialize)]
pub struct Cards<'b> {
    #[serde(rename = "nombre")]
    pub total: usize,
    #[serde(rename = "par_nature")]
    pub by_nature: Vec<Count<'b>>,
    #[serde(rename = "par_statut")]
    pub by_status: Vec<Count<'b>>,
    #[serde(rename = "graduees")]
    pub graduated: usize,
    #[serde(rename = "incompletes")]
    pub incomplete: Vec<&'b str>,
    /// That no rule recommends and no recommended card requires, but the abrogated ones.
    #[serde(rename = "orphelines")]
    pub orphans: Vec<&'b str>,
}

/// How many of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count<'b> {
    pub id: &'b str,
    #[serde(rename = "nombre")]
    pub n: usize,
}

/// The state of the rules.
#[derive(Debug, Clone, Serialize)]
pub struct Rules<'b> {
    #[serde(rename = "nombre")]
    pub total: usize,
    /// That none of their examples makes applicable.
    #[serde(rename = "sans_exemple_applicable")]
    pub silent: Vec<&'b str>,
}

/// What a base covers, for one policy or for all it holds.
#[must_use]
pub fn of<'b>(base: &'b Base, policy: Option<&str>) -> Coverage<'b> {
    let policies = base.policies.values().filter(|known| policy.is_none_or(|id| id == known.id));
    let silent = base.rules.iter().filter(|rule| !lint::is_triggered(base, rule));
    Coverage {
        title: &base.title,
        version: &base.version,
        policies: policies.map(|policy| policy::of(base, policy)).collect(),
        cards: cards(base),
        rules: Rules {
            total: base.rules.len(),
            silent: silent.map(|rule| rule.id.as_str()).collect(),
        },
        law: law::of(base),
        families: family::of(base),
    }
}

fn cards(base: &Base) -> Cards<'_> {
    let clauses = || base.clauses.values();
    let incomplete = clauses().filter(|clause| !lint::is_complete(base, clause));
    Cards {
        total: base.clauses.len(),
        by_nature: count(clauses().map(|clause| clause.nature.id()), &Nature::IDS),
        by_status: count(
            clauses().map(|clause| Review::status(base, clause).id()),
            &["relue", "brouillon", "abrogee"],
        ),
        graduated: clauses().filter(|clause| lint::is_graduated(clause)).count(),
        incomplete: incomplete.map(|clause| clause.id.as_str()).collect(),
        orphans: lint::orphans(base).map(|clause| clause.id.as_str()).collect(),
    }
}

/// How many of each, those of `order` first.
fn count<'b>(ids: impl Iterator<Item = &'b str>, order: &[&'b str]) -> Vec<Count<'b>> {
    let mut counts: Vec<Count<'b>> = order.iter().map(|id| Count { id, n: 0 }).collect();
    for id in ids {
        match counts.iter_mut().find(|known| known.id == id) {
            Some(known) => known.n += 1,
            None => counts.push(Count { id, n: 1 }),
        }
    }
    counts
}
