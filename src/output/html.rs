//! The document model to one self-contained page: read on a screen or a telephone, printed on A4, heard with a screen reader.
//!
//! Nothing is fetched and nothing runs: one style sheet inside the page, no script, and a policy that says so. The page is also
//! well-formed XML, which the tests rely on. Everything that comes from the document is escaped in `html/inline.rs`.

mod anchor;
mod body;
mod inline;

use self::anchor::Anchors;
use self::body::Body;
use self::inline::Runs;
pub(crate) use self::inline::escape;
use crate::document::{Document, Inline, plain_text};

/// Screen, dark screen and paper.
const STYLE: &str = include_str!("html/page.css");
/// No file, no script, no form: only the styles of this page.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes a document; with `comments`, the reason of each clause can be opened under its heading.
#[must_use]
pub fn write(document: &Document, comments: bool) -> String {
    let anchors = Anchors::new(document);
    let runs = Runs { piece: document.piece, anchors: &anchors };
    let mut body = Body::new(runs, comments);
    body.blocks(&document.blocks);
    let parts = [
        head(document),
        "<body>\n<a class=\"skip\" href=\"#contenu\">Aller au contenu</a>\n".to_owned(),
        header(document, runs),
        if document.contents { anchors.contents() } else { String::new() },
        format!(
            "<main id=\"contenu\" tabindex=\"-1\">\n{}</main>\n</body>\n</html>\n",
            body.finish()
        ),
    ];
    parts.concat()
}

fn head(document: &Document) -> String {
    let subject = plain_text(&document.subtitle).replace('\n', " ");
    let dash = if subject.is_empty() { "" } else { " — " };
    format!(
        "<!DOCTYPE html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\"/>\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\"/>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n\
         <meta name=\"color-scheme\" content=\"light dark\"/>\n\
         <meta name=\"referrer\" content=\"no-referrer\"/>\n\
         <title>{}{dash}{}</title>\n<style>\n{STYLE}</style>\n</head>\n",
        escape(POLICY),
        escape(&document.title),
        escape(&subject),
    )
}

/// Title, object, and what identifies the document.
fn header(document: &Document, runs: Runs<'_>) -> String {
    let subtitle = match runs.write(&document.subtitle).as_str() {
        "" => String::new(),
        subtitle => format!("<p class=\"subtitle\">{subtitle}</p>\n"),
    };
    let line = |(label, value): &(String, Vec<Inline>)| {
        format!("<div><dt>{}</dt><dd>{}</dd></div>\n", escape(label), runs.write(value))
    };
    let properties = match document.properties.iter().map(line).collect::<String>().as_str() {
        "" => String::new(),
        lines => format!("<dl>\n{lines}</dl>\n"),
    };
    let title = escape(&document.title);
    format!("<header>\n<h1>{title}</h1>\n{subtitle}{properties}</header>\n")
}
