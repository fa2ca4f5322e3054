//! National goals on the share of contracts, against what contracts declare and what is recommended to them.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::portfolio::considerations::Declared;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::setting::GoalName;
use crate::portfolio::sorter::Sorter;
use crate::portfolio::subject::{State, declared};
use crate::portfolio::totals::Totals;

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

pub(super) fn lines(totals: &Totals) -> Vec<GoalLine<'_>> {
    let sorter = Sorter::new(&totals.reglages);
    totals.reglages.objectifs.iter().map(|goal| line(totals, &sorter, goal)).collect()
}

fn line<'t>(totals: &'t Totals, sorter: &Sorter<'_>, goal: &'t GoalName) -> GoalLine<'t> {
    let axis = sorter.axis(&goal.axe);
    let within = |day: Date| {
        goal.du.is_none_or(|from| from <= day) && goal.au.is_none_or(|until| day < until)
    };
    let mut line =
        GoalLine { objectif: goal, contrats: 0, declares: 0, non_declares: 0, recommandee: 0 };
    let own = |one: &&Contribution| one.date.is_some_and(within);
    for one in totals.contracts().filter(own) {
        let said = declared(one, &goal.axe);
        line.contrats += 1;
        line.declares += u64::from(said.is_some_and(Declared::is_some));
        line.non_declares += u64::from(said.is_none());
        let called = axis.is_some_and(|axis| sorter.state(one, axis) == State::Called);
        line.recommandee += u64::from(called);
    }
    line
}
