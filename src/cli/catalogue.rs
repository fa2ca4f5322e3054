//! `clausier catalogue`: the base as a static site for reviewers, written whole beside its place, then put there.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use clausier::catalogue::{self, Catalogue, MARKER};
use clausier::error::Error;

use super::open::{BaseOptions, check_way, read_date, today};
use super::{Outcome, Stop, refused};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        long,
        value_name = "SITE",
        help = "Le dossier où écrire le site ; un catalogue déjà là est remplacé"
    )]
    sortie: PathBuf,
    #[arg(
        long,
        value_name = "AAAA-MM-JJ",
        value_parser = read_date,
        help = "Le jour où la base est vue (à défaut : aujourd’hui)"
    )]
    date: Option<Date>,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    check_way(&args.sortie)?;
    check_free(&args.sortie)?;
    let base = args.base.load()?;
    let catalogue = catalogue::write(base, args.date.unwrap_or_else(today))?;
    save(&args.sortie, &catalogue)?;
    let home = args.sortie.join("index.html");
    writeln!(
        out,
        "{} pages écrites dans {}. Ouvrir {} dans un navigateur.",
        catalogue.n_pages,
        args.sortie.display(),
        home.display()
    )?;
    Ok(Outcome::Done)
}

/// Only a catalogue, or nothing, may be replaced: what else a folder holds is not ours to erase.
fn check_free(folder: &Path) -> Result<(), Stop> {
    let Ok(kind) = fs::symlink_metadata(folder) else { return Ok(()) };
    if !kind.is_dir() {
        return Err(refused(format!(
            "{} existe et n’est pas un dossier : donner un autre nom à `--sortie`",
            folder.display()
        )));
    }
    let is_empty = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty {
        return Ok(());
    }
    let why = if folder.join(MARKER).is_file() {
        let mut files = BTreeMap::new();
        if read_all(folder, "", &mut files).is_some() && catalogue::is_as_written(&files) {
            return Ok(());
        }
        format!(
            "ce n’est pas un catalogue tel que `clausier` l’a écrit (d’après {MARKER}) : on y a ajouté ou modifié quelque chose"
        )
    } else {
        format!("ce n’est pas un catalogue (pas de {MARKER})")
    };
    Err(refused(format!(
        "{} existe et {why} ; rien n’y est écrit : donner à `--sortie` un dossier nouveau",
        folder.display()
    )))
}

/// Every file of a folder, by path; nothing when one is not a plain file, or when they are more than a catalogue has.
fn read_all(folder: &Path, under: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Option<()> {
    for entry in fs::read_dir(folder).ok()? {
        let entry = entry.ok()?;
        let name = format!("{under}{}", entry.file_name().to_str()?);
        let kind = entry.file_type().ok()?;
        if kind.is_dir() {
            read_all(&entry.path(), &format!("{name}/"), files)?;
        } else if kind.is_file() && files.len() < MOST_FILES {
            let is_small = entry.metadata().ok()?.len() <= MOST_BYTES;
            files.insert(name, is_small.then(|| fs::read(entry.path()).ok())??);
        } else {
            return None;
        }
    }
    Some(())
}

/// More files, or larger ones, are no catalogue.
const MOST_FILES: usize = 50_000;
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Writes the whole site beside the folder, then exchanges the two: a reader finds the old one or the new one.
fn save(folder: &Path, catalogue: &Catalogue) -> Result<(), Stop> {
    let staged = Staged::beside(folder, "nouveau")?;
    for (path, bytes) in &catalogue.files {
        staged.write(path, bytes)?;
    }
    let former = Staged::beside(folder, "ancien")?;
    let has_former = folder.exists();
    if has_former {
        fs::rename(folder, &former.path).map_err(|cause| unwritable(folder, cause))?;
    }
    if let Err(cause) = fs::rename(&staged.path, folder) {
        if has_former {
            // The former site comes back; if it cannot, the message of the first failure stands.
            let _ = fs::rename(&former.path, folder);
        }
        return Err(unwritable(folder, cause));
    }
    Ok(())
}

/// A folder beside another, gone when it is no longer needed.
struct Staged {
    path: PathBuf,
}

impl Staged {
    fn beside(folder: &Path, what: &str) -> Result<Self, Stop> {
        let Some(name) = folder.file_name() else {
            return Err(refused("donner à `--sortie` le nom d’un dossier, par exemple site"));
        };
        let name = format!(".{}.{what}.{}", name.to_string_lossy(), std::process::id());
        let staged = Self { path: folder.with_file_name(name) };
        if staged.path.exists() {
            fs::remove_dir_all(&staged.path).map_err(|cause| unwritable(&staged.path, cause))?;
        }
        Ok(staged)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Stop> {
        let path = self.path.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|cause| unwritable(folder, cause))?;
        }
        fs::write(&path, bytes).map_err(|cause| unwritable(&path, cause))
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Best effort: what is left is hidden, and the next run removes its own.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn unwritable(path: &Path, cause: std::io::Error) -> Stop {
    Error::Unwritable { path: path.to_path_buf(), cause }.into()
}
