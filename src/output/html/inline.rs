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
        let mut out = String::new();
        for inline in inlines {
            match inline {
                Inline::Text(text) => out.push_str(&broken(text)),
                Inline::Strong(inner) => out.push_str(&element("strong", &self.write(inner))),
                Inline::Emphasis(inner) => out.push_str(&element("em", &self.write(inner))),
                Inline::Field(field) => match &field.value {
                    Some(value) => out.push_str(&broken(value)),
                    None => {
                        let shown = escape(&field.shown());
                        out.push_str(&format!("<span class=\"blank\">{shown}</span>"));
                    }
                },
                Inline::Reference { piece, anchor, text } => {
                    let here = self.anchors.id(anchor).filter(|_| *piece == self.piece);
                    match here {
                        Some(id) => {
                            out.push_str(&format!("<a href=\"#{id}\">{}</a>", escape(text)))
                        }
                        None => out.push_str(&escape(text)),
                    }
                }
                Inline::Link { url, text } => match web_address(url) {
                    Some(url) => {
                        out.push_str(&format!("<a href=\"{}\">{}</a>", escape(&url), escape(text)))
                    }
                    None => out.push_str(&escape(text)),
                },
                Inline::LineBreak => out.push_str("<br/>"),
            }
        }
        out
    }
}

fn element(name: &str, inner: &str) -> String {
    format!("<{name}>{inner}</{name}>")
}

/// A text whose own line ends show.
fn broken(text: &str) -> String {
    escape(text).replace("\r\n", "\n").replace(['\n', '\r'], "<br/>")
}

/// A text for an element or a quoted attribute; what XML cannot hold is left out.
pub(super) fn escape(text: &str) -> String {
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
