//! Characters that deceive the eye: what is not seen, what turns the line around, a letter of another alphabet that looks like ours.

use std::sync::Arc;

use crate::base::Base;
use crate::base::source::Source;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    base.files().iter().flat_map(faults).collect()
}

fn faults(source: &Arc<Source>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut chars = source.text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().map_or(' ', |(_, c)| *c);
            found.extend(name(c, before, after).map(|what| {
                let message = format!("{what} (U+{:04X})", u32::from(c));
                let span = at..at + c.len_utf8();
                Diagnostic::warning(Code::CaractereTrompeur, source, span, message)
                    .help("le retirer, ou retaper le mot au clavier")
            }));
        }
        before = c;
    }
    found
}

/// What is wrong with a character, where something is.
fn name(c: char, before: char, after: char) -> Option<&'static str> {
    match c {
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {
            Some("un caractère invisible coupe le mot")
        }
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("un caractère invisible change le sens de lecture")
        }
        '\u{370}'..='\u{4ff}' if is_latin(before) || is_latin(after) => {
            Some("une lettre d’un autre alphabet se lit comme une des nôtres")
        }
        _ => None,
    }
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='ÿ' | 'œ' | 'Œ')
}
