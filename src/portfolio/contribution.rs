//! What one contract adds to totals: evaluated once, kept small, told apart from the others by a key.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::considerations::Declared;
use super::contract::{AmountKind, Contract, Origin};
use super::finding::{Finder, Finding};
use super::missed::{self, Miss, Wanted};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::rule::Level;
use crate::fact::Value;
use crate::money::Amount;
use crate::purchase::{Purchase, Status};
use crate::text::fold;

/// How many characters of an object are kept.
const OBJECT: usize = 90;

/// Tells a contract from the others: 128 bits of a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u128);

impl Key {
    /// Prudent: one number serves several lots, so that the object and the amount count too. Without an object, the code does.
    fn of(contract: &Contract) -> Self {
        let purchase = &contract.purchase;
        let amount = purchase.amount.map(|amount| amount.centimes().to_string());
        let cpv = purchase.cpv.first().filter(|_| purchase.object.is_empty());
        // A programme has no numbers: two lines that say the same on the same day are one.
        let day = purchase.launch.filter(|_| contract.id.is_none());
        Self::hash(&[
            purchase.buyer.siret.as_deref().unwrap_or_default(),
            contract.id.as_deref().unwrap_or_default(),
            &named(&purchase.object),
            &amount.unwrap_or_default(),
            &cpv.map(ToString::to_string).unwrap_or_default(),
            &day.map(|day| day.to_string()).unwrap_or_default(),
        ])
    }

    /// One key for every awardee of a framework agreement: its maximum is counted once.
    fn ceiling(contract: &Contract) -> Option<Self> {
        let purchase = &contract.purchase;
        let amount = purchase.amount.filter(|_| contract.amount_kind == AmountKind::Plafond)?;
        Some(Self::hash(&[
            "plafond",
            purchase.buyer.siret.as_deref().unwrap_or_default(),
            &named(&purchase.object),
            &amount.centimes().to_string(),
            &purchase.cpv.first().map(ToString::to_string).unwrap_or_default(),
        ]))
    }

    fn hash(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let wide = hash.finalize();
        Self(wide.iter().take(16).fold(0, |key, byte| (key << 8) | u128::from(*byte)))
    }
}

/// The object as contracts are told apart: « annule et remplace » is said of the same one.
fn named(object: &str) -> String {
    let folded = fold(object);
    let words = folded.replace("annule et remplace", "");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let key = u128::from_str_radix(&text, 16).ok().filter(|_| text.len() == 32);
        key.map(Self)
            .ok_or_else(|| serde::de::Error::custom("clé de 32 chiffres hexadécimaux attendue"))
    }
}

/// What one contract adds.
///
/// The order of fields is that of precedence: of two contributions of one contract, the greater stands, so that merging neither
/// depends on the order of sources nor counts twice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publie: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub acheteur: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub objet: String,
    /// Centimes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub montant: Option<i64>,
    pub nature: AmountKind,
    /// The key of the maximum that the amount repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plafond: Option<Key>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub famille: String,
    /// `None`: nothing is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub social: Option<Declared>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environnemental: Option<Declared>,
    /// Positions in the list of clauses: recommended, worth a look, waiting for answers, kept by the buyer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recommandees: Vec<u16>,
    /// Those of the recommended that the law asks for in so many words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub imposees: Vec<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub a_etudier: Vec<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub si: Vec<u16>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retenues: Vec<u16>,
    /// Why nothing was recommended that answers to what the contract declares on an axis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manque_social: Option<Miss>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manque_environnemental: Option<Miss>,
}

/// Evaluates contracts against a base.
pub struct Assessor<'b> {
    base: &'b Base,
    finder: Finder<'b>,
    /// In the order of ids: positions in totals are theirs.
    clauses: Vec<&'b Clause>,
    /// The day whose rules apply, in the place of each contract's.
    asked: Option<Date>,
}

impl<'b> Assessor<'b> {
    #[must_use]
    pub fn new(base: &'b Base, asked: Option<Date>) -> Self {
        Self { base, finder: Finder::new(base), clauses: base.clauses.values().collect(), asked }
    }

    /// What a contract adds, evaluated on its day, or on the one asked for.
    #[must_use]
    pub fn assess(&self, contract: &Contract) -> (Key, Contribution) {
        let day = self.asked.or(contract.purchase.launch).unwrap_or(self.base.as_of);
        let purchase = &contract.purchase;
        let found = self.finder.find(purchase, day);
        let states = States::of(self, &found);
        let miss = |axis: &str, declared: Option<Declared>| {
            let declared = declared.filter(|declared| declared.is_some())?;
            let wanted = Wanted { axis, declared };
            let why = || missed::why(self.base, &self.finder, (purchase, day), &found, wanted);
            (!wanted.is_met(&found)).then(why)
        };
        let manque_social = miss("social", contract.social);
        let manque_environnemental = miss("environnemental", contract.environmental);
        let famille = self.family(purchase);
        let facts = stated(contract);
        let contribution = Contribution {
            famille,
            manque_social,
            manque_environnemental,
            recommandees: states.called,
            imposees: states.imposed,
            a_etudier: states.study,
            si: states.pending,
            retenues: states.kept,
            ..facts
        };
        (Key::of(contract), contribution)
    }

    /// The first family of the purchase, as it says or as its code and its object do; empty when unknown.
    fn family(&self, purchase: &Purchase) -> String {
        match purchase.facts.get("famille") {
            Some(Value::List(ids)) => ids.first().cloned().unwrap_or_default(),
            Some(Value::Choice(id)) => id.clone(),
            Some(_) => String::new(),
            None => self.finder.family(purchase).to_owned(),
        }
    }

    fn position(&self, id: &str) -> Option<u16> {
        let at = self.clauses.binary_search_by(|clause| clause.id.as_str().cmp(id)).ok()?;
        u16::try_from(at).ok()
    }
}

/// What a contribution takes from the contract as it is.
fn stated(contract: &Contract) -> Contribution {
    let purchase = &contract.purchase;
    Contribution {
        publie: contract.published,
        date: purchase.launch,
        acheteur: buyer(contract),
        id: contract.id.clone().unwrap_or_default(),
        objet: purchase.object.chars().take(OBJECT).collect(),
        montant: purchase.amount.map(Amount::centimes),
        nature: contract.amount_kind,
        plafond: Key::ceiling(contract),
        social: contract.social,
        environnemental: contract.environmental,
        ..Contribution::default()
    }
}

fn buyer(contract: &Contract) -> String {
    let buyer = &contract.purchase.buyer;
    let named = buyer.siret.as_ref().filter(|_| contract.origin == Origin::Published);
    named.or(buyer.name.as_ref()).or(buyer.siret.as_ref()).cloned().unwrap_or_default()
}

/// Clauses by what becomes of them; each in one list at most, but for those kept.
#[derive(Default)]
struct States {
    called: Vec<u16>,
    imposed: Vec<u16>,
    study: Vec<u16>,
    pending: Vec<u16>,
    kept: Vec<u16>,
}

impl States {
    fn of(assessor: &Assessor<'_>, found: &Finding<'_>) -> Self {
        let mut states = Self::default();
        for one in &found.recommended {
            let Some(at) = assessor.position(&one.clause.id) else { continue };
            if one.status == Some(Status::Kept) {
                states.kept.push(at);
            }
            if one.level == Level::Obligatoire {
                states.imposed.push(at);
            }
            // A rule called for it, whatever the buyer decided.
            if one.level > Level::AEtudier {
                states.called.push(at);
            } else {
                states.study.push(at);
            }
        }
        let pending = found.pending.iter();
        states.pending.extend(pending.filter_map(|(clause, _)| assessor.position(&clause.id)));
        for list in [
            &mut states.called,
            &mut states.imposed,
            &mut states.study,
            &mut states.pending,
            &mut states.kept,
        ] {
            list.sort_unstable();
            list.dedup();
        }
        let Self { called, study, pending, .. } = &mut states;
        study.retain(|at| called.binary_search(at).is_err());
        pending.retain(|at| called.binary_search(at).is_err() && study.binary_search(at).is_err());
        states
    }
}
