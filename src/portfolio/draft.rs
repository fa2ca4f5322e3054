//! A record as a source gives it, before it is read: whoever takes it reads it, on another thread if it likes.

use super::contract::{Contract, Origin};
use super::fate::Refused;
use super::fiche;
use super::record::{Record, decode};
use super::source::Reading;
use super::split::Spot;

/// A record of a source, not yet read.
#[derive(Debug)]
pub struct Draft<'a> {
    /// From 1, in its source.
    pub rank: u64,
    pub at: Spot,
    pub what: Raw<'a>,
}

/// What a source holds at a place.
#[derive(Debug)]
pub enum Raw<'a> {
    /// A record in JSON, and whether it stands among concessions.
    Json(&'a [u8], bool),
    /// The cells of a row.
    Row(Record, Origin),
    /// What was read already: a fiche.
    Read(Box<Contract>),
    Refused(Refused),
}

/// A record of a source.
#[derive(Debug)]
pub struct Item {
    /// From 1, in its source.
    pub rank: u64,
    pub at: Spot,
    pub what: Result<Contract, Refused>,
}

impl Draft<'_> {
    /// Reads it.
    #[must_use]
    pub fn read(self, reading: Reading<'_>) -> Item {
        let what = match self.what {
            Raw::Json(bytes, concession) => of_bytes(bytes, concession, reading),
            Raw::Row(record, origin) => Contract::of_record(&record, origin, reading.today),
            Raw::Read(contract) => Ok(*contract),
            Raw::Refused(refused) => Err(refused),
        };
        Item { rank: self.rank, at: self.at, what }
    }
}

fn of_bytes(bytes: &[u8], concession: bool, reading: Reading<'_>) -> Result<Contract, Refused> {
    let record = Record::of_json(bytes)?;
    if record.is_fiche {
        return fiche::of_json(&decode(bytes), reading.base);
    }
    let origin = if reading.needs_buyer { Origin::Published } else { Origin::Planned };
    let mut contract = Contract::of_record(&record, origin, reading.today)?;
    contract.is_concession |= concession;
    Ok(contract)
}
