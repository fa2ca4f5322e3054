//! The page of a clause: its texts, values, controls and costs, and the rules that call for it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::{self, Kind};
use super::condition::Reader;
use super::drawn::{self, PieceText};
use super::parameter::{self, value_text};
use super::view::{self, Link, Reference, Status};
use crate::base::clause::{Clause, Penalty, Phase, PriceLine, Variable, VariableKind};
use crate::base::policy::{Measure, Policy};
use crate::base::rule::{Parameter, Rule};
use crate::draft::TemplateError;
use crate::draft::filters::long_date;
use crate::output::wording::burden;
use crate::purchase::Ambition;

/// A clause.
#[derive(Debug, Serialize)]
pub(super) struct View {
    pub id: String,
    pub title: String,
    pub path: String,
    pub nature: &'static str,
    pub axis: String,
    pub status: Status,
    pub version: String,
    pub checked_on: String,
    pub documents: Vec<Place>,
    pub burden: String,
    pub texts: Vec<PieceText>,
    pub variables: Vec<VariableRow>,
    pub criterion: Option<CriterionView>,
    pub penalties: Vec<PenaltyRow>,
    pub no_penalty: Option<String>,
    pub prices: Vec<(String, String)>,
    pub phases: Vec<PhaseRows>,
    pub cautions: Vec<String>,
    pub indicators: Vec<String>,
    pub measure: Option<String>,
    pub sources: Vec<String>,
    pub derogations: Vec<String>,
    pub requires: Vec<Link>,
    pub required_by: Vec<Link>,
    pub excludes: Vec<Link>,
    pub duties: Vec<Link>,
    pub means: Vec<MeansLink>,
    pub references: Vec<Reference>,
    pub has_unconfirmed: bool,
    /// What a search reads of its texts.
    #[serde(skip)]
    pub words: String,
    pub file: String,
}

/// A document it writes in, and the article where it lands.
#[derive(Debug, Serialize)]
pub(super) struct Place {
    pub document: &'static str,
    pub article: Option<String>,
}

/// A variable and where its value comes from.
#[derive(Debug, Serialize)]
pub(super) struct VariableRow {
    pub name: String,
    pub question: String,
    pub kind: &'static str,
    /// By level, or one for all.
    pub values: Vec<(&'static str, String)>,
    /// What policies and rules give, each value with those that give it.
    pub given: Vec<(String, Vec<Link>)>,
    pub most: Option<String>,
}

/// What a criterion is worth and why.
#[derive(Debug, Serialize)]
pub(super) struct CriterionView {
    pub title: String,
    pub points: String,
    pub why: String,
}

/// What failing costs.
#[derive(Debug, Serialize)]
pub(super) struct PenaltyRow {
    pub breach: String,
    pub amount: String,
    pub unit: String,
}

/// The checks of a phase.
#[derive(Debug, Serialize)]
pub(super) struct PhaseRows {
    pub title: &'static str,
    pub checks: Vec<CheckRow>,
}

/// Who checks what, when, on which proof.
#[derive(Debug, Serialize)]
pub(super) struct CheckRow {
    pub action: String,
    pub who: String,
    pub when: String,
    pub proof: String,
}

/// A means of a policy that it serves.
#[derive(Debug, Serialize)]
pub(super) struct MeansLink {
    pub policy: String,
    pub link: Link,
    pub priority: u32,
}

/// The page of a clause, called for by some rules.
pub(super) fn view(
    reader: Reader<'_>,
    clause: &Clause,
    rules: &[&Rule],
) -> Result<View, Vec<TemplateError>> {
    let (texts, words) = drawn::texts(reader.base, clause, reader.date)?;
    let references = references(reader, rules);
    Ok(View {
        id: clause.id.clone(),
        title: clause.title.clone(),
        path: Kind::Clause.page(&clause.id),
        nature: clause.nature.title(),
        axis: view::axis(reader.base, &clause.axis),
        status: view::status(reader.base, clause),
        version: clause.version.clone(),
        checked_on: long_date(clause.checked_on),
        documents: documents(reader, clause),
        burden: burden(clause.burden),
        texts,
        variables: variables(reader, clause, rules),
        criterion: criterion(clause),
        penalties: penalties(clause),
        no_penalty: clause.no_penalty.clone(),
        prices: prices(clause),
        phases: phases(clause),
        cautions: clause.cautions.clone(),
        indicators: clause.indicators.iter().map(|id| indicator(reader, id)).collect(),
        measure: clause.measure.clone(),
        sources: clause.sources.clone(),
        derogations: derogations(reader, clause),
        requires: others(reader, |other| clause.requires.contains(&other.id)),
        required_by: others(reader, |other| other.requires.contains(&clause.id)),
        excludes: excluded(reader, clause),
        duties: duties(reader, clause),
        means: means(reader, clause),
        has_unconfirmed: references.iter().any(|reference| !reference.is_confirmed),
        references,
        words,
        file: clause.place.source.name.to_string(),
    })
}

/// The references of its rules, each once.
fn references(reader: Reader<'_>, rules: &[&Rule]) -> Vec<Reference> {
    let mut found: Vec<&String> = Vec::new();
    for id in rules.iter().flat_map(|rule| &rule.bases) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
        .into_iter()
        .filter_map(|id| reader.base.legal.get(id))
        .map(|basis| Reference::new(basis, reader.date))
        .collect()
}

fn documents(reader: Reader<'_>, clause: &Clause) -> Vec<Place> {
    let place = |piece: &str| Place {
        document: drawn::piece_title(piece),
        article: drawn::place(reader.base, clause, piece),
    };
    clause.documents().into_iter().map(place).collect()
}

fn variables(reader: Reader<'_>, clause: &Clause, rules: &[&Rule]) -> Vec<VariableRow> {
    clause.variables.iter().map(|one| variable(reader, clause, one, rules)).collect()
}

fn variable(reader: Reader<'_>, clause: &Clause, own: &Variable, rules: &[&Rule]) -> VariableRow {
    let text = |value| value_text(Some(own), value);
    let values = if own.graduated {
        Ambition::ALL
            .into_iter()
            .filter_map(|level| Some((drawn::level_title(level), text(own.levels.get(&level)?))))
            .collect()
    } else {
        own.levels.values().take(1).map(|value| ("Tous niveaux", text(value))).collect()
    };
    VariableRow {
        name: own.name.clone(),
        question: own.question.clone(),
        kind: kind_title(own.kind),
        values,
        given: given(reader, clause, own, rules),
        most: own.most.as_ref().map(text),
    }
}

/// What policies, then rules, give to a variable.
fn given(
    reader: Reader<'_>,
    clause: &Clause,
    own: &Variable,
    rules: &[&Rule],
) -> Vec<(String, Vec<Link>)> {
    let mut out: Vec<(String, Vec<Link>)> = Vec::new();
    let mut add = |text: String, link: Link| match out.iter_mut().find(|(known, _)| *known == text)
    {
        Some((_, links)) => links.push(link),
        None => out.push((text, vec![link])),
    };
    let texts = |parameters: &[(String, Parameter)]| -> Vec<String> {
        let all = parameter::all(reader, Some(clause), parameters).into_iter();
        all.filter(|one| one.name == own.name).map(|one| one.text).collect()
    };
    for policy in reader.base.policies.values() {
        let link = || Link::new(&policy.title, Kind::Policy.page(&policy.id));
        for (_, value) in policy.parameters.iter().filter(|(name, _)| *name == own.name) {
            add(value_text(Some(own), value), link());
        }
        let changes = |id: &str| rules.iter().any(|rule| rule.id == id);
        for adaptation in policy.adaptations.iter().filter(|one| changes(&one.rule)) {
            for text in texts(&adaptation.parameters) {
                add(text, link());
            }
        }
    }
    for rule in rules {
        let link = || Link::rule(reader.base, &rule.id);
        for text in texts(&rule.parameters) {
            add(text, link());
        }
    }
    out
}

const fn kind_title(kind: VariableKind) -> &'static str {
    match kind {
        VariableKind::Rate => "taux",
        VariableKind::Amount => "montant",
        VariableKind::Hours => "heures",
        VariableKind::Count => "nombre",
        VariableKind::Months => "mois",
        VariableKind::Days => "jours",
        VariableKind::Text => "texte",
        VariableKind::Date => "date",
        VariableKind::Boolean => "oui ou non",
    }
}

fn criterion(clause: &Clause) -> Option<CriterionView> {
    clause.criterion.as_ref().map(|criterion| CriterionView {
        title: criterion.title.clone(),
        points: format!(
            "{} points sur 100 proposés, de {} à {}",
            criterion.proposed, criterion.least, criterion.most
        ),
        why: criterion.why.clone(),
    })
}

fn penalties(clause: &Clause) -> Vec<PenaltyRow> {
    let amount = |name: &str| match clause.variable(name) {
        Some(variable) if variable.levels.is_empty() => "à fixer par l’acheteur".to_owned(),
        Some(variable) => {
            let mut values: Vec<String> =
                variable.levels.values().map(|value| value_text(Some(variable), value)).collect();
            values.dedup();
            values.join(", puis ")
        }
        None => name.to_owned(),
    };
    let row = |penalty: &Penalty| PenaltyRow {
        breach: penalty.breach.clone(),
        amount: amount(&penalty.amount),
        unit: penalty.unit.clone(),
    };
    clause.penalties.iter().map(row).collect()
}

fn prices(clause: &Clause) -> Vec<(String, String)> {
    let line = |price: &PriceLine| (price.designation.clone(), price.unit.clone());
    clause.prices.iter().map(line).collect()
}

/// Incompatible with it, whichever of the two says so.
fn excluded(reader: Reader<'_>, clause: &Clause) -> Vec<Link> {
    others(reader, |other| clause.is_rival(other))
}

fn phases(clause: &Clause) -> Vec<PhaseRows> {
    let mut by_phase: BTreeMap<Phase, Vec<CheckRow>> = BTreeMap::new();
    for check in &clause.checks {
        by_phase.entry(check.phase).or_default().push(CheckRow {
            action: check.action.clone(),
            who: check.who.clone(),
            when: check.when.clone(),
            proof: check.proof.clone(),
        });
    }
    by_phase.into_iter().map(|(phase, checks)| PhaseRows { title: phase.title(), checks }).collect()
}

/// The words of an indicator of a policy, else its id.
fn indicator(reader: Reader<'_>, id: &str) -> String {
    let mut all = reader.base.policies.values().flat_map(|policy| &policy.indicators);
    all.find(|indicator| indicator.id == id)
        .map_or_else(|| id.to_owned(), |found| found.text.clone())
}

fn derogations(reader: Reader<'_>, clause: &Clause) -> Vec<String> {
    let title = |id: &str| {
        reader.base.ccags.get(id).map_or_else(|| id.to_owned(), |ccag| ccag.title.clone())
    };
    clause
        .derogations
        .iter()
        .map(|one| format!("{}, article {}", title(&one.ccag), one.article))
        .collect()
}

fn others(reader: Reader<'_>, is_linked: impl Fn(&Clause) -> bool) -> Vec<Link> {
    let found = reader.base.clauses.values().filter(|other| is_linked(other));
    found.map(|other| Link::clause(reader.base, &other.id)).collect()
}

fn duties(reader: Reader<'_>, clause: &Clause) -> Vec<Link> {
    let met = reader.base.duties.iter().filter(|duty| duty.met_by.accepts(clause));
    met.map(|duty| Link::duty(reader.base, &duty.id)).collect()
}

fn means(reader: Reader<'_>, clause: &Clause) -> Vec<MeansLink> {
    let of = |policy: &Policy| -> Vec<MeansLink> {
        let link = |measure: &Measure| MeansLink {
            policy: policy.title.clone(),
            link: Link::new(&measure.text, address::measure(&policy.id, &measure.id)),
            priority: measure.priority,
        };
        policy.measures_of(&clause.id).map(link).collect()
    };
    reader.base.policies.values().flat_map(of).collect()
}
