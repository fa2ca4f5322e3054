//! What goes with the contract pieces: the bidder's answer frame, the price lines, the lines of commitment.

use super::environment::{Texts, clause_anchor};
use super::{Desk, Pieces, fixed, to_lots};
use crate::base::clause::Nature;
use crate::document::{Block, Check, Document, Field, Heading, Inline, Piece, Table};
use crate::purchase::lots_label;

/// One heading a criterion, with what the bidder fills in.
pub(super) fn answer_frame(desk: &Desk<'_>, texts: &Texts) -> Option<Document> {
    let lead = "Le candidat remplit ce cadre et le joint à son offre. Seul ce qui dépasse les exigences du marché est noté.";
    let mut document = by_clause(desk, texts, Piece::CadreReponse, "Cadre de réponse", lead)?;
    let ask = |label: &str, tag: &str| {
        let field = Field { tag: tag.into(), label: label.into(), value: None, bound: false };
        (label.to_owned(), vec![Inline::Field(field)])
    };
    document.properties.push(ask("Candidat", "reponse.candidat"));
    if desk.n_lots() > 1 {
        document.properties.push(ask("Lot ou lots", "reponse.lots"));
    }
    Some(document)
}

/// The lines that the acte d'engagement takes over.
pub(super) fn commitments(desk: &Desk<'_>, texts: &Texts) -> Option<Document> {
    // The page of conditions is accepted by its own signature.
    let conditions = desk.options.pieces != Pieces::Conditions
        && desk.kept.iter().any(|kept| kept.clause.nature == Nature::Clause);
    let lead = "À reporter dans l’acte d’engagement.";
    let document = by_clause(desk, texts, Piece::Ae, "Lignes d’engagement", lead);
    if !conditions {
        return document;
    }
    let mut document =
        document.unwrap_or_else(|| empty(desk, Piece::Ae, "Lignes d’engagement", lead));
    let accepts = "Le soumissionnaire accepte sans réserve les conditions d’exécution sociales et environnementales du marché.";
    let check = Check { tag: "ae.conditions".into(), text: vec![Inline::text(accepts)] };
    document.blocks.insert(1, Block::Check(check));
    Some(document)
}

fn empty(desk: &Desk<'_>, piece: Piece, title: &str, lead: &str) -> Document {
    Document {
        piece,
        title: title.into(),
        subtitle: vec![desk.object()],
        properties: fixed::properties(desk),
        contents: false,
        blocks: vec![Block::Paragraph(vec![Inline::text(lead)])],
    }
}

fn by_clause(
    desk: &Desk<'_>,
    texts: &Texts,
    piece: Piece,
    title: &str,
    lead: &str,
) -> Option<Document> {
    let mut document = empty(desk, piece, title, lead);
    for kept in &desk.kept {
        let Some(text) = texts.get(&(kept.clause.id.clone(), piece.id().to_owned())) else {
            continue;
        };
        let name =
            kept.clause.criterion.as_ref().map_or(&kept.clause.title, |criterion| &criterion.title);
        document.blocks.push(Block::Heading(Heading {
            level: 1,
            number: None,
            text: vec![Inline::text(name.clone())],
            anchor: clause_anchor(piece, Some(&kept.clause.id)),
            comment: None,
        }));
        let lots = kept.lots(desk.n_lots());
        if !lots.is_empty() {
            let sentence = format!("Concerne les offres remises {}.", to_lots(&lots));
            document
                .blocks
                .push(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(sentence)])]));
        }
        if piece == Piece::CadreReponse && kept.clause.criterion.is_none() {
            let sentence = "Cette rubrique n’est pas notée.";
            document
                .blocks
                .push(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::text(sentence)])]));
        }
        let own =
            text.iter().cloned().enumerate().map(|(i, block)| unique(block, &kept.clause.id, i));
        document.blocks.extend(own);
    }
    (document.blocks.len() > 1).then_some(document)
}

/// A box to tick is named for its clause, so that a completed file can be read back.
fn unique(block: Block, clause: &str, position: usize) -> Block {
    match block {
        Block::Check(check) => {
            Block::Check(Check { tag: format!("reponse.{clause}.case{position}"), ..check })
        }
        other => other,
    }
}

/// The price lines that clauses need.
pub(super) fn price_lines(desk: &Desk<'_>) -> Option<Document> {
    let mut rows = Vec::new();
    for kept in &desk.kept {
        let lots = kept.lots(desk.n_lots());
        for (i, price) in kept.clause.prices.iter().enumerate() {
            let field = Field {
                tag: format!("prix.{}.{i}", kept.clause.id),
                label: "prix unitaire en € HT".into(),
                value: None,
                bound: false,
            };
            rows.push(vec![
                vec![Inline::text(price.designation.clone())],
                vec![Inline::Text(if lots.is_empty() { "tous".into() } else { lots_label(&lots) })],
                vec![Inline::text(price.unit.clone())],
                vec![Inline::Field(field)],
            ]);
        }
    }
    if rows.is_empty() {
        return None;
    }
    let lead = "Lignes de prix des clauses retenues, à joindre au bordereau ou à la décomposition du prix.";
    let mut document = empty(desk, Piece::Bpu, "Lignes de prix", lead);
    let header =
        ["Désignation", "Lots", "Unité", "Prix unitaire HT"].map(|text| vec![Inline::text(text)]);
    document.blocks.push(Block::Table(Table {
        header: header.to_vec(),
        rows,
        widths: vec![5, 1, 2, 2],
    }));
    Some(document)
}
