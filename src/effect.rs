//! What differs between two answers to one purchase: after a change of rules, of law or of date.
//!
//! [`Effect::between`] compares clause by clause and place by place; nothing is evaluated here. The two answers may come from two
//! bases: an effect owns its words. Everything is in the order of ids, then of lots.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::rule::Level;
use crate::engine::answer::{Answer, Recommendation};
use crate::engine::duty::DutyState;
use crate::engine::known::At;
use crate::fact::Value;

/// What changes from one answer to another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// Clauses called for after, and not before.
    pub gained: Vec<Called>,
    /// Clauses called for before, and not after.
    pub lost: Vec<Called>,
    /// Clauses at a heavier level after.
    pub raised: Vec<Shift>,
    /// Clauses at a lighter level after.
    pub lowered: Vec<Shift>,
    /// Clauses that become essential.
    pub promoted: Vec<Called>,
    /// Clauses that are no longer essential.
    pub demoted: Vec<Called>,
    /// Variables of clauses called for on both sides.
    pub values: Vec<ValueChange>,
    pub duties: Vec<DutyChange>,
    /// Facts asked after, and not before.
    pub asked: Vec<Asked>,
    /// Facts asked before, and not after.
    pub settled: Vec<Asked>,
}

/// A clause called for, on the purchase or on a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Called {
    pub clause: String,
    pub title: String,
    pub lot: Option<u32>,
    pub level: Level,
}

/// A clause whose level changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    pub clause: String,
    pub title: String,
    pub lot: Option<u32>,
    pub before: Level,
    pub after: Level,
}

/// A variable whose value changes; `None` prints as a blank to fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueChange {
    pub clause: String,
    pub title: String,
    pub lot: Option<u32>,
    pub variable: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// A duty whose state changes; `None` when it does not bind the purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyChange {
    pub duty: String,
    pub title: String,
    pub before: Option<DutyState>,
    pub after: Option<DutyState>,
}

/// A fact that the buyer is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub fact: String,
    pub title: String,
}

/// Recommendations by clause and place.
type ByPlace<'a> = BTreeMap<(&'a str, At), &'a Recommendation<'a>>;

impl Effect {
    /// What changes for a purchase whose answer was `before` and is `after`.
    #[must_use]
    pub fn between(before: &Answer<'_>, after: &Answer<'_>) -> Self {
        let (former, now) = (by_place(before), by_place(after));
        let mut effect = Self {
            gained: missing_from(&now, &former),
            lost: missing_from(&former, &now),
            duties: duty_changes(before, after),
            asked: questions_beyond(after, before),
            settled: questions_beyond(before, after),
            ..Self::default()
        };
        for (place, was) in &former {
            if let Some(is) = now.get(place) {
                effect.compare(was, is);
            }
        }
        effect
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// One clause at one place, called for on both sides.
    fn compare(&mut self, was: &Recommendation<'_>, is: &Recommendation<'_>) {
        if was.level != is.level {
            let shift = Shift {
                clause: is.clause.id.clone(),
                title: is.clause.title.clone(),
                lot: is.lot,
                before: was.level,
                after: is.level,
            };
            let side = if is.level > was.level { &mut self.raised } else { &mut self.lowered };
            side.push(shift);
        }
        match (was.essential, is.essential) {
            (false, true) => self.promoted.push(called(is)),
            (true, false) => self.demoted.push(called(is)),
            (true, true) | (false, false) => {}
        }
        let names: BTreeSet<&String> = was.values.keys().chain(is.values.keys()).collect();
        for name in names {
            let value =
                |of: &Recommendation<'_>| of.values.get(name).map(|known| known.value.clone());
            let (before, after) = (value(was), value(is));
            if before != after {
                self.values.push(ValueChange {
                    clause: is.clause.id.clone(),
                    title: is.clause.title.clone(),
                    lot: is.lot,
                    variable: name.clone(),
                    before,
                    after,
                });
            }
        }
    }
}

fn by_place<'a>(answer: &'a Answer<'_>) -> ByPlace<'a> {
    let mut found = ByPlace::new();
    for one in &answer.recommendations {
        found.entry((&one.clause.id, one.at)).or_insert(one);
    }
    found
}

fn called(one: &Recommendation<'_>) -> Called {
    Called {
        clause: one.clause.id.clone(),
        title: one.clause.title.clone(),
        lot: one.lot,
        level: one.level,
    }
}

fn missing_from(these: &ByPlace<'_>, others: &ByPlace<'_>) -> Vec<Called> {
    let alone = these.iter().filter(|(place, _)| !others.contains_key(*place));
    alone.map(|(_, one)| called(one)).collect()
}

fn duty_changes(before: &Answer<'_>, after: &Answer<'_>) -> Vec<DutyChange> {
    let mut states: BTreeMap<&str, (&str, [Option<DutyState>; 2])> = BTreeMap::new();
    for (side, answer) in [before, after].into_iter().enumerate() {
        for settled in &answer.duties {
            let duty = settled.duty;
            let (title, both) = states.entry(&duty.id).or_insert((&duty.title, [None, None]));
            *title = &duty.title;
            if let Some(state) = both.get_mut(side) {
                *state = Some(settled.state);
            }
        }
    }
    let changed = states.into_iter().filter(|(_, (_, [before, after]))| before != after);
    changed
        .map(|(id, (title, [before, after]))| DutyChange {
            duty: id.to_owned(),
            title: title.to_owned(),
            before,
            after,
        })
        .collect()
}

/// The facts that one answer asks for and the other does not.
fn questions_beyond(these: &Answer<'_>, others: &Answer<'_>) -> Vec<Asked> {
    let asked = |answer: &Answer<'_>, id: &str| answer.questions.iter().any(|q| q.fact.id == id);
    let beyond = these.questions.iter().filter(|one| !asked(others, &one.fact.id));
    let by_id: BTreeMap<&str, &str> =
        beyond.map(|one| (one.fact.id.as_str(), one.fact.title.as_str())).collect();
    by_id
        .into_iter()
        .map(|(fact, title)| Asked { fact: fact.to_owned(), title: title.to_owned() })
        .collect()
}
