//! Totals of many contracts that merge: two halves put together say what the whole says, whatever the order.
//!
//! Counts of records add up. Contracts are kept by key: of two records of one contract, the last published stands, so that neither a
//! republication nor a source read twice counts twice.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::contribution::Contribution;
use super::fate::{Note, Refusal};
use super::key::Key;

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

/// How many records, and the first ones.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    pub nombre: u64,
    pub exemples: BTreeSet<Sample>,
}

impl Count {
    fn add(&mut self, sample: Sample) {
        self.nombre += 1;
        self.exemples.insert(sample);
        self.trim();
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
    pub contrats: BTreeMap<Key, Contribution>,
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

    /// Counts a record evaluated, with what was noted of it.
    pub fn evaluated(
        &mut self,
        key: Key,
        contribution: Contribution,
        notes: &BTreeSet<Note>,
        at: &Sample,
    ) {
        self.count(&at.source).lus += 1;
        self.lus += 1;
        self.evalues += 1;
        for note in notes {
            self.remarques.entry(note.id().to_owned()).or_default().add(at.clone());
        }
        self.keep(key, contribution);
    }

    /// Counts a record refused.
    pub fn refused(&mut self, why: Refusal, at: Sample) {
        let source = self.count(&at.source);
        source.lus += 1;
        source.refuses += 1;
        self.lus += 1;
        self.refuses.entry(why.id().to_owned()).or_default().add(at);
    }

    /// What is told of a source, once read.
    pub fn stopped(&mut self, source: &str, why: Option<String>) {
        self.count(source).arrets.extend(why);
    }

    fn count(&mut self, source: &str) -> &mut SourceCount {
        // No allocation for a source already met.
        if !self.sources.contains_key(source) {
            self.sources.insert(source.to_owned(), SourceCount::default());
        }
        self.sources.entry(source.to_owned()).or_default()
    }

    fn keep(&mut self, key: Key, contribution: Contribution) {
        let known = self.contrats.entry(key).or_default();
        if contribution > *known {
            *known = contribution;
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
            && self.contrats.values().all(|one| {
                let lists = [&one.recommandees, &one.imposees, &one.a_etudier, &one.si];
                lists.into_iter().chain([&one.retenues, &one.ecartees]).flatten().all(known)
            })
    }
}

/// The JSON Schema of totals as written.
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Totals>().to_value()
}
