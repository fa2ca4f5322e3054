//! `exporter`: what one consultation has its buyer publish, from its fiche or from the lock of its dossier.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use clausier::base::Base;
use clausier::base::source::read_text;
use clausier::dossier::{LOCK_NAME, Lock};
use clausier::engine::answer::answer;
use clausier::export::{Remarks, decp, eforms, for_lots};
use clausier::purchase::Purchase;
use clausier::purchase::save::{check_writable, replace};

use super::open::{BaseOptions, FicheOptions};
use super::rediger::{MAX_LOCK, locked_purchase};
use super::{Outcome, Stop, refused, say, write_json};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    Decp,
    Eforms,
}

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Seul ce qui est décidé est déclaré : les clauses retenues (`clausier decider FICHE CLAUSE --retenir`) et celles que la loi impose mot pour mot. Le reste est dit à part : `a_decider`, `a_completer`, `a_verifier`. Rien ne se publie tel quel."
)]
pub struct Args {
    #[arg(
        value_name = "FICHE",
        help = "La fiche d’achat, ou le dossier que `rediger` a écrit (son `dossier.toml`)"
    )]
    fiche: PathBuf,
    #[arg(
        long,
        value_name = "FORMAT",
        hide_possible_values = true,
        help = "decp (données essentielles, un marché par lot) ou eforms (champs de l’achat stratégique, par lot)"
    )]
    format: FormatArg,
    #[arg(long, value_name = "FICHIER", help = "Le fichier JSON à écrire, au lieu de l’écran")]
    sortie: Option<PathBuf>,
    #[command(flatten)]
    how: FicheOptions,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    if let Some(path) = &args.sortie {
        check_writable(path)?;
    }
    let base = args.base.load()?;
    let (purchase, date) = purchase(args, base)?;
    let answer = answer(base, &purchase, date);
    let mut bytes = Vec::new();
    let remarks = match args.format {
        FormatArg::Decp => {
            let export = decp::export(&answer, &purchase);
            write_json(&export, &mut bytes)?;
            export.remarks
        }
        FormatArg::Eforms => {
            let export = eforms::export(&answer, &purchase)?;
            write_json(&export, &mut bytes)?;
            export.remarks
        }
    };
    match &args.sortie {
        Some(path) => replace(path, &bytes)?,
        None => out.write_all(&bytes)?,
    }
    out.flush()?;
    tell(&remarks);
    Ok(Outcome::Done)
}

/// The purchase and its day: of a fiche, or of the lock of a dossier.
fn purchase(args: &Args, base: &Base) -> Result<(Purchase, Date), Stop> {
    let Some(path) = lock(&args.fiche) else {
        let (purchase, _) = args.how.read(&args.fiche, base)?;
        let date = args.how.date(&purchase);
        return Ok((purchase, date));
    };
    let lock = Lock::read(&read_text(&path, MAX_LOCK)?)?;
    let (mut purchase, _) = locked_purchase(&lock, base)?;
    args.how.apply(&mut purchase, base)?;
    let Some(date) = args.how.asked().or_else(|| lock.launch()) else {
        return Err(refused("le verrou ne porte pas de date lisible"));
    };
    Ok((purchase, date))
}

fn lock(path: &Path) -> Option<PathBuf> {
    if path.is_dir() {
        return Some(path.join(LOCK_NAME));
    }
    path.file_name().is_some_and(|name| name == LOCK_NAME).then(|| path.to_path_buf())
}

/// What remains to be done, on the error output: the JSON says it too.
fn tell(remarks: &Remarks) {
    if !remarks.a_decider.is_empty() {
        say("Non déclaré, faute de décision (`clausier decider FICHE CLAUSE --retenir`) :");
        for one in &remarks.a_decider {
            say(&format!("  {}{} : {}", for_lots(&one.lots), one.clause, one.titre));
        }
    }
    for (heading, remarks) in
        [("À compléter :", &remarks.a_completer), ("À vérifier :", &remarks.a_verifier)]
    {
        if remarks.is_empty() {
            continue;
        }
        say(heading);
        for one in remarks {
            let value = one.valeur.as_ref().map(|value| format!(" « {value} »"));
            let (field, lots) = (&one.champ, for_lots(&one.lots));
            say(&format!("  {lots}{field}{} : {}", value.unwrap_or_default(), one.pourquoi));
        }
    }
}
