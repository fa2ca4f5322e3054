//! `clausier cpv`: codes by the words of their labels.

use std::io::Write;

use clausier::cpv::{self, Hit};

use super::open::BaseOptions;
use super::{Outcome, Stop};

/// Past this width, the family of a code is no longer aligned with the others.
const WIDEST: usize = 60;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        required = true,
        value_name = "MOTS",
        help = "Mots de l’objet, ou premiers chiffres du code"
    )]
    mots: Vec<String>,
    #[arg(
        long,
        value_name = "N",
        default_value = "15",
        hide_default_value = true,
        value_parser = super::open::read_count,
        help = "Combien de codes montrer au plus (15 si rien n’est dit)"
    )]
    nombre: u32,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let words = args.mots.join(" ");
    let hits = cpv::search(&words, usize::try_from(args.nombre).unwrap_or(usize::MAX));
    if hits.is_empty() {
        writeln!(out, "aucun code CPV ne contient « {} »", words.trim())?;
        writeln!(
            out,
            "Essayer un mot plus général, au singulier, ou la chose achetée : `clausier cpv mobilier`."
        )?;
        return Ok(Outcome::No);
    }
    let width = hits.iter().map(length).max().unwrap_or(0).min(WIDEST);
    for hit in &hits {
        let code = hit.entry.code;
        let family = base.categories.of_cpv(code).map_or("", |family| family.title.as_str());
        let line = format!("{}  {:width$}  {family}", code.with_check_digit(), hit.entry.label);
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(Outcome::Done)
}

fn length(hit: &Hit) -> usize {
    hit.entry.label.chars().count()
}
