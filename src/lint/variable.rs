//! Variables of clauses: each serves, and each has a value or a question.

use super::card::is_used;
use super::spot;
use crate::base::Base;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for clause in base.clauses.values() {
        for variable in &clause.variables {
            let name = &variable.name;
            let (code, message, help) = if variable.question.trim().is_empty() {
                (
                    Code::VariableSansSource,
                    format!("clause `{}` : la variable `{name}` n’a pas de question", clause.id),
                    "écrire la question : sans valeur, elle s’imprime comme une place à remplir",
                )
            // Of a graduated one, the levels are said to change no text.
            } else if !variable.graduated && !is_used(base, clause, name) {
                (
                    Code::VariableInutile,
                    format!("clause `{}` : la variable `{name}` ne sert à rien", clause.id),
                    "l’imprimer dans un bloc, ou la retirer",
                )
            } else {
                continue;
            };
            let source = &clause.place.source;
            let span = spot(source, 0, &format!("nom = \"{name}\""));
            found.push(Diagnostic::warning(code, source, span, message).help(help));
        }
    }
    found
}
