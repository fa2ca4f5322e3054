//! Facts: typed, named properties of a purchase or a lot that rules may test (*faits*).

pub mod typed;

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use litemap::LiteMap;
use smol_str::SmolStr;

use crate::cpv::Cpv;
use crate::money::{Amount, Rate};

/// What a fact holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    Boolean,
    /// A count, in the fact's unit (months, lots…).
    Integer,
    /// € HT.
    Amount,
    Rate,
    /// One of the declared values.
    Choice,
    /// Any of the declared values.
    List,
    Text,
    Cpv,
    Date,
}

impl FactKind {
    /// The kind named in `faits.toml`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Some(match id {
            "booleen" => Self::Boolean,
            "entier" => Self::Integer,
            "montant" => Self::Amount,
            "taux" => Self::Rate,
            "choix" => Self::Choice,
            "liste" => Self::List,
            "texte" => Self::Text,
            "cpv" => Self::Cpv,
            "date" => Self::Date,
            _ => return None,
        })
    }

    /// The names in `faits.toml`.
    pub const IDS: [&'static str; 9] =
        ["booleen", "entier", "montant", "taux", "choix", "liste", "texte", "cpv", "date"];
}

/// A value of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Boolean(bool),
    Integer(i64),
    Amount(Amount),
    Rate(Rate),
    Choice(SmolStr),
    List(Vec<String>),
    Text(String),
    Cpv(Vec<Cpv>),
    Date(Date),
}

/// Values by the id of their fact: answers to questions.
pub type Answers = LiteMap<SmolStr, Value>;

/// As shown in explanations.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Boolean(true) => f.write_str("oui"),
            Self::Boolean(false) => f.write_str("non"),
            Self::Integer(n) => write!(f, "{n}"),
            Self::Amount(amount) => write!(f, "{amount}\u{202f}€\u{a0}HT"),
            Self::Rate(rate) => write!(f, "{rate}"),
            Self::Choice(id) => f.write_str(id),
            Self::Text(text) => f.write_str(text),
            Self::List(items) if items.is_empty() => f.write_str("aucune"),
            Self::List(items) => f.write_str(&items.join(", ")),
            Self::Cpv(codes) => {
                f.write_str(&codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
            }
            Self::Date(date) => f.write_str(&french_date(*date)),
        }
    }
}

/// `15/01/2027`.
#[must_use]
pub fn french_date(date: Date) -> String {
    format!("{:02}/{:02}/{:04}", date.day(), date.month(), date.year())
}

/// Where a fact's value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A key of the fiche, by its own name (`objet`, `montant_ht`…).
    Fiche,
    /// Computed from the fiche: families, number of lots.
    Computed,
    /// Said in `[faits]`, or deduced.
    Answer,
}

impl Origin {
    pub const IDS: [&'static str; 3] = ["fiche", "calcul", "reponse"];

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        match id {
            "fiche" => Some(Self::Fiche),
            "calcul" => Some(Self::Computed),
            "reponse" => Some(Self::Answer),
            _ => None,
        }
    }
}

/// A fact as declared in `faits.toml`.
#[derive(Debug, Clone)]
pub struct Fact {
    pub id: String,
    /// As an explanation names it, without article: « montant estimé ».
    pub title: String,
    pub kind: FactKind,
    pub origin: Origin,
    pub unit: Option<String>,
    pub on_purchase: bool,
    pub on_lot: bool,
    /// A lot does not take it from the purchase: a lot of unknown amount is not worth the whole.
    pub own: bool,
    /// Allowed values of a choice or a list, with their labels, in the order declared.
    pub values: Vec<(String, String)>,
    /// Asked when the fact is neither stated nor deduced.
    pub question: Option<String>,
    /// What the answer changes.
    pub why: Option<String>,
}

impl Fact {
    /// A value in words: the label of a choice, the unit of a count.
    #[must_use]
    pub fn show(&self, value: &Value) -> String {
        let label = |id: &str| {
            self.values
                .iter()
                .find(|(known, _)| known == id)
                .map_or_else(|| id.to_owned(), |(_, label)| label.clone())
        };
        match (value, &self.unit) {
            (Value::Choice(id), _) => label(id),
            (Value::List(ids), _) if !ids.is_empty() => {
                ids.iter().map(|id| label(id)).collect::<Vec<_>>().join(", ")
            }
            (Value::Integer(n), Some(unit)) => format!("{n}\u{a0}{unit}"),
            _ => value.to_string(),
        }
    }
}

/// Index of a fact in a [`FactTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactId(pub(crate) u16);

impl FactId {
    #[must_use]
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// Every declared fact, by id and by index.
#[derive(Debug, Clone, Default)]
pub struct FactTable {
    facts: Vec<Fact>,
    by_id: BTreeMap<String, FactId>,
}

impl FactTable {
    /// Adds a fact; gives it back when its id is taken.
    ///
    /// # Errors
    /// The fact itself, when another has its id or the table is full.
    pub fn add(&mut self, fact: Fact) -> Result<FactId, Box<Fact>> {
        let Ok(index) = u16::try_from(self.facts.len()) else { return Err(Box::new(fact)) };
        if self.by_id.contains_key(&fact.id) {
            return Err(Box::new(fact));
        }
        let id = FactId(index);
        self.by_id.insert(fact.id.clone(), id);
        self.facts.push(fact);
        Ok(id)
    }

    #[must_use]
    pub fn id(&self, name: &str) -> Option<FactId> {
        self.by_id.get(name).copied()
    }

    /// The fact of an index of this table.
    #[must_use]
    pub fn get(&self, id: FactId) -> Option<&Fact> {
        self.facts.get(id.index())
    }

    #[must_use]
    pub fn by_name(&self, name: &str) -> Option<(FactId, &Fact)> {
        let id = self.id(name)?;
        Some((id, self.get(id)?))
    }

    pub fn iter(&self) -> impl Iterator<Item = (FactId, &Fact)> {
        self.facts
            .iter()
            .enumerate()
            .filter_map(|(i, fact)| Some((FactId(u16::try_from(i).ok()?), fact)))
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Fills the allowed values of the facts that take them from the families.
    pub(crate) fn set_values(&mut self, name: &str, values: Vec<(String, String)>) {
        if let Some(fact) = self.by_id.get(name).and_then(|id| self.facts.get_mut(id.index())) {
            fact.values = values;
        }
    }
}
