//! The declaration: one line a category bought or entered, what each lacks, its shares beside those of the year.

use crate::agec::counted::{Bought, Counted};
use crate::agec::entered::{self, Entered, Entry};
use crate::agec::schema::Schema;
use crate::base::Base;
use crate::base::agec::DeclaredCategory;
use crate::fact::Value;
use crate::money::{Amount, Rate};
use crate::text::inert_cell;

/// The declaration of a year.
#[derive(Debug)]
pub struct Declaration<'b> {
    pub year: i16,
    pub siret: Option<String>,
    pub name: Option<String>,
    /// Categories that were bought or entered, in the order of the schema.
    pub lines: Vec<Line<'b>>,
    /// Categories of which nothing is known.
    pub silent: Vec<&'b DeclaredCategory>,
}

/// A category declared, or to be.
#[derive(Debug)]
pub struct Line<'b> {
    pub category: &'b DeclaredCategory,
    pub bought: Bought,
    pub entry: Entry,
    pub total: Option<Amount>,
    /// The amounts that are still to be entered.
    pub lacks: Vec<&'static str>,
    pub reuse: Share,
    pub recycled: Share,
}

/// The share of a year's expense, beside the one that the law wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub reached: Option<Rate>,
    pub wanted: Wanted,
    /// What lacks to reach it.
    pub gap: Option<Amount>,
}

/// The share that the law wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The rate of the year was not read.
    Unread,
    /// The category has none.
    Nothing,
    Rate(Rate),
}

impl<'b> Declaration<'b> {
    /// Puts purchases and entries together.
    #[must_use]
    pub fn new(base: &'b Base, year: i16, counted: &Counted<'b>, entered: &Entered) -> Self {
        let (mut lines, mut silent) = (Vec::new(), Vec::new());
        for category in &base.declared {
            let bought = counted.by_category.get(category.id.as_str()).cloned();
            let entry = entered.by_category.get(&category.id).cloned();
            if bought.is_none() && entry.is_none() {
                silent.push(category);
                continue;
            }
            let (bought, entry) = (bought.unwrap_or_default(), entry.unwrap_or_default());
            lines.push(Line::new(base, year, category, bought, entry));
        }
        // The only buyer met declares, when no other is said.
        let only = counted.buyers.first_key_value().filter(|_| counted.buyers.len() == 1);
        let siret = entered.siret.clone().or_else(|| only.map(|(siret, _)| siret.clone()));
        let named = siret.as_ref().and_then(|siret| counted.buyers.get(siret)?.clone());
        Self { year, name: entered.name.clone().or(named), siret, lines, silent }
    }

    /// Whether every line can be written.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        !self.lines.is_empty() && self.lines.iter().all(|line| line.lacks.is_empty())
    }

    /// The CSV of the complete lines, each checked against the official schema.
    ///
    /// # Errors
    /// The first line that does not fit it, and why; nothing is to be written then.
    pub fn csv(&self) -> Result<Vec<u8>, String> {
        let schema = Schema::official();
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(schema.columns()).map_err(|cause| cause.to_string())?;
        for line in self.lines.iter().filter(|line| line.lacks.is_empty()) {
            let cells = self.cells(line, schema);
            let label = &line.category.label;
            let fits = schema.check(&cells).and_then(|()| line.check());
            fits.map_err(|why| format!("{label} : {why}"))?;
            out.write_record(&cells).map_err(|cause| cause.to_string())?;
        }
        out.into_inner().map_err(|cause| cause.to_string())
    }

    fn cells(&self, line: &Line<'_>, schema: &Schema) -> Vec<String> {
        let amount = |amount: Option<Amount>| amount.map(plain).unwrap_or_default();
        let text = |text: &Option<String>| {
            text.as_deref().map(|text| inert_cell(text).into_owned()).unwrap_or_default()
        };
        let cell = |column: &str| match column {
            "annee" => self.year.to_string(),
            "siret" => self.siret.clone().unwrap_or_default(),
            "raison_sociale" => text(&self.name),
            "type_produit_acquis" => line.category.label.clone(),
            entered::TOTAL => amount(line.total),
            entered::REUSE => amount(line.entry.reuse),
            entered::GIFTS => amount(line.entry.gifts),
            entered::RECYCLED => amount(line.entry.recycled),
            "commentaires" => text(&line.entry.comment),
            _ => String::new(),
        };
        schema.columns().map(cell).collect()
    }
}

/// A number of the schema: `12000.50`.
fn plain(amount: Amount) -> String {
    let (whole, cents) = (amount.centimes() / 100, amount.centimes() % 100);
    if cents == 0 { whole.to_string() } else { format!("{whole}.{cents:02}") }
}

impl<'b> Line<'b> {
    fn new(
        base: &Base,
        year: i16,
        category: &'b DeclaredCategory,
        bought: Bought,
        entry: Entry,
    ) -> Self {
        let vouched = bought.whole().filter(|_| entry.total_of_purchases);
        let total = entry.total.or(vouched);
        let needed = [
            (entered::TOTAL, total),
            (entered::REUSE, entry.reuse),
            (entered::GIFTS, entry.gifts),
            (entered::RECYCLED, entry.recycled),
        ];
        let lacks = needed.into_iter().filter(|(_, amount)| amount.is_none());
        let lacks = lacks.map(|(name, _)| name).collect();
        let reused =
            entry.reuse.zip(entry.gifts).map(|(bought, given)| bought.saturating_add(given));
        let share = |part, quota: &Option<String>| {
            Share::new(part, total, wanted(base, year, quota.as_deref()))
        };
        let reuse = share(reused, &category.reuse);
        let recycled = share(entry.recycled, &category.recycled);
        Self { category, bought, entry, total, lacks, reuse, recycled }
    }
}

impl Line<'_> {
    /// Stricter than the schema: a part of the expense is not more than it.
    fn check(&self) -> Result<(), String> {
        let parts = [(entered::REUSE, self.entry.reuse), (entered::RECYCLED, self.entry.recycled)];
        let over = parts.into_iter().find(|(_, part)| *part > self.total);
        over.map_or(Ok(()), |(name, _)| Err(format!("`{name}` dépasse la dépense de l’année")))
    }
}

/// The rate of a year; past the last row read, it was not.
fn wanted(base: &Base, year: i16, quota: Option<&str>) -> Wanted {
    let day = crate::agec::bounds(year).map(|(_, last)| last);
    let value = quota.and_then(|id| base.dated.get(id)).zip(day);
    let Some((value, day)) = value else { return Wanted::Unread };
    let resolved = value.resolve(day, None, None);
    match resolved.rows.as_slice() {
        [row] if !resolved.stale => match row.value {
            Value::Rate(rate) if rate == Rate::default() => Wanted::Nothing,
            Value::Rate(rate) => Wanted::Rate(rate),
            _ => Wanted::Unread,
        },
        _ => Wanted::Unread,
    }
}

impl Share {
    fn new(part: Option<Amount>, total: Option<Amount>, wanted: Wanted) -> Self {
        let both = part.zip(total).map(|(part, total)| (part.centimes(), total.centimes()));
        let reached = both.and_then(|(part, total)| {
            let share = (i128::from(part) * 10_000).checked_div(i128::from(total))?;
            i64::try_from(share).ok().map(Rate::from_ten_thousandths)
        });
        let gap = both.zip(match wanted {
            Wanted::Rate(rate) => Some(rate),
            Wanted::Unread | Wanted::Nothing => None,
        });
        let gap = gap.map(|((part, total), rate)| {
            // Rounded up: a centime short is short.
            let due = i128::from(total) * i128::from(rate.ten_thousandths());
            let due = i64::try_from((due + 9_999) / 10_000).unwrap_or(i64::MAX);
            Amount::from_centimes(due.saturating_sub(part).max(0))
        });
        Self { reached, wanted, gap }
    }
}
