//! What a policy changes: nothing, what needs a ground it lacks, or what the law's duties are judged by.

use super::spot;
use crate::base::Base;
use crate::base::legal::Place;
use crate::base::policy::{Adaptation, Policy};
use crate::base::rule::Level;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for policy in base.policies.values() {
        let adaptations = policy.adaptations.iter();
        found.extend(adaptations.filter_map(|adaptation| adapted(base, adaptation)));
        found.extend(ambitions(policy));
    }
    let ccags = base.ccags.values().filter_map(|ccag| ccag.place.as_ref());
    let caps = base.caps.place.iter();
    let own = |place: &&Place| place.source.name.starts_with("rules/politiques/");
    for (place, what) in caps
        .map(|place| (place, "les plafonds"))
        .chain(ccags.map(|place| (place, "les articles d’un CCAG")))
        .filter(|(place, _)| own(place))
    {
        let message = format!("la politique remplace {what}, pour tous les achats");
        let at = place.span.start;
        let fault =
            Diagnostic::warning(Code::PolitiqueToucheAuDroit, &place.source, at..at, message);
        found.push(fault.help(
            "faire relire ce fichier : ce qu’il change vaut aussi pour ce que la loi impose",
        ));
    }
    found
}

fn adapted(base: &Base, adaptation: &Adaptation) -> Option<Diagnostic> {
    let rule = base.rule(&adaptation.rule)?;
    let confirmed =
        || rule.bases.iter().filter_map(|id| base.legal.get(id)).any(|basis| basis.confirmed);
    let raises = adaptation.level == Some(Level::Obligatoire) && rule.level != Level::Obligatoire;
    let place = &adaptation.place;
    let at = spot(&place.source, place.span.start, &rule.id);
    if raises && !confirmed() {
        let message = format!(
            "la politique rend la règle `{}` obligatoire, sans fondement confirmé",
            rule.id
        );
        return Some(
            Diagnostic::error(Code::AdaptationSansFondement, &place.source, at, message)
                .help("baisser le niveau : une politique seule n’oblige pas"),
        );
    }
    let same = adaptation.level.is_none_or(|level| level == rule.level);
    if same && adaptation.parameters.is_empty() {
        let message = format!("la politique adapte la règle `{}` sans rien y changer", rule.id);
        return Some(
            Diagnostic::warning(Code::AdaptationSansEffet, &place.source, at, message)
                .help("écrire le `niveau` ou les `parametres` voulus, ou la retirer"),
        );
    }
    None
}

/// Ambitions named by means and indicators, axes named by ambitions.
fn ambitions(policy: &Policy) -> Vec<Diagnostic> {
    let ambitions: Vec<&str> = policy.ambitions.iter().map(|one| one.id.as_str()).collect();
    let axes: Vec<&str> = policy.axes.iter().map(|(id, _)| id.as_str()).collect();
    let means = policy.measures.iter().map(|one| ("moyen", &one.id, &one.ambition, &ambitions));
    let figures =
        policy.indicators.iter().map(|one| ("indicateur", &one.id, &one.ambition, &ambitions));
    let goals = policy.ambitions.iter().map(|one| ("ambition", &one.id, &one.axis, &axes));
    let named = means.chain(figures).chain(goals);
    let unknown = named.filter(|(_, _, named, known)| !known.contains(&named.as_str()));
    let fault = |(what, id, named, known): (&str, &String, &String, &Vec<&str>)| {
        let source = &policy.place.source;
        let message = format!("{what} `{id}` : `{named}` n’est pas dans la politique");
        let span = spot(source, 0, &format!("id = \"{id}\""));
        Diagnostic::warning(Code::ReferenceCroisee, source, span, message)
            .nearest(named, known.iter().copied())
    };
    unknown.map(fault).collect()
}
