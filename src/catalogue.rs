//! The catalogue: a base as a static site for reviewers, that opens from the disk, without server nor network.
//!
//! A pure function from a base and a date to files by path. Each thing of the base is put in words once (`catalogue/*.rs`), then shown by a
//! template (`catalogue/pages`). Same base, same date: same bytes.

mod address;
mod calendar;
mod clause;
mod condition;
pub(crate) mod drawn;
mod example;
mod law;
mod list;
pub(crate) mod page;
mod parameter;
mod pattern;
mod policy;
mod rule;
mod search;
mod subject;
pub(crate) mod text;
mod view;

use std::collections::BTreeMap;

use jiff::civil::Date;
use minijinja::value::Value;
use minijinja::{Environment, context};
use serde::Serialize;

use self::address::Kind;
use self::condition::Reader;
use crate::base::Base;
use crate::base::rule::Rule;
use crate::base::source::fingerprint;
use crate::draft::TemplateError;
use crate::draft::filters::long_date;
use crate::error::Error;
use crate::lint;

/// Name of the file that says that a folder is a catalogue, and of which base.
pub const MARKER: &str = "catalogue.toml";

const STYLE: &str = include_str!("catalogue/style.css");
const SEARCH: &str = include_str!("catalogue/recherche.js");

/// The files of a catalogue, by path.
#[derive(Debug)]
pub struct Catalogue {
    pub files: BTreeMap<String, Vec<u8>>,
    pub n_pages: usize,
}

/// Everything that has a page, in words.
#[derive(Debug)]
struct Things {
    clauses: Vec<clause::View>,
    rules: Vec<rule::View>,
    bases: Vec<law::BasisView>,
    duties: Vec<law::DutyView>,
    dated: Vec<law::DatedView>,
    policies: Vec<policy::View>,
    families: Vec<subject::FamilyView>,
    facts: Vec<subject::FactView>,
    days: Vec<calendar::Day>,
    date: Date,
}

/// What every page says of the base.
#[derive(Debug, Serialize)]
struct Site {
    title: String,
    version: String,
    as_of: String,
    date: String,
    fingerprint: String,
    program: &'static str,
}

/// Writes the catalogue of a base as it stands on a date, in memory.
///
/// # Errors
/// When the text of a clause cannot be rendered: every one that cannot is named.
pub fn write(base: &Base, date: Date) -> Result<Catalogue, Error> {
    let things = things(Reader { base, date })?;
    let site = page::value(&site(base, date));
    let mut pages =
        Pages { environment: page::environment(&page::TEMPLATES)?, site, files: BTreeMap::new() };
    pages.of_things(base, &things)?;
    pages.of_lists(base, &things)?;
    let mut files = pages.files;
    let n_pages = files.len();
    files.insert("style.css".into(), STYLE.into());
    files.insert("recherche.js".into(), SEARCH.into());
    files.insert("index-recherche.js".into(), search::index(&things)?.into_bytes());
    let content = content(&files);
    files.insert(MARKER.into(), marker(base, date, n_pages, &content).into_bytes());
    Ok(Catalogue { files, n_pages })
}

fn site(base: &Base, date: Date) -> Site {
    Site {
        title: base.title.clone(),
        version: base.version.clone(),
        as_of: long_date(base.as_of),
        date: long_date(date),
        fingerprint: base.fingerprint().chars().take(12).collect(),
        program: env!("CARGO_PKG_VERSION"),
    }
}

fn marker(base: &Base, date: Date, n_pages: usize, content: &str) -> String {
    format!(
        "# Ce dossier est un catalogue écrit par clausier : la prochaine écriture le remplace en entier, s’il est tel qu’elle l’a laissé.\nbase = \"{}\"\ndate = {date}\npages = {n_pages}\ncontenu = \"{content}\"\n",
        base.fingerprint()
    )
}

/// Fingerprint of the files of a folder but its marker: by it, a catalogue is known to hold nothing that is not ours.
#[must_use]
pub fn content(files: &BTreeMap<String, Vec<u8>>) -> String {
    let files = files.iter().filter(|(path, _)| *path != MARKER);
    let lines: Vec<String> =
        files.map(|(path, bytes)| format!("{path} {}", fingerprint(bytes))).collect();
    fingerprint(lines.join("\n").as_bytes())
}

/// Whether a marker says that a folder holds these files, and no other.
#[must_use]
pub fn is_as_written(files: &BTreeMap<String, Vec<u8>>) -> bool {
    let marker = files.get(MARKER).and_then(|bytes| std::str::from_utf8(bytes).ok());
    let wanted = format!("contenu = \"{}\"", content(files));
    marker.is_some_and(|text| text.lines().any(|line| line == wanted))
}

fn things(reader: Reader<'_>) -> Result<Things, Error> {
    let base = reader.base;
    let loads = lint::loads(base);
    Ok(Things {
        clauses: clauses(reader)?,
        rules: base.rules.iter().map(|rule| rule::view(reader, rule)).collect(),
        bases: base.legal.values().map(|basis| law::basis(reader, basis, &loads)).collect(),
        duties: base.duties.iter().map(|duty| law::duty(reader, duty)).collect(),
        dated: base.dated.values().map(|value| law::dated(reader, value)).collect(),
        policies: base.policies.values().map(|policy| policy::view(reader, policy)).collect(),
        families: subject::families(reader),
        facts: subject::facts(reader),
        days: calendar::days(reader, &loads),
        date: reader.date,
    })
}

/// Every clause; drawing its texts up is most of the work, which the processors share.
fn clauses(reader: Reader<'_>) -> Result<Vec<clause::View>, Error> {
    let mut rules_of: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in &reader.base.rules {
        rules_of.entry(&rule.clause).or_default().push(rule);
    }
    let all: Vec<_> = reader.base.clauses.values().collect();
    let shares = std::thread::available_parallelism().map_or(1, usize::from);
    let share = all.len().div_ceil(shares).max(1);
    let view = |one: &&crate::base::clause::Clause| {
        let rules = rules_of.get(one.id.as_str()).map_or(&[][..], Vec::as_slice);
        clause::view(reader, one, rules)
    };
    let parts: Vec<Vec<Result<clause::View, Vec<TemplateError>>>> = std::thread::scope(|scope| {
        let running: Vec<_> = all
            .chunks(share)
            .map(|part| scope.spawn(move || part.iter().map(view).collect::<Vec<_>>()))
            .collect();
        running.into_iter().map(|one| one.join().unwrap_or_default()).collect()
    });
    let (mut views, mut faults) = (Vec::new(), Vec::new());
    for view in parts.into_iter().flatten() {
        match view {
            Ok(view) => views.push(view),
            Err(errors) => faults.extend(errors),
        }
    }
    if faults.is_empty() && views.len() == all.len() {
        Ok(views)
    } else {
        Err(unrenderable(&faults))
    }
}

fn unrenderable(faults: &[TemplateError]) -> Error {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    Error::Refused(format!(
        "des textes de clause ne peuvent être mis en page :\n{}",
        lines.join("\n")
    ))
}

/// The pages, being written.
struct Pages {
    environment: Environment<'static>,
    site: Value,
    files: BTreeMap<String, Vec<u8>>,
}

impl Pages {
    /// One page; `section` is the entry of the menu that it belongs to.
    fn add(&mut self, path: &str, template: &str, section: &str, own: Value) -> Result<(), Error> {
        let root = if path.contains('/') { "../" } else { "" };
        let site = self.site.clone();
        let context = context! { racine => root, section => section, site => site, ..own };
        let page = page::render(&self.environment, template, &context)?;
        self.files.insert(path.to_owned(), page);
        Ok(())
    }

    /// Clauses and rules: a rule shows on its own page and on that of its clause.
    fn of_clauses(&mut self, base: &Base, things: &Things) -> Result<(), Error> {
        let rules: BTreeMap<&str, Value> =
            things.rules.iter().map(|rule| (rule.id.as_str(), page::value(rule))).collect();
        for clause in &things.clauses {
            let own: Vec<Value> = base
                .rules
                .iter()
                .filter(|rule| rule.clause == clause.id)
                .filter_map(|rule| rules.get(rule.id.as_str()).cloned())
                .collect();
            let own = context! { c => page::value(clause), regles => own };
            self.add(&clause.path, "clause.html", "clauses", own)?;
        }
        for rule in &things.rules {
            let own = context! { r => rules.get(rule.id.as_str()).cloned() };
            self.add(&rule.path, "regle.html", "regles", own)?;
        }
        Ok(())
    }

    fn of_things(&mut self, base: &Base, things: &Things) -> Result<(), Error> {
        self.of_clauses(base, things)?;
        for basis in &things.bases {
            self.add(
                &basis.own.path,
                "fondement.html",
                "fondements",
                context! { f => page::value(basis) },
            )?;
        }
        for duty in &things.duties {
            self.add(
                &duty.path,
                "obligation.html",
                "obligations",
                context! { o => page::value(duty) },
            )?;
        }
        for value in &things.dated {
            self.add(&value.path, "valeur.html", "valeurs", context! { v => page::value(value) })?;
        }
        for policy in &things.policies {
            self.add(
                &policy.path,
                "politique.html",
                "politiques",
                context! { p => page::value(policy) },
            )?;
        }
        for family in &things.families {
            self.add(
                &family.path,
                "famille.html",
                "familles",
                context! { f => page::value(family) },
            )?;
        }
        Ok(())
    }

    fn of_lists(&mut self, base: &Base, things: &Things) -> Result<(), Error> {
        let counts = list::counts(things);
        let next: Vec<&calendar::Day> = things.days.iter().take(4).collect();
        self.add(
            "index.html",
            "accueil.html",
            "accueil",
            context! { n => page::value(&counts), jours => page::value(&next) },
        )?;
        self.add("recherche.html", "recherche.html", "recherche", context! {})?;
        self.add(
            "calendrier.html",
            "calendrier.html",
            "calendrier",
            context! { jours => page::value(&things.days) },
        )?;
        self.add(
            "faits.html",
            "faits.html",
            "faits",
            context! { faits => page::value(&things.facts) },
        )?;
        self.of_kinds(base, things)
    }

    /// The pages that list the things of a kind.
    fn of_kinds(&mut self, base: &Base, things: &Things) -> Result<(), Error> {
        self.add(
            &Kind::Clause.list(),
            "clauses.html",
            "clauses",
            context! { axes => page::value(&list::clauses(things)) },
        )?;
        self.add(
            &Kind::Basis.list(),
            "fondements.html",
            "fondements",
            context! { fondements => page::value(&things.bases) },
        )?;
        let values = context! { valeurs => page::value(&things.dated), plafonds => page::value(&list::caps(base, things.date)) };
        self.add(&Kind::Dated.list(), "valeurs.html", "valeurs", values)?;
        for list in list::all(things) {
            self.add(
                &list.path.clone(),
                "liste.html",
                list.section,
                context! { liste => page::value(&list) },
            )?;
        }
        Ok(())
    }
}
