//! `clausier couverture`: what the base covers of a policy, of the law and of purchases.

use std::io::Write;

use clausier::coverage;
use clausier::output::{coverage as page, line};

use super::open::{BaseOptions, unknown};
use super::{Format, Outcome, Stop};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "ID", help = "Une seule politique d’achat, au lieu de toutes")]
    politique: Option<String>,
    #[arg(
        long,
        help = "Seulement le droit : chaque référence, ce qui s’appuie sur elle ou la raison"
    )]
    droit: bool,
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "texte (si rien n’est dit), markdown, ou json pour un autre programme"
    )]
    format: Format,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    if let Some(id) = args.politique.as_ref().filter(|id| !base.policies.contains_key(*id)) {
        return Err(unknown("politique", id, base.policies.keys().map(String::as_str)));
    }
    let coverage = coverage::of(base, args.politique.as_deref());
    let lines = if args.droit { page::law_lines(&coverage) } else { page::lines(&coverage) };
    match (args.format, args.droit) {
        (Format::Texte, _) => {
            out.write_all(line::terminal(&lines, super::strong()).as_bytes())?;
        }
        (Format::Markdown, _) => out.write_all(line::markdown(&lines).as_bytes())?,
        (Format::Json, true) => super::write_json(&coverage.law, out)?,
        (Format::Json, false) => super::write_json(&coverage, out)?,
    }
    Ok(Outcome::Done)
}
