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
    let mut out = std::mem::take(folded).into_bytes();
    out.reserve(text.len());
    let mut at = 0;
    while let Some(byte) = text.as_bytes().get(at) {
        let letter = text.as_bytes().get(at + 1).and_then(|next| accented(*byte, *next));
        if byte.is_ascii() {
            push_ascii(&mut out, *byte);
            at += 1;
        } else if let Some(letter) = letter {
            out.push(letter);
            at += 2;
        } else {
            let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            if !is_invisible(c) {
                // NFKD character by character: the marks it would reorder are dropped anyway.
                decompose_compatible(c, |one| push(&mut out, one));
            }
            at += c.len_utf8();
        }
    }
    if out.ends_with(b" ") {
        out.pop();
    }
    // Whole characters only were put there.
    *folded = String::from_utf8(out).unwrap_or_default();
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

/// What folding makes of each character of ASCII; a blank for what parts words.
const ASCII: [u8; 128] = {
    let mut table = [b' '; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            table[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    table
};

fn push_ascii(folded: &mut Vec<u8>, byte: u8) {
    match ASCII.get(usize::from(byte)) {
        Some(b' ') | None => part(folded),
        Some(letter) => folded.push(*letter),
    }
}

fn push(folded: &mut Vec<u8>, c: char) {
    match c {
        'œ' | 'Œ' => folded.extend(b"oe"),
        'æ' | 'Æ' => folded.extend(b"ae"),
        'ß' | 'ẞ' => folded.extend(b"ss"),
        _ if c.is_ascii() => push_ascii(folded, u8::try_from(c).unwrap_or(b' ')),
        _ if is_combining_mark(c) => {}
        // The modifier apostrophe is a letter to Unicode, and an apostrophe to whoever typed it.
        _ if c.is_alphanumeric() && c != '\u{2bc}' => {
            let small = c.to_lowercase().filter(|c| c.is_alphanumeric());
            small.for_each(|c| folded.extend(c.encode_utf8(&mut [0; 4]).bytes()));
        }
        _ => part(folded),
    }
}

/// The letter under an accent of Western Europe, from the two bytes of its UTF-8: what decomposing gives, without its tables.
const fn accented(first: u8, second: u8) -> Option<u8> {
    if first != 0xc3 {
        return None;
    }
    // U+00C0 and on; capitals stand 32 before their small letters.
    Some(match second | 0x20 {
        0xa0..=0xa5 => b'a',
        0xa7 => b'c',
        0xa8..=0xab => b'e',
        0xac..=0xaf => b'i',
        0xb1 => b'n',
        0xb2..=0xb6 => b'o',
        0xb9..=0xbc => b'u',
        0xbd => b'y',
        _ if second == 0xbf => b'y',
        _ => return None,
    })
}

/// Parts two words.
fn part(folded: &mut Vec<u8>) {
    if folded.last().is_some_and(|last| *last != b' ') {
        folded.push(b' ');
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
