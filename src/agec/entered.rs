//! What is entered by hand for the declaration (`--saisies`): who declares, and the amounts that purchases do not tell.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;

use crate::base::agec::DeclaredCategory;
use crate::base::source::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::Amount;
use crate::table::{Reader, Table};

/// What was entered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entered {
    pub year: Option<u32>,
    pub siret: Option<String>,
    pub name: Option<String>,
    pub by_category: BTreeMap<String, Entry>,
}

/// What was entered of a category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    pub total: Option<Amount>,
    /// The total is what the purchases add up to: the buyer vouches for it.
    pub total_of_purchases: bool,
    pub reuse: Option<Amount>,
    pub gifts: Option<Amount>,
    pub recycled: Option<Amount>,
    pub comment: Option<String>,
}

/// Names of the amounts, those of the official schema.
pub const TOTAL: &str = "montant_total";
pub const REUSE: &str = "montant_reemploi_et_reutilisation";
pub const GIFTS: &str = "montant_produits_issus_don";
pub const RECYCLED: &str = "montant_produits_recycles";
/// In the place of the total.
pub const OF_PURCHASES: &str = "total_des_achats";
const COMMENT: &str = "commentaires";

impl Entered {
    /// Reads what was entered, with every fault found.
    #[must_use]
    pub fn read(source: &Arc<Source>, known: &[DeclaredCategory]) -> (Self, Vec<Diagnostic>) {
        let (mut reader, mut root) = Reader::parse(source);
        let mut entered = Self::default();
        let reader_ref = &mut reader;
        entered.year = root.opt_count(reader_ref, "annee").map(Spanned::into_inner);
        if let Some(mut buyer) = root.opt_table(reader_ref, "acheteur") {
            entered.siret = buyer.opt_text(reader_ref, "siret").map(Spanned::into_inner);
            entered.name = buyer.opt_text(reader_ref, "raison_sociale").map(Spanned::into_inner);
            buyer.finish(reader_ref, &["siret", "raison_sociale"]);
        }
        if let Some(categories) = root.opt_table(reader_ref, "categories") {
            for (id, span, node) in categories.into_entries() {
                if !known.iter().any(|category| category.id == id) {
                    let message = format!("catégorie `{id}` inconnue");
                    let code = Code::ValeurInconnue;
                    let fault = Diagnostic::error(code, &reader_ref.source, span, message);
                    let names = known.iter().map(|category| category.id.as_str());
                    reader_ref.found.push(fault.nearest(&id, names));
                    continue;
                }
                if let Some(table) = Table::from_node(reader_ref, &id, node) {
                    let entry = Entry::read(reader_ref, table);
                    entered.by_category.insert(id, entry);
                }
            }
        }
        root.finish(reader_ref, &["annee", "acheteur", "categories"]);
        (entered, reader.found)
    }
}

impl Entry {
    fn read(reader: &mut Reader, mut table: Table<'_>) -> Self {
        let total = table.opt_amount(reader, TOTAL);
        let of_purchases = table.opt_bool(reader, OF_PURCHASES).unwrap_or(false);
        if of_purchases && let Some(total) = &total {
            let message = format!("`{TOTAL}` et `{OF_PURCHASES}` se contredisent");
            reader.error(Code::ValeurInconnue, total.span(), message).help =
                Some("garder l’un ou l’autre".into());
        }
        let total = total.map(Spanned::into_inner);
        let mut part = |key: &str, within: bool| {
            let amount = table.opt_amount(reader, key)?;
            if within && total.is_some_and(|total| *amount.get_ref() > total) {
                let message = format!("`{key}` dépasse `{TOTAL}`");
                reader.error(Code::MontantInvalide, amount.span(), message).help =
                    Some("une part de la dépense ne dépasse pas la dépense".into());
            }
            Some(amount.into_inner())
        };
        let (reuse, recycled) = (part(REUSE, true), part(RECYCLED, true));
        // A gift is not an expense: its flat value may pass what was spent.
        let gifts = part(GIFTS, false);
        let comment = table.opt_text(reader, COMMENT).map(Spanned::into_inner);
        table.finish(reader, &[TOTAL, OF_PURCHASES, REUSE, GIFTS, RECYCLED, COMMENT]);
        Self { total, total_of_purchases: of_purchases, reuse, gifts, recycled, comment }
    }
}
