//! The family of a purchase, from its codes or from the words of its object: what [`Categories::find`] says, without reading every prefix.

use std::cmp::Reverse;

use super::scan::{Edges, Scanner, Wanted};
use crate::base::category::Categories;
use crate::cpv::Cpv;
use crate::text;

/// Families by code and by words.
#[derive(Debug)]
pub(super) struct Families<'b> {
    categories: &'b Categories,
    /// From each code to the next start, the family's rank.
    starts: Vec<(u32, Option<usize>)>,
    words: Option<Scanner<Word<'b>>>,
}

/// A word of a family.
#[derive(Debug, Clone, Copy)]
struct Word<'b> {
    family: usize,
    /// Its rank among all words: the first one stands where two are worth the same.
    rank: usize,
    text: &'b str,
    /// Where it puts the family out of the question.
    bars: bool,
}

impl<'b> Families<'b> {
    pub(super) fn new(categories: &'b Categories) -> Self {
        let starts =
            categories.prefixes().flat_map(|(prefix, _)| [prefix.first(), prefix.last() + 1]);
        let mut starts: Vec<u32> = starts.collect();
        starts.sort_unstable();
        starts.dedup();
        let rank = |id: &str| categories.list.iter().position(|one| one.id == id);
        let family = |start: u32| rank(&categories.of_cpv(Cpv::from_number(start))?.id);
        let starts = starts.into_iter().map(|start| (start, family(start))).collect();
        let mut wanted = Vec::new();
        for (rank, (family, text, bars)) in categories.words().enumerate() {
            let Some(first) = text.split(' ').find(|word| !word.is_empty()) else { continue };
            let word = Word { family, rank, text, bars };
            let one = |text| Wanted { text, edges: Edges::BOTH, then: word, in_order: false };
            wanted.extend(text::forms(first).into_iter().map(one));
        }
        Self { categories, starts, words: Scanner::new(wanted) }
    }

    /// The family of a code, by its rank.
    pub(super) fn of_code(&self, code: Cpv) -> Option<usize> {
        let after = self.starts.partition_point(|(start, _)| *start <= code.number());
        self.starts.get(after.checked_sub(1)?).and_then(|(_, family)| *family)
    }

    /// The family of the words of an object, folded.
    pub(super) fn of_words(&self, folded: &str) -> Option<usize> {
        let scanner = self.words.as_ref().filter(|_| folded.is_ascii());
        let Some(scanner) = scanner else {
            let found = self.categories.of_words(folded)?;
            return self.categories.list.iter().position(|one| one.id == found.id);
        };
        let mut found: Vec<(usize, Reverse<usize>, usize, usize)> = Vec::new();
        let mut barred: Vec<usize> = Vec::new();
        scanner.scan(folded, |start, _, word| {
            let is_there =
                folded.get(start..).is_some_and(|rest| text::begins_with_words(rest, word.text));
            if is_there && word.bars {
                barred.push(word.family);
            } else if is_there {
                found.push((start, Reverse(word.text.len()), word.rank, word.family));
            }
        });
        let open = found.into_iter().filter(|(.., family)| !barred.contains(family));
        open.min().map(|(.., family)| family)
    }

    pub(super) fn id(&self, rank: usize) -> Option<&'b str> {
        self.categories.list.get(rank).map(|family| family.id.as_str())
    }

    pub(super) fn len(&self) -> usize {
        self.categories.list.len()
    }
}
