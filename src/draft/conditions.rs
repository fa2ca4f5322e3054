//! The conditions of a small purchase on one page, instead of a CCAP and a CCTP: numbered points, one a clause, in its short text.

use std::collections::BTreeMap;

use super::environment::{Texts, article_anchor, clause_anchor, penalty_amount};
use super::{Desk, Kept, confirm, fixed};
use crate::base::clause::SHORT;
use crate::document::{Block, Document, Field, Inline, NoticeKind, Piece};
use crate::purchase::lots_label;

/// Number of the point where an article or a clause of the usual pieces stands.
pub(super) type Points = BTreeMap<String, usize>;

/// The page, and where its points are; `None` when no clause is kept.
pub(super) fn compose(desk: &Desk<'_>, texts: &Texts) -> Option<(Document, Points)> {
    let mut points = Points::new();
    let mut items = vec![object(desk)];
    for kept in &desk.kept {
        let Some(text) = short_text(texts, kept) else { continue };
        items.push(point(desk, kept, &text));
        for piece in [Piece::Cctp, Piece::Ccap] {
            points.insert(clause_anchor(piece, Some(&kept.clause.id)), items.len());
        }
    }
    if points.is_empty() {
        return None;
    }
    if let Some(item) = penalties(desk) {
        items.push(item);
        points.insert(article_anchor(Piece::Ccap, "penalites"), items.len());
    }
    items.push(acceptance());
    let mut blocks = to_confirm(desk);
    blocks.push(Block::List { ordered: true, items });
    blocks.push(signature());
    let document = Document {
        piece: Piece::Conditions,
        title: "Conditions particulières d'achat".into(),
        subtitle: vec![desk.object()],
        properties: fixed::short_properties(desk),
        contents: false,
        blocks,
    };
    Some((document, points))
}

fn titled(title: &str, rest: &str) -> Vec<Inline> {
    vec![Inline::Strong(vec![Inline::Text(format!("{title}."))]), Inline::Text(format!(" {rest}"))]
}

fn object(desk: &Desk<'_>) -> Vec<Inline> {
    let months =
        desk.purchase.months.map(|n| format!(" La durée est de {n} mois.")).unwrap_or_default();
    let ccag = desk.ccag_title().filter(|_| desk.purchase.ccag.is_some());
    let ccag = ccag.map(|title| format!(" Pour le reste, le marché se réfère au {title}."));
    let rest = format!(
        "Ces conditions complètent le devis accepté ou le bon de commande. Elles l’emportent sur les conditions générales du \
         titulaire.{months}{}",
        ccag.unwrap_or_default()
    );
    titled("Objet et rang", &rest)
}

/// The short text of a clause; without one, what it writes in the contract.
fn short_text(texts: &Texts, kept: &Kept<'_>) -> Option<Vec<Inline>> {
    let of = |piece: &str| texts.get(&(kept.clause.id.clone(), piece.to_owned()));
    let blocks: Vec<&Block> = match of(SHORT) {
        Some(short) => short.iter().collect(),
        None => ["cctp", "ccap"].into_iter().filter_map(of).flatten().collect(),
    };
    let mut runs = blocks.into_iter().flat_map(runs).filter(|run| !run.is_empty());
    let mut text = runs.next()?;
    for run in runs {
        text.push(Inline::text(" "));
        text.extend(run);
    }
    Some(text)
}

/// The runs of a block, one after the other: a point is one paragraph.
fn runs(block: &Block) -> Vec<Vec<Inline>> {
    match block {
        Block::Heading(heading) => vec![heading.text.clone()],
        Block::Paragraph(run) => vec![run.clone()],
        Block::List { items, .. } => items.clone(),
        Block::Table(table) => table.rows.iter().map(|row| row.join(&Inline::text(" "))).collect(),
        Block::Check(check) => vec![check.text.clone()],
        Block::Notice { blocks, .. } => blocks.iter().flat_map(runs).collect(),
    }
}

fn point(desk: &Desk<'_>, kept: &Kept<'_>, text: &[Inline]) -> Vec<Inline> {
    let lots = kept.lots(desk.n_lots());
    let lots = if lots.is_empty() { String::new() } else { format!(" ({})", lots_label(&lots)) };
    let mut item = titled(&format!("{}{lots}", kept.clause.title), "");
    item.extend(text.iter().cloned());
    item
}

/// Every penalty in one sentence, under the common cap.
fn penalties(desk: &Desk<'_>) -> Option<Vec<Inline>> {
    let mut item = titled(
        "Pénalités",
        "Après une mise en demeure restée sans effet, ou qui a recueilli les observations du titulaire lorsque le manquement ne peut \
         plus être réparé :",
    );
    let mut n = 0;
    for kept in &desk.kept {
        for penalty in &kept.clause.penalties {
            item.push(Inline::LineBreak);
            item.push(Inline::Text(format!("– {} : ", uncapital(&penalty.breach))));
            item.extend(penalty_amount(desk, kept, &penalty.amount));
            item.push(Inline::Text(format!(" {} ;", penalty.unit)));
            n += 1;
        }
    }
    let cap = desk.answer.evaluation.base.caps.penalties;
    item.push(Inline::LineBreak);
    item.push(Inline::Text(format!(
        "Le total ne dépasse pas {cap} du montant hors taxes, hors pénalités de retard et hors pénalité légale relative au travail \
         dissimulé."
    )));
    (n > 0).then_some(item)
}

/// « Bilan non remis » → « bilan non remis »: the breach goes on a sentence. « PPSPS non remis » stays.
fn uncapital(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return String::new() };
    if chars.clone().next().is_some_and(char::is_uppercase) {
        return text.to_owned();
    }
    first.to_lowercase().chain(chars).collect()
}

fn acceptance() -> Vec<Inline> {
    titled(
        "Acceptation",
        "La signature du devis ou le début d’exécution de la commande vaut acceptation de ces conditions. Un devis qui en refuse une, \
         ou y met une réserve, n’est pas retenu.",
    )
}

fn signature() -> Block {
    let field = |tag: &str, label: &str| {
        Inline::Field(Field { tag: tag.into(), label: label.into(), value: None, bound: false })
    };
    Block::Paragraph(vec![
        Inline::text("Pour le titulaire : "),
        field("signature.date", "date"),
        Inline::text(", "),
        field("signature.nom", "nom, qualité et signature"),
    ])
}

/// Binding clauses whose conditions are not settled.
fn to_confirm(desk: &Desk<'_>) -> Vec<Block> {
    let items = confirm::clauses(desk, |clause| !clause.places.is_empty());
    if items.is_empty() {
        return Vec::new();
    }
    vec![Block::Notice {
        kind: NoticeKind::Confirm,
        title: "À confirmer avant envoi : la loi impose peut-être ceci".into(),
        blocks: vec![Block::List { ordered: false, items }],
    }]
}

#[cfg(test)]
mod tests {
    use super::uncapital;

    #[test]
    fn un_sigle_garde_ses_capitales() {
        let breaches = ["Bilan non remis", "PPSPS non remis", "Écart constaté", ""];
        let shown = ["bilan non remis", "PPSPS non remis", "écart constaté", ""];
        assert_eq!(breaches.map(uncapital), shown);
    }
}
