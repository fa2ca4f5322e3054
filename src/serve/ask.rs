//! Step 2, « Répondre » : the questions that decide most, one at a time, with why each is asked; answers given can be changed.

mod view;

use std::collections::BTreeSet;

use minijinja::context;

use super::App;
use super::case::{Case, sentence};
use super::compare::Change;
use super::describe;
use super::fields::Fields;
use super::page::{self, Frame};
use super::reply::Reply;
use crate::engine::answer::Answer;
use crate::fact::{Fact, FactKind, Origin, Value, typed};
use crate::purchase::{Purchase, edit};
use crate::serve::summary::Summary;

/// A question, as the page names it: `fait@lot`, the lot left empty for the purchase.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    pub fact: String,
    pub lot: Option<u32>,
}

impl Asked {
    fn read(text: &str) -> Option<Self> {
        let (fact, lot) = text.split_once('@')?;
        let lot = if lot.is_empty() { None } else { Some(lot.parse().ok()?) };
        Some(Self { fact: fact.to_owned(), lot })
    }

    fn id(&self) -> String {
        format!("{}@{}", self.fact, self.lot.map(|lot| lot.to_string()).unwrap_or_default())
    }
}

/// What the buttons of the page do.
pub fn step(app: &App, fields: &Fields) -> Reply {
    let case = match Case::open(app, fields.get("fiche")) {
        Ok(case) => case,
        Err(_) if fields.get("fiche").trim().is_empty() => return describe::nothing_kept(app),
        Err(faults) => return describe::faulty(app, fields, &faults),
    };
    let mut desk = Desk::new(app, fields, case);
    let (action, about) = fields.action();
    match action {
        "repondre" | "repondre-oui" | "repondre-non" => {
            let typed = match action.split_once('-') {
                Some((_, word)) => vec![word.to_owned()],
                None => fields.all("reponse").map(str::to_owned).collect(),
            };
            if let Some(reply) = desk.take(typed, about) {
                return reply;
            }
        }
        "passer" => desk.skip(about),
        "reprendre" => {
            desk.skipped.clear();
            desk.said = "Questions passées reprises.".into();
        }
        "modifier" => desk.chosen = Asked::read(about),
        "effacer" => desk.forget(about),
        _ => {}
    }
    desk.show()
}

/// The questions of a purchase, on the page.
struct Desk<'a> {
    app: &'a App,
    fields: &'a Fields,
    case: Case,
    skipped: BTreeSet<Asked>,
    /// The question that the buyer asks to answer again.
    chosen: Option<Asked>,
    said: String,
    wrong: Option<String>,
    typed: Vec<String>,
}

impl<'a> Desk<'a> {
    fn new(app: &'a App, fields: &'a Fields, case: Case) -> Self {
        let skipped = fields.get("passees").split_whitespace().filter_map(Asked::read).collect();
        Self {
            app,
            fields,
            case,
            skipped,
            chosen: None,
            said: fields.get("annonce").to_owned(),
            wrong: None,
            typed: Vec::new(),
        }
    }

    fn fact(&self, asked: &Asked) -> Option<&'static Fact> {
        let (_, fact) = self.app.base.facts.by_name(&asked.fact)?;
        let fits = fact.question.is_some()
            && asked
                .lot
                .is_none_or(|lot| self.case.purchase.lots.iter().any(|one| one.number == lot));
        fits.then_some(fact)
    }

    /// Takes an answer in; a page of its own when it changes one already given.
    fn take(&mut self, typed: Vec<String>, about: &str) -> Option<Reply> {
        let fields = self.fields;
        let asked = Asked::read(about)?;
        let fact = self.fact(&asked)?;
        let value = match read(fact, &typed, !fields.get("aucune").is_empty()) {
            Ok(value) => value,
            Err(why) => {
                self.refuse(asked, typed, &why);
                return None;
            }
        };
        let for_all = fields.get("tous") == "1" && may_answer_for_all(fact, asked.lot);
        let lot = asked.lot.filter(|_| !for_all);
        let was_said = stated(&self.case.purchase, fact, lot);
        let written = edit::state(&self.case.text, fact, lot, &value)
            .map_err(|cause| sentence(&cause.to_string()))
            .and_then(|text| Case::open(self.app, &text).map_err(|faults| first(&faults)));
        let after = match written {
            Ok(after) => after,
            Err(why) => {
                self.refuse(asked, typed, &why);
                return None;
            }
        };
        if was_said {
            let change =
                Change { before: &self.case, after: &after, to: "repondre", is_form: false };
            if let Some(page) = change.show(self.app, self.fields) {
                return Some(page);
            }
        }
        let (before, now) = (self.case.answer(self.app), after.answer(self.app));
        self.said =
            format!("{} : {}. {}", fact.title, fact.show(&value), view::changes(&before, &now));
        self.said = sentence(&self.said);
        self.case = after;
        None
    }

    fn refuse(&mut self, asked: Asked, typed: Vec<String>, why: &str) {
        self.chosen = Some(asked);
        self.typed = typed;
        let why = sentence(why);
        self.wrong = Some(if why.ends_with(['.', '?', '!']) { why } else { format!("{why}.") });
    }

    fn skip(&mut self, about: &str) {
        if let Some(asked) = Asked::read(about) {
            self.skipped.insert(asked);
            self.said = "Question passée : rien n’est supposé, elle reste ouverte.".into();
        }
    }

    fn forget(&mut self, about: &str) {
        let Some(asked) = Asked::read(about) else { return };
        let Some((_, fact)) = self.app.base.facts.by_name(&asked.fact) else { return };
        let text = edit::forget(&self.case.text, fact, asked.lot);
        if let Ok(Ok(after)) = text.map(|text| Case::open(self.app, &text)) {
            self.case = after;
            self.said = format!("Réponse effacée : {}.", fact.title);
        }
    }

    fn show(self) -> Reply {
        let answer = self.case.answer(self.app);
        let view = view::View::new(&self, &answer);
        let mut frame = Frame::new("repondre", "Répondre aux questions", self.fields);
        frame.fiche.clone_from(&self.case.text);
        let skipped: Vec<String> = self.skipped.iter().map(Asked::id).collect();
        frame.skipped = skipped.join(" ");
        frame.seen = true;
        frame.is_wrong = self.wrong.is_some();
        frame.said.clone_from(&self.said);
        frame.focus = if self.wrong.is_some() { "reponse".into() } else { "question".into() };
        frame.summary = Some(Summary::new(&answer));
        page::render(self.app, "repondre.html", &frame, context! { q => page::value(&view) })
    }

    /// The question to show: the one chosen, else the one that decides most among those not passed over.
    fn next(&self, answer: &Answer<'static>) -> Option<Asked> {
        if let Some(chosen) = self.chosen.clone().filter(|one| self.fact(one).is_some()) {
            return Some(chosen);
        }
        let open =
            answer.questions.iter().map(|one| Asked { fact: one.fact.id.clone(), lot: one.lot });
        open.into_iter().find(|one| !self.skipped.contains(one))
    }
}

fn first(faults: &[super::case::Fault]) -> String {
    faults.first().map_or_else(
        || "cette réponse ne va pas avec le reste de la fiche".to_owned(),
        |fault| format!("{}. {}", fault.message, fault.help),
    )
}

/// What is typed or chosen, as a value of the fact.
fn read(fact: &Fact, typed: &[String], none: bool) -> Result<Value, String> {
    let text = typed.first().map_or("", |text| text.trim());
    match fact.kind {
        FactKind::List if none => Ok(Value::List(Vec::new())),
        FactKind::List if typed.is_empty() => {
            Err("cocher au moins une valeur, ou « Aucune de ces valeurs »".into())
        }
        FactKind::List => typed::read(fact, &typed.join(",")),
        FactKind::Choice if text.is_empty() => Err("choisir une valeur".into()),
        _ => typed::read(fact, text),
    }
}

fn may_answer_for_all(fact: &Fact, lot: Option<u32>) -> bool {
    lot.is_some() && fact.origin == Origin::Answer && !fact.own
}

/// Whether the fiche says it already.
fn stated(purchase: &Purchase, fact: &Fact, lot: Option<u32>) -> bool {
    match lot {
        None => purchase.facts.contains_key(fact.id.as_str()),
        Some(number) => purchase
            .lots
            .iter()
            .any(|lot| lot.number == number && lot.facts.contains_key(fact.id.as_str())),
    }
}
