//! What typography cannot mend by itself: two spaces, guillemets without their pair, an enumeration left open.

use std::ops::Range;

use super::{Finding, patterns};
use crate::base::Base;
use crate::diagnostic::Code;
use crate::lint::passage::Passage;

pub(super) fn find(_: &Base, passage: &Passage<'_>) -> Vec<Finding> {
    let text = &passage.text;
    let mut found = Vec::new();
    let mut add = |code, part: Range<usize>, what: &str, help| {
        let message = format!("clause `{}` : {what}", passage.clause.id);
        found.push(Finding { code, part, message, help });
    };
    if let Some(at) = text.trim().find("  ") {
        add(
            Code::EspaceEnTrop,
            word_before(text.trim(), at),
            "deux espaces de suite",
            "n’en garder qu’une",
        );
    }
    if let Some(at) = unpaired(text) {
        let help = "ouvrir par « et fermer par », dans le même paragraphe ; un guillemet droit ne dit pas lequel des deux il est";
        add(Code::GuillemetsMalFermes, at, "des guillemets ne vont pas par deux", help);
    }
    for part in patterns(passage, &["etc"], true).into_iter().chain(dots(text)) {
        let help = "dire la liste entière, ou ce qui fait qu’une chose en est";
        add(Code::EnumerationOuverte, part, "l’énumération reste ouverte", help);
    }
    found
}

/// The word before a place, to show it by.
fn word_before(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind(' ')).map_or(0, |space| space + 1);
    start..at
}

/// The first guillemet without its pair, or straight quote.
fn unpaired(text: &str) -> Option<Range<usize>> {
    let mut open = None;
    for (at, c) in text.char_indices() {
        let here = at..at + c.len_utf8();
        match (c, &open) {
            ('"', _) | ('»', None) | ('«', Some(_)) => return Some(here),
            ('«', None) => open = Some(here),
            ('»', Some(_)) => open = None,
            _ => {}
        }
    }
    open
}

/// Three dots after a word.
fn dots(text: &str) -> Vec<Range<usize>> {
    text.match_indices('…').map(|(at, dots)| at..at + dots.len()).collect()
}
