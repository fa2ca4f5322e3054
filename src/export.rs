//! What one consultation has its buyer publish: the essential data (DECP) of each contract, the strategic terms of a European notice
//! (eForms) of each lot.
//!
//! Only what is decided is declared: clauses that the buyer kept, or that the law imposes word for word. What is only recommended, or
//! waits for an answer, is told apart; what nobody knows yet is listed as to be filled in. The values come from the `[[publication]]`
//! tables of the base.

pub mod codes;
pub mod coherence;
pub mod decp;
pub mod eforms;
pub mod settle;

use serde::Serialize;

use self::settle::{Given, Pending, Settled, Standing};
use crate::base::clause::Clause;
use crate::base::publication::field::{Field, Format};
use crate::draft::typography::french;
use crate::engine::answer::Answer;
use crate::fact::FactId;
use crate::purchase::{Purchase, lots_label};

/// What remains to be said, checked or decided before anything is published.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Remarks {
    /// What the buyer still has to fill in.
    pub a_completer: Vec<Remark>,
    /// What is written and must be checked.
    pub a_verifier: Vec<Remark>,
    /// Recommended clauses that are not declared, because the buyer decided nothing about them.
    pub a_decider: Vec<ToDecide>,
}

/// Something to be said of a field, for some lots.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub champ: String,
    /// The value at stake, when it is one among several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valeur: Option<String>,
    pub pourquoi: String,
    /// Empty where the purchase has no lots.
    pub lots: Vec<u32>,
}

/// A clause that is not declared until it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToDecide {
    pub clause: String,
    pub titre: String,
    pub lots: Vec<u32>,
}

/// Adds a remark, or its lot to the same remark about another lot.
fn remark(into: &mut Vec<Remark>, field: &str, value: Option<&str>, why: &str, lot: Option<u32>) {
    let (why, value) = (french(why), value.map(str::to_owned));
    let same = |one: &&mut Remark| one.champ == field && one.valeur == value && one.pourquoi == why;
    match into.iter_mut().find(same) {
        Some(known) => known.lots.extend(lot),
        None => into.push(Remark {
            champ: field.to_owned(),
            valeur: value,
            pourquoi: why,
            lots: lot.into_iter().collect(),
        }),
    }
}

impl Remarks {
    fn complete(&mut self, field: &str, why: &str, lot: Option<u32>) {
        remark(&mut self.a_completer, field, None, why, lot);
    }

    fn check(&mut self, field: &str, why: &str, lot: Option<u32>) {
        remark(&mut self.a_verifier, field, None, why, lot);
    }

    /// What a field leaves open: values that may come, cautions on those that are there.
    fn tell(&mut self, field: Field, settled: &Settled<'_>, answer: &Answer<'_>, lot: Option<u32>) {
        for pending in &settled.pending {
            let why = reason(pending, answer);
            remark(&mut self.a_completer, field.name, Some(pending.value), &why, lot);
            for clause in &pending.undecided {
                self.decide(clause, lot);
            }
        }
        for given in &settled.given {
            for caution in cautions(given, answer) {
                remark(&mut self.a_verifier, field.name, Some(given.value), &caution, lot);
            }
        }
    }

    /// Puts what is said in the order of the fields.
    fn sort(&mut self, rank: impl Fn(&str) -> Option<usize>) {
        self.a_completer.sort_by_key(|one| rank(&one.champ));
        self.a_verifier.sort_by_key(|one| rank(&one.champ));
    }

    fn decide(&mut self, clause: &Clause, lot: Option<u32>) {
        match self.a_decider.iter_mut().find(|one| one.clause == clause.id) {
            Some(known) => {
                known.lots.extend(lot.filter(|lot| !known.lots.contains(lot)));
            }
            None => self.a_decider.push(ToDecide {
                clause: clause.id.clone(),
                titre: french(&clause.title),
                lots: lot.into_iter().collect(),
            }),
        }
    }
}

/// How many titles a reason names.
const NAMED: usize = 3;

/// « A », « B » et 4 autres.
fn named(clauses: &[&Clause]) -> String {
    let shown = clauses.iter().take(NAMED).map(|clause| format!("« {} »", clause.title));
    let shown: Vec<String> = shown.collect();
    match clauses.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        1 => format!("{} et 1 autre", shown.join(", ")),
        more => format!("{} et {more} autres", shown.join(", ")),
    }
}

fn facts(ids: &[FactId], answer: &Answer<'_>) -> String {
    let table = &answer.evaluation.base.facts;
    let titles = ids.iter().filter_map(|id| table.get(*id)).map(|fact| fact.title.as_str());
    titles.collect::<Vec<_>>().join(", ")
}

/// Why a value may come and is not declared.
fn reason(pending: &Pending<'_>, answer: &Answer<'_>) -> String {
    let mut reasons = Vec::new();
    if !pending.undecided.is_empty() {
        reasons.push(format!(
            "recommandé, pas encore décidé, donc non déclaré : {}",
            named(&pending.undecided)
        ));
    }
    if !pending.to_confirm.is_empty() {
        reasons.push(format!(
            "dans le marché, sans qu'il soit sûr que cela y suffise : {}",
            named(&pending.to_confirm)
        ));
    }
    if !pending.missing.is_empty() {
        reasons.push(format!("selon la réponse : {}", facts(&pending.missing, answer)));
    }
    reasons.join(" ; ")
}

/// No text says which clauses make a value true: the base does, and a lawyer has not confirmed it.
const MATCHED: &str = "valeur tirée des clauses par un rapprochement qu'aucun juriste n'a confirmé";

fn cautions(given: &Given<'_>, answer: &Answer<'_>) -> Vec<String> {
    let mut cautions: Vec<String> = given.cautions.iter().map(ToString::to_string).collect();
    if !given.by.is_empty() {
        cautions.push(MATCHED.to_owned());
    }
    if !given.deduced.is_empty() {
        cautions.push(format!("déduit, non dit par la fiche : {}", facts(&given.deduced, answer)));
    }
    cautions
}

/// The fields of a lot, settled.
type OfLot<'b> = (Option<u32>, Vec<(Field, Settled<'b>)>);

/// The fields of a form settled for each lot, with what is to be said of them.
fn each_lot<'b>(
    answer: &Answer<'b>,
    purchase: &Purchase,
    format: Format,
    remarks: &mut Remarks,
) -> Vec<OfLot<'b>> {
    let n_lots = answer.evaluation.known.n_lots();
    let lots = (0..n_lots).map(|i| {
        let standing = Standing::of(answer, purchase, i);
        let fields = Field::of(format).map(|field| (field, standing.settle(field)));
        let fields: Vec<_> = fields.collect();
        for (field, settled) in &fields {
            remarks.tell(*field, settled, answer, standing.lot);
        }
        (standing.lot, fields)
    });
    lots.collect()
}

/// « lots 1 et 2 : », or nothing for a purchase without lots.
#[must_use]
pub fn for_lots(lots: &[u32]) -> String {
    if lots.is_empty() { String::new() } else { format!("{}\u{a0}: ", lots_label(lots)) }
}
