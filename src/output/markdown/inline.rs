//! Runs of text to Markdown, escaped.

use super::super::address::web_address;
use crate::document::{Field, Inline, plain_text};

/// The lines of a run, none empty.
pub(super) fn lines(text: &[Inline]) -> Vec<String> {
    let mut out = String::new();
    write(&mut out, text, None);
    out.split('\n')
        .map(|line| line.trim_matches([' ', '\t']))
        .filter(|line| !line.is_empty())
        .map(start)
        .collect()
}

/// A run on one line: a heading, a title.
pub(super) fn one_line(text: &[Inline]) -> String {
    let line = lines(text).join(" ");
    match line.strip_suffix('#') {
        // A last `#` would close a heading.
        Some(rest) if !rest.ends_with('\\') => format!("{rest}\\#"),
        _ => line,
    }
}

/// A run in a table, where a line cannot end.
pub(super) fn cell(text: &[Inline]) -> String {
    lines(text).join("<br>")
}

/// `next`: what follows the run in the text around.
fn write(out: &mut String, inlines: &[Inline], next: Option<char>) {
    for (i, inline) in inlines.iter().enumerate() {
        let after = inlines.get(i + 1..).unwrap_or_default();
        let next = plain_text(after).chars().next().or(next);
        match inline {
            Inline::Text(text) | Inline::Reference { text, .. } => escape(out, text),
            Inline::Strong(inner) => wrapped(out, inner, "**", next),
            Inline::Emphasis(inner) => wrapped(out, inner, "_", next),
            Inline::Field(field) => write_field(out, field, next),
            Inline::Link { url, text } => link(out, url, text),
            Inline::LineBreak => out.push('\n'),
        }
    }
}

fn write_field(out: &mut String, field: &Field, next: Option<char>) {
    if let Some(value) = &field.value {
        return escape(out, value);
    }
    let mut text = String::new();
    escape(&mut text, &field.shown().replace(['\n', '\r'], " "));
    // The brackets are ours: no definition can be written, so they cannot open a link.
    let inside = text.strip_prefix("\\[").and_then(|rest| rest.strip_suffix("\\]"));
    let shown = inside.map_or_else(|| text.clone(), |inside| format!("[{inside}]"));
    surround(out, &shown, "**", next);
}

/// Bold or italics; spaces at the edges stay outside, and each line is marked by itself.
fn wrapped(out: &mut String, inner: &[Inline], mark: &str, next: Option<char>) {
    let mut text = String::new();
    write(&mut text, inner, next);
    let mut parts = text.split('\n').peekable();
    while let Some(line) = parts.next() {
        let trimmed = line.trim();
        let (before, after) = line.split_once(trimmed).unwrap_or_default();
        let is_last = parts.peek().is_none();
        out.push_str(before);
        surround(out, trimmed, mark, after.chars().next().or(if is_last { next } else { None }));
        out.push_str(after);
        if !is_last {
            out.push('\n');
        }
    }
}

/// Marks a text where Markdown would read the marks; without them elsewhere (inside a word, inside the same marks).
fn surround(out: &mut String, text: &str, mark: &str, next: Option<char>) {
    let previous = out.chars().next_back();
    let is_open = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let is_intraword = mark == "_";
    let opens = is_open(previous) || (!is_intraword && is_word(text.chars().next()));
    let closes = is_open(next) || (!is_intraword && is_word(text.chars().next_back()));
    let nested = text.contains(mark) || out.ends_with(mark);
    if text.is_empty() || !opens || !closes || nested {
        out.push_str(text);
    } else {
        out.push_str(mark);
        out.push_str(text);
        out.push_str(mark);
    }
}

fn link(out: &mut String, url: &str, text: &str) {
    let Some(url) = web_address(url) else { return escape(out, text) };
    out.push('[');
    escape(out, &text.replace(['\n', '\r'], " "));
    out.push_str("](");
    out.push_str(&url);
    out.push(')');
}

/// Escapes what Markdown or HTML would read, wherever it stands in a line.
fn escape(out: &mut String, text: &str) {
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            c if c.is_control() => out.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|' | '~' | '^' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '&' if rest.peek().is_some_and(|next| next.is_alphanumeric() || *next == '#') => {
                out.push_str("\\&");
            }
            c => out.push(c),
        }
    }
}

/// Escapes what would start a heading, a list, a quote or a rule at the head of a line.
fn start(line: &str) -> String {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    let Some((head, tail)) = line.split_at_checked(digits) else { return line.to_owned() };
    let needs = match tail.chars().next() {
        Some('.' | ')') => digits > 0,
        Some('#' | '+' | '-' | '=' | '>' | ':') => digits == 0,
        _ => false,
    };
    if needs { format!("{head}\\{tail}") } else { line.to_owned() }
}
