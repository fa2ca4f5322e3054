//! Words compared the way a reader compares them: case, accents, apostrophes and plurals do not count.
//!
//! Texts are folded once with [`fold`]; matching then works on folded texts only, so that what is compared a million times is
//! folded once.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Lower-case words without accents, separated by single spaces.
///
/// Letters and digits stay, in their compatibility form (`m²` gives `m2`); everything else separates words. Folding a folded text
/// changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Whether a text says something: marks and invisible characters alone are no reason.
#[must_use]
pub fn has_words(text: &str) -> bool {
    !fold(text).is_empty()
}

/// [`fold`] into a buffer that is cleared first, for callers that fold thousands of texts.
pub(crate) fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    if is_folded(text) {
        folded.push_str(text);
        return;
    }
    folded.reserve(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Small letters, the most of a text, are copied together.
        let other = |byte: &u8| !matches!(byte, b'a'..=b'z' | b'0'..=b'9');
        let n = rest.as_bytes().iter().position(other).unwrap_or(rest.len());
        if n > 0 {
            folded.push_str(rest.get(..n).unwrap_or_default());
        } else if c.is_ascii() {
            push(folded, c);
        } else if let Some(letter) = unaccented(c) {
            folded.push(letter);
        } else if !is_invisible(c) {
            // NFKD character by character: the marks it would reorder are dropped anyway.
            decompose_compatible(c, |one| push(folded, one));
        }
        rest = rest.get(n.max(c.len_utf8())..).unwrap_or_default();
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
}

/// Whether a text is already what folding would make of it, in the letters of ASCII; read to its end, which takes less than stopping.
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let plain = |byte: &u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b' ');
    let next = bytes.get(1..).unwrap_or_default();
    let alien = bytes.iter().fold(0, |found, byte| found | u8::from(!plain(byte)));
    let pairs = bytes.iter().zip(next);
    let doubled = pairs.fold(0, |found, (a, b)| found | u8::from((a | b) == b' '));
    (alien | doubled) == 0 && !text.starts_with(' ') && !text.ends_with(' ')
}

fn push(folded: &mut String, c: char) {
    match c {
        'a'..='z' | '0'..='9' => folded.push(c),
        'A'..='Z' => folded.push(c.to_ascii_lowercase()),
        'œ' | 'Œ' => folded.push_str("oe"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'ß' | 'ẞ' => folded.push_str("ss"),
        _ if c.is_ascii() => part(folded),
        _ if is_combining_mark(c) => {}
        // The modifier apostrophe is a letter to Unicode, and an apostrophe to whoever typed it.
        _ if c.is_alphanumeric() && c != '\u{2bc}' => {
            folded.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        }
        _ => part(folded),
    }
}

/// The letter under an accent of Western Europe: what decomposing gives, without its tables.
const fn unaccented(c: char) -> Option<char> {
    Some(match c {
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'ý' | 'ÿ' | 'Ý' => 'y',
        _ => return None,
    })
}

/// Parts two words.
fn part(folded: &mut String) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Soft hyphens and zero-width characters come with texts pasted from a PDF; they stand inside words.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A character that shows nothing, and can make a screen or a contract say something else.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    let direction = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    direction || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// A text of unknown origin as a terminal may show it, a mark in the place of what commands it.
#[must_use]
pub fn harmless(text: &str) -> String {
    text.replace(|c| is_hidden(c) || c == '\r', "\u{fffd}")
}

/// A cell of a table that no spreadsheet takes for a formula: an apostrophe before what would begin one.
#[must_use]
pub fn inert_cell(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Whether the folded words of `needle` stand in `haystack`, whole, one after the other, plurals ignored.
///
/// An empty needle is nowhere.
#[must_use]
pub fn contains_words(haystack: &str, needle: &str) -> bool {
    find_words(haystack, needle).is_some()
}

/// How many words stand before the first place where [`contains_words`] holds.
#[must_use]
pub fn find_words(haystack: &str, needle: &str) -> Option<usize> {
    let first = Stem::of(needle.split(' ').find(|word| !word.is_empty())?);
    let mut rest = haystack.split(' ');
    let mut before = 0;
    loop {
        let here = rest.clone();
        if Stem::of(rest.next()?) == first && starts_with_words(here, needle) {
            return Some(before);
        }
        before += 1;
    }
}

fn starts_with_words<'a>(mut words: impl Iterator<Item = &'a str>, needle: &str) -> bool {
    needle
        .split(' ')
        .filter(|word| !word.is_empty())
        .all(|wanted| words.next().is_some_and(|word| Stem::of(word) == Stem::of(wanted)))
}

/// Whether a folded text begins with these words, plurals ignored.
pub(crate) fn begins_with_words(text: &str, words: &str) -> bool {
    starts_with_words(text.split(' '), words)
}

/// Every word that is taken for this one: its singular, its plurals, and those that share them.
pub(crate) fn forms(word: &str) -> Vec<String> {
    let stem = Stem::of(word);
    let endings: &[&str] = if stem.ends_in_al { &["ail", "al", "au"] } else { &[""] };
    let all = endings
        .iter()
        .flat_map(|ending| ["", "s", "x"].map(|plural| format!("{}{ending}{plural}", stem.body)));
    all.filter(|form| Stem::of(form) == stem).collect()
}

/// A folded word without its plural: two words with the same stem are taken for the same word.
///
/// `-al`, `-ail`, `-au` and `-eau` share the plural `-aux`, so all five endings are one; the rare words that this confuses
/// (`mal` and `mail`) do not meet in the object of a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stem<'a> {
    body: &'a str,
    ends_in_al: bool,
}

impl<'a> Stem<'a> {
    pub(crate) fn of(word: &'a str) -> Self {
        // Words of three letters keep their last one: `bus`, `gaz` and `vis` are no plurals.
        let word =
            if word.len() > 3 { word.strip_suffix(['s', 'x']).unwrap_or(word) } else { word };
        let al = ["ail", "al", "au"].into_iter().find_map(|ending| word.strip_suffix(ending));
        match al {
            Some(body) if !body.is_empty() => Self { body, ends_in_al: true },
            _ => Self { body: word, ends_in_al: false },
        }
    }

    /// Whether `word` begins with the letters that every form of this word shares.
    pub(crate) fn begins(self, word: &str) -> bool {
        word.strip_prefix(self.body).is_some_and(|rest| {
            !self.ends_in_al
                || rest.starts_with("al")
                || rest.starts_with("ail")
                || rest.starts_with("au")
        })
    }
}

/// The candidate that a mistyped `name` most likely meant, if one is close enough.
///
/// One fault is allowed for every three characters, at most three, or a name cut short; on a tie the first candidate wins.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = fold(name);
    let length = name.chars().count();
    let allowed = (length / 3).clamp(1, 3);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = fold(candidate);
            let distance = strsim::osa_distance(&name, &folded);
            let is_cut_short = length >= 4 && folded.starts_with(&name);
            (distance <= allowed || is_cut_short).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests;
