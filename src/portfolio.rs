//! Many contracts at once: read in a stream, each evaluated or refused, counted, in totals that merge.
//!
//! [`source`] cuts a source into records whatever its shape; [`contract`] makes a purchase of each, its known damages mended;
//! [`contribution`] evaluates it; [`totals`] add up and merge; [`report`] reads figures off totals. Read = evaluated + refused, always.

pub mod award;
pub mod columns;
pub mod considerations;
pub mod contract;
pub mod contribution;
pub mod crew;
pub mod draft;
pub mod entry;
pub mod fate;
pub mod fiche;
pub mod field;
pub mod finding;
pub mod input;
pub mod key;
pub mod mend;
pub mod missed;
#[cfg(feature = "parquet")]
pub mod parquet;
mod publication;
pub mod record;
pub mod report;
pub mod setting;
pub mod shared;
pub mod sorter;
pub mod source;
pub mod split;
mod states;
pub mod subject;
pub mod table;
pub mod tally;
pub mod totals;
pub mod workbook;

use jiff::civil::{Date, date};

use self::contract::Contract;
use self::contribution::Assessor;
use self::fate::{Refusal, Refused};
use self::source::Item;
use self::totals::{Counted, Evaluated, Totals};

/// The first day of the code de la commande publique: rules say nothing of what is older.
pub const CODE_IN_FORCE: Date = date(2019, 4, 1);

/// What is counted, and how.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The policy applied to every contract, in the place of its own.
    pub policy: Option<String>,
    /// The day whose rules apply to all.
    pub date: Option<Date>,
    /// First day, and first day after.
    pub period: Option<(Date, Date)>,
}

impl Choice {
    /// Whether a contract is to be evaluated.
    ///
    /// # Errors
    /// The reason why it is not.
    pub fn admit(&self, contract: &Contract) -> Result<(), Refused> {
        let day = contract.purchase.launch;
        if contract.is_concession {
            return Err(Refusal::Concession.into());
        }
        if let Some((from, until)) = self.period
            && day.is_none_or(|day| day < from || until <= day)
        {
            return Err(Refusal::OutOfPeriod.into());
        }
        if self.date.is_none() && day.is_some_and(|day| day < CODE_IN_FORCE) {
            return Err(Refusal::BeforeCode.into());
        }
        Ok(())
    }

    /// Counts a record: evaluated, or refused.
    pub fn count(&self, assessor: &Assessor<'_>, source: &str, item: Item, into: &mut Totals) {
        into.add(source, self.assess(assessor, item));
    }

    /// What a record adds to totals.
    pub fn assess(&self, assessor: &Assessor<'_>, item: Item) -> Counted {
        let admitted = item.what.and_then(|contract| self.admit(&contract).map(|()| contract));
        let what = admitted.map(|mut contract| {
            if self.policy.is_some() {
                contract.purchase.buyer.policy = self.policy.as_deref().map(Into::into);
            }
            let (key, contribution) = assessor.assess(&contract);
            Evaluated { key, contribution, notes: contract.notes }
        });
        Counted { rank: item.rank, at: item.at, what }
    }
}
