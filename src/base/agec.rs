//! The categories of the annual declaration of reused and recycled goods (loi AGEC, art. 58), in the words of the official schema.

use toml::Spanned;

use crate::base::category::read_prefixes;
use crate::base::legal::Place;
use crate::cpv::{Cpv, Prefix};
use crate::table::{Reader, Style, Table};

/// A category of products that is declared each year.
#[derive(Debug, Clone)]
pub struct DeclaredCategory {
    pub id: String,
    /// The value of the official schema.
    pub label: String,
    /// Codes that hint at it: the law lists products, not codes.
    pub prefixes: Vec<Prefix>,
    /// Codes of the same beginning that are not of it.
    pub not_prefixes: Vec<Prefix>,
    /// Codes of which a part only is of it.
    pub doubtful: Vec<Prefix>,
    /// The dated value of the share of reuse, where it was read.
    pub reuse: Option<String>,
    /// The dated value of the share of recycled matter, where it was read.
    pub recycled: Option<String>,
    pub place: Place,
}

const KEYS: [&str; 7] = ["id", "libelle", "cpv", "sauf_cpv", "doute_cpv", "reemploi", "recycle"];

/// How a code hints at a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hint {
    /// The more digits, the more precise.
    pub n_digits: u8,
    pub is_doubtful: bool,
}

impl DeclaredCategory {
    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        let label = table.text(reader, "libelle");
        let mut prefixes = |key| {
            let texts = table.texts(reader, key);
            read_prefixes(reader, texts)
        };
        let (own, not_prefixes, doubtful) =
            (prefixes("cpv"), prefixes("sauf_cpv"), prefixes("doute_cpv"));
        let reuse = table.opt_text(reader, "reemploi").map(Spanned::into_inner);
        let recycled = table.opt_text(reader, "recycle").map(Spanned::into_inner);
        table.finish(reader, &KEYS);
        let (id, label) = (id?.into_inner(), label?.into_inner());
        Some(Self { id, label, prefixes: own, not_prefixes, doubtful, reuse, recycled, place })
    }

    /// Whether a code hints at this category, and how surely.
    #[must_use]
    pub fn hint(&self, code: Cpv) -> Option<Hint> {
        let begins = |prefixes: &[Prefix]| {
            let known = prefixes.iter().filter(|prefix| code.starts_with(**prefix));
            known.map(|prefix| prefix.n_digits()).max()
        };
        let n_digits = begins(&self.prefixes)?;
        let is_doubtful = begins(&self.doubtful).is_some();
        begins(&self.not_prefixes).is_none().then_some(Hint { n_digits, is_doubtful })
    }
}
