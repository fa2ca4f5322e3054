//! Legal references (*fondements*) and the dates between which they, and rules, are in force.

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::base::source::Source;
use crate::diagnostic::Code;
use crate::table::{Reader, Style, Table};

/// Where something was written in the base.
#[derive(Debug, Clone)]
pub struct Place {
    pub source: Arc<Source>,
    pub span: Range<usize>,
}

/// First day in force, first day no longer in force; open where absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct InForce {
    from: Option<Date>,
    until: Option<Date>,
}

impl InForce {
    /// `None` when the end does not follow the start.
    #[must_use]
    pub fn new(from: Option<Date>, until: Option<Date>) -> Option<Self> {
        match (from, until) {
            (Some(from), Some(until)) if until <= from => None,
            _ => Some(Self { from, until }),
        }
    }

    #[must_use]
    pub const fn from(self) -> Option<Date> {
        self.from
    }

    #[must_use]
    pub const fn until(self) -> Option<Date> {
        self.until
    }

    #[must_use]
    pub fn contains(self, date: Date) -> bool {
        self.from.is_none_or(|from| date >= from) && self.until.is_none_or(|until| date < until)
    }

    /// Whether every day of `other` is a day of this one.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        let starts = match (self.from, other.from) {
            (Some(mine), Some(theirs)) => mine <= theirs,
            (Some(_), None) => false,
            (None, _) => true,
        };
        let ends = match (self.until, other.until) {
            (Some(mine), Some(theirs)) => theirs <= mine,
            (Some(_), None) => false,
            (None, _) => true,
        };
        starts && ends
    }

    /// Whether a day is in both.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let starts_before_end = |a: Self, b: Self| match (a.from, b.until) {
            (Some(from), Some(until)) => from < until,
            _ => true,
        };
        starts_before_end(self, other) && starts_before_end(other, self)
    }

    /// Reads `en_vigueur = { du = …, au = … }`; open on both sides when absent.
    pub(crate) fn read(reader: &mut Reader, table: &mut Table<'_>) -> Self {
        let Some(mut dates) = table.opt_table(reader, "en_vigueur") else { return Self::default() };
        Self::read_dates(reader, &mut dates, true)
    }

    /// Reads `du` and `au` of a table.
    pub(crate) fn read_dates(reader: &mut Reader, dates: &mut Table<'_>, alone: bool) -> Self {
        let from = dates.opt_date(reader, "du").map(toml::Spanned::into_inner);
        let until = dates.opt_date(reader, "au").map(toml::Spanned::into_inner);
        let span = dates.span.clone();
        if alone && !dates.is_empty() {
            std::mem::replace(dates, Table::from_empty(span.clone())).finish(reader, &["du", "au"]);
        }
        Self::new(from, until).unwrap_or_else(|| {
            reader.error(Code::DateInvalide, span, "la fin d’application ne suit pas son début");
            Self::default()
        })
    }
}

/// A dated legal reference (*fondement*).
#[derive(Debug, Clone)]
pub struct LegalBasis {
    pub id: String,
    pub title: String,
    /// As printed: « CCP, art. L. 2112-2 ».
    pub reference: String,
    pub url: Option<String>,
    pub in_force: InForce,
    /// Read in the text itself or in sources that agree; otherwise « référence à vérifier ».
    pub confirmed: bool,
    pub checked_on: Option<Date>,
    /// Why no rule rests on it: it binds elsewhere than in a consultation, or another reference carries it (*sans règle*).
    pub no_rule: Option<String>,
    pub place: Place,
}

const KEYS: [&str; 8] =
    ["id", "titre", "reference", "url", "en_vigueur", "confirme", "controle_le", "sans_regle"];

impl LegalBasis {
    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<Self> {
        let place = Place { source: Arc::clone(&reader.source), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        let title = table.text(reader, "titre");
        let reference = table.text(reader, "reference");
        let url = table
            .opt_text(reader, "url")
            .map(toml::Spanned::into_inner)
            .filter(|url| !url.is_empty());
        let in_force = InForce::read(reader, &mut table);
        let confirmed = table.opt_bool(reader, "confirme").unwrap_or(false);
        let checked_on = table.opt_date(reader, "controle_le").map(toml::Spanned::into_inner);
        let no_rule = table.opt_text(reader, "sans_regle").map(toml::Spanned::into_inner);
        table.finish(reader, &KEYS);
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            reference: reference?.into_inner(),
            url,
            in_force,
            confirmed,
            checked_on,
            no_rule,
            place,
        })
    }
}
