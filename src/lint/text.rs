//! Texts of clauses: each is drawn up alone, at each level, without the buyer's values and with them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

use jiff::civil::date;

use super::passage::{self, Passage};
use crate::base::Base;
use crate::base::clause::{Clause, VariableKind};
use crate::base::source::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::{self, TemplateError};
use crate::engine::answer::answer;
use crate::purchase::{Ambition, Decision, Lot, Purchase, Status, VariableValue};

/// The texts of every clause, drawn up: what could not be, and what they print.
pub(super) struct Drawn<'b> {
    pub faults: Vec<Diagnostic>,
    /// Each once, whatever the levels that print it.
    pub passages: Vec<Passage<'b>>,
}

/// Clauses are drawn side by side: it is most of the time of a check.
pub(super) fn draw(base: &Base) -> Drawn<'_> {
    let clauses: Vec<&Clause> = base.clauses.values().collect();
    let n = thread::available_parallelism().map_or(1, usize::from);
    let share = clauses.len().div_ceil(n).max(1);
    let parts: Vec<Drawn<'_>> = thread::scope(|scope| {
        let started: Vec<_> =
            clauses.chunks(share).map(|some| scope.spawn(move || draw_some(base, some))).collect();
        let ended = started.into_iter().map(ScopedJoinHandle::join);
        ended.map(|part| part.unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
    });
    let mut drawn = Drawn { faults: Vec::new(), passages: Vec::new() };
    for part in parts {
        drawn.faults.extend(part.faults);
        drawn.passages.extend(part.passages);
    }
    drawn
}

fn draw_some<'b>(base: &'b Base, clauses: &[&'b Clause]) -> Drawn<'b> {
    let mut drawn = Drawn { faults: Vec::new(), passages: Vec::new() };
    for clause in clauses {
        drawn.passages.extend(passage::of_head(clause));
        draw_one(base, clause, &mut drawn);
    }
    drawn
}

fn draw_one<'b>(base: &'b Base, clause: &'b Clause, drawn: &mut Drawn<'b>) {
    let mut faults: Vec<TemplateError> = Vec::new();
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    for (ambition, filled) in Ambition::ALL.into_iter().flat_map(|a| [(a, false), (a, true)]) {
        let purchase = keeping(base, clause, ambition, filled);
        let answer = answer(base, &purchase, base.as_of);
        // Its own texts alone: those of what the law adds are drawn up in their turn.
        match draft::texts(&answer, &purchase, clause) {
            Ok(texts) => {
                let passages = texts
                    .iter()
                    .flat_map(|((_, piece), blocks)| passage::of_blocks(clause, piece, blocks));
                drawn
                    .passages
                    .extend(passages.filter(|p| seen.insert((p.piece.clone(), p.text.clone()))));
            }
            Err(errors) => {
                for error in errors {
                    if !faults.contains(&error) {
                        faults.push(error);
                    }
                }
            }
        }
    }
    drawn.faults.extend(faults.iter().map(|fault| diagnostic(&clause.place.source, fault)));
}

fn diagnostic(source: &Arc<Source>, error: &TemplateError) -> Diagnostic {
    let span = line_span(source, error.line);
    let message = format!("texte « {} » : {}", error.piece, error.message);
    let fault = Diagnostic::error(Code::GabaritInvalide, source, span, message);
    match error.help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// A line of a file, from 1.
pub(super) fn line_span(source: &Source, line: usize) -> Range<usize> {
    let start = source.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len);
    let start = start.sum::<usize>();
    let length = source.text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    start..start + length
}

/// An ordinary purchase of two lots with one clause kept, at a level, with values for all its variables or for none.
#[must_use]
pub fn keeping(base: &Base, clause: &Clause, ambition: Ambition, filled: bool) -> Purchase {
    let variables = if filled { values(clause) } else { BTreeMap::new() };
    let kept = Decision { status: Some(Status::Kept), variables, ..Decision::default() };
    let lot =
        |number| Lot { number, object: Some(format!("Lot d’essai {number}")), ..Lot::default() };
    Purchase {
        object: "Achat d’essai".into(),
        kind: Some("services".into()),
        amount: Some(crate::money::Amount::from_euros(300_000)),
        months: Some(24),
        launch: Some(base.as_of),
        ambition,
        lots: vec![lot(1), lot(2)],
        decisions: [(clause.id.clone(), kept)].into(),
        ..Purchase::default()
    }
}

fn values(clause: &Clause) -> BTreeMap<String, VariableValue> {
    clause.variables.iter().map(|v| (v.name.clone(), value(v.kind))).collect()
}

fn value(kind: VariableKind) -> VariableValue {
    match kind {
        VariableKind::Rate => VariableValue::Number("0.075".into()),
        VariableKind::Amount => VariableValue::Number("1250.50".into()),
        VariableKind::Hours | VariableKind::Count | VariableKind::Months | VariableKind::Days => {
            VariableValue::Number("12".into())
        }
        VariableKind::Text => VariableValue::Text("valeur d’essai".into()),
        VariableKind::Boolean => VariableValue::Boolean(true),
        VariableKind::Date => VariableValue::Date(date(2027, 3, 1)),
    }
}
