//! What a rule base can be told beyond its loading: examples that do not hold, texts that cannot be drawn up, cards that lack something.
//!
//! Each check is one file: a function from a base that loads to the faults it finds. To add one: a file and its line in [`check`].

mod boundary;
mod card;
mod example;
mod law;
mod means;
mod passage;
mod text;
mod wording;

use std::ops::Range;

use crate::base::Base;
use crate::base::source::Source;
use crate::diagnostic::Diagnostic;

pub use self::card::{is_complete, is_graduated, reached};
pub use self::means::{Lever, lever};
pub use self::text::keeping;

/// Every fault of a base that loads, in the order of its files.
#[must_use]
pub fn check(base: &Base) -> Vec<Diagnostic> {
    let drawn = text::draw(base);
    let mut found = drawn.faults;
    found.extend(wording::check(base, &drawn.passages));
    for lint in [example::check, boundary::check, card::check, means::check, law::check] {
        found.extend(lint(base));
    }
    found.sort_by(|a, b| {
        (&a.source.name, a.span.start, a.code).cmp(&(&b.source.name, b.span.start, b.code))
    });
    found
}

/// Where a text stands in a file, from a byte on; the head of the file when it does not.
fn spot(source: &Source, from: usize, needle: &str) -> Range<usize> {
    let found = source.text.get(from..).and_then(|rest| rest.find(needle));
    found.filter(|_| !needle.is_empty()).map_or(0..3, |at| from + at..from + at + needle.len())
}
