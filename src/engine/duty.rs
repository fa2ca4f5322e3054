//! Duties of a consultation: met, opted out of, to be met, or undetermined; never silent.

use super::alert::Alert;
use super::answer::Recommendation;
use super::eval::Context;
use super::known::At;
use super::{Evaluation, Missing};
use crate::base::duty::{Duty, ExemptionCase};
use crate::base::legal::LegalBasis;
use crate::purchase::{Exemption, Purchase};
use crate::truth::Truth;

/// The state of a duty that binds, or may bind, this consultation.
#[derive(Debug, Clone)]
pub struct DutyAnswer<'b> {
    pub duty: &'b Duty,
    pub state: DutyState,
    pub bases: Vec<&'b LegalBasis>,
    /// Clauses that meet it, each once.
    pub by: Vec<String>,
    /// Numbers of the lots that nothing meets it for: each lot is a contract of its own.
    pub uncovered: Vec<u32>,
    /// The opt-outs that this consultation may choose: those that hold, or may.
    pub open_cases: Vec<&'b ExemptionCase>,
    /// The opt-out chosen, when it is accepted.
    pub exemption: Option<(&'b ExemptionCase, Exemption)>,
    pub missing: Vec<Missing>,
}

/// What became of a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyState {
    Met,
    ToMeet,
    OptedOut,
    Undetermined,
}

impl DutyState {
    /// The name in the published JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Met => "satisfaite",
            Self::ToMeet => "a_satisfaire",
            Self::OptedOut => "dispensee",
            Self::Undetermined => "indeterminee",
        }
    }
}

/// The duties of a consultation, in the order of the base.
pub(super) fn settle<'b>(
    evaluation: &Evaluation<'b>,
    purchase: &Purchase,
    kept: &[&Recommendation<'b>],
    alerts: &mut Vec<Alert>,
) -> Vec<DutyAnswer<'b>> {
    let base = evaluation.base;
    let context = Context { base, known: &evaluation.known, date: evaluation.date };
    for id in purchase.exemptions.keys() {
        let idle = base.duty(id).is_some_and(|duty| {
            !duty.in_force.contains(evaluation.date)
                || context.truth(&duty.when, At::Purchase) == Truth::False
        });
        if idle {
            let message = format!(
                "la dispense de `{id}` est sans objet : cette obligation ne s’impose pas à cet achat"
            );
            alerts.push(Alert::new("dispense-sans-objet", message));
        }
    }
    let binding = base.duties.iter().filter(|duty| duty.in_force.contains(evaluation.date));
    binding
        .filter_map(|duty| {
            let truth = context.truth(&duty.when, At::Purchase);
            if truth == Truth::False {
                return None;
            }
            for reserve in &duty.reserves {
                if context.truth(&reserve.when, At::Purchase) != Truth::False {
                    alerts.push(Alert::new("droit-non-tranche", reserve.text.clone()));
                }
            }
            let exemption = purchase
                .exemptions
                .get(&duty.id)
                .and_then(|chosen| accept(context, duty, chosen, alerts));
            let (by, uncovered) = coverage(evaluation, duty, kept);
            let covered = !by.is_empty() && uncovered.is_empty();
            let state = match truth {
                _ if exemption.is_some() => DutyState::OptedOut,
                _ if covered => DutyState::Met,
                Truth::Unknown => DutyState::Undetermined,
                Truth::True | Truth::False => DutyState::ToMeet,
            };
            let open = duty
                .exemptions
                .iter()
                .filter(|case| context.truth(&case.when, At::Purchase) != Truth::False);
            Some(DutyAnswer {
                duty,
                state,
                bases: base.in_force(&duty.bases, evaluation.date),
                by,
                uncovered,
                open_cases: open.collect(),
                exemption,
                missing: if state == DutyState::Undetermined {
                    context.missing(&duty.when, At::Purchase)
                } else {
                    Vec::new()
                },
            })
        })
        .collect()
}

/// An opt-out is accepted unless its own conditions are known to fail.
fn accept<'b>(
    context: Context<'_>,
    duty: &'b Duty,
    chosen: &Exemption,
    alerts: &mut Vec<Alert>,
) -> Option<(&'b ExemptionCase, Exemption)> {
    let case = duty.exemptions.iter().find(|case| case.id == chosen.case)?;
    if context.truth(&case.when, At::Purchase) == Truth::False {
        let message = format!(
            "la dispense « {} » ne convient pas à cet achat : l’obligation « {} » demeure",
            case.text, duty.title
        );
        alerts.push(Alert::new("dispense-non-ouverte", message));
        return None;
    }
    Some((case, chosen.clone()))
}

/// The clauses that meet a duty, and the lots left without any.
fn coverage(
    evaluation: &Evaluation<'_>,
    duty: &Duty,
    kept: &[&Recommendation<'_>],
) -> (Vec<String>, Vec<u32>) {
    let meeting: Vec<&&Recommendation<'_>> =
        kept.iter().filter(|r| duty.met_by.accepts(r.clause)).collect();
    let mut by: Vec<String> = Vec::new();
    for recommendation in &meeting {
        if !by.contains(&recommendation.clause.id) {
            by.push(recommendation.clause.id.clone());
        }
    }
    let uncovered = (0..evaluation.known.n_lots())
        .filter(|i| !meeting.iter().any(|r| r.at == At::Purchase || r.at == At::Lot(*i)))
        .filter_map(|i| evaluation.known.number(At::Lot(i)))
        .collect();
    (by, uncovered)
}
