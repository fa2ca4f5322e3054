//! `clausier schema`: the JSON Schemas of what people write, and of what other programs read.

use std::io::Write;

use clausier::output::json;
use clausier::portfolio::{report, totals};
use clausier::schema::{self, Kind};

use super::open::BaseOptions;
use super::{Outcome, Stop};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        value_name = "QUOI",
        hide_possible_values = true,
        help = "regle, clause (son en-tête), fiche, faits ou politique : ce qui s’écrit en TOML ; recommandation : ce que `clausier recommander --format json` écrit ; portefeuille : ce que `clausier portefeuille --format json` écrit ; totaux : ce que sa `--sortie` en .json écrit"
    )]
    quoi: What,
    #[command(flatten)]
    base: BaseOptions,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Regle,
    Clause,
    Fiche,
    Faits,
    Politique,
    Recommandation,
    Portefeuille,
    Totaux,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let kind = match args.quoi {
        What::Recommandation => {
            super::write_json(&json::schema(), out)?;
            return Ok(Outcome::Done);
        }
        What::Portefeuille => {
            super::write_json(&report::schema(), out)?;
            return Ok(Outcome::Done);
        }
        What::Totaux => {
            super::write_json(&totals::schema(), out)?;
            return Ok(Outcome::Done);
        }
        What::Regle => Kind::Rule,
        What::Clause => Kind::Clause,
        What::Fiche => Kind::Fiche,
        What::Faits => Kind::Facts,
        What::Politique => Kind::Policy,
    };
    super::write_json(&schema::of(kind, args.base.load()?), out)?;
    Ok(Outcome::Done)
}
