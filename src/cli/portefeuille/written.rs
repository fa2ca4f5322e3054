//! The files that the command writes: the end of a name says what it holds.

use std::path::{Path, PathBuf};

use clausier::output::portfolio::{board, review, sheet};
use clausier::portfolio::entry::Entries;
use clausier::portfolio::totals::{Setting, Totals};
use clausier::purchase::save::{check_writable, replace, replace_by};

use crate::cli::{Stop, refused};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Totals that merge.
    Totals,
    Board,
    /// One row a contract.
    Csv,
    Workbook,
    Review,
    ReviewPage,
}

/// A file to write.
#[derive(Debug)]
pub struct Target {
    path: PathBuf,
    kind: Kind,
}

/// What is to be written, and with what.
#[derive(Debug, clap::Args)]
pub struct Asked {
    #[arg(
        long,
        value_name = "FICHIER",
        help = "Écrit un fichier, dont la fin du nom dit ce qu’il contient : .html (tableau de bord), .docx (bilan de la politique), .xlsx ou .csv (données, une ligne par achat) ou .json (totaux, contrat par contrat, à réunir à d’autres) ; peut se répéter ; `-` rend les totaux sur une ligne, et rien d’autre"
    )]
    sortie: Vec<PathBuf>,
    #[arg(
        long,
        value_name = "FICHIER",
        help = "Les chiffres que la collectivité relève, par indicateur, avec leur année et leur source (TOML) ; ils vont au tableau de bord"
    )]
    saisies: Option<PathBuf>,
    #[arg(
        long,
        help = "Une `--sortie` en .html est le bilan de la politique, et non le tableau de bord"
    )]
    bilan: bool,
}

impl Asked {
    /// Whether totals go to the standard output, in the place of what is told: the command is then a filter.
    pub fn is_filter(&self) -> bool {
        self.sortie.iter().any(|path| path == Path::new("-"))
    }

    /// What is to be written, refused before long work where it could not be.
    pub fn targets(&self) -> Result<Vec<Target>, Stop> {
        if self.is_filter() {
            let alone = self.sortie.len() == 1 && self.saisies.is_none() && !self.bilan;
            return alone.then(Vec::new).ok_or_else(|| {
                refused("`--sortie -` rend les totaux et rien d’autre : retirer les autres sorties, `--saisies` et `--bilan`")
            });
        }
        let target = |path: &PathBuf| {
            let kind = kind(path, self.bilan)?;
            check_writable(path)?;
            Ok(Target { path: path.clone(), kind })
        };
        let targets: Vec<Target> = self.sortie.iter().map(target).collect::<Result<_, Stop>>()?;
        self.check(&targets)?;
        Ok(targets)
    }

    /// Options that would do nothing are refused.
    fn check(&self, targets: &[Target]) -> Result<(), Stop> {
        let is_page = |kind| matches!(kind, Kind::Board | Kind::Review | Kind::ReviewPage);
        if targets.iter().any(|target| is_page(target.kind)) {
            return Ok(());
        }
        if self.bilan {
            return Err(refused(
                "`--bilan` dit ce qu’est une page : ajouter `--sortie bilan.html` ou `--sortie bilan.docx`",
            ));
        }
        if self.saisies.is_some() {
            return Err(refused(
                "les saisies vont au tableau de bord ou au bilan : ajouter `--sortie tableau.html` ou `--sortie bilan.docx`",
            ));
        }
        Ok(())
    }

    /// What the authority entered.
    pub fn entries(&self, setting: &Setting) -> Result<Entries, Stop> {
        match &self.saisies {
            Some(path) => Ok(Entries::from_file(path, setting)?),
            None => Ok(Entries::default()),
        }
    }
}

fn kind(path: &Path, is_review: bool) -> Result<Kind, Stop> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => Ok(Kind::Totals),
        Some("docx") => Ok(Kind::Review),
        Some("html" | "htm") if is_review => Ok(Kind::ReviewPage),
        Some("html" | "htm") => Ok(Kind::Board),
        Some("csv") => Ok(Kind::Csv),
        Some("xlsx") => Ok(Kind::Workbook),
        _ => Err(refused(format!(
            "{} : la fin du nom dit ce qui s’écrit : .html (tableau de bord, ou bilan avec `--bilan`), .docx (bilan), .xlsx ou .csv (données, une ligne par achat), .json (totaux à réunir)",
            path.display()
        ))),
    }
}

impl Target {
    /// Writes the file whole, or leaves what was there.
    pub fn write(&self, totals: &Totals, entries: &Entries, details: bool) -> Result<(), Stop> {
        let n = totals.contrats.len();
        let written = match self.kind {
            Kind::Board => replace(&self.path, &board::write(totals, entries, details)?),
            Kind::Review => replace(&self.path, &review::word(totals, entries)?),
            Kind::ReviewPage => replace(&self.path, review::page(totals, entries).as_bytes()),
            Kind::Totals => replace_by(&self.path, |file| Ok(serde_json::to_writer(file, totals)?)),
            Kind::Csv => replace_by(&self.path, |file| sheet::csv(totals, file)),
            Kind::Workbook if n >= sheet::MOST_ROWS => {
                return Err(refused(format!(
                    "{} : {n} achats, plus de lignes que n’en tient un classeur ; prendre .csv",
                    self.path.display()
                )));
            }
            Kind::Workbook => replace_by(&self.path, |file| sheet::xlsx(totals, file)),
        };
        written?;
        Ok(())
    }
}
