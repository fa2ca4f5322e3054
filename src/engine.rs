//! What a purchase calls for: a pure function of a base, a purchase and a date.
//!
//! [`evaluate`] settles every rule as applicable, not applicable or undetermined; [`answer`] turns that into recommendations, duties and
//! questions; [`explain`] says why, on demand. Nothing here touches a file, a clock or the environment.

pub mod alert;
pub mod answer;
pub mod conflict;
pub mod decided;
pub mod duty;
pub mod eval;
pub mod explain;
#[cfg(feature = "atelier")]
pub mod index;
pub mod known;
pub mod question;
pub mod rank;
mod sobriety;
pub mod value;

use jiff::civil::Date;

use self::eval::Context;
use self::known::{At, Known};
use crate::base::Base;
use crate::base::policy::Policy;
use crate::base::rule::{Rule, Scope};
use crate::fact::FactId;
use crate::purchase::Purchase;
use crate::truth::Truth;

/// A purchase evaluated on a date.
#[derive(Debug, Clone)]
pub struct Evaluation<'b> {
    pub base: &'b Base,
    pub date: Date,
    /// The buyer's policy, when it is in force that day.
    pub policy: Option<&'b Policy>,
    pub known: Known,
    /// One a rule and scope, in the order of rules, then of lots.
    pub outcomes: Vec<Outcome<'b>>,
}

/// What became of a rule, for the purchase or for one lot.
#[derive(Debug, Clone)]
pub struct Outcome<'b> {
    pub rule: &'b Rule,
    pub at: At,
    pub state: State,
}

/// The state of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Applicable,
    NotApplicable,
    /// Its dates, or those of every legal basis it rests on, exclude the launch date.
    NotInForce,
    /// The facts that it still needs, where they would be asked.
    Undetermined(Vec<Missing>),
}

/// A fact that is neither stated nor deduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Missing {
    pub fact: FactId,
    pub at: At,
}

/// Evaluates every rule of the base, and of the buyer's policy, on a purchase launched on `date`.
#[must_use]
pub fn evaluate<'b>(base: &'b Base, purchase: &Purchase, date: Date) -> Evaluation<'b> {
    evaluate_some(base, &base.rules, purchase, date)
}

/// Evaluates some rules of the base only: what a check of one rule needs.
#[must_use]
pub fn evaluate_some<'b>(
    base: &'b Base,
    rules: &'b [Rule],
    purchase: &Purchase,
    date: Date,
) -> Evaluation<'b> {
    let known = Known::new(base, purchase, date);
    let policy = purchase.buyer.policy.as_deref().and_then(|id| base.policies.get(id));
    let policy = policy.filter(|policy| policy.is_in_force(date));
    let mut evaluation =
        Evaluation { base, date, policy, known, outcomes: Vec::with_capacity(rules.len()) };
    let mut outcomes = std::mem::take(&mut evaluation.outcomes);
    for rule in rules {
        outcomes.extend(evaluation.settle(rule));
    }
    Evaluation { outcomes, ..evaluation }
}

impl<'b> Evaluation<'b> {
    /// What becomes of a rule for this purchase, at each of its places; nothing for a rule of another policy.
    ///
    /// The rule may be one that the base does not hold: what is known of the purchase does not depend on rules.
    #[must_use]
    pub fn outcomes_of<'r>(&self, rule: &'r Rule) -> Vec<Outcome<'r>> {
        self.settle(rule).collect()
    }

    fn settle<'r>(&self, rule: &'r Rule) -> impl Iterator<Item = Outcome<'r>> + use<'_, 'r, 'b> {
        let foreign = rule
            .policy
            .as_deref()
            .is_some_and(|own| self.policy.is_none_or(|policy| policy.id != own));
        let in_force = !foreign && is_in_force(self.base, rule, self.date);
        let places = self.known.places(rule.scope).filter(move |_| !foreign);
        let context = self.context();
        places.map(move |at| {
            let state = if in_force { state(context, rule, at) } else { State::NotInForce };
            Outcome { rule, at, state }
        })
    }

    /// What conditions are read against.
    #[must_use]
    pub const fn context(&self) -> Context<'_> {
        Context { base: self.base, known: &self.known, date: self.date }
    }
}

fn state(context: Context<'_>, rule: &Rule, at: At) -> State {
    match context.truth(&rule.when, at) {
        Truth::True => State::Applicable,
        Truth::False => State::NotApplicable,
        Truth::Unknown => State::Undetermined(context.missing(&rule.when, at)),
    }
}

/// A rule stands while its own dates do, and while one of its legal bases does when it has some and nothing else.
#[must_use]
pub fn is_in_force(base: &Base, rule: &Rule, date: Date) -> bool {
    let supported = rule.bases.is_empty()
        || !rule.sources.is_empty()
        || !base.in_force(&rule.bases, date).is_empty();
    rule.in_force.contains(date) && supported
}

impl Known {
    /// Where a rule of this scope is tested.
    pub fn places(&self, scope: Scope) -> impl Iterator<Item = At> + use<> {
        let (purchase, n_lots) = match scope {
            Scope::Purchase => (Some(At::Purchase), 0),
            Scope::Lot => (None, self.n_lots()),
        };
        purchase.into_iter().chain((0..n_lots).map(At::Lot))
    }
}
