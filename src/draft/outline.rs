//! The contract pieces and the RC: each clause lands in its article, articles are numbered, empty ones left out.

use super::confirm;
use super::criteria;
use super::environment::{Texts, article_anchor, clause_anchor};
use super::fixed;
use super::{Desk, Kept, to_lots};
use crate::base::clause::Clause;
use crate::base::outline::Article;
use crate::document::{Block, Document, Field, Heading, Inline, NoticeKind, Piece};
use crate::draft::note::comment;

/// An article with what it holds, before numbering.
struct Filled<'b> {
    article: &'b Article,
    part: Piece,
    blocks: Vec<Block>,
}

/// A piece, if it holds anything.
pub(super) fn compose(desk: &Desk<'_>, texts: &Texts, piece: Piece) -> Option<Document> {
    let filled: Vec<Filled<'_>> = articles(desk, piece)
        .into_iter()
        .map(|(part, article)| fill(desk, texts, part, article))
        .collect();
    let holds = filled
        .iter()
        .any(|f| !f.blocks.is_empty() && f.article.id != "objet" && f.article.id != "derogations");
    if !holds && !desk.options.whole {
        return None;
    }
    let mut blocks = to_confirm(desk, piece);
    for (i, one) in filled.iter().enumerate() {
        let sub_holds =
            filled.iter().skip(i + 1).take_while(|next| next.article.level() > one.article.level());
        let needed = desk.options.whole
            || one.article.always
            || !one.blocks.is_empty()
            || sub_holds.clone().any(|next| next.article.always || !next.blocks.is_empty());
        if !needed {
            continue;
        }
        blocks.push(heading(one));
        blocks.extend(one.blocks.clone());
        if one.blocks.is_empty() && (desk.options.whole || one.article.always) {
            let silent =
                filled.get(i + 1).is_none_or(|next| next.article.level() <= one.article.level());
            let text = one
                .article
                .instruction
                .as_deref()
                .or(silent.then_some("texte de l’article, ou « sans objet »"));
            blocks.extend(text.map(|text| instruction(one, text)));
        }
    }
    number(&mut blocks);
    Some(Document {
        piece,
        title: title(piece).into(),
        subtitle: vec![desk.object()],
        properties: fixed::properties(desk),
        contents: true,
        blocks,
    })
}

const fn title(piece: Piece) -> &'static str {
    match piece {
        Piece::Cctp => "Cahier des clauses techniques particulières",
        Piece::Ccap => "Cahier des clauses administratives particulières",
        Piece::Ccp => "Cahier des clauses particulières",
        _ => "Règlement de la consultation",
    }
}

/// The articles of a piece. A CCP takes the administrative part, then the technical one, then what closes a contract.
fn articles<'b>(desk: &Desk<'b>, piece: Piece) -> Vec<(Piece, &'b Article)> {
    let of = |part: Piece| {
        let outline = desk.answer.evaluation.base.outlines.get(part.id());
        outline.map_or_else(Vec::new, |outline| {
            outline.articles.iter().map(|article| (part, article)).collect::<Vec<_>>()
        })
    };
    if piece != Piece::Ccp {
        return of(piece);
    }
    let closing = |article: &Article| {
        ["penalites", "modification", "resiliation", "derogations"].contains(&article.id.as_str())
    };
    let (last, first): (Vec<_>, Vec<_>) =
        of(Piece::Ccap).into_iter().partition(|(_, article)| closing(article));
    let technical = of(Piece::Cctp).into_iter().filter(|(_, article)| article.id != "objet");
    first.into_iter().chain(technical).chain(last).collect()
}

fn fill<'b>(desk: &Desk<'_>, texts: &Texts, part: Piece, article: &'b Article) -> Filled<'b> {
    let mut blocks = match article.fixed.as_deref() {
        Some("objet") => fixed::object(desk, part),
        Some("penalites") => fixed::penalties(desk),
        Some("derogations") => fixed::derogations(desk),
        Some("conditions_execution") => fixed::execution_conditions(desk),
        Some("criteres") => criteria::table(desk),
        _ => Vec::new(),
    };
    for kept in &desk.kept {
        let here = kept.clause.places.get(part.id()).is_some_and(|place| *place == article.id);
        let text = texts.get(&(kept.clause.id.clone(), part.id().to_owned()));
        if let (true, Some(text)) = (here, text) {
            blocks.extend(clause(desk, kept, part, article.level() + 1, text));
        }
    }
    Filled { article, part, blocks }
}

/// A clause in its article: its title, its lots when not all, its text.
fn clause(desk: &Desk<'_>, kept: &Kept<'_>, part: Piece, level: u8, text: &[Block]) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(Heading {
        level,
        number: None,
        text: vec![Inline::text(kept.clause.title.clone())],
        anchor: clause_anchor(part, Some(&kept.clause.id)),
        comment: Some(comment(desk.answer.evaluation.base, kept)),
    })];
    let lots = kept.lots(desk.n_lots());
    if !lots.is_empty() {
        let subject = if part == Piece::Rc { "Cette disposition" } else { "Cette clause" };
        let sentence = format!("{subject} s’applique {}.", to_lots(&lots));
        blocks.push(Block::Paragraph(vec![Inline::Emphasis(vec![Inline::Text(sentence)])]));
    }
    blocks.extend(text.iter().cloned());
    blocks
}

fn heading(filled: &Filled<'_>) -> Block {
    Block::Heading(Heading {
        level: filled.article.level(),
        number: None,
        text: vec![Inline::text(filled.article.title.clone())],
        anchor: article_anchor(filled.part, &filled.article.id),
        comment: None,
    })
}

fn instruction(filled: &Filled<'_>, text: &str) -> Block {
    let tag = format!("{}.{}", filled.part.id(), filled.article.id);
    Block::Paragraph(vec![Inline::Field(Field {
        tag,
        label: text.into(),
        value: None,
        bound: false,
    })])
}

/// Numbers headings: 1, 1.1, 1.1.1.
fn number(blocks: &mut [Block]) {
    let mut counts = [0_u32; 3];
    for block in blocks {
        let Block::Heading(heading) = block else { continue };
        let level = usize::from(heading.level.clamp(1, 3));
        for (i, count) in counts.iter_mut().enumerate() {
            if i + 1 == level {
                *count += 1;
            } else if i >= level {
                *count = 0;
            }
        }
        let parts: Vec<String> = counts.iter().take(level).map(ToString::to_string).collect();
        heading.number = Some(parts.join("."));
    }
}

/// Binding clauses whose conditions are not settled: told at the head of the piece they would stand in.
fn to_confirm(desk: &Desk<'_>, piece: Piece) -> Vec<Block> {
    let here =
        |clause: &Clause| clause.places.keys().any(|part| desk.piece_of(part) == Some(piece));
    let items = confirm::clauses(desk, here);
    if items.is_empty() {
        return Vec::new();
    }
    let lead = "La loi impose peut-être les clauses suivantes : répondre aux questions, puis rédiger de nouveau.";
    vec![Block::Notice {
        kind: NoticeKind::Confirm,
        title: "À confirmer avant envoi".into(),
        blocks: vec![
            Block::Paragraph(vec![Inline::text(lead)]),
            Block::List { ordered: false, items },
        ],
    }]
}
