//! Step 1, « Décrire » : the purchase as a form. What is typed is kept until it reads without fault; only then is the fiche written.

mod paste;
mod read;
mod typed;
mod view;

pub use self::view::{Category, Code, category, search};

use std::collections::BTreeMap;

use self::typed::Typed;
use super::App;
use super::case::{self, Case, Fault};
use super::fields::Fields;
use super::page::{self, Frame, ident};
use super::reply::Reply;
use super::{ask, choose, compare, take};
use crate::purchase::edit;
use crate::serve::MAX_LOTS;

/// Worked examples to start from: title, what they show, fiche.
pub const EXAMPLES: [(&str, &str, &str, &str); 3] = [
    (
        "voirie",
        "Travaux de voirie en trois lots",
        "1 850 000 € HT, pavés déposés et reposés",
        include_str!("../../exemples/voirie-monge-bossuet.toml"),
    ),
    (
        "denrees",
        "Denrées pour la restauration scolaire",
        "accord-cadre de quatre ans, cinq lots",
        include_str!("../../exemples/denrees-restauration-scolaire.toml"),
    ),
    (
        "etude",
        "Petite étude",
        "12 000 € HT : une page de conditions suffit",
        include_str!("../../exemples/etude-petite.toml"),
    ),
];

/// Faults of the form, by field.
pub type Faults = BTreeMap<String, String>;

/// The empty page.
pub fn home(app: &App) -> Reply {
    Form::new(&Fields::default(), Typed::default()).show(app)
}

/// A page asked by its address alone: nothing of it is kept here.
pub fn nothing_kept(app: &App) -> Reply {
    let mut form = Form::new(&Fields::default(), Typed::default());
    form.frame.said =
        "Rien n’est gardé sur le serveur : commencer ici, ou ouvrir la fiche enregistrée.".into();
    form.show(app)
}

/// A fiche opened from the disk.
pub fn open(app: &App, text: &str) -> Reply {
    let mut fields = Fields::default();
    fields.set("fiche", text);
    if text.trim().is_empty() {
        let mut form = Form::new(&Fields::default(), Typed::default());
        form.frame.said = "Ce fichier est vide : décrire l’achat ci-dessous.".into();
        form.frame.is_wrong = true;
        return form.show(app);
    }
    match Case::open(app, text) {
        Ok(case) => {
            let mut form = Form::new(&fields, Typed::of(&case.purchase));
            form.frame.said = "Fiche ouverte.".into();
            form.warnings = case.warnings;
            form.show(app)
        }
        Err(faults) => faulty(app, &fields, &faults),
    }
}

/// A fiche that does not read: its faults, and its text to correct.
pub fn faulty(app: &App, fields: &Fields, faults: &[Fault]) -> Reply {
    let mut frame = Frame::new("decrire", "Fiche à corriger", fields);
    frame.focus = "fautes".into();
    page::render(app, "fautes.html", &frame, minijinja::context! { fautes => page::value(&faults) })
}

/// What the buttons of the page do.
pub fn step(app: &App, fields: &Fields) -> Reply {
    let (action, about) = fields.action();
    match action {
        "exemple" => {
            return match EXAMPLES.iter().find(|(id, ..)| *id == about) {
                Some((.., text)) => open(app, text),
                None => Reply::bad("Cet exemple n’existe pas."),
            };
        }
        "ouvrir-texte" => return open(app, fields.get("fiche")),
        // A change seen and given up: as before, at the step that was asked for.
        "annuler" => return go(app, &given_up(fields), about),
        "revenir" => {
            let fields = given_up(fields);
            return Form::new(&fields, Typed::from_fields(&fields)).show(app);
        }
        _ => {}
    }
    // From another step, or back from a comparison: the form says what the fiche says.
    if fields.opt("objet").is_none() {
        let fiche = fields.get("fiche");
        if fiche.trim().is_empty() {
            return home(app);
        }
        return match Case::open(app, fiche) {
            Ok(case) => {
                let mut form = Form::new(fields, Typed::of(&case.purchase));
                form.warnings = case.warnings;
                form.show(app)
            }
            Err(faults) => faulty(app, fields, &faults),
        };
    }
    let mut form = Form::new(fields, Typed::from_fields(fields));
    match action {
        "lot-ajouter" | "lot-dupliquer" | "lot-retirer" => form.change_lots(action, about),
        "lots-coller" => form.paste(fields),
        "cpv-chercher" => form.search(fields, "cpv-trouves"),
        "cpv-ajouter" => form.add_code(about),
        "continuer" => return form.go_on(app, fields, about),
        _ => {}
    }
    form.show(app)
}

/// The form: what is typed, what is wrong in it, what was searched.
struct Form {
    frame: Frame,
    typed: Typed,
    faults: Faults,
    warnings: Vec<Fault>,
    search: String,
    pasted: String,
}

impl Form {
    fn new(fields: &Fields, typed: Typed) -> Self {
        let frame = Frame::new("decrire", "Décrire l’achat", fields);
        let search = fields.get("cpv-mots").to_owned();
        Self {
            frame,
            typed,
            faults: Faults::new(),
            warnings: Vec::new(),
            search,
            pasted: String::new(),
        }
    }

    fn change_lots(&mut self, action: &str, about: &str) {
        let place = about.parse::<usize>().ok();
        if action != "lot-retirer" && self.typed.lots.len() >= MAX_LOTS {
            self.refuse(&format!("{MAX_LOTS} lots au plus."));
            return;
        }
        let at = match (action, place) {
            ("lot-ajouter", _) => {
                self.typed.add_lot();
                self.typed.lots.len() - 1
            }
            ("lot-dupliquer", Some(place)) if self.typed.duplicate(place) => place + 1,
            ("lot-retirer", Some(place)) if place < self.typed.lots.len() => {
                self.typed.lots.remove(place);
                place.min(self.typed.lots.len().saturating_sub(1))
            }
            _ => return,
        };
        self.frame.focus = if self.typed.lots.is_empty() {
            "lot-ajouter".into()
        } else {
            ident(&format!("lot.{at}.objet"))
        };
        self.frame.said = match action {
            "lot-ajouter" => "Lot ajouté.",
            "lot-dupliquer" => "Lot dupliqué.",
            _ => "Lot retiré.",
        }
        .into();
    }

    fn paste(&mut self, fields: &Fields) {
        let text = fields.get("coller");
        let lots = paste::read(text, self.typed.next_number());
        let room = MAX_LOTS.saturating_sub(self.typed.lots.len());
        if lots.is_empty() || lots.len() > room {
            text.clone_into(&mut self.pasted);
            let message = if lots.is_empty() {
                "Rien à lire ici : coller des lignes d’un tableur, une par lot.".to_owned()
            } else {
                format!("{} lignes collées : {MAX_LOTS} lots au plus.", lots.len())
            };
            self.faults.insert("coller".into(), message);
            self.frame.focus = "coller".into();
            return;
        }
        self.frame.said = match lots.len() {
            1 => "1 lot ajouté : le relire.".into(),
            n => format!("{n} lots ajoutés : les relire."),
        };
        self.frame.focus = ident(&format!("lot.{}.objet", self.typed.lots.len()));
        self.typed.lots.extend(lots);
    }

    fn search(&mut self, fields: &Fields, focus: &str) {
        if self.search.trim().is_empty() {
            fields.trimmed("objet").clone_into(&mut self.search);
        }
        self.frame.focus = focus.into();
    }

    fn add_code(&mut self, code: &str) {
        self.typed.add_code(code);
        self.frame.focus = "cpv".into();
        self.frame.said = format!("Code {code} ajouté.");
        self.search.clear();
    }

    fn refuse(&mut self, message: &str) {
        message.clone_into(&mut self.frame.said);
        self.frame.is_wrong = true;
    }

    /// Writes what is typed into the fiche and goes to the step asked for; a change of a purchase already seen shows its effect first.
    fn go_on(mut self, app: &App, fields: &Fields, to: &str) -> Reply {
        let described = match read::description(app, &self.typed) {
            Ok(described) => described,
            Err(faults) => return self.wrong(app, faults),
        };
        let former = fields.get("fiche");
        let text = match edit::describe(former, &described) {
            Ok(text) => text,
            Err(cause) => {
                self.refuse(&case::sentence(&cause.to_string()));
                return self.show(app);
            }
        };
        let case = match Case::open(app, &text) {
            Ok(case) => case,
            Err(found) => {
                let place = |one: &Fault| one.field.clone().unwrap_or_else(|| "objet".into());
                let said = |one: &Fault| format!("{}. {}", one.message, one.help);
                return self.wrong(app, found.iter().map(|one| (place(one), said(one))).collect());
            }
        };
        if self.frame.seen
            && text != former
            && let Ok(before) = Case::open(app, former)
        {
            let change = compare::Change { before: &before, after: &case, to, is_form: true };
            if let Some(reply) = change.show(app, fields) {
                return reply;
            }
        }
        let mut next = Fields::default();
        for name in ["passees", "ouvertes", "vu"] {
            next.set(name, fields.get(name));
        }
        next.set("fiche", &case.text);
        next.set("annonce", if text == former { "" } else { "Achat enregistré dans la fiche." });
        go(app, &next, to)
    }

    fn wrong(mut self, app: &App, faults: Faults) -> Reply {
        self.faults = faults;
        self.frame.focus = "fautes".into();
        self.show(app)
    }

    fn show(self, app: &App) -> Reply {
        let view = view::View::new(app, &self);
        page::render(
            app,
            "decrire.html",
            &self.frame,
            minijinja::context! { d => page::value(&view) },
        )
    }
}

/// The fields of a comparison, with the fiche as it was.
fn given_up(fields: &Fields) -> Fields {
    let mut fields = fields.clone();
    let before = fields.get("avant").to_owned();
    fields.set("fiche", &before);
    fields.set("faire", "");
    fields
}

/// Shows a step, as it stands.
pub fn go(app: &App, fields: &Fields, to: &str) -> Reply {
    match to {
        "choisir" => choose::step(app, fields),
        "emporter" => take::step(app, fields),
        "decrire" => step(app, fields),
        _ => ask::step(app, fields),
    }
}
