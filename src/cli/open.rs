//! What most commands open: the base, with an authority's folder over it, a fiche, and the date the rules are read on.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::ToSpan;
use jiff::civil::{Date, date};

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::diagnostic::Diagnostic;
use clausier::error::Error;
use clausier::fact::typed;
use clausier::purchase::{Purchase, read};
use clausier::text::nearest;

use super::{Stop, refused, show};

/// Where the rules come from.
#[derive(Debug, clap::Args)]
pub struct BaseOptions {
    #[arg(
        long,
        value_name = "DOSSIER",
        help = "Une autre base de règles que celle du programme (dossier qui contient `rules` et `clause_templates`)"
    )]
    base: Option<PathBuf>,
    #[arg(
        long,
        value_name = "DOSSIER",
        help = "Le dossier d’une politique (politique.toml, règles, clauses) à ajouter à la base ; peut se répéter"
    )]
    avec: Vec<PathBuf>,
}

impl BaseOptions {
    /// The register of reviews that a signature goes to: of the last policy's folder, else of the base's; none in the program's own base.
    pub fn register(&self) -> Option<PathBuf> {
        let own = self.avec.last().map(|folder| folder.join("revues.toml"));
        own.or_else(|| self.base.as_ref().map(|folder| folder.join("rules/revues.toml")))
    }

    /// Reads the base with every fault found on the way; it is given back only without errors.
    pub fn read(&self) -> Result<(Option<Base>, Vec<Diagnostic>), Stop> {
        Ok(Base::load(&self.files()?))
    }

    fn files(&self) -> Result<Files, Error> {
        let mut files = match &self.base {
            Some(folder) => Files::from_folder(folder)?,
            None => Files::embedded(),
        };
        for folder in &self.avec {
            files.overlay(folder)?;
        }
        Ok(files)
    }

    /// Loads the base and prints what is poor in it; a faulty one stops the command.
    ///
    /// It lives as long as the program: taking it apart on the way out would cost as much as answering.
    pub fn load(&self) -> Result<&'static Base, Stop> {
        match self.read()? {
            (Some(base), warnings) => {
                show(&warnings);
                Ok(Box::leak(Box::new(base)))
            }
            (None, diagnostics) => Err(Error::FaultyBase { diagnostics }.into()),
        }
    }
}

/// How a fiche is read.
#[derive(Debug, clap::Args)]
pub struct FicheOptions {
    #[arg(
        long,
        value_name = "ID",
        help = "La politique d’achat à appliquer, au lieu de celle de la fiche"
    )]
    politique: Option<String>,
    #[arg(
        long,
        value_name = "AAAA-MM-JJ",
        value_parser = read_date,
        help = "Le jour dont les règles s’appliquent, au lieu de la date de lancement de la fiche (à défaut : aujourd’hui)"
    )]
    date: Option<Date>,
}

impl FicheOptions {
    /// Reads a fiche and prints what is poor in it; a faulty one stops the command.
    pub fn read(&self, path: &Path, base: &Base) -> Result<(Purchase, Arc<Source>), Stop> {
        let (mut purchase, source, warnings) = read::from_file(path, base)?;
        show(&warnings);
        self.apply(&mut purchase, base)?;
        Ok((purchase, source))
    }

    /// Puts the policy asked for in the place of the fiche's.
    pub fn apply(&self, purchase: &mut Purchase, base: &Base) -> Result<(), Stop> {
        apply_policy(self.politique.as_deref(), purchase, base)
    }

    /// The day asked for.
    pub const fn asked(&self) -> Option<Date> {
        self.date
    }

    /// The day whose rules apply: asked for, else the launch date, else today.
    pub fn date(&self, purchase: &Purchase) -> Date {
        self.date.or(purchase.launch).unwrap_or_else(today)
    }
}

/// Puts a policy in the place of the fiche's, when one is asked for.
pub fn apply_policy(id: Option<&str>, purchase: &mut Purchase, base: &Base) -> Result<(), Stop> {
    let Some(id) = id else { return Ok(()) };
    if !base.policies.contains_key(id) {
        return Err(unknown("politique", id, base.policies.keys().map(String::as_str)));
    }
    purchase.buyer.policy = Some(id.into());
    Ok(())
}

/// The most names that a message lists: all the codes, all the guarantees.
const MOST_LISTED: usize = 100;

/// « politique `x` inconnue ; vouliez-vous dire `y` ? »
pub fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str>) -> Stop {
    let known: Vec<&str> = known.into_iter().collect();
    let rest = match nearest(name, known.iter().copied()) {
        Some(near) => format!(" ; vouliez-vous dire `{near}` ?"),
        None if known.len() > MOST_LISTED && what == "clause" => {
            " ; toutes : `clausier revue`".to_owned()
        }
        None if !known.is_empty() && known.len() <= MOST_LISTED => {
            let list: Vec<String> = known.iter().map(|id| format!("`{id}`")).collect();
            format!(" ; possibles : {}", list.join(", "))
        }
        None => String::new(),
    };
    let agreed = if what.ends_with('e') { "inconnue" } else { "inconnu" };
    refused(format!("{what} `{name}` {agreed}{rest}"))
}

/// Refuses a folder to write reached through one that does not exist: `a/../b` would make `a` on the way.
pub fn check_way(folder: &Path) -> Result<(), Stop> {
    let goes_back = |path: &&Path| path.components().next_back() == Some(Component::ParentDir);
    match folder.ancestors().filter(goes_back).find(|path| !path.exists()) {
        Some(missing) => Err(refused(format!(
            "{} passe par un dossier qui n’existe pas, {} : écrire le chemin sans `..`",
            folder.display(),
            missing.display()
        ))),
        None => Ok(()),
    }
}

/// A date of the command line.
pub fn read_date(text: &str) -> Result<Date, String> {
    typed::date(text)
}

/// Today by universal time: an hour or two late on Paris, which no rule is sensitive to.
pub fn today() -> Date {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    let epoch = date(1970, 1, 1);
    epoch.checked_add(days.days()).unwrap_or(epoch)
}

/// A share of the command line, in percent.
pub fn read_percent(text: &str) -> Result<u8, String> {
    text.parse()
        .ok()
        .filter(|n| *n <= 100)
        .ok_or_else(|| "un nombre entier de 0 à 100 est attendu, par exemple 90".to_owned())
}

/// A whole number of the command line, from 1.
pub fn read_count(text: &str) -> Result<u32, String> {
    text.parse()
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| "un nombre entier est attendu, par exemple 2".to_owned())
}
