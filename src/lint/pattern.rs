//! Words and patterns of conditions: each finds something, and not everything, in texts folded to lower case without accents.
//!
//! Tried on the labels of the CPV and on the objects of the examples: what finds nothing there finds nothing in a purchase.

use std::sync::OnceLock;

use super::{conditions, spot};
use crate::base::Base;
use crate::base::condition::{Operator, Test};
use crate::base::legal::Place;
use crate::base::pattern::Pattern;
use crate::cpv;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::fold;

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let objects = objects(base);
    let mut found = Vec::new();
    for (condition, place) in conditions(base) {
        for test in condition.tests() {
            found.extend(fault(test, &objects, place));
        }
    }
    found
}

/// The labels of the CPV, folded once.
fn labels() -> &'static [String] {
    static LABELS: OnceLock<Vec<String>> = OnceLock::new();
    LABELS.get_or_init(|| cpv::entries().map(|entry| fold(entry.label)).collect())
}

/// The objects that the examples of rules buy.
fn objects(base: &Base) -> Vec<String> {
    let examples = base.rules.iter().flat_map(|rule| &rule.examples);
    let objects = examples.flat_map(|example| {
        let after = example.fiche.split("objet").skip(1);
        after.filter_map(|rest| rest.split('"').nth(1)).map(fold).collect::<Vec<_>>()
    });
    objects.collect()
}

/// A fault of a test: its code, what shows it in the file, and what it says.
struct Fault {
    code: Code,
    what: String,
    message: String,
    help: &'static str,
}

fn fault(test: &Test, objects: &[String], place: &Place) -> Option<Diagnostic> {
    let fault = match &test.operator {
        Operator::Contains(words) => empty_word(words),
        Operator::Matches(pattern) => pattern_fault(pattern, objects),
        _ => None,
    }?;
    let (source, at) = (&place.source, place.span.start);
    let span = spot(source, at, &fault.what);
    Some(Diagnostic::warning(fault.code, source, span, fault.message).help(fault.help))
}

fn empty_word(words: &[String]) -> Option<Fault> {
    words.iter().any(String::is_empty).then(|| Fault {
        code: Code::ExpressionSansEffet,
        what: "contient".into(),
        message: "`contient` cherche un mot sans lettre ni chiffre : il n’est nulle part".into(),
        help: "écrire des mots",
    })
}

fn pattern_fault(pattern: &Pattern, objects: &[String]) -> Option<Fault> {
    let written = pattern.as_str();
    // The examples first: most patterns find theirs there.
    let mut every = objects.iter().chain(labels());
    let (code, said, help) = if let Some(c) = unfolded(written) {
        (
            Code::ExpressionNonPliee,
            format!("cherche « {c} », que le texte comparé n’a jamais"),
            "écrire en minuscules sans accents ; une apostrophe ou un trait d’union est une espace",
        )
    } else if pattern.is_match("") || every.clone().all(|label| pattern.is_match(label)) {
        (Code::ExpressionSansEffet, "trouve tout".to_owned(), "exiger un mot")
    } else if !every.any(|label| pattern.is_match(label)) {
        (
            Code::ExpressionSansEffet,
            "ne trouve rien dans les libellés CPV ni dans les exemples".to_owned(),
            "le corriger, ou montrer par un exemple l’objet qu’il vise",
        )
    } else {
        return None;
    };
    let message = format!("le motif « {written} » {said}");
    Some(Fault { code, what: written.to_owned(), message, help })
}

/// A character that no folded text holds: a capital, an accent, an apostrophe.
fn unfolded(pattern: &str) -> Option<char> {
    let mut escaped = false;
    pattern.chars().find(|c| {
        let is_class = escaped;
        escaped = !is_class && *c == '\\';
        !is_class && (c.is_ascii_uppercase() || !c.is_ascii() || *c == '\'')
    })
}
