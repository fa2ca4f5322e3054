//! The form in words: values, faults, lists to choose from, what the words of the object say.

use serde::Serialize;

use super::{EXAMPLES, Form};
use crate::cpv::{self, Cpv};
use crate::purchase::Ambition;
use crate::serve::App;
use crate::serve::case::Fault;
use crate::serve::describe::typed::TypedLot;

/// How many codes a search shows.
const MOST_CODES: usize = 8;

/// The form as its template reads it.
#[derive(Debug, Serialize)]
pub struct View {
    pub values: std::collections::BTreeMap<&'static str, String>,
    pub errors: std::collections::BTreeMap<String, String>,
    pub warnings: Vec<Fault>,
    pub lots: Vec<TypedLot>,
    /// Lists by key: id and label.
    pub lists: std::collections::BTreeMap<&'static str, Vec<(String, String)>>,
    pub examples: Vec<(&'static str, &'static str, &'static str)>,
    /// Whether nothing is described yet: where to start from shows first.
    pub is_new: bool,
    pub category: Category,
    pub search: String,
    pub searched: bool,
    pub found: Vec<Code>,
    pub pasted: String,
}

/// What the object and the codes say of the purchase.
#[derive(Debug, Default, Serialize)]
pub struct Category {
    /// Titles of the families, the first by the code, else by the words.
    #[serde(rename = "familles")]
    pub families: Vec<String>,
    #[serde(rename = "codes")]
    pub codes: Vec<Code>,
}

/// A code of the nomenclature.
#[derive(Debug, Serialize)]
pub struct Code {
    #[serde(rename = "code")]
    pub digits: String,
    #[serde(rename = "libelle")]
    pub label: &'static str,
    #[serde(rename = "famille")]
    pub family: String,
}

impl View {
    pub fn new(app: &App, form: &Form) -> Self {
        let typed = &form.typed;
        let mut values = typed.values.clone();
        for key in super::typed::KEYS {
            values.entry(key).or_default();
        }
        let searched = form.frame.focus == "cpv-trouves";
        Self {
            values,
            errors: form.faults.clone(),
            warnings: form.warnings.clone(),
            lots: typed.lots.clone(),
            lists: lists(app),
            examples: EXAMPLES.map(|(id, title, about, _)| (id, title, about)).into(),
            is_new: form.frame.fiche.is_empty() && typed.get("objet").is_empty(),
            category: category(app, typed.get("objet"), typed.get("cpv")),
            search: form.search.clone(),
            searched,
            found: if searched { search(app, &form.search) } else { Vec::new() },
            pasted: form.pasted.clone(),
        }
    }
}

fn lists(app: &App) -> std::collections::BTreeMap<&'static str, Vec<(String, String)>> {
    let of = |fact: &str| {
        app.base.facts.by_name(fact).map(|(_, fact)| fact.values.clone()).unwrap_or_default()
    };
    let policies = app.base.policies.values().map(|one| (one.id.clone(), one.title.clone()));
    let levels = Ambition::ALL.into_iter().filter(|level| *level != Ambition::default());
    let levels = levels.map(|level| {
        (level.id().to_owned(), crate::catalogue::drawn::level_title(level).to_owned())
    });
    [
        ("type", of("type")),
        ("procedure", of("procedure")),
        ("forme", of("forme")),
        ("ccag", of("ccag")),
        ("acheteur.categorie", of("acheteur_categorie")),
        ("acheteur.politique", policies.collect()),
        ("exigence", levels.collect()),
    ]
    .into()
}

/// The families that the object and the codes point at.
pub fn category(app: &App, object: &str, codes: &str) -> Category {
    let read: Vec<Cpv> =
        codes.split([',', ';']).filter_map(|code| Cpv::parse(code.trim()).ok()).collect();
    let found = app.base.categories.find(&read, object);
    let title = |id: &String| {
        app.base.categories.list.iter().find(|one| one.id == *id).map(|one| one.title.clone())
    };
    Category {
        families: found.iter().filter_map(title).collect(),
        codes: read.into_iter().filter_map(|code| described(app, code)).collect(),
    }
}

/// Codes by the words of their labels, or by their first digits.
pub fn search(app: &App, words: &str) -> Vec<Code> {
    let hits = cpv::search(words, MOST_CODES);
    hits.into_iter().filter_map(|hit| described(app, hit.entry.code)).collect()
}

fn described(app: &App, code: Cpv) -> Option<Code> {
    let family = app.base.categories.of_cpv(code).map(|family| family.title.clone());
    Some(Code {
        digits: code.with_check_digit(),
        label: code.label()?,
        family: family.unwrap_or_default(),
    })
}
