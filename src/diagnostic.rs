//! Diagnostics: faults found in files that a user wrote, each with its place and its remedy.
//!
//! A diagnostic is about a file; an [`crate::error::Error`] stops a command. Reading never stops at the first fault.

pub mod code;
pub mod json;
pub mod sarif;
#[cfg(feature = "cli")]
pub mod text;

use std::ops::Range;
use std::sync::Arc;

pub use self::code::Code;
use crate::base::source::Source;

/// How grave a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The base or the fiche would give a wrong or missing clause.
    Error,
    /// It would give a poor one.
    Warning,
}

/// One fault, with its place in a file and what to do next.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// Lower case, no full stop, the user's words in backquotes.
    pub message: String,
    pub source: Arc<Source>,
    pub span: Range<usize>,
    /// A few words under the excerpt.
    pub label: String,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(
        code: Code,
        source: &Arc<Source>,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            source: Arc::clone(source),
            span,
            label: String::new(),
            help: None,
        }
    }

    /// A warning at a place.
    pub fn warning(
        code: Code,
        source: &Arc<Source>,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, source, span, message) }
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds « vouliez-vous dire … » when a known name is near.
    #[must_use]
    pub fn nearest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        match crate::text::nearest(name, known.iter().copied()) {
            Some(near) => self.help(format!("vouliez-vous dire `{near}` ?")),
            None if known.len() <= 12 && !known.is_empty() => {
                self.help(format!("valeurs possibles : {}", quoted(&known)))
            }
            None => self,
        }
    }

    /// What to do next: here, else for its code.
    #[must_use]
    pub fn remedy(&self) -> &str {
        self.help.as_deref().unwrap_or(self.code.remedy())
    }

    /// One line: `fichier:ligne:colonne: erreur[code]: message`.
    #[must_use]
    pub fn one_line(&self) -> String {
        let (line, column) = self.source.line_column(self.span.start);
        let level = match self.severity {
            Severity::Error => "erreur",
            Severity::Warning => "alerte",
        };
        format!(
            "{}:{line}:{column}: {level}[{}]: {}",
            self.source.shown(),
            self.code.id(),
            self.message
        )
    }
}

/// Whether one of them is an error.
#[must_use]
pub fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|d| d.severity == Severity::Error)
}

/// « `a`, `b` ».
#[must_use]
pub fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The number and text of the line where a span begins, and the part of the span on it, cut between characters.
fn line_of<'a>(text: &'a str, span: &Range<usize>) -> (usize, &'a str, Range<usize>) {
    let start = floor(text, span.start);
    let (before, after) = text.split_at_checked(start).unwrap_or((text, ""));
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_end = after.find('\n').map_or(text.len(), |at| start + at);
    let number = before.matches('\n').count() + 1;
    let line = text.get(line_start..line_end).unwrap_or("").trim_end_matches('\r');
    let end = floor(text, span.end.max(start)).saturating_sub(line_start).min(line.len());
    let start = (start - line_start).min(line.len());
    (number, line, start..end.max(start))
}

/// The last place between two characters at or before a byte.
fn floor(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
