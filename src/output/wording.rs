//! Words that several screens share: lots, levels, burden, references.

use crate::base::Base;
use crate::base::clause::Burden;
use crate::base::legal::LegalBasis;
use crate::engine::Evaluation;
use crate::truth::Truth;

/// « a, b et c ».
pub fn and(items: &[String]) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} et {last}", others.join(", ")),
        None => String::new(),
    }
}

/// « a, b ou c ».
pub fn or(items: &[String]) -> String {
    match items.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} ou {last}", others.join(", ")),
        None => String::new(),
    }
}

/// « 3 h, 2 preuves ».
pub fn burden(burden: Burden) -> String {
    match (burden.buyer_hours, burden.papers) {
        (0, 0) => "sans suivi".into(),
        (hours, 0) => format!("{hours}\u{a0}h"),
        (0, papers) => plural(papers, "preuve"),
        (hours, papers) => format!("{hours}\u{a0}h, {}", plural(papers, "preuve")),
    }
}

/// « 1 preuve », « 2 preuves ».
pub fn plural(n: u32, word: &str) -> String {
    format!("{n}\u{a0}{word}{}", if n > 1 { "s" } else { "" })
}

/// « CCP, art. L. 2112-2 · CCP, art. L. 2152-7 (référence à vérifier) ».
pub fn references(bases: &[&LegalBasis]) -> String {
    bases.iter().map(|basis| reference(basis)).collect::<Vec<_>>().join(" · ")
}

/// A reference, marked while nobody has checked it.
pub fn reference(basis: &LegalBasis) -> String {
    let mark = if basis.confirmed { "" } else { " (référence à vérifier)" };
    format!("{}{mark}", basis.reference)
}

/// The title of a clause, or its id where the base has none of that name.
pub fn clause_title<'a>(base: &'a Base, id: &'a str) -> &'a str {
    base.clauses.get(id).map_or(id, |clause| clause.title.as_str())
}

/// A reference without its details: what comes before a bracket or a second article.
pub fn short_reference(basis: &LegalBasis) -> String {
    let text = basis.reference.as_str();
    let end = [" (", " ;"].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
    let mark = if basis.confirmed { "" } else { " (référence à vérifier)" };
    format!("{}{mark}", text.get(..end).unwrap_or(text))
}

/// A long title without what follows its colon, where what stands before says enough.
pub fn short_title(title: &str) -> &str {
    match title.split_once(" : ") {
        Some((before, _)) if title.chars().count() > 55 && before.chars().count() >= 18 => before,
        _ => title,
    }
}

/// The name of an axis: the policy's own, else the usual one.
pub fn axis(evaluation: &Evaluation<'_>, id: &str) -> String {
    let own = evaluation.policy.and_then(|p| p.axes.iter().find(|(known, _)| known == id));
    match (own, id) {
        (Some((_, title)), _) => title.clone(),
        (None, "environnemental") => "Axe environnemental".into(),
        (None, "social") => "Axe social".into(),
        (None, "economique") => "Axe économique".into(),
        (None, other) => format!("Axe {other}"),
    }
}

/// A sign and its word, so that neither colour nor the sign alone carries the meaning.
pub const fn mark(truth: Truth) -> &'static str {
    match truth {
        Truth::True => "✓ vrai",
        Truth::False => "✗ faux",
        Truth::Unknown => "? inconnu",
    }
}

/// First letter in upper case.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
