//! What the law may impose here, while facts are missing: shown with the questions that settle it.

use super::Desk;
use crate::base::clause::Clause;
use crate::base::rule::Level;
use crate::document::Inline;
use crate::engine::duty::DutyState;
use crate::engine::{Missing, State};

/// The binding clauses not settled yet, among those wanted, each once.
pub(super) fn clauses(desk: &Desk<'_>, wanted: impl Fn(&Clause) -> bool) -> Vec<Vec<Inline>> {
    let mut seen: Vec<&str> = desk.kept.iter().map(|kept| kept.clause.id.as_str()).collect();
    let mut items = Vec::new();
    for outcome in
        desk.answer.undetermined().filter(|outcome| outcome.rule.level == Level::Obligatoire)
    {
        let clause = desk
            .answer
            .evaluation
            .base
            .clauses
            .get(&outcome.rule.clause)
            .filter(|clause| wanted(clause));
        let (Some(clause), State::Undetermined(missing)) = (clause, &outcome.state) else {
            continue;
        };
        if !seen.contains(&clause.id.as_str()) {
            seen.push(&clause.id);
            items.push(item(desk, &clause.title, missing));
        }
    }
    items
}

/// The duties not settled yet.
pub(super) fn duties(desk: &Desk<'_>) -> Vec<Vec<Inline>> {
    let open = desk.answer.duties.iter().filter(|duty| duty.state == DutyState::Undetermined);
    open.map(|duty| item(desk, &duty.duty.title, &duty.missing)).collect()
}

fn item(desk: &Desk<'_>, title: &str, missing: &[Missing]) -> Vec<Inline> {
    let facts = &desk.answer.evaluation.base.facts;
    let questions: Vec<&str> =
        missing.iter().filter_map(|one| facts.get(one.fact)?.question.as_deref()).collect();
    vec![
        Inline::Strong(vec![Inline::text(title)]),
        Inline::Text(format!(" : {}", questions.join(" "))),
    ]
}
