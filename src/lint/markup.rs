//! Texts of clauses: what simple Markdown has not, a title, HTML, a footnote. The documents would lose it, or print it as it is.

use std::collections::BTreeSet;

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::text::line_span;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::diagnostic::{Code, Diagnostic};

/// What is not written in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stray {
    Title,
    Html,
    Note,
}

impl Stray {
    const fn message(self) -> &'static str {
        match self {
            Self::Title => "un titre ne s’écrit pas dans un texte",
            Self::Html => "le HTML ne s’écrit pas dans un texte",
            Self::Note => "une note de bas de page ne s’écrit pas dans un texte",
        }
    }

    const fn help(self) -> &'static str {
        match self {
            Self::Title => {
                "retirer le titre et ses signes `#`, `---` ou `===` : celui de la clause est mis seul"
            }
            Self::Html => "l’écrire en Markdown : paragraphes, listes à tirets, tableaux, **gras**",
            Self::Note => "l’écrire dans la phrase, ou dans `sources`",
        }
    }
}

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    base.clauses.values().flat_map(of_clause).collect()
}

fn of_clause(clause: &Clause) -> Vec<Diagnostic> {
    let source = &clause.place.source;
    let mut found = Vec::new();
    for (piece, text) in &clause.texts {
        for (line, stray) in strays(&text.source) {
            let span = line_span(source, text.line_offset + line);
            let message = format!("texte « {piece} » : {}", stray.message());
            let fault = Diagnostic::error(Code::GabaritInvalide, source, span, message);
            found.push(fault.help(stray.help()));
        }
    }
    found
}

/// What is too much in a text, by line from 1.
fn strays(text: &str) -> BTreeSet<(usize, Stray)> {
    let text = printed(text);
    let line = |at: usize| text.get(..at).map_or(0, |before| before.matches('\n').count()) + 1;
    let events = Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter();
    let marks = events.filter_map(|(event, span)| {
        let stray = match event {
            Event::Start(Tag::Heading { .. }) => Stray::Title,
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => Stray::Html,
            _ => return None,
        };
        Some((line(span.start), stray))
    });
    let notes = text.match_indices("[^").filter(|(at, _)| is_note(text.get(at + 2..)));
    let notes = notes.map(|(at, _)| (line(at), Stray::Note));
    marks.chain(notes).collect()
}

/// Whether what follows `[^` is a name, then `]`.
fn is_note(rest: Option<&str>) -> bool {
    let name = rest.and_then(|rest| rest.split_once(']')).map_or("", |(name, _)| name);
    !name.is_empty() && !name.contains(char::is_whitespace)
}

/// A text as it prints, on the same lines: a word for each value, nothing for what commands.
fn printed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, kind, after)) = next_tag(rest) {
        out.push_str(before);
        let close = match kind {
            "{{" => "}}",
            "{%" => "%}",
            _ => "#}",
        };
        let Some((inside, after)) = after.split_once(close) else { return out };
        if kind == "{{" {
            out.push('x');
        }
        out.extend(inside.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The next tag of a template: what stands before it, how it opens, what follows.
fn next_tag(text: &str) -> Option<(&str, &str, &str)> {
    let at = ["{{", "{%", "{#"].into_iter().filter_map(|open| text.find(open)).min()?;
    let (before, tag) = text.split_at_checked(at)?;
    let (kind, after) = tag.split_at_checked(2)?;
    Some((before, kind, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, Stray)> {
        strays(text).into_iter().collect()
    }

    #[test]
    fn un_titre_du_html_une_note_se_voient_a_leur_ligne() {
        let text = "\n# Objet\nUn <b>mot</b>.\n\nUne note[^1].\n\n[^1]: La note.\n\nTitre\n---\n";
        let wanted = [
            (2, Stray::Title),
            (3, Stray::Html),
            (5, Stray::Note),
            (7, Stray::Note),
            (9, Stray::Title),
        ];
        assert_eq!(found(text), wanted);
        assert_eq!(found("\n{% if a %}## Sous-titre{% endif %}\n"), [(2, Stray::Title)]);
        assert_eq!(found("{{ a(\n\"b\") }}\n\n<!-- c -->\n"), [(4, Stray::Html)]);
    }

    #[test]
    fn le_markdown_simple_et_les_gabarits_n_ont_rien_de_trop() {
        let text = "\nLe lot n° #2, moins de < 5 %, <https://exemple.fr>.\n{% if a %}\n- {{ champ(\"<b> # [^1]\") }}\n{% else %}\n- [à compléter]\n{% endif %}\n{# # note #}\n\n| a | b |\n|---|---|\n| 1 | **2** |\n";
        assert_eq!(found(text), []);
    }
}
