//! Answers and decisions written into the text of a fiche: comments, order and line endings stay as the buyer has them.
//!
//! Text in, text out. Whoever writes the result reads it first with [`super::read`]: what is said here may not hold together.

mod describe;
mod forget;

use std::collections::BTreeMap;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, Value};

use super::{Decision, VariableValue};
use crate::error::Error;
use crate::fact::{self, Fact, Origin};
use crate::money::{Amount, Rate};

pub use self::describe::{Description, LotLine, describe};
pub use self::forget::{exempt, forget, undecide, undecide_key};

/// The key that holds a fact, where it is not the fact's own name.
const BUYER_CATEGORY: &str = "acheteur_categorie";

/// States a fact, for the purchase or for the lot of that number.
///
/// # Errors
/// When the text is not TOML, or has no such lot.
pub fn state(
    text: &str,
    fact: &Fact,
    lot: Option<u32>,
    value: &fact::Value,
) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    let value = value_of(value);
    match (fact.origin, lot) {
        (Origin::Fiche, None) if fact.id == BUYER_CATEGORY => {
            fiche.at(&["acheteur"])?.set("categorie", value);
        }
        (Origin::Fiche, None) => fiche.at(&[])?.set(&fact.id, value),
        (Origin::Fiche, Some(lot)) => fiche.lot(lot, &[])?.set(&fact.id, value),
        (Origin::Computed | Origin::Answer, None) => fiche.at(&["faits"])?.set(&fact.id, value),
        (Origin::Computed | Origin::Answer, Some(lot)) => {
            fiche.lot(lot, &["faits"])?.set(&fact.id, value);
        }
    }
    Ok(fiche.text())
}

/// Writes a decision on a clause, for the purchase or for the lot of that number: what it says replaces what was said.
///
/// A change of status forgets the reason, the name and the date that went with the other one.
///
/// # Errors
/// When the text is not TOML.
pub fn decide(
    text: &str,
    clause: &str,
    lot: Option<u32>,
    decision: &Decision,
) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    let number = lot.map(|number| number.to_string());
    let path: Vec<&str> = match &number {
        None => vec!["decisions", clause],
        Some(number) => vec!["decisions", clause, "lots", number],
    };
    let mut node = fiche.at(&path)?;
    if let Some(status) = decision.status {
        if node.text("statut").is_some_and(|known| known != status.id()) {
            for key in ["motif", "par", "le"] {
                node.remove(key);
            }
        }
        node.set("statut", status.id().into());
    }
    let said = [
        ("motif", decision.reason.as_deref().map(Value::from)),
        ("exigence", decision.ambition.map(|ambition| ambition.id().into())),
        ("par", decision.by.as_deref().map(Value::from)),
        ("le", decision.on.map(|date| literal(&date.to_string()))),
    ];
    for (key, value) in said {
        if let Some(value) = value {
            node.set(key, value);
        }
    }
    node.set_variables(&decision.variables)?;
    Ok(fiche.text())
}

/// The text of a fiche as an editable tree.
struct Fiche {
    tree: DocumentMut,
    /// Whether lines end as on Windows: the editor ends every line with a line feed alone.
    crlf: bool,
    byte_order_mark: bool,
}

impl Fiche {
    fn parse(text: &str) -> Result<Self, Error> {
        let (byte_order_mark, body) =
            text.strip_prefix('\u{feff}').map_or((false, text), |body| (true, body));
        let crlf = body.matches("\r\n").count() * 2 > body.matches('\n').count();
        let tree = body
            .replace("\r\n", "\n")
            .parse()
            .map_err(|_| Error::Refused("la fiche n’est pas un TOML correct".into()))?;
        Ok(Self { tree, crlf, byte_order_mark })
    }

    fn text(&self) -> String {
        let text = self.tree.to_string();
        let text = if self.crlf { text.replace('\n', "\r\n") } else { text };
        if self.byte_order_mark { format!("\u{feff}{text}") } else { text }
    }

    /// The table under a path of keys, made at the end of the fiche when it is missing.
    fn at(&mut self, path: &[&str]) -> Result<Node<'_>, Error> {
        let missing = !has_table(self.tree.as_table(), path);
        let last = last_position(self.tree.as_table());
        let mut new = NewTable { position: Some(last.saturating_add(1)), prefix: None };
        if missing {
            new.prefix = self.take_trailing();
        }
        let mut node = Node::Table(self.tree.as_table_mut());
        let depth = path.len();
        for (i, key) in path.iter().enumerate() {
            node = node.child(key, i + 1 < depth, &mut new)?;
        }
        Ok(node)
    }

    /// A table of the lot of that number.
    fn lot(&mut self, number: u32, path: &[&str]) -> Result<Node<'_>, Error> {
        let last = last_position(self.tree.as_table());
        let no_lot = || Error::Refused(format!("la fiche n’a pas de lot {number}"));
        let position =
            self.tree.get("lots").and_then(|lots| find_lot(lots, number)).ok_or_else(no_lot)?;
        let mut new = NewTable { position: None, prefix: None };
        let lot = self.tree.get("lots").and_then(Item::as_array_of_tables);
        let lot = lot.and_then(|lots| lots.get(position));
        if lot.is_some_and(|lot| lot.position() == Some(last) && !has_table(lot, path)) {
            new.prefix = self.take_trailing();
        }
        let mut node = match self.tree.get_mut("lots") {
            Some(Item::ArrayOfTables(lots)) => lots.get_mut(position).map(Node::Table),
            Some(Item::Value(Value::Array(lots))) => match lots.get_mut(position) {
                Some(Value::InlineTable(lot)) => Some(Node::Inline(lot)),
                _ => None,
            },
            _ => None,
        }
        .ok_or_else(no_lot)?;
        for key in path {
            node = node.child(key, false, &mut new)?;
        }
        Ok(node)
    }

    /// Comments after the last table: a table put at the end goes after them, or a key among them would change tables once uncommented.
    fn take_trailing(&mut self) -> Option<String> {
        let trailing = self.tree.trailing().as_str().unwrap_or_default().to_owned();
        if trailing.trim().is_empty() {
            return None;
        }
        self.tree.set_trailing("");
        let end = if trailing.ends_with('\n') { "\n" } else { "\n\n" };
        Some(trailing + end)
    }
}

/// How a missing table is made.
struct NewTable {
    position: Option<isize>,
    /// The comments put before the first one made.
    prefix: Option<String>,
}

/// A table of the fiche, in its lines or on one line.
enum Node<'a> {
    Table(&'a mut Table),
    Inline(&'a mut InlineTable),
}

impl Node<'_> {
    /// The table under a key, made in the manner of its parent when it is missing.
    fn child(self, key: &str, implicit: bool, new: &mut NewTable) -> Result<Self, Error> {
        let not_a_table = || Error::Refused(format!("dans la fiche, `{key}` n’est pas une table"));
        match self {
            Self::Table(parent) => {
                if parent.get(key).is_none() {
                    let item = if parent.is_dotted() {
                        Item::Value(Value::InlineTable(InlineTable::new()))
                    } else {
                        Item::Table(new.table(implicit))
                    };
                    parent.insert(key, item);
                }
                match parent.get_mut(key) {
                    Some(Item::Table(table)) => Ok(Self::Table(table)),
                    Some(Item::Value(Value::InlineTable(table))) => Ok(Self::Inline(table)),
                    _ => Err(not_a_table()),
                }
            }
            Self::Inline(parent) => {
                if parent.get(key).is_none() {
                    insert_inline(parent, key, Value::InlineTable(InlineTable::new()));
                }
                match parent.get_mut(key) {
                    Some(Value::InlineTable(table)) => Ok(Self::Inline(table)),
                    _ => Err(not_a_table()),
                }
            }
        }
    }

    /// Sets a key; the comment beside a value that is replaced stays.
    fn set(&mut self, key: &str, value: Value) {
        let known = match self {
            Self::Table(table) => table.get_mut(key).and_then(Item::as_value_mut),
            Self::Inline(table) => table.get_mut(key),
        };
        if let Some(known) = known {
            let decor = known.decor().clone();
            *known = value;
            *known.decor_mut() = decor;
            return;
        }
        match self {
            Self::Table(table) => {
                table.insert(key, Item::Value(value));
            }
            Self::Inline(table) => insert_inline(table, key, value),
        }
    }

    fn set_variables(self, variables: &BTreeMap<String, VariableValue>) -> Result<(), Error> {
        if variables.is_empty() {
            return Ok(());
        }
        // On one line unless the fiche has them otherwise.
        let mut node = self;
        if let Self::Table(table) = &mut node
            && table.get("variables").is_none()
        {
            table.insert("variables", Item::Value(Value::InlineTable(InlineTable::new())));
        }
        let mut new = NewTable { position: None, prefix: None };
        let mut node = node.child("variables", false, &mut new)?;
        for (name, value) in variables {
            let value = match value {
                VariableValue::Number(number) => literal(number),
                VariableValue::Text(text) => text.as_str().into(),
                VariableValue::Boolean(value) => (*value).into(),
                VariableValue::Date(date) => literal(&date.to_string()),
            };
            node.set(name, value);
        }
        Ok(())
    }

    fn remove(&mut self, key: &str) {
        match self {
            Self::Table(table) => {
                table.remove(key);
            }
            Self::Inline(table) => {
                table.remove(key);
            }
        }
    }

    fn value(&self, key: &str) -> Option<&Value> {
        match self {
            Self::Table(table) => table.get(key).and_then(Item::as_value),
            Self::Inline(table) => table.get(key),
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        match self {
            Self::Table(table) => table.get(key).and_then(Item::as_str),
            Self::Inline(table) => table.get(key).and_then(Value::as_str),
        }
    }
}

impl NewTable {
    fn table(&mut self, implicit: bool) -> Table {
        let mut table = Table::new();
        table.set_implicit(implicit);
        table.set_position(self.position);
        if !implicit && let Some(prefix) = self.prefix.take() {
            table.decor_mut().set_prefix(prefix);
        }
        table
    }
}

/// Adds a key at the end of `{ … }`, before the blank that precedes the brace.
fn insert_inline(table: &mut InlineTable, key: &str, mut value: Value) {
    let last = table.iter().last().map(|(key, _)| key.to_owned());
    let blank = last.and_then(|last| table.get_mut(&last)).and_then(|last| {
        let blank = last.decor().suffix()?.as_str()?.to_owned();
        blank.trim().is_empty().then(|| last.decor_mut().set_suffix(""))?;
        Some(blank)
    });
    value.decor_mut().set_prefix(" ");
    value.decor_mut().set_suffix(blank.unwrap_or_else(|| " ".into()));
    let is_first = table.is_empty();
    table.insert(key, value);
    if is_first && let Some(mut key) = table.key_mut(key) {
        key.leaf_decor_mut().set_prefix(" ");
        key.leaf_decor_mut().set_suffix(" ");
    }
}

/// Whether every table of a path is there.
fn has_table(table: &Table, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else { return true };
    match table.get(first) {
        Some(Item::Table(table)) => has_table(table, rest),
        Some(Item::Value(Value::InlineTable(_))) => true,
        _ => false,
    }
}

/// The place in the file of the last table.
fn last_position(table: &Table) -> isize {
    let below = table.iter().flat_map(|(_, item)| match item {
        Item::Table(table) => vec![last_position(table)],
        Item::ArrayOfTables(tables) => tables.iter().map(last_position).collect(),
        Item::None | Item::Value(_) => Vec::new(),
    });
    below.chain(table.position()).max().unwrap_or(0)
}

/// The position of the lot of that number; one that says none has the number of its place.
fn find_lot(lots: &Item, number: u32) -> Option<usize> {
    let stated: Vec<Option<i64>> = match lots {
        Item::ArrayOfTables(lots) => {
            lots.iter().map(|lot| lot.get("numero").and_then(Item::as_integer)).collect()
        }
        Item::Value(Value::Array(lots)) => lots
            .iter()
            .map(|lot| lot.as_inline_table()?.get("numero").and_then(Value::as_integer))
            .collect(),
        Item::None | Item::Value(_) | Item::Table(_) => Vec::new(),
    };
    let wanted = i64::from(number);
    stated.iter().enumerate().position(|(place, stated)| {
        stated.or_else(|| i64::try_from(place + 1).ok()) == Some(wanted)
    })
}

fn value_of(value: &fact::Value) -> Value {
    match value {
        fact::Value::Boolean(value) => (*value).into(),
        fact::Value::Integer(number) => (*number).into(),
        fact::Value::Amount(amount) => literal(&amount_literal(*amount)),
        fact::Value::Rate(rate) => literal(&rate_literal(*rate)),
        fact::Value::Choice(id) => id.as_str().into(),
        fact::Value::Text(text) => text.as_str().into(),
        fact::Value::List(items) => Value::Array(items.iter().map(String::as_str).collect()),
        fact::Value::Cpv(codes) => {
            let codes: Array = codes.iter().map(|code| code.with_check_digit()).collect();
            Value::Array(codes)
        }
        fact::Value::Date(date) => literal(&date.to_string()),
    }
}

/// A number or a date as it is written in TOML.
fn literal(text: &str) -> Value {
    text.parse().unwrap_or_else(|_| Value::from(text))
}

/// `1_850_000`, `24_999.99`.
#[must_use]
pub fn amount_literal(amount: Amount) -> String {
    let centimes = amount.centimes().unsigned_abs();
    let sign = if amount.centimes() < 0 { "-" } else { "" };
    let euros = crate::money::grouped(centimes / 100).replace('\u{202f}', "_");
    match centimes % 100 {
        0 => format!("{sign}{euros}"),
        cents => format!("{sign}{euros}.{cents:02}"),
    }
}

/// `0.07`.
#[must_use]
pub fn rate_literal(rate: Rate) -> String {
    let value = rate.ten_thousandths().unsigned_abs();
    let decimals = format!("{:04}", value % 10_000);
    let decimals = decimals.trim_end_matches('0');
    let sign = if rate.ten_thousandths() < 0 { "-" } else { "" };
    let decimals = if decimals.is_empty() { "0" } else { decimals };
    format!("{sign}{}.{decimals}", value / 10_000)
}
