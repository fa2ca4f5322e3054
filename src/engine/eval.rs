//! The truth of one condition, and the facts that an unsettled one still needs.

use jiff::civil::Date;

use super::Missing;
use super::known::{At, Known};
use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::base::thresholds::Resolved;
use crate::fact::Value;
use crate::text;
use crate::truth::Truth;

/// What conditions are read against.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    pub base: &'a Base,
    pub known: &'a Known,
    pub date: Date,
}

impl<'a> Context<'a> {
    /// Whether a condition holds.
    #[must_use]
    pub fn truth(&self, condition: &Condition, at: At) -> Truth {
        self.truth_by(condition, at, &|test, at| self.test(test, at))
    }

    /// Whether a condition would hold if its tests were worth what `leaf` says of each, where it is read.
    pub fn truth_by(
        &self,
        condition: &Condition,
        at: At,
        leaf: &impl Fn(&Test, At) -> Truth,
    ) -> Truth {
        let truth = |item, at| self.truth_by(item, at, leaf);
        match condition {
            Condition::All(items) => {
                lightest_first(items, Truth::False, |item| truth(item, at)).unwrap_or(Truth::True)
            }
            Condition::Any(items) => {
                lightest_first(items, Truth::True, |item| truth(item, at)).unwrap_or(Truth::False)
            }
            Condition::Not(inner) => !truth(inner, at),
            Condition::OnPurchase(inner) => truth(inner, At::Purchase),
            Condition::Lots(quantifier, inner) => {
                let each = (0..self.known.n_lots()).map(|i| truth(inner, At::Lot(i)));
                self.quantified(quantifier, each)
            }
            Condition::Test(test) => leaf(test, at),
        }
    }

    fn quantified(&self, quantifier: &Quantifier, each: impl Iterator<Item = Truth>) -> Truth {
        match quantifier {
            Quantifier::Some => Truth::any(each),
            Quantifier::Every => Truth::all(each),
            Quantifier::None => !Truth::any(each),
            Quantifier::Count(operator) => {
                let each: Vec<Truth> = each.collect();
                let sure = each.iter().filter(|truth| **truth == Truth::True).count();
                let open = each.iter().filter(|truth| **truth == Truth::Unknown).count();
                // True or false only if every count still possible agrees.
                agree((sure..=sure + open).map(|n| {
                    let n = Value::Integer(i64::try_from(n).unwrap_or(i64::MAX));
                    self.met(operator, &n, None)
                }))
            }
        }
    }

    /// Whether one fact meets its test.
    #[must_use]
    pub fn test(&self, test: &Test, at: At) -> Truth {
        let Some(fact) = self.known.get(at, test.fact) else { return Truth::Unknown };
        self.met(&test.operator, &fact.value, fact.folded.as_deref())
    }

    fn met(&self, operator: &Operator, value: &Value, folded: Option<&str>) -> Truth {
        match operator.bound() {
            None => meets(operator, value, folded, &[]),
            Some(Bound::Value(bound)) => meets(operator, value, folded, &[bound]),
            Some(Bound::Dated(name)) => {
                let resolved = self.resolve(name);
                let bounds: Vec<&Value> = resolved.rows.iter().map(|row| &row.value).collect();
                meets(operator, value, folded, &bounds)
            }
        }
    }

    /// A dated value as of the launch date, for this purchase's type and buyer.
    #[must_use]
    pub fn resolve(&self, name: &str) -> Resolved<'a> {
        let kind = self.known.choice(self.base, At::Purchase, "type");
        let buyer = self.known.choice(self.base, At::Purchase, "acheteur_categorie");
        self.base
            .dated
            .get(name)
            .map(|value| value.resolve(self.date, kind, buyer))
            .unwrap_or_default()
    }

    /// The facts that an unsettled condition needs, each once, in order; none for a settled one.
    #[must_use]
    pub fn missing(&self, condition: &Condition, at: At) -> Vec<Missing> {
        let mut out = Vec::new();
        self.collect_missing(condition, at, &mut out);
        out
    }

    fn collect_missing(&self, condition: &Condition, at: At, out: &mut Vec<Missing>) {
        if self.truth(condition, at) != Truth::Unknown {
            return;
        }
        match condition {
            Condition::All(items) | Condition::Any(items) => {
                for item in items {
                    self.collect_missing(item, at, out);
                }
            }
            Condition::Not(inner) => self.collect_missing(inner, at, out),
            Condition::OnPurchase(inner) => self.collect_missing(inner, At::Purchase, out),
            Condition::Lots(_, inner) => {
                for i in 0..self.known.n_lots() {
                    self.collect_missing(inner, At::Lot(i), out);
                }
            }
            Condition::Test(test) => self.missing_of_test(test, at, out),
        }
    }

    fn missing_of_test(&self, test: &Test, at: At, out: &mut Vec<Missing>) {
        let mut add = |missing| {
            if !out.contains(&missing) {
                out.push(missing);
            }
        };
        if self.known.get(at, test.fact).is_none() {
            add(self.place_of(Missing { fact: test.fact, at }));
            return;
        }
        // The fact is known: the threshold is not, for want of the type or of the buyer.
        for name in ["type", "acheteur_categorie"] {
            if let Some(fact) = self.base.facts.id(name)
                && self.known.get(At::Purchase, fact).is_none()
            {
                add(Missing { fact, at: At::Purchase });
            }
        }
    }

    /// A fact that may be said of the whole purchase is asked once.
    fn place_of(&self, missing: Missing) -> Missing {
        let on_purchase =
            self.base.facts.get(missing.fact).is_some_and(|fact| fact.on_purchase && !fact.own);
        let alone = self.known.n_lots() == 1 && self.known.number(At::Lot(0)).is_none();
        if on_purchase || alone { Missing { at: At::Purchase, ..missing } } else { missing }
    }
}

/// The truth of a group that one item can settle: what costs least is read first, and most groups are settled before a text is.
/// `None` when it is empty.
fn lightest_first<'c>(
    items: &'c [Condition],
    settles: Truth,
    truth: impl Fn(&'c Condition) -> Truth,
) -> Option<Truth> {
    let (mut heavy, mut joined) = (false, None);
    let join = |joined: &mut Option<Truth>, found: Truth| {
        let all = settles == Truth::False;
        *joined =
            Some(joined.map_or(
                found,
                |so_far: Truth| {
                    if all { so_far.and(found) } else { so_far.or(found) }
                },
            ));
        found == settles
    };
    for item in items {
        let light = is_light(item);
        heavy |= !light;
        if light && join(&mut joined, truth(item)) {
            return joined;
        }
    }
    if heavy {
        for item in items.iter().filter(|item| !is_light(item)) {
            if join(&mut joined, truth(item)) {
                return joined;
            }
        }
    }
    joined
}

/// Whether a condition is one comparison that reads no text.
fn is_light(condition: &Condition) -> bool {
    match condition {
        Condition::Test(test) => {
            !matches!(test.operator, Operator::Contains(_) | Operator::Matches(_))
        }
        Condition::Not(inner) | Condition::OnPurchase(inner) => is_light(inner),
        Condition::All(items) | Condition::Any(items) => {
            matches!(items.as_slice(), [only] if is_light(only))
        }
        Condition::Lots(..) => false,
    }
}

/// The truth that all agree on; unknown when they differ or there is none.
fn agree(mut truths: impl Iterator<Item = Truth>) -> Truth {
    let Some(first) = truths.next() else { return Truth::Unknown };
    if truths.all(|other| other == first) { first } else { Truth::Unknown }
}

/// Whether a value meets a comparison; `folded`, for a text; `bounds`, what its bound may be worth: unknown when they disagree.
pub(super) fn meets(
    operator: &Operator,
    value: &Value,
    folded: Option<&str>,
    bounds: &[&Value],
) -> Truth {
    let on_text = |test: &dyn Fn(&str) -> bool| folded.map_or(Truth::Unknown, |f| test(f).into());
    match operator {
        Operator::In(values) => is_in(value, values).into(),
        Operator::Contains(words) => {
            on_text(&|folded| words.iter().any(|word| text::contains_words(folded, word)))
        }
        Operator::Matches(pattern) => on_text(&|folded| pattern.is_match(folded)),
        Operator::CpvPrefix(prefixes) => match value {
            Value::Cpv(codes) => codes
                .iter()
                .any(|code| prefixes.iter().any(|prefix| code.starts_with(*prefix)))
                .into(),
            _ => Truth::Unknown,
        },
        Operator::AtLeast(_)
        | Operator::MoreThan(_)
        | Operator::AtMost(_)
        | Operator::LessThan(_) => {
            agree(bounds.iter().map(|bound| holds(operator, value, bound).into()))
        }
    }
}

/// Whether a value is one of those wanted; a list, whether it holds one.
pub(super) fn is_in(value: &Value, wanted: &[Value]) -> bool {
    wanted.iter().any(|wanted| match (value, wanted) {
        (Value::List(items), Value::Choice(id)) => items.iter().any(|item| item == id),
        _ => value == wanted,
    })
}

fn holds(operator: &Operator, value: &Value, bound: &Value) -> bool {
    match operator {
        Operator::AtLeast(_) => value >= bound,
        Operator::MoreThan(_) => value > bound,
        Operator::AtMost(_) => value <= bound,
        Operator::LessThan(_) => value < bound,
        Operator::In(_) | Operator::Contains(_) | Operator::Matches(_) | Operator::CpvPrefix(_) => {
            false
        }
    }
}
