//! National goals, and the shares declared year by year.

use serde::Serialize;

use super::super::{counted, number, percent, said, share};
use super::chart::{self, Column, Fill};
use super::figure::{Figure, Figures};
use crate::fact::french_date;
use crate::money::Rate;
use crate::portfolio::report::{GoalLine, Year};
use crate::portfolio::subject::{DECLARED, Said, State, Subject};

/// The most years of a chart.
const YEARS: usize = 10;

/// A national goal.
#[derive(Debug, Serialize)]
pub(super) struct Goal {
    pub axis: String,
    pub rate: String,
    pub title: String,
    pub reference: String,
    pub is_confirmed: bool,
    pub period: String,
    /// Past on the day whose law the base says.
    pub is_over: bool,
    /// Among the contracts of its period.
    pub within: String,
    pub declared: Figure,
    pub called: Figure,
}

pub(super) fn goals(figures: Figures<'_>) -> Vec<Goal> {
    let line = |line: &GoalLine<'_>| {
        let goal = line.objectif;
        let at = figures.tally.sorter.axes.iter().position(|axis| *axis == goal.axe)?;
        let n = figures.report.contrats;
        Some(Goal {
            axis: figures.axis_title(&goal.axe),
            rate: Rate::from_ten_thousandths(goal.taux).to_string(),
            title: goal.titre.clone(),
            reference: goal.reference.clone(),
            is_confirmed: goal.confirme,
            period: goal_period(line),
            is_over: goal.au.is_some_and(|until| until <= figures.setting.etat_du_droit),
            within: within(line),
            declared: figures.share(Subject::Declared(at, Said::Declared), n),
            called: figures.share(Subject::Axis(at, State::Called), n),
        })
    };
    figures.report.objectifs.iter().filter_map(line).collect()
}

fn goal_period(line: &GoalLine<'_>) -> String {
    let from = line.objectif.du.map(|day| format!("du {} ", french_date(day)));
    let until = line.objectif.au.and_then(|day| day.yesterday().ok());
    let until =
        until.map_or_else(|| "sans fin connue".into(), |day| format!("au {}", french_date(day)));
    format!("{}{until}", from.unwrap_or_default())
}

fn within(line: &GoalLine<'_>) -> String {
    if line.contrats == 0 {
        return "aucun achat lu n’est de cette période".into();
    }
    let silent = match line.non_declares {
        0 => String::new(),
        n => format!(", {} ne le disent pas", number(n)),
    };
    format!(
        "{} de cette période : {} la déclarent{silent}",
        counted(line.contrats, "achat", "achats"),
        share(line.declares, line.contrats)
    )
}

/// The shares declared, year by year.
#[derive(Debug, Serialize)]
pub(super) struct Years {
    pub charts: Vec<(String, String)>,
    pub rows: Vec<(String, Figure, Vec<String>)>,
}

pub(super) fn years(figures: Figures<'_>) -> Years {
    let report = figures.report;
    let rows = report.annees.iter().map(|(year, one)| {
        let shares = DECLARED.map(|axis| {
            let (n, known) = of_year(one, axis);
            said(n, known)
        });
        (year.clone(), Figure::bare(one.contrats), shares.to_vec())
    });
    let charts = DECLARED.iter().filter_map(|axis| year_chart(figures, axis));
    Years { rows: rows.collect(), charts: charts.collect() }
}

/// The contracts of a year that declare a consideration, and those that say one way or the other.
fn of_year(one: &Year, axis: &str) -> (u64, u64) {
    match axis {
        "social" => (one.declarent_social, one.disent_social),
        _ => (one.declarent_environnemental, one.disent_environnemental),
    }
}

/// The last years of which something is known; one alone makes no chart.
fn year_chart(figures: Figures<'_>, axis: &str) -> Option<(String, String)> {
    let dated = figures.report.annees.iter().filter(|(year, _)| *year != "inconnue");
    let known: Vec<_> = dated.filter(|(_, one)| of_year(one, axis).1 > 0).collect();
    let last = known.iter().skip(known.len().saturating_sub(YEARS));
    let column = |(year, one): &(&String, &Year)| {
        let (n, known) = of_year(one, axis);
        let permille = n.saturating_mul(1_000).checked_div(known).unwrap_or(0);
        Column {
            name: (*year).clone(),
            height: f64::from(u32::try_from(permille).unwrap_or(0)) / 1_000.0,
            text: percent(n, known),
            fill: Fill::Solid,
        }
    };
    let columns: Vec<Column> = last.map(column).collect();
    let goal = figures.setting.objectifs.iter().find(|goal| goal.axe == axis);
    let goal = goal.and_then(|goal| u32::try_from(goal.taux).ok());
    let goal = goal.map(|rate| f64::from(rate) / 10_000.0);
    let title = format!(
        "{} : part, parmi les achats qui le disent, de ceux qui déclarent une considération",
        figures.axis_title(axis)
    );
    let told: Vec<String> =
        columns.iter().map(|one| format!("{} : {}", one.name, one.text)).collect();
    let chart = chart::columns(&columns, goal, &format!("{title}. {}.", told.join(", ")));
    (known.len() > 1).then_some((title, chart))
}
