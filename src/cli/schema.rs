//! `clausier schema`: the JSON Schemas of what other programs read.

use std::io::Write;

use clausier::output::json;

use super::{Outcome, Stop};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        value_name = "QUOI",
        hide_possible_values = true,
        help = "recommandation : ce que `clausier recommander --format json` écrit"
    )]
    quoi: What,
}

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    Recommandation,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let schema = match args.quoi {
        What::Recommandation => json::schema(),
    };
    super::write_json(&schema, out)?;
    Ok(Outcome::Done)
}
