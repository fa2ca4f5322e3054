//! `clausier verifier`: every fault of a rule base.

use std::collections::BTreeMap;
use std::io::Write;

use clausier::diagnostic::{Code, Diagnostic};
use clausier::lint;

use super::open::{BaseOptions, unknown};
use super::{Outcome, Stop, refused, show, show_all};

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
    #[command(flatten)]
    base: BaseOptions,
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
    let base = args.base.load()?;
    if let Some(text) = args.fichier.as_ref().filter(|text| !base.has_file(text)) {
        return Err(refused(format!("aucun fichier de la base ne porte `{text}` dans son nom")));
    }
    let mut found = lint::check(base);
    found.retain(|fault| is_wanted(args, fault));
    if !found.is_empty() {
        // Who asks for one code or one file wants all of it.
        if args.seulement.is_empty() && args.fichier.is_none() {
            show(&found);
        } else {
            show_all(&found);
        }
        count(&found, out)?;
        return Ok(Outcome::No);
    }
    writeln!(
        out,
        "{} clauses, {} règles, {} références : aucune faute",
        base.clauses.len(),
        base.rules.len(),
        base.legal.len()
    )?;
    Ok(Outcome::Done)
}

fn is_wanted(args: &Args, fault: &Diagnostic) -> bool {
    let by_code =
        args.seulement.is_empty() || args.seulement.iter().any(|code| code == fault.code.id());
    let by_file = args.fichier.as_ref().is_none_or(|text| fault.source.name.contains(text));
    by_code && by_file
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
