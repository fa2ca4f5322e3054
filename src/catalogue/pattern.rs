//! Regular expressions in words: the texts that they choose between, as a lawyer reads them.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind};

/// The most texts that are spelled out: beyond, the pattern itself is clearer.
const MOST: usize = 300;
/// Stands for letters that the pattern leaves open.
const OPEN: &str = "…";

/// The texts that a pattern looks for, plurals together; `None` when it says more than a choice of texts.
pub(super) fn words(pattern: &str) -> Option<Vec<String>> {
    let tree = regex_syntax::parse(pattern).ok()?;
    let texts = expand(&tree)?;
    let known: BTreeSet<&str> = texts.iter().map(String::as_str).collect();
    let mut words: Vec<String> = Vec::new();
    for text in &texts {
        let is_plural = text.strip_suffix(['s', 'x']).is_some_and(|one| known.contains(one));
        let has_plural = ['s', 'x'].iter().find(|s| known.contains(format!("{text}{s}").as_str()));
        let word = match has_plural {
            Some(mark) => format!("{text}({mark})"),
            None => text.clone(),
        };
        if !is_plural && !words.contains(&word) {
            words.push(word);
        }
    }
    Some(words)
}

/// Whether a pattern asks for whole words.
pub(super) fn is_of_whole_words(pattern: &str) -> bool {
    pattern.contains(r"\b")
}

fn expand(tree: &Hir) -> Option<Vec<String>> {
    Some(match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8(literal.0.to_vec()).ok()?],
        HirKind::Class(class) => letters(class),
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            let mut texts = expand(&repetition.sub)?;
            texts.insert(0, String::new());
            texts
        }
        HirKind::Repetition(_) => vec![OPEN.into()],
        HirKind::Capture(capture) => expand(&capture.sub)?,
        HirKind::Alternation(parts) => {
            let texts: Option<Vec<Vec<String>>> = parts.iter().map(expand).collect();
            texts?.concat()
        }
        HirKind::Concat(parts) => {
            let mut texts = vec![String::new()];
            for part in parts {
                let ends = expand(part)?;
                if texts.len() * ends.len() > MOST {
                    return None;
                }
                texts = texts
                    .iter()
                    .flat_map(|start| ends.iter().map(move |end| format!("{start}{end}")))
                    .collect();
            }
            texts
        }
    })
    .filter(|texts| texts.len() <= MOST)
}

/// The letters of a small class; an open mark for a large one.
fn letters(class: &Class) -> Vec<String> {
    let open = vec![OPEN.to_owned()];
    match class {
        Class::Unicode(class) => {
            let chars = || class.ranges().iter().flat_map(|range| range.start()..=range.end());
            if chars().nth(6).is_some() { open } else { chars().map(String::from).collect() }
        }
        Class::Bytes(_) => open,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn un_motif_se_lit_comme_une_liste_de_mots() {
        let list = |pattern: &str| words(pattern).unwrap_or_default();
        assert_eq!(list(r"\b(arbres?|plants?)\b"), ["arbre(s)", "plant(s)"]);
        assert_eq!(list("demoli|plant(es|ation)"), ["demoli", "plantes", "plantation"]);
        assert_eq!(list(r"maraich\w*"), ["maraich…"]);
        assert_eq!(words("[a-f][a-f][a-f][a-f]"), None);
    }
}
