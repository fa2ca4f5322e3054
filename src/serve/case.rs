//! The purchase that a page is about: its fiche, read again at each request.

use jiff::civil::Date;
use serde::Serialize;

use super::{App, MAX_LOTS};
use crate::base::source::Source;
use crate::diagnostic::{Diagnostic, Severity};
use crate::engine::answer::{Answer, answer};
use crate::purchase::{Purchase, read};

/// A fiche that reads without fault.
#[derive(Debug, Clone)]
pub struct Case {
    pub text: String,
    pub purchase: Purchase,
    pub date: Date,
    pub warnings: Vec<Fault>,
}

/// A fault of a fiche, in words, with its line.
#[derive(Debug, Clone, Serialize)]
pub struct Fault {
    #[serde(rename = "ligne")]
    pub line: usize,
    pub message: String,
    #[serde(rename = "aide")]
    pub help: String,
    /// The field of the page that it is about, where there is one.
    #[serde(skip)]
    pub field: Option<String>,
}

impl Case {
    /// Reads a fiche.
    pub fn open(app: &App, text: &str) -> Result<Self, Vec<Fault>> {
        let source = Source::new("fiche", text.to_owned());
        let (purchase, found) = read::read(&source, app.base);
        let faults = |severity| -> Vec<Fault> {
            let own = found.iter().filter(|one| one.severity == severity);
            let mut own: Vec<Fault> = own.map(|one| fault(one, text)).collect();
            own.sort_by_key(|one| one.line);
            own
        };
        let Some(purchase) = purchase else { return Err(faults(Severity::Error)) };
        if purchase.lots.len() > MAX_LOTS {
            return Err(vec![Fault {
                line: 1,
                message: format!(
                    "{} lots : {MAX_LOTS} au plus sur cette page",
                    purchase.lots.len()
                ),
                help: "la ligne de commande en admet davantage".into(),
                field: Some("lots".into()),
            }]);
        }
        let date = purchase.launch.unwrap_or_else(app.config.today);
        Ok(Self { text: text.to_owned(), purchase, date, warnings: faults(Severity::Warning) })
    }

    /// What the purchase calls for.
    pub fn answer(&self, app: &App) -> Answer<'static> {
        answer(app.base, &self.purchase, self.date)
    }
}

fn fault(found: &Diagnostic, text: &str) -> Fault {
    let (line, _) = found.source.line_column(found.span.start);
    Fault {
        line,
        message: sentence(&found.message),
        help: sentence(found.remedy()),
        field: field_at(text, line),
    }
}

/// A message of the library as a sentence of the page: it begins with a capital letter and marks no key.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}", chars.as_str()).replace('`', "")
}

/// The field that shows the key written on a line.
fn field_at(text: &str, line: usize) -> Option<String> {
    let before: Vec<&str> = text.lines().take(line).map(str::trim).collect();
    let key = before.last()?.split('=').next()?.trim();
    let Some(header) = before.iter().rev().find(|line| line.starts_with('[')) else {
        return Some(key.to_owned());
    };
    let n_lots = before.iter().filter(|line| line.starts_with("[[lots]]")).count();
    match *header {
        "[[lots]]" => {
            let key = if key.starts_with('[') { "numero" } else { key };
            Some(format!("lot.{}.{key}", n_lots.checked_sub(1)?))
        }
        "[acheteur]" => Some(format!("acheteur.{key}")),
        _ => None,
    }
}
