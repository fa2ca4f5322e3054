//! Clauses by what becomes of them on a contract, as contributions hold them: positions in the list of clauses, in order.

use super::shared::Shared;
use crate::base::clause::{Clause, VariableKind};
use crate::base::rule::Level;
use crate::engine::answer::Recommendation;
use crate::fact::Value;
use crate::purchase::Status;

/// Positions in the list of clauses, in order, each once; contracts alike share them.
pub type Positions = Shared<[u16]>;

/// The variable of the clauses of insertion that holds their hours.
const HOURS: &str = "heures";

/// Clauses by what becomes of them; each in one list at most, but for those imposed, kept or discarded.
#[derive(Debug, Clone, Default)]
pub(super) struct States {
    pub called: Positions,
    pub imposed: Positions,
    pub study: Positions,
    pub pending: Positions,
    pub kept: Positions,
    pub discarded: Positions,
    /// Hours of insertion in the clauses kept.
    pub hours: Option<u64>,
}

impl States {
    /// Sorts what is recommended, and the clauses of rules that wait for an answer.
    /// Positions are ranks among all ids.
    pub(super) fn of<'b>(
        ids: &[&str],
        recommended: &[Recommendation<'b>],
        waiting: impl Iterator<Item = &'b Clause>,
    ) -> Self {
        let all = |is: &dyn Fn(&Recommendation<'b>) -> bool| {
            let chosen = recommended.iter().filter(|one| is(one));
            positions(ids, chosen.map(|one| one.clause))
        };
        // A rule called for it, whatever the buyer decided.
        let called = all(&|one| one.level > Level::AEtudier);
        let mut study = all(&|one| one.level <= Level::AEtudier);
        study.retain(|at| called.binary_search(at).is_err());
        let mut pending = positions(ids, waiting);
        pending.retain(|at| called.binary_search(at).is_err() && study.binary_search(at).is_err());
        let kept = || recommended.iter().filter(|one| one.status() == Some(Status::Kept));
        Self {
            imposed: all(&|one| one.level == Level::Obligatoire).into(),
            kept: all(&|one| one.status() == Some(Status::Kept)).into(),
            discarded: all(&|one| one.status() == Some(Status::Discarded)).into(),
            hours: kept().filter_map(hours).reduce(|sum, hours| sum + hours),
            called: called.into(),
            study: study.into(),
            pending: pending.into(),
        }
    }

    /// Others that share no list with these.
    pub(super) fn copied(&self) -> Self {
        let copied = |list: &Positions| Positions::from(&**list);
        Self {
            called: copied(&self.called),
            imposed: copied(&self.imposed),
            study: copied(&self.study),
            pending: copied(&self.pending),
            kept: copied(&self.kept),
            discarded: copied(&self.discarded),
            hours: self.hours,
        }
    }
}

/// Ranks in the order of ids.
fn positions<'b>(ids: &[&str], clauses: impl Iterator<Item = &'b Clause>) -> Vec<u16> {
    let rank = |clause: &Clause| ids.binary_search(&clause.id.as_str()).ok();
    let ranks = clauses.filter_map(|clause| u16::try_from(rank(clause)?).ok());
    let mut ranks: Vec<u16> = ranks.collect();
    ranks.sort_unstable();
    ranks.dedup();
    ranks
}

fn hours(one: &Recommendation<'_>) -> Option<u64> {
    let is_hours = one.clause.variable(HOURS)?.kind == VariableKind::Hours;
    match one.values.get(HOURS).filter(|_| is_hours)?.value {
        Value::Integer(hours) => u64::try_from(hours).ok(),
        _ => None,
    }
}
