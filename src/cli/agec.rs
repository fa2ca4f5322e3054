//! `agec`: the annual declaration of reused and recycled goods, from purchases and from what was entered.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clausier::agec::counted::Counted;
use clausier::agec::declared::Declaration;
use clausier::agec::entered::Entered;
use clausier::agec::{YEARS, bounds};
use clausier::base::Base;
use clausier::base::source::{Source, read_text};
use clausier::output::{agec as page, line};
use clausier::portfolio::columns::Said;
use clausier::portfolio::draft::Draft;
use clausier::portfolio::source::{Reading, at};
use clausier::purchase::save::{check_writable, replace};

use super::open::{BaseOptions, today};
use super::{Outcome, Stop, refused, say, show, strong};

/// The largest file of entries.
const MAX_ENTERED: u64 = 1024 * 1024;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Les achats disent quelles catégories ont été achetées ; la dépense de l’année, le réemploi, les dons et le recyclé se saisissent (`--saisies`, voir docs/exports.md). Rien d’inconnu ne s’écrit à zéro.\nCode de sortie : 0 la déclaration est entière ; 1 il reste à saisir, ou une source s’arrête avant sa fin ; 2 la commande n’a pas pu s’exécuter."
)]
pub struct Args {
    #[arg(
        value_name = "SOURCE",
        required = true,
        help = "Les achats, comme pour `portefeuille` : données essentielles, programme, fiches ; `-` pour l’entrée standard"
    )]
    sources: Vec<PathBuf>,
    #[arg(long, value_name = "AAAA", value_parser = read_year, help = "L’année déclarée")]
    annee: i16,
    #[arg(
        long,
        value_name = "FICHIER",
        help = "Ce que les achats ne disent pas : l’acheteur, les montants par catégorie (TOML)"
    )]
    saisies: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FICHIER",
        help = "La déclaration à écrire, en CSV au schéma national ; rien ne s’écrit tant qu’il reste à saisir"
    )]
    sortie: Option<PathBuf>,
    #[arg(
        long,
        requires = "sortie",
        help = "Écrit les catégories complètes, même s’il reste à saisir pour d’autres"
    )]
    partielle: bool,
    #[command(flatten)]
    base: BaseOptions,
}

fn read_year(text: &str) -> Result<i16, String> {
    let year = text.parse().ok().filter(|year| YEARS.contains(year));
    year.ok_or_else(|| format!("une année à partir de {} est attendue", YEARS.start()))
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    if let Some(path) = &args.sortie {
        check_writable(path)?;
    }
    let base = args.base.load()?;
    let entered = args.saisies.as_deref().map(|path| entered(path, base)).transpose()?;
    let entered = entered.unwrap_or_default();
    if entered.year.is_some_and(|year| i64::from(year) != i64::from(args.annee)) {
        return Err(refused(format!("les saisies ne sont pas celles de {}", args.annee)));
    }
    let Some(year) = bounds(args.annee) else { return Err(refused("cette année n’existe pas")) };
    let mut counted = Counted::new(&base.declared, year, entered.siret.as_deref());
    let mut whole = true;
    for path in &args.sources {
        whole &= read(path, base, &mut counted)?;
    }
    if entered.siret.is_none() && counted.buyers.len() > 1 {
        return Err(refused(format!(
            "les achats sont de {} acheteurs : dire lequel déclare dans les saisies, par `[acheteur]` et `siret`",
            counted.buyers.len()
        )));
    }
    let declaration = Declaration::new(base, args.annee, &counted, &entered);
    let lines = page::lines(&declaration, &counted);
    out.write_all(line::terminal(&lines, strong()).as_bytes())?;
    let complete = declaration.is_complete();
    if let Some(path) = &args.sortie {
        write(args, path, &declaration, out)?;
    }
    Ok(if complete && whole { Outcome::Done } else { Outcome::No })
}

/// Reads a source; whether to its end.
fn read(path: &Path, base: &Base, counted: &mut Counted<'_>) -> Result<bool, Stop> {
    let said = Said::default();
    let reading = Reading { base, today: today(), said: &said, needs_buyer: true, is_part: false };
    let told = at(path, reading, &mut |draft: Draft<'_>| {
        match draft.read(reading).what {
            Ok(contract) => counted.add(&contract),
            Err(_) => counted.refuse(),
        }
        ControlFlow::Continue(())
    })?;
    if let Some(why) = &told.fault {
        say(&format!("{} : {why}", path.display()));
    }
    Ok(told.fault.is_none())
}

fn entered(path: &Path, base: &Base) -> Result<Entered, Stop> {
    let name = path.display().to_string();
    let source = Source::new(name.clone(), read_text(path, MAX_ENTERED)?);
    let (entered, faults) = Entered::read(&source, &base.declared);
    if faults.is_empty() {
        return Ok(entered);
    }
    show(&faults);
    Err(refused(format!("les saisies ne se lisent pas ({name}) : rien n’est écrit")))
}

fn write(
    args: &Args,
    path: &Path,
    declaration: &Declaration<'_>,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let n = declaration.lines.iter().filter(|line| line.lacks.is_empty()).count();
    if n == 0 || !(args.partielle || declaration.is_complete()) {
        writeln!(out, "\nRien n’est écrit dans {} : il reste à saisir.", path.display())?;
        return Ok(());
    }
    let bytes = declaration.csv().map_err(|why| {
        refused(format!("la déclaration ne suit pas le schéma national, rien n’est écrit : {why}"))
    })?;
    replace(path, &bytes)?;
    let lines = if n > 1 { "catégories écrites" } else { "catégorie écrite" };
    writeln!(out, "\n{n} {lines} dans {}.", path.display())?;
    Ok(())
}
