//! One file of a base, read by itself. Files are read side by side: parsing is most of loading, and none of these needs another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use jiff::civil::Date;
use toml::Spanned;

use super::{is_dated, is_facts, is_families};
use crate::base::agec::DeclaredCategory;
use crate::base::clause::Clause;
use crate::base::condition::Names;
use crate::base::deduction::Deduction;
use crate::base::duty::Duty;
use crate::base::guarantee::Guarantee;
use crate::base::legal::LegalBasis;
use crate::base::outline::{Caps, Ccag, Outline};
use crate::base::policy::Policy;
use crate::base::publication::Publication;
use crate::base::review::Review;
use crate::base::rule::Rule;
use crate::base::source::{self, Files, Source};
use crate::diagnostic::Diagnostic;
use crate::table::{Reader, Table};

/// More readers than this gain nothing on a base of a few hundred files.
const MOST_READERS: usize = 4;

/// What one file holds, and its faults.
pub(super) struct Part {
    pub found: Vec<Diagnostic>,
    pub head: Option<Head>,
    pub legal: Vec<LegalBasis>,
    pub ccags: Vec<(String, Ccag)>,
    pub caps: Option<Caps>,
    pub deductions: Vec<Deduction>,
    pub duties: Vec<Duty>,
    pub guarantees: Vec<Guarantee>,
    pub rules: Vec<Rule>,
    pub reviews: Vec<Review>,
    pub publications: Vec<Publication>,
    pub declared: Vec<DeclaredCategory>,
    pub policy: Option<Policy>,
    pub outline: Option<(String, Outline)>,
    pub clause: Option<Clause>,
}

/// What a base says of itself (`[base]`).
pub(super) struct Head {
    pub title: String,
    pub version: String,
    pub as_of: Option<Date>,
}

/// Reads every file but those that others wait for, in the order of the files.
pub(super) fn read_all(files: &Files, names: Names<'_>) -> Vec<Part> {
    let waiting: Vec<&Arc<Source>> = files.iter().filter(|source| is_part(&source.name)).collect();
    let next = AtomicUsize::new(0);
    let read_some = || {
        let mut parts = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = waiting.get(at) else { return parts };
            parts.push((at, Part::read(source, names)));
        }
    };
    let mut parts = thread::scope(|scope| {
        let n_readers = thread::available_parallelism().map_or(1, |n| n.get().min(MOST_READERS));
        // Where no thread can be had, this one reads all.
        let spawn = |_| thread::Builder::new().spawn_scoped(scope, read_some).ok();
        let others: Vec<_> = (1..n_readers).filter_map(spawn).collect();
        let mut parts = read_some();
        for other in others {
            match other.join() {
                Ok(more) => parts.extend(more),
                Err(cause) => std::panic::resume_unwind(cause),
            }
        }
        parts
    });
    parts.sort_by_key(|(at, _)| *at);
    parts.into_iter().map(|(_, part)| part).collect()
}

fn is_part(name: &str) -> bool {
    let is_tables =
        source::is_toml(name) && !is_facts(name) && !is_families(name) && !is_dated(name);
    is_tables || is_clause(name)
}

fn is_clause(name: &str) -> bool {
    source::is_markdown(name) && name.starts_with("clause_templates/")
}

const ROOT_KEYS: [&str; 14] = [
    "base",
    "fondement",
    "ccag",
    "deduction",
    "obligation",
    "garantie",
    "regle",
    "penalites",
    "criteres",
    "petits_achats",
    "article",
    "revue",
    "publication",
    "categorie_agec",
];

impl Part {
    fn new() -> Self {
        Self {
            found: Vec::new(),
            head: None,
            legal: Vec::new(),
            ccags: Vec::new(),
            caps: None,
            deductions: Vec::new(),
            duties: Vec::new(),
            guarantees: Vec::new(),
            rules: Vec::new(),
            reviews: Vec::new(),
            publications: Vec::new(),
            declared: Vec::new(),
            policy: None,
            outline: None,
            clause: None,
        }
    }

    fn read(source: &Arc<Source>, names: Names<'_>) -> Self {
        let mut part = Self::new();
        if is_clause(&source.name) {
            (part.clause, part.found) = Clause::read(source);
            return part;
        }
        // The name says the policy, the tables say the rest.
        let (mut reader, mut root) = Reader::parse(source);
        if source.name.starts_with("clause_templates/plans/") {
            let piece = root.text(&mut reader, "piece");
            let outline = Outline::read(&mut reader, &mut root);
            part.outline = piece.map(|piece| (piece.into_inner(), outline));
        } else if source.name.ends_with("/politique.toml") {
            let whole = std::mem::replace(&mut root, Table::from_empty(0..0));
            part.policy = Policy::read(&mut reader, whole);
        } else {
            part.read_tables(&mut reader, &mut root, names);
        }
        root.finish(&mut reader, &ROOT_KEYS);
        part.found = reader.found;
        part
    }

    fn read_tables(&mut self, reader: &mut Reader, root: &mut Table<'_>, names: Names<'_>) {
        self.head = root.opt_table(reader, "base").map(|head| read_head(reader, head));
        for table in root.tables(reader, "fondement") {
            self.legal.extend(LegalBasis::read(reader, table));
        }
        for table in root.tables(reader, "ccag") {
            self.ccags.extend(Ccag::read(reader, table));
        }
        if reader.source.name.ends_with("/plafonds.toml") {
            self.caps = Some(Caps::read(reader, root));
        }
        for table in root.tables(reader, "deduction") {
            self.deductions.extend(Deduction::read(reader, names, table));
        }
        for table in root.tables(reader, "obligation") {
            self.duties.extend(Duty::read(reader, names, table));
        }
        for table in root.tables(reader, "garantie") {
            self.guarantees.extend(Guarantee::read(reader, names, table));
        }
        for table in root.tables(reader, "revue") {
            self.reviews.extend(Review::read(reader, table));
        }
        for table in root.tables(reader, "publication") {
            self.publications.extend(Publication::read(reader, names, table));
        }
        for table in root.tables(reader, "categorie_agec") {
            self.declared.extend(DeclaredCategory::read(reader, table));
        }
        let source = Arc::clone(&reader.source);
        let policy = policy_folder(&source.name);
        for table in root.tables(reader, "regle") {
            self.rules.extend(Rule::read(reader, names, table, policy));
        }
    }
}

fn read_head(reader: &mut Reader, mut head: Table<'_>) -> Head {
    let title = head.text(reader, "titre").map_or_else(String::new, Spanned::into_inner);
    let version = head.text(reader, "version").map_or_else(String::new, Spanned::into_inner);
    let as_of = head.opt_date(reader, "etat_du_droit").map(Spanned::into_inner);
    head.take("licence");
    head.finish(reader, &["titre", "version", "etat_du_droit", "licence"]);
    Head { title, version, as_of }
}

/// The policy of a rule file: the id of its folder, filled in later with the policy's own.
fn policy_folder(name: &str) -> Option<&str> {
    name.strip_prefix("rules/politiques/").and_then(|rest| rest.split('/').next())
}
