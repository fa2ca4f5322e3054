//! The page of a diagnostic code: what it says, why it matters, what to avoid, what to write instead.

use crate::diagnostic::Code;
use crate::output::line::{Line, Span};

/// The page of a diagnostic code.
#[must_use]
pub fn lines(code: Code) -> Vec<Line> {
    let mut lines = vec![Line::title(code.id()), Line::text(code.summary())];
    lines.push(Line::about("Que faire", vec![Span::plain(code.remedy())]));
    lines.extend(page(code.page()));
    lines
}

/// Paragraphs, `## ` headings and fenced extracts.
fn page(text: &str) -> Vec<Line> {
    let mut found = Vec::new();
    let mut extract: Option<Vec<&str>> = None;
    for line in text.lines() {
        let is_fence = line.starts_with("```");
        match (&mut extract, line.strip_prefix("## ")) {
            (Some(lines), _) if is_fence => {
                found.push(Line::extract(&lines.join("\n")));
                extract = None;
            }
            (Some(lines), _) => lines.push(line),
            (None, _) if is_fence => extract = Some(Vec::new()),
            (None, Some(heading)) => found.push(Line::heading(heading)),
            (None, None) if line.is_empty() => {}
            (None, None) => found.push(Line::about("Pourquoi", vec![Span::plain(line)])),
        }
    }
    found
}
