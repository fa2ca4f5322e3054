//! What a folder of fiches leaves unseen: rules and conditions (`--couverture`), edits of rules (`--mutations`).

use std::io::Write;

use clausier::base::Base;
use clausier::mutation::mutations;
use clausier::output::line::{self, Line};
use clausier::output::trial;
use clausier::trial::Case;
use clausier::trial::exercise::exercise;
use clausier::trial::survivor::survey;

use super::Args;
use crate::cli::folder::Folder;
use crate::cli::{Format, Outcome, Stop, strong, write_json};

/// The fiches that read, and the examples of rules when they count.
pub fn cases<'b>(args: &Args, base: &'b Base, folder: &Folder) -> Vec<Case<'b>> {
    folder.complain();
    let fiches = folder.purchases().map(|purchase| {
        let date = args.date(purchase, base);
        Case::fiche(base, purchase.clone(), date)
    });
    let mut cases: Vec<Case<'b>> = fiches.collect();
    if args.exemples {
        cases.extend(Case::examples(base));
    }
    cases
}

/// The answer is "no" when a share is below the least one wanted, or when a fiche did not read.
pub fn coverage(
    args: &Args,
    base: &Base,
    folder: &Folder,
    out: &mut dyn Write,
) -> Result<Outcome, Stop> {
    let found = exercise(base, &cases(args, base, folder));
    match args.format {
        Format::Json => write_json(&found, out)?,
        Format::Texte | Format::Markdown => {
            page(&trial::exercise_lines(&found), args.format, out)?;
        }
    }
    let least = args.min.map_or(0, usize::from);
    let whole = folder.fiches.iter().all(|fiche| fiche.purchase.is_ok());
    Ok(if whole && found.totals.least_percent() >= least { Outcome::Done } else { Outcome::No })
}

/// The answer is "no" when an edit would go unnoticed.
pub fn mutants(
    args: &Args,
    base: &Base,
    folder: &Folder,
    out: &mut dyn Write,
) -> Result<Outcome, Stop> {
    let edits = mutations(base);
    let found = survey(base, &cases(args, base, folder), &edits);
    match args.format {
        Format::Json => write_json(&trial::enquete(base, &found), out)?,
        Format::Texte | Format::Markdown => {
            page(&trial::survey_lines(base, &found), args.format, out)?;
        }
    }
    Ok(if found.survivors.is_empty() { Outcome::Done } else { Outcome::No })
}

fn page(lines: &[Line], format: Format, out: &mut dyn Write) -> Result<(), Stop> {
    let page = if format == Format::Markdown {
        line::markdown(lines)
    } else {
        line::terminal(lines, strong())
    };
    out.write_all(page.as_bytes())?;
    Ok(())
}
