//! The look we ship, part by part, and the package they are put in.
//!
//! The look lives beside this file as XML that reads like what Word writes: styles, numbering, theme, footer, margins. It is
//! the body of `modeles/clausier.docx`, and the source of whatever style a buyer's own template lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write};
use std::sync::OnceLock;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::Error;
use super::xml::{self, Element, el};

/// Relationship types of the parts we write.
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
const CONTENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CONTENT_TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const CORE: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";

/// Where the links of the package itself stand.
const ROOT_LINKS: &str = "_rels/.rels";

/// A link from one part to another, or to an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relationship {
    pub id: String,
    pub kind: String,
    pub target: String,
    pub external: bool,
}

/// One file of the package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// From the root of the package, without leading slash.
    pub path: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
    pub relationships: Vec<Relationship>,
}

/// The parts of a document, in the order of their names.
#[derive(Debug)]
pub(super) struct Package<'a> {
    /// Those its template brings already compressed.
    packed: &'a Packed,
    parts: BTreeMap<String, Part>,
}

/// The full type of a relationship that Office defines: `styles`, `image`…
pub(super) fn office(kind: &str) -> String {
    format!("{OFFICE}{kind}")
}

/// The content type of a part that Word defines: `styles`, `footer`…
pub(super) fn content(kind: &str) -> String {
    format!("{CONTENT}{kind}+xml")
}

/// A part written from a tree, under `word/`.
pub(super) fn word_part(file: &str, kind: &str, root: Element) -> Part {
    Part {
        path: format!("word/{file}"),
        content_type: content(kind),
        bytes: rooted(root).to_part(),
        relationships: Vec::new(),
    }
}

/// Declares on a root the vocabularies that our trees use.
fn rooted(mut root: Element) -> Element {
    let declarations = [
        ("xmlns:w", xml::W),
        ("xmlns:r", xml::R),
        ("xmlns:w14", xml::W14),
        ("xmlns:mc", xml::MC),
        ("mc:Ignorable", "w14"),
    ];
    let own = std::mem::take(&mut root.attributes);
    root.attributes =
        declarations.iter().map(|(name, value)| ((*name).into(), (*value).to_owned())).collect();
    root.attributes.extend(own.into_iter().filter(|(name, _)| !name.starts_with("xmlns")));
    root
}

/// The look's trees, as shipped.
pub(super) struct Look {
    pub styles: Element,
    pub numbering: Element,
    pub settings: Element,
    pub section: Element,
}

/// The look, read once; an error here is a fault of ours, which the tests rule out.
pub(super) fn look() -> Result<&'static Look, Error> {
    static LOOK: OnceLock<Look> = OnceLock::new();
    if let Some(known) = LOOK.get() {
        return Ok(known);
    }
    let read = read_look()?;
    Ok(LOOK.get_or_init(|| read))
}

fn read_look() -> Result<Look, Error> {
    let read = |name: &str, text: &str| xml::parse(text).map_err(|fault| Error::xml(name, fault));
    Ok(Look {
        styles: read("styles.xml", include_str!("look/styles.xml"))?,
        numbering: read("numbering.xml", include_str!("look/numbering.xml"))?,
        settings: read("settings.xml", include_str!("look/settings.xml"))?,
        section: read("section.xml", include_str!("look/section.xml"))?,
    })
}

/// The theme: colours and fonts that the styles name.
pub(super) fn theme() -> Part {
    Part {
        path: "word/theme/theme1.xml".to_owned(),
        content_type: "application/vnd.openxmlformats-officedocument.theme+xml".to_owned(),
        bytes: include_bytes!("look/theme1.xml").to_vec(),
        relationships: Vec::new(),
    }
}

/// The fonts and what to use in their place.
pub(super) fn fonts() -> Part {
    Part {
        path: "word/fontTable.xml".to_owned(),
        content_type: content("fontTable"),
        bytes: include_bytes!("look/fontTable.xml").to_vec(),
        relationships: Vec::new(),
    }
}

/// The footer: the document's title, then « Page 3 / 12 ».
pub(super) fn footer() -> Part {
    Part {
        path: "word/footer1.xml".to_owned(),
        content_type: content("footer"),
        bytes: include_bytes!("look/footer1.xml").to_vec(),
        relationships: Vec::new(),
    }
}

/// Word calls a file without this part damaged.
pub(super) fn web_settings() -> Part {
    Part {
        path: "word/webSettings.xml".to_owned(),
        content_type: content("webSettings"),
        bytes: include_bytes!("look/webSettings.xml").to_vec(),
        relationships: Vec::new(),
    }
}

/// Title, author and language; no date, so that the same input gives the same bytes.
pub(super) fn core_properties(title: &str, author: &str) -> Part {
    let root = el("cp:coreProperties")
        .attr("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties")
        .attr("xmlns:dc", "http://purl.org/dc/elements/1.1/")
        .child(el("dc:title").text(title))
        .child(el("dc:creator").text(author))
        .child(el("dc:language").text("fr-FR"));
    Part {
        path: "docProps/core.xml".to_owned(),
        content_type: "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        bytes: root.to_part(),
        relationships: Vec::new(),
    }
}

/// The program that wrote the file.
pub(super) fn app_properties() -> Part {
    let root = el("Properties")
        .attr("xmlns", "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties")
        .child(el("Application").text("clausier"));
    Part {
        path: "docProps/app.xml".to_owned(),
        content_type: "application/vnd.openxmlformats-officedocument.extended-properties+xml"
            .to_owned(),
        bytes: root.to_part(),
        relationships: Vec::new(),
    }
}

/// Files already compressed: a document that has the same ones copies them as they are.
#[derive(Debug)]
pub(super) struct Packed {
    files: BTreeMap<String, Vec<u8>>,
    archive: Vec<u8>,
}

impl Packed {
    pub fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Self, Error> {
        let files: BTreeMap<String, Vec<u8>> = files.into_iter().collect();
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in &files {
            put(&mut writer, path, bytes)?;
        }
        Ok(Self { files, archive: writer.finish()?.into_inner() })
    }

    fn has(&self, path: &str, bytes: &[u8]) -> bool {
        self.files.get(path).is_some_and(|known| known == bytes)
    }
}

/// What the package of every document holds.
pub(super) fn common() -> [(String, Vec<u8>); 2] {
    let app = app_properties();
    [(ROOT_LINKS.to_owned(), root_relationships()), (app.path, app.bytes)]
}

/// Compresses one file into an archive, under a fixed date.
fn put(writer: &mut ZipWriter<Cursor<Vec<u8>>>, path: &str, bytes: &[u8]) -> Result<(), Error> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    writer.start_file(path, options)?;
    writer.write_all(bytes)?;
    Ok(())
}

impl<'a> Package<'a> {
    pub fn new(packed: &'a Packed) -> Self {
        Self { packed, parts: BTreeMap::new() }
    }

    pub fn add(&mut self, part: Part) {
        self.parts.insert(part.path.clone(), part);
    }

    /// The file, with a fixed date on every entry.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let mut packed = ZipArchive::new(Cursor::new(self.packed.archive.as_slice()))?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let mut add = |path: &str, bytes: &[u8]| -> Result<(), Error> {
            if self.packed.has(path, bytes) {
                return Ok(writer.raw_copy_file(packed.by_name(path)?)?);
            }
            put(&mut writer, path, bytes)
        };
        add("[Content_Types].xml", &self.content_types())?;
        add(ROOT_LINKS, &root_relationships())?;
        for part in self.parts.values() {
            add(&part.path, &part.bytes)?;
            if !part.relationships.is_empty() {
                add(&relationships_path(&part.path), &relationships(&part.relationships))?;
            }
        }
        Ok(writer.finish()?.into_inner())
    }

    /// Images and fonts by extension, everything else by name.
    fn content_types(&self) -> Vec<u8> {
        let is_binary = |part: &Part| part.path.rsplit('.').next() != Some("xml");
        let mut defaults = BTreeSet::from([
            ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
            ("xml", "application/xml"),
        ]);
        for part in self.parts.values().filter(|part| is_binary(part)) {
            if let Some((_, extension)) = part.path.rsplit_once('.') {
                defaults.insert((extension, &part.content_type));
            }
        }
        let defaults = defaults.into_iter().map(|(extension, kind)| {
            el("Default").attr("Extension", extension).attr("ContentType", kind)
        });
        let overrides = self.parts.values().filter(|part| !is_binary(part)).map(|part| {
            el("Override")
                .attr("PartName", format!("/{}", part.path))
                .attr("ContentType", &part.content_type)
        });
        let root = el("Types").attr("xmlns", CONTENT_TYPES);
        root.children(defaults).children(overrides).to_part()
    }
}

fn root_relationships() -> Vec<u8> {
    let link = |id: &str, kind: String, target: &str| Relationship {
        id: id.to_owned(),
        kind,
        target: target.to_owned(),
        external: false,
    };
    relationships(&[
        link("rId1", office("officeDocument"), "word/document.xml"),
        link("rId2", CORE.to_owned(), "docProps/core.xml"),
        link("rId3", office("extended-properties"), "docProps/app.xml"),
    ])
}

fn relationships(links: &[Relationship]) -> Vec<u8> {
    let children = links.iter().map(|link| {
        let element = el("Relationship")
            .attr("Id", &link.id)
            .attr("Type", &link.kind)
            .attr("Target", &link.target);
        if link.external { element.attr("TargetMode", "External") } else { element }
    });
    el("Relationships").attr("xmlns", RELATIONSHIPS).children(children).to_part()
}

fn relationships_path(path: &str) -> String {
    match path.rsplit_once('/') {
        Some((folder, file)) => format!("{folder}/_rels/{file}.rels"),
        None => format!("_rels/{path}.rels"),
    }
}
