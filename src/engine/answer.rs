//! From settled rules to an answer: recommendations with their values, what was set aside, duties, questions and alerts.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::alert::{self, Alert};
use super::conflict::{self, SetAside, overlap};
use super::duty::{self, DutyAnswer, DutyState};
use super::eval::Context;
use super::known::At;
use super::question::{self, Question};
use super::rank::{self, Score};
use super::sobriety;
use super::value::{self, Sources, Unfilled, Values};
use super::{Evaluation, Outcome, State, evaluate};
use crate::base::Base;
use crate::base::clause::{Burden, Clause};
use crate::base::legal::LegalBasis;
use crate::base::policy::{Adaptation, Measure};
use crate::base::rule::{Level, Rule};
use crate::purchase::{Decision, Purchase, Status};

/// Everything that a purchase calls for.
#[derive(Debug, Clone)]
pub struct Answer<'b> {
    pub evaluation: Evaluation<'b>,
    /// In the order shown: what the law asks, the essential ones, the rest; discarded ones included.
    pub recommendations: Vec<Recommendation<'b>>,
    pub set_aside: Vec<SetAside<'b>>,
    pub duties: Vec<DutyAnswer<'b>>,
    pub questions: Vec<Question<'b>>,
    pub alerts: Vec<Alert>,
}

/// A clause that rules call for, or that the buyer kept, on the purchase or on one lot.
#[derive(Debug, Clone)]
pub struct Recommendation<'b> {
    pub clause: &'b Clause,
    pub at: At,
    /// The number of the lot; `None` for the purchase, or for its only, implicit lot.
    pub lot: Option<u32>,
    pub level: Level,
    pub rules: Vec<&'b Rule>,
    /// The means of the buyer's policy that the clause serves.
    pub measures: Vec<&'b Measure>,
    /// References of its rules in force on the launch date, each once.
    pub bases: Vec<&'b LegalBasis>,
    pub values: Values,
    pub essential: bool,
    pub score: Option<Score>,
    pub reason: String,
    pub decision: Option<Decision>,
}

impl Recommendation<'_> {
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        self.decision.as_ref().and_then(|decision| decision.status)
    }

    #[must_use]
    pub fn is_discarded(&self) -> bool {
        self.status() == Some(Status::Discarded)
    }

    /// Whether it goes into the documents: what is only worth a look does when the buyer keeps it.
    #[must_use]
    pub fn is_written(&self) -> bool {
        match self.status() {
            Some(Status::Kept) => true,
            Some(Status::Discarded) => false,
            None => self.level > Level::AEtudier,
        }
    }

    /// The best priority of the policy's means it serves, 1 to 3; 4 for none.
    #[must_use]
    pub fn priority(&self) -> u32 {
        self.measures.iter().map(|measure| measure.priority).min().unwrap_or(4)
    }
}

/// Evaluates a purchase and assembles the answer.
#[must_use]
pub fn answer<'b>(base: &'b Base, purchase: &Purchase, date: Date) -> Answer<'b> {
    let evaluation = evaluate(base, purchase, date);
    let mut alerts = Vec::new();
    let mut found = gather(&evaluation, purchase, &mut alerts);
    fill(&evaluation, purchase, &mut found, &mut alerts);
    let (mut recommendations, set_aside) = settle(&evaluation, found, &mut alerts);
    recommendations.sort_by_key(order);
    let kept: Vec<&Recommendation<'b>> =
        recommendations.iter().filter(|r| r.is_written()).collect();
    let duties = duty::settle(&evaluation, purchase, &kept, &mut alerts);
    let questions = question::questions(&evaluation, &duties);
    alert::dates(&evaluation, purchase, &recommendations, &mut alerts);
    alert::unconfirmed(&evaluation, &recommendations, &mut alerts);
    alert::discarded(&recommendations, &mut alerts);
    Answer { evaluation, recommendations, set_aside, duties, questions, alerts }
}

/// The recommendations of [`answer`] alone, in no order, with the values of what the buyer kept only: what counts of many purchases need.
#[must_use]
pub fn recommended<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
) -> Vec<Recommendation<'b>> {
    let mut unsaid = Vec::new();
    let found = gather(evaluation, purchase, &mut unsaid);
    let (mut recommendations, _) = settle(evaluation, found, &mut unsaid);
    for one in recommendations.iter_mut().filter(|one| one.status() == Some(Status::Kept)) {
        fill(evaluation, purchase, std::slice::from_mut(one), &mut unsaid);
    }
    recommendations
}

/// What rules call for, what the buyer chose, and what these require.
fn gather<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
    alerts: &mut Vec<Alert>,
) -> Vec<Recommendation<'b>> {
    let mut found = called_for(evaluation, purchase);
    keep_chosen(evaluation, purchase, &mut found);
    add_required(evaluation, purchase, &mut found, alerts);
    found
}

/// Parts what stands from what is set aside.
fn settle<'b>(
    evaluation: &Evaluation<'b>,
    found: Vec<Recommendation<'b>>,
    alerts: &mut Vec<Alert>,
) -> (Vec<Recommendation<'b>>, Vec<SetAside<'b>>) {
    let (mut recommendations, mut set_aside) = conflict::resolve(evaluation.base, found, alerts);
    rank::rank(evaluation, &mut recommendations);
    let (recommendations, aside) = sobriety::limit(evaluation, recommendations);
    set_aside.extend(aside);
    (recommendations, set_aside)
}

type Order<'b> = (
    std::cmp::Reverse<bool>,
    std::cmp::Reverse<bool>,
    i32,
    std::cmp::Reverse<Level>,
    &'b str,
    &'b str,
    At,
);

/// What the law asks, then the essential by points, then the rest by level, axis and name.
fn order<'b>(recommendation: &Recommendation<'b>) -> Order<'b> {
    let clause = recommendation.clause;
    let points = if recommendation.essential {
        -recommendation.score.unwrap_or_default().total()
    } else {
        0
    };
    (
        std::cmp::Reverse(recommendation.level == Level::Obligatoire),
        std::cmp::Reverse(recommendation.essential),
        points,
        std::cmp::Reverse(recommendation.level),
        &clause.axis,
        &clause.id,
        recommendation.at,
    )
}

/// One recommendation a clause and place, at the highest level of the rules that call for it.
fn called_for<'b>(evaluation: &Evaluation<'b>, purchase: &Purchase) -> Vec<Recommendation<'b>> {
    let mut by_place: BTreeMap<(&'b str, At), Vec<&'b Rule>> = BTreeMap::new();
    for outcome in evaluation.outcomes.iter().filter(|outcome| outcome.state == State::Applicable) {
        by_place.entry((&outcome.rule.clause, outcome.at)).or_default().push(outcome.rule);
    }
    // A clause called for on the whole purchase is not called for again on its lots.
    let whole: Vec<&str> =
        by_place.keys().filter(|(_, at)| *at == At::Purchase).map(|(id, _)| *id).collect();
    let mut found = Vec::new();
    for ((id, at), rules) in by_place {
        if at != At::Purchase && whole.contains(&id) {
            continue;
        }
        for place in decided_places(evaluation, purchase, id, at) {
            found.extend(recommendation(evaluation, purchase, id, place, rules.clone()));
        }
    }
    found
}

/// Where a clause stands: a decision on one lot parts a clause of the whole purchase into its lots, each a contract.
fn decided_places(evaluation: &Evaluation<'_>, purchase: &Purchase, id: &str, at: At) -> Vec<At> {
    let by_lot = purchase.decisions.get(id).is_some_and(|decision| !decision.lots.is_empty());
    if at == At::Purchase && by_lot && !purchase.lots.is_empty() {
        (0..evaluation.known.n_lots()).map(At::Lot).collect()
    } else {
        vec![at]
    }
}

fn recommendation<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
    id: &str,
    at: At,
    rules: Vec<&'b Rule>,
) -> Option<Recommendation<'b>> {
    let clause = evaluation.base.clauses.get(id)?;
    let level =
        rules.iter().map(|rule| level_of(evaluation, rule)).max().unwrap_or(Level::AEtudier);
    let mut bases: Vec<&LegalBasis> = Vec::new();
    for rule in &rules {
        for basis in evaluation.base.in_force(&rule.bases, evaluation.date) {
            if !bases.iter().any(|known| known.id == basis.id) {
                bases.push(basis);
            }
        }
    }
    let leading = rules.iter().max_by_key(|rule| level_of(evaluation, rule));
    let lot = evaluation.known.number(at);
    Some(Recommendation {
        clause,
        at,
        lot,
        level,
        measures: evaluation
            .policy
            .map_or_else(Vec::new, |policy| policy.measures_of(&clause.id).collect()),
        bases,
        values: Values::new(),
        essential: false,
        score: None,
        reason: leading.map_or_else(String::new, |rule| rule.reason.clone()),
        decision: purchase.decisions.get(id).map(|decision| decision.for_lot(lot)),
        rules,
    })
}

/// The level of a rule, as the buyer's policy adapts it.
#[must_use]
pub fn level_of(evaluation: &Evaluation<'_>, rule: &Rule) -> Level {
    adaptation(evaluation, rule).and_then(|adaptation| adaptation.level).unwrap_or(rule.level)
}

fn adaptation<'b>(evaluation: &Evaluation<'b>, rule: &Rule) -> Option<&'b Adaptation> {
    evaluation.policy?.adaptations.iter().find(|adaptation| adaptation.rule == rule.id)
}

/// Adds what the buyer kept although no rule calls for it: on the whole purchase, or on the lots named.
fn keep_chosen<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
    found: &mut Vec<Recommendation<'b>>,
) {
    for (id, decision) in &purchase.decisions {
        let mut places: Vec<At> = Vec::new();
        if decision.status == Some(Status::Kept) && decision.lots.is_empty() {
            places.push(At::Purchase);
        } else {
            places.extend((0..evaluation.known.n_lots()).map(At::Lot).filter(|at| {
                let lot = evaluation.known.number(*at);
                lot.is_some() && decision.for_lot(lot).status == Some(Status::Kept)
            }));
        }
        for at in places {
            if found.iter().any(|known| known.clause.id == *id && overlap(known.at, at)) {
                continue;
            }
            if let Some(mut chosen) = recommendation(evaluation, purchase, id, at, Vec::new()) {
                chosen.reason = "Retenue par l’acheteur, sans qu’une règle l’appelle.".into();
                found.push(chosen);
            }
        }
    }
}

/// Adds the clauses that others require, until none is missing.
fn add_required<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
    found: &mut Vec<Recommendation<'b>>,
    alerts: &mut Vec<Alert>,
) {
    let mut at = 0;
    while let Some(asking) = found.get(at).cloned() {
        at += 1;
        if asking.is_discarded() {
            continue;
        }
        for id in &asking.clause.requires {
            let present =
                found.iter().find(|known| known.clause.id == *id && overlap(known.at, asking.at));
            if let Some(present) = present {
                if present.is_discarded() {
                    let message = format!(
                        "« {} » a besoin de « {} », que l’acheteur a écartée",
                        asking.clause.title, present.clause.title
                    );
                    alerts.push(Alert::new("clause-exigee-ecartee", message));
                }
                continue;
            }
            if let Some(mut required) =
                recommendation(evaluation, purchase, id, asking.at, asking.rules.clone())
            {
                required.reason =
                    format!("Accompagne « {} », qui a besoin d’elle.", asking.clause.title);
                found.push(required);
            }
        }
    }
}

fn fill<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
    found: &mut [Recommendation<'b>],
    alerts: &mut Vec<Alert>,
) {
    let context =
        Context { base: evaluation.base, known: &evaluation.known, date: evaluation.date };
    for recommendation in found {
        let sources = Sources {
            decision: recommendation.decision.as_ref(),
            policy: evaluation.policy,
            rules: &recommendation.rules,
            ambition: purchase.ambition,
        };
        let (values, unfilled) =
            value::fill(context, recommendation.at, recommendation.clause, sources);
        recommendation.values = values;
        alerts.extend(unfilled.into_iter().map(|one| blank_left(recommendation.clause, one)));
    }
}

fn blank_left(clause: &Clause, why: Unfilled) -> Alert {
    match why {
        Unfilled::Disputed(name) => Alert::new(
            "valeurs-contradictoires",
            format!(
                "deux règles donnent des valeurs différentes à `{name}` de « {} » : la valeur reste à compléter",
                clause.title
            ),
        ),
        Unfilled::Exceeded(name) => Alert::new(
            "valeur-hors-borne",
            format!(
                "`{name}` de « {} » dépasse ce que la loi admet : la valeur n’est pas écrite et reste à compléter",
                clause.title
            ),
        ),
    }
}

impl<'b> Answer<'b> {
    /// What goes into the documents.
    pub fn kept(&self) -> impl Iterator<Item = &Recommendation<'b>> {
        self.recommendations.iter().filter(|recommendation| recommendation.is_written())
    }

    /// What is only worth a look, and that the buyer did not keep: named in the note, not written.
    pub fn to_study(&self) -> impl Iterator<Item = &Recommendation<'b>> {
        let out = |r: &&Recommendation<'b>| !r.is_written() && !r.is_discarded();
        self.recommendations.iter().filter(out)
    }

    /// The outcomes still waiting for facts.
    pub fn undetermined(&self) -> impl Iterator<Item = &Outcome<'b>> {
        self.evaluation
            .outcomes
            .iter()
            .filter(|outcome| matches!(outcome.state, State::Undetermined(_)))
    }

    /// The outcomes of rules that do not apply.
    pub fn not_applicable(&self) -> impl Iterator<Item = &Outcome<'b>> {
        let out = |outcome: &&Outcome<'b>| {
            matches!(outcome.state, State::NotApplicable | State::NotInForce)
        };
        self.evaluation.outcomes.iter().filter(out)
    }

    /// The follow-up of what is kept, each clause once: hours, proofs, and the number of penalties.
    #[must_use]
    pub fn burden(&self) -> (Burden, usize) {
        let mut seen: Vec<&str> = Vec::new();
        let (mut total, mut penalties) = (Burden::default(), 0);
        for clause in self.kept().map(|recommendation| recommendation.clause) {
            if !seen.contains(&clause.id.as_str()) {
                seen.push(&clause.id);
                total.buyer_hours += clause.burden.buyer_hours;
                total.papers += clause.burden.papers;
                penalties += clause.penalties.len();
            }
        }
        (total, penalties)
    }

    /// Whether something that the law asks is not met: an unmet duty, or a binding clause discarded.
    #[must_use]
    pub fn falls_short(&self) -> bool {
        self.duties.iter().any(|duty| duty.state == DutyState::ToMeet)
            || self.alerts.iter().any(|alert| alert.code == "obligatoire-ecartee")
    }
}
