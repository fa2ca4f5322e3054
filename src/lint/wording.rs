//! Wording of clauses, as printed: what a judge would strike out, and what obliges no one.
//!
//! Each lint is one file: a function from a passage to what it finds there. To add one: a file and its line in [`LINTS`].

mod brand;
mod company;
mod figure;
mod label;
mod penalty;
mod place;
mod typography;
mod vague;

use std::collections::BTreeSet;
use std::ops::Range;

use super::passage::{Passage, Words, sentences};
use crate::base::Base;
use crate::diagnostic::{Code, Diagnostic};

/// What a lint finds in a passage.
#[derive(Debug)]
struct Finding {
    code: Code,
    /// In the text of the passage.
    part: Range<usize>,
    message: String,
    help: &'static str,
}

type Lint = fn(&Base, &Passage<'_>) -> Vec<Finding>;

const LINTS: [Lint; 8] = [
    brand::find,
    company::find,
    figure::find,
    label::find,
    penalty::find,
    place::find,
    typography::find,
    vague::find,
];

pub(super) fn check(base: &Base, passages: &[Passage<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for passage in passages {
        for finding in LINTS.iter().flat_map(|lint| lint(base, passage)) {
            let source = &passage.clause.place.source;
            let span = passage.span(&finding.part);
            if seen.insert((source.name.clone(), finding.code, span.start, finding.message.clone()))
            {
                found.push(
                    Diagnostic::warning(finding.code, source, span, finding.message)
                        .help(finding.help),
                );
            }
        }
    }
    found
}

/// The places of patterns in the sentences of a passage, but those that a sentence denies when `denied` is off.
fn patterns(passage: &Passage<'_>, list: &[&str], denied: bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for sentence in sentences(&passage.text) {
        let words = Words::of(&passage.text, sentence);
        if !denied && words.denies() {
            continue;
        }
        for range in list.iter().flat_map(|pattern| words.all(pattern)) {
            if !found.iter().any(|known| known.start < range.end && range.start < known.end) {
                found.push(range);
            }
        }
    }
    found
}

/// The words found, as written.
fn excerpt<'p>(passage: &'p Passage<'_>, part: &Range<usize>) -> &'p str {
    passage.text.get(part.clone()).unwrap_or_default()
}

/// Whether a place is inside French quotation marks: a name, or words that are not ours.
fn is_quoted(passage: &Passage<'_>, part: &Range<usize>) -> bool {
    let before = passage.text.get(..part.start).unwrap_or_default();
    before.rfind('«').is_some_and(|open| before.rfind('»').is_none_or(|close| close < open))
}
