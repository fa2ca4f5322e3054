//! Runs of text to HTML, escaped.

use super::super::address::web_address;
use super::anchor::Anchors;
use crate::document::{Inline, Piece};

/// What runs need to know of their page.
#[derive(Clone, Copy)]
pub(super) struct Runs<'a> {
    pub piece: Piece,
    pub anchors: &'a Anchors,
}

impl Runs<'_> {
    pub fn write(self, inlines: &[Inline]) -> String {
        inlines.iter().map(|inline| self.one(inline)).collect()
    }

    fn one(self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text) => broken(text),
            Inline::Strong(inner) => format!("<strong>{}</strong>", self.write(inner)),
            Inline::Emphasis(inner) => format!("<em>{}</em>", self.write(inner)),
            Inline::Field(field) => match &field.value {
                Some(value) => broken(value),
                None => format!("<span class=\"blank\">{}</span>", escape(&field.shown())),
            },
            Inline::Reference { piece, anchor, text } => {
                let here = self.anchors.id(anchor).filter(|_| *piece == self.piece);
                link(here.map(|id| format!("#{id}")), text)
            }
            Inline::Link { url, text } => link(web_address(url), text),
            Inline::LineBreak => "<br/>".to_owned(),
        }
    }
}

/// A link, or its text alone where it leads nowhere.
fn link(target: Option<String>, text: &str) -> String {
    let text = escape(text);
    target.map_or(text.clone(), |target| format!("<a href=\"{}\">{text}</a>", escape(&target)))
}

/// A text whose own line ends show.
fn broken(text: &str) -> String {
    escape(text).replace("\r\n", "\n").replace(['\n', '\r'], "<br/>")
}

/// A text for an element or a quoted attribute; what XML cannot hold is left out.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}
