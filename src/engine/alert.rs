//! What the buyer must know beside the answer itself, each with a stable code.

use std::collections::{BTreeMap, BTreeSet};

use super::Evaluation;
use super::answer::Recommendation;
use super::eval::Context;
use super::known::From;
use crate::base::deduction::Given;
use crate::base::rule::{Level, Parameter};
use crate::fact::FactId;
use crate::purchase::{Purchase, lots_label};

/// Something the buyer must know, with a stable code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    pub code: &'static str,
    pub message: String,
}

impl Alert {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// Alerts on dated values past their last line, among those that this answer rests on, and on a policy out of its period.
pub(super) fn dates(
    evaluation: &Evaluation<'_>,
    purchase: &Purchase,
    recommendations: &[Recommendation<'_>],
    alerts: &mut Vec<Alert>,
) {
    let base = evaluation.base;
    let context = Context { base, known: &evaluation.known, date: evaluation.date };
    for name in dated_names(evaluation, recommendations) {
        if let Some(value) = base.dated.get(name)
            && context.resolve(name).stale
        {
            let message = format!(
                "« {} » : valeur non publiée à cette date, la dernière connue est gardée",
                value.title
            );
            alerts.push(Alert::new("seuil-non-publie", message));
        }
    }
    let Some(id) = &purchase.buyer.policy else { return };
    if evaluation.policy.is_none()
        && let Some(policy) = base.policies.get(id.as_str())
    {
        let message = format!(
            "« {} » n’est pas en vigueur à la date de lancement : seul le droit national est appliqué",
            policy.title
        );
        alerts.push(Alert::new("politique-hors-periode", message));
    }
}

/// The dated values that the answer rests on: those of the rules that call for something, of the duties and of the deductions.
fn dated_names<'a>(
    evaluation: &Evaluation<'a>,
    recommendations: &[Recommendation<'a>],
) -> BTreeSet<&'a str> {
    let base = evaluation.base;
    let rules = recommendations.iter().flat_map(|recommendation| recommendation.rules.iter());
    let mut names: BTreeSet<&str> =
        base.duties.iter().flat_map(|duty| duty.when.dated_names()).collect();
    names.extend(
        evaluation
            .known
            .deduced()
            .filter_map(|i| base.deductions.get(i))
            .flat_map(|d| d.when.dated_names()),
    );
    for rule in rules {
        names.extend(rule.when.dated_names());
        names.extend(rule.parameters.iter().flat_map(|(_, parameter)| match parameter {
            Parameter::Dated(name) => vec![name.as_str()],
            Parameter::Formula(formula) => formula.names(),
            Parameter::Value(_) => Vec::new(),
        }));
    }
    names
}

/// Figures of usage without a confirmed source that a written clause rests on: told once, with their lots.
pub(super) fn unconfirmed(
    evaluation: &Evaluation<'_>,
    recommendations: &[Recommendation<'_>],
    alerts: &mut Vec<Alert>,
) {
    let base = evaluation.base;
    let mut told: BTreeMap<(usize, FactId), BTreeSet<u32>> = BTreeMap::new();
    for recommendation in recommendations.iter().filter(|r| r.is_written()) {
        for id in facts_of_formulas(evaluation, recommendation) {
            let known = evaluation.known.get(recommendation.at, id);
            if let Some(From::Deduced(index)) = known.map(|known| known.from)
                && base.deductions.get(index).is_some_and(|deduction| !deduction.confirmed)
            {
                told.entry((index, id)).or_default().extend(recommendation.lot);
            }
        }
    }
    for ((index, id), lots) in told {
        let (Some(deduction), Some(fact)) = (base.deductions.get(index), base.facts.get(id)) else {
            continue;
        };
        let Given::Value(value) = &deduction.given else { continue };
        let lots: Vec<u32> = lots.into_iter().collect();
        let place =
            if lots.is_empty() { String::new() } else { format!(" ({})", lots_label(&lots)) };
        let message = format!(
            "{}{place} : {} retenu. {} À vérifier.",
            fact.title,
            fact.show(value),
            deduction.reason
        );
        alerts.push(Alert::new("valeur-a-verifier", message));
    }
}

/// The facts that the formulas of a recommendation read.
fn facts_of_formulas(
    evaluation: &Evaluation<'_>,
    recommendation: &Recommendation<'_>,
) -> Vec<FactId> {
    let parameters = recommendation.rules.iter().flat_map(|rule| rule.parameters.iter());
    parameters
        .filter_map(|(_, parameter)| match parameter {
            Parameter::Formula(formula) => Some(formula),
            Parameter::Value(_) | Parameter::Dated(_) => None,
        })
        .flat_map(|formula| formula.names())
        .filter_map(|name| evaluation.base.facts.id(name))
        .collect()
}

pub(super) fn discarded(recommendations: &[Recommendation<'_>], alerts: &mut Vec<Alert>) {
    for discarded in
        recommendations.iter().filter(|r| r.level == Level::Obligatoire && r.is_discarded())
    {
        let message =
            format!("« {} » est écartée alors que la loi l’impose ici", discarded.clause.title);
        alerts.push(Alert::new("obligatoire-ecartee", message));
    }
}
