//! Penalties: each has its amount or its rate, or a visible place to write it.

use super::{Finding, excerpt};
use crate::base::Base;
use crate::base::clause::VariableKind;
use crate::diagnostic::Code;
use crate::lint::passage::{Passage, Words, sentences};

/// Words that apply a penalty rather than speak of penalties.
const APPLIED: &[&str] = &[
    "encourt|encourent|supporte|supportent|subit|paie|verse une|des penalite*",
    "s expose a une|des penalite*",
    "penalite* est|sont appliquee|appliquees",
    "est|sont passible|passibles de|d une|penalite*",
    "redevable d une penalite",
];

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    let mut found = declared(passage);
    if passage.clause.penalties.is_empty() {
        found.extend(written(passage));
    }
    found
}

/// A penalty whose variable is neither an amount nor a rate; said on its breach.
fn declared(passage: &Passage<'_>) -> Vec<Finding> {
    let clause = passage.clause;
    let is_sum = |name: &str| {
        clause.variable(name).is_some_and(|variable| {
            matches!(variable.kind, VariableKind::Amount | VariableKind::Rate)
        })
    };
    let here = clause.penalties.iter().filter(|penalty| {
        passage.piece.is_empty() && penalty.breach == passage.text && !is_sum(&penalty.amount)
    });
    here.map(|penalty| Finding {
        code: Code::PenaliteSansMontant,
        part: 0..passage.text.len(),
        message: format!(
            "clause `{}` : la pénalité compte en `{}`, qui n’est ni un montant ni un taux",
            clause.id, penalty.amount
        ),
        help: "déclarer une variable de type `montant` ou `taux`, sans valeur s’il faut la laisser à l’acheteur",
    })
    .collect()
}

/// A penalty that a text applies without a figure, a blank or a reference.
fn written(passage: &Passage<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sentence in sentences(&passage.text) {
        let words = Words::of(&passage.text, sentence);
        if words.has("#") || words.denies() {
            continue;
        }
        for part in APPLIED.iter().flat_map(|pattern| words.all(pattern)) {
            let message = format!(
                "clause `{}` : « {} » sans montant, ni place où l’écrire",
                passage.clause.id,
                excerpt(passage, &part)
            );
            let help =
                "déclarer `[[penalite]]` et sa variable, ou renvoyer à l’article des pénalités";
            found.push(Finding { code: Code::PenaliteSansMontant, part, message, help });
        }
    }
    found
}
