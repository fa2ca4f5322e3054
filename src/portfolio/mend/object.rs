//! Objects as platforms publish them: entities, control characters, backslashes, texts encoded twice.

use super::Notes;
use crate::portfolio::fate::Note;
use crate::portfolio::record::windows_1252;
use crate::text::fold;

/// An object made readable; empty when nothing is left of it.
pub fn object(text: &str, notes: &mut Notes) -> String {
    let once = twice_encoded(text);
    let clean = if once.is_none() && is_clean(text) {
        text.to_owned()
    } else {
        cleaned(once.as_deref().unwrap_or(text))
    };
    if clean != text {
        notes.insert(Note::ObjectCleaned);
    }
    if clean.contains('\u{fffd}') {
        notes.insert(Note::AccentsLost);
    }
    if is_trial(&clean) {
        notes.insert(Note::ObjectTrial);
    }
    clean
}

/// Whether there is nothing to mend in a text: single spaces within, no entity, no backslash, nothing that does not show.
fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Most texts have nothing to be looked at: told to the end, which takes less than stopping.
    let odd = bytes.iter().fold(0, |odd, byte| odd | u8::from(is_odd(*byte)));
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let doubled = pairs.fold(0, |odd, (a, b)| odd | u8::from((a | b) == b' '));
    if (odd | doubled) == 0 {
        return !text.is_empty() && !text.starts_with(' ') && !text.ends_with(' ');
    }
    let mut was_gap = true;
    for (at, byte) in bytes.iter().enumerate() {
        let is_fine = match byte {
            b' ' => !was_gap,
            b'&' | b'\\' => false,
            b'!'..=b'~' | 0x80.. if !may_begin_gap(*byte) => true,
            _ => text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(|c| !is_gap(c)),
        };
        if !is_fine {
            return false;
        }
        was_gap = *byte == b' ';
    }
    !was_gap
}

/// A byte of what is to be mended, or may be.
const fn is_odd(byte: u8) -> bool {
    matches!(byte, 0..b' ' | b'&' | b'\\' | 0x7f) || may_begin_gap(byte)
}

/// The first bytes, beyond ASCII, of the characters that Unicode takes for a gap: U+0080 to U+00BF, U+1680, U+2000 to U+3000.
const fn may_begin_gap(byte: u8) -> bool {
    matches!(byte, 0xc2 | 0xe1..=0xe3)
}

fn cleaned(text: &str) -> String {
    let decoded = entities(&entities(text));
    let mut clean = String::with_capacity(decoded.len());
    for word in without_backslashes(&decoded).split(is_gap) {
        if !word.is_empty() && !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(word);
    }
    clean
}

/// Whether someone only tried: told by the first words, and by there being no other.
fn is_trial(text: &str) -> bool {
    // The first letters of all of them; most objects begin with another.
    let first = text.chars().next().map(|c| c.to_ascii_lowercase());
    if first.is_some_and(|c| c.is_ascii_lowercase() && !matches!(c, 'e' | 'm' | 'n' | 't')) {
        return false;
    }
    let begins =
        |folded: &str| folded.starts_with("ne pas repondre") || folded.starts_with("test ne pas");
    let end = text.char_indices().nth(LONGEST_TRIAL).map_or(text.len(), |(end, _)| end);
    let head = fold(text.get(..end).unwrap_or_default());
    if head.len() >= LONGEST_TRIAL / 2 {
        return begins(&head);
    }
    let folded = fold(text);
    begins(&folded)
        || matches!(
            folded.as_str(),
            "test" | "tests" | "essai" | "test test" | "marche test" | "test marche"
        )
}

/// Characters that hold more than the words of a trial, unless most of them are no words.
const LONGEST_TRIAL: usize = 64;

/// Backslashes before quotes out, and the C1 characters that stand for the punctuation of Windows-1252 put back.
fn without_backslashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\'' | '"') {
            out.truncate(out.trim_end_matches('\\').len());
        }
        out.push(u8::try_from(u32::from(c)).map_or(c, windows_1252));
    }
    out
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// UTF-8 read as Windows-1252 and encoded again (`rÃ©fection`), when the way back is sure.
fn twice_encoded(text: &str) -> Option<String> {
    // « Ã », « Â » and « â », each two bytes of which the first is the same.
    let bytes = text.as_bytes();
    let is_sign = |at: usize| matches!(bytes.get(at + 1), Some(0x83 | 0x82 | 0xa2));
    if !memchr::memchr_iter(0xc3, bytes).any(is_sign) {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(byte_of).collect();
    String::from_utf8(bytes?).ok().filter(|back| back.chars().count() < text.chars().count())
}

fn byte_of(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    (0x80..=0x9f).find(|byte| windows_1252(*byte) == c)
}

/// The entities that platforms write, decoded once.
fn entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let named = after.split_once(';').filter(|(name, _)| name.len() <= 8);
        let decoded = named.and_then(|(name, next)| Some((entity(name)?, next)));
        let (c, next) = decoded.unwrap_or(('&', after));
        out.push(c);
        rest = next;
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    const NAMED: [(&str, char); 20] = [
        ("amp", '&'),
        ("quot", '"'),
        ("apos", '\''),
        ("lt", '<'),
        ("gt", '>'),
        ("nbsp", '\u{a0}'),
        ("eacute", 'é'),
        ("egrave", 'è'),
        ("ecirc", 'ê'),
        ("agrave", 'à'),
        ("acirc", 'â'),
        ("ccedil", 'ç'),
        ("ocirc", 'ô'),
        ("icirc", 'î'),
        ("ucirc", 'û'),
        ("ugrave", 'ù'),
        ("rsquo", '’'),
        ("laquo", '«'),
        ("raquo", '»'),
        ("euro", '€'),
    ];
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        };
        return code.and_then(char::from_u32);
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

#[cfg(test)]
mod tests {
    use super::{is_clean, is_gap};

    /// Alone between two letters, beside a blank, at either end: read byte by byte as character by character.
    #[test]
    fn ce_qui_est_a_reparer_se_voit_pour_tout_caractere() {
        let is_fine = |c: char| c == ' ' || !(is_gap(c) || matches!(c, '&' | '\\'));
        for c in '\0'..=char::MAX {
            let inner = is_fine(c);
            assert_eq!(is_clean(&format!("a{c}b")), inner, "{c:?}");
            assert_eq!(is_clean(&format!("a {c}b")), inner && c != ' ', "{c:?}");
            assert_eq!(is_clean(&format!("{c}")), inner && c != ' ', "{c:?}");
        }
        assert!(!is_clean(""));
    }
}
