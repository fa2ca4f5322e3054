//! Signatures of cards: one that no longer holds, and a card that calls itself read without any.

use super::spot;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::review::{Review, Status, changed_since};
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    base.clauses.values().filter_map(|clause| fault(base, clause)).collect()
}

fn fault(base: &Base, clause: &Clause) -> Option<Diagnostic> {
    match Review::status(base, clause) {
        Status::Stale(review, parts) => {
            let message = format!("clause `{}` : {}", clause.id, changed_since(review, &parts));
            let (source, at) = (&review.place.source, review.place.span.start);
            let span = spot(source, at, &clause.id);
            let help = format!(
                "la faire relire, puis `clausier revue signer {} --par … --motif …` ; d’ici là elle est un brouillon",
                clause.id
            );
            Some(Diagnostic::warning(Code::RevuePerimee, source, span, message).help(help))
        }
        Status::Draft if clause.status == "relue" => {
            let source = &clause.place.source;
            let message =
                format!("la clause `{}` se dit relue, et aucune signature ne le dit", clause.id);
            let span = spot(source, 0, "statut = \"relue\"");
            let help = "écrire `statut = \"brouillon\"` ; une relecture se signe par `clausier revue signer`";
            Some(Diagnostic::warning(Code::RelueSansSignature, source, span, message).help(help))
        }
        Status::Draft | Status::Read(_) | Status::Withdrawn => None,
    }
}
