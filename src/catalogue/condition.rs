//! Conditions in words, without a purchase: nested lists that a lawyer reads, each fact and dated value a link.

use serde::Serialize;

use super::address::{self, Kind};
use super::pattern;
use super::view::Link;
use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::base::thresholds::Row;
use crate::cpv::{Cpv, Prefix};
use crate::fact::{Fact, FactKind, Value, french_date};
use crate::output::wording::or;
use jiff::civil::Date;

/// A condition, or several under a title.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Node {
    /// The words before the items, « Au moins une de ces conditions »; empty for a condition alone.
    pub title: String,
    pub items: Vec<Node>,
    /// What is tested, and where it is defined.
    pub fact: Option<Link>,
    /// How: « au moins 25 000 € HT ».
    pub text: String,
    /// The dated value compared with, and what it is worth on the day of the catalogue.
    pub dated: Option<Link>,
    pub values: Vec<String>,
    /// The regular expression itself, where its words are but a reading of it.
    pub pattern: Option<String>,
}

const ALL: &str = "Toutes ces conditions";
const ANY: &str = "Au moins une de ces conditions";
const UNLESS: &str = "Sauf si";

/// What conditions are read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'b> {
    pub base: &'b Base,
    pub date: Date,
}

impl Reader<'_> {
    /// A whole condition; one that asks nothing says so.
    pub fn read(self, condition: &Condition) -> Node {
        match condition {
            Condition::All(items) if items.is_empty() => leaf("Sans condition : tout achat."),
            Condition::All(items) if items.len() > 1 => self.all(items),
            Condition::All(items) => {
                items.iter().map(|item| self.read(item)).next_back().unwrap_or_else(|| leaf(""))
            }
            Condition::Any(items) => match items.as_slice() {
                [one] => self.read(one),
                _ => self.any(items),
            },
            Condition::Not(inner) => self.wrapped(UNLESS, inner),
            Condition::OnPurchase(inner) => self.wrapped("Pour l’ensemble du marché", inner),
            Condition::Lots(quantifier, inner) => self.lots(quantifier, inner),
            Condition::Test(test) => self.test(test),
        }
    }

    /// Groups of all conditions one inside the other are one list.
    fn all(self, items: &[Condition]) -> Node {
        let mut flat = Vec::new();
        flatten(items, &mut flat);
        let items = flat.into_iter().map(|item| self.read(item)).collect();
        Node { title: ALL.into(), items, ..leaf("") }
    }

    fn any(self, items: &[Condition]) -> Node {
        let items = items.iter().map(|item| self.read(item)).collect();
        Node { title: ANY.into(), items, ..leaf("") }
    }

    /// A title over a condition; over a list, both titles make one.
    fn wrapped(self, title: &str, inner: &Condition) -> Node {
        let inner = self.read(inner);
        let joined = match (inner.title.as_str(), title) {
            (ALL, UNLESS) => "Sauf si toutes ces conditions sont réunies".to_owned(),
            (ANY, UNLESS) => "Sauf si au moins une de ces conditions est remplie".to_owned(),
            (ALL, _) => format!("{title}, toutes ces conditions"),
            (ANY, _) => format!("{title}, au moins une de ces conditions"),
            _ => return Node { title: title.into(), items: vec![inner], ..leaf("") },
        };
        Node { title: joined, ..inner }
    }

    fn lots(self, quantifier: &Quantifier, inner: &Condition) -> Node {
        let title = match quantifier {
            Quantifier::Some => "Dans au moins un lot".to_owned(),
            Quantifier::Every => "Dans chaque lot".to_owned(),
            Quantifier::None => "Dans aucun lot".to_owned(),
            Quantifier::Count(operator) => {
                let text = self.compared(operator, None).text;
                if matches!(inner, Condition::All(items) if items.is_empty()) {
                    return leaf(&format!("Nombre de lots : {text}"));
                }
                format!("Nombre de lots qui remplissent ce qui suit : {text}")
            }
        };
        self.wrapped(&title, inner)
    }

    fn test(self, test: &Test) -> Node {
        let fact = self.base.facts.get(test.fact);
        let link = fact.map(|fact| Link::new(&fact.title, address::fact(&fact.id)));
        Node { fact: link, ..self.compared(&test.operator, fact) }
    }

    /// How a fact is compared; with a dated value, it is in `dated`.
    fn compared(self, operator: &Operator, fact: Option<&Fact>) -> Node {
        let is_date = fact.is_some_and(|fact| fact.kind == FactKind::Date);
        let before = match operator {
            Operator::AtLeast(_) if is_date => "à partir du",
            Operator::MoreThan(_) if is_date => "après le",
            Operator::AtMost(_) if is_date => "jusqu’au",
            Operator::LessThan(_) if is_date => "avant le",
            Operator::AtLeast(_) => "au moins",
            Operator::MoreThan(_) => "plus de",
            Operator::AtMost(_) => "au plus",
            Operator::LessThan(_) => "moins de",
            Operator::In(values) => return leaf(&one_of(fact, values)),
            Operator::Contains(words) => return leaf(&format!("contient {}", quoted(words))),
            Operator::Matches(pattern) => return matching(pattern.as_str()),
            Operator::CpvPrefix(prefixes) => return leaf(&codes(prefixes)),
        };
        match operator.bound() {
            Some(Bound::Dated(name)) => {
                let title = self.base.dated.get(name).map_or(name.as_str(), |value| &value.title);
                let dated = Some(Link::new(title, Kind::Dated.page(name)));
                Node { dated, values: self.values(name, fact), ..leaf(before) }
            }
            Some(Bound::Value(value)) => leaf(&format!("{before} {}", show(fact, value))),
            None => leaf(before),
        }
    }

    /// What a dated value is worth on the day of the catalogue, for each type of contract and buyer.
    fn values(self, name: &str, fact: Option<&Fact>) -> Vec<String> {
        let value = self.base.dated.get(name);
        let rows = value.map(|value| value.resolve(self.date, None, None).rows).unwrap_or_default();
        match rows.as_slice() {
            [] => vec!["valeur non connue à cette date".into()],
            [row] => vec![show(fact, &row.value)],
            many => many
                .iter()
                .map(|row| format!("{} ({})", show(fact, &row.value), self.scope(row)))
                .collect(),
        }
    }

    /// For which types of contract and which buyers a line holds.
    pub fn scope(self, row: &Row) -> String {
        let label = |fact: &str, ids: &[String]| -> Vec<String> {
            let fact = self.base.facts.by_name(fact).map(|(_, fact)| fact);
            ids.iter().map(|id| show(fact, &Value::Choice(id.into()))).collect()
        };
        let kinds = label("type", &row.kinds).join(", ");
        let buyers = label("acheteur_categorie", &row.buyers).join(", ");
        match (kinds.as_str(), buyers.as_str()) {
            ("", "") => "tous marchés".into(),
            (kinds, "") => kinds.into(),
            ("", buyers) => buyers.into(),
            (kinds, buyers) => format!("{kinds} ; {buyers}"),
        }
    }
}

fn flatten<'a>(items: &'a [Condition], out: &mut Vec<&'a Condition>) {
    for item in items {
        match item {
            Condition::All(inner) => flatten(inner, out),
            other => out.push(other),
        }
    }
}

fn leaf(text: &str) -> Node {
    Node {
        title: String::new(),
        items: Vec::new(),
        fact: None,
        text: text.into(),
        dated: None,
        values: Vec::new(),
        pattern: None,
    }
}

/// A value of a fact, in words.
pub(super) fn show(fact: Option<&Fact>, value: &Value) -> String {
    match (fact, value) {
        (Some(fact), Value::Choice(id)) if fact.kind == FactKind::List => {
            fact.show(&Value::List(vec![id.to_string()]))
        }
        (_, Value::Date(date)) => french_date(*date),
        (Some(fact), value) => fact.show(value),
        (None, value) => value.to_string(),
    }
}

fn one_of(fact: Option<&Fact>, values: &[Value]) -> String {
    let shown: Vec<String> = values.iter().map(|value| show(fact, value)).collect();
    // Labels that hold commas are told apart by semicolons.
    match shown.split_last() {
        Some((last, others)) if others.len() > 1 && shown.iter().any(|one| one.contains(',')) => {
            format!("{} ; ou {last}", others.join(" ; "))
        }
        _ => or(&shown),
    }
}

fn quoted(words: &[String]) -> String {
    or(&words.iter().map(|word| format!("« {word} »")).collect::<Vec<_>>())
}

fn matching(text: &str) -> Node {
    let said = match pattern::words(text) {
        Some(words) if pattern::is_of_whole_words(text) => format!("contient {}", quoted(&words)),
        Some(words) => format!("contient un mot où se lit {}", quoted(&words)),
        None => "correspond au motif ci-après".into(),
    };
    Node { pattern: Some(text.to_owned()), ..leaf(&said) }
}

fn codes(prefixes: &[Prefix]) -> String {
    let shown: Vec<String> = prefixes.iter().map(|prefix| code(*prefix)).collect();
    format!("sous {}", or(&shown))
}

/// « 45 (Travaux de construction) ».
pub(super) fn code(prefix: Prefix) -> String {
    let digits = prefix.to_string();
    let label = Cpv::parse(&format!("{digits:0<8}")).ok().and_then(Cpv::label);
    label.map_or(digits.clone(), |label| format!("{digits} ({})", label.trim_end_matches('.')))
}
