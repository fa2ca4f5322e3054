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
    #[error("les saisies ont {}", faults(diagnostics.len()))]
    FaultyEntries { diagnostics: Vec<Diagnostic> },
    #[error("{0}")]
    Refused(String),
}

fn faults(n: usize) -> String {
    if n > 1 { format!("{n} fautes") } else { format!("{n} faute") }
}

/// The usual causes in words; the rest by the number that the system gives them.
#[must_use]
pub fn cause_in_french(cause: &io::Error) -> String {
    use io::ErrorKind as Kind;
    let words = match cause.kind() {
        Kind::NotFound => "ce fichier ou ce dossier n’existe pas",
        Kind::PermissionDenied => "l’accès est refusé",
        Kind::StorageFull => "le disque est plein",
        Kind::QuotaExceeded => "la place accordée sur le disque est épuisée",
        Kind::FileTooLarge => "le fichier serait trop grand pour ce disque",
        Kind::ReadOnlyFilesystem => "le disque est en lecture seule",
        Kind::IsADirectory => "c’est un dossier, un fichier est attendu",
        Kind::NotADirectory => "un dossier est attendu sur ce chemin",
        Kind::DirectoryNotEmpty => "ce dossier n’est pas vide",
        Kind::AlreadyExists => "un fichier de ce nom existe déjà",
        Kind::InvalidFilename => "ce nom est trop long, ou le système n’en veut pas",
        Kind::InvalidInput => "ce nom ne peut pas être celui d’un fichier",
        Kind::InvalidData => "ce n’est pas un texte en UTF-8",
        Kind::UnexpectedEof => "le fichier finit trop tôt",
        Kind::BrokenPipe => "plus personne ne lit",
        Kind::WriteZero => "rien ne s’écrit plus",
        Kind::ResourceBusy | Kind::ExecutableFileBusy => "une autre commande s’en sert",
        Kind::CrossesDevices => "les deux dossiers ne sont pas sur le même disque",
        Kind::TooManyLinks => "trop de liens mènent à ce fichier",
        Kind::TimedOut => "le disque ne répond pas",
        Kind::Interrupted => "la commande a été interrompue",
        Kind::OutOfMemory => "la mémoire est épuisée",
        Kind::Unsupported => "ce disque ne sait pas le faire",
        _ => {
            let number = cause.raw_os_error();
            return number.map_or_else(
                || "le système l’a refusé".into(),
                |number| format!("le système l’a refusé (erreur {number})"),
            );
        }
    };
    words.into()
}
