//! The words of an automaton, wherever they stand in a text.

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton as _, StateID};
use aho_corasick::dfa::DFA;
use smallvec::SmallVec;

/// Words looked for together.
#[derive(Debug)]
pub(super) struct Automaton {
    dfa: DFA,
    start: StateID,
    /// The bytes of the longest word, but one: how far before a place a word that ends after it may begin.
    reach: usize,
}

/// A word found: its rank, and how many bytes it has.
pub(super) struct Word {
    pub rank: usize,
    pub len: usize,
}

/// Places where words end, with the state reached.
type Ends = SmallVec<[(usize, StateID); 16]>;

impl Automaton {
    /// `None` when the words cannot be compiled together.
    pub(super) fn new<'w>(words: impl Iterator<Item = &'w String> + Clone) -> Option<Self> {
        let reach = words.clone().map(String::len).max().unwrap_or(1).saturating_sub(1);
        let dfa = DFA::new(words).ok()?;
        let start = dfa.start_state(Anchored::No).ok()?;
        Some(Self { dfa, start, reach })
    }

    /// The words that end where a state is reached.
    pub(super) fn words(&self, state: StateID) -> impl Iterator<Item = Word> + '_ {
        (0..self.dfa.match_len(state)).map(move |nth| {
            let word = self.dfa.match_pattern(state, nth);
            Word { rank: word.as_usize(), len: self.dfa.pattern_len(word) }
        })
    }

    /// Gives each place where words end, in order, with the state reached.
    ///
    /// Each step waits for the one before; the two halves of a text are read side by side, since neither waits for the other.
    #[inline]
    pub(super) fn each_end(&self, bytes: &[u8], mut on: impl FnMut(usize, StateID)) {
        let cut = usize::midpoint(bytes.len(), self.reach);
        let [mut first, mut second] = [Ends::new(), Ends::new()];
        let Some(from) = cut.checked_sub(self.reach).filter(|from| *from > self.reach) else {
            self.read([bytes, &[]], 0, [&mut first, &mut second]);
            return first.into_iter().for_each(|(end, state)| on(end, state));
        };
        let (Some(start), Some(rest)) = (bytes.get(..cut), bytes.get(from..)) else { return };
        self.read([start, rest], from, [&mut first, &mut second]);
        let second = second.into_iter().filter(|(end, _)| *end > cut);
        first.into_iter().chain(second).for_each(|(end, state)| on(end, state));
    }

    /// A text, and another that starts at `from`; by itself, so that the processor keeps all that it needs at hand.
    #[inline(never)]
    fn read(&self, [one, other]: [&[u8]; 2], from: usize, [ones, others]: [&mut Ends; 2]) {
        let (mut state, mut second) = (self.start, self.start);
        for (n, (byte, next)) in one.iter().zip(other).enumerate() {
            state = self.step(state, *byte, n, ones);
            second = self.step(second, *next, from + n, others);
        }
        let both = one.len().min(other.len());
        for (n, byte) in one.iter().enumerate().skip(both) {
            state = self.step(state, *byte, n, ones);
        }
        for (n, byte) in other.iter().enumerate().skip(both) {
            second = self.step(second, *byte, from + n, others);
        }
    }

    #[inline]
    fn step(&self, state: StateID, byte: u8, at: usize, ends: &mut Ends) -> StateID {
        let next = self.dfa.next_state(Anchored::No, state, byte);
        if self.dfa.is_special(next) && self.dfa.is_match(next) {
            ends.push((at + 1, next));
        }
        next
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::Automaton;

    /// Every text of two letters, long enough to be cut in two, its words on either side of the cut.
    #[test]
    fn chaque_mot_se_trouve_de_part_et_d_autre_de_la_coupure() {
        let words = ["ab", "aba", "bb", "bbab"].map(str::to_owned);
        let automaton = Automaton::new(words.iter()).unwrap();
        for (n, bits) in (0..14).flat_map(|n| (0..1_u32 << n).map(move |bits| (n, bits))) {
            let text: Vec<u8> =
                (0..n).map(|at| if bits >> at & 1 == 1 { b'a' } else { b'b' }).collect();
            let mut found = Vec::new();
            automaton.each_end(&text, |end, state| {
                found.extend(automaton.words(state).map(|word| (end, word.rank)));
            });
            found.sort_unstable();
            let ends = |end: usize| {
                let text = &text;
                let ended = move |(_, word): &(usize, &String)| {
                    text.get(..end).unwrap().ends_with(word.as_bytes())
                };
                words.iter().enumerate().filter(ended).map(move |(rank, _)| (end, rank))
            };
            assert_eq!(found, (1..=n).flat_map(ends).collect::<Vec<_>>(), "{text:?}");
        }
    }
}
