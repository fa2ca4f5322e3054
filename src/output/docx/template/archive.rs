//! The files inside a .docx, read within bounds and looked up by relationship.
//!
//! A template comes from anywhere: sizes are counted as bytes come out, never as announced.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::Error;
use super::super::parts::Relationship;
use super::super::xml;

/// All files together, once unpacked.
const MAX_BYTES: u64 = 50 * 1024 * 1024;
/// A letterhead has some thirty files.
const MAX_ENTRIES: usize = 1_000;
/// One XML part: the tree takes several times its text in memory.
const MAX_XML: usize = 10 * 1024 * 1024;
/// What starts a .doc, and any Office file behind a password.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const STRICT: &str = "http://purl.oclc.org/ooxml/";

/// An unpacked template.
#[derive(Debug)]
pub(super) struct Archive {
    files: BTreeMap<String, Vec<u8>>,
}

impl Archive {
    pub fn open(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.starts_with(&COMPOUND) {
            return Err(compound_error(bytes));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::NotZip)?;
        if zip.len() > MAX_ENTRIES {
            return Err(Error::TooManyEntries { limit: MAX_ENTRIES });
        }
        let mut files = BTreeMap::new();
        let mut left = MAX_BYTES;
        for index in 0..zip.len() {
            let entry = zip.by_index(index).map_err(|error| unreadable(&error))?;
            if entry.encrypted() {
                return Err(Error::Encrypted);
            }
            let path = entry.name().map_err(|error| unreadable(&error))?.replace('\\', "/");
            let mut content = Vec::new();
            entry
                .take(left.saturating_add(1))
                .read_to_end(&mut content)
                .map_err(|_| Error::Damaged)?;
            left = u64::try_from(content.len())
                .ok()
                .and_then(|size| left.checked_sub(size))
                .ok_or(Error::TooLarge { mebibytes: MAX_BYTES / 1024 / 1024 })?;
            files.insert(path, content);
        }
        Ok(Self { files })
    }

    pub fn has_file(&self, end: &str) -> bool {
        self.files.keys().any(|path| path.to_lowercase().ends_with(end))
    }

    pub fn bytes(&self, path: &str) -> Result<&[u8], Error> {
        let found = self.files.get(path).or_else(|| {
            // Names of parts are compared without case.
            self.files.iter().find(|(name, _)| name.eq_ignore_ascii_case(path)).map(|(_, b)| b)
        });
        found.map(Vec::as_slice).ok_or_else(|| Error::MissingPart { part: path.to_owned() })
    }

    /// A part as text; UTF-8 is all that Word writes.
    pub fn text(&self, path: &str) -> Result<&str, Error> {
        let bytes = self.bytes(path)?;
        if bytes.len() > MAX_XML {
            return Err(Error::PartTooLarge { part: path.to_owned() });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Xml {
            part: path.to_owned(),
            reason: "texte qui n’est pas en UTF-8".to_owned(),
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.contains(STRICT) {
            return Err(Error::Strict);
        }
        Ok(text)
    }

    pub fn tree(&self, path: &str) -> Result<xml::Element, Error> {
        xml::parse(self.text(path)?).map_err(|fault| Error::xml(path, fault))
    }

    /// The content type of a part, by name or by extension.
    pub fn content_type(&self, path: &str) -> Result<String, Error> {
        let types = "[Content_Types].xml";
        let text = self.text(types).map_err(|error| match error {
            Error::MissingPart { .. } => Error::NotDocx,
            other => other,
        })?;
        let tree = xml::parse_raw(text).map_err(|fault| Error::xml(types, fault))?;
        let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
        let nodes = || tree.root_element().children();
        let named = nodes().find(|node| {
            let name = node.attribute("PartName").unwrap_or_default();
            name.trim_start_matches('/').eq_ignore_ascii_case(path)
        });
        let by_extension = || {
            nodes().find(|node| {
                node.attribute("Extension").is_some_and(|e| e.eq_ignore_ascii_case(extension))
            })
        };
        let node = named.or_else(by_extension);
        Ok(node.and_then(|node| node.attribute("ContentType")).unwrap_or_default().to_owned())
    }

    /// What a part points at; targets come back as paths from the root. The package itself is `""`.
    pub fn relationships(&self, path: &str) -> Result<Vec<Relationship>, Error> {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let list = join(folder, &format!("_rels/{file}.rels"));
        if self.bytes(&list).is_err() {
            return Ok(Vec::new());
        }
        let tree = xml::parse_raw(self.text(&list)?).map_err(|fault| Error::xml(&list, fault))?;
        let links = tree.root_element().children().filter(|n| n.has_tag_name_local("Relationship"));
        Ok(links
            .map(|node| {
                let attribute = |name: &str| node.attribute(name).unwrap_or_default().to_owned();
                let external = attribute("TargetMode").eq_ignore_ascii_case("external");
                let target = attribute("Target");
                let target = if external { target } else { join(folder, &target) };
                Relationship { id: attribute("Id"), kind: attribute("Type"), target, external }
            })
            .collect())
    }
}

/// Lets a relationship list be read whatever prefix it was written with.
trait LocalName {
    fn has_tag_name_local(&self, name: &str) -> bool;
}

impl LocalName for roxmltree::Node<'_, '_> {
    fn has_tag_name_local(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// Resolves a target against the folder of the part that names it.
fn join(folder: &str, target: &str) -> String {
    let start = if target.starts_with('/') { "" } else { folder };
    let mut path: Vec<&str> = start.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                path.pop();
            }
            other => path.push(other),
        }
    }
    path.join("/")
}

fn compound_error(bytes: &[u8]) -> Error {
    // The stream that holds an encrypted package is named in UTF-16.
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        Error::Encrypted
    } else {
        Error::OldFormat
    }
}

fn unreadable(error: &ZipError) -> Error {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Error::Encrypted
        }
        _ => Error::Damaged,
    }
}
