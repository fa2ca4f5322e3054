//! The page of clauses: duties, cards in their order, what was left aside, what is one step away.

use serde::Serialize;

use super::Desk;
use super::card::Card;
use super::duty::DutyView;
use crate::base::rule::Level;
use crate::engine::answer::Answer;
use crate::engine::explain::explain;
use crate::error::Error;
use crate::output::screen::Screen;
use crate::output::screen::clause::{Group, groups};
use crate::output::wording::{self, clause_title};
use crate::serve::case::sentence;
use crate::serve::page::{self, Shown};

/// The page.
#[derive(Debug, Serialize)]
pub struct View {
    pub errors: Vec<(String, String)>,
    pub duties: Vec<DutyView>,
    pub law: Vec<Card>,
    pub essential: Vec<Card>,
    pub rest: Vec<Axis>,
    pub n_rest: usize,
    pub discarded: Vec<Discarded>,
    pub set_aside: Vec<(String, String)>,
    pub steps: Vec<Shown>,
    pub alerts: Vec<String>,
    /// Rules that do not apply and what they lack, when asked for.
    pub ruled_out: Vec<(String, String)>,
    pub n_ruled_out: usize,
    pub shows_ruled_out: bool,
}

/// The clauses of an axis.
#[derive(Debug, Serialize)]
pub struct Axis {
    pub id: String,
    pub title: String,
    pub n_cards: usize,
    /// The whole purchase first, then lots as they come.
    pub places: Vec<Place>,
    /// Whether a card of it is open.
    pub is_open: bool,
}

/// The clauses of an axis for the same lots.
#[derive(Debug, Serialize)]
pub struct Place {
    /// Empty for the whole purchase.
    pub title: String,
    pub cards: Vec<Card>,
}

/// A clause that the buyer discarded.
#[derive(Debug, Serialize)]
pub struct Discarded {
    pub id: String,
    pub title: String,
    pub place: String,
    pub reason: String,
}

impl View {
    pub(super) fn new(desk: &Desk<'_>, answer: &Answer<'static>) -> Result<Self, Error> {
        let (law, others): (Vec<Group<'_>>, Vec<Group<'_>>) =
            groups(answer).into_iter().partition(|group| group.level == Level::Obligatoire);
        let (essential, rest): (Vec<Group<'_>>, Vec<Group<'_>>) =
            others.into_iter().partition(|group| group.essential);
        let cards = |groups: &[Group<'_>]| -> Result<Vec<Card>, Error> {
            groups.iter().map(|group| Card::new(desk, answer, group, true)).collect()
        };
        let screen = Screen { answer, purchase: &desk.case.purchase, fiche: "", details: true };
        let mut steps = Vec::new();
        screen.steps(&mut steps);
        let aside = answer.set_aside.iter();
        let aside = aside.map(|one| (one.recommendation.clause.title.clone(), one.reason.clone()));
        let duties = answer.duties.iter().map(|duty| DutyView::new(desk, answer, duty));
        let errors = desk.faults.iter().map(|(field, why)| (field.clone(), why.clone()));
        Ok(Self {
            errors: errors.collect(),
            duties: duties.collect(),
            law: cards(&law)?,
            essential: cards(&essential)?,
            n_rest: rest.len(),
            rest: by_axis(desk, answer, &rest)?,
            discarded: discarded(answer),
            set_aside: once(aside),
            steps: page::lines(steps.get(1..).unwrap_or_default()),
            alerts: answer.alerts.iter().map(|alert| sentence(&alert.message)).collect(),
            ruled_out: if desk.shows_ruled_out { ruled_out(answer) } else { Vec::new() },
            n_ruled_out: answer.not_applicable().count(),
            shows_ruled_out: desk.shows_ruled_out,
        })
    }
}

fn by_axis(
    desk: &Desk<'_>,
    answer: &Answer<'static>,
    groups: &[Group<'_>],
) -> Result<Vec<Axis>, Error> {
    let mut out: Vec<Axis> = Vec::new();
    for id in crate::base::clause::AXES {
        let own = groups.iter().filter(|group| group.clause.axis == id);
        let cards: Result<Vec<Card>, Error> =
            own.map(|group| Card::new(desk, answer, group, false)).collect();
        let cards = cards?;
        if !cards.is_empty() {
            let title = wording::axis(&answer.evaluation, id);
            let is_open = cards.iter().any(|card| card.is_open);
            let n_cards = cards.len();
            out.push(Axis { id: id.to_owned(), title, n_cards, places: by_place(cards), is_open });
        }
    }
    Ok(out)
}

fn by_place(cards: Vec<Card>) -> Vec<Place> {
    let mut out = vec![Place { title: String::new(), cards: Vec::new() }];
    for card in cards {
        match out.iter_mut().find(|known| known.title == card.place) {
            Some(known) => known.cards.push(card),
            None => out.push(Place { title: card.place.clone(), cards: vec![card] }),
        }
    }
    out.retain(|place| !place.cards.is_empty());
    out
}

fn discarded(answer: &Answer<'_>) -> Vec<Discarded> {
    let own = answer.recommendations.iter().filter(|one| one.is_discarded());
    let mut out: Vec<Discarded> = Vec::new();
    for one in own {
        let place = one.lot.map(|lot| format!("lot\u{a0}{lot}")).unwrap_or_default();
        let reason = one.decision.as_ref().and_then(|decision| decision.reason.clone());
        let reason = reason.unwrap_or_default();
        match out.iter_mut().find(|known| known.id == one.clause.id && known.reason == reason) {
            Some(known) if !place.is_empty() => known.place = format!("{}, {place}", known.place),
            Some(_) => {}
            None => out.push(Discarded {
                id: one.clause.id.clone(),
                title: one.clause.title.clone(),
                place,
                reason,
            }),
        }
    }
    out
}

/// Each pair once, in order.
fn once(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for pair in pairs {
        if !out.contains(&pair) {
            out.push(pair);
        }
    }
    out
}

/// The clauses that no rule calls for, and the first condition that each rule lacks.
fn ruled_out(answer: &Answer<'_>) -> Vec<(String, String)> {
    let base = answer.evaluation.base;
    let called = |id: &str| answer.recommendations.iter().any(|one| one.clause.id == id);
    let own = answer.not_applicable().filter(|outcome| !called(&outcome.rule.clause));
    let mut pairs = once(own.map(|outcome| {
        let lacking = explain(&answer.evaluation, outcome).lacking.unwrap_or_default();
        (clause_title(base, &outcome.rule.clause).to_owned(), lacking)
    }));
    pairs.sort();
    pairs
}
