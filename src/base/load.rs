//! Files → [`Base`]: each file read into its part, then what points at what is checked across files.

mod exported;
mod link;
mod part;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use toml::Spanned;

use self::part::Part;
use super::Base;
use super::agec::DeclaredCategory;
use super::category::{Categories, Category, read_prefixes};
use super::clause::Clause;
use super::condition::Names;
use super::deduction::{self, Deduction};
use super::duty::Duty;
use super::guarantee::Guarantee;
use super::legal::{LegalBasis, Place};
use super::outline::{Caps, Ccag, Outline};
use super::policy::Policy;
use super::publication::Publication;
use super::review::Review;
use super::rule::{Rule, choice, one_of, opt_choice};
use super::source::{Files, Oddity, Source, Unread};
use super::thresholds::{self, DatedValues};
use crate::cpv::Prefix;
use crate::diagnostic::{Code, Diagnostic, has_error};
use crate::fact::{Fact, FactKind, FactTable, Origin};
use crate::table::{Reader, Style, Table};

/// Everything read so far, and every fault.
#[derive(Default)]
struct Loader {
    found: Vec<Diagnostic>,
    has_head: bool,
    title: String,
    version: String,
    as_of: Option<Date>,
    facts: FactTable,
    fact_places: BTreeMap<String, Place>,
    families: Vec<Category>,
    general: Vec<Prefix>,
    legal: BTreeMap<String, LegalBasis>,
    dated: DatedValues,
    deductions: Vec<Deduction>,
    clauses: BTreeMap<String, Clause>,
    rules: BTreeMap<String, Rule>,
    duties: Vec<Duty>,
    guarantees: BTreeMap<String, Guarantee>,
    policies: BTreeMap<String, Policy>,
    publications: Vec<Publication>,
    declared: Vec<DeclaredCategory>,
    reviews: Vec<Review>,
    caps: Option<Caps>,
    ccags: BTreeMap<String, Ccag>,
    outlines: BTreeMap<String, Outline>,
}

pub(super) fn load(files: &Files) -> (Option<Base>, Vec<Diagnostic>) {
    if !files.unread.is_empty() {
        // What these files hold would be told as lacking everywhere else.
        return (None, files.unread.iter().map(unread).collect());
    }
    let mut loader = Loader::default();
    // Facts and dated values first: every condition names them.
    loader.each(files, is_facts, Loader::read_facts);
    loader.each(files, is_families, Loader::read_families);
    loader.name_families();
    loader.each(files, is_dated, Loader::read_dated);
    for part in part::read_all(files, loader.names()) {
        loader.add(part);
    }
    loader.check_files(files);
    loader.check();
    loader.finish(files)
}

/// A file that would be passed in silence.
fn unread(file: &Unread) -> Diagnostic {
    let (message, help) = match file.kind {
        Oddity::LinkToFile => {
            ("le fichier est un lien : il ne serait pas lu", "le remplacer par une copie")
        }
        Oddity::LinkToFolder => {
            ("le dossier est un lien : il ne serait pas lu", "le remplacer par une copie")
        }
        Oddity::NoFile => (
            "ce n’est pas un fichier ordinaire : il ne serait pas lu",
            "le remplacer par un fichier de texte, ou le supprimer",
        ),
    };
    Diagnostic::error(Code::FichierIgnore, &file.source, 0..0, message).help(help)
}

fn is_facts(name: &str) -> bool {
    name.ends_with("/faits.toml")
}
fn is_families(name: &str) -> bool {
    name.ends_with("/familles.toml")
}
fn is_dated(name: &str) -> bool {
    name.ends_with("/seuils.toml") || name.ends_with("/quotas.toml")
}
impl Loader {
    fn each(&mut self, files: &Files, wanted: fn(&str) -> bool, read: fn(&mut Self, &Arc<Source>)) {
        for source in files.iter().filter(|source| wanted(&source.name)) {
            read(self, source);
        }
    }

    fn names(&self) -> Names<'_> {
        Names { facts: &self.facts, dated: &self.dated }
    }

    fn read_facts(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        for table in root.tables(&mut reader, "fait") {
            let place = Place { source: Arc::clone(source), span: table.span.clone() };
            let Some(fact) = read_fact(&mut reader, table) else { continue };
            let id = fact.id.clone();
            if self.facts.add(fact).is_err() {
                let first = self.fact_places.get(&id).unwrap_or(&place);
                reader.found.push(duplicate(&place, &id, first));
            } else {
                self.fact_places.insert(id, place);
            }
        }
        root.finish(&mut reader, &["fait"]);
        self.found.append(&mut reader.found);
    }

    fn read_families(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        if let Some(mut general) = root.opt_table(&mut reader, "generaux") {
            let texts = general.texts(&mut reader, "cpv");
            self.general.extend(read_prefixes(&mut reader, texts));
            general.finish(&mut reader, &["cpv"]);
        }
        let families = root.tables(&mut reader, "famille");
        self.families
            .extend(families.into_iter().filter_map(|table| Category::read(&mut reader, table)));
        root.finish(&mut reader, &["generaux", "famille"]);
        self.found.append(&mut reader.found);
    }

    /// The allowed values of the fact `famille` are the families.
    fn name_families(&mut self) {
        let values =
            self.families.iter().map(|family| (family.id.clone(), family.title.clone())).collect();
        self.facts.set_values("famille", values);
    }

    fn read_dated(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        for (key, prefix) in [("seuil", "seuils"), ("quota", "quotas")] {
            for table in root.tables(&mut reader, key) {
                let Some(value) = thresholds::read(&mut reader, table, prefix) else { continue };
                if let Some(first) = self.dated.get(&value.id) {
                    reader.found.push(duplicate(&value.place, &value.id, &first.place));
                } else {
                    self.dated.insert(value.id.clone(), value);
                }
            }
        }
        root.finish(&mut reader, &["seuil", "quota"]);
        self.found.append(&mut reader.found);
    }

    /// A file that is not UTF-8 is read around the bytes that are not; a base says its name somewhere.
    fn check_files(&mut self, files: &Files) {
        for source in files.iter() {
            if let Some(byte) = source.not_utf8 {
                let message = "le fichier n’est pas un texte en UTF-8 à cet endroit";
                let fault = Diagnostic::error(Code::TomlInvalide, source, byte..byte, message);
                self.found.push(fault.help("l’enregistrer dans cet encodage"));
            }
        }
        if !self.has_head {
            let own = files.iter().find(|source| source.name == "rules/base.toml").cloned();
            let source = own.unwrap_or_else(|| Source::new("rules/base.toml", ""));
            let message = "la base ne dit pas ce qu’elle est : `[base]` manque";
            let fault = Diagnostic::error(Code::CleManquante, &source, 0..0, message);
            self.found.push(fault.help("écrire `[base]`, puis `titre` et `version`"));
        }
    }

    /// Adds what a file holds; an id that is already taken is reported.
    fn add(&mut self, part: Part) {
        let Part { found, head, legal, deductions, duties, caps, .. } = part;
        self.found.extend(found);
        if let Some(head) = head {
            self.has_head = true;
            (self.title, self.version, self.as_of) = (head.title, head.version, head.as_of);
        }
        self.caps = caps.or(self.caps.take());
        self.deductions.extend(deductions);
        self.duties.extend(duties);
        self.reviews.extend(part.reviews);
        self.publications.extend(part.publications);
        self.declared.extend(part.declared);
        self.ccags.extend(part.ccags);
        self.outlines.extend(part.outline);
        for basis in legal {
            if let Some(first) = self.legal.get(&basis.id) {
                self.found.push(duplicate(&basis.place, &basis.id, &first.place));
            } else {
                self.legal.insert(basis.id.clone(), basis);
            }
        }
        if let Some(policy) = part.policy {
            if let Some(first) = self.policies.get(&policy.id) {
                self.found.push(duplicate(&policy.place, &policy.id, &first.place));
            } else {
                self.policies.insert(policy.id.clone(), policy);
            }
        }
        for rule in part.rules {
            if let Some(first) = self.rules.get(&rule.id) {
                self.found.push(duplicate(&rule.place, &rule.id, &first.place));
            } else {
                self.found.extend(self.is_one_too_many(&rule));
                self.rules.insert(rule.id.clone(), rule);
            }
        }
        for guarantee in part.guarantees {
            if let Some(first) = self.guarantees.get(&guarantee.id) {
                self.found.push(duplicate(&guarantee.place, &guarantee.id, &first.place));
            } else {
                self.guarantees.insert(guarantee.id.clone(), guarantee);
            }
        }
        if let Some(clause) = part.clause {
            if let Some(first) = self.clauses.get(&clause.id) {
                self.found.push(duplicate(&clause.place, &clause.id, &first.place));
            } else {
                self.clauses.insert(clause.id.clone(), clause);
            }
        }
    }
}

/// The most rules of a base, some five times what is shipped.
const MOST_RULES: usize = 2_000;
/// The most rules that call for one clause: each is compared with every other.
const MOST_FOR_A_CLAUSE: usize = 50;

impl Loader {
    /// Told once, of the first rule past a limit.
    fn is_one_too_many(&self, rule: &Rule) -> Option<Diagnostic> {
        let siblings = self.rules.values().filter(|other| other.clause == rule.clause);
        let message = if self.rules.len() == MOST_RULES {
            format!("une base a {MOST_RULES} règles au plus ; `{}` est de trop", rule.id)
        } else if siblings.take(MOST_FOR_A_CLAUSE + 1).count() == MOST_FOR_A_CLAUSE {
            format!(
                "une clause est appelée par {MOST_FOR_A_CLAUSE} règles au plus ; `{}` est de trop pour `{}`",
                rule.id, rule.clause
            )
        } else {
            return None;
        };
        let at = rule.place.span.start;
        Some(Diagnostic::error(Code::HorsLimites, &rule.place.source, at..at, message))
    }
}

/// The second use of an id, and where the first is.
fn duplicate(place: &Place, id: &str, first: &Place) -> Diagnostic {
    let (line, _) = first.source.line_column(first.span.start);
    let message =
        format!("l’identifiant `{id}` sert deux fois : déjà dans {}:{line}", first.source.shown());
    let at = place.span.start;
    Diagnostic::error(Code::DoublonId, &place.source, at..at, message)
}

const FACT_KEYS: [&str; 11] = [
    "id",
    "titre",
    "type",
    "unite",
    "origine",
    "portee",
    "propre",
    "valeurs",
    "valeurs_de",
    "question",
    "pourquoi",
];

fn read_fact(reader: &mut Reader, mut table: Table<'_>) -> Option<Fact> {
    let id = table.id(reader, Style::Snake);
    let title = table.text(reader, "titre");
    let kind = choice(reader, &mut table, "type", &FactKind::IDS, FactKind::from_id);
    let unit = table.opt_text(reader, "unite").map(Spanned::into_inner);
    let origin = opt_choice(reader, &mut table, "origine", &Origin::IDS, Origin::from_id);
    let scopes = table.texts(reader, "portee");
    for scope in &scopes {
        one_of(reader, "portee", scope, &["marche", "lot"]);
    }
    let own = table.opt_bool(reader, "propre").unwrap_or(false);
    let on = |scope: &str| scopes.iter().any(|known| known.get_ref() == scope);
    let values = table
        .opt_table(reader, "valeurs")
        .map_or_else(Vec::new, |values| read_values(reader, values));
    table.take("valeurs_de");
    let question = table.opt_text(reader, "question").map(Spanned::into_inner);
    let why = table.opt_text(reader, "pourquoi").map(Spanned::into_inner);
    let (on_purchase, on_lot) = (on("marche"), on("lot"));
    table.finish(reader, &FACT_KEYS);
    Some(Fact {
        id: id?.into_inner(),
        title: title?.into_inner(),
        kind: kind?,
        origin: origin.unwrap_or(Origin::Answer),
        unit,
        on_purchase,
        on_lot,
        own,
        values,
        question,
        why,
    })
}

fn read_values(reader: &mut Reader, values: Table<'_>) -> Vec<(String, String)> {
    let entries = values.into_entries().into_iter();
    let text = |reader: &mut Reader, key: &str, node| {
        crate::table::as_text(reader, key, &node).map(Spanned::into_inner)
    };
    entries.filter_map(|(key, _, node)| Some((key.clone(), text(reader, &key, node)?))).collect()
}

impl Loader {
    fn finish(mut self, files: &Files) -> (Option<Base>, Vec<Diagnostic>) {
        let deductions = match deduction::sort(std::mem::take(&mut self.deductions)) {
            Ok(sorted) => sorted,
            Err(cycle) => {
                for deduction in cycle {
                    let name = self
                        .facts
                        .get(deduction.fact)
                        .map_or_else(String::new, |fact| fact.id.clone());
                    let message =
                        format!("la déduction de `{name}` attend un fait qui l’attend lui-même");
                    self.fault(Code::CycleDeDeductions, &deduction.place, message);
                }
                Vec::new()
            }
        };
        if has_error(&self.found) {
            return (None, self.found);
        }
        let base = Base {
            title: self.title,
            version: self.version,
            as_of: self.as_of.unwrap_or(jiff::civil::date(2026, 11, 23)),
            files: files.clone(),
            fingerprint: OnceLock::new(),
            facts: self.facts,
            categories: Categories::new(self.families, self.general),
            legal: self.legal,
            dated: self.dated,
            deductions,
            clauses: self.clauses,
            rules: self.rules.into_values().collect(),
            duties: self.duties,
            guarantees: self.guarantees.into_values().collect(),
            policies: self.policies,
            publications: self.publications,
            declared: self.declared,
            reviews: self.reviews,
            caps: self.caps.unwrap_or_default(),
            ccags: self.ccags,
            outlines: self.outlines,
        };
        (Some(base), self.found)
    }
}
