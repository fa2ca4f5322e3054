//! clap in French: it has no translations, so help is dressed by a template and each kind of error gets its sentence.

use std::error::Error as _;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory};

use clausier::text::{harmless, nearest};

use super::{Outcome, Stop};

const TEMPLATE: &str = "{about-with-newline}\nUsage\u{a0}: {usage}\n\n{all-args}{after-help}";

/// The command tree of `C`, dressed in French.
pub fn command<C: CommandFactory>() -> Command {
    dress(C::command(), true)
}

fn dress(command: Command, is_root: bool) -> Command {
    let mut place = 0;
    let mut command = command
        .help_template(TEMPLATE)
        .max_term_width(100)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading("Commandes\u{a0}")
        .subcommand_value_name("COMMANDE")
        .arg(flag("aide", "Affiche cette aide", ArgAction::Help).short('h'))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "Arguments\u{a0}" } else { "Options\u{a0}" };
            place += 1;
            // Under a heading of their own, clap sorts arguments by name.
            arg.help_heading(heading).display_order(place)
        })
        .mut_subcommands(|command| dress(command, false));
    if is_root {
        command = command
            .arg(
                flag("version", "Affiche la version", ArgAction::Version)
                    .help_heading("Options\u{a0}"),
            )
            .override_usage("clausier <COMMANDE> [OPTIONS]")
            .after_help(
                "Pour commencer\u{a0}: clausier nouvelle ma-fiche.toml\nPour une commande\u{a0}: clausier <COMMANDE> --aide",
            );
    }
    command
}

fn flag(name: &'static str, help: &'static str, action: ArgAction) -> Arg {
    Arg::new(name).long(name).help(help).action(action)
}

/// Prints help on the output, an error on the error output.
pub fn answer(error: &clap::Error) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let mut out = io::stdout().lock();
            let written = write!(out, "{}", error.render()).and_then(|()| out.flush());
            super::end(written.map(|()| Outcome::Done).map_err(Stop::Output))
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(io::stderr(), "{}", error.render());
            ExitCode::from(2)
        }
        _ => {
            super::say(&harmless(&format!("erreur : {}", sentence(error))));
            super::say(
                "aide : `clausier --aide` montre les commandes, `clausier <COMMANDE> --aide` leurs options",
            );
            ExitCode::from(2)
        }
    }
}

/// What is wrong with the arguments, and what was meant when it can be guessed.
fn sentence(error: &clap::Error) -> String {
    let argument = || name(&said(error, ContextKind::InvalidArg));
    let value = || said(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let asked = said(error, ContextKind::InvalidSubcommand);
            if is_left_out(&asked) {
                return format!(
                    "la commande `{asked}` n’est pas dans cette construction courte ; `cargo build --release` les donne toutes"
                );
            }
            let message = format!("commande inconnue `{asked}`");
            message + &guess(nearest_command(&asked).as_deref())
        }
        ErrorKind::UnknownArgument => {
            let message = format!("argument inconnu ou de trop `{}`", argument());
            let near = match argument().as_str() {
                "--help" | "help" => Some("--aide".to_owned()),
                _ => all(error, ContextKind::SuggestedArg).into_iter().next(),
            };
            message + &guess(near.as_deref())
        }
        ErrorKind::MissingRequiredArgument => {
            format!("il manque {}", quoted(&all(error, ContextKind::InvalidArg)))
        }
        ErrorKind::MissingSubcommand => "il manque une commande".into(),
        ErrorKind::InvalidValue if value().is_empty() => {
            format!("`{}` attend une valeur", argument())
        }
        ErrorKind::InvalidValue => {
            let known = all(error, ContextKind::ValidValue);
            format!(
                "valeur `{}` inconnue pour `{}` ; valeurs possibles : {}",
                value(),
                argument(),
                quoted(&known)
            )
        }
        ErrorKind::ValueValidation => {
            let cause = error.source().map(ToString::to_string).unwrap_or_default();
            format!("valeur `{}` refusée pour `{}` : {cause}", value(), argument())
        }
        ErrorKind::ArgumentConflict => {
            let others = all(error, ContextKind::PriorArg);
            if others.iter().any(|other| name(other) == argument()) || others.is_empty() {
                format!("`{}` ne se donne qu’une fois", argument())
            } else {
                format!("`{}` ne va pas avec {}", argument(), quoted(&others))
            }
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            format!("`{}` attend une valeur", argument())
        }
        ErrorKind::TooManyValues => format!("`{}` a une valeur de trop", argument()),
        ErrorKind::InvalidUtf8 => "un argument n’est pas un texte en UTF-8".into(),
        _ => "les arguments ne se comprennent pas".into(),
    }
}

fn said(error: &clap::Error, kind: ContextKind) -> String {
    all(error, kind).into_iter().next().unwrap_or_default()
}

fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// An argument without the names of its values: `--date <DATE>` is `--date`.
fn name(argument: &str) -> String {
    match argument.split_once(' ') {
        Some((name, _)) if name.starts_with('-') => name.to_owned(),
        _ => argument.to_owned(),
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|text| format!("`{}`", name(text))).collect::<Vec<_>>().join(", ")
}

fn guess(near: Option<&str>) -> String {
    near.map(|near| format!(" ; vouliez-vous dire `{near}` ?")).unwrap_or_default()
}

/// The commands that only the whole program has.
const BEYOND_A_CONSULTATION: [&str; 12] = [
    "agec",
    "catalogue",
    "comparer",
    "couverture",
    "exporter",
    "portefeuille",
    "prouver",
    "revue",
    "schema",
    "servir",
    "tester",
    "verifier",
];

/// Whether a shorter build left out a command of the whole program.
fn is_left_out(asked: &str) -> bool {
    !cfg!(feature = "serveur") && BEYOND_A_CONSULTATION.contains(&asked)
}

/// Names are short: one fault is allowed in three letters, where clap's own guess wants more of them alike.
fn nearest_command(asked: &str) -> Option<String> {
    if asked == "help" {
        return Some("--aide".into());
    }
    let command = super::Cli::command();
    let names = command.get_subcommands().map(Command::get_name);
    nearest(asked, names).map(ToOwned::to_owned)
}

#[cfg(all(test, feature = "serveur"))]
mod tests {
    use clap::{Command, CommandFactory, Subcommand};

    use super::BEYOND_A_CONSULTATION;
    use crate::cli::{Cli, workbench};

    #[test]
    fn les_commandes_hors_de_la_construction_courte_sont_toutes_nommees() {
        let beyond = workbench::Command::augment_subcommands(Command::new("atelier"));
        let mut names: Vec<&str> = beyond.get_subcommands().map(Command::get_name).collect();
        names.push("servir");
        names.sort_unstable();
        assert_eq!(names, BEYOND_A_CONSULTATION);
        let whole = Cli::command();
        assert!(names.iter().all(|name| whole.find_subcommand(name).is_some()));
    }
}
