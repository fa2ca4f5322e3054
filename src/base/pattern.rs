//! Regular expressions of rules: checked when the base loads, compiled when a purchase first reaches one.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::literal::Extractor;

mod shape;

pub(crate) use self::shape::Shape;

/// A regular expression, checked at load and compiled when a purchase first reaches it: most never are.
#[derive(Debug, Clone)]
pub struct Pattern {
    text: String,
    compiled: OnceLock<Matcher>,
}

/// Two patterns are the same when they are written the same.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A compiled pattern.
#[derive(Debug, Clone)]
enum Matcher {
    /// The pattern is a choice of plain texts: no automaton is built to look for them.
    OneOf(Vec<String>),
    /// `None` when it is too large to compile: it matches nothing.
    Regex(Option<Regex>),
}

impl Pattern {
    /// `None` when it is no regular expression; one that is trusted is not read now.
    pub(crate) fn parse(text: &str, is_trusted: bool) -> Option<Self> {
        if !is_trusted {
            regex_syntax::parse(text).ok()?;
        }
        Some(Self { text: text.to_owned(), compiled: OnceLock::new() })
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it looks for, as words.
    pub(crate) fn shape(&self) -> Shape {
        Shape::of(&self.text)
    }

    /// Whether it matches; a pattern too large to compile matches nothing.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match self.compiled.get_or_init(|| Matcher::of(&self.text)) {
            Matcher::OneOf(words) => words.iter().any(|word| text.contains(word)),
            Matcher::Regex(regex) => regex.as_ref().is_some_and(|regex| regex.is_match(text)),
        }
    }
}

impl Matcher {
    fn of(pattern: &str) -> Self {
        plain_words(pattern).map_or_else(|| Self::Regex(compile(pattern)), Self::OneOf)
    }
}

/// On folded text, the words of ASCII are the words; the tables of Unicode cost ten times as much to compile.
fn compile(pattern: &str) -> Option<Regex> {
    let ascii = RegexBuilder::new(pattern).unicode(false).build();
    // A pattern that would match half a character, such as `.`, keeps Unicode.
    ascii.or_else(|_| Regex::new(pattern)).ok()
}

/// The texts that a pattern chooses between, when it says nothing else: `enrobe|bitum`, `plant(es|ation)`.
fn plain_words(pattern: &str) -> Option<Vec<String>> {
    let tree = regex_syntax::parse(pattern).ok()?;
    // `\b` and the like constrain what stands around, which a list of texts does not say.
    if !tree.properties().look_set().is_empty() {
        return None;
    }
    let found = Extractor::new().extract(&tree);
    let exact = found.literals().filter(|_| found.is_exact())?;
    exact.iter().map(|one| String::from_utf8(one.as_bytes().to_vec()).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Matcher, Pattern, Shape, plain_words};

    #[test]
    fn un_choix_de_textes_se_cherche_sans_automate() {
        for (pattern, n) in
            [("enrobe|bitum|renov|refection", 4), ("colle", 1), ("plant(es|ation)", 2)]
        {
            assert_eq!(plain_words(pattern).map(|words| words.len()), Some(n), "{pattern}");
        }
        for pattern in ["\\bsols?\\b", "enrobe.*tiede", "^pave", "a+", "revetement|\\bsol\\b"] {
            assert_eq!(plain_words(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn un_point_seul_se_lit_comme_un_choix_de_caracteres() {
        let shape = Shape::of("reemploi|d.occasion");
        let chains = if let Shape::Chains(chains) = &shape { chains.as_slice() } else { &[] };
        let texts: Vec<&String> = chains.iter().flatten().flat_map(|step| &step.texts).collect();
        assert!(texts.iter().any(|text| *text == "d occasion"));
        assert_eq!(texts.len(), 1 + 37);
    }

    #[test]
    fn les_deux_recherches_disent_la_meme_chose() -> Result<(), regex::Error> {
        let texts =
            ["", "pose d enrobes tiedes", "plantation d arbres", "plante", "le sol", "colles"];
        for pattern in ["enrobe|bitum", "plant(es|ation)", "colle", "(en)?robe", "s[ou]l"] {
            let (ours, regex) = (Matcher::of(pattern), regex::Regex::new(pattern)?);
            let pattern = Pattern { text: pattern.to_owned(), compiled: ours.into() };
            for text in texts {
                assert_eq!(pattern.is_match(text), regex.is_match(text), "{pattern:?} {text}");
            }
        }
        Ok(())
    }
}
