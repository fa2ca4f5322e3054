//! Step 3, « Choisir » : what the law asks, the essential clauses, the rest; each kept, discarded, or filled in.

mod card;
mod decide;
mod duty;
mod value;
mod view;

use std::collections::BTreeMap;

use minijinja::context;

use super::App;
use super::case::Case;
use super::describe;
use super::fields::Fields;
use super::page::{self, Frame, ident};
use super::reply::Reply;
use super::summary::Summary;

/// What the buttons of the page do.
pub fn step(app: &App, fields: &Fields) -> Reply {
    let case = match Case::open(app, fields.get("fiche")) {
        Ok(case) => case,
        Err(_) if fields.get("fiche").trim().is_empty() => return describe::nothing_kept(app),
        Err(faults) => return describe::faulty(app, fields, &faults),
    };
    let mut desk = Desk::new(app, fields, case);
    desk.keep_typed();
    let (action, about) = fields.action();
    match action {
        "voir" => desk.open_card(about),
        "fermer" => desk.close_card(about),
        "montrer-ecartees" => desk.shows_ruled_out = true,
        "" | "enregistrer" => {}
        _ => desk.act(action, about),
    }
    desk.show()
}

/// What is typed on the cards goes into the fiche before another step is shown; a fault brings the cards back.
pub fn absorb(app: &App, fields: &Fields) -> Result<Fields, Reply> {
    let has_typed =
        |(name, _): (&str, &str)| name.starts_with("var:") || name.starts_with("niveau:");
    if !fields.iter().any(has_typed) {
        return Ok(fields.clone());
    }
    let Ok(case) = Case::open(app, fields.get("fiche")) else { return Ok(fields.clone()) };
    let mut desk = Desk::new(app, fields, case);
    desk.keep_typed();
    if !desk.faults.is_empty() {
        return Err(desk.show());
    }
    let mut next = fields.clone();
    next.set("fiche", &desk.case.text);
    Ok(next)
}

/// The clauses of a purchase, on the page.
struct Desk<'a> {
    app: &'a App,
    fields: &'a Fields,
    case: Case,
    /// Clauses whose card is open among the rest.
    open: Vec<String>,
    faults: BTreeMap<String, String>,
    said: String,
    focus: String,
    shows_ruled_out: bool,
}

impl<'a> Desk<'a> {
    fn new(app: &'a App, fields: &'a Fields, case: Case) -> Self {
        let open = fields.get("ouvertes").split_whitespace();
        let open = open.filter(|id| app.base.clauses.contains_key(*id)).map(str::to_owned);
        Self {
            app,
            fields,
            case,
            open: open.collect(),
            faults: BTreeMap::new(),
            said: fields.get("annonce").to_owned(),
            focus: String::new(),
            shows_ruled_out: false,
        }
    }

    fn open_card(&mut self, id: &str) {
        if self.app.base.clauses.contains_key(id) && !self.open.iter().any(|known| known == id) {
            self.open.push(id.to_owned());
        }
        self.focus = ident(&format!("carte.{id}"));
    }

    fn close_card(&mut self, id: &str) {
        self.open.retain(|known| known != id);
        self.focus = ident(&format!("voir.{id}"));
    }

    fn show(self) -> Reply {
        let answer = self.case.answer(self.app);
        let view = match view::View::new(&self, &answer) {
            Ok(view) => view,
            Err(cause) => {
                (self.app.config.log)(&format!("textes des clauses : {cause}"));
                return Reply::broken();
            }
        };
        let mut frame = Frame::new("choisir", "Choisir les clauses", self.fields);
        frame.fiche.clone_from(&self.case.text);
        frame.open = self.open.join(" ");
        frame.seen = true;
        frame.said.clone_from(&self.said);
        frame.is_wrong = !self.faults.is_empty();
        frame.focus.clone_from(&self.focus);
        frame.summary = Some(Summary::new(&answer));
        page::render(self.app, "choisir.html", &frame, context! { c => page::value(&view) })
    }
}
