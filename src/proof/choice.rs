//! Which found clauses stay, and what becomes of duties: the mirror of `engine::conflict`, `engine::sobriety` and `engine::duty`.

use std::collections::BTreeSet;

use super::condition::Rails;
use super::cone::rivals;
use super::domain::{Key, rank};
use super::gate::Lit;
use super::known::Model;
use super::outcome::places;
use super::world::World;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::duty::Duty;
use crate::base::guarantee::DutyWanted;
use crate::base::policy::Policy;
use crate::base::rule::Level;
use crate::engine::conflict::overlap;
use crate::engine::known::At;
use crate::fact::Value;

impl<'b> Model<'b> {
    /// Whether a clause stays at a place: no rival puts it aside, nor one that it requires, unless the law imposes it.
    ///
    /// Clauses that require one another in a circle stand as long as each does: as many rounds as they are settle it.
    pub fn kept(&mut self, world: &mut World, clause: &'b Clause, at: At) -> Lit {
        let rounds = required(self.base, clause).len() * places(world).len();
        self.kept_after(world, clause, at, rounds)
    }

    /// Whether a clause stays once those that lack a required one have gone, so many times in a row.
    fn kept_after(&mut self, world: &mut World, clause: &'b Clause, at: At, rounds: usize) -> Lit {
        let parted = self.parted(world, clause, at);
        if clause.requires.is_empty() || rounds == 0 {
            return parted;
        }
        let key = (clause.id.clone(), at, rounds);
        if let Some(known) = self.kept.get(&key) {
            return *known;
        }
        let base = self.base;
        let mut complete = Vec::new();
        for required in clause.requires.iter().filter_map(|id| base.clauses.get(id)) {
            let near: Vec<At> =
                places(world).into_iter().filter(|place| overlap(*place, at)).collect();
            let there: Vec<Lit> = near
                .into_iter()
                .map(|place| self.kept_after(world, required, place, rounds - 1))
                .collect();
            complete.push(world.gates.or(there));
        }
        let complete = world.gates.and(complete);
        let imposed = self.found_at(world, &clause.id, at, Level::Obligatoire);
        let may = world.gates.or([complete, imposed]);
        let kept = world.gates.and([parted, may]);
        self.kept.insert(key, kept);
        kept
    }

    /// Whether a clause is left at a place once incompatible ones are parted: no rival that is left stands before it.
    ///
    /// Two rivals never stand before each other, so that one assignment fits.
    fn parted(&mut self, world: &mut World, clause: &'b Clause, at: At) -> Lit {
        let key = (clause.id.clone(), at);
        if let Some(known) = self.parted.get(&key) {
            return *known;
        }
        let found = self.found(world, &clause.id, at);
        let rivals = rivals(self.base, clause);
        if rivals.is_empty() {
            self.parted.insert(key, found);
            return found;
        }
        let kept = world.gates.free();
        self.parted.insert(key, kept);
        world.gates.entails(kept, found);
        let mut causes = vec![!found, kept];
        for rival in rivals {
            let near: Vec<At> =
                places(world).into_iter().filter(|place| overlap(*place, at)).collect();
            for place in near {
                let stronger = self.stronger(world, rival, place, clause, at);
                let stands = self.parted(world, rival, place);
                let beaten = world.gates.and([stands, stronger]);
                world.gates.require(&[!kept, !beaten]);
                causes.push(beaten);
            }
        }
        world.gates.require(&causes);
        kept
    }

    /// Whether a clause at a place stands before another one, in the order of `engine::conflict`.
    fn stronger(
        &mut self,
        world: &mut World,
        a: &'b Clause,
        a_at: At,
        b: &'b Clause,
        b_at: At,
    ) -> Lit {
        let burden = |clause: &Clause| clause.burden.buyer_hours + clause.burden.papers;
        let mut wins = world.gates.constant((burden(a), &a.id, a_at) < (burden(b), &b.id, b_at));
        let (mine, theirs) = (self.special(world, a, a_at), self.special(world, b, b_at));
        wins = before(world, mine, theirs, wins);
        let mut by_policy = Vec::new();
        for (policy, active) in self.policies(world) {
            let (mine, theirs) = (priority(policy, a), priority(policy, b));
            let here = match mine.cmp(&theirs) {
                std::cmp::Ordering::Less => world.gates.yes(),
                std::cmp::Ordering::Greater => world.gates.no(),
                std::cmp::Ordering::Equal => wins,
            };
            by_policy.push(world.gates.and([active, here]));
        }
        wins = world.gates.or(by_policy);
        for level in [Level::Recommande, Level::Objectif, Level::Obligatoire] {
            let mine = self.found_at(world, &a.id, a_at, level);
            let theirs = self.found_at(world, &b.id, b_at, level);
            wins = before(world, mine, theirs, wins);
        }
        wins
    }

    /// Whether a rule calls for a clause in the very family of the purchase.
    fn special(&mut self, world: &mut World, clause: &Clause, at: At) -> Lit {
        let Some(family) = self.base.facts.id("famille") else { return world.gates.no() };
        let rules: Vec<_> = self
            .rules_of(&clause.id, at)
            .into_iter()
            .filter(|rule| rule.when.aims_at(family))
            .collect();
        let each: Vec<Lit> = rules.into_iter().map(|rule| self.rule(world, rule, at).yes).collect();
        world.gates.or(each)
    }

    /// Whether a kept clause may still be left out of a small purchase: it is advice, and the amount is small.
    pub fn may_be_spared(&mut self, world: &mut World, clause: &Clause, at: At) -> Lit {
        let few = rank(&Value::Amount(self.base.caps.few_below)).unwrap_or_default();
        let Some(amount) = self.on_purchase(world, "montant_ht") else { return world.gates.no() };
        let large = amount.answers.get(&Key::AtLeast(few)).copied();
        let large = large.unwrap_or_else(|| world.gates.yes());
        let bound = self.found_at(world, &clause.id, at, Level::Objectif);
        world.gates.and([amount.known, !large, !bound])
    }

    /// Whether a clause is written: kept, and more than worth a look.
    fn written(&mut self, world: &mut World, clause: &'b Clause, at: At) -> Lit {
        let kept = self.kept(world, clause, at);
        let level = self.found_at(world, &clause.id, at, Level::Recommande);
        world.gates.and([kept, level])
    }

    /// Whether a duty binds a consultation: true, false, or unknown.
    fn binds(&mut self, world: &mut World, duty: &'b Duty) -> Rails {
        let in_force = self.in_force(world, duty.in_force);
        let when = self.rails(world, &duty.when, At::Purchase);
        let yes = world.gates.and([in_force, when.yes]);
        let no = world.gates.or([!in_force, when.no]);
        Rails { yes, no }
    }

    /// Whether every lot has a clause that meets a duty. A small purchase keeps the advice that does.
    fn covered(&mut self, world: &mut World, duty: &'b Duty) -> Lit {
        let base = self.base;
        let meeting: Vec<&'b Clause> =
            base.clauses.values().filter(|clause| duty.met_by.accepts(clause)).collect();
        let mut whole = Vec::new();
        for clause in &meeting {
            whole.push(self.written(world, clause, At::Purchase));
        }
        let whole = world.gates.or(whole);
        let mut lots = Vec::new();
        for at in world.places() {
            let mut here = vec![whole, !world.stands(at)];
            for clause in &meeting {
                here.push(self.written(world, clause, at));
            }
            lots.push(world.gates.or(here));
        }
        world.gates.and(lots)
    }

    /// Whether a duty is in a state.
    pub fn duty(&mut self, world: &mut World, duty: &'b Duty, wanted: DutyWanted) -> Lit {
        let binds = self.binds(world, duty);
        if wanted == DutyWanted::Absent {
            return binds.no;
        }
        let mut open = Vec::new();
        for case in &duty.exemptions {
            let chosen = world.exemption(&duty.id, &case.id);
            let closed = self.rails(world, &case.when, At::Purchase).no;
            open.push(world.gates.and_not(chosen, closed));
        }
        let opted_out = world.gates.or(open);
        if wanted == DutyWanted::OptedOut {
            return world.gates.and_not(opted_out, binds.no);
        }
        let covered = self.covered(world, duty);
        let stands = world.gates.and([!binds.no, !opted_out]);
        match wanted {
            DutyWanted::Met => world.gates.and([stands, covered]),
            DutyWanted::ToMeet => world.gates.and([stands, !covered, binds.yes]),
            _ => world.gates.and([stands, !covered, !binds.yes]),
        }
    }
}

/// Lexicographic order: what decides here, else what decided below.
fn before(world: &mut World, mine: Lit, theirs: Lit, below: Lit) -> Lit {
    let first = world.gates.and_not(mine, theirs);
    let last = world.gates.and_not(theirs, mine);
    let tied = world.gates.and_not(below, last);
    world.gates.or([first, tied])
}

/// The best priority of the policy's means that a clause serves; 4 for none.
fn priority(policy: Option<&Policy>, clause: &Clause) -> u32 {
    let measures = policy.into_iter().flat_map(|policy| policy.measures_of(&clause.id));
    measures.map(|measure| measure.priority).min().unwrap_or(4)
}

/// The clauses that one requires, near or far, itself included.
fn required<'b>(base: &'b Base, clause: &'b Clause) -> BTreeSet<&'b str> {
    let mut reached = BTreeSet::new();
    let mut waiting = vec![clause];
    while let Some(clause) = waiting.pop() {
        if reached.insert(clause.id.as_str()) {
            waiting.extend(clause.requires.iter().filter_map(|id| base.clauses.get(id)));
        }
    }
    reached
}
