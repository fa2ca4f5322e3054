//! The dates ahead on which the base changes of itself: what begins, what ends, what a value becomes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::address::Kind;
use super::condition::Reader;
use super::view::Link;
use crate::base::legal::InForce;
use crate::base::thresholds::{DatedValue, Row};
use crate::draft::filters::long_date;
use crate::lint::Load;

/// Everything that changes on one day.
#[derive(Debug, Serialize)]
pub(super) struct Day {
    /// `2028-01-01`: its anchor too.
    pub date: String,
    pub title: String,
    pub events: Vec<Event>,
}

/// One thing that changes.
#[derive(Debug, Serialize)]
pub(super) struct Event {
    pub kind: &'static str,
    pub link: Link,
    pub what: String,
    /// The reference still has to be checked.
    pub is_unconfirmed: bool,
    /// What it touches: the clause of a rule, what rests on a reference.
    pub details: Vec<String>,
}

/// What changes after the day of the catalogue, day by day.
pub(super) fn days(reader: Reader<'_>, loads: &BTreeMap<&str, Load<'_>>) -> Vec<Day> {
    let mut calendar = Calendar { after: reader.date, days: BTreeMap::new() };
    duties(reader, &mut calendar);
    values(reader, &mut calendar);
    rules(reader, &mut calendar);
    bases(reader, loads, &mut calendar);
    policies(reader, &mut calendar);
    calendar
        .days
        .into_iter()
        .map(|(date, events)| Day { date: date.to_string(), title: long_date(date), events })
        .collect()
}

struct Calendar {
    after: Date,
    days: BTreeMap<Date, Vec<Event>>,
}

impl Calendar {
    fn add(&mut self, date: Date, event: Event) {
        if date > self.after {
            self.days.entry(date).or_default().push(event);
        }
    }

    /// The beginning and the end of a period.
    fn period(&mut self, period: InForce, about: (&'static str, Link, bool), details: &[String]) {
        let (kind, link, is_unconfirmed) = about;
        let event = |what: &str| Event {
            kind,
            link: link.clone(),
            what: what.into(),
            is_unconfirmed,
            details: details.to_vec(),
        };
        if let Some(from) = period.from() {
            self.add(from, event("commence à s’appliquer"));
        }
        if let Some(until) = period.until() {
            self.add(until, event("cesse de s’appliquer"));
        }
    }
}

/// Whether one of some references still has to be checked.
fn has_unconfirmed(reader: Reader<'_>, ids: &[String]) -> bool {
    ids.iter().filter_map(|id| reader.base.legal.get(id)).any(|basis| !basis.confirmed)
}

fn duties(reader: Reader<'_>, calendar: &mut Calendar) {
    for duty in &reader.base.duties {
        let link = Link::new(&duty.title, Kind::Duty.page(&duty.id));
        let mark = has_unconfirmed(reader, &duty.bases);
        calendar.period(duty.in_force, (Kind::Duty.title(), link, mark), &[]);
    }
}

fn rules(reader: Reader<'_>, calendar: &mut Calendar) {
    for rule in &reader.base.rules {
        let link = Link::new(&rule.title, Kind::Rule.page(&rule.id));
        let clause = Link::clause(reader.base, &rule.clause).text;
        let details = format!("Clause « {clause} », {}", rule.level.title());
        let mark = has_unconfirmed(reader, &rule.bases);
        calendar.period(rule.in_force, (Kind::Rule.title(), link, mark), &[details]);
    }
}

fn bases(reader: Reader<'_>, loads: &BTreeMap<&str, Load<'_>>, calendar: &mut Calendar) {
    for basis in reader.base.legal.values() {
        let link = Link::new(&basis.reference, Kind::Basis.page(&basis.id));
        let mut details = vec![basis.title.clone()];
        if let Some(load) = loads.get(basis.id.as_str()) {
            details.push(resting(load));
        }
        calendar.period(basis.in_force, (Kind::Basis.title(), link, !basis.confirmed), &details);
    }
}

/// « S’appuient sur elle : 3 règles, 1 obligation ».
fn resting(load: &Load<'_>) -> String {
    let count = |n: usize, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let parts: Vec<String> = [
        count(load.rules.len(), "règle", "règles"),
        count(load.duties.len(), "obligation", "obligations"),
        count(load.values.len(), "valeur", "valeurs"),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("S’appuient sur elle : {}", parts.join(", "))
}

fn values(reader: Reader<'_>, calendar: &mut Calendar) {
    for value in reader.base.dated.values() {
        let mut dates: Vec<Date> = value
            .rows
            .iter()
            .flat_map(|row| [row.in_force.from(), row.in_force.until()])
            .flatten()
            .collect();
        dates.sort_unstable();
        dates.dedup();
        for date in dates {
            let link = Link::new(&value.title, Kind::Dated.page(&value.id));
            let (what, details) = change(reader, value, date);
            let bases = value.rows.iter().filter(|row| {
                row.in_force.from() == Some(date) || row.in_force.until() == Some(date)
            });
            let bases: Vec<String> = bases.filter_map(|row| row.basis.clone()).collect();
            let is_unconfirmed = has_unconfirmed(reader, &bases);
            calendar.add(
                date,
                Event {
                    kind: Kind::Dated.title(),
                    link,
                    what: what.into(),
                    is_unconfirmed,
                    details,
                },
            );
        }
    }
}

/// What a dated value becomes on a day, line by line.
fn change(reader: Reader<'_>, value: &DatedValue, date: Date) -> (&'static str, Vec<String>) {
    let is_of = |a: &Row, b: &Row| a.kinds == b.kinds && a.buyers == b.buyers;
    let (mut details, mut is_open) = (Vec::new(), false);
    for row in value.rows.iter().filter(|row| row.in_force.until() == Some(date)) {
        let next =
            value.rows.iter().find(|next| next.in_force.from() == Some(date) && is_of(row, next));
        is_open |= next.is_none();
        let after = next.map_or_else(
            || "la suite n’est pas connue de la base".to_owned(),
            |next| format!("puis {}", next.value),
        );
        details.push(format!("{} : {} jusque-là, {after}", reader.scope(row), row.value));
    }
    for row in value.rows.iter().filter(|row| row.in_force.from() == Some(date)) {
        let follows =
            value.rows.iter().any(|old| old.in_force.until() == Some(date) && is_of(old, row));
        if !follows {
            details.push(format!("{} : {} à partir de ce jour", reader.scope(row), row.value));
        }
    }
    let what = if is_open {
        "arrive à son terme : à mettre à jour ; d’ici là, la dernière valeur reste, avec une alerte"
    } else {
        "change de valeur"
    };
    (what, details)
}

fn policies(reader: Reader<'_>, calendar: &mut Calendar) {
    for policy in reader.base.policies.values() {
        let link = Link::new(&policy.title, Kind::Policy.page(&policy.id));
        let rules =
            reader.base.rules.iter().filter(|rule| rule.policy.as_deref() == Some(&policy.id));
        let details = format!("Règles propres à cette politique : {}", rules.count());
        calendar.period(policy.in_force, (Kind::Policy.title(), link, false), &[details]);
    }
}
