//! `clausier repondre`: the questions that decide most, one at a time, each answer written into the fiche at once.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use clausier::base::Base;
use clausier::base::source::Source;
use clausier::engine::answer::{Answer, answer};
use clausier::engine::question::Question;
use clausier::error::{Error, cause_in_french};
use clausier::fact::{Fact, FactKind, Origin, Value, typed};
use clausier::purchase::{Purchase, edit, read, save};
use clausier::text::fold;

use super::open::{BaseOptions, FicheOptions, unknown};
use super::{Outcome, Stop, complain, refused};

/// The longest answer read: past it, the input is no one typing.
const LONGEST: u64 = 4096;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FICHE", help = "La fiche d’achat à compléter")]
    fiche: PathBuf,
    #[arg(
        long,
        value_name = "FAIT=VALEUR",
        help = "Une réponse donnée d’avance, sans question : livraisons=oui, ou lot.2.livraisons=oui pour un lot ; peut se répéter"
    )]
    reponse: Vec<String>,
    #[command(flatten)]
    base: BaseOptions,
    #[command(flatten)]
    options: FicheOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let (purchase, source) = args.options.read(&args.fiche, base)?;
    let mut fiche = Fiche {
        args,
        base,
        text: source.text.to_string(),
        on_disk: source.text.to_string(),
        purchase,
    };
    if args.reponse.is_empty() {
        ask_all(&mut fiche, out)?;
    } else {
        answer_given(&mut fiche, out)?;
    }
    Ok(Outcome::Done)
}

/// The fiche as it stands on disk, and what it means.
struct Fiche<'a> {
    args: &'a Args,
    base: &'a Base,
    text: String,
    /// What the file holds.
    on_disk: String,
    purchase: Purchase,
}

/// An answer, and where it goes.
struct Reply<'a> {
    fact: &'a Fact,
    lot: Option<u32>,
    value: Value,
}

impl<'a> Fiche<'a> {
    fn answer(&self) -> Answer<'a> {
        answer(self.base, &self.purchase, self.args.options.date(&self.purchase))
    }

    /// Takes an answer in, without writing; on a fault, the fiche stays as it was.
    fn take(&mut self, reply: &Reply<'_>) -> Result<(), Stop> {
        let text = edit::state(&self.text, reply.fact, reply.lot, &reply.value)?;
        let source = Source::new(self.args.fiche.display().to_string(), text);
        let (purchase, diagnostics) = read::read(&source, self.base);
        let mut purchase = purchase.ok_or(Error::FaultyPurchase { diagnostics })?;
        self.args.options.apply(&mut purchase, self.base)?;
        self.purchase = purchase;
        self.text = source.text.to_string();
        Ok(())
    }

    fn save(&mut self) -> Result<(), Stop> {
        save::save(&self.args.fiche, self.on_disk.as_bytes(), &self.text)?;
        self.on_disk.clone_from(&self.text);
        Ok(())
    }
}

/// Answers of the command line: all of them, or none.
fn answer_given(fiche: &mut Fiche<'_>, out: &mut dyn Write) -> Result<(), Stop> {
    let before = fiche.answer();
    for text in &fiche.args.reponse {
        let reply = read_reply(fiche, text)?;
        fiche.take(&reply)?;
    }
    fiche.save()?;
    let after = fiche.answer();
    let n = fiche.args.reponse.len();
    let written = if n > 1 { format!("{n} réponses écrites") } else { "réponse écrite".into() };
    writeln!(out, "{written} ; {}", changes(&before, &after))?;
    writeln!(out, "{}", left(after.questions.len()))?;
    Ok(())
}

/// `livraisons=oui`, `lot.2.livraisons=oui`.
fn read_reply<'a>(fiche: &Fiche<'a>, text: &str) -> Result<Reply<'a>, Stop> {
    let Some((name, value)) = text.split_once('=') else {
        return Err(refused(format!(
            "réponse `{text}` : écrire fait=valeur, par exemple livraisons=oui"
        )));
    };
    let (lot, name) = match name.trim().strip_prefix("lot.").and_then(|rest| rest.split_once('.')) {
        None => (None, name.trim()),
        Some((number, name)) => (Some(lot_number(fiche, number)?), name),
    };
    let facts = &fiche.base.facts;
    let Some((_, fact)) = facts.by_name(name) else {
        return Err(unknown("fait", name, facts.iter().map(|(_, fact)| fact.id.as_str())));
    };
    if fact.origin == Origin::Computed && fact.question.is_none() {
        return Err(refused(format!("`{name}` se calcule de la fiche : il ne se répond pas")));
    }
    if lot.is_some() && !fact.on_lot {
        return Err(refused(format!(
            "`{name}` vaut pour tout le marché : écrire --reponse {name}=…"
        )));
    }
    let value = typed::read(fact, value).map_err(|why| refused(format!("`{name}` : {why}")))?;
    Ok(Reply { fact, lot, value })
}

fn lot_number(fiche: &Fiche<'_>, text: &str) -> Result<u32, Stop> {
    let lots = &fiche.purchase.lots;
    if lots.is_empty() {
        return Err(refused("la fiche n’a pas de lots : répondre sans `lot.N.`"));
    }
    let number = text.parse().ok().filter(|n| lots.iter().any(|lot| lot.number == *n));
    number.ok_or_else(|| {
        let numbers: Vec<String> = lots.iter().map(|lot| lot.number.to_string()).collect();
        refused(format!("la fiche n’a pas de lot {text} ; lots : {}", numbers.join(", ")))
    })
}

/// Asks until nothing is left, the buyer stops, or the input ends.
/// Past this many replies that say nothing, no one is reading the questions.
const MOST_UNCLEAR: usize = 50;

fn ask_all(fiche: &mut Fiche<'_>, out: &mut dyn Write) -> Result<(), Stop> {
    let mut now = fiche.answer();
    if now.questions.is_empty() {
        writeln!(out, "Aucune question : la fiche dit tout ce que les règles demandent.")?;
        return Ok(());
    }
    let path = fiche.args.fiche.display();
    writeln!(out, "Chaque réponse s’écrit aussitôt dans {path}.")?;
    writeln!(out, "Entrée seule : je ne sais pas. « fin » : arrêter là.")?;
    let mut skipped: BTreeSet<(String, Option<u32>)> = BTreeSet::new();
    let mut input = io::stdin().lock();
    let mut n_unclear = 0;
    loop {
        let open: Vec<&Question<'_>> = now
            .questions
            .iter()
            .filter(|q| !skipped.contains(&(q.fact.id.clone(), q.lot)))
            .collect();
        let Some(question) = open.first().copied() else { break };
        ask(fiche, question, &open, out)?;
        let reply = match listen(&mut input, question, &fiche.purchase)? {
            Heard::End => break,
            Heard::Unknown => {
                skipped.insert((question.fact.id.clone(), question.lot));
                continue;
            }
            Heard::Unclear(why) => {
                writeln!(out, "  → {why}")?;
                n_unclear += 1;
                if n_unclear == MOST_UNCLEAR {
                    writeln!(
                        out,
                        "\nTrop de réponses illisibles : arrêt, ce qui précède est écrit."
                    )?;
                    break;
                }
                continue;
            }
            Heard::Reply(reply) => reply,
        };
        match fiche.take(&reply) {
            Ok(()) => fiche.save()?,
            // What the fiche then says does not hold together: the same question again.
            Err(stop @ Stop::Error(Error::FaultyPurchase { .. })) => {
                complain(&stop);
                continue;
            }
            Err(stop) => return Err(stop),
        }
        let after = fiche.answer();
        writeln!(out, "  → {} ; {}", reply.fact.show(&reply.value), changes(&now, &after))?;
        now = after;
    }
    writeln!(out, "\n{}", left(now.questions.len()))?;
    Ok(())
}

fn ask(
    fiche: &Fiche<'_>,
    question: &Question<'_>,
    open: &[&Question<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let fact = question.fact;
    let lot = question.lot.map(|number| {
        let lot = fiche.purchase.lots.iter().find(|lot| lot.number == number);
        match lot.and_then(|lot| lot.object.as_deref()) {
            Some(object) => format!("Lot {number}, {object} : "),
            None => format!("Lot {number} : "),
        }
    });
    writeln!(out, "\n{}{}", lot.unwrap_or_default(), question.text)?;
    if let Some(why) = &fact.why {
        writeln!(out, "  Pourquoi : {why}")?;
    }
    let waiting = match question.rules.len() {
        1 => "1 règle attend cette réponse".to_owned(),
        n => format!("{n} règles attendent cette réponse"),
    };
    writeln!(
        out,
        "  {waiting} ; {}.",
        count(open.len(), "question ouverte", "questions ouvertes")
    )?;
    for (i, (_, label)) in fact.values.iter().enumerate() {
        writeln!(out, "  {}. {label}", i + 1)?;
    }
    let same = open.iter().filter(|other| other.fact.id == fact.id && other.lot.is_some()).count();
    if same > 1 && may_answer_for_all(question) {
        writeln!(out, "  « tous » devant la réponse la donne pour tous les lots.")?;
    }
    write!(out, "{} > ", expected(fact))?;
    out.flush()
}

fn expected(fact: &Fact) -> String {
    match fact.kind {
        FactKind::Boolean => "oui / non".into(),
        FactKind::Choice => "numéro".into(),
        FactKind::List => "numéros séparés par des virgules, ou « aucun »".into(),
        FactKind::Amount => "montant en € HT".into(),
        FactKind::Rate => "taux, par exemple 30 %".into(),
        FactKind::Integer => match &fact.unit {
            Some(unit) => format!("nombre ({unit})"),
            None => "nombre".into(),
        },
        FactKind::Cpv => "code CPV".into(),
        FactKind::Date => "date, année-mois-jour".into(),
        FactKind::Text => "texte".into(),
    }
}

fn may_answer_for_all(question: &Question<'_>) -> bool {
    question.lot.is_some() && question.fact.origin == Origin::Answer && !question.fact.own
}

/// What the buyer said.
enum Heard<'a> {
    End,
    Unknown,
    Unclear(String),
    Reply(Reply<'a>),
}

fn listen<'a>(
    input: &mut impl BufRead,
    question: &Question<'a>,
    purchase: &Purchase,
) -> Result<Heard<'a>, Stop> {
    let mut bytes = Vec::new();
    let unreadable =
        |cause| Error::Refused(format!("l’entrée ne se lit pas : {}", cause_in_french(&cause)));
    input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes).map_err(unreadable)?;
    if bytes.is_empty() {
        return Ok(Heard::End);
    }
    let Ok(line) = String::from_utf8(bytes) else {
        return Ok(Heard::Unclear("cette réponse n’est pas un texte en UTF-8".into()));
    };
    let mut text = line.trim();
    match fold(text).as_str() {
        "fin" | "q" | "quitter" => return Ok(Heard::End),
        "" | "je ne sais pas" => return Ok(Heard::Unknown),
        _ => {}
    }
    let mut lot = question.lot.filter(|_| !purchase.lots.is_empty());
    if may_answer_for_all(question)
        && let Some(rest) = text.strip_prefix("tous ")
    {
        text = rest;
        lot = None;
    }
    Ok(match typed::read(question.fact, text) {
        Ok(value) => Heard::Reply(Reply { fact: question.fact, lot, value }),
        Err(why) => Heard::Unclear(why),
    })
}

/// `+ 2 clauses (« … », « … »), − 1 clause (« … »)`
fn changes(before: &Answer<'_>, after: &Answer<'_>) -> String {
    let (was, is) = (kept(before), kept(after));
    let of = |sign: &str, one: &Kept<'_>, other: &Kept<'_>| {
        let names: Vec<&str> = one
            .iter()
            .filter(|(key, _)| !other.contains_key(key))
            .map(|(_, title)| title.as_str())
            .collect();
        let dots = if names.len() > 3 { ", …" } else { "" };
        let shown: Vec<&str> = names.iter().copied().take(3).collect();
        (!names.is_empty()).then(|| {
            let n = count(names.len(), "clause", "clauses");
            format!("{sign} {n} ({}{dots})", shown.join(", "))
        })
    };
    let parts: Vec<String> =
        [of("+", &is, &was), of("−", &was, &is)].into_iter().flatten().collect();
    if parts.is_empty() { "aucune clause ne change".into() } else { parts.join(", ") }
}

type Kept<'b> = BTreeMap<(&'b str, Option<u32>), String>;

fn kept<'b>(answer: &Answer<'b>) -> Kept<'b> {
    let kept = answer.recommendations.iter().filter(|r| !r.is_discarded());
    kept.map(|r| {
        let title = &r.clause.title;
        let name = match r.lot {
            Some(lot) => format!("« {title} » lot {lot}"),
            None => format!("« {title} »"),
        };
        ((r.clause.id.as_str(), r.lot), name)
    })
    .collect()
}

fn left(n: usize) -> String {
    match n {
        0 => "Plus aucune question : `clausier recommander` donne les clauses.".into(),
        n => format!(
            "{} ; `clausier recommander` donne les clauses dès maintenant.",
            count(n, "question reste ouverte", "questions restent ouvertes")
        ),
    }
}

fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n > 1 { many } else { one })
}
