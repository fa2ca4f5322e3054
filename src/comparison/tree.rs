//! What files write, as trees: entries of the files that differ, and the keys by which two trees differ.
//!
//! Only files that are not the same on both sides are read: what is written in the others is the same.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::{Edit, Fate, Item, Kind};
use crate::base::Base;
use crate::base::source::Source;
use crate::fact::french_date;
use crate::money::grouped;
use crate::table::node::toml_of;

/// The key under which the texts of a clause are laid, by piece.
pub const TEXT: &str = "texte";
/// Keys whose value is shown whole: a condition is read as one.
const WHOLE: [&str; 2] = ["quand", "fiche"];
/// Keys that name an element of a list, the first that is there.
const NAMES: [&str; 5] = ["id", "nom", "fait", "regle", "numero"];

/// A table of a file: a rule, a clause, a reference.
#[derive(Debug, Clone)]
pub struct Entry {
    pub kind: Kind,
    pub id: String,
    pub file: String,
    pub values: Value,
}

impl Entry {
    pub fn title(&self) -> String {
        let text = |key: &str| self.values.get(key).and_then(Value::as_str);
        let said = text("titre").or_else(|| text("reference"));
        said.or_else(|| text("motif")).or_else(|| text(TEXT)).unwrap_or_default().to_owned()
    }

    pub fn former_ids(&self) -> Vec<String> {
        let list = self.values.get("anciens_ids").and_then(Value::as_array);
        let ids = list.into_iter().flatten().filter_map(Value::as_str);
        ids.map(str::to_owned).collect()
    }
}

/// The entries of files that are not the same on both sides.
pub fn entries(before: &Base, after: &Base) -> (Vec<Entry>, Vec<Entry>) {
    (entries_of(before, after), entries_of(after, before))
}

fn entries_of(base: &Base, other: &Base) -> Vec<Entry> {
    unlike(base, other).flat_map(|source| read(base, source)).collect()
}

/// The files of a base that are not, byte for byte, in the other.
fn unlike<'b>(base: &'b Base, other: &'b Base) -> impl Iterator<Item = &'b Source> {
    let same: BTreeMap<&str, &str> =
        other.files().iter().map(|file| (file.name.as_ref(), file.text.as_ref())).collect();
    let files = base.files().iter().map(AsRef::as_ref);
    files.filter(move |file| same.get(file.name.as_ref()) != Some(&file.text.as_ref()))
}

/// The root of a file; a file that this parser refuses though the base loads is one text.
fn root(source: &Source) -> Table {
    let text = toml_of(&source.text).map_or("", |(_, head)| head);
    text.parse().unwrap_or_else(|_| {
        Table::from_iter([("fichier".to_owned(), Value::String(source.text.to_string()))])
    })
}

fn read(base: &Base, source: &Source) -> Vec<Entry> {
    let file = source.name.to_string();
    let mut root = root(source);
    if file.starts_with("clause_templates/") && crate::base::source::is_markdown(&file) {
        let id = root.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Some(clause) = base.clauses.get(&id) {
            let texts = clause.texts.iter();
            let texts = texts
                .map(|(piece, text)| (piece.clone(), Value::String(text.source.trim().to_owned())));
            root.insert(TEXT.into(), Value::Table(texts.collect()));
        }
        return vec![Entry { kind: Kind::Clause, id, file, values: Value::Table(root) }];
    }
    let mut entries = Vec::new();
    for (name, value) in root {
        let kind = Kind::of(&name, &file);
        match value {
            Value::Array(items) if items.iter().all(Value::is_table) => {
                let named = items.into_iter().enumerate().map(|(i, mut values)| {
                    place(&kind, &file, &mut values);
                    let id =
                        id_of(&kind, &name, &values).unwrap_or_else(|| format!("n° {}", i + 1));
                    Entry { kind: kind.clone(), id, file: file.clone(), values }
                });
                entries.extend(named);
            }
            values => entries.push(Entry { kind, id: name, file: file.clone(), values }),
        }
    }
    entries
}

/// A rule belongs to the policy in whose folder it stands.
fn place(kind: &Kind, file: &str, values: &mut Value) {
    let policy = file.strip_prefix("rules/politiques/").and_then(|rest| rest.split('/').next());
    if let (Kind::Rule, Some(policy), Some(table)) = (kind, policy, values.as_table_mut()) {
        table.insert("politique".into(), Value::String(policy.to_owned()));
    }
}

fn id_of(kind: &Kind, table: &str, values: &Value) -> Option<String> {
    let id = name_of(values)?;
    // Named as rules name them: `seuils.x`, `quotas.x`.
    Some(if *kind == Kind::Dated { format!("{table}s.{id}") } else { id })
}

fn name_of(values: &Value) -> Option<String> {
    NAMES.iter().find_map(|key| values.get(key)).map(shown)
}

/// Lists of tables whose order counts and changed: articles of an outline, deductions, means of a policy.
pub fn orders(before: &Base, after: &Base) -> Vec<Item> {
    let mut items = Vec::new();
    let others: BTreeMap<String, Table> =
        unlike(before, after).map(|source| (source.name.to_string(), root(source))).collect();
    for source in unlike(after, before) {
        let Some(other) = others.get(source.name.as_ref()) else { continue };
        for (name, value) in root(source) {
            let kind = Kind::of(&name, &source.name);
            let by_id = matches!(kind, Kind::Rule | Kind::Legal | Kind::Dated | Kind::Guarantee);
            let (was, is) = (names(other.get(&name)), names(Some(&value)));
            let common = |these: &[String], those: &[String]| -> Vec<String> {
                let those: BTreeSet<&String> = those.iter().collect();
                these.iter().filter(|one| those.contains(one)).cloned().collect()
            };
            let (was, is) = (common(&was, &is), common(&is, &was));
            if by_id || was.len() != is.len() || was == is {
                continue;
            }
            let shown = |list: Vec<String>| Some(list.join(", "));
            items.push(Item {
                kind,
                id: source.name.to_string(),
                title: "ordre".into(),
                file: source.name.to_string(),
                fate: Fate::Changed,
                edits: vec![Edit {
                    path: vec!["ordre".into()],
                    before: shown(was),
                    after: shown(is),
                }],
                meaning: None,
                reads: Vec::new(),
            });
        }
    }
    items
}

/// What tells the elements of a list apart: two deductions of one fact are told by all they say.
fn names(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items
        .filter(|item| item.is_table())
        .map(|item| match item.get("fait") {
            Some(fact) => {
                format!("{} ({})", shown(fact), item.get("motif").map_or_else(String::new, shown))
            }
            None => name_of(item).unwrap_or_default(),
        })
        .collect()
}

/// The keys by which two trees differ, in the order in which they are written.
pub fn edits(before: &Value, after: &Value) -> Vec<Edit> {
    let mut found = Vec::new();
    differ(&mut Vec::new(), Some(before), Some(after), &mut found);
    found
}

fn differ(path: &mut Vec<String>, was: Option<&Value>, is: Option<&Value>, found: &mut Vec<Edit>) {
    if was == is {
        return;
    }
    // An element without a name has an empty key.
    let whole = path.last().is_some_and(|key| WHOLE.contains(&key.as_str()));
    match (was, is) {
        (Some(Value::Table(was)), Some(Value::Table(is))) if !whole => {
            let keys = was.keys().chain(is.keys().filter(|key| !was.contains_key(*key)));
            for key in keys {
                path.push(key.clone());
                differ(path, was.get(key), is.get(key), found);
                path.pop();
            }
        }
        (None, Some(Value::Table(table))) if path.as_slice() == [TEXT] => {
            found.extend(
                table
                    .iter()
                    .map(|(piece, text)| edit(&[TEXT.into(), piece.clone()], None, Some(text))),
            );
        }
        (Some(Value::Array(was)), Some(Value::Array(is))) => lists(path, was, is, found),
        _ => found.push(edit(path, was, is)),
    }
}

/// Elements that did not change go; the others are matched by name, else in their order.
fn lists(path: &mut Vec<String>, was: &[Value], is: &[Value], found: &mut Vec<Edit>) {
    let gone: Vec<&Value> = was.iter().filter(|one| !is.contains(one)).collect();
    let mut come: Vec<&Value> = is.iter().filter(|one| !was.contains(one)).collect();
    if gone.is_empty() && come.is_empty() {
        // The same, in another order or more than once.
        let list = |items: &[Value]| Value::Array(items.to_vec());
        found.push(edit(path, Some(&list(was)), Some(&list(is))));
        return;
    }
    let is_flat = |items: &[&Value]| !items.iter().any(|item| item.is_table());
    if is_flat(&gone) && is_flat(&come) {
        let list = |items: &[&Value]| {
            let items: Vec<Value> = items.iter().map(|item| (*item).clone()).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        };
        found.push(edit(path, list(&gone).as_ref(), list(&come).as_ref()));
        return;
    }
    for one in gone {
        let name = name_of(one);
        let twin = come.iter().position(|other| match &name {
            Some(_) => name_of(other) == name,
            None => is_near(one, other),
        });
        let other = twin.map(|i| come.remove(i));
        path.push(name.unwrap_or_default());
        differ(path, Some(one), other, found);
        path.pop();
    }
    for one in come {
        path.push(name_of(one).unwrap_or_default());
        found.push(edit(path, None, Some(one)));
        path.pop();
    }
}

/// Whether two elements without a name say one thing alike: they are one, reworded.
fn is_near(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_table(), other.as_table()) else { return false };
    one.iter().any(|(key, value)| other.get(key) == Some(value))
}

fn edit(path: &[String], was: Option<&Value>, is: Option<&Value>) -> Edit {
    let path = path.iter().filter(|key| !key.is_empty()).cloned().collect();
    Edit { path, before: was.map(shown), after: is.map(shown) }
}

/// A value as a person reads it; a table, as TOML writes it on one line.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(n) if *n >= 10_000 => grouped(n.unsigned_abs()),
        Value::Integer(n) => n.to_string(),
        Value::Float(n) => n.to_string().replace('.', ","),
        Value::Boolean(true) => "oui".into(),
        Value::Boolean(false) => "non".into(),
        Value::Datetime(date) => {
            let text = date.to_string();
            text.parse().map_or(text, french_date)
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            if items.is_empty() { "aucun".into() } else { items.join(", ") }
        }
        Value::Table(_) => value.to_string(),
    }
}
