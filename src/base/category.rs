//! Purchase families (*familles d'achat*): found from CPV codes, or from the words of the object when no code says one.

use toml::Spanned;

use crate::base::legal::Place;
use crate::cpv::{Cpv, Prefix};
use crate::diagnostic::Code;
use crate::table::{Reader, Style, Table};
use crate::text;

/// A purchase family.
#[derive(Debug, Clone)]
pub struct Category {
    pub id: String,
    pub title: String,
    /// The usual type of contract.
    pub kind: Option<String>,
    pub prefixes: Vec<Prefix>,
    /// Folded words and phrases.
    words: Vec<String>,
    not_words: Vec<String>,
    pub place: Place,
}

/// Every family, with what finds them.
#[derive(Debug, Clone, Default)]
pub struct Categories {
    pub list: Vec<Category>,
    /// Prefixes, each with its family's index, or `None` when deliberately general.
    by_prefix: Vec<(Prefix, Option<usize>)>,
}

impl Categories {
    pub(crate) fn new(list: Vec<Category>, general: Vec<Prefix>) -> Self {
        let mut by_prefix: Vec<(Prefix, Option<usize>)> = list
            .iter()
            .enumerate()
            .flat_map(|(i, family)| family.prefixes.iter().map(move |prefix| (*prefix, Some(i))))
            .chain(general.into_iter().map(|prefix| (prefix, None)))
            .collect();
        // Longest first: the first that fits is the most precise.
        by_prefix.sort_by_key(|(prefix, _)| (std::cmp::Reverse(prefix.n_digits()), *prefix));
        Self { list, by_prefix }
    }

    /// The family of a code: the longest prefix wins; `None` when no family or a deliberately general code.
    #[must_use]
    pub fn of_cpv(&self, code: Cpv) -> Option<&Category> {
        let (_, family) = self.by_prefix.iter().find(|(prefix, _)| code.starts_with(*prefix))?;
        family.and_then(|i| self.list.get(i))
    }

    /// The family of an object's words: the one whose word comes first (what is bought is said first in French), then the longest phrase.
    #[must_use]
    pub fn of_words(&self, object: &str) -> Option<&Category> {
        let folded = text::fold(object);
        let holds = |word: &String| text::contains_words(&folded, word);
        self.list
            .iter()
            .filter(|family| !family.not_words.iter().any(holds))
            .flat_map(|family| family.words.iter().map(move |word| (family, word)))
            .filter_map(|(family, word)| {
                Some((text::find_words(&folded, word)?, word.len(), family))
            })
            .min_by_key(|(at, length, _)| (*at, std::cmp::Reverse(*length)))
            .map(|(_, _, family)| family)
    }

    /// Every prefix with the family it gives, if any: the first that fits a code wins.
    pub fn prefixes(&self) -> impl Iterator<Item = (Prefix, Option<&str>)> {
        self.by_prefix.iter().map(|(prefix, family)| {
            let family = family.and_then(|i| self.list.get(i));
            (*prefix, family.map(|family| family.id.as_str()))
        })
    }

    /// The words of each family, by its rank, in order; last, whether the word puts the family out of the question.
    pub(crate) fn words(&self) -> impl Iterator<Item = (usize, &str, bool)> {
        self.list.iter().enumerate().flat_map(|(rank, family)| {
            let words = family.words.iter().map(move |word| (rank, word.as_str(), false));
            words.chain(family.not_words.iter().map(move |word| (rank, word.as_str(), true)))
        })
    }

    /// The families of codes or, where none says one, of the words of the object; in order, each once.
    #[must_use]
    pub fn find(&self, codes: &[Cpv], object: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for family in codes.iter().filter_map(|code| self.of_cpv(*code)) {
            if !ids.contains(&family.id) {
                ids.push(family.id.clone());
            }
        }
        if ids.is_empty() {
            ids.extend(self.of_words(object).map(|family| family.id.clone()));
        }
        ids
    }
}

/// Reads prefixes of codes; what is no prefix is reported.
pub(crate) fn read_prefixes(reader: &mut Reader, texts: Vec<Spanned<String>>) -> Vec<Prefix> {
    let mut prefixes = Vec::new();
    for text in texts {
        if let Some(prefix) = Prefix::parse(text.get_ref()) {
            prefixes.push(prefix);
        } else {
            let message = format!("`{}` n’est pas un début de code CPV", text.get_ref());
            reader.error(Code::CpvInvalide, text.span(), message).help =
                Some("écrire deux à huit chiffres".into());
        }
    }
    prefixes
}

const KEYS: [&str; 6] = ["id", "titre", "type", "cpv", "mots", "sauf_mots"];

impl Category {
    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Snake);
        let title = table.text(reader, "titre");
        let kind = table.opt_text(reader, "type").map(Spanned::into_inner);
        let prefixes = table.texts(reader, "cpv");
        let prefixes = read_prefixes(reader, prefixes);
        let fold = |words: Vec<Spanned<String>>| {
            words.iter().map(|word| text::fold(word.get_ref())).collect()
        };
        let words = fold(table.texts(reader, "mots"));
        let not_words = fold(table.texts(reader, "sauf_mots"));
        table.finish(reader, &KEYS);
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            kind,
            prefixes,
            words,
            not_words,
            place,
        })
    }
}
