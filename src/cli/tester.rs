//! `clausier tester`: a folder of fiches and the results accepted for them; what differs, and what the folder does not show.

mod accept;
mod generate;
mod unseen;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use clausier::base::Base;
use clausier::engine::answer::answer;
use clausier::error::Error;
use clausier::output::brief;
use clausier::output::difference::{self, Look};
use clausier::purchase::Purchase;
use clausier::text::is_hidden;

use super::folder::{Fiche, Folder};
use super::open::{BaseOptions, apply_policy};
use super::{Format, Outcome, Stop, refused, say};

#[allow(clippy::struct_excessive_bools, reason = "one a flag of the command line")]
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        value_name = "DOSSIER",
        default_value = ".",
        hide_default_value = true,
        help = "Le dossier des fiches, sous-dossiers compris (si rien n’est dit : celui où l’on est)"
    )]
    dossier: PathBuf,
    #[arg(
        long,
        value_name = "NOM",
        num_args = 0..=1,
        default_missing_value = accept::ALL,
        conflicts_with_all = ["date", "politique"],
        help = "Accepte le résultat de cette fiche, ou de toutes si aucune n’est nommée ; peut se répéter"
    )]
    accepter: Vec<String>,
    #[arg(
        long,
        requires = "accepter",
        help = "Montre chaque différence et demande s’il faut l’accepter : o, n ou q"
    )]
    une_a_une: bool,
    #[arg(
        long,
        conflicts_with_all = ["accepter", "mutations"],
        help = "Dit quelles règles aucune fiche ne déclenche, et quelles conditions n’ont jamais été vues vraies, fausses ou décisives"
    )]
    couverture: bool,
    #[arg(
        long,
        value_name = "POURCENT",
        requires = "couverture",
        value_parser = super::open::read_percent,
        help = "Répond non si l’une des parts de la couverture est au-dessous"
    )]
    min: Option<u8>,
    #[arg(
        long,
        conflicts_with = "accepter",
        help = "Dit quelles modifications d’une règle (borne, condition, date, niveau…) aucune fiche ne verrait"
    )]
    mutations: bool,
    #[arg(
        long,
        conflicts_with_all = ["accepter", "couverture", "mutations"],
        help = "Écrit les fiches qui manquent aux bornes des règles : un centime dessous, la veille, un code voisin, un lot de plus"
    )]
    generer: bool,
    #[arg(
        long,
        value_name = "DOSSIER",
        requires = "generer",
        help = "Où écrire les fiches proposées (si rien n’est dit : `proposees`, dans le dossier des fiches)"
    )]
    sortie: Option<PathBuf>,
    #[arg(
        long,
        value_name = "NOMBRE",
        requires = "generer",
        default_value = "50",
        hide_default_value = true,
        value_parser = super::open::read_count,
        help = "Combien de fiches proposer au plus (si rien n’est dit : 50)"
    )]
    limite: u32,
    #[arg(
        long,
        help = "Avec `--couverture`, `--mutations` ou `--generer` : compte aussi les exemples écrits dans les règles"
    )]
    exemples: bool,
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "Pour `--couverture` et `--mutations` : texte (si rien n’est dit), markdown, ou json, qui donne toutes les listes"
    )]
    format: Format,
    #[arg(
        long,
        value_name = "ID",
        help = "La politique d’achat à appliquer, au lieu de celle des fiches"
    )]
    politique: Option<String>,
    #[arg(
        long,
        value_name = "AAAA-MM-JJ",
        value_parser = super::open::read_date,
        help = "Le jour dont les règles s’appliquent, au lieu de la date de lancement de chaque fiche (à défaut : l’état du droit de la base)"
    )]
    date: Option<Date>,
    #[command(flatten)]
    base: BaseOptions,
}

impl Args {
    /// The day a fiche is read on: never today, so that a result accepted once stays so.
    fn date(&self, purchase: &Purchase, base: &Base) -> Date {
        self.date.or(purchase.launch).unwrap_or(base.as_of)
    }
}

/// An option that would do nothing is a mistake.
fn check_options(args: &Args) -> Result<(), Stop> {
    let seen = args.couverture || args.mutations;
    if args.format != Format::Texte && !seen {
        return Err(refused("`--format` va avec `--couverture` ou `--mutations`"));
    }
    if args.exemples && !seen && !args.generer {
        return Err(refused("`--exemples` va avec `--couverture`, `--mutations` ou `--generer`"));
    }
    Ok(())
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    check_options(args)?;
    let base = args.base.load()?;
    let mut folder = Folder::read(&args.dossier, base)?;
    for fiche in &mut folder.fiches {
        if let Ok(purchase) = &mut fiche.purchase {
            apply_policy(args.politique.as_deref(), purchase, base)?;
        }
    }
    if args.couverture {
        return unseen::coverage(args, base, &folder, out);
    }
    if args.mutations {
        return unseen::mutants(args, base, &folder, out);
    }
    if args.generer {
        return generate::run(args, base, &folder, out);
    }
    let tried = try_all(args, base, &folder);
    if args.accepter.is_empty() {
        return report(args, &folder, &tried, out);
    }
    accept::run(&args.accepter, args.une_a_une, &folder, &tried, out)
}

/// A fiche against its accepted result.
struct Tried<'a> {
    fiche: &'a Fiche,
    state: State,
}

enum State {
    Same,
    Different {
        /// As it is on the disk: a damaged one is no text.
        accepted: Vec<u8>,
        found: String,
    },
    /// No result was accepted yet.
    Missing {
        found: String,
    },
    Unreadable,
    /// The result accepted cannot be read.
    Lost(Error),
}

impl State {
    /// The result to accept, and the one it would replace.
    fn pending(&self) -> Option<(Option<&[u8]>, &str)> {
        match self {
            Self::Different { accepted, found } => Some((Some(accepted), found)),
            Self::Missing { found } => Some((None, found)),
            Self::Same | Self::Unreadable | Self::Lost(_) => None,
        }
    }
}

fn try_all<'a>(args: &Args, base: &Base, folder: &'a Folder) -> Vec<Tried<'a>> {
    let tried = folder.fiches.iter().map(|fiche| {
        let state = match (&fiche.purchase, fiche.accepted()) {
            (Err(_), _) => State::Unreadable,
            (Ok(_), Err(error)) => State::Lost(error),
            (Ok(purchase), Ok(accepted)) => compare(found(args, base, purchase), accepted),
        };
        Tried { fiche, state }
    });
    tried.collect()
}

fn found(args: &Args, base: &Base, purchase: &Purchase) -> String {
    let date = args.date(purchase, base);
    brief::page(&answer(base, purchase, date), purchase)
}

/// Line ends of Windows, and its mark before the first, are no difference.
fn compare(found: String, accepted: Option<Vec<u8>>) -> State {
    let Some(accepted) = accepted else { return State::Missing { found } };
    let same = str::from_utf8(&accepted)
        .is_ok_and(|text| text.trim_start_matches('\u{feff}').replace("\r\n", "\n") == found);
    if same { State::Same } else { State::Different { accepted, found } }
}

/// A result as a screen may show it; nothing when it is no text.
fn shown(accepted: &[u8]) -> Option<String> {
    let text = str::from_utf8(accepted).ok()?.replace("\r\n", "\n");
    Some(text.replace(is_hidden, "\u{fffd}"))
}

/// Says what differs; everything is in order only when every fiche has the result accepted for it.
fn report(
    args: &Args,
    folder: &Folder,
    tried: &[Tried<'_>],
    out: &mut dyn Write,
) -> Result<Outcome, Stop> {
    for one in tried {
        tell(one, out)?;
    }
    out.flush()?;
    complain(folder, tried);
    orphans(folder, out)?;
    summary(folder, tried, out)?;
    if tried.iter().any(|one| one.state.pending().is_some()) {
        let folder = args.dossier.display();
        writeln!(
            out,
            "Pour accepter : clausier tester {folder} --accepter NOM (une fiche), --accepter (toutes), --accepter --une-a-une"
        )?;
    }
    let same = tried.iter().all(|one| matches!(one.state, State::Same));
    Ok(if same && folder.orphans.is_empty() && !tried.is_empty() {
        Outcome::Done
    } else {
        Outcome::No
    })
}

/// One fiche, when there is something to say of it.
fn tell(one: &Tried<'_>, out: &mut dyn Write) -> Result<(), Stop> {
    let name = &one.fiche.name;
    match &one.state {
        State::Same | State::Unreadable | State::Lost(_) => {}
        State::Different { accepted, found } => {
            writeln!(out, "{name} : le résultat n’est plus celui qui a été accepté")?;
            match shown(accepted) {
                Some(accepted) => writeln!(out, "{}", difference::show(&accepted, found, look()))?,
                None => writeln!(
                    out,
                    "  {} n’est pas un texte en UTF-8 : rien ne se compare ; l’accepter le remplace\n",
                    one.fiche.accepted_path().display()
                )?,
            }
        }
        State::Missing { found } => {
            let n = found.lines().filter(|line| line.starts_with("- ")).count();
            writeln!(out, "{name} : aucun résultat accepté ({n} lignes à relire)\n")?;
        }
    }
    Ok(())
}

/// Fiches and results that do not read: their faults go to the error output, as everywhere.
fn complain(folder: &Folder, tried: &[Tried<'_>]) {
    folder.complain();
    for one in tried {
        if let State::Lost(error) = &one.state {
            say(&format!("erreur : {error}"));
        }
    }
}

fn orphans(folder: &Folder, out: &mut dyn Write) -> Result<(), Stop> {
    for name in &folder.orphans {
        writeln!(
            out,
            "{name} : un résultat accepté sans fiche ; rétablir {name}.toml ou supprimer {name}.attendu.md\n"
        )?;
    }
    Ok(())
}

fn none(tried: &[Tried<'_>], out: &mut dyn Write) -> Result<(), Stop> {
    if tried.is_empty() {
        writeln!(out, "aucune fiche (*.toml) dans ce dossier")?;
    }
    Ok(())
}

fn summary(folder: &Folder, tried: &[Tried<'_>], out: &mut dyn Write) -> Result<(), Stop> {
    none(tried, out)?;
    let count = |wanted: fn(&State) -> bool| tried.iter().filter(|one| wanted(&one.state)).count();
    let parts = [
        (count(|state| matches!(state, State::Same)), "conforme"),
        (count(|state| matches!(state, State::Different { .. })), "différente"),
        (count(|state| matches!(state, State::Missing { .. })), "sans résultat accepté"),
        (count(|state| matches!(state, State::Unreadable | State::Lost(_))), "illisible"),
    ];
    let shown: Vec<String> =
        parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| agreed(n, what)).collect();
    let fiches = agreed(tried.len(), "fiche");
    if !tried.is_empty() {
        writeln!(out, "{fiches} : {}", shown.join(", "))?;
    }
    if !folder.orphans.is_empty() {
        writeln!(out, "{} sans fiche", agreed(folder.orphans.len(), "résultat"))?;
    }
    Ok(())
}

/// « 2 fiches », « 1 sans résultat accepté ».
fn agreed(n: usize, what: &str) -> String {
    let plural = if n > 1 && !what.contains(' ') { "s" } else { "" };
    format!("{n} {what}{plural}")
}

/// The width that `COLUMNS` says, else the terminal's; colours as for the rest of the program.
fn look() -> Look {
    let said = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let seen = || {
        let size = terminal_size::terminal_size().filter(|_| io::stdout().is_terminal());
        size.map(|(width, _)| usize::from(width.0))
    };
    Look { width: said.or_else(seen), colours: super::strong() }
}

/// Whether a name given by a person is that of a fiche: its name in the folder or its path, with or without its ending.
fn is_named(fiche: &Fiche, asked: &str) -> bool {
    let asked = asked.trim_end_matches(".attendu.md").trim_end_matches(".toml");
    fiche.name == asked || Path::new(asked) == fiche.path.with_extension("")
}
