//! Every purchase that a fiche can state, as propositions: its lots, its buyer's policy, and what it says of each fact.
//!
//! A stated fact is free within its theory: a choice has one value, numbers are ordered, what holds a phrase holds its words, a code lies
//! in a cell, a lot is not worth more than the whole. Two bases share one world: they are asked about the same purchases.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::domain::{Domains, Key};
use super::gate::{Gates, Lit};
use crate::base::Base;
use crate::engine::known::At;
use crate::fact::{Fact, FactKind, Origin};

/// A fact at a place: whether it is known, and the answer to each thing asked of it; an answer is true only of a known fact.
#[derive(Debug, Clone)]
pub struct Sym {
    pub known: Lit,
    pub answers: BTreeMap<Key, Lit>,
}

/// The purchases considered.
pub struct World {
    pub gates: Gates,
    pub domains: Domains,
    /// Whether each lot stands; the first always does.
    pub lots: Vec<Lit>,
    /// The policy chosen; at most one.
    pub policies: BTreeMap<String, Lit>,
    stated: BTreeMap<(At, String), Rc<Sym>>,
    /// The opt-outs chosen, by duty and case.
    pub exemptions: BTreeMap<(String, String), Lit>,
    /// The need as stated, apart from the amount it defaults to.
    pub need: Option<Sym>,
}

impl World {
    /// The purchases of at most `n_lots` lots, for these bases.
    pub fn new(bases: &[&Base], domains: Domains, n_lots: usize) -> Self {
        let mut gates = Gates::default();
        let mut lots = vec![gates.yes()];
        for _ in 1..n_lots {
            let lot = gates.free();
            if let Some(before) = lots.last() {
                gates.entails(lot, *before);
            }
            lots.push(lot);
        }
        let mut policies = BTreeMap::new();
        for id in bases.iter().flat_map(|base| base.policies.keys()) {
            policies.entry(id.clone()).or_insert_with(|| gates.free());
        }
        at_most_one(&mut gates, &policies.values().copied().collect::<Vec<_>>());
        Self {
            gates,
            domains,
            lots,
            policies,
            exemptions: BTreeMap::new(),
            stated: BTreeMap::new(),
            need: None,
        }
    }

    /// The places of the lots considered.
    pub fn places(&self) -> impl Iterator<Item = At> + use<> {
        (0..self.lots.len()).map(At::Lot)
    }

    /// Whether a place stands.
    pub fn stands(&self, at: At) -> Lit {
        match at {
            At::Purchase => self.gates.yes(),
            At::Lot(i) => self.lots.get(i).copied().unwrap_or_else(|| self.gates.no()),
        }
    }

    /// Whether the fiche opts out of a duty for a case; of one case at most.
    pub fn exemption(&mut self, duty: &str, case: &str) -> Lit {
        let key = (duty.to_owned(), case.to_owned());
        if let Some(known) = self.exemptions.get(&key) {
            return *known;
        }
        let chosen = self.gates.free();
        let others: Vec<Lit> = self
            .exemptions
            .iter()
            .filter(|((other, _), _)| other == duty)
            .map(|(_, lit)| *lit)
            .collect();
        for other in others {
            self.gates.require(&[!other, !chosen]);
        }
        self.exemptions.insert(key, chosen);
        chosen
    }

    /// What has been stated so far, for whoever writes the fiche.
    pub fn statements(&self) -> impl Iterator<Item = (&(At, String), &Sym)> {
        self.stated.iter().map(|(key, sym)| (key, sym.as_ref()))
    }

    /// What the fiche says of a fact at a place.
    pub fn stated(&mut self, fact: &Fact, at: At) -> Rc<Sym> {
        let key = (at, fact.id.clone());
        if let Some(known) = self.stated.get(&key) {
            return Rc::clone(known);
        }
        let sym = match (fact.id.as_str(), at) {
            ("nombre_lots", At::Purchase) => self.number_of_lots(),
            ("montant_besoin_ht", At::Purchase) => self.whole_need(fact),
            _ if can_be_said(fact, at) => self.free(fact, at),
            _ => self.unknown(fact),
        };
        let sym = Rc::new(sym);
        self.stated.insert(key, Rc::clone(&sym));
        self.relate(fact, at, &sym);
        sym
    }

    /// A fact that nothing says.
    pub fn unknown(&self, fact: &Fact) -> Sym {
        let no = self.gates.no();
        let answers = self.domains.keys(&fact.id).map(|key| (key.clone(), no)).collect();
        Sym { known: no, answers }
    }

    fn free(&mut self, fact: &Fact, at: At) -> Sym {
        let always = matches!((fact.id.as_str(), at), ("objet" | "date_lancement", At::Purchase));
        let known = if always { self.gates.yes() } else { self.gates.free() };
        let keys: Vec<Key> = self.domains.keys(&fact.id).cloned().collect();
        let mut answers = BTreeMap::new();
        for key in keys {
            let answer = self.gates.free();
            self.gates.entails(answer, known);
            answers.insert(key, answer);
        }
        let sym = Sym { known, answers };
        self.bind(fact, &sym);
        sym
    }

    /// The theory of one fact.
    fn bind(&mut self, fact: &Fact, sym: &Sym) {
        let all: Vec<Lit> = sym.answers.values().copied().collect();
        let one_at_least: Vec<Lit> = all.iter().copied().chain([!sym.known]).collect();
        match fact.kind {
            FactKind::Choice => {
                self.gates.require(&one_at_least);
                at_most_one(&mut self.gates, &all);
            }
            FactKind::Cpv => self.gates.require(&one_at_least),
            FactKind::Integer | FactKind::Amount | FactKind::Rate | FactKind::Date => {
                self.order(fact, sym);
            }
            FactKind::Text => self.bind_text(fact, sym),
            FactKind::Boolean | FactKind::List => {}
        }
    }

    /// What is at least a number is at least any smaller one; nothing is below nothing.
    fn order(&mut self, fact: &Fact, sym: &Sym) {
        let least = i64::from(fact.id == "duree_mois");
        let mut before = None;
        for (key, answer) in &sym.answers {
            let Key::AtLeast(n) = key else { continue };
            if fact.kind != FactKind::Date && *n <= least {
                self.gates.entails(sym.known, *answer);
            }
            if let Some(before) = before {
                self.gates.entails(*answer, before);
            }
            before = Some(*answer);
        }
    }

    /// A text that holds a phrase holds its words, and is one text.
    fn bind_text(&mut self, fact: &Fact, sym: &Sym) {
        for (phrase, part) in self.domains.phrases(&fact.id) {
            if let (Some(phrase), Some(part)) = (sym.answers.get(phrase), sym.answers.get(part)) {
                self.gates.entails(*phrase, *part);
            }
        }
        let exact: Vec<Lit> = sym
            .answers
            .iter()
            .filter(|(key, _)| matches!(key, Key::Is(_)))
            .map(|(_, lit)| *lit)
            .collect();
        at_most_one(&mut self.gates, &exact);
    }

    fn number_of_lots(&mut self) -> Sym {
        let keys: Vec<Key> = self.domains.keys("nombre_lots").cloned().collect();
        let answer = |key: &Key| match key {
            Key::AtLeast(n) => match usize::try_from(n.saturating_sub(1)) {
                Ok(i) => self.lots.get(i).copied().unwrap_or_else(|| self.gates.no()),
                Err(_) => self.gates.yes(),
            },
            _ => self.gates.no(),
        };
        let answers = keys.iter().map(|key| (key.clone(), answer(key))).collect();
        Sym { known: self.gates.yes(), answers }
    }

    /// The need is what is stated, at least the amount; else the amount.
    fn whole_need(&mut self, fact: &Fact) -> Sym {
        let amount = Fact { id: "montant_ht".into(), ..fact.clone() };
        let amount = self.stated(&amount, At::Purchase);
        let need = self.free(fact, At::Purchase);
        let mut answers = BTreeMap::new();
        for (key, stated) in &need.answers {
            let of_amount = amount.answers.get(key).copied().unwrap_or_else(|| self.gates.no());
            self.gates.require(&[!need.known, !of_amount, *stated]);
            answers.insert(key.clone(), self.gates.choose(need.known, *stated, of_amount));
        }
        let known = self.gates.or([need.known, amount.known]);
        self.need = Some(need);
        Sym { known, answers }
    }

    /// What ties a fact to others: an amount of lot to the whole, the type to the codes.
    fn relate(&mut self, fact: &Fact, at: At, sym: &Sym) {
        match (fact.id.as_str(), at) {
            ("montant_ht", At::Lot(_)) => {
                let whole = self.stated(fact, At::Purchase);
                for (key, answer) in &sym.answers {
                    if let Some(of_whole) = whole.answers.get(key) {
                        self.gates.require(&[!*answer, !whole.known, *of_whole]);
                    }
                }
            }
            // A fiche says its type, its codes, or both.
            ("type", At::Purchase) => {
                if let Some(codes) = self.stated.get(&(At::Purchase, "cpv".into())).cloned() {
                    self.gates.require(&[sym.known, codes.known]);
                }
            }
            ("cpv", At::Purchase) => {
                if let Some(kind) = self.stated.get(&(At::Purchase, "type".into())).cloned() {
                    self.gates.require(&[sym.known, kind.known]);
                }
            }
            _ => {}
        }
        if let At::Lot(i) = at
            && let Some(stands) = self.lots.get(i).copied()
        {
            self.gates.entails(sym.known, stands);
        }
    }
}

/// Whether a fiche has a place for a fact.
fn can_be_said(fact: &Fact, at: At) -> bool {
    match (fact.origin, at) {
        (Origin::Fiche, At::Purchase) => PURCHASE_KEYS.contains(&fact.id.as_str()),
        (Origin::Fiche, At::Lot(_)) => LOT_KEYS.contains(&fact.id.as_str()),
        (Origin::Computed, At::Purchase) => fact.question.is_some(),
        (Origin::Computed, At::Lot(_)) => fact.question.is_some() && fact.on_lot,
        (Origin::Answer, At::Purchase) => true,
        (Origin::Answer, At::Lot(_)) => fact.on_lot,
    }
}

const PURCHASE_KEYS: [&str; 11] = [
    "objet",
    "type",
    "cpv",
    "montant_ht",
    "montant_besoin_ht",
    "duree_mois",
    "date_lancement",
    "procedure",
    "forme",
    "ccag",
    "acheteur_categorie",
];
const LOT_KEYS: [&str; 4] = ["objet", "cpv", "montant_ht", "duree_mois"];

fn at_most_one(gates: &mut Gates, lits: &[Lit]) {
    for (i, one) in lits.iter().enumerate() {
        for other in lits.iter().skip(i + 1) {
            gates.require(&[!*one, !*other]);
        }
    }
}
