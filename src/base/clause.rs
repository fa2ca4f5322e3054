//! Clauses: a unit of contract text and checklist lines, with its own variables.

mod read;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::legal::Place;
use crate::fact::{Value, typed};
use crate::money::{Amount, Rate};
use crate::purchase::{Ambition, VariableValue, edit};

/// What a clause is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// Contract text (CCTP, CCAP).
    Clause,
    /// An award criterion (RC).
    Critere,
    /// A choice of procurement design: lots, reservation, variants.
    Montage,
    /// A line of the buyer's own checklist.
    Verification,
}

impl Nature {
    pub const IDS: [&'static str; 4] = ["clause", "critere", "montage", "verification"];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Critere => "critere",
            Self::Montage => "montage",
            Self::Verification => "verification",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Clause, Self::Critere, Self::Montage, Self::Verification]
            .into_iter()
            .find(|nature| nature.id() == id)
    }

    /// As shown to the buyer.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Clause => "clause",
            Self::Critere => "critère",
            Self::Montage => "montage",
            Self::Verification => "vérification",
        }
    }
}

/// What a variable holds, and so how it prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VariableKind {
    Rate,
    Amount,
    Hours,
    Count,
    Months,
    Days,
    Text,
    Date,
    Boolean,
}

impl VariableKind {
    pub const IDS: [&'static str; 9] =
        ["taux", "montant", "heures", "entier", "mois", "jours", "texte", "date", "booleen"];

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Some(match id {
            "taux" => Self::Rate,
            "montant" => Self::Amount,
            "heures" => Self::Hours,
            "entier" => Self::Count,
            "mois" => Self::Months,
            "jours" => Self::Days,
            "texte" => Self::Text,
            "date" => Self::Date,
            "booleen" => Self::Boolean,
            _ => return None,
        })
    }

    /// A value as written, in this kind; `None` when it does not fit.
    #[must_use]
    pub fn typed(self, value: &VariableValue) -> Option<Value> {
        match (value, self) {
            (VariableValue::Number(n), Self::Rate) => Rate::parse(n).map(Value::Rate),
            (VariableValue::Number(n), Self::Amount) => Amount::parse(n).map(Value::Amount),
            (VariableValue::Number(n), Self::Hours | Self::Count | Self::Months | Self::Days) => {
                n.parse().ok().map(Value::Integer)
            }
            (VariableValue::Text(text), Self::Text) => Some(Value::Text(text.clone())),
            (VariableValue::Boolean(value), Self::Boolean) => Some(Value::Boolean(*value)),
            (VariableValue::Date(date), Self::Date) => Some(Value::Date(*date)),
            _ => None,
        }
    }

    /// The template filter that prints it.
    #[must_use]
    pub const fn filter(self) -> &'static str {
        match self {
            Self::Rate => "pourcentage",
            Self::Amount => "euros_ht",
            Self::Hours => "heures",
            Self::Count => "nombre",
            Self::Months => "mois",
            Self::Days => "jours",
            Self::Text | Self::Boolean => "texte",
            Self::Date => "date",
        }
    }
}

/// A value that a clause leaves to the buyer, the policy, a rule or the level of ambition.
#[derive(Debug, Clone)]
pub struct Variable {
    pub name: String,
    pub kind: VariableKind,
    /// Prints as `[à compléter : question]`.
    pub question: String,
    /// By level of ambition, where the clause has levels; the same at each where it has one value (`valeur`).
    pub levels: BTreeMap<Ambition, VariableValue>,
    /// Whether its levels are written one by one (`exigence`).
    pub graduated: bool,
    /// What the law allows at most (*au plus*): a value above is not written.
    pub most: Option<VariableValue>,
}

impl Variable {
    /// Whether a value passes what the law allows.
    #[must_use]
    pub fn is_exceeded_by(&self, value: &Value) -> bool {
        let most = self.most.as_ref().and_then(|most| self.kind.typed(most));
        match (most, value) {
            (Some(Value::Rate(most)), Value::Rate(value)) => *value > most,
            (Some(Value::Amount(most)), Value::Amount(value)) => *value > most,
            (Some(Value::Integer(most)), Value::Integer(value)) => *value > most,
            _ => false,
        }
    }
}

impl Variable {
    /// A value as a buyer types it: « 7 % », « 1 500,50 € », « 12 mois ».
    ///
    /// # Errors
    /// When the text is no value of the variable, or passes what the law allows: why, in one sentence.
    pub fn read(&self, text: &str) -> Result<VariableValue, String> {
        let text = text.trim();
        let value = match self.kind {
            VariableKind::Rate => VariableValue::Number(edit::rate_literal(typed::rate(text)?)),
            VariableKind::Amount => {
                VariableValue::Number(edit::amount_literal(typed::amount(text)?))
            }
            VariableKind::Hours => count(text, "heures")?,
            VariableKind::Months => count(text, "mois")?,
            VariableKind::Days => count(text, "jours")?,
            VariableKind::Count => count(text, "")?,
            VariableKind::Text => VariableValue::Text(text.to_owned()),
            VariableKind::Date => VariableValue::Date(typed::date(text)?),
            VariableKind::Boolean => VariableValue::Boolean(typed::boolean(text)?),
        };
        if self.kind.typed(&value).is_some_and(|value| self.is_exceeded_by(&value)) {
            return Err(format!("au-dessus de ce que la loi admet ({})", self.question));
        }
        Ok(value)
    }
}

fn count(text: &str, unit: &str) -> Result<VariableValue, String> {
    let unit = Some(unit).filter(|unit| !unit.is_empty());
    typed::integer(text, unit).map(|n| VariableValue::Number(n.to_string()))
}

/// What failing costs.
#[derive(Debug, Clone)]
pub struct Penalty {
    pub breach: String,
    /// The variable that holds the amount or the rate.
    pub amount: String,
    /// « par document manquant », « par jour de retard ».
    pub unit: String,
}

/// A line of the price schedule that the clause needs.
#[derive(Debug, Clone)]
pub struct PriceLine {
    pub designation: String,
    pub unit: String,
}

/// When a check is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    Preparation,
    Consultation,
    Attribution,
    Execution,
    Bilan,
}

impl Phase {
    pub const ALL: [Self; 5] =
        [Self::Preparation, Self::Consultation, Self::Attribution, Self::Execution, Self::Bilan];
    pub const IDS: [&'static str; 5] =
        ["preparation", "consultation", "attribution", "execution", "bilan"];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Preparation => "preparation",
            Self::Consultation => "consultation",
            Self::Attribution => "attribution",
            Self::Execution => "execution",
            Self::Bilan => "bilan",
        }
    }

    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Preparation => "Préparation",
            Self::Consultation => "Consultation",
            Self::Attribution => "Attribution",
            Self::Execution => "Exécution",
            Self::Bilan => "Bilan",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.id() == id)
    }
}

/// Who checks what, when, on which proof.
#[derive(Debug, Clone)]
pub struct Check {
    pub phase: Phase,
    pub action: String,
    pub who: String,
    pub when: String,
    pub proof: String,
}

/// What a criterion is worth and why.
#[derive(Debug, Clone)]
pub struct Criterion {
    pub title: String,
    /// Points out of 100: least, most, proposed.
    pub least: u32,
    pub most: u32,
    pub proposed: u32,
    pub why: String,
}

/// Follow-up over the contract (*charge*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Burden {
    /// Hours for the buyer.
    pub buyer_hours: u32,
    /// Proofs for the contractor.
    pub papers: u32,
}

/// A derogation from the CCAG that a clause makes.
#[derive(Debug, Clone)]
pub struct Derogation {
    pub ccag: String,
    pub article: String,
}

/// The text of a clause in one piece, with its place in the file.
#[derive(Debug, Clone)]
pub struct Text {
    pub source: String,
    /// Lines of the file before it, so that faults name the true line.
    pub line_offset: usize,
}

/// A unit of contract text and checklist lines (*clause*).
#[derive(Debug, Clone)]
pub struct Clause {
    pub id: String,
    pub title: String,
    pub axis: String,
    pub nature: Nature,
    pub version: String,
    pub status: String,
    pub checked_on: Date,
    /// Piece → article of its outline.
    pub places: BTreeMap<String, String>,
    pub derogations: Vec<Derogation>,
    /// Ids of the clauses it replaces (*anciens identifiants*).
    pub former_ids: Vec<String>,
    pub requires: Vec<String>,
    pub excludes: Vec<String>,
    pub burden: Burden,
    pub cautions: Vec<String>,
    pub indicators: Vec<String>,
    /// The figure read at the end of the contract, where no indicator of the policy says it (*mesure*).
    pub measure: Option<String>,
    pub sources: Vec<String>,
    pub variables: Vec<Variable>,
    pub criterion: Option<Criterion>,
    pub penalties: Vec<Penalty>,
    /// Why failing costs nothing, where it does not.
    pub no_penalty: Option<String>,
    pub prices: Vec<PriceLine>,
    pub checks: Vec<Check>,
    /// By piece: see [`PIECES`].
    pub texts: BTreeMap<String, Text>,
    pub place: Place,
}

/// What a clause serves (`axe`).
pub const AXES: [&str; 3] = ["economique", "social", "environnemental"];
/// Pieces that a clause may write in.
pub const PIECES: [&str; 7] = ["cctp", "ccap", "rc", "ae", "cadre_reponse", "avis", "conditions"];
/// The short text for the page of conditions of a small purchase: it says again what the others say.
pub const SHORT: &str = "conditions";
/// Pieces whose outline places clauses.
pub const PLACED: [&str; 3] = ["cctp", "ccap", "rc"];

impl Clause {
    /// Whether two clauses exclude each other: one of them says so.
    #[must_use]
    pub fn is_rival(&self, other: &Self) -> bool {
        self.excludes.contains(&other.id) || other.excludes.contains(&self.id)
    }

    /// The documents it writes in, in the order of a tender file.
    #[must_use]
    pub fn documents(&self) -> Vec<&str> {
        let mut pieces: Vec<&str> = PIECES
            .into_iter()
            .filter(|piece| *piece != SHORT && self.texts.contains_key(*piece))
            .collect();
        if !self.prices.is_empty() {
            pieces.push("bpu");
        }
        pieces
    }

    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name == name)
    }
}
