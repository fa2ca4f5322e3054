//! National goals on the share of contracts, against what contracts declare and what is recommended to them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::reading::Seen;
use crate::portfolio::considerations::Declared;
use crate::portfolio::setting::GoalName;
use crate::portfolio::subject::declared;

/// Un objectif national, et les contrats de sa période.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct GoalLine<'t> {
    #[serde(flatten)]
    pub objectif: &'t GoalName,
    /// Les contrats datés de sa période.
    pub contrats: u64,
    /// Ceux d'entre eux qui déclarent une considération de l'axe.
    pub declares: u64,
    /// Ceux d'entre eux qui ne déclarent rien, ni oui ni non.
    pub non_declares: u64,
    /// Ceux d'entre eux à qui une clause de l'axe est recommandée.
    pub recommandee: u64,
}

impl<'t> GoalLine<'t> {
    pub(super) const fn new(objectif: &'t GoalName) -> Self {
        Self { objectif, contrats: 0, declares: 0, non_declares: 0, recommandee: 0 }
    }

    /// `axis` is that of the goal.
    pub(super) fn add(&mut self, seen: &Seen<'_, '_>, axis: Option<usize>) {
        let (goal, one) = (self.objectif, seen.one);
        let within = |day: Date| {
            goal.du.is_none_or(|from| from <= day) && goal.au.is_none_or(|until| day < until)
        };
        if !one.date.is_some_and(within) {
            return;
        }
        let said = declared(one, &goal.axe);
        let is_called = axis.is_some_and(|axis| seen.is_called(axis));
        self.contrats += 1;
        self.declares += u64::from(said.is_some_and(Declared::is_some));
        self.non_declares += u64::from(said.is_none());
        self.recommandee += u64::from(is_called);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.contrats += other.contrats;
        self.declares += other.declares;
        self.non_declares += other.non_declares;
        self.recommandee += other.recommandee;
    }
}
