//! A rule base: everything loaded, checked and compiled once, then evaluated many times.
//!
//! Loading is the only place that touches files. Every fault found is reported, not the first alone.

pub mod agec;
pub mod category;
mod change;
pub mod clause;
pub mod condition;
pub mod deduction;
pub mod duty;
pub mod formula;
pub mod guarantee;
pub mod legal;
mod load;
pub mod outline;
pub mod pattern;
pub mod policy;
pub mod publication;
pub mod review;
pub mod rule;
pub mod source;
pub mod thresholds;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use self::agec::DeclaredCategory;
use self::category::Categories;
use self::clause::Clause;
use self::deduction::Deduction;
use self::duty::Duty;
use self::guarantee::Guarantee;
use self::legal::LegalBasis;
use self::outline::{Caps, Ccag, Outline};
use self::policy::Policy;
use self::publication::Publication;
use self::review::Review;
use self::rule::Rule;
use self::source::Files;
use self::thresholds::DatedValues;
use crate::diagnostic::Diagnostic;
use crate::fact::FactTable;

/// A rule base, ready to evaluate.
#[derive(Debug, Clone)]
pub struct Base {
    pub title: String,
    pub version: String,
    /// The law as of that day; the launch date of examples that say none.
    pub as_of: Date,
    /// What it was read from; kept for its fingerprint.
    files: Files,
    fingerprint: OnceLock<String>,
    pub facts: FactTable,
    pub categories: Categories,
    pub legal: BTreeMap<String, LegalBasis>,
    pub dated: DatedValues,
    /// In an order where each follows what it reads.
    pub deductions: Vec<Deduction>,
    pub clauses: BTreeMap<String, Clause>,
    /// Sorted by id.
    pub rules: Vec<Rule>,
    pub duties: Vec<Duty>,
    /// Sorted by id.
    pub guarantees: Vec<Guarantee>,
    pub policies: BTreeMap<String, Policy>,
    /// In the order of the files.
    pub publications: Vec<Publication>,
    /// The categories of the annual declaration (AGEC), in the order of the files.
    pub declared: Vec<DeclaredCategory>,
    /// In the order of the files.
    pub reviews: Vec<Review>,
    pub caps: Caps,
    pub ccags: BTreeMap<String, Ccag>,
    /// By piece: cctp, ccap, rc.
    pub outlines: BTreeMap<String, Outline>,
}

impl Base {
    /// Loads a base; a base is given back only without errors.
    #[must_use]
    pub fn load(files: &Files) -> (Option<Self>, Vec<Diagnostic>) {
        load::load(files)
    }

    /// SHA-256 of its files, in hexadecimal; computed when first asked.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.fingerprint.get_or_init(|| self.files.fingerprint())
    }

    /// The files it was read from, sorted by name.
    #[must_use]
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// Whether the name of a file it was read from holds a text.
    #[must_use]
    pub fn has_file(&self, text: &str) -> bool {
        self.files.iter().any(|file| file.is_called(text))
    }

    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .binary_search_by(|rule| rule.id.as_str().cmp(id))
            .ok()
            .and_then(|i| self.rules.get(i))
    }

    #[must_use]
    pub fn duty(&self, id: &str) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == id)
    }

    /// The references among `ids` that are in force on a date.
    #[must_use]
    pub fn in_force(&self, ids: &[String], date: Date) -> Vec<&LegalBasis> {
        ids.iter()
            .filter_map(|id| self.legal.get(id))
            .filter(|basis| basis.in_force.contains(date))
            .collect()
    }
}
