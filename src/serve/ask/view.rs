//! A question in words, and the answers given so far.

use serde::Serialize;

use super::{Asked, Desk, may_answer_for_all};
use crate::effect::Effect;
use crate::engine::answer::Answer;
use crate::engine::known::{At, From};
use crate::engine::question::Question;
use crate::fact::{Fact, FactKind, Value};
use crate::output::wording::{clause_title, plural};
use crate::purchase::{Lot, Purchase};

/// The most clauses that a question names as waiting for it.
const MOST: usize = 4;

/// The page.
#[derive(Debug, Serialize)]
pub struct View {
    pub question: Option<QuestionView>,
    pub left: usize,
    pub skipped: usize,
    pub given: Vec<Given>,
    pub deduced: Vec<Given>,
}

/// One question.
#[derive(Debug, Serialize)]
pub struct QuestionView {
    pub id: String,
    pub text: String,
    /// « Lot 2, enrobés ».
    pub place: Option<String>,
    pub why: String,
    pub waiting: Vec<String>,
    pub others: usize,
    pub kind: &'static str,
    pub unit: String,
    pub hint: String,
    pub values: Vec<(String, String, bool)>,
    pub current: String,
    pub for_all: bool,
    pub is_again: bool,
    pub error: String,
}

/// An answer that the fiche holds, or that the tool deduced.
#[derive(Debug, Serialize)]
pub struct Given {
    pub id: String,
    pub title: String,
    pub place: String,
    pub value: String,
    pub reason: String,
    pub can_change: bool,
}

impl View {
    pub(super) fn new(desk: &Desk<'_>, answer: &Answer<'static>) -> Self {
        let skipped = |one: &Question<'_>| {
            desk.skipped.contains(&Asked { fact: one.fact.id.clone(), lot: one.lot })
        };
        let n_skipped = answer.questions.iter().filter(|one| skipped(one)).count();
        Self {
            question: desk.next(answer).and_then(|asked| question(desk, answer, &asked)),
            left: answer.questions.len() - n_skipped,
            skipped: n_skipped,
            given: given(desk, answer),
            deduced: deduced(answer),
        }
    }
}

fn question(desk: &Desk<'_>, answer: &Answer<'static>, asked: &Asked) -> Option<QuestionView> {
    let fact = desk.fact(asked)?;
    let open = answer.questions.iter().find(|one| one.fact.id == fact.id && one.lot == asked.lot);
    let waiting = open.map(|one| waiting(answer, one)).unwrap_or_default();
    let same = answer.questions.iter().filter(|one| one.fact.id == fact.id).count();
    let known = stated_value(&desk.case.purchase, fact, asked.lot);
    let chosen = |id: &str| match known {
        _ if !desk.typed.is_empty() => desk.typed.iter().any(|typed| typed == id),
        Some(Value::Choice(known)) => known == id,
        Some(Value::List(known)) => known.iter().any(|one| one == id),
        _ => false,
    };
    let current = desk.typed.first().cloned().or_else(|| known.map(typed_again));
    let values = fact.values.iter();
    Some(QuestionView {
        id: asked.id(),
        text: fact.question.clone()?,
        place: asked.lot.map(|number| place(&desk.case.purchase, number)),
        why: fact.why.clone().unwrap_or_default(),
        others: waiting.len().saturating_sub(MOST),
        waiting: waiting.into_iter().take(MOST).collect(),
        kind: kind(fact),
        unit: fact.unit.clone().unwrap_or_default(),
        hint: hint(fact).to_owned(),
        values: values.map(|(id, label)| (id.clone(), label.clone(), chosen(id))).collect(),
        current: current.unwrap_or_default(),
        for_all: same > 1 && may_answer_for_all(fact, asked.lot),
        is_again: desk.chosen.is_some() && open.is_none(),
        error: desk.wrong.clone().unwrap_or_default(),
    })
}

/// The titles of the clauses and duties that wait for an answer, each once.
fn waiting(answer: &Answer<'_>, question: &Question<'_>) -> Vec<String> {
    let base = answer.evaluation.base;
    let mut titles: Vec<String> = Vec::new();
    for id in &question.rules {
        let title = match (base.rule(id), base.duty(id)) {
            (Some(rule), _) => clause_title(base, &rule.clause).to_owned(),
            (None, Some(duty)) => duty.title.clone(),
            (None, None) => continue,
        };
        if !titles.contains(&title) {
            titles.push(title);
        }
    }
    titles
}

/// « Lot 2 : enrobés ».
pub fn place(purchase: &Purchase, number: u32) -> String {
    let object = purchase.lots.iter().find(|lot| lot.number == number);
    match object.and_then(|lot| lot.object.as_deref()) {
        Some(object) => format!("Lot {number} : {object}"),
        None => format!("Lot {number}"),
    }
}

const fn kind(fact: &Fact) -> &'static str {
    match fact.kind {
        FactKind::Boolean => "booleen",
        FactKind::Choice if fact.values.len() > 8 => "longue",
        FactKind::Choice => "choix",
        FactKind::List => "liste",
        FactKind::Date => "date",
        FactKind::Amount | FactKind::Rate | FactKind::Integer => "nombre",
        FactKind::Text | FactKind::Cpv => "texte",
    }
}

const fn hint(fact: &Fact) -> &'static str {
    match fact.kind {
        FactKind::Amount => "En euros hors taxe, par exemple 95 000 ou 24 999,99.",
        FactKind::Rate => "Par exemple 30 % ou 0,3.",
        FactKind::Integer => "Un nombre entier.",
        FactKind::Cpv => {
            "Huit chiffres, par exemple 45233140-2 ; plusieurs codes se séparent par des virgules."
        }
        FactKind::Date => "Année-mois-jour, par exemple 2027-01-15.",
        FactKind::Boolean | FactKind::Choice | FactKind::List | FactKind::Text => "",
    }
}

/// A value as it would be typed again.
fn typed_again(value: &Value) -> String {
    match value {
        Value::Amount(amount) => amount.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Cpv(codes) => {
            codes.iter().map(|code| code.with_check_digit()).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn stated_value<'a>(purchase: &'a Purchase, fact: &Fact, lot: Option<u32>) -> Option<&'a Value> {
    let own = |lot: &'a Lot| lot.facts.get(fact.id.as_str());
    let of_lot = lot.and_then(|number| purchase.lots.iter().find(|one| one.number == number));
    of_lot.and_then(own).or_else(|| purchase.facts.get(fact.id.as_str()))
}

fn given(desk: &Desk<'_>, answer: &Answer<'_>) -> Vec<Given> {
    let purchase = &desk.case.purchase;
    let whole = purchase.facts.iter().map(|(id, value)| (id, value, None));
    let by_lot = purchase
        .lots
        .iter()
        .flat_map(|lot| lot.facts.iter().map(|(id, value)| (id, value, Some(lot.number))));
    let shown = whole.chain(by_lot).filter_map(|(id, value, lot)| {
        let (_, fact) = answer.evaluation.base.facts.by_name(id)?;
        Some(Given {
            id: Asked { fact: id.to_string(), lot }.id(),
            title: fact.title.clone(),
            place: lot.map(|number| place(purchase, number)).unwrap_or_default(),
            value: fact.show(value),
            reason: String::new(),
            can_change: fact.question.is_some(),
        })
    });
    shown.collect()
}

/// What was deduced of the purchase, and may be said otherwise.
fn deduced(answer: &Answer<'_>) -> Vec<Given> {
    let evaluation = &answer.evaluation;
    let base = evaluation.base;
    let places = std::iter::once(At::Purchase).chain((0..evaluation.known.n_lots()).map(At::Lot));
    let mut out: Vec<Given> = Vec::new();
    for at in places {
        for (id, fact) in base.facts.iter() {
            let Some(known) = evaluation.known.get(at, id) else { continue };
            let From::Deduced(index) = known.from else { continue };
            let Some(deduction) = base.deductions.get(index) else { continue };
            let value = fact.show(&known.value);
            // A lot takes from the purchase what is deduced of it.
            if at != At::Purchase
                && out.iter().any(|one| one.title == fact.title && one.value == value)
            {
                continue;
            }
            let lot = evaluation.known.number(at).filter(|_| fact.on_lot);
            out.push(Given {
                id: Asked { fact: fact.id.clone(), lot }.id(),
                title: fact.title.clone(),
                place: lot.map(|number| format!("lot {number}")).unwrap_or_default(),
                value,
                reason: deduction.reason.clone(),
                can_change: fact.question.is_some() && (fact.on_purchase || lot.is_some()),
            });
        }
    }
    out
}

/// What an answer changes, in one sentence.
pub fn changes(before: &Answer<'_>, after: &Answer<'_>) -> String {
    let effect = Effect::between(before, after);
    let count = |n: usize, word: &str| plural(u32::try_from(n).unwrap_or(u32::MAX), word);
    let named = |called: &[crate::effect::Called]| -> String {
        let mut titles: Vec<String> = Vec::new();
        for one in called {
            let title = format!("« {} »", one.title);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        let dots = if titles.len() > 3 { "…" } else { "" };
        let n = count(titles.len(), "clause");
        titles.truncate(3);
        format!("{n} ({}{dots})", titles.join(", "))
    };
    let mut parts = Vec::new();
    if !effect.gained.is_empty() {
        parts.push(format!("+ {}", named(&effect.gained)));
    }
    if !effect.lost.is_empty() {
        parts.push(format!("− {}", named(&effect.lost)));
    }
    if parts.is_empty() {
        "Aucune clause ne change.".into()
    } else {
        format!("{}.", parts.join(" ; "))
    }
}
