//! What rules mean after: asked of the solver for those that changed, or that read something that did.

use std::collections::BTreeMap;

use super::reads::{OWN, Reads};
use super::{Changes, Fate, Item, Kind, RuleMeaning};
use crate::base::Base;
use crate::base::rule::Rule;
use crate::proof::{Comparison, Meaning};

/// Up to so many rules not rewritten, each is shown on every side; beyond, one side is enough.
const FEW: usize = 12;

/// A rule that may not mean the same.
struct Suspect<'b> {
    old: &'b Rule,
    rule: &'b Rule,
    /// Its own conditions or dates are not the same.
    is_rewritten: bool,
    /// What it reads on both sides and that changed.
    reads: Vec<String>,
}

/// Settles the meaning of every rule that may have changed: those rewritten, come, gone, and those that read what changed.
pub fn settle(changes: &mut Changes, before: &Base, after: &Base) {
    let former: BTreeMap<String, String> = changes
        .items
        .iter()
        .filter_map(|item| match (&item.kind, &item.fate) {
            (Kind::Rule, Fate::Renamed { from }) => Some((item.id.clone(), from.clone())),
            _ => None,
        })
        .collect();
    let suspects = suspects(before, after, &former);
    let n_dependent = suspects.iter().filter(|one| !one.is_rewritten).count();
    // Gathering what the bases ask of facts costs: only when there is something to ask.
    let mut comparison = None;
    let mut known = Vec::new();
    for Suspect { old, rule, is_rewritten, reads } in suspects {
        let comparison = comparison.get_or_insert_with(|| Comparison::new(before, after));
        let meaning = if is_rewritten || n_dependent <= FEW {
            comparison.rule(old, rule)
        } else {
            comparison.dependent(old, rule, &mut known)
        };
        note(changes, rule, reads, meaning);
    }
    for item in changes.items.iter_mut().filter(|item| item.kind == Kind::Rule) {
        let ask = || Comparison::new(before, after);
        item.meaning = match (&item.fate, before.rule(&item.id), after.rule(&item.id)) {
            (Fate::Added, _, Some(rule)) => {
                Some(RuleMeaning::Added(comparison.get_or_insert_with(ask).added(rule)))
            }
            (Fate::Removed { .. }, Some(rule), _) => {
                Some(RuleMeaning::Removed(comparison.get_or_insert_with(ask).removed(rule)))
            }
            _ => continue,
        };
    }
}

/// The rules on both sides that do not depend on the same, `former` giving the ids of those renamed.
fn suspects<'b>(
    before: &'b Base,
    after: &'b Base,
    former: &BTreeMap<String, String>,
) -> Vec<Suspect<'b>> {
    let (old_reads, new_reads) = (Reads::of(before), Reads::of(after));
    let suspects = after.rules.iter().filter_map(|rule| {
        let old = before.rule(former.get(&rule.id).unwrap_or(&rule.id))?;
        let (was, is) = (old_reads.parts(old), new_reads.parts(rule));
        let is_rewritten = was.get(OWN) != is.get(OWN);
        (was != is).then(|| Suspect { old, rule, is_rewritten, reads: unlike(&was, &is) })
    });
    suspects.collect()
}

/// What a rule reads on both sides, and that is not the same.
fn unlike(was: &BTreeMap<String, String>, is: &BTreeMap<String, String>) -> Vec<String> {
    let changed = was
        .iter()
        .filter(|(name, text)| *name != OWN && is.get(*name).is_some_and(|other| other != *text));
    changed.map(|(name, _)| name.clone()).collect()
}

/// Lays the meaning of a rule on its item, or on a new one where only what it reads changed and it shows.
fn note(changes: &mut Changes, rule: &Rule, reads: Vec<String>, meaning: Meaning) {
    let is_this = |item: &&mut Item| {
        item.kind == Kind::Rule && item.id == rule.id && !matches!(item.fate, Fate::Removed { .. })
    };
    let known = changes.items.iter_mut().find(is_this);
    if known.is_none() && matches!(meaning, Meaning::Same) {
        changes.steady.push(rule.id.clone());
        return;
    }
    let meaning = Some(RuleMeaning::Compared(meaning));
    match known {
        Some(item) => (item.meaning, item.reads) = (meaning, reads),
        None => changes.items.push(Item {
            kind: Kind::Rule,
            id: rule.id.clone(),
            title: rule.title.clone(),
            file: rule.place.source.name.to_string(),
            fate: Fate::Changed,
            edits: Vec::new(),
            meaning,
            reads,
        }),
    }
}
