//! Purchase families against the base: how many cards the rules recommend to each, by nature.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Count, count};
use crate::base::Base;
use crate::base::clause::Nature;
use crate::base::condition::{Condition, Operator};
use crate::base::rule::Rule;
use crate::fact::{FactId, Value};

/// The cards of each family, and those of every one.
#[derive(Debug, Clone, Serialize)]
pub struct Families<'b> {
    /// Called for by rules that name no family.
    #[serde(rename = "transversales")]
    pub across: Vec<Count<'b>>,
    #[serde(rename = "familles")]
    pub list: Vec<Family<'b>>,
}

/// A family and the cards that rules recommend by its name.
#[derive(Debug, Clone, Serialize)]
pub struct Family<'b> {
    pub id: &'b str,
    #[serde(rename = "titre")]
    pub title: &'b str,
    #[serde(rename = "cartes")]
    pub cards: Vec<Count<'b>>,
}

impl Family<'_> {
    #[must_use]
    pub fn n_cards(&self) -> usize {
        self.cards.iter().map(|count| count.n).sum()
    }
}

pub(super) fn of(base: &Base) -> Families<'_> {
    let named: Vec<(&Rule, BTreeSet<&str>)> =
        base.rules.iter().map(|rule| (rule, families_of(base, rule))).collect();
    let across = named.iter().filter(|(_, families)| families.is_empty()).map(|(rule, _)| *rule);
    let list = base.categories.list.iter().map(|family| {
        let own = named.iter().filter(|(_, families)| families.contains(family.id.as_str()));
        Family {
            id: &family.id,
            title: &family.title,
            cards: by_nature(base, own.map(|(rule, _)| *rule)),
        }
    });
    Families { across: by_nature(base, across), list: list.collect() }
}

/// How many cards some rules recommend, each once, by nature.
fn by_nature<'b>(base: &'b Base, rules: impl Iterator<Item = &'b Rule>) -> Vec<Count<'b>> {
    let cards: BTreeSet<&str> = rules.map(|rule| rule.clause.as_str()).collect();
    let natures = cards.into_iter().filter_map(|id| Some(base.clauses.get(id)?.nature.id()));
    count(natures, &Nature::IDS)
}

/// The families that a rule names, not those that it rules out.
pub(crate) fn families_of<'b>(base: &'b Base, rule: &'b Rule) -> BTreeSet<&'b str> {
    let mut found = BTreeSet::new();
    if let Some(fact) = base.facts.id("famille") {
        collect(&rule.when, fact, &mut found);
    }
    found
}

fn collect<'b>(condition: &'b Condition, fact: FactId, found: &mut BTreeSet<&'b str>) {
    match condition {
        Condition::All(items) | Condition::Any(items) => {
            for item in items {
                collect(item, fact, found);
            }
        }
        Condition::OnPurchase(inner) | Condition::Lots(_, inner) => collect(inner, fact, found),
        Condition::Not(_) => {}
        Condition::Test(test) => {
            if let (true, Operator::In(values)) = (test.fact == fact, &test.operator) {
                found.extend(values.iter().filter_map(|value| match value {
                    Value::Choice(id) => Some(id.as_str()),
                    _ => None,
                }));
            }
        }
    }
}
