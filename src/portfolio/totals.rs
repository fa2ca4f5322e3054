//! Totals of many contracts that merge: two halves put together say what the whole says, whatever the order.
//!
//! Counts of records add up. Contracts are kept by key: of two records of one contract, the last published stands, so that neither a
//! republication nor a source read twice counts twice.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contribution::Contribution;
use super::fate::{Note, Refusal, Refused};
use super::key::Key;
use super::mend::Notes;
use super::split::Spot;

/// How many records of each reason are kept as samples.
const SAMPLES: usize = 3;

pub use super::setting::{ClauseName, MeasureName, Setting};

/// Where a record was met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub source: String,
    /// From 1.
    pub rang: u64,
    pub ligne: u64,
    pub octet: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// A record that was read, and what it adds.
#[derive(Debug)]
pub struct Counted {
    /// From 1, in its source.
    pub rank: u64,
    pub at: Spot,
    pub what: Result<Evaluated, Refused>,
}

/// What an evaluated record adds.
#[derive(Debug)]
pub struct Evaluated {
    pub key: Key,
    pub contribution: Box<Contribution>,
    pub notes: Notes,
}

/// Where a record stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    source: &'a str,
    rank: u64,
    at: Spot,
}

impl Place<'_> {
    fn sample(self, detail: String) -> Sample {
        let Spot { byte, line } = self.at;
        Sample { source: self.source.to_owned(), rang: self.rank, ligne: line, octet: byte, detail }
    }
}

/// How many records, and the first ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    pub nombre: u64,
    pub exemples: BTreeSet<Sample>,
}

impl Count {
    fn add(&mut self, place: Place<'_>, detail: String) {
        self.nombre += 1;
        let order = |one: &Sample| (one.source.as_str(), one.rang) < (place.source, place.rank);
        // Nearly all of them come after those that stay: nothing is made of these.
        if self.exemples.len() < SAMPLES || !self.exemples.last().is_some_and(order) {
            self.exemples.insert(place.sample(detail));
            self.trim();
        }
    }

    fn merge(&mut self, other: Self) {
        self.nombre += other.nombre;
        self.exemples.extend(other.exemples);
        self.trim();
    }

    /// The least ones stay, so that the order of arrival does not show.
    fn trim(&mut self) {
        while self.exemples.len() > SAMPLES {
            self.exemples.pop_last();
        }
    }
}

/// What was read of a source.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceCount {
    pub lus: u64,
    pub refuses: u64,
    /// Why it was not read to its end.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub arrets: BTreeSet<String>,
}

/// Totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    pub reglages: Setting,
    pub lus: u64,
    pub evalues: u64,
    pub refuses: BTreeMap<String, Count>,
    pub remarques: BTreeMap<String, Count>,
    pub sources: BTreeMap<String, SourceCount>,
    /// Stopped before the end of the sources.
    #[serde(default)]
    pub interrompu: bool,
    #[schemars(with = "BTreeMap<String, Contribution>")]
    pub contrats: BTreeMap<Key, Box<Contribution>>,
}

impl Totals {
    #[must_use]
    pub const fn new(reglages: Setting) -> Self {
        Self {
            reglages,
            lus: 0,
            evalues: 0,
            refuses: BTreeMap::new(),
            remarques: BTreeMap::new(),
            sources: BTreeMap::new(),
            interrompu: false,
            contrats: BTreeMap::new(),
        }
    }

    /// Adds a record of a source.
    pub fn add(&mut self, source: &str, one: Counted) {
        let place = Place { source, rank: one.rank, at: one.at };
        at(&mut self.sources, source, |count: &mut SourceCount| {
            count.lus += 1;
            count.refuses += u64::from(one.what.is_err());
        });
        self.lus += 1;
        match one.what {
            Ok(evaluated) => {
                self.evalues += 1;
                for note in &evaluated.notes {
                    at(&mut self.remarques, note.id(), |n: &mut Count| n.add(place, String::new()));
                }
                self.keep(evaluated.key, evaluated.contribution);
            }
            Err(refused) => {
                let id = refused.why.id();
                at(&mut self.refuses, id, |n: &mut Count| n.add(place, refused.detail));
            }
        }
    }

    /// What contracts add, each once, in the order of keys.
    pub fn contracts(&self) -> impl Iterator<Item = &Contribution> {
        self.contrats.values().map(AsRef::as_ref)
    }

    /// What is told of a source, once read.
    pub fn stopped(&mut self, source: &str, why: Option<String>) {
        at(&mut self.sources, source, |count: &mut SourceCount| count.arrets.extend(why));
    }

    fn keep(&mut self, key: Key, contribution: Box<Contribution>) {
        match self.contrats.entry(key) {
            Entry::Vacant(place) => {
                place.insert(contribution);
            }
            Entry::Occupied(mut known) if *known.get() < contribution => {
                known.insert(contribution);
            }
            Entry::Occupied(_) => {}
        }
    }

    #[must_use]
    pub fn n_refused(&self) -> u64 {
        self.refuses.values().map(|count| count.nombre).sum()
    }

    /// Records of a contract already there: republications, and awardees of one contract.
    #[must_use]
    pub fn n_repeated(&self) -> u64 {
        self.evalues.saturating_sub(self.contrats.len() as u64)
    }

    /// What the table of contracts holds, in bytes: keys, contributions and their own texts. What contracts share is not in it, nor what
    /// keeping them in order takes.
    #[must_use]
    pub fn table_bytes(&self) -> usize {
        let own = |one: &Contribution| one.acheteur.len() + one.id.len() + one.objet.len();
        let rows = self.contrats.len() * size_of::<(Key, Contribution)>();
        rows + self.contracts().map(own).sum::<usize>()
    }

    /// Puts other totals into these.
    ///
    /// # Errors
    /// When they were not made with the same base, policy, date and period.
    pub fn merge(&mut self, other: Self) -> Result<(), String> {
        if self.reglages != other.reglages {
            return Err(
                "ces totaux n’ont pas été faits avec la même base, la même politique, la même date et la même période : ils ne s’ajoutent pas"
                    .into(),
            );
        }
        self.lus += other.lus;
        self.evalues += other.evalues;
        self.interrompu |= other.interrompu;
        for (id, count) in other.refuses {
            self.refuses.entry(id).or_default().merge(count);
        }
        for (id, count) in other.remarques {
            self.remarques.entry(id).or_default().merge(count);
        }
        for (name, count) in other.sources {
            let known = self.sources.entry(name).or_default();
            known.lus += count.lus;
            known.refuses += count.refuses;
            known.arrets.extend(count.arrets);
        }
        for (key, contribution) in other.contrats {
            self.keep(key, contribution);
        }
        Ok(())
    }

    /// Whether the counts hold together: what a person wrote over is not taken for totals.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let known = |at: &u16| self.reglages.clause(*at).is_some();
        self.reglages.is_sound()
            && self.evalues.checked_add(self.n_refused()) == Some(self.lus)
            && self.contrats.len() as u64 <= self.evalues
            && self.refuses.keys().all(|id| Refusal::from_id(id).is_some())
            && self.remarques.keys().all(|id| Note::from_id(id).is_some())
            && self.contracts().all(|one| {
                let lists = [&one.recommandees, &one.imposees, &one.a_etudier, &one.si];
                let lists = lists.into_iter().chain([&one.retenues, &one.ecartees]);
                lists.flat_map(|list| list.iter()).all(known)
            })
    }
}

/// Adds to what is counted under a name; no allocation for one already met.
fn at<C: Default>(map: &mut BTreeMap<String, C>, name: &str, add: impl FnOnce(&mut C)) {
    if let Some(known) = map.get_mut(name) {
        add(known);
    } else {
        add(map.entry(name.to_owned()).or_default());
    }
}

/// The JSON Schema of totals as written.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Totals>().to_value()
}
