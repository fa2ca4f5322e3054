//! Two bases compared: what was written otherwise, what rules mean after, and what purchases see of it.
//!
//! What is written is compared key by key, as TOML trees: comments and layout are no change, and no key is forgotten. What a rule means
//! is asked of the solver only when it, or something it reads, is not the same on both sides.

pub mod impact;
mod meaning;
mod reads;
mod tree;

use std::collections::{BTreeMap, BTreeSet};

use self::tree::Entry;
use crate::base::Base;
use crate::proof::{Meaning, Verdict};

/// What changes from one base to another.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// By kind, then by id.
    pub items: Vec<Item>,
    /// Ids that served for something else.
    pub reused: Vec<Reused>,
    /// Rules not rewritten, of which something they read changed, and proved to mean the same.
    pub steady: Vec<String>,
}

/// Something of a base that is not the same on both sides.
#[derive(Debug, Clone)]
pub struct Item {
    pub kind: Kind,
    pub id: String,
    pub title: String,
    /// Where it stands after, or stood.
    pub file: String,
    pub fate: Fate,
    pub edits: Vec<Edit>,
    /// Of a rule: what its change means for purchases.
    pub meaning: Option<RuleMeaning>,
    /// Of a rule: what it reads that changed.
    pub reads: Vec<String>,
}

/// What became of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Added,
    /// With the id of what says that it replaces it.
    Removed {
        by: Option<String>,
    },
    /// It had this id.
    Renamed {
        from: String,
    },
    Changed,
}

/// A key written otherwise: `None` on the side where it is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// Keys as they are written in the file, from the item.
    pub path: Vec<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What the change of a rule means.
#[derive(Debug, Clone)]
pub enum RuleMeaning {
    Compared(Meaning),
    /// A purchase to which it applies; proved: there is none.
    Added(Verdict),
    /// A purchase to which it applied; proved: there was none.
    Removed(Verdict),
}

/// An id given up for another, that serves again: what was decided under it would be read as about something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reused {
    pub kind: Kind,
    pub id: String,
    /// What replaced it.
    pub replaced_by: String,
}

/// What an item is, from the name of its table; ordered as it is told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Clause,
    Rule,
    Duty,
    Legal,
    Dated,
    Deduction,
    Fact,
    Family,
    /// A table of a policy: `moyen`, `adapte`…
    Policy(String),
    Guarantee,
    /// Any other table, by its name: CCAG, outlines, caps, the head of the base.
    Other(String),
}

impl Kind {
    fn of(table: &str, file: &str) -> Self {
        match table {
            "clause" => Self::Clause,
            "regle" => Self::Rule,
            "obligation" => Self::Duty,
            "fondement" => Self::Legal,
            "seuil" | "quota" => Self::Dated,
            "deduction" => Self::Deduction,
            "fait" => Self::Fact,
            "famille" => Self::Family,
            "garantie" => Self::Guarantee,
            other if file.ends_with("/politique.toml") => Self::Policy(other.to_owned()),
            other => Self::Other(other.to_owned()),
        }
    }

    /// Whether an id of that kind is unique in a base, whatever its file.
    const fn is_global(&self) -> bool {
        !matches!(self, Self::Policy(_) | Self::Other(_))
    }

    /// As told, in the singular.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Clause => "clause",
            Self::Rule => "règle",
            Self::Duty => "obligation",
            Self::Legal => "référence juridique",
            Self::Dated => "valeur datée",
            Self::Deduction => "déduction",
            Self::Fact => "fait",
            Self::Family => "famille d’achat",
            Self::Guarantee => "garantie",
            Self::Policy(table) | Self::Other(table) => table,
        }
    }
}

impl Item {
    /// Whether a purchase, a document or a reader could see it: not when only conditions proved equal, or examples, are rewritten.
    #[must_use]
    pub fn has_effect(&self) -> bool {
        if self.kind != Kind::Rule || self.fate != Fate::Changed {
            return true;
        }
        let silent = |edit: &Edit| {
            edit.path.first().is_some_and(|key| ["quand", "exemple"].contains(&key.as_str()))
        };
        !self.edits.iter().all(silent) || !self.is_proved_same()
    }

    /// Whether nothing that it means changed, or it was proved so.
    #[must_use]
    pub const fn is_proved_same(&self) -> bool {
        matches!(self.meaning, None | Some(RuleMeaning::Compared(Meaning::Same)))
    }

    /// Whether the text that a clause writes changed.
    #[must_use]
    pub fn is_rewritten(&self) -> bool {
        let written = |edit: &Edit| edit.path.first().is_some_and(|key| key == tree::TEXT);
        self.kind == Kind::Clause && self.edits.iter().any(written)
    }
}

impl Changes {
    /// Compares two bases.
    #[must_use]
    pub fn between(before: &Base, after: &Base) -> Self {
        let mut changes = Self { items: items(before, after), ..Self::default() };
        changes.reused = reused(before, after);
        meaning::settle(&mut changes, before, after);
        changes.items.sort_by(|a, b| (&a.kind, &a.id, &a.file).cmp(&(&b.kind, &b.id, &b.file)));
        changes
    }

    #[must_use]
    pub fn has_effect(&self) -> bool {
        !self.reused.is_empty() || self.items.iter().any(Item::has_effect)
    }

    /// Clauses whose text is not the same.
    #[must_use]
    pub fn rewritten(&self) -> BTreeSet<String> {
        let items = self.items.iter().filter(|item| item.is_rewritten());
        items.map(|item| item.id.clone()).collect()
    }
}

/// Every difference in what is written.
fn items(before: &Base, after: &Base) -> Vec<Item> {
    let (old, new) = tree::entries(before, after);
    let mut items = tree::orders(before, after);
    let mut gone: Vec<Entry> = Vec::new();
    let mut come: Vec<Entry> = Vec::new();
    let (mut old, mut new) = (by_key(old), by_key(new));
    let keys: BTreeSet<_> = old.keys().chain(new.keys()).cloned().collect();
    for key in keys {
        let mut was = old.remove(&key).unwrap_or_default();
        let mut is = new.remove(&key).unwrap_or_default();
        // Of several of one id (deductions of a fact), those that did not change are set aside first.
        was.retain(|one| match is.iter().position(|other| other.values == one.values) {
            Some(i) => {
                is.remove(i);
                false
            }
            None => true,
        });
        let n = was.len().min(is.len());
        gone.extend(was.split_off(n));
        come.extend(is.split_off(n));
        items.extend(was.iter().zip(&is).map(|(was, is)| changed(was, is)));
    }
    items.extend(renamed(&mut gone, &mut come));
    let all_former = former_ids(after);
    items.extend(gone.into_iter().map(|entry| {
        let by = all_former.get(&(entry.kind.clone(), entry.id.clone())).cloned();
        bare(&entry, Fate::Removed { by })
    }));
    items.extend(come.iter().map(|entry| bare(entry, Fate::Added)));
    items
}

/// What entries are matched by: kind, file where ids are not unique, id.
type Key = (Kind, String, String);

fn by_key(entries: Vec<Entry>) -> BTreeMap<Key, Vec<Entry>> {
    let mut map: BTreeMap<Key, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        let scope = if entry.kind.is_global() { String::new() } else { entry.file.clone() };
        map.entry((entry.kind.clone(), scope, entry.id.clone())).or_default().push(entry);
    }
    map
}

/// Pairs what goes with what comes in its place.
fn renamed(gone: &mut Vec<Entry>, come: &mut Vec<Entry>) -> Vec<Item> {
    let mut items = Vec::new();
    come.retain(|new| {
        let replaces = |old: &Entry| old.kind == new.kind && new.former_ids().contains(&old.id);
        let Some(i) = gone.iter().position(replaces) else { return true };
        let old = gone.remove(i);
        let mut item = changed(&old, new);
        item.fate = Fate::Renamed { from: old.id };
        item.edits.retain(
            |edit| !matches!(edit.path.as_slice(), [key] if key == "id" || key == "anciens_ids"),
        );
        items.push(item);
        false
    });
    items
}

fn changed(was: &Entry, is: &Entry) -> Item {
    let mut item = bare(is, Fate::Changed);
    item.edits = tree::edits(&was.values, &is.values);
    item
}

fn bare(entry: &Entry, fate: Fate) -> Item {
    Item {
        kind: entry.kind.clone(),
        id: entry.id.clone(),
        title: entry.title(),
        file: entry.file.clone(),
        fate,
        edits: Vec::new(),
        meaning: None,
        reads: Vec::new(),
    }
}

/// Ids given up, with what replaces them.
fn former_ids(base: &Base) -> BTreeMap<(Kind, String), String> {
    let rules = base.rules.iter().flat_map(|rule| {
        rule.former_ids.iter().map(|former| ((Kind::Rule, former.clone()), rule.id.clone()))
    });
    let clauses = base.clauses.values().flat_map(|clause| {
        clause.former_ids.iter().map(|former| ((Kind::Clause, former.clone()), clause.id.clone()))
    });
    rules.chain(clauses).collect()
}

/// Ids that something gave up, before or after, and that serve again after; what was so before is not told again.
fn reused(before: &Base, after: &Base) -> Vec<Reused> {
    let has = |base: &Base, kind: &Kind, id: &str| match kind {
        Kind::Rule => base.rule(id).is_some(),
        _ => base.clauses.contains_key(id),
    };
    let known = former_ids(before);
    let mut all = former_ids(after);
    all.extend(known.clone());
    let again = all.into_iter().filter(|((kind, id), _)| {
        let was = known.contains_key(&(kind.clone(), id.clone())) && has(before, kind, id);
        has(after, kind, id) && !was
    });
    again.map(|((kind, id), replaced_by)| Reused { kind, id, replaced_by }).collect()
}
