//! Writes a file back whole or not at all: a copy beside it takes its place once complete.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Replaces the text of a file that exists and still reads as it did.
///
/// # Errors
/// When the file changed meanwhile or is being written, when it is read-only or its folder cannot be written; the file is then as it was.
pub fn save(path: &Path, before: &[u8], text: &str) -> Result<(), Error> {
    let unwritable = |cause| Error::Unwritable { path: path.to_path_buf(), cause };
    // A link stays a link: what it points at is replaced.
    let target = fs::canonicalize(path).map_err(unwritable)?;
    let permissions = fs::metadata(&target).map_err(unwritable)?.permissions();
    if permissions.readonly() {
        return Err(unwritable(io::ErrorKind::PermissionDenied.into()));
    }
    let _turn = Turn::take(&target)?;
    if fs::read(&target).map_err(unwritable)? != before {
        return Err(Error::Refused(format!(
            "{} a changé entre-temps, par une autre commande ou un éditeur : rien n’est écrit ; relancer la commande",
            path.display()
        )));
    }
    let copy = Pending::write(&target, text.as_bytes())?;
    // What a buyer typed is on the disk before the former text goes; documents can be written again.
    let settled = File::open(&copy.path).and_then(|file| file.sync_all());
    settled.and_then(|()| fs::set_permissions(&copy.path, permissions)).map_err(unwritable)?;
    copy.take_its_place()
}

/// Writes a file that does not exist yet.
///
/// # Errors
/// When one of that name exists or is being written, or its folder cannot be written; nothing is left then.
pub fn create(path: &Path, text: &str) -> Result<(), Error> {
    let _turn = Turn::take(path)?;
    if fs::symlink_metadata(path).is_ok() {
        let cause = io::ErrorKind::AlreadyExists.into();
        return Err(Error::Unwritable { path: path.to_path_buf(), cause });
    }
    let copy = Pending::write(path, text.as_bytes())?;
    let settled = File::open(&copy.path).and_then(|file| file.sync_all());
    settled.map_err(|cause| copy.unwritable(cause))?;
    copy.take_its_place()
}

/// Writes a file whole under its name, over the former one if there is one.
///
/// # Errors
/// When it is being written, is no regular file or its folder cannot be written; the former one is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    replace_by(path, |file| file.write_all(bytes))
}

/// Writes a file whole under its name, in a stream, over the former one if there is one.
///
/// # Errors
/// Those of [`replace`], and those of the writing: the former file is then as it was.
pub fn replace_by(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    check_writable(path)?;
    let _turn = Turn::take(path)?;
    let copy = Pending::write_by(path, write)?;
    let settled = File::open(&copy.path).and_then(|file| file.sync_all());
    settled.map_err(|cause| copy.unwritable(cause))?;
    copy.take_its_place()
}

/// Whether a file could be written, asked before long work: a regular one that is not read-only, or none yet, in a folder that takes files.
///
/// # Errors
/// When it could not.
pub fn check_writable(path: &Path) -> Result<(), Error> {
    let unwritable = |cause| Error::Unwritable { path: path.to_path_buf(), cause };
    match fs::symlink_metadata(path) {
        Ok(kind) if !kind.is_file() => {
            return Err(Error::Refused(format!(
                "{} n’est pas un fichier ordinaire",
                path.display()
            )));
        }
        Ok(kind) if kind.permissions().readonly() => {
            return Err(unwritable(io::ErrorKind::PermissionDenied.into()));
        }
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(unwritable(cause)),
        Ok(_) | Err(_) => {}
    }
    Turn::take(path).map(drop)
}

/// The right to write a file, held by a file beside it: two commands at once would lose what one of them says.
#[derive(Debug)]
struct Turn {
    path: PathBuf,
}

impl Turn {
    fn take(target: &Path) -> Result<Self, Error> {
        let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let path = target.with_file_name(format!(".{name}.verrou"));
        match File::create_new(&path) {
            Ok(_) => Ok(Self { path }),
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {
                Err(Error::Refused(format!(
                    "une autre commande écrit ce fichier : relancer celle-ci ; si aucune ne tourne, supprimer {}",
                    path.display()
                )))
            }
            Err(cause) => Err(Error::Unwritable { path: target.to_path_buf(), cause }),
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        // Best effort: the message above says how to go on if it stays.
        let _ = fs::remove_file(&self.path);
    }
}

/// What a file will hold, complete, under a name of its own beside it; gone unless it takes the file's place.
#[derive(Debug)]
pub struct Pending {
    path: PathBuf,
    target: PathBuf,
}

impl Pending {
    /// Writes the bytes beside the file.
    ///
    /// # Errors
    /// When the folder cannot be written or the disk is full; nothing is left then.
    pub fn write(target: &Path, bytes: &[u8]) -> Result<Self, Error> {
        Self::write_by(target, |file| file.write_all(bytes))
    }

    fn write_by(
        target: &Path,
        write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<Self, Error> {
        let name = target.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
        let path = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let copy = Self { path, target: target.to_path_buf() };
        let written = File::create_new(&copy.path).and_then(|file| {
            let mut file = BufWriter::new(file);
            write(&mut file)?;
            file.flush()
        });
        written.map_err(|cause| copy.unwritable(cause))?;
        Ok(copy)
    }

    /// Gives the copy the name of the file.
    ///
    /// # Errors
    /// When the system refuses; the file is then as it was.
    pub fn take_its_place(self) -> Result<(), Error> {
        fs::rename(&self.path, &self.target).map_err(|cause| self.unwritable(cause))
    }

    fn unwritable(&self, cause: io::Error) -> Error {
        Error::Unwritable { path: self.target.clone(), cause }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        // Once renamed there is nothing left here; otherwise best effort: the failure to report is the first one.
        let _ = fs::remove_file(&self.path);
    }
}
