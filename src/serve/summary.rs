//! The bar that stays in sight: duties, opt-outs, axes, burden, questions left.

use serde::Serialize;

use crate::engine::answer::Answer;
use crate::engine::duty::DutyState;
use crate::output::wording;

/// The bar.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub met: usize,
    pub duties: usize,
    /// Titles of the duties that nothing meets yet.
    pub unmet: Vec<String>,
    /// Titles of the duties that depend on an answer.
    pub open: Vec<String>,
    /// Opt-outs chosen, each with its reason.
    pub exempt: Vec<(String, String)>,
    /// Binding clauses that the buyer discarded.
    pub discarded: Vec<String>,
    pub axes: Vec<(String, usize)>,
    pub clauses: usize,
    pub hours: u32,
    pub papers: u32,
    pub penalties: usize,
    pub questions: usize,
}

impl Summary {
    pub fn new(answer: &Answer<'_>) -> Self {
        let titles = |state: DutyState| -> Vec<String> {
            let own = answer.duties.iter().filter(|duty| duty.state == state);
            own.map(|duty| duty.duty.title.clone()).collect()
        };
        let exempt = answer.duties.iter().filter_map(|duty| {
            let (case, exemption) = duty.exemption.as_ref()?;
            Some((duty.duty.title.clone(), format!("{} : {}", case.text, exemption.reason)))
        });
        let (burden, penalties) = answer.burden();
        let met = [DutyState::Met, DutyState::OptedOut].map(|state| titles(state).len());
        let broken = answer.alerts.iter().filter(|alert| alert.code == "obligatoire-ecartee");
        let (axes, clauses) = axes(answer);
        Self {
            met: met.iter().sum(),
            duties: answer.duties.len(),
            unmet: titles(DutyState::ToMeet),
            open: titles(DutyState::Undetermined),
            exempt: exempt.collect(),
            discarded: broken.map(|alert| alert.message.clone()).collect(),
            axes,
            clauses,
            hours: burden.buyer_hours,
            papers: burden.papers,
            penalties,
            questions: answer.questions.len(),
        }
    }
}

/// How many clauses each axis has in the documents, each clause once; axes that have none show as such.
fn axes(answer: &Answer<'_>) -> (Vec<(String, usize)>, usize) {
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for kept in answer.kept() {
        if !seen.iter().any(|(_, id)| *id == kept.clause.id) {
            seen.push((&kept.clause.axis, &kept.clause.id));
        }
    }
    let of = |id: &str| {
        let title = wording::axis(&answer.evaluation, id);
        let name = title.strip_prefix("Axe ").unwrap_or(&title).to_owned();
        (name, seen.iter().filter(|(axis, _)| *axis == id).count())
    };
    (crate::base::clause::AXES.map(of).into(), seen.len())
}
