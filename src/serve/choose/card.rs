//! A clause on the page: why in one sentence, its conditions with the facts, its references, its burden, its text, what to decide.

use serde::Serialize;

use super::Desk;
use super::value::{Held, held};
use crate::base::clause::{PIECES, SHORT, VariableKind};
use crate::base::legal::LegalBasis;
use crate::catalogue::{drawn, text};
use crate::draft::{self, Pieces};
use crate::engine::answer::{Answer, answer};
use crate::engine::explain;
use crate::error::Error;
use crate::output::address::web_address;
use crate::output::screen::clause::{Group, why_essential};
use crate::output::wording::{burden, mark};
use crate::purchase::{Decision, Purchase, Status};

/// A clause, in words.
#[derive(Debug, Serialize)]
pub struct Card {
    pub id: String,
    pub title: String,
    pub level: &'static str,
    pub nature: &'static str,
    pub place: String,
    pub reason: String,
    pub rank: String,
    pub burden: String,
    pub status: &'static str,
    pub decided_lots: Vec<(u32, &'static str)>,
    pub is_open: bool,
    pub can_close: bool,
    /// What only an open card shows.
    pub detail: Option<Detail>,
}

/// The whole of a card.
#[derive(Debug, Serialize)]
pub struct Detail {
    pub references: Vec<Reference>,
    pub measures: Vec<String>,
    /// Sign and word, condition, what the purchase says.
    pub conditions: Vec<(&'static str, String, String)>,
    pub texts: Vec<PieceText>,
    pub cautions: Vec<String>,
    pub variables: Vec<VariableView>,
    pub levels: Vec<(String, String, bool)>,
    pub lots: Vec<(u32, String, bool)>,
    pub reason: String,
    pub error: String,
    pub status: String,
    pub is_reviewed: bool,
}

/// A legal reference, with its address.
#[derive(Debug, Serialize)]
pub struct Reference {
    pub cited: String,
    pub title: String,
    pub url: Option<String>,
    pub is_confirmed: bool,
}

/// The text that a clause writes in a document.
#[derive(Debug, Serialize)]
pub struct PieceText {
    pub title: &'static str,
    pub place: Option<String>,
    pub html: String,
}

/// A value to fill in.
#[derive(Debug, Serialize)]
pub struct VariableView {
    pub field: String,
    pub question: String,
    pub value: String,
    pub source: String,
    pub hint: &'static str,
    pub is_boolean: bool,
    pub is_long: bool,
    pub error: String,
}

impl Reference {
    pub fn new(basis: &LegalBasis) -> Self {
        Self {
            cited: basis.reference.clone(),
            title: basis.title.clone(),
            url: basis.url.as_deref().and_then(web_address),
            is_confirmed: basis.confirmed,
        }
    }
}

impl Card {
    pub(super) fn new(
        desk: &Desk<'_>,
        answer: &Answer<'static>,
        group: &Group<'_>,
        is_first: bool,
    ) -> Result<Self, Error> {
        let clause = group.clause;
        let is_open = is_first || desk.open.contains(&clause.id);
        let rank = group.score().filter(|_| group.essential);
        let decision = desk.case.purchase.decisions.get(&clause.id);
        let by_lot = decision.into_iter().flat_map(|decision| &decision.lots);
        Ok(Self {
            id: clause.id.clone(),
            title: crate::output::wording::capital(&clause.title),
            level: group.level.title(),
            nature: clause.nature.title(),
            place: group.place(answer).unwrap_or_default(),
            reason: group.reason().to_owned(),
            rank: rank.map(|score| why_essential(score, clause.burden)).unwrap_or_default(),
            burden: burden(clause.burden),
            status: status(decision),
            decided_lots: by_lot.map(|(lot, one)| (*lot, status(Some(one)))).collect(),
            is_open,
            can_close: !is_first,
            detail: if is_open { Some(detail(desk, answer, group)?) } else { None },
        })
    }
}

fn status(decision: Option<&Decision>) -> &'static str {
    match decision.and_then(|decision| decision.status) {
        Some(Status::Kept) => "retenue",
        Some(Status::Discarded) => "écartée",
        None => "",
    }
}

fn detail(desk: &Desk<'_>, answer: &Answer<'static>, group: &Group<'_>) -> Result<Detail, Error> {
    let clause = group.clause;
    let mut bases: Vec<&LegalBasis> = Vec::new();
    for basis in group.all.iter().flat_map(|one| &one.bases) {
        if !bases.iter().any(|known| known.id == basis.id) {
            bases.push(basis);
        }
    }
    let leading = group.all.iter().find(|one| one.level == group.level);
    let lines = leading.map(|one| explain::recommendation(&answer.evaluation, one));
    let measures = leading.map(|one| one.measures.iter().map(|m| m.text.clone()).collect());
    let status = crate::base::review::Review::status(answer.evaluation.base, clause);
    let motif = format!("motif:{}", clause.id);
    let decision = desk.case.purchase.decisions.get(&clause.id);
    let known = decision.and_then(|decision| decision.reason.clone()).unwrap_or_default();
    Ok(Detail {
        references: bases.into_iter().map(Reference::new).collect(),
        measures: measures.unwrap_or_default(),
        conditions: lines
            .unwrap_or_default()
            .into_iter()
            .map(|line| (mark(line.truth), line.condition, line.value))
            .collect(),
        texts: texts(desk, answer, group)?,
        cautions: clause.cautions.clone(),
        variables: variables(desk, group),
        levels: levels(desk, group),
        lots: lots(desk, group),
        reason: desk.fields.opt(&motif).map_or(known, str::to_owned),
        error: desk.faults.get(&motif).cloned().unwrap_or_default(),
        status: if status.is_read() {
            "relue par un juriste"
        } else {
            "brouillon, non relue par un juriste"
        }
        .into(),
        is_reviewed: status.is_read(),
    })
}

/// The text that will be written; that of a clause not kept, as if it were.
fn texts(
    desk: &Desk<'_>,
    answer: &Answer<'static>,
    group: &Group<'_>,
) -> Result<Vec<PieceText>, Error> {
    let clause = group.clause;
    let base = answer.evaluation.base;
    let unrenderable = |faults: Vec<draft::TemplateError>| {
        Error::Refused(faults.first().map(ToString::to_string).unwrap_or_default())
    };
    let drawn = if group.all.iter().any(|one| one.is_written()) {
        draft::alone(answer, &desk.case.purchase, clause).map_err(unrenderable)?
    } else {
        let kept = keeping(&desk.case.purchase, &clause.id);
        let other = self::answer(base, &kept, desk.case.date);
        draft::alone(&other, &kept, clause).map_err(unrenderable)?
    };
    let is_small = Pieces::usual(answer) == Pieces::Conditions && clause.texts.contains_key(SHORT);
    let stands = |piece: &str| match piece {
        SHORT => is_small,
        "cctp" | "ccap" => !is_small,
        _ => true,
    };
    let own = PIECES.into_iter().filter(|piece| stands(piece)).filter_map(|piece| {
        let blocks = drawn.get(&(clause.id.clone(), piece.to_owned()))?;
        Some(PieceText {
            title: drawn::piece_title(piece),
            place: drawn::place(base, clause, piece),
            html: text::blocks(blocks).concat(),
        })
    });
    Ok(own.collect())
}

/// The purchase, were the clause kept.
fn keeping(purchase: &Purchase, clause: &str) -> Purchase {
    let mut kept = purchase.clone();
    let decision = kept.decisions.entry(clause.to_owned()).or_default();
    decision.status = Some(Status::Kept);
    decision.lots.clear();
    kept
}

fn variables(desk: &Desk<'_>, group: &Group<'_>) -> Vec<VariableView> {
    let mut out = Vec::new();
    for variable in &group.clause.variables {
        let field = format!("var:{}:{}", group.clause.id, variable.name);
        let known = held(&group.all, variable);
        let error = desk.faults.get(&field).cloned().unwrap_or_default();
        let typed = desk.fields.opt(&field).filter(|_| !error.is_empty());
        let source = match &known {
            Held::Same(_) => group
                .all
                .iter()
                .find_map(|one| one.values.get(&variable.name))
                .map_or_else(String::new, |filled| filled.source.title().to_owned()),
            Held::None => "à compléter".into(),
            Held::Differs => "une valeur par lot : en écrire une la donne partout".into(),
        };
        out.push(VariableView {
            field,
            question: crate::output::wording::capital(&variable.question),
            value: typed.unwrap_or_else(|| known.shown()).to_owned(),
            source,
            hint: hint(variable.kind),
            is_boolean: variable.kind == VariableKind::Boolean,
            is_long: variable.kind == VariableKind::Text,
            error,
        });
    }
    out
}

const fn hint(kind: VariableKind) -> &'static str {
    match kind {
        VariableKind::Rate => "taux, par exemple 7 %",
        VariableKind::Amount => "euros hors taxe",
        VariableKind::Hours => "heures",
        VariableKind::Months => "mois",
        VariableKind::Days => "jours",
        VariableKind::Count => "nombre",
        VariableKind::Date => "année-mois-jour",
        VariableKind::Boolean => "oui ou non",
        VariableKind::Text => "",
    }
}

/// The levels of a clause whose values are graded.
fn levels(desk: &Desk<'_>, group: &Group<'_>) -> Vec<(String, String, bool)> {
    if !group.clause.variables.iter().any(|variable| variable.graduated) {
        return Vec::new();
    }
    let purchase = &desk.case.purchase;
    let decision = purchase.decisions.get(&group.clause.id);
    let chosen = decision.and_then(|decision| decision.ambition);
    let title = drawn::level_title(purchase.ambition);
    let mut out = vec![(String::new(), format!("Celui de la fiche ({title})"), chosen.is_none())];
    for level in crate::purchase::Ambition::ALL {
        let title = drawn::level_title(level).to_owned();
        out.push((level.id().to_owned(), title, chosen == Some(level)));
    }
    out
}

/// The lots that a decision may be for.
fn lots(desk: &Desk<'_>, group: &Group<'_>) -> Vec<(u32, String, bool)> {
    let lots = &desk.case.purchase.lots;
    if lots.len() < 2 {
        return Vec::new();
    }
    let chosen = desk.fields.get(&format!("pour:{}", group.clause.id));
    let label = |lot: &crate::purchase::Lot| match &lot.object {
        Some(object) => format!("Lot {} : {object}", lot.number),
        None => format!("Lot {}", lot.number),
    };
    lots.iter().map(|lot| (lot.number, label(lot), lot.number.to_string() == chosen)).collect()
}
