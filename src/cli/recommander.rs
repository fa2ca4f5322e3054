//! `clausier recommander`: what a fiche calls for, short first.

mod drafts;

use std::io::Write;
use std::path::PathBuf;

use clausier::engine::answer::answer;
use clausier::output::screen::{self, Screen};
use clausier::output::{json, line};

use super::open::{BaseOptions, FicheOptions};
use super::{Format, Outcome, Stop};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        value_name = "FICHE",
        help = "La fiche d’achat ; ou un dossier de fiches : ce que le prochain changement du droit, ou celui du jour de `--date`, y change"
    )]
    fiche: PathBuf,
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "texte (si rien n’est dit), markdown, ou json pour un autre programme (voir `clausier schema recommandation`)"
    )]
    format: Format,
    #[arg(long, help = "Montre tout : chaque clause, ses références, ses points")]
    details: bool,
    #[command(flatten)]
    how: FicheOptions,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    if args.fiche.is_dir() {
        return drafts::run(args, base, &args.fiche, out);
    }
    let (purchase, _) = args.how.read(&args.fiche, base)?;
    let answer = answer(base, &purchase, args.how.date(&purchase));
    let name = args.fiche.display().to_string();
    let screen =
        Screen { answer: &answer, purchase: &purchase, fiche: &name, details: args.details };
    match args.format {
        Format::Texte => {
            out.write_all(line::terminal(&screen::lines(screen), super::strong()).as_bytes())?;
        }
        Format::Markdown => out.write_all(line::markdown(&screen::lines(screen)).as_bytes())?,
        Format::Json => {
            super::write_json(&json::reponse(&answer, &purchase, Some(&name)), out)?;
        }
    }
    Ok(Outcome::Done)
}
