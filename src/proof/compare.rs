//! Two versions of a rule: proved equal for every purchase, or told apart by one on each side.

use std::collections::BTreeSet;

use super::cone::Cone;
use super::gate::Lit;
use super::known::Model;
use super::outcome::places;
use super::search::{Asker, Verdict, Witness};
use super::world::World;
use crate::base::Base;
use crate::base::rule::Rule;
use crate::engine::{State, evaluate_some};
use crate::purchase::Purchase;

/// Two bases, asked about the same purchases.
pub struct Comparison<'b> {
    before: &'b Base,
    after: &'b Base,
    asker: Asker<'b>,
}

/// What a change of a rule does.
#[derive(Debug, Clone)]
pub enum Meaning {
    /// Proved: the rule is in the same state for every purchase.
    Same,
    /// It differs; each side that could be shown, with a purchase.
    Differs {
        /// It applied, and does not any more.
        lost: Option<Box<Witness>>,
        /// It did not apply, and now does.
        gained: Option<Box<Witness>>,
        /// It waits for an answer on one side only.
        waits: Option<Box<Witness>>,
        /// What could not be settled, if anything.
        unsettled: Vec<String>,
    },
    /// Neither shown equal nor told apart, and why.
    Unsettled(String),
}

/// A side of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Lost,
    Gained,
    Waits,
    Any,
}

impl<'b> Comparison<'b> {
    #[must_use]
    pub fn new(before: &'b Base, after: &'b Base) -> Self {
        Self { before, after, asker: Asker::new(&[before, after]) }
    }

    /// What became of a rule: `before` and `after` are its two versions.
    #[must_use]
    pub fn rule(&self, before: &'b Rule, after: &'b Rule) -> Meaning {
        if before.scope != after.scope {
            return Meaning::Unsettled(
                "la portée change : les deux versions ne se testent pas au même endroit".into(),
            );
        }
        // Most edits mean the same: one question then stands for three.
        if !self.may_differ(before, after) {
            return Meaning::Same;
        }
        let mut found = [Side::Lost, Side::Gained, Side::Waits].map(|side| {
            // What waits is told only of purchases that neither gain nor lose.
            self.side(before, after, side)
        });
        let mut unsettled = Vec::new();
        let mut take = |i: usize| match std::mem::replace(&mut found[i], Verdict::Proved) {
            Verdict::Proved => None,
            Verdict::Refuted(witness) => Some(witness),
            Verdict::Unsettled(why) => {
                unsettled.push(why);
                None
            }
        };
        let (lost, gained, waits) = (take(0), take(1), take(2));
        match (&lost, &gained, &waits) {
            (None, None, None) => unsettled.pop().map_or(Meaning::Same, Meaning::Unsettled),
            _ => Meaning::Differs { lost, gained, waits, unsettled },
        }
    }

    /// What became of a rule that is written as before, when something it reads changed: one side, one purchase, are enough to tell.
    ///
    /// A change that many rules read sets them apart on the same purchases: those already `known` are tried first, and a new one is kept.
    #[must_use]
    pub fn dependent(
        &self,
        before: &'b Rule,
        after: &'b Rule,
        known: &mut Vec<Box<Witness>>,
    ) -> Meaning {
        let sides = [Side::Lost, Side::Gained, Side::Waits];
        for witness in known.iter() {
            let shown = |side: &Side| self.is_shown(before, after, *side, &witness.purchase);
            if let Some(side) = sides.into_iter().find(shown) {
                return told(side, witness.clone());
            }
        }
        if !self.may_differ(before, after) {
            return Meaning::Same;
        }
        let mut blocked = None;
        for side in sides {
            match self.side(before, after, side) {
                Verdict::Proved => {}
                Verdict::Refuted(witness) => {
                    known.push(witness.clone());
                    return told(side, witness);
                }
                Verdict::Unsettled(why) => blocked = Some(why),
            }
        }
        blocked.map_or(Meaning::Same, Meaning::Unsettled)
    }

    /// The least purchase to which a rule that comes applies; proved: there is none.
    #[must_use]
    pub fn added(&self, rule: &'b Rule) -> Verdict {
        self.alone(rule, 1)
    }

    /// The least purchase to which a rule that goes applied; proved: there is none.
    #[must_use]
    pub fn removed(&self, rule: &'b Rule) -> Verdict {
        self.alone(rule, 0)
    }

    /// A purchase to which a rule of one of the bases applies.
    fn alone(&self, rule: &'b Rule, side: usize) -> Verdict {
        let base = if side == 0 { self.before } else { self.after };
        let mut cones = [Cone::default(), Cone::default()];
        if let Some(cone) = cones.get_mut(side) {
            *cone = Cone::of(base, &BTreeSet::new(), &[&rule.when]);
        }
        let ask = |models: &mut [Model<'b>], world: &mut World| {
            let here = places(world).into_iter().filter(|at| rule.scope.is_tested(*at));
            let Some(model) = models.get_mut(side) else { return world.gates.no() };
            let each: Vec<Lit> = here.map(|at| model.rule(world, rule, at).yes).collect();
            world.gates.or(each)
        };
        let confirm = |purchase: &Purchase| {
            let applies = states(base, rule, purchase).contains(&State::Applicable);
            if applies { vec![String::new()] } else { Vec::new() }
        };
        self.asker.search(&cones, ask, confirm)
    }

    /// Whether some purchase, that a fiche may or may not be able to state, tells two versions apart.
    fn may_differ(&self, before: &'b Rule, after: &'b Rule) -> bool {
        let ask = question(before, after, Side::Any);
        self.asker.is_possible(&self.cones(before, after), ask)
    }

    fn side(&self, before: &'b Rule, after: &'b Rule, side: Side) -> Verdict {
        let confirm = |purchase: &Purchase| {
            if self.is_shown(before, after, side, purchase) {
                vec![String::new()]
            } else {
                Vec::new()
            }
        };
        self.asker.search(&self.cones(before, after), question(before, after, side), confirm)
    }

    fn cones(&self, before: &'b Rule, after: &'b Rule) -> [Cone<'b>; 2] {
        [
            Cone::of(self.before, &BTreeSet::new(), &[&before.when]),
            Cone::of(self.after, &BTreeSet::new(), &[&after.when]),
        ]
    }

    /// Whether the engine tells two versions apart on a purchase, on a side.
    fn is_shown(&self, before: &Rule, after: &Rule, side: Side, purchase: &Purchase) -> bool {
        let was = states(self.before, before, purchase);
        let is = states(self.after, after, purchase);
        was.iter().zip(&is).any(|(was, is)| shows(was, is, side))
    }
}

/// A difference shown on one side.
fn told(side: Side, witness: Box<Witness>) -> Meaning {
    let [mut lost, mut gained, mut waits] = [None, None, None];
    match side {
        Side::Lost => lost = Some(witness),
        Side::Gained => gained = Some(witness),
        Side::Waits | Side::Any => waits = Some(witness),
    }
    Meaning::Differs { lost, gained, waits, unsettled: Vec::new() }
}

/// What is asked of the solver: two versions, on a side.
fn question<'b>(
    before: &'b Rule,
    after: &'b Rule,
    side: Side,
) -> impl FnOnce(&mut [Model<'b>], &mut World) -> Lit {
    move |models, world| match models {
        [old, new] => differ(world, (old, before), (new, after), side),
        _ => world.gates.no(),
    }
}

/// Somewhere, one version is in a state in which the other is not.
fn differ<'b>(
    world: &mut World,
    (old, before): (&mut Model<'b>, &'b Rule),
    (new, after): (&mut Model<'b>, &'b Rule),
    side: Side,
) -> Lit {
    let mut each = Vec::new();
    let here = places(world);
    for at in here {
        if !before.scope.is_tested(at) {
            continue;
        }
        let (was, is) = (old.rule(world, before, at), new.rule(world, after, at));
        each.push(match side {
            Side::Lost => world.gates.and([was.yes, !is.yes]),
            Side::Gained => world.gates.and([!was.yes, is.yes]),
            Side::Waits => {
                let differ = world.gates.differ(was.no, is.no);
                world.gates.and([!was.yes, !is.yes, differ])
            }
            Side::Any => {
                let (yes, no) =
                    (world.gates.differ(was.yes, is.yes), world.gates.differ(was.no, is.no));
                world.gates.or([yes, no])
            }
        });
    }
    world.gates.or(each)
}

/// The states of a rule on a purchase, by place.
fn states(base: &Base, rule: &Rule, purchase: &Purchase) -> Vec<State> {
    let date = purchase.launch.unwrap_or(base.as_of);
    let evaluation = evaluate_some(base, std::slice::from_ref(rule), purchase, date);
    let states: Vec<State> = evaluation.outcomes.into_iter().map(|outcome| outcome.state).collect();
    // A rule of another policy is not looked at: it is out.
    if states.is_empty() { vec![State::NotApplicable] } else { states }
}

fn shows(was: &State, is: &State, side: Side) -> bool {
    let applies = |state: &State| *state == State::Applicable;
    let waits = |state: &State| matches!(state, State::Undetermined(_));
    match side {
        Side::Lost => applies(was) && !applies(is),
        Side::Gained => !applies(was) && applies(is),
        Side::Waits => !applies(was) && !applies(is) && waits(was) != waits(is),
        Side::Any => true,
    }
}
