//! A folder of fiches, read in the order of names: each fiche, its accepted result, and results left without a fiche.

use std::path::{Path, PathBuf};

use clausier::base::Base;
use clausier::base::source::read_bytes;
use clausier::error::Error;
use clausier::folder::{fiche_name, files_below};
use clausier::purchase::{Purchase, read};

use super::{Stop, refused, say, show};

/// What the name of an accepted result ends with.
const ACCEPTED: &str = ".attendu.md";
/// The largest accepted result.
const MAX_ACCEPTED: u64 = 1024 * 1024;

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
        let files =
            files_below(root, |name| fiche_name(name).is_some() || name.ends_with(ACCEPTED))?;
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
