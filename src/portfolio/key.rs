//! What tells a contract from the others, whatever the source and the order of reading.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::contract::{AmountKind, Contract};
use crate::text::fold;

/// Tells a contract from the others: 128 bits of a fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u128);

impl Key {
    /// The key of a contract.
    #[must_use]
    pub fn of(contract: &Contract) -> Self {
        Self::named(contract, &named(&fold(&contract.purchase.object)))
    }

    /// The key of a contract, and that of the maximum that its amount repeats; its object is given folded.
    pub(super) fn both(contract: &Contract, object: &str) -> (Self, Option<Self>) {
        let name = named(object);
        (Self::named(contract, &name), Self::ceiling(contract, &name))
    }

    /// Where the nth of so many equal parts of all keys starts; none for the first, and past the last.
    pub(super) fn at(part: usize, parts: usize) -> Option<Self> {
        let (part, parts) = (part as u128, parts as u128);
        (0 < part && part < parts).then(|| Self(u128::MAX / parts * part))
    }

    /// Prudent: one number serves several lots, so that the object and the amount count too. Without an object, the code does.
    fn named(contract: &Contract, name: &str) -> Self {
        let purchase = &contract.purchase;
        let amount = purchase.amount.map(|amount| amount.centimes().to_string());
        let cpv = purchase.cpv.first().filter(|_| purchase.object.is_empty());
        // A programme has no numbers: two lines that say the same on the same day are one.
        let day = purchase.launch.filter(|_| contract.id.is_none());
        Self::hash(&[
            purchase.buyer.siret.as_deref().unwrap_or_default(),
            contract.id.as_deref().unwrap_or_default(),
            name,
            &amount.unwrap_or_default(),
            &cpv.map(ToString::to_string).unwrap_or_default(),
            &day.map(|day| day.to_string()).unwrap_or_default(),
        ])
    }

    /// One key for every awardee of a framework agreement: its maximum is counted once.
    fn ceiling(contract: &Contract, name: &str) -> Option<Self> {
        let purchase = &contract.purchase;
        let amount = purchase.amount.filter(|_| contract.amount_kind == AmountKind::Plafond)?;
        Some(Self::hash(&[
            "plafond",
            purchase.buyer.siret.as_deref().unwrap_or_default(),
            name,
            &amount.centimes().to_string(),
            &purchase.cpv.first().map(ToString::to_string).unwrap_or_default(),
        ]))
    }

    fn hash(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let wide = hash.finalize();
        Self(wide.iter().take(16).fold(0, |key, byte| (key << 8) | u128::from(*byte)))
    }
}

/// The folded object as contracts are told apart: « annule et remplace » is said of the same one.
fn named(folded: &str) -> Cow<'_, str> {
    const REPLACES: &str = "annule et remplace";
    if !folded.contains(REPLACES) {
        return Cow::Borrowed(folded);
    }
    let words = folded.replace(REPLACES, "");
    Cow::Owned(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

impl Serialize for Key {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{:032x}", self.0))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let key = u128::from_str_radix(&text, 16).ok().filter(|_| text.len() == 32);
        key.map(Self)
            .ok_or_else(|| serde::de::Error::custom("clé de 32 chiffres hexadécimaux attendue"))
    }
}
