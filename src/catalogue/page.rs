//! Templates to pages. Every text of the base is escaped and set in French typography as it prints; nothing else is.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};

use serde::Serialize;

use crate::draft::typography::french;
use crate::error::Error;
use crate::output::html::escape;

/// The templates, by name.
pub(super) const TEMPLATES: [(&str, &str); 18] = [
    ("gabarit.html", include_str!("pages/gabarit.html")),
    ("morceaux.html", include_str!("pages/morceaux.html")),
    ("accueil.html", include_str!("pages/accueil.html")),
    ("champ.html", include_str!("pages/champ.html")),
    ("recherche.html", include_str!("pages/recherche.html")),
    ("clauses.html", include_str!("pages/clauses.html")),
    ("clause.html", include_str!("pages/clause.html")),
    ("liste.html", include_str!("pages/liste.html")),
    ("regle.html", include_str!("pages/regle.html")),
    ("fondements.html", include_str!("pages/fondements.html")),
    ("fondement.html", include_str!("pages/fondement.html")),
    ("obligation.html", include_str!("pages/obligation.html")),
    ("valeurs.html", include_str!("pages/valeurs.html")),
    ("valeur.html", include_str!("pages/valeur.html")),
    ("politique.html", include_str!("pages/politique.html")),
    ("famille.html", include_str!("pages/famille.html")),
    ("faits.html", include_str!("pages/faits.html")),
    ("calendrier.html", include_str!("pages/calendrier.html")),
];

/// The templates, parsed once.
pub(crate) fn environment(
    templates: &[(&'static str, &'static str)],
) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    environment.set_syntax(syntax.build().map_err(|cause| wrong(&cause))?);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(|out, _, value| {
        if value.is_safe() {
            return write!(out, "{value}").map_err(minijinja::Error::from);
        }
        if value.is_none() || value.is_undefined() {
            return Err(minijinja::Error::new(
                ErrorKind::InvalidOperation,
                "valeur absente imprimée",
            ));
        }
        let text = value.as_str().map_or_else(|| value.to_string(), french);
        out.write_str(&escape(&text)).map_err(minijinja::Error::from)
    });
    // An address, an id, a text shown as typed: escaped, its spaces and apostrophes left alone.
    environment.add_filter("brut", |text: String| Value::from_safe_string(escape(&text)));
    for (name, source) in templates {
        environment.add_template_owned(*name, spaced(source)).map_err(|cause| wrong(&cause))?;
    }
    Ok(environment)
}

/// French spaces in what the templates themselves say: they are typed as ordinary ones.
fn spaced(source: &str) -> String {
    [
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" ?", "\u{202f}?"),
    ]
    .into_iter()
    .fold(source.to_owned(), |text, (plain, set)| text.replace(plain, set))
}

/// What a template reads of a value of ours.
pub(crate) fn value(own: &impl Serialize) -> Value {
    Value::from(Serde(own))
}

/// One page.
pub(crate) fn render(
    environment: &Environment<'_>,
    template: &str,
    context: &Value,
) -> Result<Vec<u8>, Error> {
    let page = environment.get_template(template).and_then(|template| template.render(context));
    page.map(String::into_bytes).map_err(|cause| wrong(&cause))
}

/// The templates are ours: a fault in one is a fault of the program.
fn wrong(cause: &minijinja::Error) -> Error {
    Error::Refused(format!("une page ne peut être écrite : {cause:#}"))
}
