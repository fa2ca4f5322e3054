//! The company as a whole: a clause or a criterion bears on the contract, not on a bidder's general policy (CCP, art. L. 2112-3).

use super::{Finding, excerpt, patterns};
use crate::base::Base;
use crate::base::clause::Nature;
use crate::diagnostic::Code;
use crate::lint::passage::Passage;

const GENERAL: &[&str] = &[
    "politique|demarche|strategie|note|notation|score|performance|engagement|maturite|label rse",
    "politique|demarche|strategie generale|globale de|du|en|des",
    "politique|demarche|strategie rse|sociale|environnementale|societe|achat* de l entreprise",
    "politique|demarche|strategie sociale|environnementale du|des candidat*|titulaire|soumissionnaire*|entreprise*",
    "politique|demarche|strategie de developpement durable",
    "bilan|empreinte carbone de l|la|leur|son entreprise|societe|siege|organisation",
    "bilan|empreinte carbone du|des candidat*|titulaire|soumissionnaire*|entreprise*",
    "bilan des|de emissions de|du l entreprise|candidat",
    "engagement* societal|societaux|rse",
    "rapport rse|csrd",
    "ecovadis|lucie|positive workplace",
    "engage rse",
    "b corp",
];

/// Management standards: a proof among others of the measures of the contract, never what is scored.
const STANDARDS: &[&str] = &["iso 14001|9001|26000|45001|50001|20400|37101", "emas"];

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    let mut parts = patterns(passage, GENERAL, false);
    if passage.clause.nature == Nature::Critere && passage.piece != "cctp" {
        parts.extend(patterns(passage, STANDARDS, false));
    }
    let finding = |part| Finding {
        code: Code::PolitiqueDEntreprise,
        message: format!(
            "clause `{}` : « {} » porte sur l’entreprise, non sur le marché",
            passage.clause.id,
            excerpt(passage, &part)
        ),
        part,
        help: "demander ce que le candidat fait pour l’exécution de ce marché",
    };
    parts.into_iter().map(finding).collect()
}
