//! What purchases are about: families with the clauses they call for, and facts with what deduces them.

use serde::Serialize;

use super::address::{self, Kind};
use super::condition::{self, Node, Reader};
use super::parameter;
use super::view::{Link, Reference};
use crate::base::category::Category;
use crate::base::deduction::{Deduction, Given};
use crate::coverage;
use crate::fact::{Fact, FactId, Origin, Value};

/// A purchase family.
#[derive(Debug, Serialize)]
pub(super) struct FamilyView {
    pub id: String,
    pub title: String,
    pub path: String,
    pub kind: Option<String>,
    pub codes: Vec<String>,
    /// The clauses that rules call for by its name, each with those rules.
    pub clauses: Vec<(Link, Vec<Link>)>,
}

/// Every family, with the clauses that rules call for by its name.
pub(super) fn families(reader: Reader<'_>) -> Vec<FamilyView> {
    let base = reader.base;
    let named: Vec<_> =
        base.rules.iter().map(|rule| (rule, coverage::families_of(base, rule))).collect();
    let one = |family: &Category| {
        let mut clauses: Vec<(Link, Vec<Link>)> = Vec::new();
        for (rule, _) in named.iter().filter(|(_, ids)| ids.contains(family.id.as_str())) {
            let (clause, rule) = (Link::clause(base, &rule.clause), Link::rule(base, &rule.id));
            match clauses.iter_mut().find(|(known, _)| *known == clause) {
                Some((_, rules)) => rules.push(rule),
                None => clauses.push((clause, vec![rule])),
            }
        }
        clauses.sort();
        FamilyView {
            id: family.id.clone(),
            title: family.title.clone(),
            path: Kind::Family.page(&family.id),
            kind: family.kind.clone(),
            codes: family.prefixes.iter().map(|prefix| condition::code(*prefix)).collect(),
            clauses,
        }
    };
    base.categories.list.iter().map(one).collect()
}

/// A fact that conditions test.
#[derive(Debug, Serialize)]
pub(super) struct FactView {
    pub id: String,
    pub anchor: String,
    pub title: String,
    pub kind: &'static str,
    pub origin: &'static str,
    pub question: Option<String>,
    pub why: Option<String>,
    pub values: Vec<String>,
    pub deductions: Vec<DeductionView>,
    pub n_rules: usize,
}

/// What gives a fact, when nobody says it.
#[derive(Debug, Serialize)]
pub(super) struct DeductionView {
    pub given: String,
    pub reason: String,
    pub when: Node,
    pub reference: Option<Reference>,
    pub is_confirmed: bool,
}

/// Every fact, in alphabetical order of titles.
pub(super) fn facts(reader: Reader<'_>) -> Vec<FactView> {
    let mut views: Vec<FactView> =
        reader.base.facts.iter().map(|(id, fact)| fact_view(reader, id, fact)).collect();
    views.sort_by_cached_key(|view| (crate::text::fold(&view.title), view.id.clone()));
    views
}

fn fact_view(reader: Reader<'_>, id: FactId, fact: &Fact) -> FactView {
    let base = reader.base;
    let deductions = base.deductions.iter().filter(|deduction| deduction.fact == id);
    FactView {
        id: fact.id.clone(),
        anchor: address::safe(&fact.id),
        title: fact.title.clone(),
        kind: parameter::kind_title(fact.kind),
        origin: match fact.origin {
            Origin::Fiche => "dit par la fiche d’achat",
            Origin::Computed => "calculé d’après la fiche",
            Origin::Answer => "répondu par l’acheteur, ou déduit",
        },
        question: fact.question.clone(),
        why: fact.why.clone(),
        values: if fact.id == "famille" {
            Vec::new()
        } else {
            fact.values.iter().map(|(_, label)| label.clone()).collect()
        },
        deductions: deductions.map(|deduction| deduction_view(reader, deduction)).collect(),
        n_rules: base.rules.iter().filter(|rule| rule.when.facts().contains(&id)).count(),
    }
}

fn deduction_view(reader: Reader<'_>, deduction: &Deduction) -> DeductionView {
    let base = reader.base;
    let own = base.facts.get(deduction.fact);
    let given = match &deduction.given {
        Given::Value(Value::List(ids)) => {
            own.map_or_else(String::new, |fact| fact.show(&Value::List(ids.clone())))
        }
        Given::Value(value) => condition::show(own, value),
        Given::Fact(other) => {
            let title = base.facts.get(*other).map_or("autre fait", |fact| fact.title.as_str());
            format!("la même valeur que « {title} »")
        }
    };
    let basis = deduction.basis.as_ref().and_then(|id| base.legal.get(id));
    DeductionView {
        given,
        reason: deduction.reason.clone(),
        when: reader.read(&deduction.when),
        reference: basis.map(|basis| Reference::new(basis, reader.date)),
        is_confirmed: deduction.confirmed,
    }
}
