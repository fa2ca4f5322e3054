//! The pages: templates of ours, filled with what the library says; whatever a buyer typed is escaped as it prints.

use std::borrow::Cow;

use minijinja::value::Value;
use minijinja::{Environment, context};
use serde::Serialize;

use super::App;
use super::fields::Fields;
use super::reply::Reply;
use super::summary::Summary;
use crate::catalogue::page as templates;
use crate::error::Error;
use crate::output::line::{Kind, Line, Style};

pub(super) use templates::value;

const TEMPLATES: [(&str, &str); 11] = [
    ("gabarit.html", include_str!("pages/gabarit.html")),
    ("morceaux.html", include_str!("pages/morceaux.html")),
    ("decrire.html", include_str!("pages/decrire.html")),
    ("fautes.html", include_str!("pages/fautes.html")),
    ("repondre.html", include_str!("pages/repondre.html")),
    ("choisir.html", include_str!("pages/choisir.html")),
    ("carte.html", include_str!("pages/carte.html")),
    ("comparer.html", include_str!("pages/comparer.html")),
    ("emporter.html", include_str!("pages/emporter.html")),
    ("refus.html", include_str!("pages/refus.html")),
    ("bilan.html", include_str!("pages/bilan.html")),
];

/// The style sheet and the script of every page, served by the program itself.
pub const STYLE: &str = include_str!("pages/style.css");
pub const SCRIPT: &str = include_str!("pages/page.js");
pub const ICON: &str = include_str!("pages/icone.svg");

/// The templates, parsed once.
pub fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = templates::environment(&TEMPLATES)?;
    environment.add_filter("ident", |name: Cow<'_, str>| ident(&name));
    environment.add_filter("point", |text: Cow<'_, str>| closed(&text));
    Ok(environment)
}

/// A sentence with its full stop, unless a question ends it.
fn closed(text: &str) -> String {
    let is_closed = text.trim_end().ends_with(['.', '?', '!', '…']);
    format!("{text}{}", if is_closed { "" } else { "." })
}

/// The identifier of a field in its page.
pub fn ident(name: &str) -> String {
    let fits = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(fits).collect()
}

/// What every page holds: where the buyer is, the fiche, and where the keyboard goes.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Frame {
    pub step: &'static str,
    pub title: String,
    pub fiche: String,
    /// Questions passed over: `fait@lot`, parted by blanks.
    pub skipped: String,
    /// Clauses whose card is open, parted by blanks.
    pub open: String,
    /// Whether the buyer has seen what the fiche calls for: a change of the purchase then shows its effect first.
    pub seen: bool,
    pub summary: Option<Summary>,
    /// Identifier of the element that takes the focus.
    pub focus: String,
    /// What has just been done, said aloud.
    pub said: String,
    pub is_wrong: bool,
}

impl Frame {
    pub fn new(step: &'static str, title: &str, fields: &Fields) -> Self {
        Self {
            step,
            title: title.to_owned(),
            fiche: fields.get("fiche").to_owned(),
            skipped: fields.get("passees").to_owned(),
            open: fields.get("ouvertes").to_owned(),
            seen: fields.get("vu") == "1",
            ..Self::default()
        }
    }
}

/// One page.
pub fn render(app: &App, template: &str, frame: &Frame, own: Value) -> Reply {
    let base = app.base;
    let site = context! {
        title => base.title.as_str(),
        version => base.version.as_str(),
        as_of => crate::draft::filters::long_date(base.as_of),
        program => env!("CARGO_PKG_VERSION"),
    };
    let context = context! { page => value(frame), site => site, ..own };
    match templates::render(&app.pages, template, &context) {
        Ok(html) => Reply::page(html),
        Err(cause) => {
            (app.config.log)(&format!("page {template} : {cause}"));
            Reply::broken()
        }
    }
}

/// A line of an answer, as the pages show it.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub kind: &'static str,
    pub spans: Vec<(&'static str, String)>,
}

/// The lines of an answer, commands to type left out.
pub fn lines(lines: &[Line]) -> Vec<Shown> {
    let shown = lines.iter().map(|line| Shown {
        kind: match line.kind {
            Kind::Title | Kind::Heading => "titre",
            Kind::Item | Kind::Sign => "point",
            Kind::Text | Kind::Apart | Kind::Under | Kind::Extract => "texte",
        },
        spans: line
            .spans
            .iter()
            .map(|span| {
                let style = match span.style {
                    Style::Plain => "simple",
                    Style::Strong => "fort",
                    Style::Code => "code",
                };
                (style, span.text.clone())
            })
            .collect(),
    });
    shown.collect()
}
