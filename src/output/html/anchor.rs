//! Names inside the page: each heading's level, label and id, and the table of contents they make.

use std::collections::{BTreeMap, BTreeSet};

use super::inline::escape;
use crate::document::{Block, Document, Heading, plain_text};

/// Ids that the page itself takes.
const OWN: [&str; 2] = ["contenu", "sommaire"];

/// A heading as the page shows it.
#[derive(Debug)]
pub(super) struct Entry {
    pub id: String,
    /// 2 to 4, with no level skipped on the way down: readers by ear move from level to level.
    pub level: u8,
    /// « Article 4 — », « 4.2 »; empty without number.
    pub prefix: String,
    number: String,
    text: String,
}

/// Every heading of a document, in order.
#[derive(Debug)]
pub(super) struct Anchors {
    pub entries: Vec<Entry>,
    ids: BTreeMap<String, String>,
}

impl Anchors {
    pub fn new(document: &Document) -> Self {
        let mut headings = Vec::new();
        collect(&document.blocks, &mut headings);
        let mut used: BTreeSet<String> = OWN.into_iter().map(str::to_owned).collect();
        let mut anchors = Self { entries: Vec::new(), ids: BTreeMap::new() };
        let mut previous = 1;
        for heading in headings {
            let id = unique(&heading.anchor, &mut used);
            anchors.ids.entry(heading.anchor.clone()).or_insert_with(|| id.clone());
            let level = (heading.level.clamp(1, 3) + 1).min(previous + 1);
            previous = level;
            let number = heading.number.clone().unwrap_or_default();
            let prefix = match number.as_str() {
                "" => String::new(),
                number if heading.level <= 1 && document.piece.has_articles() => {
                    format!("Article {number} — ")
                }
                number => format!("{number} "),
            };
            let text = plain_text(&heading.text).replace('\n', " ");
            anchors.entries.push(Entry { id, level, prefix, number, text });
        }
        anchors
    }

    /// The id in the page of an anchor of the document.
    pub fn id(&self, anchor: &str) -> Option<&str> {
        self.ids.get(anchor).map(String::as_str)
    }

    /// The table of contents: lists within lists, as deep as the headings.
    pub fn contents(&self) -> String {
        if self.entries.is_empty() {
            return String::new();
        }
        let mut out =
            "<nav aria-labelledby=\"sommaire\">\n<h2 id=\"sommaire\">Sommaire</h2>\n".to_owned();
        let mut depth = 1;
        for (i, entry) in self.entries.iter().enumerate() {
            let same_item = i > 0 && entry.level <= depth;
            if same_item {
                out.push_str("</li>\n");
            }
            while depth > entry.level {
                out.push_str("</ol></li>\n");
                depth -= 1;
            }
            while depth < entry.level {
                out.push_str("<ol>\n");
                depth += 1;
            }
            out.push_str(&line(entry));
        }
        while depth > 1 {
            out.push_str("</li></ol>");
            depth -= 1;
        }
        out.push_str("\n</nav>\n");
        out
    }
}

fn line(entry: &Entry) -> String {
    let number = match entry.number.as_str() {
        "" => String::new(),
        number => format!("<span class=\"number\">{}</span> ", escape(number)),
    };
    format!("<li><a href=\"#{}\">{number}<span>{}</span></a>", entry.id, escape(&entry.text))
}

/// Headings in the order they are written, those inside notices included.
fn collect<'a>(blocks: &'a [Block], headings: &mut Vec<&'a Heading>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => headings.push(heading),
            Block::Notice { blocks, .. } => collect(blocks, headings),
            Block::Paragraph(_) | Block::List { .. } | Block::Table(_) | Block::Check(_) => {}
        }
    }
}

/// An id no other element has, close to the anchor.
fn unique(anchor: &str, used: &mut BTreeSet<String>) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut base: String = anchor.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    // Names of lines to tick and of notices are ours.
    if base.is_empty() || base.starts_with("clausier-") {
        base.insert_str(0, "titre-");
    }
    let mut id = base.clone();
    let mut n = 2;
    while !used.insert(id.clone()) {
        id = format!("{base}-{n}");
        n += 1;
    }
    id
}
