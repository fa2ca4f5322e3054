//! Diagnostics for a program: what the terminal shows, as a list of objects.

use serde::Serialize;

use super::{Diagnostic, Severity, line_of};

/// One fault (`verifier --format json`).
#[derive(Debug, Serialize)]
pub struct Fault<'a> {
    pub code: &'static str,
    pub gravite: &'static str,
    pub message: &'a str,
    pub fichier: &'a str,
    /// From 1, in characters.
    pub ligne: usize,
    pub colonne: usize,
    /// The line of the file.
    pub extrait: &'a str,
    /// Why it is a fault.
    pub cause: &'static str,
    pub remede: &'a str,
}

impl<'a> Fault<'a> {
    #[must_use]
    pub fn of(diagnostic: &'a Diagnostic) -> Self {
        let (ligne, colonne) = diagnostic.source.line_column(diagnostic.span.start);
        Self {
            code: diagnostic.code.id(),
            gravite: match diagnostic.severity {
                Severity::Error => "erreur",
                Severity::Warning => "alerte",
            },
            message: &diagnostic.message,
            fichier: diagnostic.source.shown(),
            ligne,
            colonne,
            extrait: line_of(&diagnostic.source.text, &diagnostic.span).1,
            cause: diagnostic.code.summary(),
            remede: diagnostic.remedy(),
        }
    }
}
