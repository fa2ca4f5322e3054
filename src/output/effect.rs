//! An [`Effect`] in French: what a purchase gains, loses, sees change; one thing a line.

use crate::effect::Effect;
use crate::engine::duty::DutyState;
use crate::fact::Value;
use crate::purchase::lots_label;

/// One line a change: duties, clauses gained and lost, levels, the essential ones, values, questions. Lots that change alike go together.
#[must_use]
pub fn sentences(effect: &Effect) -> Vec<String> {
    let duties = effect.duties.iter().map(|change| {
        let (before, after) = (duty_state(change.before), duty_state(change.after));
        format!("obligation « {} » : {before} → {after}", change.title)
    });
    let asked = effect.asked.iter().map(|one| format!("question de plus : {}", one.title));
    let settled = effect.settled.iter().map(|one| format!("question de moins : {}", one.title));
    duties.chain(of_clauses(effect)).chain(asked).chain(settled).collect()
}

fn of_clauses(effect: &Effect) -> Vec<String> {
    let mut said = Said::default();
    for one in &effect.gained {
        said.add("gagne ", &one.title, one.lot, format!(", {}", one.level.title()));
    }
    for one in &effect.lost {
        said.add("perd ", &one.title, one.lot, format!(", {}", one.level.title()));
    }
    for (verb, shifts) in [("monte", &effect.raised), ("descend", &effect.lowered)] {
        for one in shifts {
            let (before, after) = (one.before.title(), one.after.title());
            said.add("", &one.title, one.lot, format!(" {verb} : {before} → {after}"));
        }
    }
    for one in &effect.promoted {
        said.add("", &one.title, one.lot, " devient essentielle".into());
    }
    for one in &effect.demoted {
        said.add("", &one.title, one.lot, " n’est plus essentielle".into());
    }
    let show = |value: &Option<Value>| {
        value.as_ref().map_or_else(|| "à compléter".to_owned(), ToString::to_string)
    };
    for one in &effect.values {
        let (before, after) = (show(&one.before), show(&one.after));
        said.add("", &one.title, one.lot, format!(" : `{}` {before} → {after}", one.variable));
    }
    said.sentences()
}

/// Sentences about clauses: what comes before the title, the title, what comes after it, and the lots it is true of.
#[derive(Default)]
struct Said<'a>(Vec<(&'static str, &'a str, String, Vec<u32>)>);

impl<'a> Said<'a> {
    fn add(&mut self, before: &'static str, title: &'a str, lot: Option<u32>, after: String) {
        let same = |one: &&mut (&str, &str, String, Vec<u32>)| {
            one.0 == before && one.1 == title && one.2 == after
        };
        if let Some(known) = self.0.iter_mut().find(same) {
            known.3.extend(lot);
        } else {
            self.0.push((before, title, after, lot.into_iter().collect()));
        }
    }

    fn sentences(self) -> Vec<String> {
        let shown = self.0.into_iter().map(|(before, title, after, lots)| {
            let lots =
                if lots.is_empty() { String::new() } else { format!(" ({})", lots_label(&lots)) };
            format!("{before}« {title} »{lots}{after}")
        });
        shown.collect()
    }
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
