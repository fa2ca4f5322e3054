//! The table of contents, entries included.
//!
//! Word would fill it on opening only after asking the reader about « other files », so the entries are written here, inside
//! the field that lets Word rebuild them. Page numbers are live references; until Word computes them they show an estimate.

use super::outline::{Entry, Outline, contents_bookmark};
use super::pages::{Sheet, estimate};
use super::{live, run};
use crate::document::Document;
use crate::output::docx::styles::{CONTENTS, Styles};
use crate::output::docx::xml::{Element, el, val};

/// Deeper headings stay out: a contract is found by article and clause.
const LEVELS: usize = 2;

pub(super) fn write(
    document: &Document,
    outline: &Outline,
    styles: &Styles,
    sheet: Sheet,
) -> Vec<Element> {
    let listed: Vec<(usize, &Entry)> =
        outline.entries.iter().enumerate().filter(|(_, entry)| entry.level < LEVELS).collect();
    let lengths: Vec<(usize, String)> =
        listed.iter().map(|(_, entry)| (entry.level, entry.text.clone())).collect();
    let pages = estimate(document, &lengths, sheet);
    let mut paragraphs: Vec<Element> = Vec::new();
    for (place, (index, entry)) in listed.iter().enumerate() {
        let mut runs = Vec::new();
        if place == 0 {
            runs.extend(opening());
        }
        runs.push(line(*index, entry, pages.get(*index).copied().unwrap_or(1)));
        if place + 1 == listed.len() {
            runs.push(el("w:r").child(el("w:fldChar").attr("w:fldCharType", "end")));
        }
        let style = CONTENTS.get(entry.level).copied().unwrap_or("toc 1");
        let properties =
            el("w:pPr").child(val("w:pStyle", styles.id(style))).child(tabs(entry, sheet.width));
        paragraphs.push(el("w:p").child(properties).children(runs));
    }
    if paragraphs.is_empty() {
        return Vec::new();
    }
    let heading = super::paragraph(styles.id("TOC Heading"), [run("Sommaire", None)]);
    let gallery = el("w:docPartObj")
        .child(val("w:docPartGallery", "Table of Contents"))
        .child(el("w:docPartUnique"));
    // Below the controls of the text, which count from one.
    let properties = el("w:sdtPr").child(val("w:id", 900_000_002)).child(gallery);
    let content = el("w:sdtContent").child(heading).children(paragraphs);
    vec![el("w:sdt").child(properties).child(content)]
}

/// The start of the field that Word rebuilds on request.
fn opening() -> Vec<Element> {
    let code = format!(" TOC \\o \"1-{LEVELS}\" \\h \\z \\u ");
    let mark = |kind: &str| el("w:r").child(el("w:fldChar").attr("w:fldCharType", kind));
    let code = el("w:instrText").attr("xml:space", "preserve").text(code);
    vec![mark("begin"), el("w:r").child(code), mark("separate")]
}

fn line(index: usize, entry: &Entry, page: usize) -> Element {
    let bookmark = contents_bookmark(index);
    let text = match entry.label() {
        Some(label) if entry.level == 0 => format!("{label} {}", entry.text),
        Some(label) => format!("{label}\t{}", entry.text),
        None => entry.text.clone(),
    };
    let mut link = el("w:hyperlink").attr("w:anchor", &bookmark).attr("w:history", 1);
    link.push(run(&text, None));
    link.push(el("w:r").child(el("w:tab")));
    link.children(live(&format!(" PAGEREF {bookmark} \\h "), &page.to_string(), None))
}

/// Stops for the number and for the page, the latter at the margin of this template.
fn tabs(entry: &Entry, width: u32) -> Element {
    let right = el("w:tab").attr("w:val", "right").attr("w:leader", "dot").attr("w:pos", width);
    let left = el("w:tab").attr("w:val", "left").attr("w:pos", 851);
    let is_numbered = entry.number.is_some() && entry.level > 0;
    el("w:tabs").children(is_numbered.then_some(left)).child(right)
}
