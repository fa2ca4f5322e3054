//! `clausier portefeuille`: every purchase of a buyer, read in a stream, evaluated or refused, in totals that merge.

mod period;
mod progress;
mod written;

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use jiff::civil::Date;

use clausier::base::source::read_text;
use clausier::error::Error;
use clausier::output::line;
use clausier::output::portfolio::{self as page, Shown};
use clausier::portfolio::Choice;
use clausier::portfolio::columns::{Columns, Said};
use clausier::portfolio::contribution::Assessor;
use clausier::portfolio::crew::Crew;
use clausier::portfolio::draft::Draft;
use clausier::portfolio::report::Report;
use clausier::portfolio::source::{self, Reading};
use clausier::portfolio::totals::{Setting, Totals};

use self::progress::Progress;
use self::written::Asked;
use super::open::{BaseOptions, read_date, today, unknown};
use super::{Format, Outcome, Stop, refused, say, write_json};

/// The largest file of columns.
const MAX_COLUMNS: u64 = 64 * 1024;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Formes reconnues au contenu : données essentielles en JSON (2019, 2022, à plat, consolidées) ou en CSV, un enregistrement ou une fiche par ligne, programme d’achats en CSV ou en XLSX, dossier de fiches ; en gzip ou non.\nCe qui n’est pas publié reste inconnu : « le serait, si… » n’est ni oui ni non.\nCode de sortie : 0 tout est lu ; 1 une source s’arrête avant sa fin, ou la commande est interrompue ; 2 elle n’a pas pu s’exécuter."
)]
pub struct Args {
    #[arg(
        value_name = "SOURCE",
        required = true,
        help = "Un fichier, un dossier de fiches, ou `-` pour l’entrée standard ; plusieurs se lisent ensemble"
    )]
    sources: Vec<PathBuf>,
    #[arg(
        long,
        help = "Les sources sont des totaux écrits par `--sortie` : les réunit, comme si tout avait été lu ensemble"
    )]
    totaux: bool,
    #[command(flatten)]
    files: Asked,
    #[arg(long, value_name = "ID", help = "La politique d’achat à appliquer à tous les achats")]
    politique: Option<String>,
    #[arg(
        long,
        value_name = "PERIODE",
        value_parser = period::read,
        help = "Une année, un mois ou deux jours : 2024, 2024-07, 2024-01-01..2024-06-30"
    )]
    periode: Option<(Date, Date)>,
    #[arg(
        long,
        value_name = "AAAA-MM-JJ",
        value_parser = read_date,
        help = "Le jour dont les règles s’appliquent à tous, au lieu de la date de chacun"
    )]
    date: Option<Date>,
    #[arg(
        long,
        value_name = "FICHIER",
        help = "Les noms des colonnes d’un tableau, quand ils ne sont pas reconnus (TOML)"
    )]
    colonnes: Option<PathBuf>,
    #[arg(long, help = "Compare, famille par famille, ce qui est déclaré à ce qui est recommandé")]
    rappel: bool,
    #[arg(long, help = "Dit tout, même les longues listes")]
    details: bool,
    #[arg(
        long,
        value_enum,
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "texte (si rien n’est dit), markdown ou json"
    )]
    format: Format,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let targets = args.files.targets()?;
    if args.files.is_filter() && (args.rappel || args.details || args.format != Format::Texte) {
        return Err(refused(
            "`--sortie -` rend les totaux et rien d’autre : retirer `--format`, `--rappel` et `--details`",
        ));
    }
    let totals = if args.totaux { merged(args)? } else { counted(args)? };
    let entries = args.files.entries(&totals.reglages)?;
    targets.iter().try_for_each(|target| target.write(&totals, &entries, args.details))?;
    if args.files.is_filter() {
        serde_json::to_writer(&mut *out, &totals).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        tell(args, &totals, out)?;
    }
    let stopped = totals.sources.values().any(|source| !source.arrets.is_empty());
    let outcome = if stopped || totals.interrompu { Outcome::No } else { Outcome::Done };
    // The command ends here: the system takes memory back at once, quicker than contract by contract.
    std::mem::forget(totals);
    Ok(outcome)
}

fn tell(args: &Args, totals: &Totals, out: &mut dyn Write) -> Result<(), Stop> {
    let report = Report::of(totals);
    let lines = || page::lines(&report, Shown { recall: args.rappel, details: args.details });
    match args.format {
        Format::Texte => out.write_all(line::terminal(&lines(), super::strong()).as_bytes())?,
        Format::Markdown => out.write_all(line::markdown(&lines()).as_bytes())?,
        Format::Json => write_json(&report, out)?,
    }
    Ok(())
}

/// Puts totals together.
fn merged(args: &Args) -> Result<Totals, Stop> {
    if args.politique.is_some() || args.periode.is_some() || args.date.is_some() {
        return Err(refused(
            "`--politique`, `--periode` et `--date` ont été choisies quand ces totaux ont été faits",
        ));
    }
    let mut whole: Option<Totals> = None;
    for path in &args.sources {
        let totals = totals_of(path)?;
        match &mut whole {
            None => whole = Some(totals),
            Some(whole) => {
                let named = |why| refused(format!("{} : {why}", path.display()));
                whole.merge(totals).map_err(named)?;
            }
        }
    }
    whole.ok_or_else(|| refused("aucun fichier de totaux"))
}

fn totals_of(path: &Path) -> Result<Totals, Stop> {
    let file = io::BufReader::new(opened(path)?);
    let read: Result<Totals, _> = serde_json::from_reader(file);
    let totals = read.map_err(|cause| {
        let (path, line, column) = (path.display(), cause.line(), cause.column());
        refused(format!(
            "{path} : ce ne sont pas des totaux écrits par `--sortie` (ligne {line}, caractère {column})"
        ))
    })?;
    if totals.is_sound() {
        Ok(totals)
    } else {
        let path = path.display();
        Err(refused(format!(
            "{path} : ces totaux ne tombent pas juste ; les refaire avec `--sortie`"
        )))
    }
}

/// Reads every source.
fn counted(args: &Args) -> Result<Totals, Stop> {
    let base = args.base.load()?;
    if let Some(id) = args.politique.as_ref().filter(|id| !base.policies.contains_key(*id)) {
        return Err(unknown("politique", id, base.policies.keys().map(String::as_str)));
    }
    let said = said(args.colonnes.as_deref())?;
    // A name mistyped stops the command before hours of reading.
    args.sources.iter().try_for_each(|path| check(path))?;
    let choice = Choice { policy: args.politique.clone(), date: args.date, period: args.periode };
    let setting = Setting::of(base, args.politique.as_deref(), args.date, args.periode);
    // Faults of what was entered are told before hours of reading.
    args.files.entries(&setting)?;
    let reading = Reading {
        base,
        today: today(),
        said: &said,
        needs_buyer: true,
        is_part: args.files.is_filter(),
    };
    let assessor = Assessor::new(base, args.date);
    let mut count = Counting { totals: Totals::new(setting), progress: Progress::start() };
    thread::scope(|scope| {
        let mut crew = Crew::start(scope, &choice, &assessor, reading);
        for path in &args.sources {
            count.read(path, reading, &mut crew)?;
            if count.totals.interrompu {
                break;
            }
        }
        Ok::<_, Stop>(())
    })?;
    count.progress.end();
    Ok(count.totals)
}

struct Counting {
    totals: Totals,
    progress: Progress,
}

impl Counting {
    fn read(&mut self, path: &Path, reading: Reading<'_>, crew: &mut Crew) -> Result<(), Stop> {
        let name = path.display().to_string();
        let source = Arc::from(name.as_str());
        let mut take = |draft: Draft<'_>| {
            crew.take(&source, draft, &mut self.totals);
            self.progress.tick(self.totals.lus);
            if progress::is_interrupted() {
                self.totals.interrompu = true;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        let told = source::at(path, reading, &mut take)?;
        crew.finish(&mut self.totals);
        self.progress.end();
        if let Some(columns) = &told.columns {
            show_columns(&name, columns);
        }
        self.totals.stopped(&name, told.fault);
        Ok(())
    }
}

fn check(path: &Path) -> Result<(), Stop> {
    if path == Path::new("-") || path.is_dir() { Ok(()) } else { opened(path).map(drop) }
}

fn opened(path: &Path) -> Result<Box<dyn Read>, Stop> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(file)),
        Err(cause) => Err(Error::Unreadable { path: path.to_path_buf(), cause }.into()),
    }
}

fn said(path: Option<&Path>) -> Result<Said, Stop> {
    let Some(path) = path else { return Ok(Said::default()) };
    let text = read_text(path, MAX_COLUMNS)?;
    Said::read(&text).map_err(|why| refused(format!("{} : {why}", path.display())))
}

/// What each heading was taken for, on the error output: the answer stays the same whatever the source.
fn show_columns(name: &str, columns: &Columns) {
    let shown = columns.shown();
    let known =
        shown.iter().filter_map(|(key, heading)| Some(format!("{} ← « {heading} »", (*key)?)));
    say(&format!("{name} : {}", known.collect::<Vec<_>>().join(", ")));
    let passed = shown.iter().filter(|(key, heading)| key.is_none() && !heading.is_empty());
    let passed: Vec<String> = passed.map(|(_, heading)| format!("« {heading} »")).collect();
    if !passed.is_empty() {
        say(&format!("  colonnes laissées de côté : {}", passed.join(", ")));
    }
}
