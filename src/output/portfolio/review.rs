//! The review of a policy (*bilan*): what it promised, what purchases say, what remains to be written by the authority.
//!
//! A document like those of a tender file, for Word or as a page. What nobody knows is a place to fill in, never a figure.

mod law;
mod plan;

use jiff::ToSpan;

use super::board::figure::Figures;
use super::board::{head, list};
use super::{counted, said};
use crate::document::{Block, Document, Field, Heading, Inline, NoticeKind, Piece, Table};
use crate::draft::filters::long_date;
use crate::draft::typography;
use crate::error::Error;
use crate::output::{docx, html};
use crate::portfolio::entry::Entries;
use crate::portfolio::report::Report;
use crate::portfolio::tally::Tally;
use crate::portfolio::totals::Totals;

/// How many purchases are named.
const NAMED: usize = 10;

/// The review as a Word file.
///
/// # Errors
/// None but faults of ours.
pub fn word(totals: &Totals, entries: &Entries) -> Result<Vec<u8>, Error> {
    let document = document(totals, entries);
    let written = docx::write(&document, &docx::Options::default());
    written.map_err(|cause| Error::Refused(cause.to_string()))
}

/// The review as a page.
#[must_use]
pub fn page(totals: &Totals, entries: &Entries) -> String {
    html::write(&document(totals, entries), false)
}

/// The review.
#[must_use]
pub fn document(totals: &Totals, entries: &Entries) -> Document {
    let tally = Tally::of(totals, NAMED);
    let report = Report::of(totals);
    let figures = Figures { setting: &totals.reglages, report: &report, tally: &tally };
    let mut blocks = vec![warning()];
    blocks.push(heading(1, "En bref", "bref"));
    blocks.push(items(head::sentences(figures)));
    blocks.extend(promise(figures));
    blocks.extend(law::blocks(figures, entries));
    blocks.extend(plan::measures(figures));
    blocks.extend(plan::indicators(figures, entries));
    blocks.extend(years(figures));
    blocks.extend(missed(figures));
    blocks.extend(adjustments());
    blocks.extend(method(figures));
    typography::document(Document {
        piece: Piece::Bilan,
        title: title(figures),
        subtitle: vec![Inline::text(match &figures.setting.schema {
            Some(policy) => policy.titre.clone(),
            None => "Sans politique : droit national et bonnes pratiques".into(),
        })],
        properties: properties(figures),
        contents: true,
        blocks,
    })
}

fn title(figures: Figures<'_>) -> String {
    let months = figures.setting.schema.as_ref().and_then(|policy| policy.bilan_mois);
    match months {
        Some(months) => format!("Bilan à {months} mois de la politique d’achat"),
        None => "Bilan de la politique d’achat".into(),
    }
}

fn properties(figures: Figures<'_>) -> Vec<(String, Vec<Inline>)> {
    let buyer = match (figures.report.acheteur, figures.report.acheteurs) {
        (Some(buyer), _) => buyer.to_owned(),
        (None, n) => counted(n, "acheteur", "acheteurs"),
    };
    let lines = head::lines(figures).into_iter().filter(|(label, _)| *label != "Politique");
    let own = [("Acheteur", buyer)].into_iter().chain(lines);
    own.map(|(label, text)| (label.to_owned(), vec![Inline::Text(text)])).collect()
}

fn warning() -> Block {
    Block::Notice {
        kind: NoticeKind::Confirm,
        title: "Projet à compléter et à valider".into(),
        blocks: vec![paragraph(
            "Les chiffres viennent des achats lus et de ce que la collectivité a saisi. Ce que personne ne sait est une place à remplir. « Recommandée » dit ce que la base de règles appelle, non ce que le marché contient.",
        )],
    }
}

/// What the policy promised, and by when.
fn promise(figures: Figures<'_>) -> Vec<Block> {
    let Some(policy) = &figures.setting.schema else { return Vec::new() };
    let Some((from, months)) = policy.du.zip(policy.bilan_mois) else { return Vec::new() };
    let due = from.checked_add(i64::from(months).months()).unwrap_or(from);
    let until = policy.au.and_then(|day| day.yesterday().ok());
    let until = until.map_or_else(String::new, |day| format!(" au {}", long_date(day)));
    vec![
        heading(1, "Ce que le schéma promet", "promesse"),
        paragraph(&format!(
            "Le schéma vaut du {}{until}. Il promet une évaluation intermédiaire au bout de {months} mois, publiée : elle est due à compter du {}.",
            long_date(from),
            long_date(due)
        )),
    ]
}

fn years(figures: Figures<'_>) -> Vec<Block> {
    let row = |(year, one): (&String, &crate::portfolio::report::Year)| {
        vec![
            year.clone(),
            super::number(one.contrats),
            said(one.declarent_social, one.disent_social),
            said(one.declarent_environnemental, one.disent_environnemental),
        ]
    };
    vec![
        heading(1, "Année par année", "annees"),
        paragraph("Parmi les achats qui le disent, ceux qui déclarent une considération."),
        table(
            &["Année", "Achats", "Considération sociale", "Considération environnementale"],
            figures.report.annees.iter().map(row),
            &[15, 15, 35, 35],
        ),
    ]
}

fn missed(figures: Figures<'_>) -> Vec<Block> {
    let missed = list::missed(figures);
    if missed.rows.is_empty() {
        return Vec::new();
    }
    let row = |one: &list::MissedRow| {
        let mut clauses = one.clauses.clone();
        clauses.extend(one.rest.clone());
        let object = format!("{} ({}, {})", one.row.object, one.row.who, one.row.day);
        vec![object, one.row.amount.clone(), clauses.join(" ; ")]
    };
    let rest = missed.rest.as_ref().map(|rest| format!(" ({rest} ne sont pas repris ici)"));
    vec![
        heading(1, "Clauses fortes manquées", "manquees"),
        paragraph(&format!(
            "{} achats ont une clause forte recommandée, et déclarent « pas de considération » sur l’axe ou l’ont écartée. Les plus gros montants d’abord{}.",
            missed.n,
            rest.unwrap_or_default()
        )),
        table(
            &["Achat", "Montant HT", "Clauses fortes recommandées"],
            missed.rows.iter().map(row),
            &[45, 20, 35],
        ),
    ]
}

/// What only the authority can write.
fn adjustments() -> Vec<Block> {
    let field = |label: &str, tag: &str| {
        Block::Paragraph(vec![Inline::Field(Field {
            tag: format!("bilan.{tag}"),
            label: label.to_owned(),
            value: None,
            bound: false,
        })])
    };
    vec![
        heading(1, "Ajustements", "ajustements"),
        field("ce que la collectivité retient de ce bilan", "lecons"),
        field("plan d’action : faiblesses à corriger, points forts à renforcer", "plan"),
        field("concertation : parties prenantes consultées, dates", "concertation"),
    ]
}

fn method(figures: Figures<'_>) -> Vec<Block> {
    let sources = figures.report.sources.iter().map(|(name, source)| {
        let of = |n: u64, one, many| counted(n, one, many);
        format!(
            "{name} : {}, {}",
            of(source.lus, "lu", "lus"),
            of(source.refuses, "refusé", "refusés")
        )
    });
    vec![
        heading(1, "Sources et méthode", "methode"),
        items(sources.collect()),
        paragraph(
            "Un enregistrement est évalué ou refusé, et compté. Un achat republié ne compte qu’une fois ; le maximum d’un accord-cadre n’est compté qu’une fois et ne s’ajoute pas aux marchés. « Pas de considération », déclarée, n’est pas l’absence de déclaration.",
        ),
    ]
}

fn heading(level: u8, text: &str, anchor: &str) -> Block {
    Block::Heading(Heading {
        level,
        number: None,
        text: vec![Inline::text(text)],
        anchor: format!("bilan-{anchor}"),
        comment: None,
    })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::text(text)])
}

fn items(lines: Vec<String>) -> Block {
    let items = lines.into_iter().map(|line| vec![Inline::Text(line)]).collect();
    Block::List { ordered: false, items }
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>, widths: &[u8]) -> Block {
    let cells = |row: Vec<String>| row.into_iter().map(|cell| vec![Inline::Text(cell)]).collect();
    Block::Table(Table {
        header: header.iter().map(|cell| vec![Inline::text(*cell)]).collect(),
        rows: rows.map(cells).collect(),
        widths: widths.to_vec(),
    })
}
