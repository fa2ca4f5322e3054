//! What a figure counts: one test makes both the figure and the list of its purchases, so that a link never lies.

use super::considerations::Declared;
use super::contract::Origin;
use super::contribution::Contribution;
use super::setting::IndicatorName;
use crate::base::policy::Counted;

/// Axes that contracts declare.
pub const DECLARED: [&str; 2] = ["social", "environnemental"];

/// What a contract declares on an axis.
#[must_use]
pub fn declared(one: &Contribution, axis: &str) -> Option<Declared> {
    match axis {
        "social" => one.social,
        "environnemental" => one.environnemental,
        _ => None,
    }
}

/// The best state of an axis for a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// At least one clause recommended.
    Called,
    /// None, and one that an answer would call for.
    Pending,
    No,
}

/// What a purchase says of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Declared,
    /// « Pas de considération ».
    Without,
    Nothing,
}

/// What becomes of a means on a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A clause recommended, worth a look, or waiting for an answer.
    Concerned,
    Called,
    /// None recommended, and one that an answer would call for.
    Pending,
    Kept,
    /// The contract declares, on the axis, a consideration of the nature of one of them.
    Declared,
}

/// Amounts that are not to be added together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sum {
    Ordinary,
    Ceiling,
    /// The same maximum of the same agreement, under another number.
    Repeated,
    Subsequent,
    Unknown,
}

/// What purchases are counted for. Numbers are positions: of axes, means, indicators, families.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Axis(usize, State),
    Declared(usize, Said),
    Measure(usize, Part),
    Indicator(usize, Option<i16>),
    /// What the indicator counts is known of the purchase, one way or the other.
    Known(usize, Option<i16>),
    /// The last: unknown.
    Family(usize),
    Cell(usize, usize, State),
    Sum(Sum),
    /// A clause of first rank is recommended, and the purchase says that it has none.
    Missed,
}

/// Whether the buyer decided of something: only a fiche tells, and one without decisions tells nothing.
#[must_use]
pub fn is_decided(one: &Contribution) -> bool {
    matches!(one.origine, Origin::Fiche) && !(one.retenues.is_empty() && one.ecartees.is_empty())
}

/// Whether a purchase counts for an indicator; `None` when the sources do not tell.
pub(super) fn holds(one: &Contribution, indicator: &IndicatorName, what: Counted) -> Option<bool> {
    let is_kept = one.retenues.iter().any(|at| indicator.clauses.contains(at));
    let decided = is_decided(one).then_some(is_kept);
    let either = |said: Option<bool>| match (said, decided) {
        (None, None) => None,
        (said, decided) => Some(said.unwrap_or(false) || decided.unwrap_or(false)),
    };
    match what {
        Counted::Retenue => decided,
        Counted::ClauseSociale => either(one.social.map(|what| what.clause)),
        Counted::MarcheReserve => either(one.social.map(|what| what.reserve)),
        Counted::Groupement => one.attribution.groupement,
        Counted::Negociation => either(one.attribution.negociation),
        Counted::Innovation => either(one.attribution.innovant),
        Counted::Heures => decided.map(|_| one.heures.is_some()),
    }
}
