//! Clauses that exclude, require or double-count each other: resolved in the open.

use std::cmp::Reverse;

use super::alert::Alert;
use super::answer::Recommendation;
use super::known::At;
use crate::base::Base;
use crate::base::rule::Level;
use crate::fact::FactId;
use crate::purchase::Status;

/// A recommendation put aside because another one stands in its place.
#[derive(Debug, Clone)]
pub struct SetAside<'b> {
    pub recommendation: Recommendation<'b>,
    /// The clause kept instead, when it is one that excludes it.
    pub in_favour_of: Option<String>,
    pub reason: String,
}

/// Keeps, of each incompatible pair on the same lot, the one that the buyer kept, else the higher level, else the higher priority of the
/// policy, else the one that a rule calls for in this very family, else the lighter follow-up, else the first by name.
pub(super) fn resolve<'b>(
    base: &Base,
    recommendations: Vec<Recommendation<'b>>,
    alerts: &mut Vec<Alert>,
) -> (Vec<Recommendation<'b>>, Vec<SetAside<'b>>) {
    let family = base.facts.id("famille");
    let mut ordered = recommendations;
    ordered.sort_by_cached_key(|recommendation| strength(recommendation, family));
    let mut kept: Vec<Recommendation<'b>> = Vec::new();
    let mut aside = Vec::new();
    for candidate in ordered {
        let discarded = candidate.is_discarded();
        let rival = kept
            .iter()
            .find(|rival| !rival.is_discarded() && !discarded && exclude(rival, &candidate));
        match rival {
            Some(rival) if both_kept(rival, &candidate) => {
                let message = format!(
                    "« {} » et « {} » sont incompatibles et toutes deux retenues : n’en garder qu’une",
                    rival.clause.title, candidate.clause.title
                );
                alerts.push(Alert::new("clauses-incompatibles", message));
                kept.push(candidate);
            }
            Some(rival) => {
                let reason = format!(
                    "incompatible avec « {} », {}",
                    rival.clause.title,
                    why(rival, &candidate, family)
                );
                aside.push(SetAside {
                    in_favour_of: Some(rival.clause.id.clone()),
                    reason,
                    recommendation: candidate,
                });
            }
            None => kept.push(candidate),
        }
    }
    part_from_required(&mut kept, &mut aside);
    (kept, aside)
}

/// A clause cannot stand without one that it requires and that a rival put aside: it goes with it, unless the law imposes it or the buyer
/// kept it.
fn part_from_required<'b>(kept: &mut Vec<Recommendation<'b>>, aside: &mut Vec<SetAside<'b>>) {
    loop {
        let lost = kept.iter().enumerate().find_map(|(i, asking)| {
            let is_firm =
                asking.level == Level::Obligatoire || asking.status() == Some(Status::Kept);
            if is_firm || asking.is_discarded() {
                return None;
            }
            let near = |one: &Recommendation<'_>, id: &str| {
                one.clause.id == id && overlap(one.at, asking.at)
            };
            let gone = asking.clause.requires.iter().find_map(|id| {
                let stays = kept.iter().any(|one| near(one, id));
                aside.iter().find(|one| !stays && near(&one.recommendation, id))
            })?;
            let favoured = gone.in_favour_of.clone();
            Some((i, gone.recommendation.clause.title.clone(), favoured))
        });
        let Some((i, required, in_favour_of)) = lost else { return };
        let reason = format!("a besoin de « {required} », mise de côté");
        aside.push(SetAside { recommendation: kept.remove(i), in_favour_of, reason });
    }
}

type Strength = (bool, Reverse<Level>, u32, bool, u32, String, At);

/// The strongest sorts first.
fn strength(recommendation: &Recommendation<'_>, family: Option<FactId>) -> Strength {
    let burden = recommendation.clause.burden;
    (
        recommendation.status() != Some(Status::Kept),
        Reverse(recommendation.level),
        recommendation.priority(),
        !is_special(recommendation, family),
        burden.buyer_hours + burden.papers,
        recommendation.clause.id.clone(),
        recommendation.at,
    )
}

/// Whether a rule calls for it in the purchase's own family, and not in any purchase.
fn is_special(recommendation: &Recommendation<'_>, family: Option<FactId>) -> bool {
    family.is_some_and(|family| recommendation.rules.iter().any(|rule| rule.when.aims_at(family)))
}

fn why(
    rival: &Recommendation<'_>,
    candidate: &Recommendation<'_>,
    family: Option<FactId>,
) -> &'static str {
    if rival.status() == Some(Status::Kept) {
        "que l’acheteur a retenue"
    } else if rival.level > candidate.level {
        "de niveau plus élevé"
    } else if rival.priority() < candidate.priority() {
        "que la politique place avant"
    } else if is_special(rival, family) && !is_special(candidate, family) {
        "propre à cette famille d’achat"
    } else {
        "au suivi plus léger"
    }
}

fn both_kept(a: &Recommendation<'_>, b: &Recommendation<'_>) -> bool {
    a.status() == Some(Status::Kept) && b.status() == Some(Status::Kept)
}

/// Whether one names the other as incompatible, on a same contract.
fn exclude(a: &Recommendation<'_>, b: &Recommendation<'_>) -> bool {
    a.clause.is_rival(b.clause) && overlap(a.at, b.at)
}

/// Whether two scopes have a contract in common.
#[must_use]
pub fn overlap(a: At, b: At) -> bool {
    a == b || a == At::Purchase || b == At::Purchase
}
