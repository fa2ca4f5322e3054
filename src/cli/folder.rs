//! A folder of fiches, read in the order of names: each fiche, its accepted result, and results left without a fiche.

use std::fs;
use std::path::{Path, PathBuf};

use clausier::base::Base;
use clausier::base::source::read_bytes;
use clausier::dossier::LOCK_NAME;
use clausier::error::Error;
use clausier::purchase::{Purchase, read};

use super::{Stop, refused, say, show};

/// What the name of an accepted result ends with.
const ACCEPTED: &str = ".attendu.md";
/// The largest accepted result.
const MAX_ACCEPTED: u64 = 1024 * 1024;
/// Bounds against a folder given by mistake.
const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 10_000;

/// The fiches of a folder.
#[derive(Debug, Default)]
pub struct Folder {
    pub fiches: Vec<Fiche>,
    /// Accepted results whose fiche is not there.
    pub orphans: Vec<String>,
}

/// A fiche of a folder.
#[derive(Debug)]
pub struct Fiche {
    /// Its path from the folder, without its ending: `voirie/monge`.
    pub name: String,
    pub path: PathBuf,
    pub purchase: Result<Purchase, Error>,
}

impl Folder {
    /// Reads every fiche below a folder; a faulty one is kept with its faults.
    pub fn read(root: &Path, base: &Base) -> Result<Self, Stop> {
        if !root.is_dir() {
            return Err(refused(format!(
                "{} n’est pas un dossier : donner celui qui contient les fiches",
                root.display()
            )));
        }
        let mut files = Vec::new();
        walk(root, "", 0, &mut files)?;
        let mut folder = Self::default();
        for (name, path) in &files {
            if let Some(name) = fiche_name(name) {
                let purchase = read::from_file(path, base).map(|(purchase, ..)| purchase);
                folder.fiches.push(Fiche { name: name.to_owned(), path: path.clone(), purchase });
            }
        }
        let is_fiche = |name: &str| folder.fiches.iter().any(|fiche| fiche.name == name);
        let results = files.iter().filter_map(|(name, _)| name.strip_suffix(ACCEPTED));
        folder.orphans = results.filter(|name| !is_fiche(name)).map(str::to_owned).collect();
        Ok(folder)
    }

    /// Prints the faults of the fiches that do not read.
    pub fn complain(&self) {
        for error in self.fiches.iter().filter_map(|fiche| fiche.purchase.as_ref().err()) {
            match error {
                Error::FaultyPurchase { diagnostics } => show(diagnostics),
                other => say(&format!("erreur : {other}")),
            }
        }
    }

    /// The fiches that read.
    pub fn purchases(&self) -> impl Iterator<Item = &Purchase> {
        self.fiches.iter().filter_map(|fiche| fiche.purchase.as_ref().ok())
    }
}

impl Fiche {
    /// Where its accepted result is, or would be.
    pub fn accepted_path(&self) -> PathBuf {
        let stem = self.path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
        self.path.with_file_name(format!("{stem}{ACCEPTED}"))
    }

    /// Its accepted result as it is on the disk; `None` when there is none.
    pub fn accepted(&self) -> Result<Option<Vec<u8>>, Error> {
        let path = self.accepted_path();
        if !path.exists() {
            return Ok(None);
        }
        read_bytes(&path, MAX_ACCEPTED).map(Some)
    }
}

/// The lock of a dossier is TOML too, and no fiche.
fn fiche_name(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".toml")?;
    let file = name.rsplit('/').next().unwrap_or(name);
    (file != LOCK_NAME).then_some(stem)
}

/// Files below a folder with their path from the root; hidden ones and links to folders are passed, so that a loop ends.
fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Stop> {
    let unreadable = |cause| Error::Unreadable { path: folder.to_path_buf(), cause };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth == MAX_DEPTH {
                let message = format!(
                    "{} : plus de {MAX_DEPTH} dossiers l’un dans l’autre ; donner un dossier plus petit",
                    path.display()
                );
                return Err(refused(message));
            }
            if !path.is_symlink() {
                walk(&path, &format!("{prefix}{name}/"), depth + 1, files)?;
            }
        } else if name.ends_with(".toml") || name.ends_with(ACCEPTED) {
            files.push((format!("{prefix}{name}"), path));
        }
        if files.len() > MAX_FILES {
            let message = format!("plus de {MAX_FILES} fichiers : donner un dossier plus petit");
            return Err(refused(message));
        }
    }
    Ok(())
}
