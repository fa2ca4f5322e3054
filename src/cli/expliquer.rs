//! `clausier expliquer`: why a rule, a clause or a duty is in its state for a fiche; what a diagnostic code means.

use std::io::Write;
use std::path::PathBuf;

use clausier::base::Base;
use clausier::diagnostic::Code;
use clausier::engine::answer::answer;
use clausier::output::line::{self, Line};
use clausier::output::why;

use super::open::{BaseOptions, FicheOptions};
use super::{Outcome, Stop, refused};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        value_name = "FICHE",
        help = "La fiche d’achat ; ou, seul, le code d’un diagnostic (seuil-inconnu…)"
    )]
    what: PathBuf,
    #[arg(value_name = "ID", help = "Une clause, une règle ou une obligation")]
    id: Option<String>,
    #[arg(long, help = "Écrit la page en Markdown")]
    markdown: bool,
    #[command(flatten)]
    how: FicheOptions,
    #[command(flatten)]
    base: BaseOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let lines = match &args.id {
        None => alone(args)?,
        Some(id) => {
            let base = args.base.load()?;
            let (purchase, _) = args.how.read(&args.what, base)?;
            let answer = answer(base, &purchase, args.how.date(&purchase));
            match (why::lines(&answer, id), Code::from_id(id)) {
                (Some(lines), _) => lines,
                (None, Some(code)) => why::code::lines(code),
                (None, None) => return Err(unknown(base, id)),
            }
        }
    };
    let page = if args.markdown {
        line::markdown(&lines)
    } else {
        line::terminal(&lines, super::strong())
    };
    out.write_all(page.as_bytes())?;
    Ok(Outcome::Done)
}

/// What stands alone is a code; a clause needs a fiche.
fn alone(args: &Args) -> Result<Vec<Line>, Stop> {
    let id = args.what.to_string_lossy();
    if let Some(code) = Code::from_id(&id) {
        return Ok(why::code::lines(code));
    }
    if args.what.is_file() {
        let message = format!(
            "dire quoi expliquer : `clausier expliquer {id} ID`, une clause, une règle ou une obligation de `clausier recommander {id} --details`"
        );
        return Err(refused(message));
    }
    let base = args.base.load()?;
    let known =
        base.clauses.contains_key(&*id) || base.rule(&id).is_some() || base.duty(&id).is_some();
    if known {
        return Err(refused(format!(
            "`{id}` s’explique pour une fiche : `clausier expliquer FICHE {id}`"
        )));
    }
    Err(unknown(base, &id))
}

fn unknown(base: &Base, id: &str) -> Stop {
    let near = why::nearest(base, id);
    let rest = near.map_or_else(|| known(base), |near| format!(" ; vouliez-vous dire `{near}` ?"));
    refused(format!(
        "`{id}` n’est ni une clause, ni une règle, ni une obligation, ni un code de diagnostic{rest}"
    ))
}

/// What can be explained: listed, or where it is.
fn known(base: &Base) -> String {
    let duties: Vec<&str> = base.duties.iter().map(|duty| duty.id.as_str()).collect();
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.id()).collect();
    let duties = if duties.is_empty() { "aucune".to_owned() } else { duties.join(", ") };
    format!(
        "\n  clauses et règles d’un achat : `clausier recommander FICHE --details` ; toutes : `clausier catalogue --sortie SITE`\n  obligations : {duties}\n  codes : {}",
        codes.join(", ")
    )
}
