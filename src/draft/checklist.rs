//! The checklist by phase: what must be settled first, the blanks to fill in, then who checks what, when, on which proof.

use super::{Blank, Desk, confirm, fixed};
use crate::base::clause::Phase;
use crate::document::{Block, Check, Document, Field, Heading, Inline, NoticeKind, Piece};
use crate::engine::duty::{DutyAnswer, DutyState};
use crate::purchase::lots_label;
use crate::text::fold;

/// The checklist of a dossier.
pub(super) fn write(desk: &Desk<'_>, blanks: &[Blank]) -> Document {
    let mut blocks = unmet(desk);
    blocks.extend(to_confirm(desk));
    blocks.extend(alerts(desk));
    if !blanks.is_empty() {
        blocks.push(heading("À compléter dans les documents", "a-completer"));
        blocks.extend(to_fill(blanks));
    }
    for phase in Phase::ALL {
        let lines = phase_lines(desk, phase);
        if !lines.is_empty() {
            blocks.push(heading(phase.title(), phase.id()));
            blocks.extend(lines);
        }
    }
    Document {
        piece: Piece::Checklist,
        title: "Liste de contrôle".into(),
        subtitle: vec![desk.object()],
        properties: fixed::properties(desk),
        contents: false,
        blocks,
    }
}

fn heading(text: &str, anchor: &str) -> Block {
    Block::Heading(Heading {
        level: 1,
        number: None,
        text: vec![Inline::text(text)],
        anchor: format!("controle-{anchor}"),
        comment: None,
    })
}

/// Duties that nothing meets: at the head.
fn unmet(desk: &Desk<'_>) -> Vec<Block> {
    let unmet: Vec<&DutyAnswer<'_>> =
        desk.answer.duties.iter().filter(|duty| duty.state == DutyState::ToMeet).collect();
    let discarded = desk.answer.alerts.iter().filter(|alert| alert.code == "obligatoire-ecartee");
    let mut items: Vec<Vec<Inline>> = unmet.iter().map(|duty| unmet_item(duty)).collect();
    items.extend(discarded.map(|alert| vec![Inline::text(alert.message.clone())]));
    if items.is_empty() {
        return Vec::new();
    }
    vec![notice(NoticeKind::Warning, "Obligations légales non satisfaites", items)]
}

fn unmet_item(duty: &DutyAnswer<'_>) -> Vec<Inline> {
    let mut item = vec![Inline::Strong(vec![Inline::text(duty.duty.title.clone())])];
    if !duty.uncovered.is_empty() {
        item.push(Inline::Text(format!(" ({})", lots_label(&duty.uncovered))));
    }
    item.push(Inline::Text(format!(" : {}", duty.duty.help)));
    item
}

/// What is undetermined and binding: it heads the list too.
fn to_confirm(desk: &Desk<'_>) -> Vec<Block> {
    let mut items = confirm::duties(desk);
    items.extend(confirm::clauses(desk, |_| true));
    if items.is_empty() {
        Vec::new()
    } else {
        vec![notice(NoticeKind::Confirm, "À confirmer avant envoi", items)]
    }
}

fn alerts(desk: &Desk<'_>) -> Vec<Block> {
    let others = desk.answer.alerts.iter().filter(|alert| alert.code != "obligatoire-ecartee");
    let items: Vec<Vec<Inline>> =
        others.map(|alert| vec![Inline::text(alert.message.clone())]).collect();
    if items.is_empty() {
        Vec::new()
    } else {
        vec![notice(NoticeKind::Information, "À savoir", items)]
    }
}

fn notice(kind: NoticeKind, title: &str, items: Vec<Vec<Inline>>) -> Block {
    Block::Notice { kind, title: title.into(), blocks: vec![Block::List { ordered: false, items }] }
}

/// The blanks by the title of their clause, as a reader sorts: « É » with « E ».
fn by_title(blanks: &[Blank]) -> Vec<&Blank> {
    let mut sorted: Vec<&Blank> = blanks.iter().collect();
    sorted.sort_by_cached_key(|blank| (fold(&blank.clause), blank.clause.clone()));
    sorted
}

/// The blanks, under the title of their clause.
fn to_fill(blanks: &[Blank]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut clause = "";
    for blank in by_title(blanks) {
        if blank.clause != clause {
            clause = &blank.clause;
            blocks.push(Block::Heading(Heading {
                level: 2,
                number: None,
                text: vec![Inline::text(clause)],
                anchor: format!("completer-{}", blank.tag.split('.').next().unwrap_or_default()),
                comment: None,
            }));
        }
        let field =
            Field { tag: blank.tag.clone(), label: blank.label.clone(), value: None, bound: false };
        let tag = format!("completer.{}", blank.tag);
        blocks.push(Block::Check(Check { tag, text: vec![Inline::Field(field)] }));
    }
    blocks
}

/// The checks of a phase, clause by clause.
fn phase_lines(desk: &Desk<'_>, phase: Phase) -> Vec<Block> {
    let mut lines = Vec::new();
    for kept in &desk.kept {
        for (i, check) in
            kept.clause.checks.iter().enumerate().filter(|(_, check)| check.phase == phase)
        {
            let lots = kept.lots(desk.n_lots());
            let place =
                if lots.is_empty() { String::new() } else { format!(", {}", lots_label(&lots)) };
            let who = format!(
                " — {}, {} ; preuve : {} ({}{place})",
                check.who, check.when, check.proof, kept.clause.title
            );
            let text =
                vec![Inline::Strong(vec![Inline::text(check.action.clone())]), Inline::Text(who)];
            lines.push(Block::Check(Check {
                tag: format!("controle.{}.{i}", kept.clause.id),
                text,
            }));
        }
    }
    lines
}
