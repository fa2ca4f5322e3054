//! `clausier nouvelle`: a commented fiche to fill.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use clausier::error::Error;

use super::{Outcome, Stop, refused};

const FICHE: &str = include_str!("nouvelle.toml");

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        value_name = "FICHE",
        help = "Fichier à créer, par exemple ma-fiche.toml ; sans lui, la fiche s’affiche"
    )]
    fiche: Option<PathBuf>,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let Some(path) = &args.fiche else {
        out.write_all(FICHE.as_bytes())?;
        return Ok(Outcome::Done);
    };
    if path.is_dir() {
        let message =
            format!("{} est un dossier : donner le nom du fichier à créer", path.display());
        return Err(refused(message));
    }
    let mut file = File::create_new(path).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => refused(format!(
            "{} existe déjà et n’a pas été touché : choisir un autre nom",
            path.display()
        )),
        _ => Error::Unwritable { path: path.clone(), cause }.into(),
    })?;
    file.write_all(FICHE.as_bytes()).map_err(|cause| {
        // Half a fiche would be in the way of the next try; best effort: the failure to report is the first one.
        let _ = std::fs::remove_file(path);
        Error::Unwritable { path: path.clone(), cause }
    })?;
    let name = path.display();
    writeln!(out, "Fiche écrite : {name}")?;
    writeln!(
        out,
        "Ensuite : la remplir, puis `clausier repondre {name}` (les questions) et `clausier recommander {name}` (les clauses)."
    )?;
    Ok(Outcome::Done)
}
