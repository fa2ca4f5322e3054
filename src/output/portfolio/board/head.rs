//! The head of the page: whose purchases, what was read, and the figures in plain words.

use serde::Serialize;

use super::super::{counted, number, percent, share};
use super::figure::{Figure, Figures};
use crate::fact::french_date;
use crate::portfolio::subject::{DECLARED, Said, State, Subject};

/// The head.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Head {
    pub title: String,
    pub policy: Option<String>,
    /// Label and text.
    pub lines: Vec<(&'static str, String)>,
    pub sentences: Vec<String>,
    pub cards: Vec<Card>,
    pub is_interrupted: bool,
    pub stops: Vec<(String, String)>,
}

/// A figure in large, and what it is.
#[derive(Debug, Serialize)]
pub(in crate::output::portfolio) struct Card {
    pub figure: Figure,
    pub what: String,
}

pub(in crate::output::portfolio) fn of(figures: Figures<'_>) -> Head {
    let report = figures.report;
    let stops = report.sources.iter().flat_map(|(name, source)| {
        source.arrets.iter().map(move |why| (name.clone(), why.clone()))
    });
    Head {
        title: title(figures),
        policy: figures.setting.schema.as_ref().map(|policy| policy.titre.clone()),
        lines: lines(figures),
        sentences: sentences(figures),
        cards: cards(figures),
        is_interrupted: report.interrompu,
        stops: stops.collect(),
    }
}

fn title(figures: Figures<'_>) -> String {
    match (figures.report.acheteur, figures.report.acheteurs) {
        (Some(buyer), _) => format!("Tableau de bord des achats · {buyer}"),
        (None, n) if n > 1 => {
            format!("Tableau de bord des achats · {}", counted(n, "acheteur", "acheteurs"))
        }
        _ => "Tableau de bord des achats".into(),
    }
}

/// « du 1er… au … ».
pub(in crate::output::portfolio) fn period(figures: Figures<'_>) -> String {
    let report = figures.report;
    let days = |du, au| format!("du {} au {}", french_date(du), french_date(au));
    match (&report.periode, &report.jours) {
        (Some(asked), _) => {
            let last = asked.au.yesterday().unwrap_or(asked.au);
            format!("{}, comme demandé", days(asked.du, last))
        }
        (None, Some(seen)) => format!("{} (dates des achats lus)", days(seen.du, seen.au)),
        (None, None) => "aucun achat daté".into(),
    }
}

pub(in crate::output::portfolio) fn lines(figures: Figures<'_>) -> Vec<(&'static str, String)> {
    let report = figures.report;
    let law = match report.date {
        Some(day) => format!("celui du {}, pour tous", french_date(day)),
        None => "celui du jour de chaque achat".into(),
    };
    let base = &report.base;
    let print: String = base.empreinte.trim_start_matches("sha256:").chars().take(12).collect();
    vec![
        ("Période", period(figures)),
        (
            "Politique",
            match &figures.setting.schema {
                Some(policy) => policy.titre.clone(),
                None => "aucune : le droit national et les bonnes pratiques".into(),
            },
        ),
        ("Droit appliqué", law),
        (
            "Base de règles",
            format!(
                "version {}, empreinte {print}, état du droit au {}",
                base.version,
                french_date(base.etat_du_droit)
            ),
        ),
    ]
}

pub(in crate::output::portfolio) fn sentences(figures: Figures<'_>) -> Vec<String> {
    let report = figures.report;
    let mut said = vec![format!(
        "{} = {} + {}. {}.",
        counted(report.lus, "enregistrement lu", "enregistrements lus"),
        counted(report.evalues, "évalué", "évalués"),
        counted(report.refuses, "refusé", "refusés"),
        distinct(figures)
    )];
    said.extend(DECLARED.iter().filter_map(|axis| axis_sentence(figures, axis)));
    said.extend(plan_sentence(figures));
    let missed = figures.tally.n(Subject::Missed);
    if missed > 0 {
        said.push(format!(
            "{} sans une clause forte qui leur est recommandée.",
            counted(missed, "achat est passé", "achats sont passés")
        ));
    }
    said
}

/// The means that a purchase may serve, and those that some do.
fn plan_sentence(figures: Figures<'_>) -> Option<String> {
    let (alive, served, apart) = means(figures);
    let kept = figures.report.moyens.iter().filter(|one| one.retenue > 0).count();
    let kept = match kept {
        _ if figures.report.decides == 0 => {
            "aucune fiche lue n’a de décision : ce qui est retenu ne se sait pas".to_owned()
        }
        0 => "aucun n’a encore de clause qu’un acheteur a retenue".to_owned(),
        1 => "1 a une clause qu’un acheteur a retenue".to_owned(),
        n => format!("{n} ont une clause qu’un acheteur a retenue"),
    };
    (served > 0).then(|| {
        format!(
            "Des {served} moyens de la politique qui touchent un achat ({apart} autres sont d’organisation), {alive} ont une clause recommandée à un achat au moins ; {kept}."
        )
    })
}

/// The means with a recommendation, those that a clause serves, and the others.
fn means(figures: Figures<'_>) -> (usize, usize, usize) {
    let lines = figures.report.moyens.iter();
    let alive = lines.filter(|one| one.recommandee > 0).count();
    let all = figures.setting.moyens.len();
    let served = figures.setting.moyens.iter().filter(|one| !one.clauses.is_empty()).count();
    (alive, served, all - served)
}

fn distinct(figures: Figures<'_>) -> String {
    let report = figures.report;
    let own = counted(report.contrats, "achat distinct", "achats distincts");
    if report.repetes == 0 {
        return own;
    }
    let again = counted(report.repetes, "enregistrement en répète", "enregistrements en répètent");
    format!("{own} : {again} un déjà lu")
}

fn axis_sentence(figures: Figures<'_>, axis: &str) -> Option<String> {
    let at = figures.tally.sorter.axes.iter().position(|one| *one == axis)?;
    let n = figures.report.contrats;
    let what = if axis == "social" { "sociale" } else { "environnementale" };
    let declared = figures.tally.n(Subject::Declared(at, Said::Declared));
    let silent = figures.tally.n(Subject::Declared(at, Said::Nothing));
    let called = figures.tally.n(Subject::Axis(at, State::Called));
    if silent == n {
        return Some(format!(
            "Aucun achat ne dit s’il porte une considération {what} : on ne peut pas le savoir. Une clause {what} est recommandée pour {} des achats.",
            percent(called, n)
        ));
    }
    let told = match silent {
        0 => String::new(),
        _ => format!(" ; {} ne {} pas", share(silent, n), agreed(silent, "le dit", "le disent")),
    };
    Some(format!(
        "{} sur {} ({}) {} une considération {what}{told}. Une clause {what} est recommandée pour {} des achats.",
        counted(declared, "achat", "achats"),
        number(n),
        percent(declared, n),
        agreed(declared, "déclare", "déclarent"),
        percent(called, n)
    ))
}

const fn agreed<'a>(n: u64, one: &'a str, many: &'a str) -> &'a str {
    if n > 1 { many } else { one }
}

fn cards(figures: Figures<'_>) -> Vec<Card> {
    let report = figures.report;
    let n = report.contrats;
    let mut cards =
        vec![Card { figure: Figure::bare(n), what: "achats distincts, tous évalués".into() }];
    for (axis, what) in DECLARED.iter().zip(["sociale", "environnementale"]) {
        let at = figures.tally.sorter.axes.iter().position(|one| one == axis);
        let Some(subject) = at.map(|at| Subject::Declared(at, Said::Declared)) else { continue };
        let mut figure = figures.count(subject);
        figure.text = percent(figure.n, n);
        cards.push(Card { figure, what: format!("déclarent une considération {what}") });
    }
    if !report.moyens.is_empty() {
        let (alive, served, _) = means(figures);
        let text = format!("{alive} sur {served}");
        let figure = Figure { text, n: alive as u64, to: Some("politique".into()) };
        cards.push(Card { figure, what: "moyens avec une recommandation".into() });
    }
    let figure = figures.count(Subject::Missed);
    cards.push(Card { figure, what: "achats sans une clause forte recommandée".into() });
    cards
}
