//! A TOML document as a tree of values, each with its place.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::packed::Packed;

/// A value and its place in the text, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    start: usize,
    end: usize,
    pub value: Value<'a>,
}

/// What TOML can say.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    Text(Cow<'a, str>),
    /// `None` past 64 bits.
    Integer(Option<i64>),
    /// As written.
    Float(Cow<'a, str>),
    Boolean(bool),
    /// Year, month, day; `None` for a time alone.
    Date(Option<(u16, u8, u8)>),
    Array(Vec<Node<'a>>),
    Table(Vec<Entry<'a>>),
    /// An array or a table not unpacked yet: what no one reads, such as the examples of rules, never is.
    PackedArray(Packed<'a>),
    PackedTable(Packed<'a>),
}

/// A key, its place and its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    pub key: Cow<'a, str>,
    pub place: Range<usize>,
    pub node: Node<'a>,
}

impl<'a> Node<'a> {
    pub const fn new(place: Range<usize>, value: Value<'a>) -> Self {
        Self { start: place.start, end: place.end, value }
    }

    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What a parser read, `offset` bytes into its file.
    pub fn of(table: Spanned<DeTable<'a>>, offset: usize) -> Self {
        let place = table.span();
        Self::new(shift(place, offset), Value::Table(entries(table.into_inner(), offset)))
    }

    pub const fn is_array(&self) -> bool {
        matches!(self.value, Value::Array(_) | Value::PackedArray(_))
    }

    pub const fn is_table(&self) -> bool {
        matches!(self.value, Value::Table(_) | Value::PackedTable(_))
    }

    /// The items of an array; none of anything else.
    pub fn into_items(self) -> Vec<Self> {
        match self.value {
            Value::Array(items) => items,
            Value::PackedArray(packed) => packed.all(Packed::node),
            _ => Vec::new(),
        }
    }

    /// The entries of a table; none of anything else.
    pub fn into_entries(self) -> Vec<Entry<'a>> {
        match self.value {
            Value::Table(entries) => entries,
            Value::PackedTable(packed) => packed.all(Packed::entry),
            _ => Vec::new(),
        }
    }

    pub const fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Boolean(value) => Some(value),
            _ => None,
        }
    }

    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The TOML of a file and where it starts: the whole, or the head of a clause, between two lines `+++`.
pub fn toml_of(text: &str) -> Option<(usize, &str)> {
    match text.strip_prefix(FENCE) {
        Some(rest) => Some((FENCE.len(), rest.get(..=rest.find("\n+++\n")?)?)),
        None => Some((0, text)),
    }
}

/// Opens and closes the head of a clause.
pub const FENCE: &str = "+++\n";

fn shift(place: Range<usize>, offset: usize) -> Range<usize> {
    place.start + offset..place.end + offset
}

fn entries(table: DeTable<'_>, offset: usize) -> Vec<Entry<'_>> {
    let entry = |(key, value): (Spanned<_>, _)| {
        let place = shift(key.span(), offset);
        Entry { key: key.into_inner(), place, node: node(value, offset) }
    };
    table.into_iter().map(entry).collect()
}

fn node(value: Spanned<DeValue<'_>>, offset: usize) -> Node<'_> {
    let place = shift(value.span(), offset);
    let value = match value.into_inner() {
        DeValue::String(text) => Value::Text(text),
        DeValue::Integer(integer) => {
            let digits = integer.as_str().replace('_', "");
            Value::Integer(i64::from_str_radix(&digits, integer.radix()).ok())
        }
        DeValue::Float(float) => Value::Float(Cow::Owned(float.as_str().to_owned())),
        DeValue::Boolean(value) => Value::Boolean(value),
        DeValue::Datetime(moment) => Value::Date(moment.date.map(|d| (d.year, d.month, d.day))),
        DeValue::Array(items) => {
            Value::Array(items.into_iter().map(|item| node(item, offset)).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table, offset)),
    };
    Node::new(place, value)
}
