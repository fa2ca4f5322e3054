//! Deductions: facts that follow from others, unless the buyer says otherwise.

use toml::Spanned;

use crate::base::condition::{self, Condition, Names};
use crate::base::legal::Place;
use crate::base::rule::{Scope, choice};
use crate::fact::{FactId, FactKind, Value};
use crate::table::{self, Reader, Table};

/// Gives a fact where its conditions hold and it is not stated.
#[derive(Debug, Clone)]
pub struct Deduction {
    pub fact: FactId,
    pub given: Given,
    pub scope: Scope,
    /// Why, for the explanation.
    pub reason: String,
    /// The legal or practical source of the value, where it is a figure.
    pub basis: Option<String>,
    /// A figure of usage without a confirmed source is told to the buyer as such.
    pub confirmed: bool,
    pub when: Condition,
    /// Facts that its thresholds depend on: the type of contract and the buyer.
    implied: Vec<FactId>,
    pub place: Place,
}

/// What a deduction gives.
#[derive(Debug, Clone)]
pub enum Given {
    Value(Value),
    /// The value of another fact.
    Fact(FactId),
}

impl Deduction {
    /// The facts it reads.
    #[must_use]
    pub fn reads(&self) -> Vec<FactId> {
        let mut facts = self.when.facts();
        if let Given::Fact(fact) = self.given {
            facts.push(fact);
        }
        facts.extend(&self.implied);
        facts
    }

    pub(crate) fn read(
        reader: &mut Reader,
        names: Names<'_>,
        mut table: Table<'_>,
    ) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let name = table.text(reader, "fait")?;
        let (fact_id, fact) = names.fact(reader, name.get_ref(), name.span(), "fait à déclarer")?;
        let given = match (table.take("valeur"), table.opt_text(reader, "valeur_de")) {
            (Some(node), _) if fact.kind == FactKind::List => {
                let ids = table::as_texts(reader, "valeur", node)
                    .into_iter()
                    .map(Spanned::into_inner)
                    .collect();
                Some(Given::Value(Value::List(ids)))
            }
            (Some(node), _) => condition::read_value(reader, fact, &node).map(Given::Value),
            (None, Some(other)) => {
                let found = names.fact(reader, other.get_ref(), other.span(), "fait à déclarer");
                found.map(|(id, _)| Given::Fact(id))
            }
            (None, None) => {
                table.missing(reader, "valeur");
                None
            }
        };
        let scope = choice(reader, &mut table, "portee", &["marche", "lot"], Scope::from_id);
        let reason = table.text(reader, "motif");
        let basis = table.opt_text(reader, "fondement").map(Spanned::into_inner);
        let confirmed = table.opt_bool(reader, "confirme").unwrap_or(true);
        let when =
            table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
        table.finish(
            reader,
            &["fait", "valeur", "valeur_de", "portee", "motif", "fondement", "confirme", "quand"],
        );
        let when = when.unwrap_or(Condition::All(Vec::new()));
        let by_threshold = !when.dated_names().is_empty();
        let implied =
            ["type", "acheteur_categorie"].into_iter().filter_map(|name| names.facts.id(name));
        let implied = implied.filter(|_| by_threshold).collect();
        Some(Self {
            fact: fact_id,
            given: given?,
            scope: scope?,
            reason: reason?.into_inner(),
            basis,
            confirmed,
            when,
            implied,
            place,
        })
    }
}

/// Puts deductions in an order where each fact follows those it is deduced from; within a fact, the order of the files stands.
///
/// # Errors
/// The deductions that wait for one another.
pub(crate) fn sort(deductions: Vec<Deduction>) -> Result<Vec<Deduction>, Vec<Deduction>> {
    let mut waiting = deductions;
    let mut sorted: Vec<Deduction> = Vec::new();
    while !waiting.is_empty() {
        let pending: Vec<FactId> = waiting.iter().map(|d| d.fact).collect();
        // A fact is ready when none of its deductions reads a fact that is still to be deduced.
        let blocked: Vec<FactId> = waiting
            .iter()
            .filter(|d| d.reads().iter().any(|read| pending.contains(read)))
            .map(|d| d.fact)
            .collect();
        let (held, free): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|d| blocked.contains(&d.fact));
        if free.is_empty() {
            return Err(held);
        }
        sorted.extend(free);
        waiting = held;
    }
    Ok(sorted)
}
