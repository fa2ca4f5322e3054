//! What is known of a purchase: stated, computed from the fiche, or deduced.

use jiff::civil::Date;
use smol_str::SmolStr;

use super::eval::Context;
use crate::base::Base;
use crate::base::deduction::{Deduction, Given};
use crate::base::rule::Scope;
use crate::cpv::Cpv;
use crate::fact::{Answers, FactId, Origin, Value};
use crate::money::Amount;
use crate::purchase::{Lot, Purchase};
use crate::text;
use crate::truth::Truth;

/// Where a fact is read: on the purchase, or on a lot by its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    Purchase,
    Lot(usize),
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The fiche says it.
    Stated,
    /// Read off the fiche: families, number of lots, date.
    Computed,
    /// The deduction of that index gave it.
    Deduced(usize),
}

/// A known fact.
#[derive(Debug, Clone)]
pub struct Fact {
    pub value: Value,
    /// A text, folded, for the conditions on words.
    pub folded: Option<String>,
    pub from: From,
}

type Row = Vec<Option<Fact>>;

/// What tells the families of codes and of an object.
type Families<'f> = &'f dyn Fn(&[Cpv], &str) -> Vec<String>;

/// Every fact known of a purchase and of its lots. A purchase without lots is one lot that says nothing of its own.
#[derive(Debug, Clone)]
pub struct Known {
    purchase: Row,
    lots: Vec<Row>,
    /// Numbers of the lots; `None` for the implicit one.
    numbers: Vec<Option<u32>>,
    /// Facts that a lot does not take from the purchase.
    own: Vec<bool>,
}

impl Known {
    pub(super) fn new(base: &Base, purchase: &Purchase, date: Date) -> Self {
        Self::with_families(base, purchase, date, &|codes, object| {
            base.categories.find(codes, object)
        })
    }

    /// The same, where something else tells families quicker.
    pub(super) fn with_families(
        base: &Base,
        purchase: &Purchase,
        date: Date,
        families: Families<'_>,
    ) -> Self {
        let mut known = Self {
            purchase: vec![None; base.facts.len()],
            lots: vec![vec![None; base.facts.len()]; purchase.lots.len().max(1)],
            numbers: purchase.lots.iter().map(|lot| Some(lot.number)).collect(),
            own: base.facts.iter().map(|(_, fact)| fact.own && purchase.lots.len() > 1).collect(),
        };
        if known.numbers.is_empty() {
            known.numbers.push(None);
        }
        known.state_purchase(base, purchase, date, families);
        for (i, lot) in purchase.lots.iter().enumerate() {
            known.state_lot(base, i, lot, families);
        }
        known.deduce(base, date);
        known
    }

    #[must_use]
    pub fn n_lots(&self) -> usize {
        self.lots.len()
    }

    /// The number of a lot; `None` for the purchase and for the implicit lot.
    #[must_use]
    pub fn number(&self, at: At) -> Option<u32> {
        match at {
            At::Purchase => None,
            At::Lot(i) => self.numbers.get(i).copied().flatten(),
        }
    }

    /// A fact: the lot's, else the purchase's.
    #[must_use]
    pub fn get(&self, at: At, fact: FactId) -> Option<&Fact> {
        let on_purchase = self.purchase.get(fact.index()).and_then(Option::as_ref);
        match at {
            At::Purchase => on_purchase,
            At::Lot(i) => {
                let own =
                    self.lots.get(i).and_then(|row| row.get(fact.index())).and_then(Option::as_ref);
                let alone = self.own.get(fact.index()).copied().unwrap_or(false);
                own.or_else(|| on_purchase.filter(|_| !alone))
            }
        }
    }

    /// A fact by name.
    #[must_use]
    pub fn value<'a>(&'a self, base: &Base, at: At, name: &str) -> Option<&'a Value> {
        self.get(at, base.facts.id(name)?).map(|fact| &fact.value)
    }

    /// The amount of the purchase or of a lot, € HT.
    #[must_use]
    pub fn amount(&self, base: &Base, at: At) -> Option<Amount> {
        match self.value(base, at, "montant_ht") {
            Some(Value::Amount(amount)) => Some(*amount),
            _ => None,
        }
    }

    /// The id of a choice.
    #[must_use]
    pub fn choice<'a>(&'a self, base: &Base, at: At, name: &str) -> Option<&'a str> {
        match self.value(base, at, name) {
            Some(Value::Choice(id)) => Some(id),
            _ => None,
        }
    }

    /// The indexes of the deductions that gave something.
    pub fn deduced(&self) -> impl Iterator<Item = usize> {
        let rows = std::iter::once(&self.purchase).chain(&self.lots);
        rows.flatten().flatten().filter_map(|fact| {
            if let From::Deduced(index) = fact.from { Some(index) } else { None }
        })
    }

    fn set(&mut self, at: At, fact: FactId, value: Value, from: From) {
        let folded = if let Value::Text(text) = &value { Some(text::fold(text)) } else { None };
        let row = match at {
            At::Purchase => Some(&mut self.purchase),
            At::Lot(i) => self.lots.get_mut(i),
        };
        if let Some(slot) = row.and_then(|row| row.get_mut(fact.index())) {
            *slot = Some(Fact { value, folded, from });
        }
    }

    fn state_purchase(
        &mut self,
        base: &Base,
        purchase: &Purchase,
        date: Date,
        families: Families<'_>,
    ) {
        let choice = |id: &Option<SmolStr>| id.clone().map(Value::Choice);
        let stated = [
            (
                "objet",
                Some(Value::Text(purchase.object.clone())).filter(|_| !purchase.object.is_empty()),
            ),
            ("type", choice(&purchase.kind)),
            ("cpv", codes(&purchase.cpv)),
            ("montant_ht", purchase.amount.map(Value::Amount)),
            ("montant_besoin_ht", purchase.need.or(purchase.amount).map(Value::Amount)),
            ("duree_mois", purchase.months.map(|n| Value::Integer(i64::from(n)))),
            ("date_lancement", Some(Value::Date(date))),
            ("procedure", choice(&purchase.procedure)),
            ("forme", choice(&purchase.form)),
            ("ccag", choice(&purchase.ccag)),
            ("acheteur_categorie", choice(&purchase.buyer.category)),
        ];
        self.state(base, At::Purchase, stated);
        let lots = i64::try_from(self.n_lots()).unwrap_or(i64::MAX);
        self.compute(base, At::Purchase, "nombre_lots", Some(Value::Integer(lots)));
        self.compute(
            base,
            At::Purchase,
            "famille",
            list(families(&purchase.cpv, &purchase.object)),
        );
        self.answers(base, At::Purchase, &purchase.facts);
    }

    fn state_lot(&mut self, base: &Base, i: usize, lot: &Lot, families: Families<'_>) {
        let at = At::Lot(i);
        let stated = [
            ("objet", lot.object.clone().map(Value::Text)),
            ("cpv", codes(&lot.cpv)),
            ("montant_ht", lot.amount.map(Value::Amount)),
            ("duree_mois", lot.months.map(|n| Value::Integer(i64::from(n)))),
        ];
        self.state(base, at, stated);
        self.compute(
            base,
            at,
            "famille",
            list(families(&lot.cpv, lot.object.as_deref().unwrap_or_default())),
        );
        self.answers(base, at, &lot.facts);
    }

    fn state<const N: usize>(&mut self, base: &Base, at: At, stated: [(&str, Option<Value>); N]) {
        for (name, value) in stated {
            if let (Some(id), Some(value)) = (base.facts.id(name), value) {
                self.set(at, id, value, From::Stated);
            }
        }
    }

    fn compute(&mut self, base: &Base, at: At, name: &str, value: Option<Value>) {
        if let (Some(id), Some(value)) = (base.facts.id(name), value) {
            self.set(at, id, value, From::Computed);
        }
    }

    fn answers(&mut self, base: &Base, at: At, answers: &Answers) {
        for (name, value) in answers {
            let Some((id, fact)) = base.facts.by_name(name) else { continue };
            if fact.origin != Origin::Fiche {
                self.set(at, id, value.clone(), From::Stated);
            }
        }
    }

    /// Gives what follows from the rest. A deduction that is not settled yet holds back the later ones that would say otherwise,
    /// so that learning a fact never changes what was deduced.
    fn deduce(&mut self, base: &Base, date: Date) {
        let mut held: Vec<(FactId, At, Value)> = Vec::new();
        for (index, deduction) in base.deductions.iter().enumerate() {
            for at in self.places(deduction.scope) {
                if self.get(at, deduction.fact).is_some()
                    || (deduction.scope == Scope::Purchase && at != At::Purchase)
                {
                    continue;
                }
                let context = Context { base, known: self, date };
                let truth = context.truth(&deduction.when, at);
                let Some(value) = self.given(deduction, at) else { continue };
                let disputed = held.iter().any(|(fact, place, other)| {
                    *fact == deduction.fact && *place == at && *other != value
                });
                match truth {
                    Truth::True if !disputed => {
                        self.set(at, deduction.fact, value, From::Deduced(index));
                    }
                    Truth::Unknown => held.push((deduction.fact, at, value)),
                    Truth::True | Truth::False => {}
                }
            }
        }
    }

    fn given(&self, deduction: &Deduction, at: At) -> Option<Value> {
        match &deduction.given {
            Given::Value(value) => Some(value.clone()),
            Given::Fact(fact) => self.get(at, *fact).map(|fact| fact.value.clone()),
        }
    }
}

fn codes(codes: &[Cpv]) -> Option<Value> {
    (!codes.is_empty()).then(|| Value::Cpv(codes.to_vec()))
}

fn list(ids: Vec<String>) -> Option<Value> {
    (!ids.is_empty()).then_some(Value::List(ids))
}
