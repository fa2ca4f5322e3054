//! The neutral work: the tree and the index find the rules expected, and nothing else.

#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::path::Path;

use clausier::engine::State;
use clausier::engine::evaluate;
use clausier::engine::index::{Index, Room, Subject};
use clausier::truth::Truth;

#[path = "moteurs/neutre.rs"]
mod neutre;

use neutre::Neutral;

fn neutral() -> Neutral {
    Neutral::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/moteurs")).unwrap()
}

/// The rank of a rule, which its name ends with.
fn rank(id: &str) -> usize {
    id.trim_start_matches('r').parse().unwrap()
}

#[test]
fn l_index_trouve_les_regles_attendues() {
    let neutral = neutral();
    let base = neutral.base().unwrap();
    let (index, mut room) = (Index::new(&base), Room::default());
    for ((purchase, day), expected) in neutral.readings().unwrap().iter().zip(&neutral.expected) {
        let open = index.read(purchase, *day, &mut room).open();
        let mut found: Vec<usize> = open
            .filter(|(.., truth)| *truth == Truth::True)
            .filter_map(|(subject, ..)| match subject {
                Subject::Rule(rule) => Some(rank(&rule.id)),
                Subject::Duty(_) => None,
            })
            .collect();
        found.sort_unstable();
        assert_eq!(&found, expected);
    }
}

#[test]
fn l_arbre_trouve_les_regles_attendues() {
    let neutral = neutral();
    let base = neutral.base().unwrap();
    for ((purchase, day), expected) in neutral.readings().unwrap().iter().zip(&neutral.expected) {
        let outcomes = evaluate(&base, purchase, *day).outcomes;
        let applicable = outcomes.iter().filter(|outcome| outcome.state == State::Applicable);
        let found: Vec<usize> = applicable.map(|outcome| rank(&outcome.rule.id)).collect();
        assert_eq!(&found, expected);
    }
}
