//! `quand` tables → conditions: what a rule tests, compiled once.

use std::ops::Range;

use crate::base::category::read_prefixes;
use crate::base::pattern::Pattern;
use crate::base::thresholds::DatedValues;
use crate::cpv::Prefix;
use crate::diagnostic::{Code, Diagnostic};
use crate::fact::{Fact, FactId, FactKind, FactTable, Value};
use crate::money::{Amount, Rate};
use crate::table::{self, Node, Reader, Table, node};
use crate::text;

/// What a rule, a deduction or a duty tests.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Test(Test),
    /// Read on the purchase, even inside a rule of lot.
    OnPurchase(Box<Condition>),
    Lots(Quantifier, Box<Condition>),
}

/// How many lots must meet a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantifier {
    Some,
    Every,
    None,
    /// The number of lots that do, compared with.
    Count(Operator),
}

/// One fact compared.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    pub fact: FactId,
    pub operator: Operator,
}

/// How a fact is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Operator {
    /// Equal to one of them; a list fact holds one of them.
    In(Vec<Value>),
    AtLeast(Bound),
    MoreThan(Bound),
    AtMost(Bound),
    LessThan(Bound),
    /// Holds one of these words or phrases, folded.
    Contains(Vec<String>),
    /// Matches on folded text.
    Matches(Pattern),
    /// A code starts with one of these.
    CpvPrefix(Vec<Prefix>),
}

impl Operator {
    /// The bound compared with, if any.
    #[must_use]
    pub const fn bound(&self) -> Option<&Bound> {
        match self {
            Self::AtLeast(bound)
            | Self::MoreThan(bound)
            | Self::AtMost(bound)
            | Self::LessThan(bound) => Some(bound),
            Self::In(_) | Self::Contains(_) | Self::Matches(_) | Self::CpvPrefix(_) => None,
        }
    }

    /// The sign of a comparison.
    #[must_use]
    pub const fn sign(&self) -> &'static str {
        match self {
            Self::AtLeast(_) => "≥",
            Self::MoreThan(_) => ">",
            Self::AtMost(_) => "≤",
            Self::LessThan(_) => "<",
            Self::In(_) => "=",
            Self::Contains(_) => "contient",
            Self::Matches(_) => "correspond à",
            Self::CpvPrefix(_) => "commence par",
        }
    }
}

/// What a fact is compared with: a number written in the rule, or a dated value by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bound {
    Value(Value),
    Dated(String),
}

impl Condition {
    /// Every fact tested, with repeats.
    #[must_use]
    pub fn facts(&self) -> Vec<FactId> {
        self.tests().into_iter().map(|test| test.fact).collect()
    }

    /// Every comparison, in order.
    #[must_use]
    pub fn tests(&self) -> Vec<&Test> {
        match self {
            Self::All(items) | Self::Any(items) => items.iter().flat_map(Self::tests).collect(),
            Self::Not(inner) | Self::OnPurchase(inner) | Self::Lots(_, inner) => inner.tests(),
            Self::Test(test) => vec![test],
        }
    }

    /// Whether no purchase meets it without a given value of a fact: « famille = … » at the top.
    #[must_use]
    pub fn aims_at(&self, fact: FactId) -> bool {
        match self {
            Self::All(items) => items.iter().any(|item| item.aims_at(fact)),
            Self::OnPurchase(inner) => inner.aims_at(fact),
            Self::Test(test) => test.fact == fact && matches!(test.operator, Operator::In(_)),
            Self::Any(items) => !items.is_empty() && items.iter().all(|item| item.aims_at(fact)),
            Self::Not(_) | Self::Lots(..) => false,
        }
    }

    /// The dated values compared with.
    #[must_use]
    pub fn dated_names(&self) -> Vec<&str> {
        match self {
            Self::All(items) | Self::Any(items) => {
                items.iter().flat_map(Self::dated_names).collect()
            }
            Self::Not(inner) | Self::OnPurchase(inner) | Self::Lots(_, inner) => {
                inner.dated_names()
            }
            Self::Test(test) => match test.operator.bound() {
                Some(Bound::Dated(name)) => vec![name],
                _ => Vec::new(),
            },
        }
    }
}

/// What conditions may name.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    pub facts: &'a FactTable,
    pub dated: &'a DatedValues,
}

impl<'a> Names<'a> {
    /// The fact of a name, or a fault with the nearest.
    pub(crate) fn fact(
        self,
        reader: &mut Reader,
        name: &str,
        span: Range<usize>,
        label: &str,
    ) -> Option<(FactId, &'a Fact)> {
        let found = self.facts.by_name(name);
        if found.is_none() {
            let known = self.facts.iter().map(|(_, fact)| fact.id.as_str());
            let message = format!("fait `{name}` inconnu");
            let fault = Diagnostic::error(Code::FaitInconnu, &reader.source, span, message);
            reader.found.push(fault.label(label).nearest(name, known));
        }
        found
    }
}

/// Reads a `quand` table; faults are reported, and what could be read is kept.
pub(crate) fn read(reader: &mut Reader, names: Names<'_>, table: Table<'_>) -> Condition {
    let mut all = Vec::new();
    let at = table.span.clone();
    for (key, span, node) in table.into_entries() {
        all.extend(read_line(reader, names, &key, span, node));
    }
    let condition = Condition::All(all);
    let n = condition.tests().len();
    if n > MOST_TESTS {
        let message = format!("une condition a {MOST_TESTS} comparaisons au plus, ici {n}");
        reader.error(Code::HorsLimites, at, message);
        return Condition::All(Vec::new());
    }
    condition
}

/// A list of a condition, within bounds; what is past them is told once and left out.
fn within<T>(reader: &mut Reader, key: &str, at: Range<usize>, mut list: Vec<T>) -> Vec<T> {
    if list.len() > MOST_LISTED {
        let message = format!("`{key}` a {MOST_LISTED} éléments au plus, ici {}", list.len());
        reader.error(Code::HorsLimites, at, message);
        list.truncate(MOST_LISTED);
    }
    list
}

fn read_line(
    reader: &mut Reader,
    names: Names<'_>,
    key: &str,
    span: Range<usize>,
    node: Node<'_>,
) -> Option<Condition> {
    match key {
        "sauf" => Some(Condition::Not(Box::new(read_group(reader, names, key, node)?))),
        "marche" => Some(Condition::OnPurchase(Box::new(read_group(reader, names, key, node)?))),
        "un_de" => Some(Condition::Any(read_groups(reader, names, key, node))),
        "tous_de" => Some(Condition::All(read_groups(reader, names, key, node))),
        "lots" => read_lots(reader, names, node),
        _ => read_test(reader, names, key, span, node),
    }
}

fn read_group(
    reader: &mut Reader,
    names: Names<'_>,
    key: &str,
    node: Node<'_>,
) -> Option<Condition> {
    let table = Table::from_node(reader, key, node)?;
    Some(read(reader, names, table))
}

fn read_groups(reader: &mut Reader, names: Names<'_>, key: &str, node: Node<'_>) -> Vec<Condition> {
    let at = node.span();
    let items = table::as_list(reader, key, node);
    let items = within(reader, key, at, items);
    items.into_iter().filter_map(|item| read_group(reader, names, key, item)).collect()
}

const QUANTIFIERS: [&str; 5] = ["au_moins_un", "tous", "aucun", "nombre", "verifient"];

fn read_lots(reader: &mut Reader, names: Names<'_>, node: Node<'_>) -> Option<Condition> {
    let mut table = Table::from_node(reader, "lots", node)?;
    let span = table.span.clone();
    let mut found = Vec::new();
    for (key, quantifier) in [
        ("au_moins_un", Quantifier::Some),
        ("tous", Quantifier::Every),
        ("aucun", Quantifier::None),
    ] {
        if let Some(inner) = table.take(key) {
            let condition = read_group(reader, names, key, inner)?;
            found.push(Condition::Lots(quantifier, Box::new(condition)));
        }
    }
    if let Some(count) = table.opt_table(reader, "nombre") {
        let inner = match table.take("verifient") {
            Some(inner) => read_group(reader, names, "verifient", inner)?,
            None => Condition::All(Vec::new()),
        };
        let fact = names.facts.by_name("nombre_lots").map(|(_, fact)| fact)?;
        for operator in read_comparisons(reader, names, fact, count) {
            found.push(Condition::Lots(Quantifier::Count(operator), Box::new(inner.clone())));
        }
    }
    table.finish(reader, &QUANTIFIERS);
    if found.is_empty() {
        reader.error(
            Code::CleManquante,
            span,
            "`lots` attend `au_moins_un`, `tous`, `aucun` ou `nombre`",
        );
    }
    Some(Condition::All(found))
}

fn read_test(
    reader: &mut Reader,
    names: Names<'_>,
    key: &str,
    span: Range<usize>,
    node: Node<'_>,
) -> Option<Condition> {
    let label = "ni un fait, ni `sauf`, `un_de`, `tous_de`, `marche` ou `lots`";
    let (id, fact) = names.fact(reader, key, span, label)?;
    let test = |operator| Condition::Test(Test { fact: id, operator });
    if node.is_table() {
        let table = Table::from_node(reader, key, node)?;
        return Some(Condition::All(
            read_comparisons(reader, names, fact, table).into_iter().map(test).collect(),
        ));
    }
    if fact.kind == FactKind::Cpv {
        let prefixes = texts_or_one(reader, key, node);
        let prefixes = read_prefixes(reader, prefixes);
        return Some(test(Operator::CpvPrefix(prefixes)));
    }
    let at = node.span();
    let nodes = if node.is_array() { table::as_list(reader, key, node) } else { vec![node] };
    let nodes = within(reader, key, at, nodes);
    let values: Vec<Value> =
        nodes.iter().filter_map(|node| read_value(reader, fact, node)).collect();
    Some(test(Operator::In(values)))
}

fn texts_or_one(reader: &mut Reader, key: &str, node: Node<'_>) -> Vec<toml::Spanned<String>> {
    if node.is_array() {
        let at = node.span();
        let texts = table::as_texts(reader, key, node);
        within(reader, key, at, texts)
    } else {
        table::as_text(reader, key, &node).into_iter().collect()
    }
}

/// Makes the operator of a bound.
type Builder = fn(Bound) -> Operator;

/// The most words, codes, values or groups in one list of a condition.
pub const MOST_LISTED: usize = 200;
/// The most comparisons of a condition, groups included.
const MOST_TESTS: usize = 1_000;

const COMPARISONS: [&str; 6] = ["au_moins", "plus_de", "au_plus", "moins_de", "contient", "motif"];

fn read_comparisons(
    reader: &mut Reader,
    names: Names<'_>,
    fact: &Fact,
    mut table: Table<'_>,
) -> Vec<Operator> {
    let mut operators = Vec::new();
    let builders: [(&str, Builder); 4] = [
        ("au_moins", Operator::AtLeast),
        ("plus_de", Operator::MoreThan),
        ("au_plus", Operator::AtMost),
        ("moins_de", Operator::LessThan),
    ];
    for (key, build) in builders {
        if let Some(node) = table.take(key) {
            operators.extend(read_bound(reader, names, fact, &node).map(build));
        }
    }
    if let Some(node) = table.take("contient") {
        let words = texts_or_one(reader, "contient", node);
        operators.push(Operator::Contains(
            words.iter().map(|word| text::fold(word.get_ref())).collect(),
        ));
    }
    if let Some(pattern) = table.opt_text(reader, "motif") {
        // The patterns of the shipped base were checked when it was built.
        let is_trusted = reader.source.packed.is_some();
        match Pattern::parse(pattern.get_ref(), is_trusted) {
            Some(regex) => operators.push(Operator::Matches(regex)),
            None => {
                reader.error(
                    Code::MotifRegexInvalide,
                    pattern.span(),
                    "expression rationnelle illisible",
                );
            }
        }
    }
    table.finish(reader, &COMPARISONS);
    operators
}

fn read_bound(
    reader: &mut Reader,
    names: Names<'_>,
    fact: &Fact,
    node: &Node<'_>,
) -> Option<Bound> {
    match &node.value {
        node::Value::Text(name) if name.contains('.') => {
            if names.dated.contains_key(name.as_ref()) {
                return Some(Bound::Dated(name.to_string()));
            }
            let known = names.dated.keys().map(String::as_str);
            let fault = Diagnostic::error(
                Code::SeuilInconnu,
                &reader.source,
                node.span(),
                format!("seuil `{name}` inconnu"),
            )
            .label("pas de valeur datée de ce nom")
            .nearest(name, known);
            reader.found.push(fault);
            None
        }
        _ => read_value(reader, fact, node).map(Bound::Value),
    }
}

/// Reads a value of a fact, of its kind and among its allowed values.
pub(crate) fn read_value(reader: &mut Reader, fact: &Fact, node: &Node<'_>) -> Option<Value> {
    let key = fact.id.as_str();
    match fact.kind {
        FactKind::Boolean => match node.as_bool() {
            Some(value) => Some(Value::Boolean(value)),
            None => wrong(reader, key, node, "`true` (oui) ou `false` (non)"),
        },
        FactKind::Integer => {
            table::as_count(reader, key, node).map(|n| Value::Integer(i64::from(n.into_inner())))
        }
        FactKind::Amount => table::as_amount(reader, key, node)
            .map(|a: toml::Spanned<Amount>| Value::Amount(a.into_inner())),
        FactKind::Rate => table::as_rate(reader, key, node)
            .map(|r: toml::Spanned<Rate>| Value::Rate(r.into_inner())),
        FactKind::Date => table::as_date(reader, key, node).map(|d| Value::Date(d.into_inner())),
        FactKind::Text => match node.as_str() {
            Some(text) => Some(Value::Text(text.to_owned())),
            None => wrong(reader, key, node, "un texte entre guillemets"),
        },
        FactKind::Choice | FactKind::List => match node.as_str() {
            Some(id) => read_choice(reader, fact, node, id),
            None => wrong(reader, key, node, "l’une de ses valeurs, entre guillemets"),
        },
        FactKind::Cpv => wrong(reader, key, node, "des codes CPV"),
    }
}

fn wrong(reader: &mut Reader, key: &str, node: &Node<'_>, expected: &str) -> Option<Value> {
    reader.error(Code::TypeInattendu, node.span(), format!("`{key}` attend {expected}"));
    None
}

fn read_choice(reader: &mut Reader, fact: &Fact, node: &Node<'_>, id: &str) -> Option<Value> {
    if fact.values.iter().any(|(known, _)| known == id) {
        return Some(Value::Choice(id.into()));
    }
    let known = fact.values.iter().map(|(known, _)| known.as_str());
    let message = format!("valeur `{id}` inconnue pour `{}`", fact.id);
    let fault = Diagnostic::error(Code::ValeurInconnue, &reader.source, node.span(), message)
        .nearest(id, known);
    reader.found.push(fault);
    None
}
