//! Means of policies: each lever that a card can pull has its card, called for by a rule, or the reason of its absence.

use crate::base::Base;
use crate::base::clause::Nature;
use crate::base::policy::{Measure, Refusal};
use crate::diagnostic::{Code, Diagnostic};

/// Levers that no card pulls.
const OTHERS: [&str; 2] = ["portefeuille", "organisation"];

/// What becomes of a lever of a means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lever<'b> {
    /// By these cards, of its nature.
    Served(Vec<&'b str>),
    /// By none, for a reason.
    Refused(&'b str),
    Missing,
}

/// What becomes of one lever of a means.
#[must_use]
pub fn lever<'b>(base: &'b Base, measure: &'b Measure, nature: Nature) -> Lever<'b> {
    let is_of = |id: &&String| base.clauses.get(*id).is_some_and(|clause| clause.nature == nature);
    let served: Vec<&str> = measure.clauses.iter().filter(is_of).map(String::as_str).collect();
    let refused = measure.refusals.iter().find(|refusal| refusal.lever == nature.id());
    match (served.is_empty(), refused) {
        (false, _) => Lever::Served(served),
        (true, Some(refusal)) => Lever::Refused(&refusal.reason),
        (true, None) => Lever::Missing,
    }
}

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let measures = base.policies.values().flat_map(|policy| &policy.measures);
    measures.flat_map(|measure| faults(base, measure)).collect()
}

/// The levers of a means that a card can pull.
#[must_use]
pub fn levers(measure: &Measure) -> Vec<Nature> {
    measure.levers.iter().filter_map(|lever| Nature::from_id(lever)).collect()
}

/// Whether a rule calls for one of the clauses of a means.
#[must_use]
pub fn is_called(base: &Base, measure: &Measure) -> bool {
    measure.clauses.iter().any(|id| base.rules.iter().any(|rule| rule.clause == *id))
}

fn faults(base: &Base, measure: &Measure) -> Vec<Diagnostic> {
    let natures = levers(measure);
    let mut found = Vec::new();
    for nature in &natures {
        if lever(base, measure, *nature) == Lever::Missing {
            let message =
                format!("moyen `{}` : aucune carte de nature `{}`", measure.id, nature.id());
            found.push(fault(Code::MoyenSansCarte, measure, message).help(
                "ajouter une carte de cette nature à `clauses`, ou `refus = [{ levier, motif }]`",
            ));
        }
    }
    found.extend(measure.levers.iter().filter_map(|lever| unknown_lever(measure, lever)));
    found
        .extend(measure.refusals.iter().flat_map(|refusal| refusal_faults(base, measure, refusal)));
    if !natures.is_empty() && !measure.clauses.is_empty() && !is_called(base, measure) {
        let message = format!("moyen `{}` : aucune règle ne recommande ses clauses", measure.id);
        found.push(
            fault(Code::MoyenSansCarte, measure, message)
                .help("écrire une règle qui appelle l’une de ses clauses"),
        );
    }
    found
}

fn unknown_lever(measure: &Measure, lever: &str) -> Option<Diagnostic> {
    let known = || Nature::IDS.into_iter().chain(OTHERS);
    if known().any(|id| id == lever) {
        return None;
    }
    let message = format!("moyen `{}` : levier `{lever}` inconnu", measure.id);
    Some(fault(Code::ValeurInconnue, measure, message).nearest(lever, known()))
}

fn refusal_faults(base: &Base, measure: &Measure, refusal: &Refusal) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !measure.levers.contains(&refusal.lever) {
        let message =
            format!("moyen `{}` : refuse le levier `{}`, qu’il n’a pas", measure.id, refusal.lever);
        let known = measure.levers.iter().map(String::as_str);
        let fault = fault(Code::ReferenceCroisee, measure, message);
        found.push(fault.nearest(&refusal.lever, known));
    }
    if let Some(id) = &refusal.instead
        && !base.clauses.contains_key(id)
    {
        let message = format!("moyen `{}` : clause `{id}` inconnue dans `refus`", measure.id);
        let known = base.clauses.keys().map(String::as_str);
        found.push(fault(Code::ReferenceCroisee, measure, message).nearest(id, known));
    }
    found
}

fn fault(code: Code, measure: &Measure, message: String) -> Diagnostic {
    let place = &measure.place;
    Diagnostic::warning(code, &place.source, place.span.start..place.span.start, message)
}
