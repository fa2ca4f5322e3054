//! What one contract adds to totals: evaluated once, kept small, told apart from the others by a key.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::award::Award;
use super::considerations::Declared;
use super::contract::{AmountKind, Contract, Origin};
use super::finding::Finder;
use super::key::Key;
use super::missed::{self, Miss, Wanted};
use super::shared::Shared;
use super::states::Positions;
use crate::base::Base;
use crate::fact::Value;
use crate::money::Amount;
use crate::purchase::Purchase;

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
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub acheteur: Box<str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub id: Box<str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub objet: Box<str>,
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
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub famille: Shared<str>,
    /// `None`: nothing is declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub social: Option<Declared>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environnemental: Option<Declared>,
    /// Positions in the list of clauses: recommended, worth a look, waiting for answers, kept by the buyer.
    #[serde(default, skip_serializing_if = "<[u16]>::is_empty")]
    pub recommandees: Positions,
    /// Those of the recommended that the law asks for in so many words.
    #[serde(default, skip_serializing_if = "<[u16]>::is_empty")]
    pub imposees: Positions,
    #[serde(default, skip_serializing_if = "<[u16]>::is_empty")]
    pub a_etudier: Positions,
    #[serde(default, skip_serializing_if = "<[u16]>::is_empty")]
    pub si: Positions,
    #[serde(default, skip_serializing_if = "<[u16]>::is_empty")]
    pub retenues: Positions,
    /// Those of the recommended that the buyer discarded.
    #[serde(default, skip_serializing_if = "<[u16]>::is_empty")]
    pub ecartees: Positions,
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
    /// The ids of families, each held once for all its contracts.
    families: Arc<BTreeMap<&'b str, Shared<str>>>,
    /// The day whose rules apply, in the place of each contract's.
    asked: Option<Date>,
}

impl<'b> Assessor<'b> {
    #[must_use]
    pub fn new(base: &'b Base, asked: Option<Date>) -> Self {
        let ids = base.categories.list.iter().map(|one| one.id.as_str());
        let families = Arc::new(ids.map(|id| (id, id.into())).collect());
        Self { base, finder: Finder::new(base), families, asked }
    }

    /// Another, for another thread.
    #[must_use]
    pub fn twin(&self) -> Self {
        let (finder, families) = (self.finder.twin(), Arc::clone(&self.families));
        Self { base: self.base, finder, families, asked: self.asked }
    }

    /// What a contract adds, evaluated on its day, or on the one asked for.
    #[must_use]
    pub fn assess(&self, contract: &Contract) -> (Key, Box<Contribution>) {
        let day = self.asked.or(contract.purchase.launch).unwrap_or(self.base.as_of);
        let purchase = &contract.purchase;
        let found = self.finder.find(purchase, day);
        let miss = |axis: &str, declared: Option<Declared>| {
            let declared = declared.filter(|declared| declared.is_some())?;
            let wanted = Wanted { axis, declared };
            let why = || missed::why(self.base, &self.finder, (purchase, day), &found, wanted);
            (!wanted.is_met(&found)).then(why)
        };
        let manque_social = miss("social", contract.social);
        let manque_environnemental = miss("environnemental", contract.environmental);
        let states = found.states.clone();
        let (key, plafond) = self.finder.folded(purchase, |object| Key::both(contract, object));
        let contribution = Contribution {
            plafond,
            famille: self.family(purchase),
            manque_social,
            manque_environnemental,
            recommandees: states.called,
            imposees: states.imposed,
            a_etudier: states.study,
            si: states.pending,
            retenues: states.kept,
            ecartees: states.discarded,
            heures: states.hours,
            ..stated(contract)
        };
        (key, Box::new(contribution))
    }

    /// The first family of the purchase, as it says or as its code and its object do; empty when unknown.
    fn family(&self, purchase: &Purchase) -> Shared<str> {
        let id = match purchase.facts.get("famille") {
            Some(Value::List(ids)) => ids.first().map_or("", String::as_str),
            Some(Value::Choice(id)) => id,
            Some(_) => "",
            None => self.finder.family(purchase),
        };
        self.families.get(id).cloned().unwrap_or_else(|| id.into())
    }
}

/// What a contribution takes from the contract as it is.
fn stated(contract: &Contract) -> Contribution {
    let purchase = &contract.purchase;
    let object = &purchase.object;
    let kept = object.char_indices().nth(OBJECT).map_or(object.len(), |(end, _)| end);
    Contribution {
        publie: contract.published,
        date: purchase.launch,
        acheteur: buyer(contract).into(),
        id: contract.id.as_deref().unwrap_or_default().into(),
        objet: object.get(..kept).unwrap_or_default().into(),
        montant: purchase.amount.map(Amount::centimes),
        nature: contract.amount_kind,
        origine: contract.origin,
        attribution: contract.award,
        social: contract.social,
        environnemental: contract.environmental,
        ..Contribution::default()
    }
}

fn buyer(contract: &Contract) -> &str {
    let buyer = &contract.purchase.buyer;
    let named = buyer.siret.as_deref().filter(|_| contract.origin == Origin::Published);
    named.or(buyer.name.as_deref()).or(buyer.siret.as_deref()).unwrap_or_default()
}
