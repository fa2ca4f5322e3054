//! The ambitions, their means and their indicators, in the words of the policy.

use super::law::{blank, targets};
use super::{heading, paragraph, table};
use crate::document::{Block, Inline, Table};
use crate::output::portfolio::board::figure::Figures;
use crate::output::portfolio::board::indicator::{self, Line};
use crate::output::portfolio::{counted, number};
use crate::portfolio::entry::Entries;
use crate::portfolio::report::MeasureLine;

/// What nobody can tell.
const UNKNOWN: &str = "ne se sait pas";

pub(super) fn measures(figures: Figures<'_>) -> Vec<Block> {
    let Some(policy) = &figures.setting.schema else { return Vec::new() };
    let mut blocks = vec![
        heading(1, "Les ambitions et leurs moyens", "moyens"),
        paragraph(
            "Pour chaque moyen : les achats concernés, ceux à qui une de ses clauses est recommandée, ceux dont l’acheteur en a retenu une, et ceux qui déclarent sur l’axe une considération de même nature.",
        ),
    ];
    for ambition in &policy.ambitions {
        let own = || figures.report.moyens.iter().filter(|line| line.ambition == ambition.id);
        let alive = own().filter(|line| line.recommandee > 0).count() as u64;
        blocks.push(heading(2, &ambition.titre, &ambition.id));
        blocks.push(paragraph(&format!(
            "{} sur {} : une clause en est recommandée à un achat au moins.",
            number(alive),
            counted(own().count() as u64, "moyen", "moyens")
        )));
        blocks.push(table(
            &["Moyen", "Concernés", "Recommandée", "Retenue", "Déclarée"],
            own().map(|line| measure(figures, line)),
            &[43, 13, 18, 12, 14],
        ));
    }
    blocks
}

fn measure(figures: Figures<'_>, line: &MeasureLine<'_>) -> Vec<String> {
    let own = figures.setting.moyens.iter().find(|measure| measure.id == line.id);
    let is_apart = own.is_none_or(|measure| measure.clauses.is_empty());
    let figure = |n: u64| if is_apart { "—".into() } else { number(n) };
    let declared = line.declaree.map_or_else(|| UNKNOWN.into(), number);
    let what = if is_apart { " (moyen d’organisation)" } else { "" };
    vec![
        format!("{}{what}", line.texte),
        figure(line.concernes),
        figure(line.recommandee),
        if figures.report.decides == 0 && !is_apart {
            UNKNOWN.into()
        } else {
            figure(line.retenue)
        },
        if is_apart { "—".into() } else { declared },
    ]
}

pub(super) fn indicators(figures: Figures<'_>, entries: &Entries) -> Vec<Block> {
    let axes = indicator::axes(figures, entries);
    if axes.is_empty() {
        return Vec::new();
    }
    let counts = indicator::count(&axes);
    let mut blocks = vec![
        heading(1, "Les indicateurs du schéma", "indicateurs"),
        paragraph(&format!(
            "{} indicateurs : {} comptés sur les achats lus, {} saisis, {} ni l’un ni l’autre et à compléter.",
            counts.all, counts.counted, counts.entered, counts.neither
        )),
    ];
    for (at, axis) in axes.iter().enumerate() {
        blocks.push(heading(2, &axis.title, &format!("indicateurs-{at}")));
        let header = ["Indicateur", "Valeur", "Cible"];
        blocks.push(Block::Table(Table {
            header: header.iter().map(|cell| vec![Inline::text(*cell)]).collect(),
            rows: axis.lines.iter().map(|line| row(line, entries)).collect(),
            widths: vec![40, 40, 20],
        }));
    }
    blocks
}

fn row(line: &Line, entries: &Entries) -> Vec<Vec<Inline>> {
    let mut lines: Vec<String> = Vec::new();
    if let Some(figure) = &line.counted {
        let told: Vec<&str> = line.told.iter().map(String::as_str).collect();
        lines.push(format!("{} {}", figure.text, told.join(" ; ")));
    }
    let entered = line.entered.iter();
    lines.extend(entered.map(|said| format!("{} : {} ({})", said.year, said.text, said.source)));
    lines.extend(line.trend.clone());
    let mut value = Vec::new();
    for (at, text) in lines.into_iter().enumerate() {
        if at > 0 {
            value.push(Inline::LineBreak);
        }
        value.push(Inline::Text(text));
    }
    if value.is_empty() {
        value.push(blank(&line.id, "valeur", "valeur, année, source"));
    }
    let targets = targets(entries.of(&line.id));
    let target = if targets.is_empty() { "aucune".to_owned() } else { targets };
    vec![vec![Inline::text(line.text.clone())], value, vec![Inline::Text(target)]]
}
