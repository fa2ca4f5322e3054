//! Diagnostics for a terminal: the message, its place, the line of the file, and what to do next.

use std::fmt::Write as _;
use std::ops::Range;

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Group, Level, Snippet};

use super::{Diagnostic, Severity};

/// Past this many, a buyer reads no more: the count says how many are left.
pub const MOST_SHOWN: usize = 100;

/// Diagnostics in the order of their files, `most` at most, then a count when there are several.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], most: usize, colours: bool) -> String {
    let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by(|a, b| (&a.source.name, a.span.start).cmp(&(&b.source.name, b.span.start)));
    let mut out = String::new();
    for diagnostic in sorted.iter().take(most) {
        let _ = writeln!(out, "{}\n", one(&renderer, diagnostic));
    }
    if sorted.len() > 1 {
        let _ = writeln!(out, "{}", count(&sorted, most));
    }
    out
}

fn one(renderer: &Renderer, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR.with_name("erreur"),
        Severity::Warning => Level::WARNING.with_name("alerte"),
    };
    let (number, line, span) = line_of(&diagnostic.source.text, &diagnostic.span);
    let annotation = AnnotationKind::Primary.span(span);
    let annotation =
        if diagnostic.label.is_empty() { annotation } else { annotation.label(&*diagnostic.label) };
    let snippet = Snippet::source(line)
        .path(&*diagnostic.source.name)
        .line_start(number)
        .annotation(annotation);
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.code.id());
    let mut report = vec![Group::with_title(title).element(snippet)];
    if let Some(help) = &diagnostic.help {
        report.push(Group::with_title(Level::HELP.with_name("aide").secondary_title(&**help)));
    }
    renderer.render(&report)
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

fn count(diagnostics: &[&Diagnostic], most: usize) -> String {
    let of = |severity| diagnostics.iter().filter(|d| d.severity == severity).count();
    let parts: Vec<String> = [(of(Severity::Error), "erreur"), (of(Severity::Warning), "alerte")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| format!("{n} {word}{}", if n > 1 { "s" } else { "" }))
        .collect();
    let hidden = match diagnostics.len().saturating_sub(most) {
        0 => String::new(),
        _ => format!(" ; seules les {most} premières sont montrées"),
    };
    format!("{}{hidden}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::source::Source;
    use crate::diagnostic::Code;

    proptest! {
        #[test]
        fn aucune_place_ne_fait_tomber_le_rendu(text: String, start in 0..200_usize, end in 0..200_usize) {
            let source = Source::new("fiche.toml", text);
            let fault = Diagnostic::error(Code::TomlInvalide, &source, start..end, "faute").label("ici");
            prop_assert!(render(&[fault], MOST_SHOWN, false).contains("faute"));
        }
    }

    #[test]
    fn une_place_au_milieu_d_un_caractere_recule_au_debut() {
        let (number, line, span) = line_of("a = 1\néé = 2", &(7..9));
        assert_eq!((number, line, span), (2, "éé = 2", 0..2));
    }
}
