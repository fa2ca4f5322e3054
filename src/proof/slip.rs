//! Faults of rules that only every purchase shows: what can never hold, what another rule already says, what the law would impose and exclude.

use std::collections::BTreeSet;

use super::cone::Cone;
use super::outcome::places;
use super::search::{Prover, Verdict, Witness};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::rule::{Level, Rule};
use crate::engine::answer::answer;
use crate::engine::conflict::overlap;
use crate::engine::{State, evaluate_some};
use crate::purchase::{Purchase, read};

/// A fault that the solver proved or showed.
#[derive(Debug, Clone)]
pub enum Slip<'b> {
    /// No purchase meets the rule.
    NeverHolds(&'b Rule),
    /// Whatever this rule applies to, the other does too, for the same clause and no lighter.
    Implied { rule: &'b Rule, by: &'b Rule },
    /// Two clauses that exclude each other are both imposed on a purchase.
    Imposed { a: &'b Clause, b: &'b Clause, witness: Box<Witness> },
    /// A clause never comes with one that it requires.
    NeverTogether { clause: &'b Clause, required: &'b Clause },
    /// What could not be settled.
    Unsettled { rule: Option<&'b Rule>, why: String },
}

/// Every such fault of a base, in the order of its rules, then of its clauses.
#[must_use]
pub fn slips(base: &Base) -> Vec<Slip<'_>> {
    let prover = Prover::new(base);
    let mut found = Vec::new();
    let shown: Vec<Vec<Purchase>> = base.rules.iter().map(|rule| hits(base, rule)).collect();
    for (rule, hits) in base.rules.iter().zip(&shown) {
        // An example that hits is a proof that the rule can hold.
        if hits.is_empty() {
            found.extend(never_holds(&prover, rule));
        } else {
            found.extend(implied(&prover, rule, hits));
        }
    }
    found.extend(imposed(&prover));
    found.extend(never_together(&prover));
    found
}

/// The examples of a rule that it applies to.
fn hits(base: &Base, rule: &Rule) -> Vec<Purchase> {
    let examples = rule.examples.iter().filter(|example| example.expected == "applicable");
    let purchases = examples.filter_map(|example| {
        let mut purchase = read::example(&example.fiche, base).0?;
        purchase.buyer.policy.clone_from(&rule.policy);
        Some(purchase)
    });
    purchases.filter(|purchase| applies(base, rule, purchase)).collect()
}

fn applies(base: &Base, rule: &Rule, purchase: &Purchase) -> bool {
    let date = purchase.launch.unwrap_or(base.as_of);
    let evaluation = evaluate_some(base, std::slice::from_ref(rule), purchase, date);
    evaluation.outcomes.iter().any(|outcome| outcome.state == State::Applicable)
}

fn never_holds<'b>(prover: &Prover<'b>, rule: &'b Rule) -> Option<Slip<'b>> {
    let cone = Cone::of(prover.base, &BTreeSet::new(), &[&rule.when]);
    let verdict = prover.ask(
        cone,
        |model, world| {
            let here = places(world);
            let each: Vec<_> = here
                .into_iter()
                .filter(|at| rule.scope.is_tested(*at))
                .map(|at| model.rule(world, rule, at).yes)
                .collect();
            world.gates.or(each)
        },
        |purchase| shown(applies(prover.base, rule, purchase)),
    );
    match verdict {
        Verdict::Proved => Some(Slip::NeverHolds(rule)),
        Verdict::Refuted(_) => None,
        Verdict::Unsettled(why) => Some(Slip::Unsettled { rule: Some(rule), why }),
    }
}

fn shown(is: bool) -> Vec<String> {
    if is { vec![String::new()] } else { Vec::new() }
}

/// The first other rule for the same clause that says as much, wherever this one does.
fn implied<'b>(prover: &Prover<'b>, rule: &'b Rule, hits: &[Purchase]) -> Option<Slip<'b>> {
    let base = prover.base;
    let others = base.rules.iter().filter(|other| {
        other.id != rule.id
            && other.clause == rule.clause
            && other.scope == rule.scope
            && other.level >= rule.level
            && (other.policy.is_none() || other.policy == rule.policy)
            && adds_nothing(rule, other)
    });
    // Of two rules that say the same, the first by name stands.
    let mut candidates = others.filter(|other| hits.iter().all(|hit| applies(base, other, hit)));
    candidates.find_map(|by| {
        let verdict = subsumed(prover, rule, by);
        let is_first = rule.id < by.id && rule.level == by.level;
        let twins = is_first && matches!(subsumed(prover, by, rule), Verdict::Proved);
        match verdict {
            Verdict::Proved if !twins => Some(Slip::Implied { rule, by }),
            _ => None,
        }
    })
}

/// Whether a rule brings nothing beside another: no value, no reference of its own.
fn adds_nothing(rule: &Rule, other: &Rule) -> bool {
    rule.parameters.iter().all(|given| other.parameters.contains(given))
        && rule.bases.iter().all(|basis| other.bases.contains(basis))
}

/// Whether a rule applies only where another does.
fn subsumed<'b>(prover: &Prover<'b>, rule: &'b Rule, by: &'b Rule) -> Verdict {
    let base = prover.base;
    let cone = Cone::of(base, &BTreeSet::new(), &[&rule.when, &by.when]);
    prover.ask(
        cone,
        |model, world| {
            let mut each = Vec::new();
            for at in places(world).into_iter().filter(|at| rule.scope.is_tested(*at)) {
                let (mine, theirs) = (model.rule(world, rule, at), model.rule(world, by, at));
                each.push(world.gates.and_not(mine.yes, theirs.yes));
            }
            world.gates.or(each)
        },
        |purchase| shown(applies(base, rule, purchase)),
    )
}

/// Pairs of clauses that exclude each other although the law may impose both.
fn imposed<'b>(prover: &Prover<'b>) -> Vec<Slip<'b>> {
    let base = prover.base;
    let binding = |clause: &Clause| {
        base.rules.iter().any(|rule| rule.clause == clause.id && rule.level == Level::Obligatoire)
    };
    let mut found = Vec::new();
    for a in base.clauses.values().filter(|clause| binding(clause)) {
        for b in super::cone::rivals(base, a) {
            if a.id < b.id && binding(b) {
                found.extend(both_imposed(prover, a, b));
            }
        }
    }
    found
}

fn both_imposed<'b>(prover: &Prover<'b>, a: &'b Clause, b: &'b Clause) -> Option<Slip<'b>> {
    let base = prover.base;
    let names: BTreeSet<String> = [a.id.clone(), b.id.clone()].into();
    let verdict = prover.ask(
        Cone::of(base, &names, &[]),
        |model, world| {
            let mut each = Vec::new();
            for at in places(world) {
                let mine = model.found_at(world, &a.id, at, Level::Obligatoire);
                for place in places(world).into_iter().filter(|place| overlap(*place, at)) {
                    let theirs = model.found_at(world, &b.id, place, Level::Obligatoire);
                    each.push(world.gates.and([mine, theirs]));
                }
            }
            world.gates.or(each)
        },
        |purchase| {
            let answer = answer(base, purchase, purchase.launch.unwrap_or(base.as_of));
            let aside = answer.set_aside.iter().map(|one| &one.recommendation);
            let imposed = aside.filter(|one| one.level == Level::Obligatoire);
            let lost = imposed.filter(|one| one.clause.id == a.id || one.clause.id == b.id);
            lost.map(|one| format!("`{}` est mise de côté", one.clause.id)).collect()
        },
    );
    match verdict {
        Verdict::Proved => None,
        Verdict::Refuted(witness) => Some(Slip::Imposed { a, b, witness }),
        Verdict::Unsettled(why) => Some(Slip::Unsettled { rule: None, why }),
    }
}

/// Clauses that no purchase gets together with one that they require.
fn never_together<'b>(prover: &Prover<'b>) -> Vec<Slip<'b>> {
    let base = prover.base;
    let mut found = Vec::new();
    for clause in base.clauses.values().filter(|clause| !clause.requires.is_empty()) {
        let is_called = base.rules.iter().any(|rule| rule.clause == clause.id);
        for required in clause.requires.iter().filter_map(|id| base.clauses.get(id)) {
            if is_called && matches!(together(prover, clause, required), Verdict::Proved) {
                found.push(Slip::NeverTogether { clause, required });
            }
        }
    }
    found
}

fn together<'b>(prover: &Prover<'b>, clause: &'b Clause, required: &'b Clause) -> Verdict {
    let base = prover.base;
    let names: BTreeSet<String> = [clause.id.clone(), required.id.clone()].into();
    prover.ask(
        Cone::of(base, &names, &[]),
        |model, world| {
            let mut each = Vec::new();
            for at in places(world) {
                let mine = model.kept(world, clause, at);
                for place in places(world).into_iter().filter(|place| overlap(*place, at)) {
                    let theirs = model.kept(world, required, place);
                    each.push(world.gates.and([mine, theirs]));
                }
            }
            world.gates.or(each)
        },
        |purchase| {
            let answer = answer(base, purchase, purchase.launch.unwrap_or(base.as_of));
            let has = |id: &str| answer.recommendations.iter().any(|one| one.clause.id == id);
            shown(has(&clause.id) && has(&required.id))
        },
    )
}
