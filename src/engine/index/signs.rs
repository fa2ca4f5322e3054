//! The words and the patterns of rules looked for in a text, all in one pass.
//!
//! A pattern that says more than a choice of words is run, when one of the words it cannot do without is there.

use super::scan::{Edges, Scanner, Wanted};
use crate::base::condition::Operator;
use crate::base::pattern::Shape;
use crate::text;

/// What is looked for in one text fact.
#[derive(Debug)]
pub(super) struct Signs<'b> {
    operators: Vec<&'b Operator>,
    scanner: Option<Scanner<Use<'b>>>,
    /// Run on every text.
    always: Vec<usize>,
    n_chains: usize,
}

/// What a word found is for.
#[derive(Debug, Clone, Copy)]
enum Use<'b> {
    /// The sign is there.
    Found(usize),
    /// It is if the other words follow.
    Words(usize, &'b str),
    /// It is when the last word of a chain is reached, each after the one before.
    Step { chain: usize, nth: u32, last: Option<usize> },
    /// It may be: its pattern is run.
    Perhaps(usize),
}

impl Use<'_> {
    /// A word looked for.
    fn of(self, text: String, edges: Edges) -> Wanted<Self> {
        Wanted { text, edges, then: self, in_order: matches!(self, Use::Step { .. }) }
    }
}

/// How far each chain has come, and where; kept from one text to the next for its memory alone.
#[derive(Debug, Default)]
pub(super) struct Progress {
    chains: Vec<(u32, usize)>,
    perhaps: Vec<usize>,
}

impl<'b> Signs<'b> {
    pub(super) fn new(operators: &[&'b Operator]) -> Self {
        let mut signs =
            Self { operators: operators.to_vec(), scanner: None, always: Vec::new(), n_chains: 0 };
        let mut wanted = Vec::new();
        for (sign, operator) in operators.iter().enumerate() {
            match operator {
                Operator::Contains(words) => {
                    for words in words {
                        add_words(sign, words, &mut wanted);
                    }
                }
                Operator::Matches(pattern) => signs.add_shape(sign, pattern.shape(), &mut wanted),
                _ => signs.always.push(sign),
            }
        }
        signs.scanner = Scanner::new(wanted);
        signs
    }

    fn add_shape(&mut self, sign: usize, shape: Shape, wanted: &mut Vec<Wanted<Use<'b>>>) {
        match shape {
            Shape::Unknown => self.always.push(sign),
            Shape::Needs(words) => {
                let words = words.into_iter();
                wanted.extend(words.map(|word| Use::Perhaps(sign).of(word, Edges::NONE)));
            }
            Shape::Chains(chains) => {
                for chain in chains {
                    let n = chain.len();
                    let at = self.n_chains;
                    self.n_chains += usize::from(n > 1);
                    for (nth, step) in (0..).zip(chain) {
                        let last = (nth as usize + 1 == n).then_some(sign);
                        let then = if n == 1 {
                            Use::Found(sign)
                        } else {
                            Use::Step { chain: at, nth, last }
                        };
                        let edges = Edges { before: step.starts, after: step.ends };
                        wanted.extend(step.texts.into_iter().map(|text| then.of(text, edges)));
                    }
                }
            }
        }
    }

    /// The words of bits that signs take.
    pub(super) fn n_words(&self) -> usize {
        self.operators.len().div_ceil(64)
    }

    /// Marks the signs found in a folded text.
    pub(super) fn find(&self, folded: &str, progress: &mut Progress, found: &mut [u64]) {
        let scanner = self.scanner.as_ref().filter(|_| folded.is_ascii());
        let Some(scanner) = scanner else {
            // Letters of another alphabet: what stands around a word is not a matter of bytes.
            (0..self.operators.len()).for_each(|sign| self.run(sign, folded, found));
            return;
        };
        progress.chains.clear();
        progress.chains.resize(self.n_chains, (0, 0));
        progress.perhaps.clear();
        scanner.scan(folded, |start, end, then| match *then {
            Use::Found(sign) => mark(found, sign),
            Use::Words(sign, words) => {
                if folded.get(start..).is_some_and(|rest| text::begins_with_words(rest, words)) {
                    mark(found, sign);
                }
            }
            Use::Step { chain, nth, last } => {
                let Some(place) = progress.chains.get_mut(chain) else { return };
                if place.0 == nth && start >= place.1 {
                    *place = (nth + 1, end);
                    if let Some(sign) = last {
                        mark(found, sign);
                    }
                }
            }
            Use::Perhaps(sign) => {
                if !progress.perhaps.contains(&sign) {
                    progress.perhaps.push(sign);
                }
            }
        });
        for sign in progress.perhaps.iter().chain(&self.always) {
            self.run(*sign, folded, found);
        }
    }

    fn run(&self, sign: usize, folded: &str, found: &mut [u64]) {
        let is_there = match self.operators.get(sign) {
            Some(Operator::Contains(words)) => {
                words.iter().any(|word| text::contains_words(folded, word))
            }
            Some(Operator::Matches(pattern)) => pattern.is_match(folded),
            _ => false,
        };
        if is_there {
            mark(found, sign);
        }
    }
}

fn mark(found: &mut [u64], sign: usize) {
    if let Some(word) = found.get_mut(sign / 64) {
        *word |= 1 << (sign % 64);
    }
}

/// Every form of the first word, the others looked at once it is found.
fn add_words<'b>(sign: usize, words: &'b str, wanted: &mut Vec<Wanted<Use<'b>>>) {
    let mut each = words.split(' ').filter(|word| !word.is_empty());
    let Some(first) = each.next() else { return };
    let then = if each.next().is_some() { Use::Words(sign, words) } else { Use::Found(sign) };
    let forms = text::forms(first).into_iter();
    wanted.extend(forms.map(|form| then.of(form, Edges::BOTH)));
}
