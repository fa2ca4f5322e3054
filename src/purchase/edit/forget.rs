//! What a buyer takes back: an answer, a decision, a value, an opt-out.

use toml_edit::{Item, TableLike};

use super::{BUYER_CATEGORY, Fiche, find_lot};
use crate::error::Error;
use crate::fact::{Fact, Origin};
use crate::purchase::Exemption;

/// Takes an answer back, from the purchase or from the lot of that number.
///
/// # Errors
/// When the text is not TOML.
pub fn forget(text: &str, fact: &Fact, lot: Option<u32>) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    let path: &[&str] = match fact.origin {
        Origin::Fiche if fact.id == BUYER_CATEGORY => &["acheteur", "categorie"],
        Origin::Fiche => &[&fact.id],
        Origin::Computed | Origin::Answer => &["faits", &fact.id],
    };
    match lot {
        None => take_out(fiche.tree.as_table_mut(), path),
        Some(number) => {
            if let Some(lot) = fiche.lot_table(number) {
                take_out(lot, path);
            }
        }
    }
    Ok(fiche.text())
}

/// Takes back what was decided of a clause, for the purchase and every lot, or for one lot.
///
/// # Errors
/// When the text is not TOML.
pub fn undecide(text: &str, clause: &str, lot: Option<u32>) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    let number = lot.map(|number| number.to_string());
    let tree = fiche.tree.as_table_mut();
    match &number {
        None => take_out(tree, &["decisions", clause]),
        Some(number) => take_out(tree, &["decisions", clause, "lots", number]),
    }
    Ok(fiche.text())
}

/// Takes back a key of a decision: the value of a variable under `variables`, or the level of ambition.
///
/// # Errors
/// When the text is not TOML.
pub fn undecide_key(
    text: &str,
    clause: &str,
    lot: Option<u32>,
    key: &[&str],
) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    let number = lot.map(|number| number.to_string());
    let mut path = vec!["decisions", clause];
    path.extend(number.iter().flat_map(|number| ["lots", number.as_str()]));
    path.extend(key);
    take_out(fiche.tree.as_table_mut(), &path);
    Ok(fiche.text())
}

/// Chooses an opt-out that the law allows, or gives it up.
///
/// # Errors
/// When the text is not TOML.
pub fn exempt(text: &str, duty: &str, exemption: Option<&Exemption>) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    match exemption {
        None => take_out(fiche.tree.as_table_mut(), &["dispenses", duty]),
        Some(exemption) => {
            let mut node = fiche.at(&["dispenses", duty])?;
            node.set("cas", exemption.case.as_str().into());
            node.set("motif", exemption.reason.as_str().into());
        }
    }
    Ok(fiche.text())
}

impl Fiche {
    fn lot_table(&mut self, number: u32) -> Option<&mut dyn TableLike> {
        let lots = self.tree.get_mut("lots")?;
        let place = find_lot(lots, number)?;
        match lots {
            Item::ArrayOfTables(lots) => lots.get_mut(place).map(|lot| lot as &mut dyn TableLike),
            Item::Value(toml_edit::Value::Array(lots)) => {
                let lot = lots.get_mut(place)?.as_inline_table_mut()?;
                Some(lot as &mut dyn TableLike)
            }
            Item::None | Item::Value(_) | Item::Table(_) => None,
        }
    }
}

/// Removes the key at the end of a path, and the tables that it leaves empty.
fn take_out(table: &mut dyn TableLike, path: &[&str]) {
    match path {
        [] => {}
        [key] => {
            table.remove(key);
        }
        [first, rest @ ..] => {
            let Some(inner) = table.get_mut(first).and_then(Item::as_table_like_mut) else {
                return;
            };
            take_out(inner, rest);
            if inner.is_empty() {
                table.remove(first);
            }
        }
    }
}
