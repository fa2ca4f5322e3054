//! What every purchase is called for: rules, clauses found, their levels, as propositions; the mirror of `engine::answer`.

use std::collections::BTreeSet;

use super::condition::Rails;
use super::gate::Lit;
use super::known::Model;
use super::world::World;
use crate::base::clause::Clause;
use crate::base::policy::Policy;
use crate::base::rule::{Level, Rule, Scope};
use crate::engine::conflict::overlap;
use crate::engine::known::At;

impl<'b> Model<'b> {
    /// A rule at a place: applicable, or out; undetermined is neither.
    pub fn rule(&mut self, world: &mut World, rule: &'b Rule, at: At) -> Rails {
        let key = (rule.id.clone(), at);
        if let Some(known) = self.rules.get(&key) {
            return *known;
        }
        let mut stands = vec![world.stands(at), self.rule_in_force(world, rule)];
        if let Some(own) = rule.policy.as_deref() {
            stands.push(self.active(world, own));
        }
        let stands = world.gates.and(stands);
        let when = self.rails(world, &rule.when, at);
        let yes = world.gates.and([stands, when.yes]);
        let no = world.gates.or([!stands, when.no]);
        let rails = Rails { yes, no };
        self.rules.insert(key, rails);
        rails
    }

    /// Its own dates, and a reference in force when it has nothing else.
    pub fn rule_in_force(&mut self, world: &mut World, rule: &'b Rule) -> Lit {
        let own = self.in_force(world, rule.in_force);
        if rule.bases.is_empty() || !rule.sources.is_empty() {
            return own;
        }
        let supported = self.one_in_force(world, &rule.bases);
        world.gates.and([own, supported])
    }

    /// Whether one of some references is in force.
    pub fn one_in_force(&mut self, world: &mut World, ids: &[String]) -> Lit {
        let base = self.base;
        let dates: Vec<_> =
            ids.iter().filter_map(|id| base.legal.get(id)).map(|basis| basis.in_force).collect();
        let each: Vec<Lit> = dates.into_iter().map(|dates| self.in_force(world, dates)).collect();
        world.gates.or(each)
    }

    /// Whether a policy is the buyer's, and in force.
    pub fn active(&mut self, world: &mut World, id: &str) -> Lit {
        let Some(policy) = self.base.policies.get(id) else { return world.gates.no() };
        let chosen = world.policies.get(id).copied().unwrap_or_else(|| world.gates.no());
        let in_force = self.in_force(world, policy.in_force);
        world.gates.and([chosen, in_force])
    }

    /// Every policy of the base with the proposition that it applies, and that none does.
    pub fn policies(&mut self, world: &mut World) -> Vec<(Option<&'b Policy>, Lit)> {
        let base = self.base;
        let mut all: Vec<(Option<&'b Policy>, Lit)> = base
            .policies
            .values()
            .map(|policy| (Some(policy), self.active(world, &policy.id)))
            .collect();
        let none = world.gates.or(all.iter().map(|(_, active)| *active).collect::<Vec<_>>());
        all.push((None, !none));
        all
    }

    /// The rules of a clause with the places where they are tested.
    pub fn rules_of(&self, clause: &str, at: At) -> Vec<&'b Rule> {
        let scope = if at == At::Purchase { Scope::Purchase } else { Scope::Lot };
        let rules = self.base.rules.iter();
        rules.filter(|rule| rule.clause == clause && rule.scope == scope).collect()
    }

    /// Whether a rule calls for a clause at a place; on a lot, unless the whole purchase is called for it.
    pub fn called(&mut self, world: &mut World, clause: &str, at: At) -> Lit {
        let rules = self.rules_of(clause, at);
        let each: Vec<Lit> = rules.into_iter().map(|rule| self.rule(world, rule, at).yes).collect();
        let here = world.gates.or(each);
        if at == At::Purchase {
            return here;
        }
        let whole = self.called(world, clause, At::Purchase);
        world.gates.and_not(here, whole)
    }

    /// Whether the level of what calls for a clause at a place reaches one, as policies adapt it.
    fn called_at(&mut self, world: &mut World, clause: &str, at: At, level: Level) -> Lit {
        let called = self.called(world, clause, at);
        let mut reached = Vec::new();
        for rule in self.rules_of(clause, at) {
            let applies = self.rule(world, rule, at).yes;
            let high = self.level_reached(world, rule, level);
            reached.push(world.gates.and([applies, high]));
        }
        let reached = world.gates.or(reached);
        world.gates.and([called, reached])
    }

    /// Whether a rule's level reaches one.
    pub fn level_reached(&mut self, world: &mut World, rule: &Rule, level: Level) -> Lit {
        let mut cases = Vec::new();
        for (policy, active) in self.policies(world) {
            let adapted = policy.and_then(|policy| {
                policy.adaptations.iter().find(|one| one.rule == rule.id).and_then(|one| one.level)
            });
            if adapted.unwrap_or(rule.level) >= level {
                cases.push(active);
            }
        }
        world.gates.or(cases)
    }

    /// The clauses that require a clause, near or far.
    fn askers(&self, clause: &str) -> Vec<&'b Clause> {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = vec![clause.to_owned()];
        let mut askers: Vec<&'b Clause> = Vec::new();
        while let Some(wanted) = waiting.pop() {
            for asker in self.base.clauses.values() {
                if asker.requires.contains(&wanted) && seen.insert(&asker.id) {
                    waiting.push(asker.id.clone());
                    askers.push(asker);
                }
            }
        }
        askers
    }

    /// Whether a clause is found at a place: called for, or required by one that is.
    pub fn found(&mut self, world: &mut World, clause: &str, at: At) -> Lit {
        let key = (clause.to_owned(), at);
        if !self.found.contains_key(&key) {
            let askers = self.askers(clause);
            if askers.is_empty() {
                let called = self.called(world, clause, at);
                self.found.insert(key.clone(), called);
            } else {
                self.bring(world, clause, &askers);
            }
        }
        self.found.get(&key).copied().unwrap_or_else(|| world.gates.no())
    }

    /// A required clause comes where its asker stands, unless it is called for there; which of an asker on the purchase and one on a lot
    /// brings it is left open.
    fn bring(&mut self, world: &mut World, clause: &str, askers: &[&'b Clause]) {
        let mut brought = Vec::new();
        for at in places(world) {
            let by: Vec<Lit> =
                askers.iter().map(|asker| self.called(world, &asker.id, at)).collect();
            let by = world.gates.or(by);
            let near: Vec<At> =
                places(world).into_iter().filter(|other| overlap(*other, at)).collect();
            let present: Vec<Lit> =
                near.into_iter().map(|place| self.called(world, clause, place)).collect();
            let present = world.gates.or(present);
            let may = world.gates.and_not(by, present);
            let comes = world.gates.free();
            world.gates.entails(comes, may);
            brought.push((at, may, comes));
        }
        for (at, may, comes) in &brought {
            let others = brought.iter().filter(|(other, ..)| overlap(*other, *at));
            let clause: Vec<Lit> =
                others.map(|(_, _, comes)| *comes).chain([!*may, *comes]).collect();
            world.gates.require(&clause);
        }
        for (at, _, comes) in brought {
            let called = self.called(world, clause, at);
            let found = world.gates.or([called, comes]);
            self.found.insert((clause.to_owned(), at), found);
        }
    }

    /// Whether a found clause reaches a level: that of its rules, else of the clauses that require it.
    ///
    /// Of several that do, the one that brings it is left open, and so is the level between theirs.
    pub fn found_at(&mut self, world: &mut World, clause: &str, at: At, level: Level) -> Lit {
        let key = (clause.to_owned(), at, level);
        if let Some(known) = self.levels.get(&key) {
            return *known;
        }
        let own = self.called_at(world, clause, at, level);
        let askers = self.askers(clause);
        let reached = if askers.is_empty() {
            own
        } else {
            let called = self.called(world, clause, at);
            let found = self.found(world, clause, at);
            let mut high = Vec::new();
            let mut low = Vec::new();
            for asker in &askers {
                let asks = self.called(world, &asker.id, at);
                let reaches = self.called_at(world, &asker.id, at, level);
                high.push(reaches);
                low.push(world.gates.and_not(asks, reaches));
            }
            let (high, low) = (world.gates.or(high), world.gates.or(low));
            let lent = world.gates.free();
            world.gates.entails(lent, high);
            world.gates.require(&[lent, !high, low]);
            let brought = world.gates.and([found, !called, lent]);
            world.gates.or([own, brought])
        };
        self.levels.insert(key, reached);
        reached
    }
}

/// The purchase and the lots considered.
pub fn places(world: &World) -> Vec<At> {
    std::iter::once(At::Purchase).chain(world.places()).collect()
}
