//! Writes a fiche back whole or not at all: a copy beside it takes its place once complete.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Replaces the text of a file that exists.
///
/// # Errors
/// When the file is read-only or its folder cannot be written; the file is then as it was.
pub fn save(path: &Path, text: &str) -> Result<(), Error> {
    let unwritable = |cause| Error::Unwritable { path: path.to_path_buf(), cause };
    // A link stays a link: what it points at is replaced.
    let target = fs::canonicalize(path).map_err(unwritable)?;
    let permissions = fs::metadata(&target).map_err(unwritable)?.permissions();
    if permissions.readonly() {
        return Err(unwritable(io::ErrorKind::PermissionDenied.into()));
    }
    let copy = beside(&target);
    let written = File::create_new(&copy)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| fs::set_permissions(&copy, permissions))
        .and_then(|()| fs::rename(&copy, &target));
    written.map_err(|cause| {
        // Best effort: the failure to report is the first one.
        let _ = fs::remove_file(&copy);
        unwritable(cause)
    })
}

fn beside(target: &Path) -> PathBuf {
    let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    target.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}
