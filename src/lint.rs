//! What a rule base can be told beyond its loading: examples that do not hold, texts that cannot be drawn up, cards that lack something.
//!
//! Each check is one file: a function from a base that loads to the faults it finds. To add one: a file and its line in [`check`].

mod band;
mod boundary;
mod card;
mod ccag;
mod character;
mod dated;
mod example;
mod identifier;
mod law;
mod logic;
mod markup;
mod means;
mod overlay;
mod passage;
mod pattern;
mod question;
mod review;
mod support;
mod text;
mod types;
mod variable;
mod wording;

use std::ops::Range;

use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::condition::Condition;
use crate::base::legal::Place;
use crate::base::source::Source;
use crate::diagnostic::{Code, Diagnostic};

pub use self::card::{is_complete, is_graduated, orphans};
pub use self::example::is_triggered;
pub use self::law::{Load, loads};
pub use self::means::{Lever, is_called, lever, levers};
pub use self::text::keeping;

/// Checks of the whole base, other than those of its texts.
const LINTS: [fn(&Base) -> Vec<Diagnostic>; 18] = [
    example::check,
    band::check,
    boundary::check,
    card::check,
    ccag::check,
    character::check,
    dated::check,
    identifier::check,
    law::check,
    logic::check,
    means::check,
    overlay::check,
    pattern::check,
    question::check,
    review::check,
    support::check,
    types::check,
    variable::check,
];

/// Every fault of a base that loads, in the order of its files.
#[must_use]
pub fn check(base: &Base) -> Vec<Diagnostic> {
    let drawn = text::draw(base);
    let mut found = drawn.faults;
    found.extend(markup::check(base));
    found.extend(wording::check(base, &drawn.passages));
    found.extend(beside_texts(base));
    sort(&mut found);
    found
}

/// The faults that no text needs to be drawn for: those of rules, of law and of the heads of cards.
#[must_use]
pub fn beside_texts(base: &Base) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = LINTS.iter().flat_map(|lint| lint(base)).collect();
    // A rule that nothing can meet has no example to show: one cause, one fault.
    let is_idle = |code| matches!(code, Code::RegleImpossible | Code::PreuveNonTranchee);
    let idle: Vec<(String, usize)> = found
        .iter()
        .filter(|fault| is_idle(fault.code))
        .map(|fault| (fault.source.name.to_string(), fault.span.start))
        .collect();
    let echoes = |fault: &Diagnostic| {
        fault.code == Code::ExempleManquant
            && idle.iter().any(|(file, at)| *file == fault.source.name && *at == fault.span.start)
    };
    found.retain(|fault| !echoes(fault));
    sort(&mut found);
    found
}

/// In the order of the files, then of the places, then of the codes.
pub fn sort(found: &mut [Diagnostic]) {
    found.sort_by(|a, b| {
        (&a.source.name, a.span.start, a.code).cmp(&(&b.source.name, b.span.start, b.code))
    });
}

/// The faults of a card: of its file, and of the rules that call for it; those of its signatures apart.
#[must_use]
pub fn of_card(base: &Base, clause: &Clause) -> Vec<Diagnostic> {
    let mut found = check(base);
    found.retain(|fault| {
        let of_review = matches!(fault.code, Code::RevuePerimee | Code::RelueSansSignature);
        !of_review && (fault.source.name == clause.place.source.name || calls(base, clause, fault))
    });
    found
}

/// Whether a fault stands in a rule that calls for a clause: the last rule that begins before it.
fn calls(base: &Base, clause: &Clause, fault: &Diagnostic) -> bool {
    let before = base.rules.iter().filter(|rule| {
        rule.place.source.name == fault.source.name && rule.place.span.start <= fault.span.start
    });
    before.max_by_key(|rule| rule.place.span.start).is_some_and(|rule| rule.clause == clause.id)
}

/// Every condition of a base, and the rule, deduction or duty it is of.
fn conditions(base: &Base) -> Vec<(&Condition, &Place)> {
    let rules = base.rules.iter().map(|rule| (&rule.when, &rule.place));
    let deductions = base.deductions.iter().map(|one| (&one.when, &one.place));
    let duties = base.duties.iter().flat_map(|duty| {
        let cases = duty.exemptions.iter().map(|case| &case.when);
        let reserves = duty.reserves.iter().map(|reserve| &reserve.when);
        std::iter::once(&duty.when)
            .chain(cases)
            .chain(reserves)
            .map(move |when| (when, &duty.place))
    });
    rules.chain(deductions).chain(duties).collect()
}

/// Where whole words stand in a file, from a byte on; the head of the file when they do not.
fn spot(source: &Source, from: usize, needle: &str) -> Range<usize> {
    let rest = source.text.get(from..).unwrap_or_default();
    let whole = |at: &usize| {
        let before = rest.get(..*at).and_then(|text| text.chars().next_back());
        let after = rest.get(at + needle.len()..).and_then(|text| text.chars().next());
        let inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !inside(before) && !inside(after)
    };
    let found = rest.match_indices(needle).map(|(at, _)| at).find(whole);
    found.filter(|_| !needle.is_empty()).map_or(0..3, |at| from + at..from + at + needle.len())
}
