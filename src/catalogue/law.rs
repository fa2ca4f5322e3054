//! Legal references with what rests on them, dated values line by line, and duties.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::{self, Kind};
use super::condition::{Node, Reader};
use super::view::{Link, Period, Reference};
use crate::base::clause::Nature;
use crate::base::condition::Condition;
use crate::base::duty::{Duty, MetBy};
use crate::base::legal::LegalBasis;
use crate::base::thresholds::DatedValue;
use crate::lint::Load;

/// A legal reference.
#[derive(Debug, Serialize)]
pub(super) struct BasisView {
    pub id: String,
    pub own: Reference,
    pub rules: Vec<Link>,
    pub duties: Vec<Link>,
    /// Dated values, facts deduced, caps.
    pub values: Vec<Link>,
    pub no_rule: Option<String>,
    pub is_idle: bool,
}

pub(super) fn basis(
    reader: Reader<'_>,
    basis: &LegalBasis,
    loads: &BTreeMap<&str, Load<'_>>,
) -> BasisView {
    let base = reader.base;
    let load = loads.get(basis.id.as_str()).cloned().unwrap_or_default();
    let value = |id: &&str| match (base.dated.get(*id), base.facts.by_name(id)) {
        (Some(dated), _) => Link::new(&dated.title, Kind::Dated.page(id)),
        (None, Some((_, fact))) => {
            Link::new(&format!("{} (déduit)", fact.title), address::fact(id))
        }
        (None, None) => Link::new(id, Kind::Dated.list()),
    };
    BasisView {
        id: basis.id.clone(),
        own: Reference::new(basis, reader.date),
        rules: load.rules.iter().map(|id| Link::rule(base, id)).collect(),
        duties: load.duties.iter().map(|id| Link::duty(base, id)).collect(),
        values: load.values.iter().map(value).collect(),
        no_rule: basis.no_rule.clone(),
        is_idle: load.rules.is_empty() && load.duties.is_empty() && load.values.is_empty(),
    }
}

/// A dated value.
#[derive(Debug, Serialize)]
pub(super) struct DatedView {
    pub id: String,
    pub title: String,
    pub path: String,
    pub rows: Vec<RowView>,
    /// The rules, duties and facts that compare with it or give it.
    pub read_by: Vec<Link>,
    pub has_unconfirmed: bool,
}

/// A line of a dated value.
#[derive(Debug, Serialize)]
pub(super) struct RowView {
    pub scope: String,
    pub value: String,
    pub period: Period,
    pub reference: Option<Reference>,
}

pub(super) fn dated(reader: Reader<'_>, value: &DatedValue) -> DatedView {
    let base = reader.base;
    let rows: Vec<RowView> = value
        .rows
        .iter()
        .map(|row| RowView {
            scope: reader.scope(row),
            value: row.value.to_string(),
            period: Period::new(row.in_force, reader.date),
            reference: row
                .basis
                .as_ref()
                .and_then(|id| base.legal.get(id))
                .map(|basis| Reference::new(basis, reader.date)),
        })
        .collect();
    DatedView {
        id: value.id.clone(),
        title: value.title.clone(),
        path: Kind::Dated.page(&value.id),
        has_unconfirmed: rows
            .iter()
            .filter_map(|row| row.reference.as_ref())
            .any(|r| !r.is_confirmed),
        rows,
        read_by: readers(reader, &value.id),
    }
}

/// What compares with a dated value, or gives it to a clause.
fn readers(reader: Reader<'_>, id: &str) -> Vec<Link> {
    use crate::base::rule::Parameter;
    let base = reader.base;
    let names = |condition: &Condition| condition.dated_names().contains(&id);
    let gives = |(_, parameter): &(String, Parameter)| match parameter {
        Parameter::Dated(name) => name == id,
        Parameter::Formula(formula) => formula.names().contains(&id),
        Parameter::Value(_) => false,
    };
    let rules =
        base.rules.iter().filter(|rule| names(&rule.when) || rule.parameters.iter().any(gives));
    let duties = base.duties.iter().filter(|duty| {
        let cases = duty.exemptions.iter().map(|case| &case.when);
        let reserves = duty.reserves.iter().map(|reserve| &reserve.when);
        names(&duty.when) || cases.chain(reserves).any(names)
    });
    let facts = base.deductions.iter().filter(|deduction| names(&deduction.when));
    let mut links: Vec<Link> = rules.map(|rule| Link::rule(base, &rule.id)).collect();
    links.extend(duties.map(|duty| Link::duty(base, &duty.id)));
    links.extend(facts.filter_map(|deduction| {
        let fact = base.facts.get(deduction.fact)?;
        Some(Link::new(&format!("{} (déduit)", fact.title), address::fact(&fact.id)))
    }));
    let mut seen: Vec<Link> = Vec::new();
    for link in links {
        if !seen.contains(&link) {
            seen.push(link);
        }
    }
    seen
}

/// A duty.
#[derive(Debug, Serialize)]
pub(super) struct DutyView {
    pub id: String,
    pub title: String,
    pub path: String,
    pub period: Period,
    pub when: Node,
    /// How the clauses that meet it are told.
    pub met_by: String,
    pub clauses: Vec<Link>,
    pub except: Vec<Link>,
    pub exemptions: Vec<CaseView>,
    pub reserves: Vec<CaseView>,
    pub help: String,
    pub references: Vec<Reference>,
    pub has_unconfirmed: bool,
}

/// A case of opt-out, or a point that the law leaves unsettled.
#[derive(Debug, Serialize)]
pub(super) struct CaseView {
    pub text: String,
    pub when: Option<Node>,
}

pub(super) fn duty(reader: Reader<'_>, duty: &Duty) -> DutyView {
    let base = reader.base;
    let accepted = base.clauses.values().filter(|clause| duty.met_by.accepts(clause));
    let (met_by, except) = met_by(reader, &duty.met_by);
    let case = |when: &Condition, text: &str| CaseView {
        text: text.to_owned(),
        when: (!is_empty(when)).then(|| reader.read(when)),
    };
    let references = Reference::all(base, &duty.bases, reader.date);
    DutyView {
        id: duty.id.clone(),
        title: duty.title.clone(),
        path: Kind::Duty.page(&duty.id),
        period: Period::new(duty.in_force, reader.date),
        when: reader.read(&duty.when),
        met_by,
        clauses: accepted.map(|clause| Link::clause(base, &clause.id)).collect(),
        except,
        exemptions: duty.exemptions.iter().map(|one| case(&one.when, &one.text)).collect(),
        reserves: duty.reserves.iter().map(|one| case(&one.when, &one.text)).collect(),
        help: duty.help.clone(),
        has_unconfirmed: references.iter().any(|reference| !reference.is_confirmed),
        references,
    }
}

fn is_empty(condition: &Condition) -> bool {
    matches!(condition, Condition::All(items) if items.is_empty())
}

fn met_by(reader: Reader<'_>, by: &MetBy) -> (String, Vec<Link>) {
    match by {
        MetBy::Clauses(_) => ("L’une de ces clauses, dans chaque lot.".into(), Vec::new()),
        MetBy::Kind { axis, nature, pieces, except } => {
            let what = match nature {
                Nature::Clause => "une clause",
                Nature::Critere => "un critère d’attribution",
                Nature::Montage => "un choix de montage",
                Nature::Verification => "une vérification",
            };
            let axis = axis.as_ref().map_or_else(String::new, |axis| {
                format!(" de l’axe {}", super::view::axis(reader.base, axis).to_lowercase())
            });
            let pieces: Vec<String> = pieces.iter().map(|piece| piece.to_uppercase()).collect();
            let pieces = if pieces.is_empty() {
                String::new()
            } else {
                format!(", écrit au {}", crate::output::wording::or(&pieces))
            };
            let links = except.iter().map(|id| Link::clause(reader.base, id)).collect();
            (format!("Dans chaque lot, {what}{axis}{pieces}."), links)
        }
    }
}
