//! One record as it was published: the fields that are read, under their several names, before anything is made of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::fate::{Refusal, Refused};
use super::field::Field;

/// Keys that only a fiche has.
const FICHE_KEYS: [&str; 9] = [
    "cpv",
    "date_lancement",
    "decisions",
    "dispenses",
    "duree_mois",
    "faits",
    "lots",
    "montant_besoin_ht",
    "montant_ht",
];

/// The fields of a record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Record {
    fields: BTreeMap<Field, Value>,
    /// Whether its keys are those of a fiche.
    pub is_fiche: bool,
    /// Whether its text was not in UTF-8.
    pub was_decoded: bool,
}

/// What stands for an empty cell in published data.
const EMPTY: [&str; 8] = ["", "nc", "cdl", "sans objet", "null", "n/a", "none", "nan"];

/// Whether a text says nothing.
#[must_use]
pub fn is_empty_text(text: &str) -> bool {
    let text = text.trim();
    text.len() <= 10 && EMPTY.iter().any(|empty| empty.eq_ignore_ascii_case(text))
}

impl Record {
    /// Parses a record; text that is not UTF-8 is read as Windows-1252.
    ///
    /// # Errors
    /// When it is no JSON, or no object.
    pub fn of_json(bytes: &[u8]) -> Result<Self, Refused> {
        let text = decode(bytes);
        let parsed: Result<Self, _> = serde_json::from_str(text.trim());
        match parsed {
            Ok(record) => Ok(Self { was_decoded: matches!(text, Cow::Owned(_)), ..record }),
            Err(_) if !text.trim_start().starts_with('{') => Err(Refusal::NotARecord.into()),
            Err(cause) if cause.is_eof() => Err(Refusal::CutShort.into()),
            Err(cause) => {
                let place = format!("ligne {}, caractère {}", cause.line(), cause.column());
                Err(Refused::new(Refusal::InvalidJson, place))
            }
        }
    }

    /// The fields of a row, by their cell.
    #[must_use]
    pub fn of_cells(cells: impl IntoIterator<Item = (Field, String)>, was_decoded: bool) -> Self {
        let mut record = Self { was_decoded, ..Self::default() };
        for (field, cell) in cells {
            record.put(field, Value::String(cell));
        }
        record
    }

    /// A field that says something.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.fields.get(&field)
    }

    /// A field as text, numbers included.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<Cow<'_, str>> {
        self.get(field).and_then(scalar)
    }

    #[must_use]
    pub fn has(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }

    /// Keeps the first value that says something: exports repeat a field under several names, most of them empty.
    fn put(&mut self, field: Field, value: Value) {
        let says_nothing = match &value {
            Value::Null => true,
            // « Sans objet » is an answer there: nothing is declared of what is empty only.
            Value::String(text) if matches!(field, Field::Social | Field::Environmental) => {
                is_empty_text(text) && !text.trim().eq_ignore_ascii_case("sans objet")
            }
            Value::String(text) => is_empty_text(text),
            Value::Array(items) => items.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
        };
        if !says_nothing {
            self.fields.entry(field).or_insert(value);
        }
    }
}

/// The text of a scalar; the only item of a list.
#[must_use]
pub fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::from(text)).filter(|text| !is_empty_text(text)),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Array(items) if items.len() == 1 => items.first().and_then(scalar),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Text in UTF-8, with the bytes that are not read as Windows-1252: some files mix both from one record to the next.
#[must_use]
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + 16);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|byte| windows_1252(*byte)));
    }
    Cow::Owned(text)
}

/// The character of a byte in Windows-1252.
#[must_use]
pub fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let high = byte.checked_sub(0x80).and_then(|at| HIGH.get(usize::from(at)));
    high.copied().unwrap_or(char::from(byte))
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        source.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("un enregistrement")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Record, M::Error> {
        let mut record = Record::default();
        while let Some(key) = map.next_key::<Key<'de>>()? {
            record.is_fiche |= FICHE_KEYS.contains(&&*key.0);
            match Field::of(&key.0) {
                Some(field) => record.put(field, map.next_value()?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// A key, borrowed when it holds no escape.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        struct Text;
        impl<'de> Visitor<'de> for Text {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("une clé")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        source.deserialize_str(Text)
    }
}
