//! An [`Effect`] in French: what a purchase gains, loses, sees change; one thing a line.

use crate::effect::{Called, Effect, Shift, ValueChange};
use crate::engine::duty::DutyState;
use crate::fact::Value;
use crate::purchase::lots_label;

/// One line a change: duties, clauses gained and lost, levels, the essential ones, values, questions.
#[must_use]
pub fn sentences(effect: &Effect) -> Vec<String> {
    let mut out = Vec::new();
    for change in &effect.duties {
        let (before, after) = (duty_state(change.before), duty_state(change.after));
        out.push(format!("obligation « {} » : {before} → {after}", change.title));
    }
    out.extend(
        effect.gained.iter().map(|one| format!("gagne {}, {}", name(one), one.level.title())),
    );
    out.extend(effect.lost.iter().map(|one| format!("perd {}, {}", name(one), one.level.title())));
    out.extend(effect.raised.iter().map(|one| shift(one, "monte")));
    out.extend(effect.lowered.iter().map(|one| shift(one, "descend")));
    out.extend(effect.promoted.iter().map(|one| format!("{} devient essentielle", name(one))));
    out.extend(effect.demoted.iter().map(|one| format!("{} n’est plus essentielle", name(one))));
    out.extend(effect.values.iter().map(value_change));
    out.extend(effect.asked.iter().map(|one| format!("question de plus : {}", one.title)));
    out.extend(effect.settled.iter().map(|one| format!("question de moins : {}", one.title)));
    out
}

/// « « Titre » (lot 2) ».
fn name(one: &Called) -> String {
    titled(&one.title, one.lot)
}

fn titled(title: &str, lot: Option<u32>) -> String {
    let lot = lot.map_or_else(String::new, |lot| format!(" ({})", lots_label(&[lot])));
    format!("« {title} »{lot}")
}

fn shift(one: &Shift, verb: &str) -> String {
    let (before, after) = (one.before.title(), one.after.title());
    format!("{} {verb} : {before} → {after}", titled(&one.title, one.lot))
}

fn value_change(one: &ValueChange) -> String {
    let show = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "à compléter".to_owned(), ToString::to_string)
    };
    let (before, after) = (show(&one.before), show(&one.after));
    format!("{} : `{}` {before} → {after}", titled(&one.title, one.lot), one.variable)
}

/// The state of a duty in words.
#[must_use]
pub const fn duty_state(state: Option<DutyState>) -> &'static str {
    match state {
        None => "sans objet",
        Some(DutyState::Met) => "satisfaite",
        Some(DutyState::ToMeet) => "à satisfaire",
        Some(DutyState::OptedOut) => "dispense choisie",
        Some(DutyState::Undetermined) => "à confirmer",
    }
}
