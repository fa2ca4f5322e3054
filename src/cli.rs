//! The command tree, in French to its last word, and what a command may answer.
//!
//! A command is one file of [`self`]: its arguments, then `run`, which writes to `out` and gives an [`Outcome`]. To add one: a file, a
//! variant of [`Command`] and its line in [`run`].

#[cfg(feature = "atelier")]
mod agec;
#[cfg(feature = "atelier")]
mod catalogue;
#[cfg(feature = "atelier")]
mod comparer;
#[cfg(feature = "atelier")]
mod couverture;
mod cpv;
mod decider;
mod expliquer;
#[cfg(feature = "atelier")]
mod exporter;
mod folder;
mod french;
mod nouvelle;
mod open;
#[cfg(feature = "atelier")]
mod portefeuille;
#[cfg(feature = "atelier")]
mod prouver;
mod recommander;
mod rediger;
mod repondre;
#[cfg(feature = "atelier")]
mod revue;
#[cfg(feature = "atelier")]
mod schema;
#[cfg(feature = "serveur")]
mod servir;
#[cfg(feature = "atelier")]
mod tester;
#[cfg(feature = "atelier")]
mod verifier;
#[cfg(feature = "atelier")]
mod workbench;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{FromArgMatches, Parser, Subcommand};

use clausier::diagnostic::{Diagnostic, text};
use clausier::error::{Error, cause_in_french};
use clausier::text::harmless;

#[derive(Parser)]
#[command(
    name = "clausier",
    version,
    about = "Les clauses sociales, environnementales et économiques qu’un achat public appelle, et pourquoi"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(about = "Écrit une fiche d’achat commentée, à remplir")]
    Nouvelle(nouvelle::Args),
    #[command(about = "Pose les questions qui restent et écrit les réponses dans la fiche")]
    Repondre(repondre::Args),
    #[command(about = "Dit ce que l’achat appelle : la loi, l’essentiel, le reste, les questions")]
    Recommander(recommander::Args),
    #[command(about = "Retient ou écarte une clause, dans la fiche")]
    Decider(decider::Args),
    #[command(
        about = "Écrit les documents : CCTP, CCAP, RC, cadre de réponse, liste de contrôle, note"
    )]
    Rediger(rediger::Args),
    #[command(about = "Cherche des codes CPV par leurs mots ou leurs premiers chiffres")]
    Cpv(cpv::Args),
    #[command(
        about = "Explique une règle, une clause ou une obligation pour un achat, ou un code de diagnostic"
    )]
    Expliquer(expliquer::Args),
    #[cfg(feature = "serveur")]
    #[command(
        about = "Ouvre la page des acheteurs dans un navigateur, et l’interface JSON des autres programmes"
    )]
    Servir(servir::Args),
    #[cfg(feature = "atelier")]
    #[command(flatten)]
    Workbench(workbench::Command),
}

fn run(command: &Command, out: &mut dyn Write) -> Result<Outcome, Stop> {
    match command {
        Command::Nouvelle(args) => nouvelle::run(args, out),
        Command::Repondre(args) => repondre::run(args, out),
        Command::Recommander(args) => recommander::run(args, out),
        Command::Decider(args) => decider::run(args, out),
        Command::Rediger(args) => rediger::run(args, out),
        Command::Cpv(args) => cpv::run(args, out),
        Command::Expliquer(args) => expliquer::run(args, out),
        #[cfg(feature = "serveur")]
        Command::Servir(args) => servir::run(args, out),
        #[cfg(feature = "atelier")]
        Command::Workbench(command) => workbench::run(command, out),
    }
}

/// What a command that could run answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// The answer is "no": nothing found, findings, differences.
    No,
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    Texte,
    Markdown,
    Json,
}

/// Why a command stops.
#[derive(Debug)]
pub enum Stop {
    Error(Error),
    /// Its output cannot be written.
    Output(io::Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// A command refused for a reason said in one sentence.
pub fn refused(message: impl Into<String>) -> Stop {
    Stop::Error(Error::Refused(message.into()))
}

/// Whether the answer may be in bold: on a terminal, unless `NO_COLOR` says otherwise.
pub fn strong() -> bool {
    io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Writes a value as indented JSON, with a last line end.
pub fn write_json(value: &impl serde::Serialize, out: &mut dyn Write) -> Result<(), Stop> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(())
}

/// Parses the arguments, runs the command: 0 done, 1 the answer is "no", 2 it could not run.
pub fn main() -> ExitCode {
    let parsed = french::command::<Cli>()
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return french::answer(&error),
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let outcome = run(&cli.command, &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    end(outcome)
}

/// The exit code of a command, once why it stops is said.
fn end(outcome: Result<Outcome, Stop>) -> ExitCode {
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        // Whoever reads the output has read enough (`| head`).
        Err(Stop::Output(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(stop) => {
            complain(&stop);
            ExitCode::from(2)
        }
    }
}

/// Prints why a command stops.
fn complain(stop: &Stop) {
    match stop {
        Stop::Error(
            Error::FaultyBase { diagnostics }
            | Error::FaultyPurchase { diagnostics }
            | Error::FaultyEntries { diagnostics },
        ) => show(diagnostics),
        Stop::Error(error) => say(&harmless(&format!("erreur : {error}"))),
        Stop::Output(cause) => {
            let cause = cause_in_french(cause);
            say(&format!("erreur : la réponse ne peut pas être écrite : {cause}"));
        }
    }
}

/// Prints diagnostics on the error output, in colours on a terminal; the first ones, when they are many.
pub fn show(diagnostics: &[Diagnostic]) {
    show_most(diagnostics, text::MOST_SHOWN);
}

/// Prints every diagnostic.
pub fn show_all(diagnostics: &[Diagnostic]) {
    show_most(diagnostics, usize::MAX);
}

fn show_most(diagnostics: &[Diagnostic], most: usize) {
    if diagnostics.is_empty() {
        return;
    }
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    say(text::render(diagnostics, most, colours).trim_end());
}

/// Prints a line on the error output; when even that is closed, there is no one to tell.
pub fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
