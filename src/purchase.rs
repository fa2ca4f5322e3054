//! A purchase as its buyer states it (*fiche d'achat*): object, amounts, lots, answers and decisions.

pub mod edit;
pub mod print;
pub mod read;
pub mod save;

use std::collections::BTreeMap;

use jiff::civil::Date;
use smol_str::SmolStr;

use crate::cpv::Codes;
use crate::fact::Answers;
use crate::money::Amount;

/// How ambitious the text of a clause is (*exigence*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Ambition {
    #[default]
    Socle,
    Avance,
    Exemplaire,
}

impl Ambition {
    pub const ALL: [Self; 3] = [Self::Socle, Self::Avance, Self::Exemplaire];
    pub const IDS: [&'static str; 3] = ["socle", "avance", "exemplaire"];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Socle => "socle",
            Self::Avance => "avance",
            Self::Exemplaire => "exemplaire",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ambition| ambition.id() == id)
    }
}

/// One consultation, lots included.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Purchase {
    pub object: String,
    /// `travaux`, `fournitures` or `services`.
    pub kind: Option<SmolStr>,
    /// Principal code first.
    pub cpv: Codes,
    /// € HT, all lots, renewals and options included; the maximum, for a framework agreement.
    pub amount: Option<Amount>,
    /// € HT, the whole need that thresholds are judged on, when larger than this consultation.
    pub need: Option<Amount>,
    pub months: Option<u32>,
    pub launch: Option<Date>,
    pub procedure: Option<SmolStr>,
    pub form: Option<SmolStr>,
    pub ccag: Option<SmolStr>,
    pub ambition: Ambition,
    pub buyer: Buyer,
    /// Answers to questions, by fact.
    pub facts: Answers,
    pub lots: Vec<Lot>,
    /// By clause.
    pub decisions: BTreeMap<String, Decision>,
    /// Opt-outs, by duty (*dispenses*).
    pub exemptions: BTreeMap<String, Exemption>,
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Buyer {
    pub name: Option<String>,
    /// 14 digits.
    pub siret: Option<String>,
    pub category: Option<SmolStr>,
    /// The SPASER to apply on top of national law.
    pub policy: Option<SmolStr>,
}

/// A part of the purchase awarded separately (*lot*).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lot {
    pub number: u32,
    pub object: Option<String>,
    pub cpv: Codes,
    pub amount: Option<Amount>,
    pub months: Option<u32>,
    pub facts: Answers,
}

/// The buyer's reasoned choice on a recommendation (*décision*).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    pub status: Option<Status>,
    pub reason: Option<String>,
    pub ambition: Option<Ambition>,
    /// The buyer's own values, by variable of the clause.
    pub variables: BTreeMap<String, VariableValue>,
    pub by: Option<String>,
    pub on: Option<Date>,
    /// What differs for one lot, key by key.
    pub lots: BTreeMap<u32, Decision>,
}

impl Decision {
    /// The decision as it stands for a lot: the lot's keys over the common ones.
    #[must_use]
    pub fn for_lot(&self, lot: Option<u32>) -> Self {
        let mut own = Self { lots: BTreeMap::new(), ..self.clone() };
        let Some(over) = lot.and_then(|number| self.lots.get(&number)) else { return own };
        own.status = over.status.or(own.status);
        own.reason = over.reason.clone().or(own.reason);
        own.ambition = over.ambition.or(own.ambition);
        own.by = over.by.clone().or(own.by);
        own.on = over.on.or(own.on);
        own.variables.extend(over.variables.clone());
        own
    }
}

/// Kept or discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Kept,
    Discarded,
}

impl Status {
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kept => "retenue",
            Self::Discarded => "ecartee",
        }
    }
}

/// A value that a buyer, a policy or a rule gives to a variable of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableValue {
    /// A number as written: an amount, a rate or a count, according to the variable.
    Number(String),
    Text(String),
    Boolean(bool),
    Date(Date),
}

/// An opt-out that the law allows, with its reason (*dispense*).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exemption {
    pub case: String,
    pub reason: String,
}

/// « lot 2 », « lots 1, 2 et 5 », « lots 1 à 4 et 7 »; « tous les lots » when none is named.
#[must_use]
pub fn lots_label(numbers: &[u32]) -> String {
    match numbers {
        [] => "tous les lots".into(),
        [one] => format!("lot\u{a0}{one}"),
        many => format!("lots\u{a0}{}", listed(many)),
    }
}

/// « 1, 2 et 5 », « 1 à 4 et 7 ».
#[must_use]
pub fn listed(numbers: &[u32]) -> String {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in sorted {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let mut shown: Vec<String> = Vec::new();
    for (first, last) in runs {
        match last - first {
            0 => shown.push(first.to_string()),
            1 => shown.extend([first.to_string(), last.to_string()]),
            _ => shown.push(format!("{first} à {last}")),
        }
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} et {last}", others.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::lots_label;

    #[test]
    fn un_lot_seul_reste_au_singulier() {
        assert_eq!(lots_label(&[2]), "lot\u{a0}2");
    }

    #[test]
    fn deux_lots_qui_se_suivent_se_disent_l_un_et_l_autre() {
        assert_eq!(lots_label(&[1, 2, 5]), "lots\u{a0}1, 2 et 5");
    }

    #[test]
    fn trois_lots_qui_se_suivent_font_un_intervalle() {
        assert_eq!(lots_label(&[4, 1, 2, 3, 7]), "lots\u{a0}1 à 4 et 7");
    }
}
