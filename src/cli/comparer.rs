//! `clausier comparer`: what one base changes for another, in words, for every purchase, and on those of a folder or a file.

use std::fs::File;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::comparison::Changes;
use clausier::comparison::impact::{Impact, Sides};
use clausier::error::Error;
use clausier::output::comparison::{Form, Story, json, write};
use clausier::portfolio::Choice;
use clausier::portfolio::columns::Said;
use clausier::portfolio::source::{Item, Reading, stream};

use super::folder::Folder;
use super::open::today;
use super::{Format, Outcome, Stop, refused, show, strong, write_json};

/// The word that names the base of the program.
const SHIPPED: &str = "livree";
/// How many contracts are told one by one.
const LARGEST: usize = 10;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "L’état de chaque règle (s’applique, ne s’applique pas, attend une réponse) est prouvé égal ou montré différent par un achat que le moteur évalue. Les textes, les valeurs, les obligations, les politiques et les mots des familles sont comparés tels qu’ils sont écrits ; les expressions régulières sont tenues pour indépendantes.\nCode de sortie : 0 aucun effet, 1 un effet, 2 une base qui ne se charge pas."
)]
pub struct Args {
    #[arg(
        value_name = "AVANT",
        help = "Le dossier de la base de départ (qui contient `rules` et `clause_templates`), ou `livree` : celle du programme"
    )]
    avant: PathBuf,
    #[arg(value_name = "APRES", help = "Le dossier de la base d’arrivée, ou `livree`")]
    apres: PathBuf,
    #[arg(
        long,
        value_name = "DOSSIER",
        help = "Un dossier de fiches : celles dont la réponse change, et comment"
    )]
    fiches: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FICHIER",
        help = "Des contrats passés (JSON ou CSV aux champs des données essentielles) : combien changent"
    )]
    contrats: Option<PathBuf>,
    #[arg(long, help = "Dit tout, même les longues listes")]
    details: bool,
    #[arg(
        long,
        value_enum,
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "texte (si rien n’est dit), markdown ou json"
    )]
    format: Format,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let (before, after) = (load(&args.avant)?, load(&args.apres)?);
    let changes = Changes::between(before, after);
    let sides = Sides { before, after, rewritten: changes.rewritten() };
    let fiches = args.fiches.as_ref().map(|root| on_fiches(&sides, root)).transpose()?;
    let contracts = args.contrats.as_ref().map(|path| on_contracts(&sides, path)).transpose()?;
    let story = Story {
        changes: &changes,
        fiches: fiches.as_ref(),
        contracts: contracts.as_ref(),
        details: args.details,
    };
    match args.format {
        Format::Texte => {
            out.write_all(write(story, Form::Terminal { strong: strong() }).as_bytes())?;
        }
        Format::Markdown => out.write_all(write(story, Form::Markdown).as_bytes())?,
        Format::Json => write_json(&json::comparaison(before, after, story), out)?,
    }
    let seen = |impact: &Option<Impact>| impact.as_ref().is_some_and(|one| one.n_changed > 0);
    let quiet = !changes.has_effect() && !seen(&fiches) && !seen(&contracts);
    Ok(if quiet { Outcome::Done } else { Outcome::No })
}

/// Loads a side; its warnings are those of `verifier`, not of a comparison.
fn load(folder: &Path) -> Result<&'static Base, Stop> {
    let files =
        if folder == Path::new(SHIPPED) { Files::embedded() } else { Files::from_folder(folder)? };
    match Base::load(&files) {
        (Some(base), _) => Ok(Box::leak(Box::new(base))),
        (None, diagnostics) => {
            show(&diagnostics);
            Err(refused(format!("la base {} ne se charge pas", folder.display())))
        }
    }
}

/// Answers every fiche on both sides; one that a base refuses is told with that base.
fn on_fiches(sides: &Sides<'_>, root: &Path) -> Result<Impact, Stop> {
    let was = Folder::read(root, sides.before)?;
    let is = Folder::read(root, sides.after)?;
    if is.fiches.is_empty() {
        return Err(refused(format!("{} ne contient aucune fiche (*.toml)", root.display())));
    }
    let mut impact = Impact::default();
    for (was, is) in was.fiches.iter().zip(&is.fiches) {
        match (&was.purchase, &is.purchase) {
            (Ok(before), Ok(after)) => impact.add(sides.case(&is.name, before, after), None),
            (before, after) => {
                let whose = match (before, after) {
                    (Err(_), Err(_)) => "refusée par les deux bases",
                    (Err(_), Ok(_)) => "refusée par la base d’avant",
                    (Ok(_), _) => "refusée par la base d’après",
                };
                let cause = after.as_ref().err().or(before.as_ref().err()).map(cause);
                let why = format!("{whose} : {}", cause.unwrap_or_default());
                impact.refused.push((is.name.clone(), why));
            }
        }
    }
    Ok(impact)
}

/// The first fault of a fiche, on one line.
fn cause(error: &Error) -> String {
    match error {
        Error::FaultyPurchase { diagnostics } => {
            diagnostics.first().map_or_else(|| error.to_string(), |first| first.message.clone())
        }
        other => other.to_string(),
    }
}

/// Answers every contract of a source on both sides; contracts need not say who buys.
fn on_contracts(sides: &Sides<'_>, path: &Path) -> Result<Impact, Stop> {
    let unreadable = |cause| Error::Unreadable { path: path.to_path_buf(), cause };
    let file = File::open(path).map_err(unreadable)?;
    let said = Said::default();
    let reading = Reading {
        base: sides.after,
        today: today(),
        said: &said,
        needs_buyer: false,
        is_part: false,
    };
    let mut impact = Impact::default();
    let told = stream(Box::new(file), reading, &mut |item| {
        let Item { rank, what, .. } = item;
        match what.and_then(|contract| Choice::default().admit(&contract).map(|()| contract)) {
            Ok(contract) => {
                for note in &contract.notes {
                    *impact.notes.entry(note.words()).or_default() += 1;
                }
                // Published ids are not unique.
                let id = contract.id.map(|id| format!(" ({id})")).unwrap_or_default();
                let name = format!("contrat {rank}{id}");
                let case = sides.case(&name, &contract.purchase, &contract.purchase);
                impact.add(case, Some(LARGEST));
            }
            Err(refused) => {
                impact.refused.push((format!("contrat {rank}"), refused.to_string()));
            }
        }
        ControlFlow::Continue(())
    });
    match told.fault {
        Some(why) if impact.n_read == 0 && impact.refused.is_empty() => {
            return Err(refused(format!("{} : {why}", path.display())));
        }
        Some(why) => impact.refused.push((path.display().to_string(), why)),
        None => {}
    }
    impact.keep(LARGEST);
    Ok(impact)
}
