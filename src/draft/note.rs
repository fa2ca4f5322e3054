//! The justification note: what the law asks and how it is met, what was kept and why, what was left out and why, with references.

use super::environment::Texts;
use super::{Desk, Kept, criteria, fixed};
use crate::base::Base;
use crate::base::legal::LegalBasis;
use crate::base::review::{Review, Status, changed_since};
use crate::document::{Block, Document, Heading, Inline, NoticeKind, Piece, Table};
use crate::engine::duty::{DutyAnswer, DutyState};
use crate::fact::french_date;
use crate::purchase::lots_label;

/// The note of a dossier.
pub(super) fn write(desk: &Desk<'_>, texts: &Texts) -> Document {
    let mut blocks = draft_warning(desk);
    blocks.extend(duties(desk));
    blocks.extend(kept(desk));
    let criteria = criteria::reasons(desk);
    if !criteria.is_empty() {
        blocks.push(heading("Poids des critères", "criteres"));
        blocks.extend(criteria);
    }
    blocks.extend(to_study(desk));
    blocks.extend(left_out(desk));
    blocks.extend(open(desk));
    blocks.extend(notices(desk, texts));
    Document {
        piece: Piece::Note,
        title: "Note justificative".into(),
        subtitle: vec![desk.object()],
        properties: fixed::properties(desk),
        contents: false,
        blocks,
    }
}

/// The margin comment of a clause: its reason, its references, what a lawyer would warn of, and whether one has read it.
pub(super) fn comment(base: &Base, kept: &Kept<'_>) -> Vec<Vec<Inline>> {
    let Some(place) = kept.places.first() else { return Vec::new() };
    let mut lines = vec![vec![Inline::text(place.reason.clone())]];
    if !place.bases.is_empty() {
        let mut line = vec![Inline::text("Fondement : ")];
        line.extend(references(&place.bases));
        lines.push(line);
    }
    for caution in &kept.clause.cautions {
        lines.push(vec![Inline::Text(format!("Vigilance : {caution}"))]);
    }
    lines.push(vec![Inline::Text(review(&Review::status(base, kept.clause)))]);
    lines
}

/// Whether a lawyer has read a clause, and what changed since.
fn review(status: &Status<&Review>) -> String {
    match status {
        Status::Read(review) => {
            format!("Clause relue le {} par {}.", french_date(review.on), review.by)
        }
        Status::Stale(review, parts) => format!(
            "Clause non relue depuis que {} : la faire valider avant usage.",
            changed_since(review, parts)
        ),
        Status::Draft | Status::Withdrawn => {
            "Clause non relue par un juriste : la faire valider avant usage.".into()
        }
    }
}

/// « CCP, art. L. 2112-2 ; … », with « référence à vérifier » where it is not confirmed.
fn references(bases: &[&LegalBasis]) -> Vec<Inline> {
    let mut out = Vec::new();
    for (i, basis) in bases.iter().enumerate() {
        if i > 0 {
            out.push(Inline::text(" ; "));
        }
        out.push(Inline::text(basis.reference.clone()));
        if !basis.confirmed {
            out.push(Inline::text(" (référence à vérifier)"));
        }
    }
    out
}

fn heading(text: &str, anchor: &str) -> Block {
    Block::Heading(Heading {
        level: 1,
        number: None,
        text: vec![Inline::text(text)],
        anchor: format!("note-{anchor}"),
        comment: None,
    })
}

fn draft_warning(desk: &Desk<'_>) -> Vec<Block> {
    let base = desk.answer.evaluation.base;
    let is_unread = |kept: &&Kept<'_>| !Review::status(base, kept.clause).is_read();
    let unread: Vec<&str> =
        desk.kept.iter().filter(is_unread).map(|kept| kept.clause.title.as_str()).collect();
    let all = desk.kept.len();
    if unread.is_empty() && all > 0 {
        return Vec::new();
    }
    // When none has been read, the tables below are the list.
    let which =
        if unread.len() == all { String::new() } else { format!(" : {}", unread.join(" ; ")) };
    let text = format!(
        "{} des {all} clauses retenues n’ont pas encore été relues par un juriste{which}. Ce dossier est un projet : le faire relire avant \
         de publier.",
        unread.len()
    );
    vec![Block::Notice {
        kind: NoticeKind::Information,
        title: "Projet à relire".into(),
        blocks: vec![Block::Paragraph(vec![Inline::Text(text)])],
    }]
}

fn duties(desk: &Desk<'_>) -> Vec<Block> {
    if desk.answer.duties.is_empty() {
        return Vec::new();
    }
    let rows = desk.answer.duties.iter().map(|duty| {
        vec![
            vec![Inline::text(duty.duty.title.clone())],
            references(&duty.bases),
            duty_state(desk, duty),
        ]
    });
    let header =
        ["La loi demande", "Référence", "Réponse du dossier"].map(|text| vec![Inline::text(text)]);
    vec![
        heading("Ce que la loi demande à cette consultation", "obligations"),
        Block::Table(Table {
            header: header.to_vec(),
            rows: rows.collect(),
            widths: vec![3, 3, 4],
        }),
    ]
}

/// Clauses named before « et n autres ».
const SHOWN: usize = 3;

fn duty_state(desk: &Desk<'_>, duty: &DutyAnswer<'_>) -> Vec<Inline> {
    match (duty.state, &duty.exemption) {
        (DutyState::OptedOut, Some((case, exemption))) => vec![
            Inline::Strong(vec![Inline::text("Dispense : ")]),
            Inline::text(case.text.clone()),
            Inline::Text(format!(". Motif : {}", exemption.reason)),
        ],
        (DutyState::Met, _) => {
            let titles: Vec<&str> = duty
                .by
                .iter()
                .filter_map(|id| desk.answer.evaluation.base.clauses.get(id))
                .map(|clause| clause.title.as_str())
                .collect();
            let shown = titles.iter().take(SHOWN).copied().collect::<Vec<_>>().join(" ; ");
            let more = match titles.len().saturating_sub(SHOWN) {
                0 => String::new(),
                1 => " ; et une autre clause".to_owned(),
                n => format!(" ; et {n} autres clauses"),
            };
            vec![Inline::text("Satisfaite par : "), Inline::Text(format!("{shown}{more}"))]
        }
        (DutyState::ToMeet | DutyState::OptedOut, _) => {
            let lots = if duty.uncovered.is_empty() {
                String::new()
            } else {
                format!(" ({})", lots_label(&duty.uncovered))
            };
            vec![
                Inline::Strong(vec![Inline::Text(format!("À satisfaire{lots}. "))]),
                Inline::text(duty.duty.help.clone()),
            ]
        }
        (DutyState::Undetermined, _) => {
            vec![Inline::Strong(vec![Inline::text("À confirmer : des réponses manquent.")])]
        }
    }
}

fn kept(desk: &Desk<'_>) -> Vec<Block> {
    let rows = desk.kept.iter().filter_map(|kept| {
        let place = kept.places.first()?;
        let mut title = vec![Inline::Strong(vec![Inline::text(kept.clause.title.clone())])];
        let lots = kept.lots(desk.n_lots());
        if !lots.is_empty() {
            title.push(Inline::Text(format!(" ({})", lots_label(&lots))));
        }
        let mut why = vec![Inline::text(place.reason.clone())];
        if let Some(reason) = place.decision.as_ref().and_then(|decision| decision.reason.as_ref())
        {
            why.push(Inline::Text(format!(" Choix de l’acheteur : {reason}")));
        }
        let mut sources = references(&place.bases);
        let measures: Vec<&str> =
            place.measures.iter().map(|measure| measure.text.as_str()).collect();
        if !measures.is_empty() {
            if !sources.is_empty() {
                sources.push(Inline::LineBreak);
            }
            sources.push(Inline::Emphasis(vec![Inline::Text(format!(
                "Politique : {}",
                measures.join(" ; ")
            ))]));
        }
        Some(vec![title, vec![Inline::text(place.level.title())], why, sources])
    });
    let header =
        ["Clause", "Niveau", "Pourquoi", "Références"].map(|text| vec![Inline::text(text)]);
    let (burden, penalties) = desk.answer.burden();
    let total = format!(
        "Suivi de l’ensemble sur la durée du marché : {} heures pour l’acheteur, {} pièces pour le titulaire, {penalties} pénalités prévues.",
        burden.buyer_hours, burden.papers
    );
    vec![
        heading("Ce qui est retenu, et pourquoi", "retenu"),
        Block::Table(Table {
            header: header.to_vec(),
            rows: rows.collect(),
            widths: vec![3, 2, 3, 3],
        }),
        Block::Paragraph(vec![Inline::Text(total)]),
    ]
}

/// What is only worth a look: not written unless the buyer keeps it.
fn to_study(desk: &Desk<'_>) -> Vec<Block> {
    let mut seen: Vec<&str> = Vec::new();
    let mut items = Vec::new();
    for recommendation in desk.answer.to_study() {
        let clause = recommendation.clause;
        let written = desk.kept.iter().any(|kept| kept.clause.id == clause.id);
        if !written && !seen.contains(&clause.id.as_str()) {
            seen.push(&clause.id);
            items.push(vec![
                Inline::Strong(vec![Inline::text(clause.title.clone())]),
                Inline::Text(format!(" : {}", recommendation.reason)),
            ]);
        }
    }
    if items.is_empty() {
        return Vec::new();
    }
    vec![
        heading("Ce qui mérite d’être étudié, et n’est pas écrit", "a-etudier"),
        Block::Paragraph(vec![Inline::text(
            "Une clause de cette liste s’écrit quand l’acheteur la retient dans la fiche d’achat.",
        )]),
        Block::List { ordered: false, items },
    ]
}

/// Discarded by the buyer, and set aside by incompatibility.
fn left_out(desk: &Desk<'_>) -> Vec<Block> {
    let mut items: Vec<Vec<Inline>> = Vec::new();
    for discarded in
        desk.answer.recommendations.iter().filter(|recommendation| recommendation.is_discarded())
    {
        let reason = discarded
            .decision
            .as_ref()
            .and_then(|decision| decision.reason.clone())
            .unwrap_or_default();
        let lot =
            discarded.lot.map_or_else(String::new, |lot| format!(" ({})", lots_label(&[lot])));
        items.push(vec![
            Inline::Strong(vec![Inline::text(discarded.clause.title.clone())]),
            Inline::Text(format!("{lot} : écartée par l’acheteur. {reason}")),
        ]);
    }
    for aside in &desk.answer.set_aside {
        let lot = aside
            .recommendation
            .lot
            .map_or_else(String::new, |lot| format!(" ({})", lots_label(&[lot])));
        items.push(vec![
            Inline::Strong(vec![Inline::text(aside.recommendation.clause.title.clone())]),
            Inline::Text(format!("{lot} : {}.", aside.reason)),
        ]);
    }
    if items.is_empty() {
        return Vec::new();
    }
    vec![heading("Ce qui est écarté, et pourquoi", "ecarte"), Block::List { ordered: false, items }]
}

/// The questions whose answers would change the dossier.
fn open(desk: &Desk<'_>) -> Vec<Block> {
    let items: Vec<Vec<Inline>> = desk
        .answer
        .questions
        .iter()
        .map(|question| {
            let lot =
                question.lot.map_or_else(String::new, |lot| format!(" ({})", lots_label(&[lot])));
            vec![Inline::Text(format!("{}{lot}", question.text))]
        })
        .collect();
    if items.is_empty() {
        return Vec::new();
    }
    vec![
        heading("Questions restées sans réponse", "questions"),
        Block::List { ordered: false, items },
    ]
}

/// What the public notice must say.
fn notices(desk: &Desk<'_>, texts: &Texts) -> Vec<Block> {
    let mut blocks = Vec::new();
    for kept in &desk.kept {
        if let Some(text) = texts.get(&(kept.clause.id.clone(), "avis".to_owned())) {
            blocks.push(Block::Paragraph(vec![Inline::Strong(vec![Inline::text(
                kept.clause.title.clone(),
            )])]));
            blocks.extend(text.iter().cloned());
        }
    }
    if blocks.is_empty() {
        return Vec::new();
    }
    let mut out = vec![heading("À porter dans l’avis de publicité", "avis")];
    out.extend(blocks);
    out
}
