//! A small purchase gets little advice: past a number, what weighs least is set aside, in the open, and the buyer may still keep it.

use super::Evaluation;
use super::answer::Recommendation;
use super::conflict::SetAside;
use super::eval::Context;
use super::known::At;
use crate::base::duty::Duty;
use crate::base::rule::Level;
use crate::purchase::Status;
use crate::truth::Truth;

/// Keeps, of the advice on a small purchase, what meets a duty of the law, then what ranks first; the recommendations are ranked.
pub(super) fn limit<'b>(
    evaluation: &Evaluation<'b>,
    recommendations: Vec<Recommendation<'b>>,
) -> (Vec<Recommendation<'b>>, Vec<SetAside<'b>>) {
    let caps = &evaluation.base.caps;
    let is_small = evaluation
        .known
        .amount(evaluation.base, At::Purchase)
        .is_some_and(|amount| amount < caps.few_below);
    if !is_small {
        return (recommendations, Vec::new());
    }
    let first = first(evaluation, &recommendations, caps.few);
    let (kept, aside): (Vec<_>, Vec<_>) = recommendations
        .into_iter()
        .partition(|one| !is_advice(one) || first.contains(&one.clause.id));
    let reason = format!(
        "achat de moins de {}\u{202f}€\u{a0}HT : {} conseils au plus, celui-ci pèse moins",
        caps.few_below, caps.few
    );
    let set_aside =
        |recommendation| SetAside { recommendation, in_favour_of: None, reason: reason.clone() };
    (kept, aside.into_iter().map(set_aside).collect())
}

/// What the law does not impose and the buyer has not decided.
fn is_advice(recommendation: &Recommendation<'_>) -> bool {
    matches!(recommendation.level, Level::Recommande | Level::AEtudier)
        && recommendation.status().is_none()
}

/// The clauses of the advice that stays, by id.
fn first(evaluation: &Evaluation<'_>, all: &[Recommendation<'_>], most: usize) -> Vec<String> {
    let mut ranked: Vec<&Recommendation<'_>> = all.iter().filter(|one| is_advice(one)).collect();
    ranked.sort_by_key(|one| {
        let points = one.score.map_or(i32::MIN, super::rank::Score::total);
        (std::cmp::Reverse((one.level, one.essential, points)), &one.clause.id)
    });
    let mut chosen = needed(evaluation, all, &ranked);
    for one in ranked {
        if chosen.len() < most && !chosen.contains(&one.clause.id) {
            chosen.push(one.clause.id.clone());
        }
    }
    with_required(all, chosen)
}

/// What is needed to meet the duties that bind, or may: the first by rank on each lot that nothing imposed covers.
fn needed(
    evaluation: &Evaluation<'_>,
    all: &[Recommendation<'_>],
    ranked: &[&Recommendation<'_>],
) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    for duty in binding(evaluation) {
        for lot in (0..evaluation.known.n_lots()).map(At::Lot) {
            let meets = |one: &Recommendation<'_>| {
                one.is_written()
                    && duty.met_by.accepts(one.clause)
                    && super::conflict::overlap(one.at, lot)
            };
            let stays =
                |one: &&Recommendation<'_>| !is_advice(one) || chosen.contains(&one.clause.id);
            if !all.iter().filter(stays).any(meets) {
                let one = ranked.iter().find(|one| meets(one));
                chosen.extend(one.map(|one| one.clause.id.clone()));
            }
        }
    }
    chosen
}

fn binding<'b>(evaluation: &Evaluation<'b>) -> impl Iterator<Item = &'b Duty> {
    let base = evaluation.base;
    let date = evaluation.date;
    let known = &evaluation.known;
    base.duties.iter().filter(move |duty| {
        duty.in_force.contains(date)
            && Context { base, known, date }.truth(&duty.when, At::Purchase) != Truth::False
    })
}

/// A clause that another one requires stays with it, and so does what that one requires.
fn with_required(all: &[Recommendation<'_>], mut chosen: Vec<String>) -> Vec<String> {
    loop {
        let stays = |one: &&Recommendation<'_>| {
            one.status() != Some(Status::Discarded)
                && (!is_advice(one) || chosen.contains(&one.clause.id))
        };
        let mut required: Vec<String> =
            all.iter().filter(stays).flat_map(|one| one.clause.requires.clone()).collect();
        required.retain(|id| !chosen.contains(id));
        if required.is_empty() {
            return chosen;
        }
        chosen.append(&mut required);
    }
}
