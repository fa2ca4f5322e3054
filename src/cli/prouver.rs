//! `clausier prouver`: the guarantees of a base, proved over every purchase that can exist, or refuted by one.

use std::io::Write;

use clausier::base::Base;
use clausier::base::guarantee::Guarantee;
use clausier::proof::{Prover, Verdict};

use super::open::{BaseOptions, unknown};
use super::{Outcome, Stop, refused, write_json};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long, value_name = "ID", help = "Ne prouve que cette garantie ; peut se répéter")]
    garantie: Vec<String>,
    #[arg(
        long,
        value_enum,
        default_value = "texte",
        hide_default_value = true,
        hide_possible_values = true,
        help = "texte (si rien n’est dit) ou json"
    )]
    format: Format,
    #[command(flatten)]
    base: BaseOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Texte,
    Json,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let wanted = wanted(base, &args.garantie)?;
    let prover = Prover::new(base);
    let mut told = Vec::new();
    let mut n_proved = 0;
    for guarantee in &wanted {
        let verdict = prover.prove(guarantee);
        n_proved += usize::from(matches!(verdict, Verdict::Proved));
        match args.format {
            Format::Texte => {
                write_verdict(guarantee, &verdict, out)?;
                out.flush()?;
            }
            Format::Json => told.push(in_json(guarantee, &verdict)),
        }
    }
    match args.format {
        Format::Texte => {
            let s = if n_proved > 1 { "s" } else { "" };
            writeln!(out, "{n_proved} garantie{s} prouvée{s} sur {}", wanted.len())?;
        }
        Format::Json => write_json(&told, out)?,
    }
    Ok(if n_proved == wanted.len() { Outcome::Done } else { Outcome::No })
}

fn wanted<'b>(base: &'b Base, ids: &[String]) -> Result<Vec<&'b Guarantee>, Stop> {
    if base.guarantees.is_empty() {
        return Err(refused(
            "cette base ne déclare aucune garantie : écrire `rules/garanties.toml`, un `[[garantie]]` par promesse",
        ));
    }
    for id in ids {
        if !base.guarantees.iter().any(|known| known.id == *id) {
            let known = base.guarantees.iter().map(|known| known.id.as_str());
            return Err(unknown("garantie", id, known));
        }
    }
    let is_wanted = |one: &&Guarantee| ids.is_empty() || ids.contains(&one.id);
    Ok(base.guarantees.iter().filter(is_wanted).collect())
}

fn write_verdict(
    guarantee: &Guarantee,
    verdict: &Verdict,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let word = name(verdict);
    writeln!(out, "{word:<12}  {} — {}", guarantee.id, guarantee.title)?;
    let indented = |text: &str| {
        text.lines()
            .map(|line| format!("    {line}").trim_end().to_owned() + "\n")
            .collect::<String>()
    };
    match verdict {
        Verdict::Proved => {}
        Verdict::Refuted(witness) => {
            for shown in &witness.shows {
                writeln!(out, "  {shown}")?;
            }
            writeln!(out, "  témoin, évalué par le moteur :\n{}", indented(&witness.fiche))?;
        }
        Verdict::Unsettled(why) => writeln!(out, "  ce qui bloque :\n{}", indented(why))?,
    }
    Ok(())
}

const fn name(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Proved => "prouvée",
        Verdict::Refuted(_) => "réfutée",
        Verdict::Unsettled(_) => "non tranchée",
    }
}

fn in_json(guarantee: &Guarantee, verdict: &Verdict) -> serde_json::Value {
    let (witness, why) = match verdict {
        Verdict::Proved => (None, None),
        Verdict::Refuted(witness) => (Some(witness), None),
        Verdict::Unsettled(why) => (None, Some(why)),
    };
    serde_json::json!({
        "garantie": guarantee.id,
        "titre": guarantee.title,
        "verdict": name(verdict),
        "temoin": witness.map(|witness| &witness.fiche),
        "constats": witness.map_or(&[][..], |witness| &witness.shows),
        "blocage": why,
    })
}
