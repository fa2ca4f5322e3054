//! Many words looked for in a text at once: one pass, whatever their number.

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;

use std::collections::BTreeMap;

/// Words, and what each is looked for.
#[derive(Debug)]
pub(super) struct Scanner<U> {
    automaton: Option<(DFA, StateID)>,
    /// By word.
    uses: Vec<Vec<Use<U>>>,
}

#[derive(Debug)]
struct Use<U> {
    edges: Edges,
    then: U,
}

/// Whether a word must stand at the start of one, and end with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Edges {
    pub before: bool,
    pub after: bool,
}

impl Edges {
    pub(super) const BOTH: Self = Self { before: true, after: true };
    pub(super) const NONE: Self = Self { before: false, after: false };
}

impl<U> Scanner<U> {
    /// What cannot be compiled is left to whoever asks: `None`.
    pub(super) fn new(wanted: Vec<(String, Edges, U)>) -> Option<Self> {
        let mut words: BTreeMap<String, Vec<Use<U>>> = BTreeMap::new();
        for (word, edges, then) in wanted {
            words.entry(word).or_default().push(Use { edges, then });
        }
        let automaton = if words.is_empty() {
            None
        } else {
            let dfa = DFA::new(words.keys()).ok()?;
            let start = dfa.start_state(Anchored::No).ok()?;
            Some((dfa, start))
        };
        Some(Self { automaton, uses: words.into_values().collect() })
    }

    /// Gives each word found, where it starts and where it ends, in the order of ends. The text is folded, and of ASCII.
    #[inline]
    pub(super) fn scan(&self, text: &str, mut on: impl FnMut(usize, usize, &U)) {
        let Some((dfa, start)) = &self.automaton else { return };
        let bytes = text.as_bytes();
        let mut state = *start;
        for (at, byte) in bytes.iter().enumerate() {
            state = dfa.next_state(Anchored::No, state, *byte);
            if !dfa.is_special(state) || !dfa.is_match(state) {
                continue;
            }
            let end = at + 1;
            for nth in 0..dfa.match_len(state) {
                let word = dfa.match_pattern(state, nth);
                let start = end - dfa.pattern_len(word);
                let before = start == 0 || bytes.get(start - 1) == Some(&b' ');
                let after = bytes.get(end).is_none_or(|next| *next == b' ');
                for one in self.uses.get(word.as_usize()).into_iter().flatten() {
                    if (before || !one.edges.before) && (after || !one.edges.after) {
                        on(start, end, &one.then);
                    }
                }
            }
        }
    }
}
