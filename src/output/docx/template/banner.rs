//! Headers and footers of a template, carried over as they are.
//!
//! Their XML holds drawings and vocabularies we do not know, so it is not rebuilt: the few places that must change are cut out
//! of the text. What points outside the file goes; what only Word could run or fetch makes the template refused.

use std::ops::Range;

use roxmltree::Node;

use super::super::Error;
use super::super::parts::{Part, Relationship, office};
use super::super::xml::{self, Name, R, W};
use super::archive::Archive;

/// Field codes that fetch another file.
const FETCHING: [&str; 8] =
    ["INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO", "DATABASE"];

/// A header or footer and the pages it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Banner {
    /// `w:headerReference` or `w:footerReference`.
    pub reference: Name,
    /// `default`, `first` or `even`.
    pub pages: String,
    pub part: Part,
    /// What the part shows: images, by their own path in our package.
    pub media: Vec<Part>,
}

/// Reads one part and the images it shows, under the name `path`.
pub(super) fn carry(archive: &Archive, from: &str, path: &str) -> Result<(Part, Vec<Part>), Error> {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".xml");
    let mut links = Vec::new();
    let mut media = Vec::new();
    let mut dropped = Vec::new();
    for link in archive.relationships(from)? {
        if link.external {
            dropped.push(link.id);
            continue;
        }
        let folder = match () {
            () if link.kind == office("image") => "media",
            () if link.kind == office("font") => "fonts",
            () => return Err(Error::EmbeddedObject { part: from.to_owned() }),
        };
        let extension = safe_extension(&link.target);
        let file = format!("{folder}/{stem}-{}.{extension}", media.len() + 1);
        media.push(Part {
            path: format!("word/{file}"),
            content_type: archive.content_type(&link.target)?,
            bytes: archive.bytes(&link.target)?.to_vec(),
            relationships: Vec::new(),
        });
        // Parts in a folder of their own (the theme) reach media from the root.
        links.push(Relationship { target: format!("/word/{file}"), ..link });
    }
    let text = without_links(archive.text(from)?, from, &dropped)?;
    let part = Part {
        path: path.to_owned(),
        content_type: archive.content_type(from)?,
        bytes: text.into_bytes(),
        relationships: links,
    };
    Ok((part, media))
}

/// Removes every reference to a dropped relationship, and refuses fields that fetch a file.
fn without_links(text: &str, part: &str, dropped: &[String]) -> Result<String, Error> {
    let tree = xml::parse_raw(text).map_err(|fault| Error::xml(part, fault))?;
    let mut cuts = Vec::new();
    for node in tree.descendants() {
        if fetches(node) {
            return Err(Error::FetchingField { part: part.to_owned() });
        }
        let links = node.attributes().filter(|a| a.namespace() == Some(R));
        let lost = links.filter(|a| dropped.iter().any(|id| id == a.value()));
        cuts.extend(lost.map(|a| (a.range(), String::new())));
    }
    Ok(splice(text, cuts))
}

fn fetches(node: Node<'_, '_>) -> bool {
    let code = match node.tag_name().name() {
        "instrText" => node.text(),
        "fldSimple" => node.attribute((W, "instr")),
        _ => None,
    };
    let word = code.and_then(|code| code.split_whitespace().next()).unwrap_or_default();
    FETCHING.iter().any(|fetching| word.eq_ignore_ascii_case(fetching))
}

/// Numbers of the lists that a part uses.
pub(super) fn lists(part: &Part) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(&part.bytes) else { return Vec::new() };
    let Ok(tree) = xml::parse_raw(text) else { return Vec::new() };
    let nodes = tree.descendants().filter(|node| node.has_tag_name((W, "numId")));
    nodes.filter_map(|node| node.attribute((W, "val")).map(str::to_owned)).collect()
}

/// Writes the document's title where the part shows the file's « Titre » property.
pub(super) fn with_title(part: &Part, title: &str) -> Part {
    let mut part = part.clone();
    if let Ok(text) = std::str::from_utf8(&part.bytes)
        && let Ok(tree) = xml::parse_raw(text)
    {
        let controls = tree.descendants().filter(|node| shows_title(*node));
        let cuts = controls.flat_map(|control| title_cuts(control, title)).collect();
        part.bytes = splice(text, cuts).into_bytes();
    }
    part
}

fn shows_title(node: Node<'_, '_>) -> bool {
    let binding = |node: Node<'_, '_>| {
        node.attribute((W, "xpath")).is_some_and(|path| {
            path.contains("coreProperties")
                && path.rsplit(':').next().is_some_and(|end| end.starts_with("title"))
        })
    };
    node.has_tag_name((W, "sdt"))
        && node
            .children()
            .filter(|child| child.has_tag_name((W, "sdtPr")))
            .flat_map(|properties| properties.children())
            .any(|child| child.has_tag_name((W, "dataBinding")) && binding(child))
}

/// The first text of the control becomes the title, the others and the placeholder mark go.
fn title_cuts(control: Node<'_, '_>, title: &str) -> Vec<(Range<usize>, String)> {
    let mut escaped = String::new();
    xml::escape(&title.replace('\n', " "), &mut escaped);
    let mut replacement = Some(format!("<w:t xml:space=\"preserve\">{escaped}</w:t>"));
    let mut cuts = Vec::new();
    for node in control.descendants() {
        if node.has_tag_name((W, "t")) {
            cuts.push((node.range(), replacement.take().unwrap_or_default()));
        } else if node.has_tag_name((W, "showingPlcHdr")) {
            cuts.push((node.range(), String::new()));
        }
    }
    cuts
}

/// The text with each range replaced; ranges do not overlap.
fn splice(text: &str, mut cuts: Vec<(Range<usize>, String)>) -> String {
    cuts.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (range, replacement) in cuts {
        out.push_str(text.get(from..range.start).unwrap_or_default());
        out.push_str(&replacement);
        from = range.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

fn safe_extension(path: &str) -> String {
    let extension = path.rsplit_once('.').map_or("bin", |(_, extension)| extension);
    let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    if extension.is_empty() || extension == "xml" || extension == "rels" {
        return "bin".to_owned();
    }
    extension.to_ascii_lowercase()
}
