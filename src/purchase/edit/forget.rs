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
        None => fiche.take_out(path),
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
    match &number {
        None => fiche.take_out(&["decisions", clause]),
        Some(number) => fiche.take_out(&["decisions", clause, "lots", number]),
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
    fiche.take_out(&path);
    Ok(fiche.text())
}

/// Chooses an opt-out that the law allows, or gives it up.
///
/// # Errors
/// When the text is not TOML.
pub fn exempt(text: &str, duty: &str, exemption: Option<&Exemption>) -> Result<String, Error> {
    let mut fiche = Fiche::parse(text)?;
    match exemption {
        None => fiche.take_out(&["dispenses", duty]),
        Some(exemption) => {
            let mut node = fiche.at(&["dispenses", duty])?;
            node.set("cas", exemption.case.as_str().into());
            node.set("motif", exemption.reason.as_str().into());
        }
    }
    Ok(fiche.text())
}

impl Fiche {
    /// Takes a key out of the fiche; comments before a table that goes with it stay, at the end.
    fn take_out(&mut self, path: &[&str]) {
        let kept = take_out(self.tree.as_table_mut(), path);
        if !kept.is_empty() {
            let trailing = self.tree.trailing().as_str().unwrap_or_default().to_owned();
            self.tree.set_trailing(kept.trim_end_matches('\n').to_owned() + "\n" + &trailing);
        }
    }

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

/// Removes the key at the end of a path, and the tables that it leaves empty; gives back the comments that stood before those tables.
fn take_out(table: &mut dyn TableLike, path: &[&str]) -> String {
    match path {
        [] => String::new(),
        [key] => table.remove(key).as_ref().map(comments).unwrap_or_default(),
        [first, rest @ ..] => {
            let Some(inner) = table.get_mut(first).and_then(Item::as_table_like_mut) else {
                return String::new();
            };
            let mut kept = take_out(inner, rest);
            if inner.is_empty() {
                kept = table.remove(first).as_ref().map(comments).unwrap_or_default() + &kept;
            }
            kept
        }
    }
}

/// The comments before the heading of a table: they may be about what stood there before it.
fn comments(item: &Item) -> String {
    let prefix = item.as_table().and_then(|table| table.decor().prefix()?.as_str());
    prefix.filter(|text| text.contains('#')).unwrap_or_default().to_owned()
}
