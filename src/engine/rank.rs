//! Which recommendations weigh most: at most five *essentielles*, by a rule that anyone can check.
//!
//! Points = priority of the policy (30, 20 or 10) + what it binds (10 for a contract clause, 5 for a criterion, 0 for a choice of design) +
//! part of the purchase concerned (0 to 10) + 5 for an annual objective of the law − follow-up (hours of the buyer + proofs of the
//! contractor, 20 at most; counted for half from 100 000 € HT, for a quarter from 1 M€: the same hours weigh less on a larger purchase). Only what is recommended or an objective competes; what the
//! law imposes and what the buyer discarded does not; nor do lines of checking. At most two for one ambition of the policy (one axis,
//! without a policy), so that the five do not all say the same thing.

use std::collections::BTreeMap;

use super::Evaluation;
use super::answer::Recommendation;
use super::known::At;
use crate::base::clause::Nature;
use crate::base::rule::Level;
use crate::money::Amount;

/// The most *essentielles* shown.
pub const MOST: usize = 5;
const MOST_OF_ONE_AMBITION: usize = 2;
const HEAVIEST_BURDEN: u32 = 20;

/// The points of a clause, and where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Score {
    pub priority: i32,
    /// What the clause binds: a contract clause weighs more than a criterion, a criterion more than a choice of design.
    pub nature: i32,
    pub share: i32,
    pub objective: i32,
    pub burden: i32,
}

impl Score {
    #[must_use]
    pub const fn total(self) -> i32 {
        self.priority + self.nature + self.share + self.objective - self.burden
    }

    /// « 30 (priorité de la politique) + 10 (clause du contrat) + 10 (part de l'achat) − 7 (suivi) = 43 points ».
    #[must_use]
    pub fn sentence(self) -> String {
        let objective = match self.objective {
            0 => String::new(),
            points => format!(" + {points} (objectif légal)"),
        };
        format!(
            "{} (priorité de la politique) + {} (ce qu’elle engage) + {} (part de l’achat){objective} − {} (suivi) = {} points",
            self.priority,
            self.nature,
            self.share,
            self.burden,
            self.total()
        )
    }
}

/// Scores every recommendation and marks the essential ones; the clause is essential on all its lots or on none.
pub(super) fn rank(evaluation: &Evaluation<'_>, recommendations: &mut [Recommendation<'_>]) {
    let mut by_clause: BTreeMap<String, (Score, String)> = BTreeMap::new();
    for recommendation in recommendations.iter() {
        if competes(recommendation) {
            let score = score(evaluation, recommendation, recommendations);
            by_clause.insert(recommendation.clause.id.clone(), (score, group(recommendation)));
        }
    }
    let mut ranked: Vec<(String, Score, String)> =
        by_clause.into_iter().map(|(id, (s, g))| (id, s, g)).collect();
    ranked.sort_by(|a, b| b.1.total().cmp(&a.1.total()).then_with(|| a.0.cmp(&b.0)));
    let mut essential: Vec<String> = Vec::new();
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, _, group) in &ranked {
        let count = groups.entry(group).or_default();
        if essential.len() < MOST && *count < MOST_OF_ONE_AMBITION {
            *count += 1;
            essential.push(id.clone());
        }
    }
    for recommendation in recommendations.iter_mut() {
        let found = ranked.iter().find(|(id, _, _)| *id == recommendation.clause.id);
        recommendation.score =
            found.map(|(_, score, _)| *score).filter(|_| competes(recommendation));
        recommendation.essential =
            competes(recommendation) && essential.contains(&recommendation.clause.id);
    }
}

fn competes(recommendation: &Recommendation<'_>) -> bool {
    matches!(recommendation.level, Level::Recommande | Level::Objectif)
        && !recommendation.is_discarded()
        && recommendation.clause.nature != Nature::Verification
}

fn group(recommendation: &Recommendation<'_>) -> String {
    let ambition = recommendation.measures.iter().min_by_key(|measure| measure.priority);
    ambition.map_or_else(|| recommendation.clause.axis.clone(), |measure| measure.ambition.clone())
}

fn score(
    evaluation: &Evaluation<'_>,
    of: &Recommendation<'_>,
    all: &[Recommendation<'_>],
) -> Score {
    let burden = (of.clause.burden.buyer_hours + of.clause.burden.papers).min(HEAVIEST_BURDEN)
        / relief(evaluation);
    let priority = if of.measures.is_empty() {
        0
    } else {
        10 * (4 - i32::try_from(of.priority()).unwrap_or(4))
    };
    let nature = match of.clause.nature {
        Nature::Clause => 10,
        Nature::Critere => 5,
        Nature::Montage | Nature::Verification => 0,
    };
    Score {
        priority,
        nature,
        share: share(evaluation, of, all),
        objective: if of.level == Level::Objectif { 5 } else { 0 },
        burden: i32::try_from(burden).unwrap_or_default(),
    }
}

/// From what size of a purchase the follow-up is divided, and by how much.
pub(crate) const RELIEFS: [(Amount, u32); 2] =
    [(Amount::from_euros(100_000), 2), (Amount::from_euros(1_000_000), 4)];

/// By how much the size of the purchase divides the follow-up.
fn relief(evaluation: &Evaluation<'_>) -> u32 {
    let Some(amount) = evaluation.known.amount(evaluation.base, At::Purchase) else { return 1 };
    let reached = RELIEFS.iter().rev().find(|(from, _)| amount >= *from);
    reached.map_or(1, |(_, part)| *part)
}

/// Ten times the part of the purchase's amount that the clause concerns; by number of lots when amounts are unknown.
fn share(evaluation: &Evaluation<'_>, of: &Recommendation<'_>, all: &[Recommendation<'_>]) -> i32 {
    let places: Vec<At> =
        all.iter().filter(|r| r.clause.id == of.clause.id).map(|r| r.at).collect();
    if places.contains(&At::Purchase) {
        return 10;
    }
    let amount =
        |at: At| evaluation.known.amount(evaluation.base, at).unwrap_or_default().centimes();
    let every = (0..evaluation.known.n_lots()).map(At::Lot);
    let (whole, part) =
        (every.map(amount).sum::<i64>(), places.iter().map(|at| amount(*at)).sum::<i64>());
    let (whole, part) = if whole == 0 {
        (
            i64::try_from(evaluation.known.n_lots()).unwrap_or(1),
            i64::try_from(places.len()).unwrap_or(1),
        )
    } else {
        (whole, part)
    };
    i32::try_from(part.saturating_mul(10) / whole.max(1)).unwrap_or(10)
}
