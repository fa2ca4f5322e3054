//! `clausier verifier`: every fault of a rule base, for a person, a program or a forge.

use std::collections::BTreeMap;
use std::io::Write;

use clausier::base::Base;
use clausier::diagnostic::json::Fault;
use clausier::diagnostic::{Code, Diagnostic, sarif};
use clausier::lint;

use super::open::{BaseOptions, unknown};
use super::{Outcome, Stop, refused, say, show, show_all, write_json};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        long,
        value_name = "CODE",
        help = "Ne montre que ces fautes (clause-incomplete, verbe-vague…) ; peut se répéter"
    )]
    seulement: Vec<String>,
    #[arg(
        long,
        value_name = "TEXTE",
        help = "Ne montre que les fautes des fichiers dont le chemin contient ce texte"
    )]
    fichier: Option<String>,
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "texte (par défaut), json ou sarif (SARIF 2.1.0, que lisent les forges et les éditeurs)"
    )]
    format: Format,
    #[command(flatten)]
    base: BaseOptions,
}

/// How faults are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Texte,
    Json,
    Sarif,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    for code in &args.seulement {
        if Code::from_id(code).is_none() {
            return Err(unknown(
                "code de diagnostic",
                code,
                Code::ALL.iter().map(|code| code.id()),
            ));
        }
    }
    let (base, mut found) = args.base.read()?;
    if let Some(base) = &base {
        if let Some(text) = args.fichier.as_ref().filter(|text| !base.has_file(text)) {
            return Err(refused(format!(
                "aucun fichier de la base ne porte `{text}` dans son nom"
            )));
        }
        found.extend(lint::check(base));
        found.retain(|fault| is_wanted(args, fault));
    }
    lint::sort(&mut found);
    match args.format {
        Format::Texte => tell(args, base.as_ref(), &found, out)?,
        Format::Json => write_json(&found.iter().map(Fault::of).collect::<Vec<_>>(), out)?,
        Format::Sarif => write_json(&sarif::log(&found), out)?,
    }
    Ok(if found.is_empty() { Outcome::Done } else { Outcome::No })
}

fn is_wanted(args: &Args, fault: &Diagnostic) -> bool {
    let by_code =
        args.seulement.is_empty() || args.seulement.iter().any(|code| code == fault.code.id());
    let by_file = args.fichier.as_ref().is_none_or(|text| fault.source.is_called(text));
    by_code && by_file
}

/// The faults, then how many of each code; what was checked when there is none.
fn tell(
    args: &Args,
    base: Option<&Base>,
    found: &[Diagnostic],
    out: &mut dyn Write,
) -> Result<(), Stop> {
    if let Some(base) = base.filter(|_| found.is_empty()) {
        let (clauses, rules, legal) = (base.clauses.len(), base.rules.len(), base.legal.len());
        writeln!(out, "{clauses} clauses, {rules} règles, {legal} références : aucune faute")?;
        return Ok(());
    }
    // Who asks for one code or one file wants all of it.
    if args.seulement.is_empty() && args.fichier.is_none() {
        show(found);
    } else {
        show_all(found);
    }
    if base.is_none() {
        say(
            "la base ne se charge pas : corriger ces fautes, puis relancer pour les vérifications qui suivent",
        );
    }
    count(found, out)
}

/// How many of each code.
fn count(found: &[Diagnostic], out: &mut dyn Write) -> Result<(), Stop> {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for fault in found {
        *by_code.entry(fault.code.id()).or_default() += 1;
    }
    for (code, n) in by_code {
        writeln!(out, "{n:>5}  {code}")?;
    }
    Ok(())
}
