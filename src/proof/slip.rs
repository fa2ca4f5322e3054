//! Faults of rules that only every purchase shows: what can never hold, what another rule already says, what the law would impose and exclude.

use std::collections::BTreeSet;

use super::cone::Cone;
use super::outcome::places;
use super::search::{Prover, Verdict, Witness};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::condition::Condition;
use crate::base::rule::{Level, Rule};
use crate::engine::answer::answer;
use crate::engine::conflict::overlap;
use crate::engine::{State, evaluate_some};
use crate::purchase::{Purchase, read};

/// A fault that the solver proved or showed.
#[derive(Debug, Clone)]
pub enum Slip<'b> {
    /// No purchase meets the rule; the facts of a least set of its conditions that exclude each other.
    NeverHolds { rule: &'b Rule, excluding: Vec<String> },
    /// Whatever this rule applies to, the other does too, for the same clause and no lighter.
    Implied { rule: &'b Rule, by: &'b Rule },
    /// Two rules apply to the same purchases for one clause, at two levels.
    TwoLevels { rule: &'b Rule, by: &'b Rule },
    /// Two clauses that exclude each other are both imposed on a purchase.
    Imposed { a: &'b Clause, b: &'b Clause, witness: Box<Witness> },
    /// A clause never comes with one that it requires.
    NeverTogether { clause: &'b Clause, required: &'b Clause },
    /// Whether a rule can hold could not be settled.
    Unsettled { rule: &'b Rule, why: String },
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
        purchase.buyer.policy = rule.policy.as_deref().map(Into::into);
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
    match meets(prover, rule, &[&rule.when], true) {
        Verdict::Proved => Some(Slip::NeverHolds { rule, excluding: excluding(prover, rule) }),
        Verdict::Refuted(_) => None,
        Verdict::Unsettled(why) => Some(Slip::Unsettled { rule, why }),
    }
}

/// Whether a purchase meets some conditions of a rule, at its dates.
fn meets<'b>(
    prover: &Prover<'b>,
    rule: &'b Rule,
    conditions: &[&'b Condition],
    whole: bool,
) -> Verdict {
    let cone = Cone::of(prover.base, &BTreeSet::new(), conditions);
    prover.ask(
        cone,
        |model, world| {
            let mut stands = vec![model.rule_in_force(world, rule)];
            stands.extend(rule.policy.as_deref().map(|own| model.active(world, own)));
            let stands = world.gates.and(stands);
            let mut each = Vec::new();
            for at in places(world).into_iter().filter(|at| rule.scope.is_tested(*at)) {
                let mut parts = vec![stands, world.stands(at)];
                for condition in conditions {
                    parts.push(model.rails(world, condition, at).yes);
                }
                each.push(world.gates.and(parts));
            }
            world.gates.or(each)
        },
        |purchase| shown(!whole || applies(prover.base, rule, purchase)),
    )
}

/// A least set of the conditions of a rule that no purchase meets together, by the facts that they read.
fn excluding<'b>(prover: &Prover<'b>, rule: &'b Rule) -> Vec<String> {
    let Condition::All(items) = &rule.when else { return Vec::new() };
    let mut kept: Vec<&'b Condition> = items.iter().collect();
    let mut i = 0;
    while i < kept.len() {
        let mut fewer = kept.clone();
        fewer.remove(i);
        if matches!(meets(prover, rule, &fewer, false), Verdict::Proved) {
            kept = fewer;
        } else {
            i += 1;
        }
    }
    let name = |condition: &&Condition| {
        let facts = condition.facts();
        facts.first().and_then(|fact| prover.base.facts.get(*fact)).map(|fact| fact.id.clone())
    };
    kept.iter().filter_map(name).collect()
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
            // A policy may say again what the law or good practice says.
            && other.policy == rule.policy
    });
    let mut candidates = others.filter(|other| hits.iter().all(|hit| applies(base, other, hit)));
    candidates.find_map(|by| {
        if !adds_nothing(rule, by) || !is_proved(&subsumed(prover, rule, by)) {
            return None;
        }
        let twins = is_proved(&subsumed(prover, by, rule));
        match rule.level == by.level {
            false if twins => Some(Slip::TwoLevels { rule, by }),
            // Of two rules that say the same, the first by name stands.
            true if twins && rule.id < by.id && adds_nothing(by, rule) => None,
            _ => Some(Slip::Implied { rule, by }),
        }
    })
}

const fn is_proved(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Proved)
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
        Verdict::Refuted(witness) => Some(Slip::Imposed { a, b, witness }),
        // Neither shown nor excluded: the engine would say it, in the open, of any purchase that met both.
        Verdict::Proved | Verdict::Unsettled(_) => None,
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
