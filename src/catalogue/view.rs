//! Small pieces that many pages show: links, periods, references, the status of a clause.

use jiff::civil::Date;
use serde::Serialize;

use super::address::Kind;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::legal::{InForce, LegalBasis};
use crate::base::review::{self, Review, changed_since};
use crate::draft::filters::long_date;
use crate::fact::french_date;
use crate::output::address::web_address;

/// A page of the catalogue, by its title.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Link {
    pub text: String,
    /// From the root of the site.
    pub path: String,
}

impl Link {
    pub fn new(text: &str, path: String) -> Self {
        Self { text: text.to_owned(), path }
    }

    pub fn clause(base: &Base, id: &str) -> Self {
        let title = base.clauses.get(id).map_or(id, |clause| clause.title.as_str());
        Self::new(title, Kind::Clause.page(id))
    }

    pub fn rule(base: &Base, id: &str) -> Self {
        Self::new(base.rule(id).map_or(id, |rule| rule.title.as_str()), Kind::Rule.page(id))
    }

    pub fn duty(base: &Base, id: &str) -> Self {
        Self::new(base.duty(id).map_or(id, |duty| duty.title.as_str()), Kind::Duty.page(id))
    }

    pub fn dated(base: &Base, id: &str) -> Self {
        let title = base.dated.get(id).map_or(id, |value| value.title.as_str());
        Self::new(title, Kind::Dated.page(id))
    }
}

/// When something holds, and whether it does on the day of the catalogue.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Period {
    /// « du 1er janvier 2026 au 31 décembre 2027 ».
    pub text: String,
    /// « en vigueur », « à venir », « échu ».
    pub state: &'static str,
    pub is_current: bool,
}

impl Period {
    pub fn new(period: InForce, date: Date) -> Self {
        let last = |until: Date| long_date(until.yesterday().unwrap_or(until));
        let text = match (period.from(), period.until()) {
            (Some(from), Some(until)) => format!("du {} au {}", long_date(from), last(until)),
            (Some(from), None) => format!("depuis le {}", long_date(from)),
            (None, Some(until)) => format!("jusqu’au {}", last(until)),
            (None, None) => "sans date de début ni de fin".into(),
        };
        let text = match period.from() {
            Some(from) if from > date && period.until().is_none() => {
                format!("à partir du {}", long_date(from))
            }
            _ => text,
        };
        let state = if period.contains(date) {
            "en vigueur"
        } else if period.from().is_some_and(|from| date < from) {
            "à venir"
        } else {
            "échu"
        };
        Self { text, state, is_current: period.contains(date) }
    }
}

/// A legal reference, wherever it is cited.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Reference {
    /// As printed: « CCP, art. L. 2112-2 ».
    pub cited: String,
    pub title: String,
    pub path: String,
    /// Its own address on the web, when it has one that can be followed.
    pub url: Option<String>,
    pub is_confirmed: bool,
    pub period: Period,
    pub checked_on: Option<String>,
}

impl Reference {
    pub fn new(basis: &LegalBasis, date: Date) -> Self {
        Self {
            cited: basis.reference.clone(),
            title: basis.title.clone(),
            path: Kind::Basis.page(&basis.id),
            url: basis.url.as_deref().and_then(web_address),
            is_confirmed: basis.confirmed,
            period: Period::new(basis.in_force, date),
            checked_on: basis.checked_on.map(long_date),
        }
    }

    /// Those of some ids, in their order.
    pub fn all(base: &Base, ids: &[String], date: Date) -> Vec<Self> {
        ids.iter().filter_map(|id| base.legal.get(id)).map(|basis| Self::new(basis, date)).collect()
    }
}

/// Whether a lawyer has signed a clause, as every page shows it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Status {
    pub label: String,
    pub is_reviewed: bool,
}

/// The status of a clause, as its signatures make it.
pub(super) fn status(base: &Base, clause: &Clause) -> Status {
    let status = Review::status(base, clause);
    let label = match &status {
        review::Status::Draft => "brouillon, non relue".to_owned(),
        review::Status::Read(review) => {
            format!("relue le {} par {}", french_date(review.on), review.by)
        }
        review::Status::Stale(review, parts) => {
            format!("brouillon : {}", changed_since(review, parts))
        }
        review::Status::Withdrawn => "abrogée".to_owned(),
    };
    Status { label, is_reviewed: status.is_read() }
}

/// The name of an axis, when no policy gives it another.
pub(super) fn axis(base: &Base, id: &str) -> String {
    let own = base.policies.values().flat_map(|policy| &policy.axes).find(|(known, _)| known == id);
    match (id, own) {
        ("environnemental", _) => "Environnement".into(),
        ("social", _) => "Social".into(),
        ("economique", _) => "Économie".into(),
        (_, Some((_, title))) => title.clone(),
        (other, None) => other.to_owned(),
    }
}
