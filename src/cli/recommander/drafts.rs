//! `recommander DOSSIER`: what the next change of law alters in the drafts of a folder, were they launched that day.

use std::io::Write;
use std::path::Path;

use jiff::civil::Date;
use serde::Serialize;

use clausier::base::Base;
use clausier::effect::Effect;
use clausier::engine::answer::answer;
use clausier::fact::french_date;
use clausier::output::effect::sentences;
use clausier::output::line::{self, Line, Span};
use clausier::purchase::Purchase;

use super::Args;
use crate::cli::folder::Folder;
use crate::cli::open::today;
use crate::cli::{Format, Outcome, Stop, refused, strong, write_json};

/// What a change of law makes to the fiches of a folder.
#[derive(Debug, Serialize)]
struct Drafts {
    date: String,
    fiches: Vec<Draft>,
    /// Launched that day or later: they are already read with that law.
    deja_posterieures: Vec<String>,
    illisibles: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Draft {
    fiche: String,
    objet: String,
    date_avant: String,
    changements: Vec<String>,
}

pub fn run(args: &Args, base: &Base, root: &Path, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let today = today();
    let Some(day) = args.how.asked().or_else(|| base.next_change(today)) else {
        return Err(refused(
            "aucun changement daté n’est connu après aujourd’hui : donner un jour par `--date`",
        ));
    };
    let folder = Folder::read(root, base)?;
    if folder.fiches.is_empty() {
        return Err(refused(format!("{} ne contient aucune fiche (*.toml)", root.display())));
    }
    folder.complain();
    let drafts = read(args, base, folder, today, day)?;
    match args.format {
        Format::Texte => {
            out.write_all(line::terminal(&lines(&drafts, day), strong()).as_bytes())?;
        }
        Format::Markdown => out.write_all(line::markdown(&lines(&drafts, day)).as_bytes())?,
        Format::Json => write_json(&drafts, out)?,
    }
    Ok(if drafts.illisibles.is_empty() { Outcome::Done } else { Outcome::No })
}

fn read(args: &Args, base: &Base, folder: Folder, today: Date, day: Date) -> Result<Drafts, Stop> {
    let mut drafts = Drafts {
        date: day.to_string(),
        fiches: Vec::new(),
        deja_posterieures: Vec::new(),
        illisibles: Vec::new(),
    };
    for fiche in folder.fiches {
        let Ok(mut purchase) = fiche.purchase else {
            drafts.illisibles.push(fiche.name);
            continue;
        };
        args.how.apply(&mut purchase, base)?;
        let own = purchase.launch.unwrap_or(today);
        if own >= day {
            drafts.deja_posterieures.push(fiche.name);
        } else {
            drafts.fiches.push(draft(base, fiche.name, &purchase, own, day));
        }
    }
    Ok(drafts)
}

fn draft(base: &Base, fiche: String, purchase: &Purchase, own: Date, day: Date) -> Draft {
    let (before, after) = (answer(base, purchase, own), answer(base, purchase, day));
    Draft {
        fiche,
        objet: purchase.object.clone(),
        date_avant: own.to_string(),
        changements: sentences(&Effect::between(&before, &after)),
    }
}

fn lines(drafts: &Drafts, day: Date) -> Vec<Line> {
    let day = french_date(day);
    let (changed, same): (Vec<&Draft>, Vec<&Draft>) =
        drafts.fiches.iter().partition(|draft| !draft.changements.is_empty());
    let mut out = vec![
        Line::title(&format!("Ce qui change pour une consultation lancée le {day}")),
        Line::text(&format!(
            "fiches qui changent : {} ; qui ne changent pas : {} ; dont le lancement est déjà prévu ce jour-là ou après : {}",
            changed.len(),
            same.len(),
            drafts.deja_posterieures.len()
        )),
    ];
    for draft in changed {
        out.push(Line::heading(&format!("{} · {}", draft.fiche, draft.objet)));
        let each = draft.changements.iter();
        out.extend(each.map(|change| Line::item(vec![Span::plain(change)])));
    }
    out
}
