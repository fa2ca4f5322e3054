//! Regular expressions in words: the texts that they choose between, as a lawyer reads them.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The most texts that are spelled out: beyond, the pattern itself is clearer.
const MOST: usize = 300;
/// The most texts that one branch is spelled out into: beyond, its choices stay between brackets.
const MOST_OF_BRANCH: usize = 6;
/// Stands for letters that the pattern leaves open.
const OPEN: &str = "…";

/// The texts that a pattern looks for, what is optional between brackets: « arbre(s) »; `None` when there are too many to read.
pub(super) fn words(pattern: &str) -> Option<Vec<String>> {
    let tree = regex_syntax::parse(pattern).ok()?;
    let mut words: Vec<String> = Vec::new();
    for word in expand(&tree) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    (words.len() <= MOST).then_some(words)
}

/// Whether a pattern asks for whole words.
pub(super) fn is_of_whole_words(pattern: &str) -> bool {
    pattern.contains(r"\b")
}

fn expand(tree: &Hir) -> Vec<String> {
    match tree.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![String::new()],
        HirKind::Literal(literal) => vec![String::from_utf8_lossy(&literal.0).into_owned()],
        HirKind::Class(class) => letters(class),
        HirKind::Repetition(repetition) if repetition.min == 0 && repetition.max == Some(1) => {
            vec![bracketed(&expand(&repetition.sub))]
        }
        HirKind::Repetition(_) => vec![OPEN.into()],
        HirKind::Capture(capture) => expand(&capture.sub),
        HirKind::Alternation(parts) => parts.iter().flat_map(expand).collect(),
        HirKind::Concat(parts) => {
            let is_word = |part: &&Hir| !matches!(part.kind(), HirKind::Look(_) | HirKind::Empty);
            let mut parts = parts.iter().filter(is_word).map(expand);
            let first = parts.next().unwrap_or_default();
            parts.fold(first, |starts, ends| joined(&starts, &ends))
        }
    }
}

/// Every start with every end; with their choices between brackets where that would be too many.
fn joined(starts: &[String], ends: &[String]) -> Vec<String> {
    let ends = match starts.len() * ends.len() {
        n if n > MOST_OF_BRANCH && ends.len() > 1 => &[bracketed(ends)][..],
        _ => ends,
    };
    let each = |start: &String| -> Vec<String> {
        ends.iter().map(|end| format!("{start}{end}")).collect()
    };
    starts.iter().flat_map(each).collect()
}

/// « (s) », « (l/ux) »; the space of an optional word stands outside.
fn bracketed(texts: &[String]) -> String {
    let inner = texts.join("/");
    let before = if inner.starts_with(' ') { " " } else { "" };
    let after = if inner.ends_with(' ') { " " } else { "" };
    format!("{before}({}){after}", inner.trim())
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
        let long =
            list("marches? (publics? )?globa(l|ux) (de travaux|(une|deux|trois|quatre) fois)");
        assert_eq!(
            long[0],
            "marche(s) (public(s)) global (de travaux/une fois/deux fois/trois fois/quatre fois)"
        );
    }
}
