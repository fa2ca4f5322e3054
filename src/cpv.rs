//! CPV codes, the European vocabulary of what public buyers buy.
//!
//! The nomenclature is a sorted text inside the binary. Where each code stands in it is listed when a code is first looked for: a
//! fraction of a millisecond, 74 KB. Only [`search`] and [`Cpv::nearest`] go through all the lines, which takes a few milliseconds.

use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use smallvec::SmallVec;

use crate::text::{Stem, fold, fold_into};

/// `code,cle,libelle`, sorted by code, after one line of headings.
const TABLE: &str = include_str!("../data/cpv.csv");

/// Words that say nothing of what is bought.
const EMPTY_WORDS: [&str; 22] = [
    "a", "au", "aux", "avec", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
    "ou", "par", "pour", "sur", "s", "un", "une",
];

/// Words that begin any object; they are looked for after the others.
const VAGUE_WORDS: [&str; 11] = [
    "achat",
    "acquisition",
    "entretien",
    "fourniture",
    "livraison",
    "location",
    "maintenance",
    "marche",
    "prestation",
    "service",
    "travail",
];

/// A code of eight digits, which may or may not exist in the nomenclature (*vocabulaire commun pour les marchés publics*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cpv(u32);

/// The codes of a purchase or of a lot, principal code first.
pub type Codes = SmallVec<[Cpv; 4]>;

impl Cpv {
    /// Reads a code as buyers write it: `45233140-2`, `45233140`, spaces anywhere.
    ///
    /// # Errors
    ///
    /// When it is not eight digits and an optional check digit, when the nomenclature has no such code, and when its check digit is
    /// not the one written; that last error carries the code, which the caller may keep.
    pub fn parse(text: &str) -> Result<Self, CpvError> {
        let (code, written) = read_digits(text)
            .ok_or_else(|| CpvError::Malformed { text: text.trim().chars().take(40).collect() })?;
        match (code.check_digit(), written) {
            (None, _) => Err(CpvError::Unknown { code, written }),
            (Some(right), Some(written)) if right != written => {
                Err(CpvError::WrongCheckDigit { code, written, right })
            }
            (Some(_), _) => Ok(code),
        }
    }

    /// The code as a number.
    pub(crate) const fn number(self) -> u32 {
        self.0
    }

    /// The code of a number, whether or not it exists.
    pub(crate) const fn from_number(number: u32) -> Self {
        Self(number)
    }

    /// Reads the damaged spellings met in published data; an existing code, or nothing.
    ///
    /// A first zero eaten by a spreadsheet (`3000000`), a level without its zeros (`4523`), words around the code (`INX 45233140-2`).
    #[must_use]
    pub fn repair(text: &str) -> Option<Self> {
        let digits = text.split(|c: char| !c.is_ascii_digit()).max_by_key(|run| run.len())?;
        let value: u32 = if digits.len() <= 9 { digits.parse().ok()? } else { return None };
        let zeros = 10_u32.checked_pow(8_u32.saturating_sub(u32::try_from(digits.len()).ok()?))?;
        let candidates = match digits.len() {
            // Seven digits are a code without its first zero before they are one without its last.
            7 => [Some(value), value.checked_mul(10)],
            9 => [Some(value / 10), None],
            2..=8 => [value.checked_mul(zeros), None],
            _ => [None, None],
        };
        candidates.into_iter().flatten().map(Self).find(|code| code.exists())
    }

    /// The ninth digit, from the table: no published rule computes it.
    #[must_use]
    pub fn check_digit(self) -> Option<u8> {
        row(self).map(|row| row.check_digit)
    }

    /// The French label of the nomenclature.
    #[must_use]
    pub fn label(self) -> Option<&'static str> {
        row(self).map(|row| row.label)
    }

    /// Whether the nomenclature has this code.
    #[must_use]
    pub fn exists(self) -> bool {
        row(self).is_some()
    }

    /// Whether the code stands under this prefix.
    #[must_use]
    pub const fn starts_with(self, prefix: Prefix) -> bool {
        prefix.first <= self.0 && self.0 <= prefix.last
    }

    /// `45233140-2`, or `45233140` when the table has no check digit for it.
    #[must_use]
    pub fn with_check_digit(self) -> String {
        self.check_digit().map_or_else(|| self.to_string(), |digit| format!("{self}-{digit}"))
    }

    /// The existing code that a mistyped one most likely meant.
    ///
    /// Two wrong or swapped digits at most; the written check digit breaks ties, then the closest branch of the nomenclature. Failing
    /// that, the closest level above that exists, unless it is a whole division.
    #[must_use]
    pub fn nearest(self, written: Option<u8>) -> Option<Self> {
        let digits = self.to_string();
        entries()
            .filter_map(|entry| {
                let other = entry.code.to_string();
                let distance = strsim::osa_distance(&digits, &other);
                let shared = digits.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
                let confirmed = written == Some(entry.check_digit);
                (distance <= 2).then_some(((distance, !confirmed, Reverse(shared)), entry.code))
            })
            .min_by_key(|(rank, _)| *rank)
            .map(|(_, code)| code)
            .or_else(|| {
                [10, 100, 1_000, 10_000, 100_000]
                    .map(|zeros| Self(self.0 / zeros * zeros))
                    .into_iter()
                    .find(|c| c.exists())
            })
    }

    /// How many digits stand before the closing zeros, two at least: the fewer, the more general the code.
    fn depth(self) -> usize {
        self.to_string().trim_end_matches('0').len().max(2)
    }
}

impl fmt::Display for Cpv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08}", self.0)
    }
}

impl FromStr for Cpv {
    type Err = CpvError;

    fn from_str(text: &str) -> Result<Self, CpvError> {
        Self::parse(text)
    }
}

/// Why a text is not an existing code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CpvError {
    /// Not eight digits followed by one check digit at most.
    #[error("code CPV `{text}` mal formé")]
    Malformed {
        /// The first characters of what was written.
        text: String,
    },
    /// The code exists, with another check digit.
    #[error("clé `{written}` inexacte pour le code CPV `{code}`")]
    WrongCheckDigit {
        /// The code, which exists.
        code: Cpv,
        /// The check digit written.
        written: u8,
        /// The check digit of the table.
        right: u8,
    },
    /// Well formed, but absent from the nomenclature.
    #[error("code CPV `{code}` absent de la nomenclature")]
    Unknown {
        /// The code written.
        code: Cpv,
        /// The check digit written, if any.
        written: Option<u8>,
    },
}

impl CpvError {
    /// What to write instead; looked for only when asked, because a portfolio may hold thousands of unknown codes.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Malformed { text } => match Cpv::repair(text) {
                Some(code) => Some(suggestion(code)),
                None => Some(
                    "un code CPV compte huit chiffres, puis sa clé facultative : `45233140-2`"
                        .to_owned(),
                ),
            },
            Self::WrongCheckDigit { code, .. } => Some(suggestion(*code)),
            Self::Unknown { code, written } => code.nearest(*written).map(suggestion),
        }
    }
}

fn suggestion(code: Cpv) -> String {
    match code.label() {
        Some(label) => format!("vouliez-vous dire `{}` ({label}) ?", code.with_check_digit()),
        None => format!("vouliez-vous dire `{code}` ?"),
    }
}

/// The first digits of a code, two to eight: everything that stands under one branch of the nomenclature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Prefix {
    first: u32,
    last: u32,
    n_digits: u8,
}

impl Prefix {
    /// Reads two to eight digits, and nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let n_digits = u8::try_from(text.len()).ok().filter(|n| (2..=8).contains(n))?;
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let span = 10_u32.pow(u32::from(8 - n_digits));
        let first = text.parse::<u32>().ok()? * span;
        Some(Self { first, last: first + (span - 1), n_digits })
    }

    /// The first code that stands under it, as a number.
    pub(crate) const fn first(self) -> u32 {
        self.first
    }

    /// The last one.
    pub(crate) const fn last(self) -> u32 {
        self.last
    }

    /// How many digits: of two prefixes of one code, the longer is the more precise.
    #[must_use]
    pub const fn n_digits(self) -> u8 {
        self.n_digits
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = usize::from(self.n_digits);
        write!(f, "{:0width$}", self.first / 10_u32.pow(u32::from(8 - self.n_digits)))
    }
}

/// One line of the nomenclature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: Cpv,
    /// Its ninth digit.
    pub check_digit: u8,
    /// Its French label.
    pub label: &'static str,
}

impl Entry {
    fn read(line: &'static str) -> Option<Self> {
        let (code, rest) = line.split_once(',')?;
        let (check_digit, label) = rest.split_once(',')?;
        let label =
            label.strip_prefix('"').and_then(|label| label.strip_suffix('"')).unwrap_or(label);
        Some(Self { code: Cpv(code.parse().ok()?), check_digit: check_digit.parse().ok()?, label })
    }
}

/// The whole nomenclature, in the order of codes.
pub fn entries() -> impl Iterator<Item = Entry> {
    rows().lines().filter_map(Entry::read)
}

/// A code found by [`search`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The code and its label.
    pub entry: Entry,
    /// How many of the words asked for its label holds.
    pub n_matched: usize,
    /// How many of them it holds whole, not as the beginning of a longer word.
    pub n_whole: usize,
}

/// Finds codes by the words of their labels, or by their first digits; at most `limit`, the best first.
///
/// Accents, plurals and empty words do not count. Labels with more of the words come first, then those with the first words asked
/// for, with whole words, then the shorter and more general ones.
#[must_use]
pub fn search(words: &str, limit: usize) -> Vec<Hit> {
    let folded = fold(words);
    let mut wanted: Vec<Wanted> =
        folded.split(' ').filter(|word| is_telling(word)).take(16).map(Wanted::of).collect();
    // In French the thing bought comes first, once `fourniture de` or `travaux de` is set aside.
    wanted.sort_by_key(Wanted::is_vague);
    let mut label = String::new();
    let mut ranked: Vec<_> = entries()
        .filter_map(|entry| {
            fold_into(entry.label, &mut label);
            let matches: Vec<Match> =
                wanted.iter().map(|word| word.in_label(entry.code, &label)).collect();
            let first = matches.iter().position(|m| *m != Match::No)?;
            let n_matched = matches.iter().filter(|m| **m != Match::No).count();
            let n_whole = matches.iter().filter(|m| **m == Match::Whole).count();
            let length = label.split(' ').filter(|word| is_telling(word)).count();
            let rank = (
                Reverse(n_matched),
                first,
                Reverse(n_whole),
                length,
                entry.code.depth(),
                entry.code,
            );
            Some((rank, Hit { entry, n_matched, n_whole }))
        })
        .collect();
    ranked.sort_unstable_by_key(|(rank, _)| *rank);
    ranked.into_iter().take(limit).map(|(_, hit)| hit).collect()
}

fn is_telling(word: &str) -> bool {
    !word.is_empty() && !EMPTY_WORDS.contains(&word)
}

/// One word asked for.
enum Wanted<'a> {
    Digits(Prefix),
    Word(&'a str),
}

impl<'a> Wanted<'a> {
    fn of(word: &'a str) -> Self {
        Prefix::parse(word).map_or(Self::Word(word), Self::Digits)
    }

    fn is_vague(&self) -> bool {
        matches!(self, Self::Word(word) if VAGUE_WORDS.iter().any(|vague| Stem::of(vague) == Stem::of(word)))
    }

    fn in_label(&self, code: Cpv, label: &str) -> Match {
        match self {
            Self::Digits(prefix) if code.starts_with(*prefix) => Match::Whole,
            Self::Digits(_) => Match::No,
            Self::Word(wanted) => {
                let stem = Stem::of(wanted);
                let one = |word| match Stem::of(word) == stem {
                    true => Match::Whole,
                    false if wanted.len() > 2 && stem.begins(word) => Match::Beginning,
                    false => Match::No,
                };
                label.split(' ').map(one).max().unwrap_or(Match::No)
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    No,
    Beginning,
    Whole,
}

/// Eight digits and the check digit if there is one.
fn read_digits(text: &str) -> Option<(Cpv, Option<u8>)> {
    let mut compact =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| if is_hyphen(c) { '-' } else { c });
    let mut code = 0_u32;
    for _ in 0..8 {
        code = code * 10 + compact.next()?.to_digit(10)?;
    }
    let check_digit = match (compact.next(), compact.next(), compact.next()) {
        (None, ..) => None,
        (Some('-'), Some(digit), None) | (Some(digit), None, _) => {
            Some(u8::try_from(digit.to_digit(10)?).ok()?)
        }
        _ => return None,
    };
    Some((Cpv(code), check_digit))
}

/// Word processors and PDF files turn the hyphen of a code into one of these.
const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2014}' | '\u{2212}')
}

fn rows() -> &'static str {
    TABLE.split_once('\n').map_or("", |(_, rows)| rows)
}

/// Each code and where its line starts: what is looked for by hundreds of thousands is not looked for in the text.
static LINES: LazyLock<Vec<(Cpv, u32)>> = LazyLock::new(|| {
    let mut start = 0;
    let each = rows().split_inclusive('\n').filter_map(|line| {
        let at = start;
        start += line.len();
        Some((Cpv(line.get(..8)?.parse().ok()?), u32::try_from(at).ok()?))
    });
    each.collect()
});

fn row(code: Cpv) -> Option<Entry> {
    let at = LINES.binary_search_by_key(&code, |(known, _)| *known).ok()?;
    let (_, start) = LINES.get(at)?;
    Entry::read(rows().get(*start as usize..)?.lines().next()?)
}
