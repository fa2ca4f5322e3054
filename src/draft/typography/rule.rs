//! The rules themselves, one place on the line at a time.
//!
//! A space that is there is replaced. One that is missing is added only where nothing else can be meant: inside guillemets,
//! between a number and its sign, between a word and the punctuation that ends it.

use std::collections::BTreeSet;

/// Stands on the line for a value not filled in yet.
pub(super) const BLANK: char = '\u{fffc}';

const NO_BREAK: char = '\u{a0}';
const NARROW: char = '\u{202f}';

/// What follows a number and must not leave it: units, what contracts count, months of a date.
const UNITS: &str = "jour jours mois an ans année années semaine semaines heure heures h min minute minutes s \
    km m m² m³ cm mm ha kg g t tonne tonnes L l litre litres W kW Wh kWh MWh dB °C point points euro euros \
    lot lots agents personnes exemplaires \
    janvier février mars avril mai juin juillet août septembre octobre novembre décembre";

/// What only an address holds, or a name in code.
const ADDRESSES: [&[char]; 4] = [&[':', '/', '/'], &['w', 'w', 'w', '.'], &['@'], &[':', ':']];

/// A character, and the piece it goes back to; one without an owner is read, never changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    pub c: char,
    pub owner: Option<usize>,
}

/// The line with French spaces and apostrophes.
pub(super) fn set(glyphs: &[Glyph]) -> Vec<Glyph> {
    let line: Vec<char> = glyphs.iter().map(|glyph| glyph.c).collect();
    let (addresses, groups) = (addresses(&line), groups(&line));
    let mut out: Vec<Glyph> = Vec::with_capacity(glyphs.len() + 8);
    for (i, &Glyph { c, owner }) in glyphs.iter().enumerate() {
        let here = Here { line: &line, i };
        // Most of a line: no rule is about them.
        let is_plain = c.is_ascii_alphanumeric() || owner.is_none();
        if is_plain || addresses.contains(&i) {
            out.push(Glyph { c, owner });
            continue;
        }
        let after_space = out.last().is_none_or(|last| last.c.is_whitespace());
        if let (false, Some(space)) = (after_space, here.missing_before(c)) {
            out.push(Glyph { c: space, owner });
        }
        let new = match c {
            ' ' | NO_BREAK | NARROW if groups.contains(&i) => NARROW,
            ' ' | NO_BREAK | NARROW => here.space().unwrap_or(c),
            '\'' if here.is_elision() => '’',
            other => other,
        };
        out.push(Glyph { c: new, owner });
        if c == '«' && here.at(1).is_some_and(|next| !next.is_whitespace()) {
            out.push(Glyph { c: NARROW, owner });
        }
    }
    out
}

/// A place on the line.
#[derive(Clone, Copy)]
struct Here<'a> {
    line: &'a [char],
    i: usize,
}

impl Here<'_> {
    fn at(self, offset: isize) -> Option<char> {
        self.line.get(self.i.checked_add_signed(offset)?).copied()
    }

    fn is(self, offset: isize, test: impl Fn(char) -> bool) -> bool {
        self.at(offset).is_some_and(test)
    }

    fn is_number(self, offset: isize) -> bool {
        self.is(offset, |c| c.is_ascii_digit() || c == BLANK)
    }

    fn is_end(self, offset: isize) -> bool {
        self.at(offset).is_none_or(|c| c.is_whitespace() || c == '»')
    }

    /// What the space here should be, when a rule says.
    fn space(self) -> Option<char> {
        let next = self.at(1)?;
        if self.at(-1) == Some('«') || next == '»' {
            return Some(NARROW);
        }
        let is_narrow = match next {
            ';' | '!' | '?' => self.at(2) != Some('='),
            '%' | '‰' | '€' => true,
            'k' | 'M' => self.at(2) == Some('€') && self.is_number(-1),
            _ => false,
        };
        if is_narrow {
            return Some(NARROW);
        }
        let is_colon = next == ':' && !self.is(2, |c| c == ':' || c == '/' || c.is_ascii_digit());
        (is_colon || self.after_numero() || self.in_article() || self.before_unit())
            .then_some(NO_BREAK)
    }

    /// « n° 12 », « n°s 3 et 4 ».
    fn after_numero(self) -> bool {
        let sign = |offset: isize| {
            self.is(offset, |c| c == '°' || c == 'º') && self.is(offset - 1, |c| "nN".contains(c))
        };
        self.is_number(1) && (sign(-1) || (self.at(-1) == Some('s') && sign(-2)))
    }

    /// « L. 2112-2 », « art. R. 2123-1 ».
    fn in_article(self) -> bool {
        if self.at(-1) != Some('.') {
            return false;
        }
        let is_word = |offset: isize| !self.is(offset, char::is_alphanumeric);
        let code = self.is(-2, |c| "LRDA".contains(c)) && is_word(-3) && self.is_number(1);
        let art = self.at(-2) == Some('t')
            && self.at(-3) == Some('r')
            && self.is(-4, |c| "aA".contains(c))
            && is_word(-5);
        code || (art
            && (self.is_number(1)
                || (self.is(1, |c| "LRDA".contains(c)) && self.at(2) == Some('.'))))
    }

    /// « 14 mois », « 5 h ».
    fn before_unit(self) -> bool {
        if !self.is(-1, |c| c.is_ascii_digit()) {
            return false;
        }
        let rest = self.line.get(self.i + 1..).unwrap_or_default();
        let unit: String =
            rest.iter().take_while(|c| c.is_alphanumeric() || "²³°".contains(**c)).collect();
        let then = rest.get(unit.chars().count());
        UNITS.split(' ').any(|known| known == unit) && !matches!(then, Some('\'' | '’'))
    }

    /// The space that `c` lacks on its left.
    fn missing_before(self, c: char) -> Option<char> {
        let closes = |c: char| c.is_alphanumeric() || c == BLANK || ")]»%€".contains(c);
        match c {
            '»' => Some(NARROW),
            '%' | '€'
                if self.is(-1, |c| c.is_ascii_digit()) && !self.is(1, char::is_alphanumeric) =>
            {
                Some(NARROW)
            }
            ';' | '!' | '?' if self.is(-1, closes) && self.is_end(1) => Some(NARROW),
            ':' if self.is(-1, |c| closes(c) && !c.is_numeric()) && self.is_end(1) => {
                Some(NO_BREAK)
            }
            _ => None,
        }
    }

    fn is_elision(self) -> bool {
        self.is(-1, char::is_alphabetic)
            && self.is(1, |c| c.is_alphanumeric() || c == '«' || c == BLANK)
    }
}

/// Places inside an address: a word with `://`, `www.`, `@` or `::`.
fn addresses(line: &[char]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut start = 0;
    for word in line.split(|c| c.is_whitespace()) {
        let holds = |sign: &&[char]| word.windows(sign.len()).any(|here| here == *sign);
        if ADDRESSES.iter().any(holds) {
            found.extend(start..start + word.len());
        }
        start += word.len() + 1;
    }
    found
}

/// Spaces between the groups of digits of a number from 1 000 up: one to three digits, then threes.
///
/// A longer row of figures (telephone, SIRET) and figures after a letter (« A4 500 feuilles ») are not read as one number.
fn groups(line: &[char]) -> BTreeSet<usize> {
    let is_space = |i: usize| line.get(i).is_some_and(|c| [' ', NO_BREAK, NARROW].contains(c));
    let digits_from =
        |start: usize| line.iter().skip(start).take_while(|c| c.is_ascii_digit()).count();
    let mut found = BTreeSet::new();
    let mut i = 0;
    while i < line.len() {
        let first = digits_from(i);
        if first == 0 {
            i += 1;
            continue;
        }
        let here = Here { line, i };
        let follows_letter = here.is(-1, char::is_alphanumeric);
        let follows_digits = here.is(-1, |c| c.is_whitespace() || ".,-/:".contains(c))
            && here.is(-2, |c| c.is_ascii_digit());
        let mut end = i + first;
        let mut spaces = Vec::new();
        while is_space(end) && digits_from(end + 1) == 3 {
            spaces.push(end);
            end += 4;
        }
        let runs_on = is_space(end) && digits_from(end + 1) > 0;
        let is_number = !follows_letter && !follows_digits && !runs_on;
        if is_number && first <= 3 && line.get(i) != Some(&'0') {
            found.extend(spaces);
        }
        i = end;
    }
    found
}
