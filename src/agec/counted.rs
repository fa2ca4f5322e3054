//! Purchases of a year, by category of the declaration, and how much of their expense is known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::agec::DeclaredCategory;
use crate::cpv::Cpv;
use crate::money::Amount;
use crate::portfolio::contract::{AmountKind, Contract, Origin};
use crate::portfolio::key::Key;

/// Why the expense of the year is not known from a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unknown {
    Amount,
    /// An estimate: a fiche, or a line of a programme.
    Estimate,
    /// The maximum of a framework agreement, or a contract under one.
    Framework,
    /// It runs over several years.
    Years,
    /// Its date or its duration is not known.
    Dates,
    /// A part only of such goods is of the category.
    Doubtful,
}

impl Unknown {
    /// In words, for a report.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Amount => "montant inconnu",
            Self::Estimate => "estimation seulement",
            Self::Framework => "accord-cadre : seul son maximum est publié",
            Self::Years => "sur plusieurs années",
            Self::Dates => "date ou durée inconnue",
            Self::Doubtful => "en partie hors de la catégorie",
        }
    }
}

/// What was bought in a category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bought {
    pub n: u64,
    /// The sum of the expenses that are known.
    pub known: Amount,
    /// How many are not, by reason.
    pub unknown: BTreeMap<Unknown, u64>,
}

impl Bought {
    /// The whole expense, when that of every purchase is known.
    #[must_use]
    pub fn whole(&self) -> Option<Amount> {
        (self.n > 0 && self.unknown.is_empty()).then_some(self.known)
    }
}

/// The purchases of a buyer and a year.
#[derive(Debug)]
pub struct Counted<'b> {
    categories: &'b [DeclaredCategory],
    first: Date,
    last: Date,
    /// The buyer wanted; any, when not said.
    siret: Option<String>,
    seen: BTreeSet<Key>,
    /// Buyers met, with their name where it is said.
    pub buyers: BTreeMap<String, Option<String>>,
    pub read: u64,
    pub refused: u64,
    pub repeated: u64,
    /// Of another buyer than the one wanted.
    pub others: u64,
    /// In the year.
    pub running: u64,
    /// Without a code that says what was bought.
    pub without_code: u64,
    /// Whose codes are of several categories.
    pub mixed: u64,
    pub by_category: BTreeMap<&'b str, Bought>,
}

/// A contract, or a lot of a fiche.
struct Unit<'c> {
    codes: &'c [Cpv],
    amount: Option<Amount>,
    months: Option<u32>,
}

impl<'b> Counted<'b> {
    #[must_use]
    pub fn new(
        categories: &'b [DeclaredCategory],
        year: (Date, Date),
        siret: Option<&str>,
    ) -> Self {
        Self {
            categories,
            first: year.0,
            last: year.1,
            siret: siret.map(str::to_owned),
            seen: BTreeSet::new(),
            buyers: BTreeMap::new(),
            read: 0,
            refused: 0,
            repeated: 0,
            others: 0,
            running: 0,
            without_code: 0,
            mixed: 0,
            by_category: BTreeMap::new(),
        }
    }

    /// Counts a contract; concessions buy nothing.
    pub fn add(&mut self, contract: &Contract) {
        self.read += 1;
        if contract.is_concession {
            self.refused += 1;
            return;
        }
        let buyer = &contract.purchase.buyer;
        if let (Some(wanted), Some(siret)) = (&self.siret, &buyer.siret)
            && wanted != siret
        {
            self.others += 1;
            return;
        }
        if !self.seen.insert(Key::of(contract)) {
            self.repeated += 1;
            return;
        }
        if let Some(siret) = &buyer.siret {
            let name = self.buyers.entry(siret.clone()).or_default();
            *name = name.take().or_else(|| buyer.name.clone());
        }
        let units = units(contract);
        let units: Vec<&Unit<'_>> =
            units.iter().filter(|unit| self.may_run(contract.purchase.launch, unit)).collect();
        self.running += u64::from(!units.is_empty());
        for unit in units {
            self.add_unit(contract, unit);
        }
    }

    /// A record that is no contract.
    pub const fn refuse(&mut self) {
        self.read += 1;
        self.refused += 1;
    }

    /// Whether anything may be spent on it in the year: unless its dates say no.
    fn may_run(&self, launch: Option<Date>, unit: &Unit<'_>) -> bool {
        let Some(launch) = launch else { return true };
        launch <= self.last && end(launch, unit.months).is_none_or(|end| end > self.first)
    }

    fn add_unit(&mut self, contract: &Contract, unit: &Unit<'_>) {
        if unit.codes.is_empty() {
            self.without_code += 1;
            return;
        }
        let mut found: Vec<(&'b DeclaredCategory, bool)> = Vec::new();
        for code in unit.codes {
            if let Some((category, doubtful)) = category(self.categories, *code)
                && !found.iter().any(|(known, _)| known.id == category.id)
            {
                found.push((category, doubtful));
            }
        }
        self.mixed += u64::from(found.len() > 1);
        let mixed = found.len() > 1;
        for (category, doubtful) in found {
            let bought = self.by_category.entry(&category.id).or_default();
            bought.n += 1;
            let spent = if mixed || doubtful {
                Err(Unknown::Doubtful)
            } else {
                spent(contract, unit, self.first, self.last)
            };
            match spent {
                Ok(amount) => bought.known = bought.known.saturating_add(amount),
                Err(why) => *bought.unknown.entry(why).or_default() += 1,
            }
        }
    }
}

fn units(contract: &Contract) -> Vec<Unit<'_>> {
    let purchase = &contract.purchase;
    let whole = Unit { codes: &purchase.cpv, amount: purchase.amount, months: purchase.months };
    if purchase.lots.is_empty() {
        return vec![whole];
    }
    let each = purchase.lots.iter().map(|lot| Unit {
        codes: if lot.cpv.is_empty() { whole.codes } else { &lot.cpv },
        amount: lot.amount,
        months: lot.months.or(whole.months),
    });
    each.collect()
}

/// The category that the most digits of a code hint at.
fn category(categories: &[DeclaredCategory], code: Cpv) -> Option<(&DeclaredCategory, bool)> {
    let hints = categories.iter().filter_map(|one| Some((one, one.hint(code)?)));
    let (category, hint) = hints.max_by_key(|(_, hint)| hint.n_digits)?;
    Some((category, hint.is_doubtful))
}

/// The first day after.
fn end(launch: Date, months: Option<u32>) -> Option<Date> {
    launch.checked_add(i64::from(months?).months()).ok()
}

/// What was spent in the year, when the contract says so: awarded, for a fixed amount, and done within the year.
fn spent(contract: &Contract, unit: &Unit<'_>, first: Date, last: Date) -> Result<Amount, Unknown> {
    if contract.origin != Origin::Published {
        return Err(Unknown::Estimate);
    }
    if contract.amount_kind != AmountKind::Ordinaire {
        return Err(Unknown::Framework);
    }
    let launch = contract.purchase.launch.ok_or(Unknown::Dates)?;
    let end = end(launch, unit.months).ok_or(Unknown::Dates)?;
    if launch < first || end > last {
        return Err(Unknown::Years);
    }
    unit.amount.ok_or(Unknown::Amount)
}
