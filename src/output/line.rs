//! Lines of an answer for a person: one list, written for a terminal or as Markdown.
//!
//! The lines say what each piece of text is; the two writers only place it. French spaces and apostrophes are put here, once.

use crate::draft::typography::french;

/// The widest line on a terminal; longer ones are folded between words.
const WIDTH: usize = 100;

/// One line, before it is folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: Kind,
    pub spans: Vec<Span>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The first line of a page.
    Title,
    Heading,
    Text,
    /// A text that stands apart from what precedes it.
    Apart,
    /// An item of a list.
    Item,
    /// An item that begins with a sign of its own: ✓, ✗, ?.
    Sign,
    /// What is said under an item.
    Under,
    /// Lines of a file, as they stand.
    Extract,
}

/// A run of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub style: Style,
}

/// How a run is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Plain,
    Strong,
    /// What is typed as it stands: a command, a key of the fiche, an address.
    Code,
}

impl Line {
    #[must_use]
    pub fn title(text: &str) -> Self {
        Self { kind: Kind::Title, spans: vec![Span::strong(text)] }
    }

    #[must_use]
    pub fn heading(text: &str) -> Self {
        Self { kind: Kind::Heading, spans: vec![Span::strong(text)] }
    }

    #[must_use]
    pub fn text(text: &str) -> Self {
        Self { kind: Kind::Text, spans: vec![Span::plain(text)] }
    }

    #[must_use]
    pub fn item(spans: Vec<Span>) -> Self {
        Self { kind: Kind::Item, spans }
    }

    /// A text that begins with its subject in bold: « Suite : … ».
    #[must_use]
    pub fn about(subject: &str, rest: Vec<Span>) -> Self {
        let mut spans = vec![Span::strong(subject), Span::plain(" : ")];
        spans.extend(rest);
        Self { kind: Kind::Apart, spans }
    }

    #[must_use]
    pub fn sign(spans: Vec<Span>) -> Self {
        Self { kind: Kind::Sign, spans }
    }

    /// Lines of a file, shown as they stand.
    #[must_use]
    pub fn extract(text: &str) -> Self {
        Self { kind: Kind::Extract, spans: vec![Span::code(text)] }
    }

    #[must_use]
    pub fn under(text: &str) -> Self {
        Self { kind: Kind::Under, spans: vec![Span::plain(text)] }
    }
}

impl Span {
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { text: french(text), style: Style::Plain }
    }

    #[must_use]
    pub fn strong(text: &str) -> Self {
        Self { text: french(text), style: Style::Strong }
    }

    #[must_use]
    pub fn code(text: &str) -> Self {
        Self { text: text.to_owned(), style: Style::Code }
    }
}

/// The lines for a terminal; `strong` is off where the output is not one.
#[must_use]
pub fn terminal(lines: &[Line], strong: bool) -> String {
    let mut out = String::new();
    for line in lines {
        let (first, next) = match line.kind {
            Kind::Extract => {
                for row in line.spans.iter().flat_map(|span| span.text.lines()) {
                    out.extend(["    ", row]);
                    out.truncate(out.trim_end_matches(' ').len());
                    out.push('\n');
                }
                continue;
            }
            Kind::Title | Kind::Text => ("", ""),
            Kind::Heading | Kind::Apart => ("\n", ""),
            Kind::Item => ("  • ", "    "),
            Kind::Sign => ("  ", "    "),
            Kind::Under => ("    ", "    "),
        };
        out.push_str(first);
        fold(&line.spans, first.trim_start_matches('\n').chars().count(), next, strong, &mut out);
        out.push('\n');
    }
    out
}

/// Writes words one after the other, going to the next line before the one that would pass [`WIDTH`].
fn fold(spans: &[Span], start: usize, next: &str, strong: bool, out: &mut String) {
    let mut column = start;
    for span in spans {
        let bold = strong && span.style == Style::Strong;
        if bold {
            out.push_str("\u{1b}[1m");
        }
        for (i, word) in span.text.split(' ').enumerate() {
            let length = word.chars().count();
            if column + usize::from(i > 0) + length > WIDTH && column > next.len() {
                // The space that would stand at the end of the line goes.
                while out.ends_with(' ') {
                    out.pop();
                }
                out.push('\n');
                out.push_str(next);
                column = next.len();
            } else if i > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += length;
        }
        if bold {
            out.push_str("\u{1b}[0m");
        }
    }
}

/// The lines as Markdown.
#[must_use]
pub fn markdown(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut before: Option<Kind> = None;
    for line in lines {
        let listed = |kind| matches!(kind, Kind::Item | Kind::Sign | Kind::Under);
        let follows = before.is_some_and(listed) && listed(line.kind);
        if before.is_some() && !follows {
            out.push('\n');
        }
        match line.kind {
            Kind::Title => out.push_str("# "),
            Kind::Heading => out.push_str("## "),
            Kind::Text | Kind::Apart => {}
            Kind::Extract => {
                line.spans.iter().for_each(|span| out.extend(["```\n", &span.text, "\n```\n"]));
                before = Some(line.kind);
                continue;
            }
            Kind::Item | Kind::Sign => out.push_str("- "),
            // A hard break keeps it on a line of its own inside the item.
            Kind::Under => {
                if out.ends_with('\n') {
                    out.pop();
                    out.push_str("\\\n");
                }
                out.push_str("  ");
            }
        }
        marked(line, &mut out);
        out.push('\n');
        before = Some(line.kind);
    }
    out
}

/// The spans of a line, each in its mark-up; a title is bold of itself.
fn marked(line: &Line, out: &mut String) {
    let whole = matches!(line.kind, Kind::Title | Kind::Heading);
    for span in &line.spans {
        match span.style {
            Style::Strong if !whole => out.extend(["**", &escape(&span.text), "**"]),
            Style::Plain | Style::Strong => out.push_str(&escape(&span.text)),
            Style::Code => out.extend(["`", &span.text.replace('`', "’"), "`"]),
        }
    }
}

/// What a buyer typed never becomes mark-up.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Line, Span, markdown, terminal};

    #[test]
    fn une_ligne_longue_se_replie_sous_son_texte() {
        let words = ["mot"; 40].join(" ");
        let text = terminal(&[Line::item(vec![Span::plain(&words)])], false);
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        assert!(text.lines().nth(1).is_some_and(|line| line.starts_with("    mot")), "{text}");
    }

    #[test]
    fn un_deux_points_ne_commence_pas_une_ligne() {
        assert_eq!(Span::plain("à noter : l'un").text, "à noter\u{a0}: l’un");
    }

    #[test]
    fn le_gras_ne_sort_que_sur_un_terminal() {
        let lines = [Line::title("Voirie")];
        assert_eq!(terminal(&lines, false), "Voirie\n");
        assert_eq!(terminal(&lines, true), "\u{1b}[1mVoirie\u{1b}[0m\n");
    }

    #[test]
    fn un_objet_saisi_ne_devient_pas_du_balisage() {
        assert_eq!(markdown(&[Line::text("a *b* <c>")]), "a \\*b\\* \\<c\\>\n");
    }
}
