//! Files below a folder, in the order of names, within bounds against a folder given by mistake.

use std::fs;
use std::path::{Path, PathBuf};

use crate::dossier::LOCK_NAME;
use crate::error::Error;

const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 10_000;

/// The files below a folder whose name is `wanted`, with their path from it; hidden ones and links to folders are passed, so that a
/// loop ends.
///
/// # Errors
/// When a folder cannot be read, or there are too many of them or of files.
pub fn files_below(root: &Path, wanted: fn(&str) -> bool) -> Result<Vec<(String, PathBuf)>, Error> {
    let mut files = Vec::new();
    walk(root, "", 0, wanted, &mut files)?;
    Ok(files)
}

/// The name of a fiche without its ending; the lock of a dossier is TOML too, and no fiche.
#[must_use]
pub fn fiche_name(name: &str) -> Option<&str> {
    let stem = name.strip_suffix(".toml")?;
    let file = name.rsplit('/').next().unwrap_or(name);
    (file != LOCK_NAME).then_some(stem)
}

fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    wanted: fn(&str) -> bool,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Error> {
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
                return Err(Error::Refused(message));
            }
            if !path.is_symlink() {
                walk(&path, &format!("{prefix}{name}/"), depth + 1, wanted, files)?;
            }
        } else if wanted(&name) {
            files.push((format!("{prefix}{name}"), path));
        }
        if files.len() > MAX_FILES {
            let message = format!("plus de {MAX_FILES} fichiers : donner un dossier plus petit");
            return Err(Error::Refused(message));
        }
    }
    Ok(())
}
