//! A portfolio for a person: what was read and refused, then what was recommended, declared and left open.

pub mod board;
mod recall;
pub mod review;
pub mod sheet;
mod words;

use self::words::{
    axis_title, counted, declared_words, euros, euros_of, number, percent, place, said, share,
};
use super::line::{Kind, Line, Span};
use crate::portfolio::fate::{Note, Refusal};
use crate::portfolio::report::{Amounts, Axis, Named, Report, family_title};
use crate::portfolio::totals::Count;

/// How many lines of a list are shown when details are not asked for.
const SHORT: usize = 12;

/// What is shown beyond the figures.
#[derive(Debug, Clone, Copy, Default)]
pub struct Shown {
    /// Declared against recommended, family by family.
    pub recall: bool,
    /// Long lists to their end.
    pub details: bool,
}

/// The whole of it, short first.
#[must_use]
pub fn lines(report: &Report<'_>, shown: Shown) -> Vec<Line> {
    let mut lines = Vec::new();
    head(report, &mut lines);
    if shown.recall {
        recall::lines(report, &mut lines);
        return lines;
    }
    let most = if shown.details { usize::MAX } else { SHORT };
    report.axes.iter().for_each(|axis| of_axis(axis, report.contrats, &mut lines));
    of_amounts(&report.montants, &mut lines);
    of_refusals(report, &mut lines);
    of_notes(report, shown.details, &mut lines);
    of_measures(report, most, &mut lines);
    of_clauses(report, most, &mut lines);
    of_families(report, most, &mut lines);
    of_years(report, &mut lines);
    of_named(&report.a_regarder, &mut lines);
    lines
}

fn figure(subject: &str, value: &str) -> Line {
    Line::item(vec![Span::strong(&format!("{subject} :")), Span::plain(&format!(" {value}"))])
}

fn head(report: &Report<'_>, lines: &mut Vec<Line>) {
    lines.push(Line::title(&format!(
        "{} = {} + {}",
        counted(report.lus, "enregistrement lu", "enregistrements lus"),
        counted(report.evalues, "évalué", "évalués"),
        counted(report.refuses, "refusé", "refusés"),
    )));
    if report.interrompu {
        lines.push(Line::text("Interrompu avant la fin : ce qui suit porte sur ce qui était lu."));
    }
    let mut said = vec![counted(report.contrats, "contrat distinct", "contrats distincts")];
    if report.repetes > 0 {
        let repeated = counted(report.repetes, "enregistrement répète", "enregistrements répètent");
        said.push(format!(
            "{repeated} un contrat déjà lu (republication, ou même contrat à plusieurs titulaires)"
        ));
    }
    said.push(format!("base {}", report.base.version));
    said.extend(report.politique.map(|policy| format!("politique {policy}")));
    let law = |date| format!("droit du {}", crate::fact::french_date(date));
    said.extend(report.date.map(law));
    lines.push(Line::text(&said.join(" · ")));
    for (name, source) in report.sources {
        for why in &source.arrets {
            let spans =
                vec![Span::plain("✗ "), Span::code(name), Span::plain(&format!(" : {why}"))];
            lines.push(Line::sign(spans));
        }
    }
}

fn of_axis(axis: &Axis, n: u64, lines: &mut Vec<Line>) {
    lines.push(Line::heading(axis_title(&axis.axe)));
    lines.push(figure("Au moins une clause recommandée", &share(axis.recommandee, n)));
    lines.push(figure("Le serait, si une réponse le confirmait", &share(axis.le_serait_si, n)));
    lines.push(figure("Non", &share(axis.non, n)));
    if axis.declares + axis.declares_sans + axis.non_declares > 0 {
        let said = format!(
            "{} ; « pas de considération » {} ; rien de déclaré {}",
            share(axis.declares, n),
            share(axis.declares_sans, n),
            share(axis.non_declares, n)
        );
        lines.push(figure("Déclarée par l’acheteur", &said));
    }
}

fn of_amounts(amounts: &Amounts, lines: &mut Vec<Line>) {
    lines.push(Line::heading("Montants publiés"));
    let line =
        |n: u64, centimes| format!("{} · {}", counted(n, "contrat", "contrats"), euros(centimes));
    lines.push(figure("Marchés ordinaires", &line(amounts.marches, amounts.marches_centimes)));
    let repeated = match amounts.plafonds_repetes {
        0 => String::new(),
        n => format!(
            " ; {} le même maximum, compté une fois",
            counted(n, "autre répète", "autres répètent")
        ),
    };
    let ceilings = format!("{}{repeated}", line(amounts.plafonds, amounts.plafonds_centimes));
    lines.push(figure("Accords-cadres, au maximum", &ceilings));
    let within = line(amounts.subsequents, amounts.subsequents_centimes);
    lines.push(figure("Marchés subséquents, déjà dans les maximums", &within));
    lines.push(figure("Montant inconnu ou fictif", &number(amounts.inconnus)));
}

fn of_refusals(report: &Report<'_>, lines: &mut Vec<Line>) {
    if report.refuses == 0 {
        return;
    }
    lines.push(Line::heading("Refusés, par motif"));
    for (id, count) in report.motifs_de_refus {
        let words = Refusal::from_id(id).map_or(id.as_str(), |why| why.words());
        with_samples(id, words, count, lines);
    }
}

fn of_notes(report: &Report<'_>, details: bool, lines: &mut Vec<Line>) {
    if report.remarques.is_empty() {
        return;
    }
    lines.push(Line::heading("Gardés avec une remarque"));
    for (id, count) in report.remarques {
        let words = Note::from_id(id).map_or(id.as_str(), |note| note.words());
        if details {
            with_samples(id, words, count, lines);
        } else {
            lines.push(figure(words, &number(count.nombre)));
        }
    }
}

fn with_samples(id: &str, words: &str, count: &Count, lines: &mut Vec<Line>) {
    let spans = vec![
        Span::strong(&format!("{words} :")),
        Span::plain(&format!(" {} (", number(count.nombre))),
        Span::code(id),
        Span::plain(")"),
    ];
    lines.push(Line::item(spans));
    for one in &count.exemples {
        lines.push(Line::under(&place(one)));
    }
}

/// « … et 12 autres ».
fn rest(n: usize, most: usize, lines: &mut Vec<Line>) {
    if n > most {
        let spans = vec![
            Span::plain(&format!("et {} autres : ", n - most)),
            Span::code("--details"),
            Span::plain(" les montre tous"),
        ];
        lines.push(Line { kind: Kind::Apart, spans });
    }
}

fn of_measures(report: &Report<'_>, most: usize, lines: &mut Vec<Line>) {
    if report.moyens.is_empty() {
        return;
    }
    let alive = report.moyens.iter().filter(|one| one.recommandee > 0).count();
    lines.push(Line::heading("Moyens de la politique"));
    lines.push(figure(
        "Servis par au moins une recommandation",
        &format!("{alive} sur {}", report.moyens.len()),
    ));
    let mut sorted: Vec<_> = report.moyens.iter().filter(|one| one.recommandee > 0).collect();
    sorted.sort_by_key(|one| (std::cmp::Reverse(one.recommandee), one.id));
    for one in sorted.iter().take(most) {
        let spans = vec![
            Span::code(one.id),
            Span::plain(&format!(
                " : {} ; le serait, si… {}",
                share(one.recommandee, report.contrats),
                number(one.le_serait_si)
            )),
        ];
        lines.push(Line::item(spans));
    }
    rest(sorted.len(), most, lines);
}

fn of_clauses(report: &Report<'_>, most: usize, lines: &mut Vec<Line>) {
    lines.push(Line::heading("Clauses les plus recommandées"));
    for one in report.clauses.iter().take(most) {
        lines.push(figure(
            one.titre,
            &format!(
                "recommandée {} ; à étudier {} ; le serait, si… {} ; non {}",
                number(one.recommandee),
                number(one.a_etudier),
                number(one.le_serait_si),
                number(one.non)
            ),
        ));
    }
    rest(report.clauses.len(), most, lines);
}

fn of_families(report: &Report<'_>, most: usize, lines: &mut Vec<Line>) {
    lines.push(Line::heading("Familles d’achat"));
    for one in report.familles.iter().take(most) {
        let axis = |id: &str| share(one.recommandee.get(id).copied().unwrap_or(0), one.contrats);
        lines.push(figure(
            &one.titre,
            &format!(
                "{} ; recommandée : social {}, environnemental {}, économique {}",
                counted(one.contrats, "contrat", "contrats"),
                axis("social"),
                axis("environnemental"),
                axis("economique")
            ),
        ));
    }
    rest(report.familles.len(), most, lines);
}

fn of_years(report: &Report<'_>, lines: &mut Vec<Line>) {
    lines.push(Line::heading("Par année"));
    for (year, one) in &report.annees {
        lines.push(figure(
            year,
            &format!(
                "{} ; de ceux qui le disent, une considération sociale {}, environnementale {}",
                counted(one.contrats, "contrat", "contrats"),
                said(one.declarent_social, one.disent_social),
                said(one.declarent_environnemental, one.disent_environnemental)
            ),
        ));
    }
}

fn of_named(named: &[Named<'_>], lines: &mut Vec<Line>) {
    if named.is_empty() {
        return;
    }
    lines.push(Line::heading(
        "À regarder : « pas de considération » déclarée, clauses recommandées",
    ));
    for one in named {
        let amount = one.montant_centimes.map(euros_of);
        lines.push(Line::item(vec![
            Span::plain(&format!("{} · {} · ", one.objet, amount.unwrap_or_default())),
            Span::code(&format!("{} {}", one.acheteur, one.id)),
            Span::plain(&format!(
                " : axe {}, {}",
                one.axe,
                counted(one.recommandees, "clause", "clauses")
            )),
        ]));
    }
}
