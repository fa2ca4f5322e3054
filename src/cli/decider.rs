//! `clausier decider`: the buyer keeps or discards a clause, and the fiche says so.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use clausier::base::Base;
use clausier::base::clause::Clause;
use clausier::base::source::Source;
use clausier::engine::answer::answer;
use clausier::engine::duty::DutyState;
use clausier::error::Error;
use clausier::purchase::{
    Ambition, Decision, Purchase, Status, VariableValue, edit, lots_label, read, save,
};

use super::open::{BaseOptions, FicheOptions, read_count, read_date, unknown};
use super::{Outcome, Stop, refused, say};

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("choix").required(true).args(["retenir", "ecarter"]))]
pub struct Args {
    #[arg(value_name = "FICHE", help = "La fiche d’achat où écrire la décision")]
    fiche: PathBuf,
    #[arg(value_name = "CLAUSE", help = "La clause, par son nom dans les recommandations")]
    clause: String,
    #[arg(long, help = "Garder la clause")]
    retenir: bool,
    #[arg(long, help = "Écarter la clause ; demande --motif")]
    ecarter: bool,
    #[arg(long, value_name = "TEXTE", help = "La raison, imprimée dans la note justificative")]
    motif: Option<String>,
    #[arg(long, value_name = "N", value_parser = read_count, help = "Pour ce lot seulement")]
    lot: Option<u32>,
    #[arg(
        long,
        value_name = "NIVEAU",
        value_parser = read_ambition,
        help = "Le niveau d’exigence de cette clause : socle, avance ou exemplaire"
    )]
    exigence: Option<Ambition>,
    #[arg(
        long,
        value_name = "NOM=VALEUR",
        help = "Une valeur de la clause : taux=7 % ; peut se répéter"
    )]
    variable: Vec<String>,
    #[arg(long, value_name = "NOM", help = "Qui décide")]
    par: Option<String>,
    #[arg(long, value_name = "AAAA-MM-JJ", value_parser = read_date, help = "Quand")]
    le: Option<Date>,
    #[command(flatten)]
    base: BaseOptions,
    #[command(flatten)]
    options: FicheOptions,
}

fn read_ambition(text: &str) -> Result<Ambition, String> {
    Ambition::from_id(text).ok_or_else(|| "possibles : socle, avance, exemplaire".to_owned())
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let (purchase, source) = args.options.read(&args.fiche, base)?;
    let Some(clause) = base.clauses.get(&args.clause) else {
        return Err(unknown("clause", &args.clause, base.clauses.keys().map(String::as_str)));
    };
    check_lot(args, &purchase)?;
    let decision = decision(args, clause)?;
    let text = edit::decide(&source.text, &clause.id, args.lot, &decision)?;
    let after = Source::new(args.fiche.display().to_string(), text);
    let (decided, diagnostics) = read::read(&after, base);
    let mut decided = decided.ok_or(Error::FaultyPurchase { diagnostics })?;
    save::save(&args.fiche, source.text.as_bytes(), &after.text)?;
    args.options.apply(&mut decided, base)?;
    say_done(args, clause, &decision, out)?;
    warn(args, clause, base, &decided);
    Ok(Outcome::Done)
}

fn check_lot(args: &Args, purchase: &Purchase) -> Result<(), Stop> {
    let Some(number) = args.lot else { return Ok(()) };
    if purchase.lots.is_empty() {
        return Err(refused("la fiche n’a pas de lots : décider sans --lot"));
    }
    if purchase.lots.iter().any(|lot| lot.number == number) {
        return Ok(());
    }
    let numbers: Vec<String> = purchase.lots.iter().map(|lot| lot.number.to_string()).collect();
    Err(refused(format!("la fiche n’a pas de lot {number} ; lots : {}", numbers.join(", "))))
}

fn decision(args: &Args, clause: &Clause) -> Result<Decision, Stop> {
    let reason =
        args.motif.as_deref().map(str::trim).filter(|reason| clausier::text::has_words(reason));
    if args.ecarter && reason.is_none() {
        return Err(refused(
            "écarter une clause demande un motif : ajouter --motif \"…\", il s’imprime dans la note justificative",
        ));
    }
    let variables: Result<BTreeMap<_, _>, Stop> =
        args.variable.iter().map(|text| read_variable(text, clause)).collect();
    Ok(Decision {
        status: Some(if args.ecarter { Status::Discarded } else { Status::Kept }),
        reason: reason.map(ToOwned::to_owned),
        ambition: args.exigence,
        variables: variables?,
        by: args.par.clone(),
        on: args.le,
        lots: BTreeMap::new(),
    })
}

/// `taux=7 %`.
fn read_variable(text: &str, clause: &Clause) -> Result<(String, VariableValue), Stop> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(refused(format!(
            "variable `{text}` : écrire nom=valeur, par exemple taux=7 %"
        )));
    };
    let name = name.trim();
    let Some(variable) = clause.variable(name) else {
        if clause.variables.is_empty() {
            return Err(refused(format!("la clause `{}` n’a pas de variable", clause.id)));
        }
        return Err(unknown("variable", name, clause.variables.iter().map(|v| v.name.as_str())));
    };
    let value =
        variable.read(value).map_err(|why| refused(format!("variable `{name}` : {why}")))?;
    Ok((name.to_owned(), value))
}

fn say_done(
    args: &Args,
    clause: &Clause,
    decision: &Decision,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let done = match decision.status {
        Some(Status::Discarded) => "écartée",
        Some(Status::Kept) | None => "retenue",
    };
    let lot = args.lot.map(|number| format!(" pour le lot {number}")).unwrap_or_default();
    let name = args.fiche.display();
    writeln!(out, "Clause « {} » {done}{lot} : écrit dans {name}.", clause.title)?;
    Ok(())
}

/// What the buyer should know of this decision: a duty discarded, a clause that no rule calls for.
fn warn(args: &Args, clause: &Clause, base: &Base, decided: &Purchase) {
    let answer = answer(base, decided, args.options.date(decided));
    let concerned = answer.recommendations.iter().find(|r| {
        r.clause.id == clause.id && (args.lot.is_none() || r.lot.is_none() || r.lot == args.lot)
    });
    if concerned.is_none_or(|r| r.rules.is_empty()) {
        say("alerte : aucune règle n’appelle cette clause pour cet achat");
    }
    if !args.ecarter {
        return;
    }
    for alert in answer.alerts.iter().filter(|alert| alert.code == "obligatoire-ecartee") {
        say(&format!("alerte : {}", alert.message));
    }
    for duty in answer.duties.iter().filter(|duty| duty.state == DutyState::ToMeet) {
        let lots = if duty.uncovered.is_empty() || decided.lots.len() < 2 {
            String::new()
        } else {
            format!(" ({})", lots_label(&duty.uncovered))
        };
        say(&format!("alerte : obligation non satisfaite{lots} : {}", duty.duty.title));
    }
}
