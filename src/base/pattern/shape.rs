//! What a pattern looks for, as words: most say a choice of them, whole or not, some one after the other.

use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Dot, Hir, HirKind, Look};

/// The most texts of a step, and the most chains of a pattern.
const MOST_TEXTS: usize = 250;
const MOST_CHAINS: usize = 32;

/// A pattern on folded text of ASCII, where a word ends at a blank and no line is broken.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// It matches where one of these chains does: each step after the one before, anything between.
    Chains(Vec<Vec<Step>>),
    /// It cannot match without one of these texts.
    Needs(Vec<String>),
    Unknown,
}

/// One of these texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Step {
    pub texts: Vec<String>,
    /// At the start of a word.
    pub starts: bool,
    /// At the end of one.
    pub ends: bool,
}

/// A part of a pattern.
#[derive(Debug, Clone)]
enum Part {
    Edge,
    Gap,
    Texts(Vec<String>),
}

impl Shape {
    pub(super) fn of(pattern: &str) -> Self {
        let Ok(tree) = regex_syntax::parse(pattern) else { return Self::Unknown };
        let chains = parts(&tree).and_then(|all| all.into_iter().map(chain).collect());
        chains.map_or_else(|| needs(&tree), Self::Chains)
    }
}

/// The texts one of which any match begins with.
fn needs(tree: &Hir) -> Shape {
    let found = Extractor::new().extract(tree);
    let texts =
        found.literals().unwrap_or_default().iter().map(|one| {
            String::from_utf8(one.as_bytes().to_vec()).ok().filter(|text| text.len() > 1)
        });
    match texts.collect::<Option<Vec<String>>>() {
        Some(texts) if !texts.is_empty() => Shape::Needs(texts),
        _ => Shape::Unknown,
    }
}

/// The ways to read a pattern, each a list of parts.
fn parts(tree: &Hir) -> Option<Vec<Vec<Part>>> {
    if let Some(texts) = exact(tree) {
        return Some(vec![vec![Part::Texts(texts)]]);
    }
    match tree.kind() {
        HirKind::Look(Look::WordAscii | Look::WordUnicode) => Some(vec![vec![Part::Edge]]),
        HirKind::Repetition(one) if one.min == 0 && one.max.is_none() && is_dot(&one.sub) => {
            Some(vec![vec![Part::Gap]])
        }
        HirKind::Capture(group) => parts(&group.sub),
        HirKind::Alternation(items) => {
            let mut all = Vec::new();
            for item in items {
                all.extend(parts(item)?);
            }
            (all.len() <= MOST_CHAINS).then_some(all)
        }
        HirKind::Concat(items) => {
            let mut all: Vec<Vec<Part>> = vec![Vec::new()];
            for item in items {
                let next = parts(item)?;
                all = all
                    .iter()
                    .flat_map(|begun| next.iter().map(|more| [begun.as_slice(), more].concat()))
                    .collect();
                if all.len() > MOST_CHAINS {
                    return None;
                }
            }
            Some(all)
        }
        _ if is_dot(tree) => Some(vec![vec![Part::Texts(any_character())]]),
        _ => None,
    }
}

/// All the characters of folded text, in ASCII.
fn any_character() -> Vec<String> {
    ('a'..='z').chain('0'..='9').chain([' ']).map(String::from).collect()
}

fn is_dot(tree: &Hir) -> bool {
    [Dot::AnyCharExceptLF, Dot::AnyChar, Dot::AnyByte, Dot::AnyByteExceptLF]
        .into_iter()
        .any(|dot| *tree == Hir::dot(dot))
}

/// The texts that a part chooses between, when it says nothing else.
fn exact(tree: &Hir) -> Option<Vec<String>> {
    if !tree.properties().look_set().is_empty() {
        return None;
    }
    let found = Extractor::new().extract(tree);
    let texts = found.literals().filter(|_| found.is_exact())?;
    texts.iter().map(|one| String::from_utf8(one.as_bytes().to_vec()).ok()).collect()
}

/// Parts as steps: texts put end to end up to a gap, edges only around them.
fn chain(parts: Vec<Part>) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    let mut step: Option<Step> = None;
    let mut starts = false;
    for part in parts.into_iter().chain([Part::Gap]) {
        match (part, &mut step) {
            (Part::Edge, None) => starts = true,
            (Part::Edge, Some(step)) => step.ends = true,
            (Part::Texts(texts), None) => {
                step = Some(Step { texts, starts: std::mem::take(&mut starts), ends: false });
            }
            (Part::Texts(_), Some(step)) if step.ends => return None,
            (Part::Texts(texts), Some(step)) => step.texts = joined(&step.texts, &texts)?,
            (Part::Gap, _) if starts => return None,
            (Part::Gap, step) => steps.extend(step.take()),
        }
    }
    let sound = |step: &Step| step.texts.iter().all(|text| is_sound(step, text));
    (!steps.is_empty() && steps.iter().all(sound)).then_some(steps)
}

/// An edge is at a blank only beside a letter or a digit.
fn is_sound(step: &Step, text: &str) -> bool {
    let is_word = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric());
    let (first, last) = (text.bytes().next(), text.bytes().next_back());
    first.is_some() && (!step.starts || is_word(first)) && (!step.ends || is_word(last))
}

fn joined(left: &[String], right: &[String]) -> Option<Vec<String>> {
    let all = left.iter().flat_map(|left| right.iter().map(move |right| format!("{left}{right}")));
    (left.len() * right.len() <= MOST_TEXTS).then(|| all.collect())
}
