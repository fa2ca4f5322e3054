//! Blocks to paragraphs, tables and controls.

mod contents;
mod inline;
mod outline;
mod pages;
mod table;

use self::inline::{Addresses, Controls, Format, Runs, live, properties, run};
use self::outline::{Outline, contents_bookmark, reference_bookmark};
pub(super) use self::pages::Sheet;
use super::numbering::Numbering;
use super::parts::{Part, Relationship};
use super::styles::{BULLETS, HEADINGS, NUMBERS, Styles};
use super::xml::{Element, Node, el, val};
use super::{Error, Options};
use crate::document::{Block, Check, Document, Heading, Inline, NoticeKind};

/// What the body gives to the package.
pub(super) struct Written {
    pub body: Vec<Element>,
    /// Addresses the body links to.
    pub links: Vec<Relationship>,
    /// The comments part, when there is a comment: Word refuses an empty one.
    pub comments: Option<Element>,
    pub comment_links: Vec<Relationship>,
    /// The part bound fields share, and its properties.
    pub values: Option<(Part, Part)>,
}

/// Writes a document's body; tables fill the width of the sheet.
pub(super) fn write(
    document: &Document,
    options: &Options,
    styles: &Styles,
    numbering: &mut Numbering,
    sheet: Sheet,
) -> Result<Written, Error> {
    let outline = Outline::new(document)?;
    let mut body = Body {
        document,
        options,
        styles,
        numbering,
        outline: &outline,
        controls: Controls::default(),
        addresses: Addresses::new("rIdL"),
        comment_addresses: Addresses::new("rId"),
        comments: Vec::new(),
        n_headings: 0,
        n_bookmarks: 0,
    };
    let mut elements = body.front(sheet.width);
    let mut blocks = body.blocks(&document.blocks, sheet.width);
    if document.contents && !outline.entries.is_empty() {
        elements.extend(contents::write(document, &outline, styles, sheet));
        start_page(&mut blocks, styles);
    }
    elements.extend(blocks);
    let comments = std::mem::take(&mut body.comments);
    Ok(Written {
        body: elements,
        links: body.addresses.into_relationships(),
        comments: (!comments.is_empty()).then(|| el("w:comments").children(comments)),
        comment_links: body.comment_addresses.into_relationships(),
        values: body.controls.into_parts(),
    })
}

struct Body<'a> {
    document: &'a Document,
    options: &'a Options,
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    outline: &'a Outline,
    controls: Controls,
    addresses: Addresses,
    comment_addresses: Addresses,
    comments: Vec<Element>,
    n_headings: usize,
    n_bookmarks: u32,
}

impl Body<'_> {
    /// Title, subtitle and properties.
    fn front(&mut self, width: u32) -> Vec<Element> {
        let title = run(&self.document.title, None);
        let mut elements = vec![paragraph(self.styles.id("Title"), [title])];
        if !self.document.subtitle.is_empty() {
            elements.push(self.text("Subtitle", &self.document.subtitle));
        }
        if !self.document.properties.is_empty() {
            elements.extend(self.properties(width));
        }
        elements
    }

    fn blocks(&mut self, blocks: &[Block], width: u32) -> Vec<Element> {
        let mut elements = Vec::new();
        let mut is_tight = false;
        let mut rest = blocks.iter();
        while let Some(block) = rest.next() {
            // Lines of a list are close together: what is drawn after them needs air.
            if is_tight && matches!(block, Block::Table(_) | Block::Notice { .. }) {
                elements.push(self.space());
            }
            is_tight = matches!(block, Block::List { .. } | Block::Check(_));
            let first = elements.len();
            elements.extend(self.block(block, width));
            if let Some(lead) = elements.get_mut(first).filter(|_| leads(block, rest.as_slice())) {
                keep_with_next(lead);
            }
        }
        elements
    }

    fn block(&mut self, block: &Block, width: u32) -> Vec<Element> {
        match block {
            Block::Heading(heading) => vec![self.heading(heading)],
            Block::Paragraph(inlines) => vec![self.text("Normal", inlines)],
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table(table) => self.table(table, width),
            Block::Check(check) => vec![self.check(check)],
            Block::Notice { kind, title, blocks } => self.notice(*kind, title, blocks, width),
        }
    }

    fn text(&mut self, style: &str, inlines: &[Inline]) -> Element {
        let runs = self.runs(inlines, Format::default());
        paragraph(self.styles.id(style), runs)
    }

    fn runs(&mut self, inlines: &[Inline], format: Format) -> Vec<Element> {
        let mut runs = Runs {
            piece: self.document.piece,
            outline: self.outline,
            styles: self.styles,
            controls: &mut self.controls,
            addresses: &mut self.addresses,
            is_plain: false,
        };
        runs.write(inlines, format)
    }

    fn heading(&mut self, heading: &Heading) -> Element {
        let outline = self.outline;
        let index = self.n_headings;
        self.n_headings += 1;
        let entry = outline.entries.get(index);
        let level = entry.map_or(0, |entry| entry.level);
        let style = HEADINGS.get(level).copied().unwrap_or("heading 1");
        let mut runs = self.runs(&heading.text, Format::default());
        let is_target = entry.is_some_and(|entry| entry.is_target);
        if is_target {
            runs = self.bookmark(&reference_bookmark(index), runs);
        }
        if self.document.contents {
            runs = self.bookmark(&contents_bookmark(index), runs);
        }
        if let Some(comment) = heading.comment.as_ref().filter(|_| self.options.comments) {
            runs = self.comment(comment, runs);
        }
        let mut element = paragraph(self.styles.id(style), runs);
        let is_numbered = entry.is_some_and(|entry| entry.number.is_some());
        if self.document.piece.has_articles() && !is_numbered {
            // An unnumbered heading among articles takes itself off the list of its style.
            let none = el("w:numPr").child(val("w:ilvl", 0)).child(val("w:numId", 0));
            add_property(&mut element, none);
        }
        element
    }

    fn bookmark(&mut self, name: &str, runs: Vec<Element>) -> Vec<Element> {
        self.n_bookmarks += 1;
        let id = self.n_bookmarks;
        let mut marked = vec![el("w:bookmarkStart").attr("w:id", id).attr("w:name", name)];
        marked.extend(runs);
        marked.push(el("w:bookmarkEnd").attr("w:id", id));
        marked
    }

    /// Anchors a comment on runs, and writes it to its own part.
    fn comment(&mut self, paragraphs: &[Vec<Inline>], runs: Vec<Element>) -> Vec<Element> {
        let id = self.comments.len();
        let mut writer = Runs {
            piece: self.document.piece,
            outline: self.outline,
            styles: self.styles,
            controls: &mut self.controls,
            addresses: &mut self.comment_addresses,
            is_plain: true,
        };
        let reference = properties(Format::default(), Some(self.styles.id("annotation reference")));
        let mut mark = Some(el("w:r").children(reference.clone()).child(el("w:annotationRef")));
        let empty = [Vec::new()];
        let paragraphs = if paragraphs.is_empty() { &empty } else { paragraphs };
        let written: Vec<Element> = paragraphs
            .iter()
            .map(|inlines| {
                let runs = mark.take().into_iter().chain(writer.write(inlines, Format::default()));
                paragraph(self.styles.id("annotation text"), runs)
            })
            .collect();
        let author = if self.options.author.is_empty() { "clausier" } else { &self.options.author };
        self.comments.push(
            el("w:comment")
                .attr("w:id", id)
                .attr("w:author", author)
                .attr("w:initials", initials(author))
                .children(written),
        );
        let mut marked = vec![el("w:commentRangeStart").attr("w:id", id)];
        marked.extend(runs);
        marked.push(el("w:commentRangeEnd").attr("w:id", id));
        let end = el("w:commentReference").attr("w:id", id);
        marked.push(el("w:r").children(reference).child(end));
        marked
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Inline>]) -> Vec<Element> {
        let style = if ordered { NUMBERS } else { BULLETS };
        // Bullets follow their style; each ordered list starts again at 1.
        let list = self.styles.numbering(style).filter(|_| ordered);
        let list = list.and_then(|like| self.numbering.restart(like));
        let mut elements = Vec::new();
        for item in items {
            let mut element = self.text(style, item);
            if let Some(list) = list {
                let numbering = el("w:numPr").child(val("w:ilvl", 0)).child(val("w:numId", list));
                add_property(&mut element, numbering);
            }
            elements.push(element);
        }
        elements
    }

    fn check(&mut self, check: &Check) -> Element {
        let state = |name: &'static str, code: &str| {
            el(name).attr("w14:val", code).attr("w14:font", "MS Gothic")
        };
        let checkbox = el("w14:checkbox")
            .child(el("w14:checked").attr("w14:val", 0))
            .child(state("w14:checkedState", "2612"))
            .child(state("w14:uncheckedState", "2610"));
        let label = crate::document::plain_text(&check.text);
        let control = self.controls.named(&label, &check.tag, None).child(checkbox);
        let font = el("w:rFonts")
            .attr("w:ascii", "MS Gothic")
            .attr("w:eastAsia", "MS Gothic")
            .attr("w:hAnsi", "MS Gothic")
            .attr("w:hint", "eastAsia");
        let square = run("☐", Some(el("w:rPr").child(font)));
        let square = el("w:sdt").child(control).child(el("w:sdtContent").child(square));
        let mut runs = vec![square, el("w:r").child(el("w:tab"))];
        runs.extend(self.runs(&check.text, Format::default()));
        paragraph(self.styles.id("Clausier case"), runs)
    }

    /// A single-cell table: lists, boxes and tables sit in it as they would outside.
    fn notice(
        &mut self,
        kind: NoticeKind,
        title: &str,
        blocks: &[Block],
        width: u32,
    ) -> Vec<Element> {
        let style = match kind {
            NoticeKind::Confirm => "Clausier à confirmer",
            NoticeKind::Warning => "Clausier alerte",
            NoticeKind::Information => "Clausier information",
        };
        let mut content = Vec::new();
        if !title.is_empty() {
            let runs = [run(title, None)];
            content.push(paragraph(self.styles.id("Clausier encadré titre"), runs));
        }
        content.extend(self.blocks(blocks, width.saturating_sub(400)));
        self.framed(style, content, width)
    }
}

/// A paragraph with its style.
fn paragraph(style: &str, runs: impl IntoIterator<Item = Element>) -> Element {
    let properties = el("w:pPr").child(val("w:pStyle", style));
    el("w:p").child(properties).children(runs)
}

/// Whether a paragraph announces what follows: a page must not end between them.
fn leads(block: &Block, rest: &[Block]) -> bool {
    let Block::Paragraph(text) = block else { return false };
    let announces =
        matches!(rest.first(), Some(Block::List { .. } | Block::Table(_) | Block::Check(_)));
    // « Cette clause s’applique au lot n° 2. » stands between a title and its text.
    let is_note = matches!(text.as_slice(), [Inline::Emphasis(_)]);
    announces || (is_note && !rest.is_empty())
}

/// Right after the style: the schema wants it before any list.
fn keep_with_next(paragraph: &mut Element) {
    if let Some(properties) = paragraph.find_mut("w:pPr") {
        let at = properties.children.len().min(1);
        properties.children.insert(at, Node::Element(el("w:keepNext")));
    }
}

/// Adds a property after those a paragraph of ours already has.
fn add_property(paragraph: &mut Element, property: Element) {
    if let Some(properties) = paragraph.find_mut("w:pPr") {
        properties.push(property);
    }
}

/// Starts the articles on a page of their own, after the table of contents.
fn start_page(blocks: &mut Vec<Element>, styles: &Styles) {
    if blocks.first().is_none_or(|first| first.name != "w:p") {
        blocks.insert(0, paragraph(styles.id("Clausier espace"), []));
    }
    let properties = blocks.first_mut().and_then(|first| first.find_mut("w:pPr"));
    if let Some(properties) = properties {
        // Right after the style: the schema wants it before any list.
        let at = properties.children.len().min(1);
        properties.children.insert(at, Node::Element(el("w:pageBreakBefore")));
    }
}

/// « Service des marchés » → « SDM ».
fn initials(author: &str) -> String {
    author
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(4)
        .flat_map(char::to_uppercase)
        .collect()
}
