//! A condition with its negations pushed down to its comparisons: what a sheet lays out in columns.
//!
//! The laws of De Morgan hold for three truth values: nothing changes in meaning.

use crate::base::condition::{Condition, Operator, Quantifier, Test};

/// Where a comparison reads its fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Where the condition is tested: the purchase, or a lot.
    Here,
    Purchase,
}

/// What must hold.
#[derive(Debug, Clone)]
pub(super) enum Goal<'b> {
    All(Vec<Self>),
    Any(Vec<Self>),
    Test(Literal<'b>),
    Lots(Quota<'b>, Box<Self>),
}

/// A comparison, or its contrary.
#[derive(Debug, Clone, Copy)]
pub(super) struct Literal<'b> {
    pub test: &'b Test,
    pub negated: bool,
    pub place: Place,
}

/// How many lots must meet a goal.
#[derive(Debug, Clone, Copy)]
pub(super) enum Quota<'b> {
    Some,
    Every,
    Number { operator: &'b Operator, negated: bool },
}

impl<'b> Goal<'b> {
    pub(super) fn of(condition: &'b Condition) -> Self {
        Self::read(condition, false, Place::Here)
    }

    fn read(condition: &'b Condition, negated: bool, place: Place) -> Self {
        let each = |items: &'b [Condition]| -> Vec<Self> {
            items.iter().map(|item| Self::read(item, negated, place)).collect()
        };
        match condition {
            Condition::All(items) if negated => Self::any(each(items)),
            Condition::All(items) => Self::all(each(items)),
            Condition::Any(items) if negated => Self::all(each(items)),
            Condition::Any(items) => Self::any(each(items)),
            Condition::Not(inner) => Self::read(inner, !negated, place),
            Condition::OnPurchase(inner) => Self::read(inner, negated, Place::Purchase),
            Condition::Test(test) => Self::Test(Literal { test, negated, place }),
            Condition::Lots(quantifier, inner) => Self::lots(quantifier, inner, negated),
        }
    }

    /// Over the lots, wherever the condition is tested.
    fn lots(quantifier: &'b Quantifier, inner: &'b Condition, negated: bool) -> Self {
        let (quota, inner_negated) = match quantifier {
            Quantifier::Count(operator) => (Quota::Number { operator, negated }, false),
            Quantifier::Some if negated => (Quota::Every, true),
            Quantifier::Some => (Quota::Some, false),
            Quantifier::Every if negated => (Quota::Some, true),
            Quantifier::Every => (Quota::Every, false),
            Quantifier::None if negated => (Quota::Some, false),
            Quantifier::None => (Quota::Every, true),
        };
        Self::Lots(quota, Box::new(Self::read(inner, inner_negated, Place::Here)))
    }

    fn all(items: Vec<Self>) -> Self {
        let flat = items.into_iter().flat_map(|item| match item {
            Self::All(inner) => inner,
            other => vec![other],
        });
        single(flat.collect(), Self::All)
    }

    fn any(items: Vec<Self>) -> Self {
        let flat = items.into_iter().flat_map(|item| match item {
            Self::Any(inner) => inner,
            other => vec![other],
        });
        single(flat.collect(), Self::Any)
    }

    /// Whether it reads the lots, then how many choices it leaves.
    pub(super) fn weight(&self) -> (bool, usize) {
        let items = match self {
            Self::All(items) => items.as_slice(),
            other => std::slice::from_ref(other),
        };
        let choices = items.iter().filter(|item| match item {
            Self::Test(literal) => {
                let operator = &literal.test.operator;
                !literal.negated && matches!(operator, Operator::Contains(_) | Operator::Matches(_))
            }
            _ => true,
        });
        (items.iter().any(Self::reads_lots), choices.count())
    }

    fn reads_lots(&self) -> bool {
        match self {
            Self::All(items) | Self::Any(items) => items.iter().any(Self::reads_lots),
            Self::Test(_) => false,
            Self::Lots(..) => true,
        }
    }

    /// The goals that must all hold.
    pub(super) fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::All(items) => items,
            other => vec![other],
        }
    }

    /// The goals one of which must hold.
    pub(super) fn alternatives(self) -> Vec<Self> {
        match self {
            Self::Any(items) => items,
            other => vec![other],
        }
    }
}

fn single<'b>(mut items: Vec<Goal<'b>>, many: fn(Vec<Goal<'b>>) -> Goal<'b>) -> Goal<'b> {
    match items.pop() {
        Some(only) if items.is_empty() => only,
        Some(last) => {
            items.push(last);
            many(items)
        }
        None => many(items),
    }
}
