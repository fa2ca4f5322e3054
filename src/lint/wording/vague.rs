//! Vague words in obligations: whoever « s'efforce » owes nothing, and no penalty can follow.

use super::{Finding, excerpt, patterns};
use crate::base::Base;
use crate::diagnostic::Code;
use crate::lint::passage::Passage;

const VAGUE: &[&str] = &[
    "favoris*",
    "s efforc*",
    "veille|veillent|veillera|veilleront|veiller a|au|aux|que",
    "privilegi*",
    "dans la mesure du",
    "dans toute la mesure",
    "autant que possible",
    "autant que faire",
    "tant que faire",
    "si possible",
    "si cela est possible",
    "encourag*",
    "s attach* a",
    "de preference",
    "au mieux",
    "meilleurs efforts",
    "essaie|essaient|essaiera|essaieront de|d",
    "limite|limitent|reduit|reduisent au maximum",
    "des que possible",
    "lorsque|quand c|cela est possible",
    "le plus possible",
    "significativement",
    "devra|devront",
    "dans les meilleurs delais",
    "dans un delai raisonnable",
    "est|sont invite|invitee|invites|invitees a",
];

/// « mise en veille à distance » is no vigilance.
const SLEEP: &[&str] = &["en|de|la|mode veille a|au"];

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    // The head holds no obligation: a title, a breach, why a criterion is there.
    if passage.piece.is_empty() {
        return Vec::new();
    }
    let sleep = patterns(passage, SLEEP, true);
    let parts = patterns(passage, VAGUE, true)
        .into_iter()
        .filter(|part| !sleep.iter().any(|known| known.start < part.end && part.start < known.end));
    let finding = |part| Finding {
        code: Code::VerbeVague,
        message: format!(
            "clause `{}` : « {} » n’oblige à rien de précis",
            passage.clause.id,
            excerpt(passage, &part)
        ),
        part,
        help: "dire ce qui est dû, combien, quand et prouvé comment, au présent",
    };
    parts.map(finding).collect()
}
