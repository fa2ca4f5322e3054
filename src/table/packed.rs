//! The packed form of a tree of values.
//!
//! `build.rs` packs the files of the shipped base with this very file, so that no command parses them again: a text that stands in the
//! file as it reads is a place, not a copy.

use std::borrow::Cow;
use std::ops::Range;

use super::node::{Entry, Node, Value};

/// What a packed value is.
mod tag {
    /// Between the quotes, as it reads.
    pub const TEXT_IN_PLACE: u8 = 0;
    pub const TEXT: u8 = 1;
    pub const INTEGER: u8 = 2;
    pub const FLOAT: u8 = 3;
    pub const FALSE: u8 = 4;
    pub const TRUE: u8 = 5;
    pub const DATE: u8 = 6;
    pub const ARRAY: u8 = 7;
    pub const TABLE: u8 = 8;
    pub const NO_INTEGER: u8 = 9;
    pub const NO_DATE: u8 = 10;
}

/// Writes the packed form of a tree; `text` is the file it was read from.
#[allow(dead_code, reason = "the build script packs, the library unpacks")]
pub fn pack(node: &Node<'_>, text: &str, out: &mut Vec<u8>) {
    let (tag, span) = (tag_of(node, text), node.span());
    out.push(tag);
    number(span.start as u64, out);
    number(span.end.saturating_sub(span.start) as u64, out);
    match &node.value {
        Value::Text(value) if tag == tag::TEXT => string(value, out),
        Value::Float(value) => string(value, out),
        Value::Integer(Some(value)) => number(value.cast_unsigned(), out),
        Value::Date(Some((year, month, day))) => {
            number(u64::from(*year), out);
            out.extend([*month, *day]);
        }
        Value::Array(items) => sized(items.len(), out, |out| {
            for item in items {
                pack(item, text, out);
            }
        }),
        Value::Table(entries) => sized(entries.len(), out, |out| {
            for entry in entries {
                number(entry.place.start as u64, out);
                number(entry.place.end.saturating_sub(entry.place.start) as u64, out);
                let is_bare = text.get(entry.place.clone()) == Some(&*entry.key);
                out.push(u8::from(is_bare));
                if !is_bare {
                    string(&entry.key, out);
                }
                pack(&entry.node, text, out);
            }
        }),
        Value::Text(_)
        | Value::Boolean(_)
        | Value::Integer(None)
        | Value::Date(None)
        | Value::PackedArray(_)
        | Value::PackedTable(_) => {}
    }
}

/// How many, how many bytes, then those.
fn sized(count: usize, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let mut inner = Vec::new();
    write(&mut inner);
    number(count as u64, out);
    number(inner.len() as u64, out);
    out.extend(inner);
}

fn tag_of(node: &Node<'_>, text: &str) -> u8 {
    match &node.value {
        Value::Text(value) if between_quotes(text, node.span()) == Some(value) => {
            tag::TEXT_IN_PLACE
        }
        Value::Text(_) => tag::TEXT,
        Value::Integer(Some(_)) => tag::INTEGER,
        Value::Integer(None) => tag::NO_INTEGER,
        Value::Float(_) => tag::FLOAT,
        Value::Boolean(false) => tag::FALSE,
        Value::Boolean(true) => tag::TRUE,
        Value::Date(Some(_)) => tag::DATE,
        Value::Date(None) => tag::NO_DATE,
        Value::Array(_) | Value::PackedArray(_) => tag::ARRAY,
        Value::Table(_) | Value::PackedTable(_) => tag::TABLE,
    }
}

fn between_quotes(text: &str, span: Range<usize>) -> Option<&str> {
    text.get(span.start.checked_add(1)?..span.end.checked_sub(1)?)
}

/// Seven bits a byte, the last one without its high bit.
fn number(mut value: u64, out: &mut Vec<u8>) {
    loop {
        let [low, ..] = value.to_le_bytes();
        value >>= 7;
        if value == 0 {
            return out.push(low);
        }
        out.push(low | 0x80);
    }
}

fn string(value: &str, out: &mut Vec<u8>) {
    number(value.len() as u64, out);
    out.extend(value.as_bytes());
}

/// Reads a packed tree; `None` when it is none.
pub fn unpack<'a>(packed: &'a [u8], text: &'a str) -> Option<Node<'a>> {
    Packed { rest: packed, text, count: 1 }.node()
}

/// Values one after the other, and the text they stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packed<'a> {
    rest: &'a [u8],
    text: &'a str,
    count: usize,
}

impl<'a> Packed<'a> {
    /// Every value, as far as they can be read.
    pub(super) fn all<T>(mut self, read: impl Fn(&mut Self) -> Option<T>) -> Vec<T> {
        // A count of ours fits its bytes; one that does not is no reason to reserve.
        let mut found = Vec::with_capacity(self.count.min(self.rest.len()));
        while found.len() < self.count
            && let Some(one) = read(&mut self)
        {
            found.push(one);
        }
        found
    }

    /// The values that follow, left packed.
    fn inside(&mut self) -> Option<Self> {
        let (count, length) = (self.count()?, self.count()?);
        let (own, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Self { rest: own, text: self.text, count })
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    fn span(&mut self) -> Option<Range<usize>> {
        let start = self.count()?;
        Some(start..start.checked_add(self.count()?)?)
    }

    fn string(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(bytes).ok()
    }

    pub(super) fn node(&mut self) -> Option<Node<'a>> {
        let tag = self.byte()?;
        let span = self.span()?;
        let value = match tag {
            tag::TEXT_IN_PLACE => {
                Value::Text(Cow::Borrowed(between_quotes(self.text, span.clone())?))
            }
            tag::TEXT => Value::Text(Cow::Borrowed(self.string()?)),
            tag::INTEGER => Value::Integer(Some(self.number()?.cast_signed())),
            tag::NO_INTEGER => Value::Integer(None),
            tag::FLOAT => Value::Float(Cow::Borrowed(self.string()?)),
            tag::FALSE => Value::Boolean(false),
            tag::TRUE => Value::Boolean(true),
            tag::DATE => {
                let year = u16::try_from(self.number()?).ok()?;
                Value::Date(Some((year, self.byte()?, self.byte()?)))
            }
            tag::NO_DATE => Value::Date(None),
            tag::ARRAY => Value::PackedArray(self.inside()?),
            tag::TABLE => Value::PackedTable(self.inside()?),
            _ => return None,
        };
        Some(Node::new(span, value))
    }

    pub(super) fn entry(&mut self) -> Option<Entry<'a>> {
        let place = self.span()?;
        let is_bare = self.byte()? == 1;
        let key = if is_bare { self.text.get(place.clone())? } else { self.string()? };
        Some(Entry { key: Cow::Borrowed(key), place, node: self.node()? })
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;
    use crate::base::source::Files;
    use crate::table::node::toml_of;

    /// The tree with nothing packed left.
    fn whole(node: Node<'_>) -> Node<'_> {
        let place = node.span();
        if node.is_array() {
            let items = node.into_items().into_iter().map(whole).collect();
            return Node::new(place, Value::Array(items));
        }
        if node.is_table() {
            let entries = node.into_entries().into_iter();
            let entries = entries.map(|entry| Entry { node: whole(entry.node), ..entry });
            return Node::new(place, Value::Table(entries.collect()));
        }
        node
    }

    fn parsed(text: &str) -> Node<'_> {
        let (offset, toml) = toml_of(text).unwrap_or_default();
        let (root, errors) = DeTable::parse_recoverable(toml);
        assert!(errors.is_empty(), "{errors:?}");
        Node::of(root, offset)
    }

    #[test]
    fn ce_qui_est_empaquete_se_relit_tel_quel() {
        let text = r#"
a = "texte" # en place
b = "une \"citation\""
'clé à part' = 'littéral'
n = [-12, 0x1F, 99999999999999999999, 1_000.50]
d = [2027-01-15, 07:32:00]
v = { oui = true, non = false }
[[t]]
x = """
plusieurs
lignes"""
"#;
        let (tree, mut packed) = (parsed(text), Vec::new());
        pack(&tree, text, &mut packed);
        assert_eq!(unpack(&packed, text).map(whole), Some(tree));
    }

    #[test]
    fn un_paquet_coupe_ne_se_lit_pas() {
        let (text, mut packed) = ("a = [1, 'b']", Vec::new());
        pack(&parsed(text), text, &mut packed);
        for end in 0..packed.len() {
            assert_eq!(unpack(&packed[..end], text), None, "{end}");
        }
    }

    #[test]
    fn la_base_livree_est_empaquetee_comme_elle_se_lit() {
        for source in Files::embedded().iter() {
            let packed = source.packed.and_then(|packed| unpack(packed, &source.text)).map(whole);
            assert_eq!(packed, Some(parsed(&source.text)), "{}", source.name);
        }
    }
}
