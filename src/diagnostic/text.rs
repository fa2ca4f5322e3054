//! Diagnostics for a terminal: the message, its place, the line of the file, and what to do next.

use std::fmt::Write as _;

use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Group, Level, Snippet};

use super::{Diagnostic, Severity, line_of};

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
        .path(diagnostic.source.shown())
        .line_start(number)
        .annotation(annotation);
    let title = level.primary_title(&*diagnostic.message).id(diagnostic.code.id());
    let remedy = Level::HELP.with_name("aide").secondary_title(diagnostic.remedy());
    renderer.render(&[Group::with_title(title).element(snippet), Group::with_title(remedy)])
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
