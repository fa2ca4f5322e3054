//! Texts behind a base or a fiche: the embedded copy or a folder, and where a byte stands in them.

use std::borrow::Cow;
use std::fs::{self, FileType};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::error::Error;

/// The shipped base, as `build.rs` lays it: name, text, and where its packed tree stands in [`PACKED`].
#[allow(clippy::unreadable_literal, reason = "written by the build")]
static SHIPPED: &[(&str, &str, Range<usize>)] = include!(concat!(env!("OUT_DIR"), "/base.rs"));
static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/base.bin"));

/// The largest file of a base, and the most files: bounds against a folder given by mistake.
const MAX_FILE: u64 = 4 * 1024 * 1024;
const MAX_FILES: usize = 20_000;

/// A text file, with the name shown in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    pub name: Cow<'static, str>,
    pub text: Cow<'static, str>,
    /// The tree of its TOML, where the build made it.
    pub(crate) packed: Option<&'static [u8]>,
    /// Where its bytes were no UTF-8 first, if anywhere: the text has a mark in their place.
    pub(crate) not_utf8: Option<usize>,
    /// Its path, where its name in the base is not one: a file of an authority's folder.
    pub(crate) path: Option<String>,
}

impl Source {
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self {
            name: name.into().into(),
            text: text.into().into(),
            packed: None,
            not_utf8: None,
            path: None,
        })
    }

    /// What a person opens: its path where it is known, else its name.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.path.as_deref().unwrap_or(&self.name)
    }

    /// Whether its name or its path holds a text.
    #[must_use]
    pub fn is_called(&self, text: &str) -> bool {
        self.name.contains(text) || self.shown().contains(text)
    }

    /// A file of a folder, UTF-8 or not.
    fn of_bytes(name: String, bytes: Vec<u8>) -> Self {
        let (text, is_utf8) = match String::from_utf8(bytes) {
            Ok(text) => (text, true),
            Err(cause) => (String::from_utf8_lossy(cause.as_bytes()).into_owned(), false),
        };
        let text = without_windows_marks(&text);
        let not_utf8 = if is_utf8 { None } else { text.find(char::REPLACEMENT_CHARACTER) };
        Self { name: name.into(), text: text.into(), packed: None, not_utf8, path: None }
    }

    /// Line and column of a byte, both from 1; past the end, those of the end.
    #[must_use]
    pub fn line_column(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(1, |rest| rest.chars().count() + 1);
        (line, column)
    }
}

/// The files of a base, by their path from its root (`rules/…`, `clause_templates/…`), sorted.
#[derive(Debug, Clone, Default)]
pub struct Files {
    list: Vec<Arc<Source>>,
    /// What has the name of a file of a base and is not read: a base without it would be another one.
    pub(crate) unread: Vec<Unread>,
}

/// What is not read, under its name and without its text.
#[derive(Debug, Clone)]
pub(crate) struct Unread {
    pub source: Arc<Source>,
    pub kind: Oddity,
}

/// Why it is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Oddity {
    LinkToFile,
    LinkToFolder,
    /// A pipe, a device.
    NoFile,
}

impl Files {
    /// The base shipped inside the binary.
    #[must_use]
    pub fn embedded() -> Self {
        let source = |(name, text, place): &'static (&'static str, &'static str, Range<usize>)| {
            let packed = PACKED.get(place.clone()).filter(|packed| !packed.is_empty());
            Arc::new(Source {
                name: (*name).into(),
                text: (*text).into(),
                packed,
                not_utf8: None,
                path: None,
            })
        };
        Self::from_list(SHIPPED.iter().map(source).collect())
    }

    /// Files given as texts, for tests and tools.
    #[must_use]
    pub fn from_list(mut list: Vec<Arc<Source>>) -> Self {
        list.sort_by(|a, b| a.name.cmp(&b.name));
        Self { list, unread: Vec::new() }
    }

    /// A base in a folder that holds `rules/` and `clause_templates/`.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds no `rules`.
    pub fn from_folder(root: &Path) -> Result<Self, Error> {
        if !root.join("rules").is_dir() {
            return Err(Error::NotABase { folder: root.to_path_buf() });
        }
        let mut found = Self::default();
        for part in ["rules", "clause_templates"] {
            walk(&root.join(part), part, &mut found)?;
        }
        Ok(Self { unread: found.unread, ..Self::from_list(found.list) })
    }

    /// Lays an authority's own folder over this base: its policy, rules, facts, clauses and outlines.
    ///
    /// # Errors
    /// When the folder cannot be read, or has no `politique.toml`.
    pub fn overlay(&mut self, folder: &Path) -> Result<(), Error> {
        if !folder.join("politique.toml").is_file() {
            return Err(Error::NotAPolicy { folder: folder.to_path_buf() });
        }
        let mut own = Self::default();
        walk(folder, "", &mut own)?;
        let name = folder
            .file_name()
            .map_or_else(|| "politique".to_owned(), |n| n.to_string_lossy().into_owned());
        self.unread.extend(own.unread.into_iter().map(|one| {
            let source = Arc::new(laid(folder, &name, &one.source));
            Unread { source, ..one }
        }));
        for file in own.list {
            let file = laid(folder, &name, &file);
            let to = &file.name;
            // A clause of the same id and an outline of the same piece replace the shipped ones.
            let replaced = |known: &Source| {
                known.name == *to
                    || (to.starts_with("clause_templates/")
                        && !to.contains("/plans/")
                        && same_file_name(&known.name, to))
            };
            self.list.retain(|known| !replaced(known));
            self.list.push(Arc::new(file));
        }
        self.list.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.list.iter()
    }

    /// SHA-256 of every name and text, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for file in &self.list {
            hash.update(file.name.as_bytes());
            hash.update([0]);
            hash.update(file.text.as_bytes());
            hash.update([0]);
        }
        hexadecimal(&hash.finalize())
    }
}

/// SHA-256 of some bytes, in hexadecimal.
#[must_use]
pub fn fingerprint(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// A file of an authority's folder, under the name it has in the base.
fn laid(folder: &Path, id: &str, file: &Source) -> Source {
    let path = file.name.trim_start_matches('/');
    let name = match path.split_once('/') {
        Some(("clauses", rest)) => format!("clause_templates/{id}/{rest}"),
        Some(("plans", rest)) => format!("clause_templates/plans/{rest}"),
        _ => format!("rules/politiques/{id}/{path}"),
    };
    let shown = folder.join(path).display().to_string();
    Source { name: name.into(), path: Some(shown), ..file.clone() }
}

fn same_file_name(a: &str, b: &str) -> bool {
    !a.contains("/plans/")
        && a.starts_with("clause_templates/")
        && a.rsplit('/').next() == b.rsplit('/').next()
}

/// Whether a file name is one of TOML.
pub(crate) fn is_toml(name: &str) -> bool {
    has_extension(name, "toml")
}

/// Whether a file name is one of Markdown: a clause.
pub(crate) fn is_markdown(name: &str) -> bool {
    has_extension(name, "md")
}

fn has_extension(name: &str, wanted: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted))
}

/// Reads `.toml` and `.md` files below a folder; links are not followed, so that a loop ends, but told.
fn walk(folder: &Path, prefix: &str, found: &mut Files) -> Result<(), Error> {
    let unreadable = |cause| Error::Unreadable { path: folder.to_path_buf(), cause };
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let shown = format!("{prefix}/{name}");
        let kind = fs::symlink_metadata(&path)
            .map_err(|cause| Error::Unreadable { path: path.clone(), cause })?;
        if kind.is_dir() {
            walk(&path, &shown, found)?;
        } else if let Some(kind) = oddity(&path, &name, kind.file_type()) {
            found.unread.push(Unread { source: Source::new(shown, ""), kind });
        } else if kind.is_file() && is_read(&name) {
            let bytes = read_bytes(&path, MAX_FILE)?;
            found.list.push(Arc::new(Source::of_bytes(shown, bytes)));
        }
        if found.list.len() + found.unread.len() > MAX_FILES {
            return Err(Error::NotABase { folder: folder.to_path_buf() });
        }
    }
    Ok(())
}

fn is_read(name: &str) -> bool {
    is_toml(name) || is_markdown(name)
}

/// Why what has the name of a file of a base, or leads to a folder of it, is not read; a hidden link is no part of a base.
fn oddity(path: &Path, name: &str, kind: FileType) -> Option<Oddity> {
    if kind.is_symlink() && path.is_dir() {
        return (!name.starts_with('.')).then_some(Oddity::LinkToFolder);
    }
    let odd = if kind.is_symlink() { Oddity::LinkToFile } else { Oddity::NoFile };
    (is_read(name) && !kind.is_file()).then_some(odd)
}

/// Git and Notepad on Windows write other line ends, and a mark before the first: the base is the same, and so is its fingerprint.
fn without_windows_marks(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// Reads a UTF-8 file of at most `limit` bytes.
///
/// # Errors
/// When it cannot be read, is too large or is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, Error> {
    String::from_utf8(read_bytes(path, limit)?)
        .map_err(|_| Error::NotUtf8 { path: path.to_path_buf() })
}

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// When it cannot be read, is too large or is no regular file.
pub fn read_bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    let unreadable = |cause| Error::Unreadable { path: path.to_path_buf(), cause };
    let kind = fs::metadata(path).map_err(unreadable)?;
    if !kind.is_file() && !kind.is_dir() {
        return Err(Error::Refused(format!("{} n’est pas un fichier ordinaire", path.display())));
    }
    let size = kind.len();
    if size > limit {
        return Err(Error::TooLarge { path: path.to_path_buf(), size, limit });
    }
    fs::read(path).map_err(unreadable)
}
