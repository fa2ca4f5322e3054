//! A fiche for a bound on which none sits: the example that triggers the rule, with one thing changed.
//!
//! Nothing is proposed that the engine does not confirm: the fiche is read and evaluated as any other before it is given.

use toml_edit::{Array, DocumentMut, InlineTable, Item, Value as Toml};

use super::boundary::{Boundary, Point, beside, target};
use super::{Case, place_of};
use crate::base::Base;
use crate::base::rule::Rule;
use crate::base::source::Source;
use crate::engine::{State, explain};
use crate::fact::{Fact, Origin, Value, french_date};
use crate::purchase::{Purchase, edit, read};

/// The object given to an example that says none: words that no rule looks for.
const OBJECT: &str = "Cas limite";
/// How many codes next to a prefix are tried.
const CODES_TRIED: usize = 5;

/// A fiche to review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Without its ending: the rule, and the bound.
    pub name: String,
    pub text: String,
}

/// The fiche of a bound; `None` when no single change of an example of the rule puts it there.
#[must_use]
pub fn propose(base: &Base, boundary: &Boundary<'_>) -> Option<Proposal> {
    let rule = boundary.rule;
    let triggering = rule.examples.iter().filter(|example| example.expected == "applicable");
    // The object of an example may hold words that make up for its code: a code is also tried without them.
    let objects: &[bool] =
        if matches!(boundary.point, Point::Beside { .. }) { &[true, false] } else { &[true] };
    let starts = triggering.flat_map(|example| objects.iter().map(move |own| (example, *own)));
    for (example, own) in starts {
        let Some((text, start)) = whole(base, rule, &example.fiche, own) else { continue };
        for edited in edits(base, boundary, &text, &start) {
            let Some(case) = case(base, &edited) else { continue };
            if boundary.is_shown_by(&case.evaluation) {
                return Some(written(boundary, &edited, &case));
            }
        }
    }
    None
}

/// A text read as a fiche, and evaluated.
fn case<'b>(base: &'b Base, text: &str) -> Option<Case<'b>> {
    let purchase = read::read(&Source::new("proposition", text), base).0?;
    let date = purchase.launch.unwrap_or(base.as_of);
    Some(Case::fiche(base, purchase, date))
}

fn applies(case: &Case<'_>, rule: &Rule) -> bool {
    case.evaluation.outcomes_of(rule).iter().any(|outcome| outcome.state == State::Applicable)
}

/// An example made a whole fiche that still triggers its rule: what a fiche must say and the example does not is added.
fn whole<'b>(
    base: &'b Base,
    rule: &Rule,
    example: &str,
    own_object: bool,
) -> Option<(String, Case<'b>)> {
    let kinds = base.facts.by_name("type").map(|(_, fact)| fact.values.as_slice());
    let kinds = kinds.unwrap_or_default().iter().map(|(id, _)| Some(id.as_str()));
    for kind in std::iter::once(None).chain(kinds) {
        let text = completed(base, rule, example, (own_object, kind))?;
        if let Some(case) = case(base, &text).filter(|case| applies(case, rule)) {
            return Some((text, case));
        }
    }
    None
}

/// An example with what it lacks; its object too may be put aside.
fn completed(
    base: &Base,
    rule: &Rule,
    example: &str,
    (own_object, kind): (bool, Option<&str>),
) -> Option<String> {
    let mut document = DocumentMut::new();
    let said: DocumentMut = format!("fiche = {example}").parse().ok()?;
    let said = said.get("fiche")?.as_inline_table()?;
    if !own_object || !said.contains_key("objet") {
        document.insert("objet", Item::Value(OBJECT.into()));
    }
    if let Some(kind) = kind.filter(|_| !said.contains_key("type")) {
        document.insert("type", Item::Value(kind.into()));
    }
    for (key, value) in said.iter().filter(|(key, _)| own_object || *key != "objet") {
        document.insert(key, Item::Value(value.clone().decorated(" ", "")));
    }
    if !document.contains_key("date_lancement") {
        let date: Toml = base.as_of.to_string().parse().ok()?;
        document.insert("date_lancement", Item::Value(date.decorated(" ", "")));
    }
    if let Some(policy) = &rule.policy {
        let buyer = document.entry("acheteur").or_insert(InlineTable::new().into());
        buyer.as_inline_table_mut()?.insert("politique", policy.as_str().into());
    }
    Some(document.to_string())
}

/// The fiches that one change may put on the bound, the likeliest first.
fn edits(base: &Base, boundary: &Boundary<'_>, text: &str, start: &Case<'_>) -> Vec<String> {
    match boundary.point {
        Point::Day(day) => {
            let launch = base.facts.by_name("date_lancement").map(|(_, fact)| fact);
            let edited = launch.map(|fact| edit::state(text, fact, None, &Value::Date(day)));
            edited.and_then(Result::ok).into_iter().collect()
        }
        Point::Near { leaf, offset } => {
            let target = target(start.evaluation.context(), leaf, offset);
            let fact = base.facts.get(leaf.test.fact);
            match (fact, target) {
                (Some(fact), Some(Value::Integer(n))) if fact.id == "nombre_lots" => {
                    with_lots(text, n).into_iter().collect()
                }
                (Some(fact), Some(target)) if fact.origin != Origin::Computed => {
                    stated(text, fact, &start.purchase, &target)
                }
                _ => Vec::new(),
            }
        }
        Point::Beside { leaf, prefix } => {
            let Some(fact) = base.facts.get(leaf.test.fact) else { return Vec::new() };
            let codes = beside(prefix).into_iter().take(CODES_TRIED);
            let of = |code| stated(text, fact, &start.purchase, &Value::Cpv(vec![code]));
            codes.flat_map(of).collect()
        }
    }
}

/// A fact stated of the purchase, or of one lot.
fn stated(text: &str, fact: &Fact, purchase: &Purchase, value: &Value) -> Vec<String> {
    let lots = purchase.lots.iter().map(|lot| Some(lot.number));
    let edited = std::iter::once(None).chain(lots);
    edited.filter_map(|lot| edit::state(text, fact, lot, value).ok()).collect()
}

/// The same purchase in so many lots: the last ones go, or new ones say nothing of their own.
fn with_lots(text: &str, n: i64) -> Option<String> {
    let wanted = usize::try_from(n).ok().filter(|n| (1..=100).contains(n))?;
    let mut document: DocumentMut = text.parse().ok()?;
    let lots = document.entry("lots").or_insert(Array::new().into()).as_array_mut()?;
    while lots.len() > wanted {
        lots.remove(lots.len() - 1);
    }
    while lots.len() < wanted {
        let mut lot = InlineTable::new();
        lot.insert("objet", format!("Lot {}", lots.len() + 1).into());
        lots.push(lot);
    }
    if wanted == 1 {
        document.remove("lots");
    }
    Some(document.to_string())
}

/// The fiche with its name, and a comment that says what it shows.
fn written(boundary: &Boundary<'_>, text: &str, case: &Case<'_>) -> Proposal {
    let rule = boundary.rule;
    let verdict = if applies(case, rule) {
        "la règle s’applique"
    } else {
        "la règle ne s’applique pas"
    };
    let (slug, what) = said(boundary, case);
    let comment = format!(
        "# Cas limite proposé par `clausier tester --generer` : à relire, puis à accepter.\n\
         # Règle {} ({}), d’après un de ses exemples.\n# {what} : {verdict}.\n\n",
        rule.id,
        place_of(rule)
    );
    Proposal { name: format!("{}--{slug}", rule.id), text: comment + text.trim_start() }
}

/// What a bound is called in a file name, and in words.
fn said(boundary: &Boundary<'_>, case: &Case<'_>) -> (String, String) {
    let context = case.evaluation.context();
    match boundary.point {
        Point::Day(day) => (day.to_string(), format!("Lancement le {}", french_date(day))),
        Point::Near { leaf, offset } => {
            let fact = context.base.facts.get(leaf.test.fact);
            let id = fact.map_or("fait", |fact| fact.id.as_str());
            let value = target(context, leaf, offset);
            let slug = value.as_ref().map_or_else(String::new, figure);
            let value = value.map_or_else(String::new, |value| {
                fact.map_or_else(|| value.to_string(), |fact| fact.show(&value))
            });
            let words = explain::test_words(context, leaf.test);
            (format!("{id}-{slug}"), format!("« {words} », ici {value}"))
        }
        Point::Beside { leaf, prefix } => {
            let words = explain::test_words(context, leaf.test);
            (format!("a-cote-de-{prefix}"), format!("« {words} », ici un code voisin de {prefix}"))
        }
    }
}

/// A figure in the name of a file: `39_999,99`, since a dot would begin an ending.
fn figure(value: &Value) -> String {
    let text = match value {
        Value::Amount(amount) => edit::amount_literal(*amount),
        Value::Rate(rate) => edit::rate_literal(*rate),
        Value::Integer(n) => n.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Boolean(_) | Value::Choice(_) | Value::List(_) | Value::Text(_) | Value::Cpv(_) => {
            String::new()
        }
    };
    text.replace('.', ",")
}
