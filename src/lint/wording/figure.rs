//! Figures written in full in a text: each comes from a variable, from a source of the card, or from a reference of its rules.

use std::ops::Range;

use super::{Finding, excerpt};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::diagnostic::Code;
use crate::lint::passage::{Passage, sentences};
use crate::text::fold;

/// Words before a number that names something: an article, a law, a degree of a scale that others drew.
const NAMING: &[&str] = &[
    "art",
    "article",
    "articles",
    "numero",
    "annexe",
    "iso",
    "euro",
    "loi",
    "lois",
    "decret",
    "directive",
    "reglement",
    "ordonnance",
    "arrete",
    "niveau",
    "niveaux",
    "classe",
    "classes",
    "categorie",
    "categories",
    "type",
    "types",
    "lot",
    "lots",
    "tableau",
    "standard",
    "scope",
    "scopes",
    "version",
    "wcag",
    "rgaa",
    "fascicule",
    "titre",
    "chapitre",
    "livre",
    "alinea",
    "section",
    "etape",
    "phase",
];

/// The same, as written: codes of law, of norms, of the Union.
const SIGNS: &[&str] = &[
    "L", "R", "D", "A", "n", "EN", "NF", "UE", "CE", "CEE", "CIE", "DIN", "CEI", "IEC", "X", "P",
    "C", "S", "E",
];

const MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

pub(super) fn find(base: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for sentence in sentences(&passage.text) {
        let mut named_until = None;
        for part in numbers(&passage.text, &sentence) {
            let joins = named_until
                .is_some_and(|end: usize| is_join(passage.text.get(end..part.start).unwrap_or("")));
            if joins || is_name(passage, &part) {
                named_until = Some(part.end);
            } else if !is_scale(passage, &sentence, &part)
                && !is_supported(base, passage.clause, excerpt(passage, &part))
            {
                found.push(part);
            }
        }
    }
    let finding = |part| Finding {
        code: Code::ChiffreSansSource,
        message: format!(
            "clause `{}` : le chiffre « {} » n’a ni variable ni source",
            passage.clause.id,
            excerpt(passage, &part)
        ),
        part,
        help: "en faire une variable, ou citer dans `sources` ou dans un fondement de sa règle le texte qui le donne",
    };
    found.into_iter().map(finding).collect()
}

/// The numbers of a text: digits, with their thousands and decimals; digits stuck to letters (CO2, H317) are names.
fn numbers(text: &str, within: &Range<usize>) -> Vec<Range<usize>> {
    let part = text.get(within.clone()).unwrap_or_default();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut before = ' ';
    let mut name = false;
    for (at, c) in part.char_indices() {
        let at = within.start + at;
        if c.is_ascii_digit() {
            name = if before.is_ascii_digit() { name } else { before.is_alphabetic() };
            match found.last_mut() {
                Some(last) if !name && joins_number(text, last, at) => last.end = at + 1,
                _ if !name => found.push(at..at + 1),
                _ => {}
            }
        }
        before = c;
    }
    found.retain(|range| !is_glued(text.get(range.end..).unwrap_or_default()));
    found
}

/// « 1 000 », « 0,5 », « 2014/24 », « 2112-2 » are one number each.
fn joins_number(text: &str, last: &Range<usize>, at: usize) -> bool {
    match text.get(last.end..at) {
        Some("" | "," | "." | "/" | "-") => true,
        Some(" " | "\u{a0}" | "\u{202f}") => {
            let next = text.get(at..).unwrap_or_default();
            next.chars().take_while(char::is_ascii_digit).count() == 3
        }
        _ => false,
    }
}

/// « 1A », « 3D »: a name; « 1er », « 2e » : a rank.
fn is_glued(after: &str) -> bool {
    after.starts_with(char::is_alphabetic) || after.starts_with('°')
}

/// Two names in a row: « articles 5, 6 et 8 », « L. 2112-2 à L. 2112-4 ».
fn is_join(between: &str) -> bool {
    let words = fold(between);
    words
        .split(' ')
        .all(|word| matches!(word, "" | "et" | "ou" | "a" | "l" | "r" | "d" | "bis" | "ter"))
        && between.chars().count() < 12
}

/// Whether a number names something: article, law, norm, date.
fn is_name(passage: &Passage<'_>, part: &Range<usize>) -> bool {
    let before = passage.text.get(..part.start).unwrap_or_default();
    let after = fold(passage.text.get(part.end..).unwrap_or_default());
    let follows = |word: &&str| {
        let glued = word.chars().count() <= 3 && word.starts_with(|c: char| c.is_ascii_digit());
        !word.is_empty() && !glued && !matches!(*word, "et" | "ou" | "à")
    };
    let sign = before.rsplit(|c: char| !c.is_alphanumeric()).find(follows).unwrap_or_default();
    let last = fold(sign);
    let next = after.split(' ').next().unwrap_or_default();
    let of_month = MONTHS.contains(&next) || MONTHS.contains(&last.as_str());
    let each_month = after.starts_with("de chaque mois") || after.starts_with("du mois");
    SIGNS.contains(&sign) || NAMING.contains(&last.as_str()) || of_month || each_month
}

/// Whether a number is of our own making: all of something, or points of a scale that the RC sets out.
fn is_scale(passage: &Passage<'_>, sentence: &Range<usize>, part: &Range<usize>) -> bool {
    let after = passage.text.get(part.end..).unwrap_or_default().trim_start();
    let whole = excerpt(passage, part) == "100" && after.starts_with('%');
    let words = fold(passage.text.get(sentence.clone()).unwrap_or_default());
    let scored = words.split(' ').any(|word| matches!(word, "point" | "points" | "note" | "notes"));
    let around = fold(&passage.around);
    let in_scale = around.split(' ').any(|word| matches!(word, "points" | "note" | "bareme"));
    whole || passage.piece == "rc" && (scored || in_scale)
}

/// Whether the same number stands in the sources of the card, or in a reference of a rule that calls for it.
fn is_supported(base: &Base, clause: &Clause, number: &str) -> bool {
    let rules = || base.rules.iter().filter(|rule| rule.clause == clause.id);
    let bases = rules().flat_map(|rule| &rule.bases).filter_map(|id| base.legal.get(id));
    let mut texts: Vec<&str> = clause.sources.iter().map(String::as_str).collect();
    texts.extend(rules().flat_map(|rule| &rule.sources).map(String::as_str));
    texts.extend(bases.flat_map(|basis| [basis.title.as_str(), basis.reference.as_str()]));
    let wanted = bare(number);
    texts.iter().any(|text| {
        numbers(text, &(0..text.len()))
            .into_iter()
            .any(|range| text.get(range).is_some_and(|known| bare(known) == wanted))
    })
}

/// A number without the spaces between its thousands.
fn bare(number: &str) -> String {
    number.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        numbers(text, &(0..text.len())).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn les_chiffres_colles_a_des_lettres_sont_des_noms() {
        assert_eq!(found("CO2, H317, 1A, le 1er, 2e"), Vec::<&str>::new());
    }

    #[test]
    fn les_milliers_et_les_decimales_font_un_seul_nombre() {
        assert_eq!(found("1 000 kg, 0,5 % et 12 lots"), ["1 000", "0,5", "12"]);
    }
}
