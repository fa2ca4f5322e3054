//! What a buyer describes anew, written over a fiche: only keys whose value differs change; lots keep their answers.

use std::collections::BTreeMap;

use toml_edit::{ArrayOfTables, Item, Table, TableLike};

use super::{Fiche, Node, value_of};
use crate::cpv::Cpv;
use crate::error::Error;
use crate::fact::Value;
use crate::money::Amount;

/// What is bought, as typed again.
#[derive(Debug, Clone, Default)]
pub struct Description {
    /// Keys of the fiche; those of the buyer begin with `acheteur.`. A key without value is taken out.
    pub keys: Vec<(&'static str, Option<Value>)>,
    /// Every lot, in its order.
    pub lots: Vec<LotLine>,
}

/// A lot as described.
#[derive(Debug, Clone, Default)]
pub struct LotLine {
    /// The number of the lot of the fiche that it was, or was copied from: its answers come along.
    pub was: Option<u32>,
    /// Whether it is a copy: decisions taken on the former lot do not follow it.
    pub is_copy: bool,
    pub number: u32,
    pub object: Option<String>,
    pub cpv: Vec<Cpv>,
    pub amount: Option<Amount>,
    pub months: Option<u32>,
}

const BUYER: &str = "acheteur.";

/// Writes a description over the text of a fiche; an empty text makes a new fiche.
///
/// # Errors
/// When the text is not TOML.
pub fn describe(text: &str, description: &Description) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    for (key, value) in &description.keys {
        match key.strip_prefix(BUYER) {
            Some(key) if value.is_some() || fiche.tree.contains_key("acheteur") => {
                write(fiche.at(&["acheteur"])?, key, value.as_ref());
            }
            Some(_) => {}
            None => write(fiche.at(&[])?, key, value.as_ref()),
        }
    }
    fiche.write_lots(&description.lots);
    Ok(fiche.text())
}

/// Sets a key, takes it out, or leaves it as it stands when it already says so.
fn write(mut node: Node<'_>, key: &str, value: Option<&Value>) {
    let Some(value) = value.map(value_of) else { return node.remove(key) };
    if node.value(key).is_none_or(|known| !same(known, &value)) {
        node.set(key, value);
    }
}

/// Whether two values say the same, whatever the way they are written.
fn same(a: &toml_edit::Value, b: &toml_edit::Value) -> bool {
    use toml_edit::Value as V;
    match (a, b) {
        (V::String(a), V::String(b)) => a.value() == b.value(),
        (V::Array(a), V::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b))
        }
        (V::Datetime(a), V::Datetime(b)) => a.value() == b.value(),
        _ => number(a).is_some() && number(a) == number(b),
    }
}

fn number(value: &toml_edit::Value) -> Option<Amount> {
    Amount::parse(&value.clone().decorated("", "").to_string())
}

impl Fiche {
    /// Puts the lots described in the place of those of the fiche; decisions taken on a lot follow its number.
    fn write_lots(&mut self, lots: &[LotLine]) {
        let known = self.known_lots();
        if known.is_empty() && lots.is_empty() {
            return;
        }
        let mut written = ArrayOfTables::new();
        for line in lots {
            let former = line.was.and_then(|was| known.iter().find(|(number, _)| *number == was));
            let mut table = former.map_or_else(Table::new, |(_, table)| table.clone());
            unplace(&mut table);
            table.set_implicit(false);
            fill(&mut table, line);
            written.push(table);
        }
        if known.is_empty()
            && let (Some(prefix), Some(first)) = (self.take_trailing(), written.get_mut(0))
        {
            first.decor_mut().set_prefix(prefix);
        }
        if lots.is_empty() {
            self.tree.remove("lots");
        } else {
            self.tree.insert("lots", Item::ArrayOfTables(written));
        }
        self.follow(&known.iter().map(|(number, _)| *number).collect::<Vec<_>>(), lots);
    }

    /// The lots of the fiche with their numbers.
    fn known_lots(&self) -> Vec<(u32, Table)> {
        let tables: Vec<Table> = match self.tree.get("lots") {
            Some(Item::ArrayOfTables(lots)) => lots.iter().cloned().collect(),
            Some(Item::Value(toml_edit::Value::Array(lots))) => {
                let inline = lots.iter().filter_map(|lot| lot.as_inline_table().cloned());
                inline.map(toml_edit::InlineTable::into_table).collect()
            }
            _ => Vec::new(),
        };
        let numbered = tables.into_iter().enumerate().map(|(place, table)| {
            let stated = table.get("numero").and_then(Item::as_integer);
            let number = stated.and_then(|number| u32::try_from(number).ok());
            (number.unwrap_or_else(|| u32::try_from(place + 1).unwrap_or(u32::MAX)), table)
        });
        numbered.collect()
    }

    /// Decisions taken on a lot keep to it under its new number, and go with it.
    fn follow(&mut self, before: &[u32], lots: &[LotLine]) {
        let now: BTreeMap<u32, u32> = lots
            .iter()
            .filter(|line| !line.is_copy)
            .filter_map(|line| Some((line.was?, line.number)))
            .collect();
        if before.iter().all(|number| now.get(number) == Some(number)) {
            return;
        }
        let Some(decisions) = self.tree.get_mut("decisions").and_then(Item::as_table_like_mut)
        else {
            return;
        };
        for (_, decision) in decisions.iter_mut() {
            if let Some(decision) = decision.as_table_like_mut() {
                renumber(decision, &now);
            }
        }
        drop_empty(decisions);
        if decisions.is_empty() {
            self.tree.remove("decisions");
        }
    }
}

fn renumber(decision: &mut dyn TableLike, now: &BTreeMap<u32, u32>) {
    let Some(by_lot) = decision.get_mut("lots").and_then(Item::as_table_like_mut) else { return };
    let keys: Vec<String> = by_lot.iter().map(|(key, _)| key.to_owned()).collect();
    let moved: Vec<(String, Item)> = keys
        .iter()
        .filter_map(|key| {
            let item = by_lot.remove(key)?;
            let number = key.parse().ok().and_then(|number: u32| now.get(&number))?;
            Some((number.to_string(), item))
        })
        .collect();
    for (key, item) in moved {
        by_lot.insert(&key, item);
    }
    if by_lot.is_empty() {
        decision.remove("lots");
    }
}

fn drop_empty(tables: &mut dyn TableLike) {
    let empty: Vec<String> = tables
        .iter()
        .filter(|(_, item)| item.as_table_like().is_some_and(TableLike::is_empty))
        .map(|(key, _)| key.to_owned())
        .collect();
    for key in empty {
        tables.remove(&key);
    }
}

fn fill(table: &mut Table, line: &LotLine) {
    let text = |value: &Option<String>| value.clone().map(Value::Text);
    let values = [
        ("numero", Some(Value::Integer(i64::from(line.number)))),
        ("objet", text(&line.object)),
        ("cpv", (!line.cpv.is_empty()).then(|| Value::Cpv(line.cpv.clone()))),
        ("montant_ht", line.amount.map(Value::Amount)),
        ("duree_mois", line.months.map(|months| Value::Integer(i64::from(months)))),
    ];
    for (key, value) in values {
        write(Node::Table(table), key, value.as_ref());
    }
}

/// A table without a place of its own stands where it is put.
fn unplace(table: &mut Table) {
    table.set_position(None);
    for (_, item) in table.iter_mut() {
        if let Item::Table(inner) = item {
            unplace(inner);
        }
    }
}
