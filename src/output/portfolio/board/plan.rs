//! The policy: its axes, their ambitions, and what becomes of each means.

use serde::Serialize;

use super::super::number;
use super::figure::{Figure, Figures};
use crate::portfolio::report::MeasureLine;
use crate::portfolio::subject::{Part, Subject};

/// An axis of the policy.
#[derive(Debug, Serialize)]
pub(super) struct Axis {
    pub title: String,
    pub ambitions: Vec<Ambition>,
}

/// An ambition and its means.
#[derive(Debug, Serialize)]
pub(super) struct Ambition {
    pub id: String,
    pub title: String,
    /// « 5 moyens sur 14 ont une recommandation ».
    pub said: String,
    pub measures: Vec<Measure>,
}

/// A means.
#[derive(Debug, Serialize)]
pub(super) struct Measure {
    pub id: String,
    pub text: String,
    pub priority: u32,
    /// No clause serves it: it is a matter of organisation.
    pub is_apart: bool,
    pub concerned: Figure,
    pub called: Figure,
    pub pending: Figure,
    /// Nothing where no fiche has decisions.
    pub kept: Option<Figure>,
    pub declared: Option<Figure>,
}

pub(super) fn axes(figures: Figures<'_>) -> Vec<Axis> {
    let Some(policy) = &figures.setting.schema else { return Vec::new() };
    let axis = |axis: &crate::portfolio::setting::Titled| Axis {
        title: axis.titre.clone(),
        ambitions: policy
            .ambitions
            .iter()
            .filter(|ambition| ambition.axe == axis.id)
            .map(|ambition| self::ambition(figures, &ambition.id, &ambition.titre))
            .collect(),
    };
    policy.axes.iter().map(axis).collect()
}

fn ambition(figures: Figures<'_>, id: &str, title: &str) -> Ambition {
    let all = figures.report.moyens.iter().enumerate();
    let own: Vec<_> = all.filter(|(_, line)| line.ambition == id).collect();
    let alive = own.iter().filter(|(_, line)| line.recommandee > 0).count() as u64;
    let measures = own.iter().map(|(at, line)| measure(figures, *at, line));
    Ambition {
        id: id.to_owned(),
        title: title.to_owned(),
        said: format!(
            "{} sur {} : une clause en est recommandée à un achat au moins",
            number(alive),
            super::super::counted(own.len() as u64, "moyen", "moyens")
        ),
        measures: measures.collect(),
    }
}

fn measure(figures: Figures<'_>, at: usize, line: &MeasureLine<'_>) -> Measure {
    let part = |part| figures.count(Subject::Measure(at, part));
    let clauses = figures.setting.moyens.get(at).map_or(0, |measure| measure.clauses.len());
    Measure {
        id: line.id.to_owned(),
        text: line.texte.to_owned(),
        priority: line.priorite,
        is_apart: clauses == 0,
        concerned: part(Part::Concerned),
        called: part(Part::Called),
        pending: part(Part::Pending),
        kept: (figures.report.decides > 0).then(|| part(Part::Kept)),
        declared: line.declaree.map(|_| part(Part::Declared)),
    }
}
