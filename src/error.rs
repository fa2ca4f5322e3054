//! What stops a command, with its cause, in French.

use std::io;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

/// An error that stops a command; faults of a file that a user wrote are [`Diagnostic`]s.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("lecture impossible de {} : {}", path.display(), cause_in_french(cause))]
    Unreadable { path: PathBuf, cause: io::Error },
    #[error("écriture impossible de {} : {}", path.display(), cause_in_french(cause))]
    Unwritable { path: PathBuf, cause: io::Error },
    #[error("{} pèse {size} octets : plus que les {limit} admis ; est-ce le bon fichier ?", path.display())]
    TooLarge { path: PathBuf, size: u64, limit: u64 },
    #[error("{} n’est pas un texte en UTF-8 : l’enregistrer dans cet encodage", path.display())]
    NotUtf8 { path: PathBuf },
    #[error("{} n’est pas une base de règles : un dossier `rules` y est attendu", folder.display())]
    NotABase { folder: PathBuf },
    #[error("{} n’est pas le dossier d’une politique : un fichier `politique.toml` y est attendu", folder.display())]
    NotAPolicy { folder: PathBuf },
    #[error("la base de règles a {}", faults(diagnostics.len()))]
    FaultyBase { diagnostics: Vec<Diagnostic> },
    #[error("la fiche a {}", faults(diagnostics.len()))]
    FaultyPurchase { diagnostics: Vec<Diagnostic> },
    #[error("{0}")]
    Refused(String),
}

fn faults(n: usize) -> String {
    if n > 1 { format!("{n} fautes") } else { format!("{n} faute") }
}

/// The usual causes in words; the rest as the system says it.
fn cause_in_french(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::NotFound => "ce fichier ou ce dossier n’existe pas".into(),
        io::ErrorKind::PermissionDenied => "l’accès est refusé".into(),
        io::ErrorKind::StorageFull => "le disque est plein".into(),
        io::ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule".into(),
        io::ErrorKind::IsADirectory => "c’est un dossier, un fichier est attendu".into(),
        io::ErrorKind::NotADirectory => "un dossier est attendu sur ce chemin".into(),
        io::ErrorKind::AlreadyExists => "un fichier de ce nom existe déjà".into(),
        _ => cause.to_string(),
    }
}
