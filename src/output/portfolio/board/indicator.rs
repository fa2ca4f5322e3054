//! The indicators of the policy: counted on the purchases, entered by the authority, or neither, and said so.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::number;
use super::chart::{self, Column, Fill};
use super::figure::{Figure, Figures};
use crate::base::policy::Counted;
use crate::portfolio::entry::{Entered, Entries};
use crate::portfolio::report::IndicatorLine;
use crate::portfolio::subject::Subject;

/// The indicators of an axis.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Axis {
    pub title: String,
    pub lines: Vec<Line>,
}

/// An indicator.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Line {
    pub id: String,
    pub text: String,
    /// What is counted, in words; nothing where it can only be entered.
    pub how: Option<&'static str>,
    pub counted: Option<Figure>,
    /// « sur 15 achats dont on le sait », then year by year.
    pub told: Vec<String>,
    /// Why nothing is counted.
    pub why: Option<&'static str>,
    pub entered: Vec<Said>,
    pub targets: Vec<Said>,
    pub trend: Option<String>,
    pub chart: Option<String>,
}

/// A figure entered.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Said {
    pub year: u32,
    pub text: String,
    pub source: String,
}

/// How many indicators are known, and how.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Counts {
    pub all: usize,
    pub counted: usize,
    pub entered: usize,
    pub neither: usize,
}

pub(in crate::output::portfolio) fn count(axes: &[Axis]) -> Counts {
    let lines = || axes.iter().flat_map(|axis| &axis.lines);
    Counts {
        all: lines().count(),
        counted: lines().filter(|line| line.counted.is_some()).count(),
        entered: lines().filter(|line| !line.entered.is_empty()).count(),
        neither: lines().filter(|line| line.counted.is_none() && line.entered.is_empty()).count(),
    }
}

pub(in crate::output::portfolio) fn axes(figures: Figures<'_>, entries: &Entries) -> Vec<Axis> {
    let Some(policy) = &figures.setting.schema else { return Vec::new() };
    let axis = |axis: &crate::portfolio::setting::Titled| {
        let own = |ambition: &str| {
            policy.ambitions.iter().any(|one| one.id == ambition && one.axe == axis.id)
        };
        let lines = figures.report.indicateurs.iter().enumerate();
        let lines = lines.filter(|(_, line)| own(line.ambition));
        Axis {
            title: axis.titre.clone(),
            lines: lines.map(|(at, one)| line(figures, at, one, entries.of(one.id))).collect(),
        }
    };
    policy.axes.iter().map(axis).collect()
}

fn line(
    figures: Figures<'_>,
    at: usize,
    one: &IndicatorLine<'_>,
    entered: Option<&Entered>,
) -> Line {
    let is_known = one.total.connus > 0;
    let said =
        |list: fn(&Entered) -> &std::collections::BTreeMap<u32, crate::portfolio::entry::Entry>| {
            let list = entered.into_iter().flat_map(list);
            list.map(|(year, entry)| Said {
                year: *year,
                text: entry.shown(),
                source: entry.source.clone(),
            })
            .collect()
        };
    Line {
        id: one.id.to_owned(),
        text: one.texte.to_owned(),
        how: one.compte.map(how),
        counted: is_known.then(|| counted(figures, at, one)),
        told: if is_known { told(one) } else { Vec::new() },
        why: why(one, is_known),
        entered: said(|entered| &entered.values),
        targets: said(|entered| &entered.targets),
        trend: entered.and_then(trend),
        chart: entered.and_then(|entered| drawn(one.texte, entered)),
    }
}

fn counted(figures: Figures<'_>, at: usize, one: &IndicatorLine<'_>) -> Figure {
    let mut figure = figures.count(Subject::Indicator(at, None));
    if let Some(hours) = one.total.heures {
        figure.text = format!("{} heures prévues", number(hours));
        figure.n = hours;
    }
    figure
}

fn told(one: &IndicatorLine<'_>) -> Vec<String> {
    let known = format!("sur {} dont on le sait", counted_purchases(one.total.connus));
    let some = one.annees.iter().filter(|(_, year)| year.nombre > 0);
    let years: Vec<String> = some
        .map(|(year, said)| match said.heures {
            Some(hours) => format!("{year} : {} heures", number(hours)),
            None => format!("{year} : {} sur {}", number(said.nombre), number(said.connus)),
        })
        .collect();
    let mut told = vec![known];
    if one.annees.len() > 1 && !years.is_empty() {
        told.push(years.join(" · "));
    }
    told
}

fn counted_purchases(n: u64) -> String {
    super::super::counted(n, "achat", "achats")
}

const fn how(counted: Counted) -> &'static str {
    match counted {
        Counted::Retenue => "achats dont une clause de l’indicateur est retenue (fiches)",
        Counted::ClauseSociale => "achats qui déclarent ou retiennent une clause sociale",
        Counted::MarcheReserve => "achats déclarés ou retenus réservés",
        Counted::Groupement => "achats attribués à un groupement (données publiées)",
        Counted::Negociation => "procédures avec négociation ; une procédure adaptée ne le dit pas",
        Counted::Innovation => "achats déclarés innovants, ou qui en retiennent une clause",
        Counted::Heures => {
            "heures des clauses d’insertion retenues (fiches) ; réalisées : à saisir"
        }
    }
}

fn why(one: &IndicatorLine<'_>, is_known: bool) -> Option<&'static str> {
    match (is_known, one.compte, one.calcule) {
        (true, ..) => None,
        (false, Some(Counted::Retenue | Counted::Heures), _) => {
            Some("aucune fiche lue n’a de décision")
        }
        (false, Some(_), _) => Some("aucun achat lu ne le dit"),
        (false, None, true) => Some("les sources lues ne le disent pas"),
        (false, None, false) => Some("la collectivité le relève"),
    }
}

/// From the first year to the last, in words.
fn trend(entered: &Entered) -> Option<String> {
    let ((first_year, first), (year, last)) =
        (entered.values.first_key_value()?, entered.values.last_key_value()?);
    if first_year == year {
        return None;
    }
    let way = match last.value.total_cmp(&first.value) {
        std::cmp::Ordering::Less => "en baisse",
        std::cmp::Ordering::Equal => "stable",
        std::cmp::Ordering::Greater => "en hausse",
    };
    Some(format!("{way} de {first_year} à {year} : {} puis {}", first.shown(), last.shown()))
}

/// The values by year, and the targets, empty columns.
fn drawn(text: &str, entered: &Entered) -> Option<String> {
    let years: BTreeSet<&u32> = entered.values.keys().chain(entered.targets.keys()).collect();
    let all = || entered.values.values().chain(entered.targets.values());
    let most = all().map(|entry| entry.value).fold(0.0, f64::max);
    if years.len() < 2 || most <= 0.0 || all().any(|entry| entry.value < 0.0) {
        return None;
    }
    let mut columns = Vec::new();
    for year in years {
        let value = entered.values.get(year).map(|entry| (entry, Fill::Solid, ""));
        let target = entered.targets.get(year).map(|entry| (entry, Fill::Empty, "cible "));
        for (entry, fill, what) in value.into_iter().chain(target) {
            let name = format!("{what}{year}");
            let (height, text) = (entry.value / most, entry.text.clone());
            columns.push(Column { name, height, text, fill });
        }
    }
    let told: Vec<String> =
        columns.iter().map(|one| format!("{} : {}", one.name, one.text)).collect();
    Some(chart::columns(&columns, None, &format!("{text}. {}.", told.join(", "))))
}
