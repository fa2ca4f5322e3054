//! The values of a fact cut where its comparisons cut them: two values of one class are the same for every condition.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::base::condition::{Bound, Operator, Test};
use crate::cpv::Cpv;
use crate::fact::{FactKind, Value};
use crate::truth::Truth;

/// The code of what is not known.
pub(super) const UNKNOWN: u16 = 0;
/// From there, a code is the place of a value that has no class, kept aside with [`MANY`] added.
pub(super) const MANY: u16 = 0x8000;

/// The classes of a fact's values; the code of a class is its rank plus one.
#[derive(Debug, Clone)]
pub(super) enum Scale {
    /// Numbers and dates: the classes are the bounds, and the gaps around them.
    Ordered { kind: FactKind, bounds: Vec<i64> },
    /// Choices, and lists of one: a class for each id that is named, one for the others.
    Named(Vec<String>),
    /// Codes of the nomenclature: a class from each start to the next, one before them all.
    Codes(Vec<u32>),
    /// Texts: the code is the place of what was found in it.
    Text,
    /// No class: every value is kept aside.
    Aside,
}

/// A number or a date as a whole number that orders it.
pub(super) fn rank(value: &Value) -> Option<(FactKind, i64)> {
    Some(match value {
        Value::Boolean(is) => (FactKind::Boolean, i64::from(*is)),
        Value::Integer(n) => (FactKind::Integer, *n),
        Value::Amount(amount) => (FactKind::Amount, amount.centimes()),
        Value::Rate(rate) => (FactKind::Rate, rate.ten_thousandths()),
        Value::Date(day) => (FactKind::Date, rank_of_day(*day)),
        Value::Choice(_) | Value::List(_) | Value::Text(_) | Value::Cpv(_) => return None,
    })
}

/// A day as a whole number, in the order of days.
pub(super) fn rank_of_day(day: Date) -> i64 {
    (i64::from(day.year()) * 16 + i64::from(day.month())) * 32 + i64::from(day.day())
}

impl Scale {
    /// The scale of a fact that these tests read. `bounds`: the values that the dated bounds may take; `ids`: others to tell apart.
    pub(super) fn of(kind: FactKind, tests: &[&Test], bounds: &[&Value], ids: &[&str]) -> Self {
        let reads = |fits: fn(&Operator) -> bool| tests.iter().all(|test| fits(&test.operator));
        match kind {
            FactKind::Text if reads(is_on_text) => Self::Text,
            FactKind::Cpv if reads(|one| matches!(one, Operator::CpvPrefix(_))) => {
                Self::Codes(starts(tests))
            }
            FactKind::Choice | FactKind::List if reads(names_ids) => {
                let named =
                    tests.iter().flat_map(|test| named(&test.operator)).chain(ids.iter().copied());
                let ids: BTreeSet<&str> = named.collect();
                Self::Named(ids.into_iter().map(str::to_owned).collect())
            }
            FactKind::Boolean
            | FactKind::Integer
            | FactKind::Amount
            | FactKind::Rate
            | FactKind::Date
                if reads(|one| !is_on_text(one) && !matches!(one, Operator::CpvPrefix(_))) =>
            {
                let written = tests.iter().flat_map(|test| written(&test.operator));
                let ranks = written.chain(bounds.iter().copied()).filter_map(rank);
                let bounds: BTreeSet<i64> =
                    ranks.filter(|(of, _)| *of == kind).map(|(_, rank)| rank).collect();
                Self::Ordered { kind, bounds: bounds.into_iter().collect() }
            }
            _ => Self::Aside,
        }
        .checked()
    }

    /// What would not fit codes is kept aside.
    fn checked(self) -> Self {
        if self.n_classes() < usize::from(MANY) - 1 { self } else { Self::Aside }
    }

    pub(super) fn n_classes(&self) -> usize {
        match self {
            Self::Ordered { bounds, .. } => 2 * bounds.len() + 1,
            Self::Named(ids) => ids.len() + 1,
            Self::Codes(starts) => starts.len() + 1,
            Self::Text | Self::Aside => 0,
        }
    }

    /// The code of a number or a date of the scale's own kind.
    pub(super) fn code_of_rank(&self, rank: i64) -> Option<u16> {
        let Self::Ordered { bounds, .. } = self else { return None };
        let below = bounds.partition_point(|bound| *bound < rank);
        let is_bound = bounds.get(below) == Some(&rank);
        u16::try_from(2 * below + usize::from(is_bound) + 1).ok()
    }

    pub(super) fn code_of_id(&self, id: &str) -> Option<u16> {
        let Self::Named(ids) = self else { return None };
        let at = ids.iter().position(|known| known == id).unwrap_or(ids.len());
        u16::try_from(at + 1).ok()
    }

    pub(super) fn code_of_cpv(&self, code: Cpv) -> Option<u16> {
        let Self::Codes(starts) = self else { return None };
        u16::try_from(starts.partition_point(|start| *start <= code.number()) + 1).ok()
    }

    /// The code of a value, when it has a class.
    pub(super) fn code(&self, value: &Value) -> Option<u16> {
        match (self, value) {
            (Self::Named(_), Value::Choice(id)) => self.code_of_id(id),
            // An empty list holds nothing that is named.
            (Self::Named(ids), Value::List(items)) if items.is_empty() => {
                u16::try_from(ids.len() + 1).ok()
            }
            (Self::Named(_), Value::List(items)) => match items.as_slice() {
                [only] => self.code_of_id(only),
                _ => None,
            },
            (Self::Codes(_), Value::Cpv(codes)) => match codes.as_slice() {
                [only] => self.code_of_cpv(*only),
                _ => None,
            },
            (Self::Ordered { kind, .. }, value) => {
                let (of, rank) = rank(value)?;
                if of == *kind { self.code_of_rank(rank) } else { None }
            }
            _ => None,
        }
    }

    /// The truth of a test for each class, in order. `bounds`: what its bound may be worth, one value unless it is dated.
    pub(super) fn truths(&self, operator: &Operator, bounds: &[&Value]) -> Vec<Truth> {
        let n = self.n_classes();
        match (self, operator) {
            (Self::Named(ids), Operator::In(values)) => {
                let wanted = |id: &String| {
                    values.iter().any(|v| matches!(v, Value::Choice(one) if one == id))
                };
                ids.iter().map(|id| wanted(id).into()).chain([Truth::False]).collect()
            }
            (Self::Codes(starts), Operator::CpvPrefix(prefixes)) => {
                let holds = |start: &u32| {
                    prefixes.iter().any(|prefix| Cpv::from_number(*start).starts_with(*prefix))
                };
                let before = std::iter::once(Truth::False);
                before.chain(starts.iter().map(|start| holds(start).into())).collect()
            }
            (Self::Ordered { .. }, Operator::In(values)) => (0..n)
                .map(|class| values.iter().any(|v| self.order(class, v) == Ordering::Equal).into())
                .collect(),
            (Self::Ordered { .. }, _) => (0..n)
                .map(|class| agree(bounds.iter().map(|v| meets(operator, self.order(class, v)))))
                .collect(),
            _ => vec![Truth::Unknown; n],
        }
    }

    /// How the values of a class compare with a bound.
    fn order(&self, class: usize, bound: &Value) -> Ordering {
        let Self::Ordered { kind, bounds } = self else { return Ordering::Less };
        match rank(bound) {
            Some((of, rank)) if of == *kind => {
                class.cmp(&(2 * bounds.partition_point(|known| *known < rank) + 1))
            }
            // Values of different kinds have a fixed order.
            _ => sample(*kind).cmp(bound),
        }
    }
}

/// Some value of a kind.
fn sample(kind: FactKind) -> Value {
    match kind {
        FactKind::Boolean => Value::Boolean(false),
        FactKind::Amount => Value::Amount(crate::money::Amount::ZERO),
        FactKind::Rate => Value::Rate(crate::money::Rate::ONE),
        FactKind::Date => Value::Date(Date::MIN),
        _ => Value::Integer(0),
    }
}

fn meets(operator: &Operator, order: Ordering) -> bool {
    match operator {
        Operator::AtLeast(_) => order.is_ge(),
        Operator::MoreThan(_) => order.is_gt(),
        Operator::AtMost(_) => order.is_le(),
        Operator::LessThan(_) => order.is_lt(),
        Operator::In(_) | Operator::Contains(_) | Operator::Matches(_) | Operator::CpvPrefix(_) => {
            false
        }
    }
}

/// The truth that all agree on.
fn agree(mut truths: impl Iterator<Item = bool>) -> Truth {
    let Some(first) = truths.next() else { return Truth::Unknown };
    if truths.all(|other| other == first) { first.into() } else { Truth::Unknown }
}

fn is_on_text(operator: &Operator) -> bool {
    matches!(operator, Operator::Contains(_) | Operator::Matches(_))
}

fn names_ids(operator: &Operator) -> bool {
    matches!(operator, Operator::In(values) if values.iter().all(|v| matches!(v, Value::Choice(_))))
}

fn named(operator: &Operator) -> Vec<&str> {
    let Operator::In(values) = operator else { return Vec::new() };
    values
        .iter()
        .filter_map(|v| if let Value::Choice(id) = v { Some(id.as_str()) } else { None })
        .collect()
}

/// The values written in a comparison.
fn written(operator: &Operator) -> Vec<&Value> {
    match (operator, operator.bound()) {
        (Operator::In(values), _) => values.iter().collect(),
        (_, Some(Bound::Value(value))) => vec![value],
        _ => Vec::new(),
    }
}

/// Where a prefix starts, and where it ends.
fn starts(tests: &[&Test]) -> Vec<u32> {
    let mut starts = BTreeSet::new();
    for test in tests {
        if let Operator::CpvPrefix(prefixes) = &test.operator {
            for prefix in prefixes {
                starts.extend([prefix.first(), prefix.last() + 1]);
            }
        }
    }
    starts.into_iter().collect()
}
