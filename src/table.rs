//! Reading TOML key by key: every fault placed, none hiding the next, unknown keys never ignored.
//!
//! serde stops at the first fault and speaks English; a [`Table`] is emptied key by key, and [`Table::finish`] reports what is left.

mod id;
pub mod node;
mod packed;

use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeTable;

use self::node::{Entry, Value};

use crate::base::source::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::{Amount, Rate};

pub use self::id::Style;
pub use self::node::Node;

/// Where faults go while a file is read.
#[derive(Debug)]
pub struct Reader {
    pub source: Arc<Source>,
    pub found: Vec<Diagnostic>,
}

impl Reader {
    /// Reads the TOML of a file, packed or not; syntax faults are reported, and what could be read is returned.
    pub fn parse(source: &Arc<Source>) -> (Self, Table<'_>) {
        let mut reader = Self { source: Arc::clone(source), found: Vec::new() };
        if let Some(root) = source.packed.and_then(|packed| packed::unpack(packed, &source.text)) {
            return (reader, Table::of_root(root));
        }
        let (offset, toml) = node::toml_of(&source.text).unwrap_or((0, &source.text));
        let (root, errors) = DeTable::parse_recoverable(toml);
        for error in errors {
            let span = error.span().unwrap_or_else(|| deepest(toml));
            let excerpt = toml.get(span.clone()).unwrap_or("").trim();
            let place = span.start + offset..span.end + offset;
            reader.found.push(syntax_fault(source, place, excerpt, error.message()));
        }
        (reader, Table::of_root(Node::of(root, offset)))
    }

    pub fn error(
        &mut self,
        code: Code,
        span: Range<usize>,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.found.push(Diagnostic::error(code, &self.source, span, message));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    fn wrong_type(&mut self, key: &str, node: &Node<'_>, expected: &str) {
        let label = format!("ici : {}", type_name(&node.value));
        self.error(Code::TypeInattendu, node.span(), format!("`{key}` attend {expected}")).label =
            label;
    }
}

/// How deep the parser goes: it bounds what a hostile file may ask of the stack.
const DEEPEST: usize = 80;

/// Where a fault without a place is: the parser gives none to a name of too many parts.
fn deepest(toml: &str) -> Range<usize> {
    let is_deep = |line: &&str| line.matches('.').count() + 1 >= DEEPEST;
    let line = toml.split_inclusive('\n').take_while(|line| !is_deep(line));
    let start = line.map(str::len).sum::<usize>();
    if start < toml.len() { start..start + 1 } else { 0..0 }
}

/// French words for a TOML syntax fault: the parser's own stay English.
fn syntax_fault(
    source: &Arc<Source>,
    span: Range<usize>,
    excerpt: &str,
    message: &str,
) -> Diagnostic {
    let fault = |code, text: String| Diagnostic::error(code, source, span.clone(), text);
    if message.contains("duplicate key") {
        return fault(Code::TomlInvalide, "clé écrite deux fois".into())
            .help("ne garder que l’une des deux");
    }
    if message.contains("recurs") || message.contains("depth") {
        let message = format!("les tables sont trop imbriquées : {DEEPEST} niveaux au plus");
        return fault(Code::TomlInvalide, message)
            .help("écrire moins de `sauf`, de `un_de` ou de `lots` les uns dans les autres, ou partager la règle");
    }
    let looks_like_date =
        excerpt.len() >= 8 && excerpt.bytes().filter(|b| *b == b'-' || *b == b'/').count() >= 2;
    if looks_like_date
        || message.contains("date")
        || message.contains("month")
        || message.contains("day")
    {
        return fault(Code::DateInvalide, "cette date n’existe pas".into())
            .help("écrire une date du calendrier, année-mois-jour : 2027-01-15");
    }
    fault(Code::TomlInvalide, "le fichier ne se lit pas à cet endroit".into())
        .label("écriture TOML incorrecte")
        .help("vérifier guillemets, crochets et signe `=` ; un texte s’écrit entre guillemets droits, un nombre sans unité")
}

/// A table being emptied key by key.
#[derive(Debug)]
pub struct Table<'a> {
    /// How messages name it: `[acheteur]`.
    pub context: String,
    pub span: Range<usize>,
    /// Each key once; `None` once taken.
    entries: Vec<Option<Entry<'a>>>,
}

impl<'a> Table<'a> {
    /// A table from a node, or a fault.
    pub fn from_node(reader: &mut Reader, context: &str, node: Node<'a>) -> Option<Self> {
        if !node.is_table() {
            reader.wrong_type(context, &node, "une table");
            return None;
        }
        Some(Self { context: context.into(), ..Self::of_root(node) })
    }

    fn of_root(node: Node<'a>) -> Self {
        let mut table = Self::from_empty(node.span());
        table.entries = node.into_entries().into_iter().map(Some).collect();
        table
    }

    /// A table with nothing in it.
    #[must_use]
    pub fn from_empty(span: Range<usize>) -> Self {
        Self { context: String::new(), span, entries: Vec::new() }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.iter().all(Option::is_none)
    }

    /// Puts a node under a key, to read it with the same words.
    pub fn put(&mut self, key: &str, node: Node<'a>) {
        let entry = Entry { key: key.to_owned().into(), place: node.span(), node };
        self.entries.push(Some(entry));
    }

    /// Removes a key.
    pub fn take(&mut self, key: &str) -> Option<Node<'a>> {
        let wanted = |entry: &Option<Entry<'a>>| entry.as_ref().is_some_and(|one| one.key == key);
        let at = self.entries.iter().position(wanted)?;
        self.entries.get_mut(at)?.take().map(|entry| entry.node)
    }

    /// Every entry in the order of the file: key, place of the key, value.
    pub fn into_entries(self) -> Vec<(String, Range<usize>, Node<'a>)> {
        let entries = self.entries.into_iter().flatten();
        entries.map(|entry| (entry.key.into_owned(), entry.place, entry.node)).collect()
    }

    /// A text that must be there.
    pub fn text(&mut self, reader: &mut Reader, key: &str) -> Option<Spanned<String>> {
        let found = self.opt_text(reader, key);
        if found.is_none() && !reader.found.iter().any(|d| d.span == self.span) {
            self.missing(reader, key);
        }
        found
    }

    /// Reports a key that must be there.
    pub fn missing(&self, reader: &mut Reader, key: &str) {
        let place = if self.context.is_empty() {
            String::new()
        } else {
            format!(" dans `{}`", self.context)
        };
        let span = self.span.start
            ..self.span.start.saturating_add(1).min(self.span.end.max(self.span.start));
        reader.error(Code::CleManquante, span, format!("clé `{key}` manquante{place}"));
    }

    pub fn opt_text(&mut self, reader: &mut Reader, key: &str) -> Option<Spanned<String>> {
        self.take(key).and_then(|node| as_text(reader, key, &node))
    }

    pub fn opt_bool(&mut self, reader: &mut Reader, key: &str) -> Option<bool> {
        let node = self.take(key)?;
        let value = node.as_bool();
        if value.is_none() {
            reader.wrong_type(key, &node, "`true` (oui) ou `false` (non)");
        }
        value
    }

    /// A whole number, not negative.
    pub fn opt_count(&mut self, reader: &mut Reader, key: &str) -> Option<Spanned<u32>> {
        let node = self.take(key)?;
        as_count(reader, key, &node)
    }

    pub fn opt_amount(&mut self, reader: &mut Reader, key: &str) -> Option<Spanned<Amount>> {
        let node = self.take(key)?;
        as_amount(reader, key, &node)
    }

    pub fn opt_rate(&mut self, reader: &mut Reader, key: &str) -> Option<Spanned<Rate>> {
        let node = self.take(key)?;
        as_rate(reader, key, &node)
    }

    pub fn opt_date(&mut self, reader: &mut Reader, key: &str) -> Option<Spanned<Date>> {
        let node = self.take(key)?;
        as_date(reader, key, &node)
    }

    /// A list of texts; empty when the key is absent.
    pub fn texts(&mut self, reader: &mut Reader, key: &str) -> Vec<Spanned<String>> {
        self.take(key).map_or_else(Vec::new, |node| as_texts(reader, key, node))
    }

    pub fn opt_table(&mut self, reader: &mut Reader, key: &str) -> Option<Self> {
        let node = self.take(key)?;
        Self::from_node(reader, key, node)
    }

    /// A list of tables (`[[key]]`); empty when absent.
    pub fn tables(&mut self, reader: &mut Reader, key: &str) -> Vec<Self> {
        let Some(node) = self.take(key) else { return Vec::new() };
        as_list(reader, key, node)
            .into_iter()
            .filter_map(|item| Self::from_node(reader, &format!("[[{key}]]"), item))
            .collect()
    }

    /// Reports every key that nobody took, with the nearest of the known ones.
    pub fn finish(self, reader: &mut Reader, known: &[&str]) {
        let context = self.context.clone();
        for (key, span, _) in self.into_entries() {
            let place =
                if context.is_empty() { String::new() } else { format!(" dans `{context}`") };
            let fault = Diagnostic::error(
                Code::CleInconnue,
                &reader.source,
                span,
                format!("clé `{key}` inconnue{place}"),
            )
            .nearest(&key, known.iter().copied());
            reader.found.push(fault);
        }
    }
}

/// A node as a text.
pub fn as_text(reader: &mut Reader, key: &str, node: &Node<'_>) -> Option<Spanned<String>> {
    let Some(text) = node.as_str() else {
        reader.wrong_type(key, node, "un texte entre guillemets");
        return None;
    };
    // An escape sequence or a change of writing direction could make a screen or a contract say something else. The shipped base was
    // checked when it was built.
    if reader.source.packed.is_none() && text.chars().any(crate::text::is_hidden) {
        let message = format!("`{key}` contient un caractère invisible");
        reader.error(Code::TypeInattendu, node.span(), message).help =
            Some("retaper ce texte sans caractère de commande".into());
        return None;
    }
    Some(Spanned::new(node.span(), text.to_owned()))
}

/// A node as a whole number, not negative.
pub fn as_count(reader: &mut Reader, key: &str, node: &Node<'_>) -> Option<Spanned<u32>> {
    let value = as_integer(node).and_then(|n| u32::try_from(n).ok());
    if value.is_none() {
        reader.wrong_type(key, node, "un nombre entier, sans unité");
    }
    Some(Spanned::new(node.span(), value?))
}

/// A decimal or hexadecimal integer of the file.
#[must_use]
pub fn as_integer(node: &Node<'_>) -> Option<i64> {
    match node.value {
        Value::Integer(value) => value,
        _ => None,
    }
}

/// A node as an amount in euros before tax: a number, without currency, not negative.
pub fn as_amount(reader: &mut Reader, key: &str, node: &Node<'_>) -> Option<Spanned<Amount>> {
    let numeral = number_text(node);
    let Some(numeral) = numeral else {
        amount_fault(reader, key, node);
        return None;
    };
    match Amount::parse(&numeral) {
        Some(amount) if amount >= Amount::ZERO => Some(Spanned::new(node.span(), amount)),
        Some(_) => {
            let fault =
                reader.error(Code::MontantInvalide, node.span(), format!("`{key}` est négatif"));
            fault.help = Some("écrire le montant estimé hors taxe, en euros, positif".into());
            None
        }
        None => {
            amount_fault(reader, key, node);
            None
        }
    }
}

fn amount_fault(reader: &mut Reader, key: &str, node: &Node<'_>) {
    let fault = reader.error(
        Code::MontantInvalide,
        node.span(),
        format!("`{key}` attend un montant en euros hors taxe, au centime près au plus"),
    );
    fault.help =
        Some("écrire le nombre seul, sans guillemets ni devise : 1_850_000 ou 24_999.99".into());
}

/// A node as a rate between 0 and 1, or above where it makes sense.
pub fn as_rate(reader: &mut Reader, key: &str, node: &Node<'_>) -> Option<Spanned<Rate>> {
    let rate = number_text(node)
        .and_then(|text| Rate::parse(&text))
        .filter(|rate| rate.ten_thousandths() >= 0);
    if rate.is_none() {
        let fault =
            reader.error(Code::TauxInvalide, node.span(), format!("`{key}` attend un taux"));
        fault.help = Some("écrire 0.70 pour 70 % (quatre décimales au plus)".into());
    }
    Some(Spanned::new(node.span(), rate?))
}

/// The decimal numeral of an integer or a float, as written.
#[must_use]
pub fn number_text(node: &Node<'_>) -> Option<String> {
    match &node.value {
        Value::Integer(value) => value.map(|n| n.to_string()),
        Value::Float(float) => Some(float.to_string()),
        _ => None,
    }
}

/// A node as a civil date; a text that looks like one is refused with the way to write it.
pub fn as_date(reader: &mut Reader, key: &str, node: &Node<'_>) -> Option<Spanned<Date>> {
    if let Value::Date(Some((year, month, day))) = node.value {
        let civil = Date::new(
            i16::try_from(year).unwrap_or_default(),
            i8::try_from(month).unwrap_or_default(),
            i8::try_from(day).unwrap_or_default(),
        );
        if let Ok(civil) = civil {
            return Some(Spanned::new(node.span(), civil));
        }
    }
    let (message, help) = match node.as_str() {
        Some(text) if text.contains('/') => (
            format!("`{key}` : la date `{text}` est ambiguë"),
            "écrire année-mois-jour, sans guillemets : 2027-01-15".to_owned(),
        ),
        Some(text) => (
            format!("`{key}` attend une date, pas un texte"),
            format!("écrire {text} sans guillemets, au format année-mois-jour : 2027-01-15"),
        ),
        None => {
            (format!("`{key}` attend une date"), "écrire année-mois-jour : 2027-01-15".to_owned())
        }
    };
    reader.error(Code::DateInvalide, node.span(), message).help = Some(help);
    None
}

/// A node as a list; one value alone is a list of one.
pub fn as_list<'a>(reader: &mut Reader, key: &str, node: Node<'a>) -> Vec<Node<'a>> {
    if !node.is_array() {
        reader.wrong_type(key, &node, "une liste entre crochets");
    }
    node.into_items()
}

/// A node as a list of texts.
pub fn as_texts(reader: &mut Reader, key: &str, node: Node<'_>) -> Vec<Spanned<String>> {
    as_list(reader, key, node).into_iter().filter_map(|item| as_text(reader, key, &item)).collect()
}

/// The French name of a TOML type.
const fn type_name(value: &Value<'_>) -> &'static str {
    match value {
        Value::Text(_) => "un texte",
        Value::Integer(_) => "un nombre entier",
        Value::Float(_) => "un nombre à virgule",
        Value::Boolean(_) => "vrai ou faux",
        Value::Date(_) => "une date",
        Value::Array(_) | Value::PackedArray(_) => "une liste",
        Value::Table(_) | Value::PackedTable(_) => "une table",
    }
}
