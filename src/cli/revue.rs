//! `clausier revue`: cards by age, what changed since each was signed, and a signature.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use jiff::civil::Date;

use clausier::base::Base;
use clausier::base::clause::Clause;
use clausier::base::review::{Review, Signature, Status, changed_since, sign};
use clausier::base::source::read_text;
use clausier::fact::french_date;
use clausier::purchase::save;
use clausier::text::is_hidden;
use clausier::{error::Error, lint};

use super::open::{BaseOptions, read_date, today, unknown};
use super::{Outcome, Stop, refused, show_all};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    action: Option<Action>,
    #[arg(
        long,
        value_name = "STATUT",
        hide_possible_values = true,
        help = "Ne montre que ces cartes : brouillon, relue, perimee (signée, puis changée) ou abrogee"
    )]
    statut: Option<Wanted>,
    #[command(flatten)]
    base: BaseOptions,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    #[command(about = "Signe une carte telle qu’elle est aujourd’hui, dans le registre de la base")]
    Signer(SignArgs),
}

#[derive(Debug, clap::Args)]
struct SignArgs {
    #[arg(value_name = "CLAUSE", help = "L’identifiant de la clause relue")]
    clause: String,
    #[arg(long, value_name = "NOM", help = "Qui a relu la carte")]
    par: String,
    #[arg(long, value_name = "TEXTE", help = "Ce qui a été relu, et pourquoi la carte est bonne")]
    motif: String,
    #[arg(
        long,
        value_name = "AAAA-MM-JJ",
        value_parser = read_date,
        help = "Le jour de la relecture (à défaut : aujourd’hui)"
    )]
    le: Option<Date>,
    #[command(flatten)]
    base: BaseOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Wanted {
    Brouillon,
    Relue,
    Perimee,
    Abrogee,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    match &args.action {
        Some(Action::Signer(args)) => signer(args, out),
        None => list(args, out),
    }
}

// ── The list ──

fn list(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let mut cards: Vec<(&Clause, Status<&Review>)> = base
        .clauses
        .values()
        .map(|clause| (clause, Review::status(base, clause)))
        .filter(|(_, status)| args.statut.is_none_or(|wanted| wanted == kind(status)))
        .collect();
    // The oldest control first; on one day, by id.
    cards.sort_by_key(|(clause, _)| clause.checked_on);
    let mut page = String::new();
    for wanted in [Wanted::Perimee, Wanted::Brouillon, Wanted::Relue, Wanted::Abrogee] {
        let of_kind: Vec<_> = cards.iter().filter(|(_, status)| kind(status) == wanted).collect();
        if of_kind.is_empty() {
            continue;
        }
        let _ = writeln!(page, "{} : {}", title(wanted), of_kind.len());
        for (clause, status) in of_kind {
            let date = french_date(clause.checked_on);
            let _ = writeln!(page, "  contrôlée le {date}  {}", clause.id);
            if let Some(line) = said(status) {
                let _ = writeln!(page, "      {line}");
            }
        }
    }
    out.write_all(page.as_bytes())?;
    Ok(if cards.is_empty() { Outcome::No } else { Outcome::Done })
}

const fn kind<R>(status: &Status<R>) -> Wanted {
    match status {
        Status::Draft => Wanted::Brouillon,
        Status::Read(_) => Wanted::Relue,
        Status::Stale(..) => Wanted::Perimee,
        Status::Withdrawn => Wanted::Abrogee,
    }
}

const fn title(kind: Wanted) -> &'static str {
    match kind {
        Wanted::Brouillon => "Brouillons, jamais signés",
        Wanted::Relue => "Relues",
        Wanted::Perimee => "Signées puis changées : de nouveau des brouillons",
        Wanted::Abrogee => "Abrogées",
    }
}

fn said(status: &Status<&Review>) -> Option<String> {
    match status {
        Status::Read(review) => Some(format!(
            "signée le {} par {} : {}",
            french_date(review.on),
            review.by,
            review.reason
        )),
        Status::Stale(review, parts) => Some(changed_since(review, parts)),
        Status::Draft | Status::Withdrawn => None,
    }
}

// ── A signature ──

fn signer(args: &SignArgs, out: &mut dyn Write) -> Result<Outcome, Stop> {
    for (option, text) in [("--par", &args.par), ("--motif", &args.motif)] {
        if text.trim().is_empty() {
            return Err(refused(format!(
                "`{option}` est vide : une signature dit qui et pourquoi"
            )));
        }
        if text.chars().any(|c| is_hidden(c) || c == '\n' || c == '\r') {
            return Err(refused(format!(
                "`{option}` contient un caractère invisible ou une fin de ligne : le retaper sur une ligne"
            )));
        }
    }
    let Some(path) = args.base.register() else {
        return Err(refused(
            "la base du programme ne se signe pas : donner un dossier par `--base`, ou celui d’une politique par `--avec`",
        ));
    };
    let base = args.base.load()?;
    let Some(clause) = base.clauses.get(&args.clause) else {
        return Err(unknown("clause", &args.clause, base.clauses.keys().map(String::as_str)));
    };
    if clause.status == "abrogee" {
        return Err(refused(format!(
            "la clause `{}` est abrogée : elle ne se signe plus",
            clause.id
        )));
    }
    // The base reads no link, and the checks take seconds: what could not be written is said first.
    save::check_writable(&path)?;
    refuse_faulty(base, clause)?;
    let signature = Signature {
        by: args.par.trim(),
        on: args.le.unwrap_or_else(today),
        reason: args.motif.trim(),
    };
    write(&path, base, clause, &signature)?;
    writeln!(
        out,
        "« {} » est signée par {}, le {}, dans {}.",
        clause.title,
        signature.by,
        french_date(signature.on),
        path.display()
    )?;
    Ok(Outcome::Done)
}

/// A card with faults is not signed: they are shown.
fn refuse_faulty(base: &Base, clause: &Clause) -> Result<(), Stop> {
    let faults = lint::of_card(base, clause);
    let what = match faults.len() {
        0 => return Ok(()),
        1 => "une faute".to_owned(),
        n => format!("{n} fautes"),
    };
    show_all(&faults);
    Err(refused(format!("la carte `{}` a {what} : les corriger avant de signer", clause.id)))
}

/// The largest file that a base reads.
const MAX_REGISTER: u64 = 4 * 1024 * 1024;

fn write(
    path: &Path,
    base: &Base,
    clause: &Clause,
    signature: &Signature<'_>,
) -> Result<(), Error> {
    if !path.exists() {
        return save::create(path, &sign("", base, clause, signature)?);
    }
    let before = read_text(path, MAX_REGISTER)?;
    save::save(path, before.as_bytes(), &sign(&before, base, clause, signature)?)
}
