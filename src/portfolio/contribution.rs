//! What one contract adds to totals: evaluated once, kept small, told apart from the others by a key.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::award::Award;
use super::considerations::Declared;
use super::contract::{AmountKind, Contract, Origin};
use super::finding::{Finder, Finding};
use super::key::Key;
use super::missed::{self, Miss, Wanted};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::rule::Level;
use crate::fact::Value;
use crate::money::Amount;
use crate::purchase::{Purchase, Status};

/// How many characters of an object are kept.
pub const OBJECT: usize = 90;

/// What one contract adds.
///
/// The order of fields is that of precedence: of two contributions of one contract, the greater stands, so that merging neither
/// depends on the order of sources nor counts twice.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub publie: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
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
    /// Whose word the contract is.
    #[serde(default)]
    pub origine: Origin,
    /// How it was awarded.
    #[serde(default, skip_serializing_if = "Award::is_empty")]
    pub attribution: Award,
    /// The key of the maximum that the amount repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
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
    /// Those of the recommended that the buyer discarded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ecartees: Vec<u16>,
    /// Hours of insertion in the clauses kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heures: Option<u64>,
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
        // Sorted once for all the contracts that rules settle alike.
        let states = found.states(|found| States::of(self, found)).clone();
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
            ecartees: states.discarded,
            heures: states.hours,
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
        origine: contract.origin,
        attribution: contract.award,
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
#[derive(Debug, Clone, Default)]
pub(super) struct States {
    called: Vec<u16>,
    imposed: Vec<u16>,
    study: Vec<u16>,
    pending: Vec<u16>,
    kept: Vec<u16>,
    discarded: Vec<u16>,
    hours: Option<u64>,
}

impl States {
    fn of(assessor: &Assessor<'_>, found: &Finding<'_>) -> Self {
        let mut states = Self::default();
        for one in &found.recommended {
            let Some(at) = assessor.position(&one.clause.id) else { continue };
            match one.status {
                Some(Status::Kept) => {
                    states.kept.push(at);
                    states.hours =
                        one.hours.map(|n| n + states.hours.unwrap_or(0)).or(states.hours);
                }
                Some(Status::Discarded) => states.discarded.push(at),
                None => {}
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
            &mut states.discarded,
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
