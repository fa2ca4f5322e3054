//! What a guarantee claims: as a proposition to refute over every purchase, and as a check of one answer.

use std::collections::BTreeSet;

use super::cone::rivals;
use super::gate::Lit;
use super::known::Model;
use super::outcome::places;
use super::world::World;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::condition::Condition;
use crate::base::guarantee::{Claim, DutyWanted, Guarantee, PolicyWanted, Selection};
use crate::base::rule::{Level, Parameter, Rule, Scope};
use crate::engine::answer::{Answer, Recommendation, level_of};
use crate::engine::conflict::overlap;
use crate::engine::duty::DutyState;
use crate::engine::eval::Context;
use crate::engine::known::At;
use crate::engine::{Outcome, State};
use crate::purchase::Purchase;
use crate::truth::Truth;

impl<'b> Model<'b> {
    /// A purchase of the guarantee's kind, for which one of its claims fails.
    pub fn refutes(&mut self, world: &mut World, guarantee: &'b Guarantee) -> Lit {
        let concerned = self.is_concerned(world, guarantee);
        let fails = self.one_fails(world, &guarantee.claims);
        world.gates.and([concerned, fails])
    }

    /// A purchase of the guarantee's kind.
    pub fn is_concerned(&mut self, world: &mut World, guarantee: &'b Guarantee) -> Lit {
        let mut parts = vec![self.rails(world, &guarantee.when, At::Purchase).yes];
        match &guarantee.policy {
            PolicyWanted::Any => {}
            PolicyWanted::None => parts.extend(world.policies.values().map(|chosen| !*chosen)),
            PolicyWanted::One(id) => {
                let chosen = world.policies.get(id).copied();
                parts.push(chosen.unwrap_or_else(|| world.gates.no()));
            }
        }
        world.gates.and(parts)
    }

    fn one_fails(&mut self, world: &mut World, claims: &'b [Claim]) -> Lit {
        let each: Vec<Lit> = claims.iter().map(|claim| self.fails(world, claim)).collect();
        world.gates.or(each)
    }

    fn fails(&mut self, world: &mut World, claim: &'b Claim) -> Lit {
        match claim {
            Claim::Recommended { what, everywhere } => self.absent(world, what, *everywhere),
            Claim::Never(what) => self.present(world, what),
            Claim::Excluded(what) => {
                let (present, open) = (self.present(world, what), self.open(world, what));
                world.gates.or([present, open])
            }
            Claim::ExactlyOne(ids) => {
                let what = Selection { clauses: ids.clone(), ..Selection::default() };
                let (none, two) = (self.absent(world, &what, true), self.two(world, &what));
                world.gates.or([none, two])
            }
            Claim::AtMostOne(ids) => {
                let what = Selection { clauses: ids.clone(), ..Selection::default() };
                self.two(world, &what)
            }
            Claim::Duty { id, states } => self.duty_elsewhere(world, id, states),
            Claim::Compatible(level) => self.incompatible(world, *level),
            Claim::Complete => self.incomplete(world),
            Claim::Founded(level) => self.unfounded(world, *level),
            Claim::Agreed => self.disputed(world),
            Claim::Any(branches) => {
                let each: Vec<Lit> =
                    branches.iter().map(|claims| self.one_fails(world, claims)).collect();
                world.gates.and(each)
            }
        }
    }

    /// A clause of a selection, kept at a place, as the selection wants it.
    fn selected(&mut self, world: &mut World, what: &Selection, clause: &'b Clause, at: At) -> Lit {
        let mut parts = vec![self.kept(world, clause, at)];
        if let Some(level) = what.level {
            parts.push(self.found_at(world, &clause.id, at, level));
        }
        if let Some(wanted) = what.by_policy {
            let rules = self.rules_of(&clause.id, at);
            let own: Vec<Lit> = rules
                .into_iter()
                .filter(|rule| rule.policy.is_some())
                .map(|rule| self.rule(world, rule, at).yes)
                .collect();
            let by_policy = world.gates.or(own);
            parts.push(if wanted { by_policy } else { !by_policy });
        }
        world.gates.and(parts)
    }

    fn clauses(&self, what: &Selection) -> Vec<&'b Clause> {
        self.base.clauses.values().filter(|clause| what.means(clause)).collect()
    }

    fn present(&mut self, world: &mut World, what: &Selection) -> Lit {
        let mut each = Vec::new();
        for clause in self.clauses(what) {
            for at in places(world) {
                each.push(self.selected(world, what, clause, at));
            }
        }
        world.gates.or(each)
    }

    /// A rule of a selected clause waits for an answer.
    fn open(&mut self, world: &mut World, what: &Selection) -> Lit {
        let mut each = Vec::new();
        for clause in self.clauses(what) {
            for at in places(world) {
                for rule in self.rules_of(&clause.id, at) {
                    let rails = self.rule(world, rule, at);
                    let waits = world.gates.and([!rails.yes, !rails.no]);
                    let high = match what.level {
                        Some(level) => self.level_reached(world, rule, level),
                        None => world.gates.yes(),
                    };
                    let wanted =
                        what.by_policy.is_none_or(|wanted| wanted == rule.policy.is_some());
                    let wanted = world.gates.constant(wanted);
                    each.push(world.gates.and([waits, high, wanted]));
                }
            }
        }
        world.gates.or(each)
    }

    /// No selected clause stays, anywhere or on one of the lots.
    fn absent(&mut self, world: &mut World, what: &Selection, everywhere: bool) -> Lit {
        let clauses = self.clauses(what);
        let mut whole = Vec::new();
        for clause in &clauses {
            whole.push(self.stays(world, what, clause, At::Purchase));
        }
        let whole = world.gates.or(whole);
        let mut without = Vec::new();
        for at in world.places() {
            let mut here = Vec::new();
            for clause in &clauses {
                here.push(self.stays(world, what, clause, at));
            }
            let here = world.gates.or(here);
            let stands = world.stands(at);
            without.push(if everywhere { world.gates.and([stands, !here]) } else { !here });
        }
        let lots = if everywhere { world.gates.or(without) } else { world.gates.and(without) };
        world.gates.and([!whole, lots])
    }

    /// Selected, and not spared a small purchase.
    fn stays(&mut self, world: &mut World, what: &Selection, clause: &'b Clause, at: At) -> Lit {
        let selected = self.selected(world, what, clause, at);
        let may = self.may_be_spared(world, clause, at);
        let spared = world.gates.free();
        world.gates.entails(spared, may);
        world.gates.and_not(selected, spared)
    }

    /// Two of the selected clauses on a same contract.
    fn two(&mut self, world: &mut World, what: &Selection) -> Lit {
        let clauses = self.clauses(what);
        let mut twice = Vec::new();
        for (i, a) in clauses.iter().enumerate() {
            for b in clauses.iter().skip(i + 1) {
                twice.push(self.together(world, a, b, Level::AEtudier));
            }
        }
        world.gates.or(twice)
    }

    /// Two clauses kept on a same contract, both at a level.
    fn together(&mut self, world: &mut World, a: &'b Clause, b: &'b Clause, level: Level) -> Lit {
        let mut pairs = Vec::new();
        for at in places(world) {
            for other in places(world).into_iter().filter(|place| overlap(*place, at)) {
                let mut parts = vec![self.kept(world, a, at), self.kept(world, b, other)];
                if level > Level::AEtudier {
                    parts.push(self.found_at(world, &a.id, at, level));
                    parts.push(self.found_at(world, &b.id, other, level));
                }
                pairs.push(world.gates.and(parts));
            }
        }
        world.gates.or(pairs)
    }

    fn duty_elsewhere(&mut self, world: &mut World, id: &str, states: &[DutyWanted]) -> Lit {
        let base = self.base;
        let Some(duty) = base.duty(id) else { return world.gates.yes() };
        let each: Vec<Lit> = states.iter().map(|state| self.duty(world, duty, *state)).collect();
        !world.gates.or(each)
    }

    fn incompatible(&mut self, world: &mut World, level: Level) -> Lit {
        let base = self.base;
        let mut pairs = Vec::new();
        for a in base.clauses.values() {
            for b in rivals(base, a).into_iter().filter(|b| a.id < b.id) {
                pairs.push(self.together(world, a, b, level));
            }
        }
        world.gates.or(pairs)
    }

    /// A kept clause without one that it requires.
    fn incomplete(&mut self, world: &mut World) -> Lit {
        let base = self.base;
        let mut each = Vec::new();
        for clause in base.clauses.values().filter(|clause| !clause.requires.is_empty()) {
            let required: Vec<&'b Clause> =
                clause.requires.iter().filter_map(|id| base.clauses.get(id)).collect();
            for at in places(world) {
                let kept = self.kept(world, clause, at);
                for needed in &required {
                    let near: Vec<At> =
                        places(world).into_iter().filter(|place| overlap(*place, at)).collect();
                    let there: Vec<Lit> =
                        near.into_iter().map(|place| self.kept(world, needed, place)).collect();
                    let there = world.gates.or(there);
                    each.push(world.gates.and_not(kept, there));
                }
            }
        }
        world.gates.or(each)
    }

    /// A rule that applies at a level, without a reference in force.
    fn unfounded(&mut self, world: &mut World, level: Level) -> Lit {
        let base = self.base;
        let mut each = Vec::new();
        for rule in &base.rules {
            let high = self.level_reached(world, rule, level);
            if high == world.gates.no() {
                continue;
            }
            let founded = self.one_in_force(world, &rule.bases);
            for at in scope_places(world, rule) {
                let applies = self.rule(world, rule, at).yes;
                each.push(world.gates.and([applies, high, !founded]));
            }
        }
        world.gates.or(each)
    }

    /// Two rules that apply give a variable two values.
    fn disputed(&mut self, world: &mut World) -> Lit {
        let base = self.base;
        let mut each = Vec::new();
        for clause in base.clauses.values() {
            for variable in &clause.variables {
                each.push(self.disputes(world, clause, &variable.name));
            }
        }
        world.gates.or(each)
    }

    fn disputes(&mut self, world: &mut World, clause: &'b Clause, variable: &str) -> Lit {
        // A policy that gives the value itself settles it.
        let mut settled = Vec::new();
        for (policy, active) in self.policies(world) {
            if policy
                .is_some_and(|policy| policy.parameters.iter().any(|(name, _)| name == variable))
            {
                settled.push(active);
            }
        }
        let settled = world.gates.or(settled);
        let mut each = Vec::new();
        for at in places(world) {
            let giving: Vec<(&'b Rule, &'b Parameter)> = self
                .rules_of(&clause.id, at)
                .into_iter()
                .filter_map(|rule| {
                    let given = rule.parameters.iter().find(|(name, _)| name == variable);
                    Some((rule, &given?.1))
                })
                .collect();
            for (i, (a, value)) in giving.iter().enumerate() {
                for (b, other) in giving.iter().skip(i + 1).filter(|(_, other)| value != other) {
                    let same = self.same_value(world, value, other);
                    let both = [self.rule(world, a, at).yes, self.rule(world, b, at).yes];
                    each.push(world.gates.and([both[0], both[1], !settled, !same]));
                }
            }
        }
        world.gates.or(each)
    }

    /// Whether two parameters are worth the same, as far as dated values tell.
    fn same_value(&mut self, world: &mut World, a: &Parameter, b: &Parameter) -> Lit {
        let (Parameter::Dated(a), Parameter::Dated(b)) = (a, b) else { return world.gates.no() };
        let (a, b) = (self.resolved(world, a), self.resolved(world, b));
        let mut same = Vec::new();
        for (here, values) in &a {
            for (there, others) in &b {
                // Without a value, a rule gives none.
                if values == others || values.is_empty() || others.is_empty() {
                    same.push(world.gates.and([*here, *there]));
                }
            }
        }
        world.gates.or(same)
    }
}

/// Where a rule is tested.
pub fn scope_places(world: &World, rule: &Rule) -> Vec<At> {
    match rule.scope {
        Scope::Purchase => vec![At::Purchase],
        Scope::Lot => world.places().collect(),
    }
}

/// The clauses that claims name.
pub fn named(base: &Base, claims: &[Claim]) -> BTreeSet<String> {
    let all = base.clauses.values();
    let mut names = BTreeSet::new();
    for claim in claims {
        let meant: Vec<&Clause> = match claim {
            Claim::Recommended { what, .. } | Claim::Never(what) | Claim::Excluded(what) => {
                all.clone().filter(|clause| what.means(clause)).collect()
            }
            Claim::ExactlyOne(ids) | Claim::AtMostOne(ids) => {
                all.clone().filter(|clause| ids.contains(&clause.id)).collect()
            }
            Claim::Duty { id, .. } => base.duty(id).map_or_else(Vec::new, |duty| {
                all.clone().filter(|clause| duty.met_by.accepts(clause)).collect()
            }),
            Claim::Compatible(_) => {
                all.clone().filter(|clause| !rivals(base, clause).is_empty()).collect()
            }
            Claim::Complete => all
                .clone()
                .filter(|clause| {
                    !clause.requires.is_empty()
                        || base.clauses.values().any(|other| other.requires.contains(&clause.id))
                })
                .collect(),
            Claim::Founded(_) | Claim::Agreed => Vec::new(),
            Claim::Any(branches) => {
                names.extend(branches.iter().flat_map(|claims| named(base, claims)));
                Vec::new()
            }
        };
        names.extend(meant.into_iter().map(|clause| clause.id.clone()));
    }
    names
}

/// The conditions that a guarantee reads beside those of the clauses it names.
pub fn conditions<'b>(base: &'b Base, guarantee: &'b Guarantee) -> Vec<&'b Condition> {
    let mut conditions = vec![&guarantee.when];
    collect_conditions(base, &guarantee.claims, &mut conditions);
    conditions
}

fn collect_conditions<'b>(base: &'b Base, claims: &'b [Claim], out: &mut Vec<&'b Condition>) {
    for claim in claims {
        match claim {
            Claim::Duty { id, .. } => {
                let duty = base.duty(id);
                out.extend(duty.map(|duty| &duty.when));
                let cases = duty.into_iter().flat_map(|duty| &duty.exemptions);
                out.extend(cases.map(|case| &case.when));
            }
            Claim::Founded(_) | Claim::Agreed => {
                out.extend(base.rules.iter().map(|rule| &rule.when));
            }
            Claim::Any(branches) => {
                for claims in branches {
                    collect_conditions(base, claims, out);
                }
            }
            _ => {}
        }
    }
}

// ── One answer ──

/// Whether a purchase is of the guarantee's kind.
fn is_concerned(guarantee: &Guarantee, purchase: &Purchase, answer: &Answer<'_>) -> bool {
    let evaluation = &answer.evaluation;
    let context =
        Context { base: evaluation.base, known: &evaluation.known, date: evaluation.date };
    let by_policy = match &guarantee.policy {
        PolicyWanted::Any => true,
        PolicyWanted::None => purchase.buyer.policy.is_none(),
        PolicyWanted::One(id) => purchase.buyer.policy.as_deref() == Some(id),
    };
    by_policy && context.truth(&guarantee.when, At::Purchase) == Truth::True
}

/// What a purchase of the guarantee's kind, answered by the engine, shows against it; nothing when it holds.
#[must_use]
pub fn refutation(guarantee: &Guarantee, purchase: &Purchase, answer: &Answer<'_>) -> Vec<String> {
    if !is_concerned(guarantee, purchase, answer) {
        return Vec::new();
    }
    guarantee.claims.iter().flat_map(|claim| against(claim, answer)).collect()
}

/// What an answer shows against a claim.
fn against(claim: &Claim, answer: &Answer<'_>) -> Vec<String> {
    let all = &answer.recommendations;
    let evaluation = &answer.evaluation;
    match claim {
        Claim::Recommended { what, everywhere } => match without(what, *everywhere, answer) {
            None => Vec::new(),
            Some(where_) => vec![format!("aucune clause voulue n’est recommandée{where_}")],
        },
        Claim::Never(what) => {
            let found = all.iter().filter(|one| is_meant(what, one, answer));
            found.map(|one| format!("`{}` est recommandée", one.clause.id)).collect()
        }
        Claim::Excluded(what) => {
            let open = evaluation.outcomes.iter().filter(|one| is_open(what, one, answer));
            let open = open.map(|one| format!("la règle `{}` attend une réponse", one.rule.id));
            against(&Claim::Never(what.clone()), answer).into_iter().chain(open).collect()
        }
        Claim::ExactlyOne(ids) => {
            let what = Selection { clauses: ids.clone(), ..Selection::default() };
            let none = against(&Claim::Recommended { what, everywhere: true }, answer);
            none.into_iter().chain(against(&Claim::AtMostOne(ids.clone()), answer)).collect()
        }
        Claim::AtMostOne(ids) => {
            let named = |clause: &Clause| ids.contains(&clause.id);
            let twice = pairs(answer).filter(|(a, b)| named(a.clause) && named(b.clause));
            twice.map(together).collect()
        }
        Claim::Duty { id, states } => {
            let state = state(id, answer);
            let wrong = (!states.contains(&state)).then(|| format!("`{id}` est {}", state.id()));
            wrong.into_iter().collect()
        }
        Claim::Compatible(level) => pairs(answer)
            .filter(|(a, b)| a.level >= *level && b.level >= *level && a.clause.is_rival(b.clause))
            .map(together)
            .collect(),
        Claim::Complete => all.iter().flat_map(|one| missing_beside(one, answer)).collect(),
        Claim::Founded(level) => {
            let wrong = evaluation.outcomes.iter().filter(|one| is_unfounded(*level, one, answer));
            wrong
                .map(|one| format!("la règle `{}` n’a pas de référence en vigueur", one.rule.id))
                .collect()
        }
        Claim::Agreed => {
            let disputed = answer.alerts.iter().filter(|one| one.code == "valeurs-contradictoires");
            disputed.map(|alert| alert.message.clone()).collect()
        }
        Claim::Any(branches) => {
            let all: Vec<Vec<String>> = branches
                .iter()
                .map(|claims| claims.iter().flat_map(|claim| against(claim, answer)).collect())
                .collect();
            let holds = all.iter().any(Vec::is_empty);
            if holds { Vec::new() } else { all.into_iter().flatten().collect() }
        }
    }
}

fn together((a, b): (&Recommendation<'_>, &Recommendation<'_>)) -> String {
    format!("`{}` et `{}` sont recommandées ensemble", a.clause.id, b.clause.id)
}

fn is_meant(what: &Selection, one: &Recommendation<'_>, answer: &Answer<'_>) -> bool {
    let level = one.rules.iter().map(|rule| level_of(&answer.evaluation, rule)).max();
    let own = || one.rules.iter().any(|rule| rule.clause == one.clause.id && rule.policy.is_some());
    what.means(one.clause)
        && what.level.is_none_or(|least| level.is_some_and(|level| level >= least))
        && what.by_policy.is_none_or(|wanted| wanted == own())
}

/// Where a selection has no clause: nowhere at all, or the first lot without one.
fn without(what: &Selection, everywhere: bool, answer: &Answer<'_>) -> Option<String> {
    let found: Vec<At> = answer
        .recommendations
        .iter()
        .filter(|one| is_meant(what, one, answer))
        .map(|one| one.at)
        .collect();
    if !everywhere {
        return found.is_empty().then(String::new);
    }
    let known = &answer.evaluation.known;
    let bare = (0..known.n_lots()).find(|i| !found.iter().any(|at| overlap(*at, At::Lot(*i))))?;
    let number = known.number(At::Lot(bare));
    Some(number.map_or_else(String::new, |number| format!(" sur le lot {number}")))
}

fn is_open(what: &Selection, one: &Outcome<'_>, answer: &Answer<'_>) -> bool {
    let clause = answer.evaluation.base.clauses.get(&one.rule.clause);
    matches!(one.state, State::Undetermined(_))
        && clause.is_some_and(|clause| what.means(clause))
        && what.level.is_none_or(|least| level_of(&answer.evaluation, one.rule) >= least)
        && what.by_policy.is_none_or(|wanted| wanted == one.rule.policy.is_some())
}

/// Recommendations of two clauses on a same contract.
fn pairs<'a, 'b>(
    answer: &'a Answer<'b>,
) -> impl Iterator<Item = (&'a Recommendation<'b>, &'a Recommendation<'b>)> {
    let all = &answer.recommendations;
    let pairs =
        all.iter().enumerate().flat_map(|(i, a)| all.iter().skip(i + 1).map(move |b| (a, b)));
    pairs.filter(|(a, b)| a.clause.id != b.clause.id && overlap(a.at, b.at))
}

fn missing_beside(one: &Recommendation<'_>, answer: &Answer<'_>) -> Vec<String> {
    let is_there = |id: &str| {
        answer
            .recommendations
            .iter()
            .any(|other| other.clause.id == id && overlap(other.at, one.at))
    };
    let missing = one.clause.requires.iter().filter(|id| !is_there(id));
    missing.map(|id| format!("`{}` est recommandée sans `{id}`", one.clause.id)).collect()
}

fn is_unfounded(level: Level, one: &Outcome<'_>, answer: &Answer<'_>) -> bool {
    let evaluation = &answer.evaluation;
    one.state == State::Applicable
        && level_of(evaluation, one.rule) >= level
        && evaluation.base.in_force(&one.rule.bases, evaluation.date).is_empty()
}

/// The state of a duty, its absence included.
fn state(id: &str, answer: &Answer<'_>) -> DutyWanted {
    let found = answer.duties.iter().find(|one| one.duty.id == id);
    match found.map(|one| one.state) {
        None => DutyWanted::Absent,
        Some(DutyState::Met) => DutyWanted::Met,
        Some(DutyState::ToMeet) => DutyWanted::ToMeet,
        Some(DutyState::OptedOut) => DutyWanted::OptedOut,
        Some(DutyState::Undetermined) => DutyWanted::Undetermined,
    }
}
