//! `clausier verifier`: every fault of a rule base.

use std::io::Write;

use clausier::lint;

use super::open::BaseOptions;
use super::{Outcome, Stop, show};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let found = lint::check(base);
    if !found.is_empty() {
        show(&found);
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
