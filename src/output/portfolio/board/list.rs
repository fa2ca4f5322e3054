//! The lists of purchases behind figures: the largest ones, and how many more there are.

use serde::Serialize;

use super::super::{counted, declared_words, number};
use super::figure::Figures;
use crate::fact::french_date;
use crate::money::Amount;
use crate::portfolio::contract::AmountKind;
use crate::portfolio::contribution::{Contribution, OBJECT};
use crate::portfolio::subject::{Part, Said, State, Subject, Sum, declared};

/// How many clauses of a purchase are named.
const NAMED: usize = 3;

/// Lists of one kind.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Group {
    pub title: &'static str,
    pub axes: Vec<String>,
    pub lists: Vec<List>,
}

/// A list.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct List {
    pub anchor: String,
    pub title: String,
    pub n: String,
    pub rows: Vec<Row>,
    /// « et 365 autres ».
    pub rest: Option<String>,
}

/// A purchase.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Row {
    pub object: String,
    pub who: String,
    pub day: String,
    pub amount: String,
    /// What is recommended and declared, by axis.
    pub axes: Vec<String>,
}

pub(in crate::output::portfolio) fn groups(figures: Figures<'_>) -> Vec<Group> {
    let titles = ["Axes", "Moyens de la politique", "Indicateurs", "Familles d’achat", "Montants"];
    let axes: Vec<String> =
        figures.tally.sorter.axes.iter().map(|id| figures.axis_title(id)).collect();
    let mut groups = titles.map(|title| Group { title, axes: axes.clone(), lists: Vec::new() });
    for (subject, found) in &figures.tally.lists {
        let at = match subject {
            Subject::Axis(..) | Subject::Declared(..) => 0,
            Subject::Measure(..) => 1,
            Subject::Indicator(..) => 2,
            Subject::Family(_) | Subject::Cell(..) => 3,
            Subject::Sum(_) => 4,
            Subject::Known(..) | Subject::Missed => continue,
        };
        let Some(anchor) = figures.list(*subject).filter(|_| figures.shown(*subject) == *subject)
        else {
            continue;
        };
        let rows: Vec<Row> = found.largest.iter().map(|one| row(figures, one)).collect();
        let list = List {
            anchor,
            title: title(figures, *subject),
            n: number(found.n),
            rest: rest(found.n, rows.len()),
            rows,
        };
        if let Some(group) = groups.get_mut(at) {
            group.lists.push(list);
        }
    }
    groups.into_iter().filter(|group| !group.lists.is_empty()).collect()
}

fn rest(n: u64, shown: usize) -> Option<String> {
    let more = n.saturating_sub(shown as u64);
    (more > 0).then(|| format!("et {}", counted(more, "autre", "autres")))
}

fn title(figures: Figures<'_>, subject: Subject) -> String {
    let axis = |at: usize| {
        let id = figures.tally.sorter.axes.get(at).copied().unwrap_or_default();
        figures.axis_title(id)
    };
    match subject {
        Subject::Axis(at, state) => format!("{} : {}", axis(at), in_state(state)),
        Subject::Declared(at, said) => format!(
            "{} : {}",
            axis(at),
            match said {
                Said::Declared => "considération déclarée",
                Said::Without => "« pas de considération » déclarée",
                Said::Nothing => "rien de déclaré",
            }
        ),
        Subject::Measure(at, part) => {
            let id = figures.setting.moyens.get(at).map_or("", |measure| &measure.id);
            format!(
                "{id} : {}",
                match part {
                    Part::Concerned => "achats concernés",
                    Part::Called => "clause recommandée",
                    Part::Pending => "le serait, si…",
                    Part::Kept => "clause retenue",
                    Part::Declared => "considération de même nature déclarée",
                }
            )
        }
        Subject::Indicator(at, _) => {
            let own = figures.setting.indicators().get(at);
            own.map_or_else(String::new, |indicator| indicator.texte.clone())
        }
        Subject::Family(at) => {
            let id = figures.tally.sorter.families.get(at).copied().unwrap_or_default();
            super::super::family_title(figures.setting, id)
        }
        Subject::Sum(sum) => match sum {
            Sum::Ordinary => "Marchés ordinaires",
            Sum::Ceiling => "Accords-cadres, au maximum",
            Sum::Repeated => "Autres titulaires d’un même accord-cadre",
            Sum::Subsequent => "Marchés subséquents",
            Sum::Unknown => "Montant inconnu ou fictif",
        }
        .to_owned(),
        Subject::Cell(family, at, state) => {
            let family = title(figures, Subject::Family(family));
            format!("{family}, {} : {}", axis(at).replace("Axe", "axe"), in_state(state))
        }
        Subject::Known(..) | Subject::Missed => String::new(),
    }
}

const fn in_state(state: State) -> &'static str {
    match state {
        State::Called => "au moins une clause recommandée",
        State::Pending => "une clause le serait, si une réponse le confirmait",
        State::No => "aucune clause recommandée",
    }
}

fn row(figures: Figures<'_>, one: &Contribution) -> Row {
    let axes = 0..figures.tally.sorter.axes.len();
    Row {
        object: object(one),
        who: who(figures, one),
        day: one.date.map_or_else(|| "date inconnue".into(), french_date),
        amount: amount(one),
        axes: axes.map(|at| on_axis(figures, one, at)).collect(),
    }
}

/// The object, cut at a word where totals cut it.
fn object(one: &Contribution) -> String {
    match one.objet.rsplit_once(' ') {
        _ if one.objet.is_empty() => "Sans objet".into(),
        Some((words, _)) if one.objet.chars().count() == OBJECT => format!("{words}…"),
        _ => one.objet.to_string(),
    }
}

/// The buyer, unless there is one only, and the number.
fn who(figures: Figures<'_>, one: &Contribution) -> String {
    let buyer = if figures.report.acheteur.is_some() { "" } else { &one.acheteur };
    let parts = [buyer, &one.id].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

fn amount(one: &Contribution) -> String {
    let maximum = if one.nature == AmountKind::Plafond { "au plus " } else { "" };
    let sum = one.montant.map(|sum| format!("{maximum}{} €", Amount::from_centimes(sum)));
    sum.unwrap_or_else(|| "inconnu".into())
}

fn on_axis(figures: Figures<'_>, one: &Contribution, at: usize) -> String {
    let sorter = &figures.tally.sorter;
    let mut states = Vec::new();
    sorter.states(one, &mut states);
    let state = match states.get(at) {
        Some(State::Called) => "recommandée",
        Some(State::Pending) => "si…",
        Some(State::No) | None => "non",
    };
    let axis = sorter.axes.get(at).copied().unwrap_or_default();
    match declared(one, axis) {
        Some(what) if what.is_some() => format!("{state} ; déclare : {}", declared_words(what)),
        Some(_) => format!("{state} ; déclare : aucune"),
        None => state.to_owned(),
    }
}

/// The purchases that go without a clause of first rank.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Missed {
    pub n: String,
    pub rows: Vec<MissedRow>,
    pub rest: Option<String>,
    /// What first rank is: by the policy, or by default.
    pub is_of_policy: bool,
}

/// One of them.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct MissedRow {
    pub rank: usize,
    pub row: Row,
    /// By centimes.
    pub sorted: i64,
    pub clauses: Vec<String>,
    pub rest: Option<String>,
    pub why: Vec<String>,
}

pub(in crate::output::portfolio) fn missed(figures: Figures<'_>) -> Missed {
    let found = figures.tally.lists.get(&Subject::Missed);
    let largest = found.into_iter().flat_map(|list| &list.largest);
    let rows: Vec<MissedRow> =
        largest.enumerate().map(|(at, one)| missed_row(figures, at + 1, one)).collect();
    let n = figures.tally.n(Subject::Missed);
    Missed {
        n: number(n),
        rest: rest(n, rows.len()),
        rows,
        is_of_policy: !figures.setting.moyens.is_empty(),
    }
}

fn missed_row(figures: Figures<'_>, rank: usize, one: &Contribution) -> MissedRow {
    let all: Vec<u16> = figures.tally.sorter.missed(one).collect();
    let named = all.iter().take(NAMED).filter_map(|at| figures.setting.clause(*at));
    let clauses: Vec<String> = named.map(|clause| clause.titre.clone()).collect();
    let says_none = |axis: &&str| declared(one, axis).is_some_and(|what| !what.is_some());
    let is_on = |axis: &&str| {
        let clauses = all.iter().filter_map(|at| figures.setting.clause(*at));
        says_none(axis) && clauses.into_iter().any(|clause| clause.axe == **axis)
    };
    let axes: Vec<String> = figures
        .tally
        .sorter
        .axes
        .iter()
        .copied()
        .filter(is_on)
        .map(|axis| figures.axis_title(axis))
        .collect();
    let mut why = Vec::new();
    if !axes.is_empty() {
        why.push(format!("« pas de considération » : {}", axes.join(", ").replace("Axe", "axe")));
    }
    if all.iter().any(|at| one.ecartees.contains(at)) {
        why.push("clause écartée dans la fiche".into());
    }
    MissedRow {
        rank,
        row: row(figures, one),
        sorted: one.montant.unwrap_or(0),
        rest: rest(all.len() as u64, clauses.len()),
        clauses,
        why,
    }
}
