//! What the law asks a policy to publish, and the national goals.

use super::{heading, paragraph, table};
use crate::document::{Block, Field, Inline, NoticeKind, Table};
use crate::fact::french_date;
use crate::money::Rate;
use crate::output::portfolio::board::figure::Figures;
use crate::output::portfolio::{counted, euros, said, share};
use crate::portfolio::entry::{Entered, Entries, LEGAL};
use crate::portfolio::report::Declaration;

pub(super) fn blocks(figures: Figures<'_>, entries: &Entries) -> Vec<Block> {
    let mut blocks = vec![
        heading(1, "Les indicateurs que la loi demande", "loi"),
        paragraph(
            "CCP, art. L. 2111-3, al. 3 : des indicateurs en nombre ou en valeur, publiés tous les deux ans, avec des cibles par catégorie, dont les entreprises solidaires d’utilité sociale et celles qui emploient des personnes défavorisées.",
        ),
        Block::Notice {
            kind: NoticeKind::Confirm,
            title: "À vérifier".into(),
            blocks: vec![paragraph(
                "La base tient le principe de l’article L. 2111-3 et, de l’article D. 2111-3, le seuil de 50 M€ seulement : la liste exacte des catégories à publier est à confirmer par un juriste avant publication.",
            )],
        },
        indicators(figures, entries),
        paragraph(
            "Nombre et montants de ce que les contrats publiés déclarent. Les montants de marchés, et les maximums d’accords-cadres, ne s’ajoutent pas entre eux ; les montants inconnus n’y sont pas.",
        ),
    ];
    blocks.extend(goals(figures));
    blocks
}

fn indicators(figures: Figures<'_>, entries: &Entries) -> Block {
    let header = ["Catégorie", "Nombre et valeur", "Cible"];
    let row = |(id, title): &(&str, &str)| {
        let entered = entries.of(id);
        let own = figures.report.declarations.iter().find(|one| one.id == *id);
        let mut told: Vec<Inline> = own.map(declared).into_iter().map(Inline::Text).collect();
        told.extend(values(entered, own.is_some()));
        if told.is_empty() {
            told.push(blank(id, "valeur", "nombre ou valeur, avec l’année et la source"));
        }
        let targets = targets(entered);
        let target =
            if targets.is_empty() { blank(id, "cible", "cible") } else { Inline::Text(targets) };
        vec![vec![Inline::text(*title)], told, vec![target]]
    };
    Block::Table(Table {
        header: header.iter().map(|cell| vec![Inline::text(*cell)]).collect(),
        rows: LEGAL.iter().map(row).collect(),
        widths: vec![32, 44, 24],
    })
}

fn declared(one: &Declaration) -> String {
    let sums = &one.montants;
    let mut told = counted(one.contrats, "achat", "achats");
    for (n, centimes, what) in [
        (sums.marches, sums.marches_centimes, "de marchés"),
        (sums.plafonds, sums.plafonds_centimes, "au maximum d’accords-cadres"),
        (
            sums.subsequents,
            sums.subsequents_centimes,
            "de marchés subséquents, déjà dans les maximums",
        ),
    ] {
        if n > 0 {
            told = format!("{told} ; {} {what}", euros(centimes));
        }
    }
    told
}

/// What was entered, on lines of their own after what was counted.
fn values(entered: Option<&Entered>, is_after: bool) -> Vec<Inline> {
    let mut out = Vec::new();
    for (year, entry) in entered.into_iter().flat_map(|entered| &entered.values) {
        if is_after || !out.is_empty() {
            out.push(Inline::LineBreak);
        }
        out.push(Inline::Text(format!("{year} : {} ({})", entry.shown(), entry.source)));
    }
    out
}

/// « 2027 : 30 % (source) ».
pub(super) fn targets(entered: Option<&Entered>) -> String {
    let all = entered.into_iter().flat_map(|entered| &entered.targets);
    let lines = all.map(|(year, entry)| format!("{year} : {} ({})", entry.shown(), entry.source));
    lines.collect::<Vec<_>>().join(" ; ")
}

pub(super) fn blank(id: &str, what: &str, label: &str) -> Inline {
    Inline::Field(Field {
        tag: format!("bilan.{id}.{what}"),
        label: label.to_owned(),
        value: None,
        bound: false,
    })
}

fn goals(figures: Figures<'_>) -> Vec<Block> {
    let report = figures.report;
    if report.objectifs.is_empty() {
        return Vec::new();
    }
    let row = |line: &crate::portfolio::report::GoalLine<'_>| {
        let goal = line.objectif;
        let until = goal.au.and_then(|day| day.yesterday().ok());
        let until =
            until.map_or_else(String::new, |day| format!(", jusqu’au {}", french_date(day)));
        let known = line.contrats - line.non_declares;
        vec![
            figures.axis_title(&goal.axe),
            Rate::from_ten_thousandths(goal.taux).to_string(),
            said(line.declares, known),
            share(line.recommandee, line.contrats),
            format!("{}{until}", goal.reference),
        ]
    };
    vec![
        heading(1, "Les objectifs nationaux", "objectifs"),
        paragraph(
            "Objectifs indicatifs pour les collectivités, sur les achats datés de la période du plan. Un plan suivant est à vérifier.",
        ),
        table(
            &["Axe", "Objectif", "Déclarée", "Recommandée", "Source"],
            report.objectifs.iter().map(row),
            &[20, 12, 24, 20, 24],
        ),
    ]
}
