//! What a rule base can be told beyond its loading: examples that do not hold, texts that cannot be drawn up.
//!
//! Each check is one file: a function from a base that loads to the faults it finds. To add one: a file and its line in [`check`].

mod example;
mod text;

use crate::base::Base;
use crate::diagnostic::Diagnostic;

/// Every fault of a base that loads, in the order of its files.
#[must_use]
pub fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = example::check(base);
    found.extend(text::check(base));
    found.sort_by(|a, b| {
        (&a.source.name, a.span.start, a.code).cmp(&(&b.source.name, b.span.start, b.code))
    });
    found
}
