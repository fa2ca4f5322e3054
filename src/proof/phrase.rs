//! Words for the object of a witness: short texts that match a pattern, and what else each of them matches.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

use super::domain::Key;
use crate::base::pattern::Pattern;
use crate::text;

/// The most texts tried for a pattern.
const MOST: usize = 6;

/// A text, and which of the things looked for it holds.
#[derive(Debug, Clone)]
pub struct Phrase {
    pub text: String,
    /// It must open the object: it says less, or more, elsewhere.
    pub is_first: bool,
    pub holds: BTreeSet<Key>,
}

/// Things looked for in a text, compiled once.
pub struct Seeker {
    keys: Vec<(Key, Option<Pattern>)>,
}

impl Seeker {
    pub fn new(wanted: &BTreeSet<Key>) -> Self {
        let compiled = |key: &Key| match key {
            Key::Pattern(pattern) => Pattern::parse(pattern, true),
            _ => None,
        };
        Self { keys: wanted.iter().map(|key| (key.clone(), compiled(key))).collect() }
    }

    /// What of the things looked for a folded text holds.
    pub fn held(&self, folded: &str) -> BTreeSet<Key> {
        let holds = |(key, pattern): &&(Key, Option<Pattern>)| match (key, pattern) {
            (Key::Words(words), _) => text::contains_words(folded, words),
            (Key::Pattern(_), Some(pattern)) => pattern.is_match(folded),
            _ => false,
        };
        self.keys.iter().filter(holds).map(|(key, _)| key.clone()).collect()
    }

    /// Texts for each of the things looked for, with everything that each holds.
    pub fn phrases(&self) -> Vec<Phrase> {
        let mut texts: BTreeSet<String> = BTreeSet::new();
        for (key, _) in &self.keys {
            match key {
                Key::Words(words) => {
                    texts.insert(words.clone());
                }
                Key::Pattern(pattern) => texts.extend(samples(pattern)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        for text in texts {
            let inside = self.held(&format!("achat {text} divers"));
            let first = self.held(&format!("{text} divers"));
            if first != inside && !first.is_empty() {
                found.push(Phrase { text: text.clone(), is_first: true, holds: first });
            }
            if !inside.is_empty() {
                found.push(Phrase { text, is_first: false, holds: inside });
            }
        }
        found
    }
}

/// Some texts that a pattern matches; the engine has the last word on each.
fn samples(pattern: &str) -> Vec<String> {
    let Ok(tree) = regex_syntax::parse(pattern) else { return Vec::new() };
    let found =
        expand(&tree).into_iter().map(|text| text::fold(&text)).filter(|text| !text.is_empty());
    found.take(MOST).collect()
}

/// The first texts of a pattern: each branch once, repetitions as short as they may be.
fn expand(tree: &Hir) -> Vec<String> {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => {
            vec![String::from_utf8_lossy(&literal.0).into_owned()]
        }
        HirKind::Class(class) => vec![first_of(class)],
        HirKind::Repetition(repetition) => {
            let once = expand(&repetition.sub);
            let times = usize::try_from(repetition.min).unwrap_or(1);
            once.into_iter().map(|text| text.repeat(times.min(8))).collect()
        }
        HirKind::Capture(capture) => expand(&capture.sub),
        HirKind::Alternation(branches) => branches.iter().flat_map(expand).take(MOST).collect(),
        HirKind::Concat(parts) => parts.iter().fold(vec![String::new()], |before, part| {
            let after = expand(part);
            let joined = before
                .iter()
                .flat_map(|start| after.iter().map(move |end| format!("{start}{end}")));
            joined.take(MOST).collect()
        }),
    }
}

/// A character of a class: a letter or a space where it has one.
fn first_of(class: &Class) -> String {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|r| (r.start(), r.end())).collect(),
        Class::Bytes(class) => {
            class.ranges().iter().map(|r| (char::from(r.start()), char::from(r.end()))).collect()
        }
    };
    let inside = |c: char| ranges.iter().any(|(start, end)| (*start..=*end).contains(&c));
    let chosen = [' ', 'a', 'e', '1'].into_iter().find(|c| inside(*c));
    chosen.or_else(|| ranges.first().map(|(start, _)| *start)).map(String::from).unwrap_or_default()
}
