//! Many words looked for in a text at once: one pass, whatever their number.
//!
//! Words that stand whole are told by a table, word by word; only what may begin or end within a word goes through an automaton, which
//! would otherwise hold them all and no longer fit near the processor.

use std::collections::{BTreeMap, HashMap};

use super::automaton::Automaton;
use crate::hash::Quickly;

/// Words, and what each is looked for.
#[derive(Debug)]
pub(super) struct Scanner<U> {
    whole: HashMap<Box<[u8]>, Vec<U>, Quickly>,
    /// By first byte of a whole word, a bit for each length: most words of a text are told by it not to be wanted.
    lengths: Vec<u64>,
    automaton: Option<Automaton>,
    /// By word of the automaton.
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

/// A word wanted.
pub(super) struct Wanted<U> {
    pub text: String,
    pub edges: Edges,
    pub then: U,
    /// Whether what it is for depends on the words found before it: those come in the order of their ends.
    pub in_order: bool,
}

impl<U> Scanner<U> {
    /// What cannot be compiled is left to whoever asks: `None`.
    pub(super) fn new(wanted: Vec<Wanted<U>>) -> Option<Self> {
        let mut whole: HashMap<Box<[u8]>, Vec<U>, _> = HashMap::default();
        let mut lengths = vec![0; 256];
        let mut words: BTreeMap<String, Vec<Use<U>>> = BTreeMap::new();
        for Wanted { text, edges, then, in_order } in wanted {
            let is_one_word = !text.is_empty() && !text.contains(' ');
            if edges == Edges::BOTH && is_one_word && !in_order {
                let word = text.into_boxed_str().into_boxed_bytes();
                if let Some(known) =
                    word.first().and_then(|first| lengths.get_mut(usize::from(*first)))
                {
                    *known |= length(&word);
                }
                whole.entry(word).or_default().push(then);
            } else {
                words.entry(text).or_default().push(Use { edges, then });
            }
        }
        let automaton = if words.is_empty() { None } else { Some(Automaton::new(words.keys())?) };
        Some(Self { whole, lengths, automaton, uses: words.into_values().collect() })
    }

    /// Gives each word found, where it starts and where it ends: those that stand whole, then the others in the order of ends. The text
    /// is folded, and of ASCII.
    #[inline]
    pub(super) fn scan(&self, text: &str, mut on: impl FnMut(usize, usize, &U)) {
        if !self.whole.is_empty() {
            let bytes = text.as_bytes();
            let mut start = 0;
            for end in memchr::memchr_iter(b' ', bytes).chain([bytes.len()]) {
                let word = bytes.get(start..end).unwrap_or_default();
                if self.may_want(word) {
                    self.whole
                        .get(word)
                        .into_iter()
                        .flatten()
                        .for_each(|then| on(start, end, then));
                }
                start = end + 1;
            }
        }
        self.scan_within(text, &mut on);
    }

    #[inline]
    fn may_want(&self, word: &[u8]) -> bool {
        let known = word.first().and_then(|first| self.lengths.get(usize::from(*first)));
        known.is_some_and(|known| known & length(word) != 0)
    }

    fn scan_within(&self, text: &str, on: &mut impl FnMut(usize, usize, &U)) {
        let Some(automaton) = &self.automaton else { return };
        let bytes = text.as_bytes();
        automaton.each_end(bytes, |end, state| {
            for word in automaton.words(state) {
                let start = end - word.len;
                let before = start == 0 || bytes.get(start - 1) == Some(&b' ');
                let after = bytes.get(end).is_none_or(|next| *next == b' ');
                for one in self.uses.get(word.rank).into_iter().flatten() {
                    if (before || !one.edges.before) && (after || !one.edges.after) {
                        on(start, end, &one.then);
                    }
                }
            }
        });
    }
}

/// The bit of a word's length; the last one for all the long ones.
fn length(word: &[u8]) -> u64 {
    1 << word.len().min(63)
}
