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
    /// The dated value of the share of reuse, where it was read.
    pub reuse: Option<String>,
    /// The dated value of the share of recycled matter, where it was read.
    pub recycled: Option<String>,
    pub place: Place,
}

const KEYS: [&str; 6] = ["id", "libelle", "cpv", "sauf_cpv", "reemploi", "recycle"];

impl DeclaredCategory {
    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        let label = table.text(reader, "libelle");
        let prefixes = table.texts(reader, "cpv");
        let prefixes = read_prefixes(reader, prefixes);
        let not_prefixes = table.texts(reader, "sauf_cpv");
        let not_prefixes = read_prefixes(reader, not_prefixes);
        let reuse = table.opt_text(reader, "reemploi").map(Spanned::into_inner);
        let recycled = table.opt_text(reader, "recycle").map(Spanned::into_inner);
        table.finish(reader, &KEYS);
        let (id, label) = (id?.into_inner(), label?.into_inner());
        Some(Self { id, label, prefixes, not_prefixes, reuse, recycled, place })
    }

    /// How many digits of a code hint at this category; `None` when they do not.
    #[must_use]
    pub fn hint(&self, code: Cpv) -> Option<u8> {
        let begins = |prefixes: &[Prefix]| {
            prefixes.iter().filter(|prefix| code.starts_with(**prefix)).map(|p| p.n_digits()).max()
        };
        let found = begins(&self.prefixes)?;
        begins(&self.not_prefixes).is_none_or(|other| other < found).then_some(found)
    }
}
