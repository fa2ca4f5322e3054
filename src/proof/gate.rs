//! Propositions over a SAT solver: literals, gates defined by clauses, questions under assumptions.
//!
//! Gates are shared: the same conjunction asked twice is one literal.

use std::collections::HashMap;
use std::ops::Not;

use batsat::{BasicSolver, SolverInterface, lbool};

/// A proposition or its negation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lit(batsat::Lit);

impl Not for Lit {
    type Output = Self;
    fn not(self) -> Self {
        Self(!self.0)
    }
}

/// A solver, and the gates built over it.
pub struct Gates {
    solver: BasicSolver,
    yes: Lit,
    conjunctions: HashMap<Vec<Lit>, Lit>,
}

impl Default for Gates {
    fn default() -> Self {
        let mut solver = BasicSolver::default();
        let yes = Lit(batsat::Lit::new(solver.new_var_default(), true));
        solver.add_clause_reuse(&mut vec![yes.0]);
        Self { solver, yes, conjunctions: HashMap::new() }
    }
}

impl Gates {
    pub const fn yes(&self) -> Lit {
        self.yes
    }

    pub fn no(&self) -> Lit {
        !self.yes
    }

    pub fn constant(&self, value: bool) -> Lit {
        if value { self.yes } else { !self.yes }
    }

    /// A proposition that nothing constrains yet; the solver tries false first.
    pub fn free(&mut self) -> Lit {
        Lit(batsat::Lit::new(self.solver.new_var_default(), true))
    }

    /// At least one of them holds.
    pub fn require(&mut self, clause: &[Lit]) {
        let mut lits: Vec<batsat::Lit> = clause.iter().map(|lit| lit.0).collect();
        self.solver.add_clause_reuse(&mut lits);
    }

    /// `a` entails `b`.
    pub fn entails(&mut self, a: Lit, b: Lit) {
        self.require(&[!a, b]);
    }

    /// The literal of a conjunction; of none, true.
    pub fn and(&mut self, items: impl IntoIterator<Item = Lit>) -> Lit {
        let mut lits: Vec<Lit> = items.into_iter().filter(|lit| *lit != self.yes).collect();
        lits.sort_unstable();
        lits.dedup();
        let contradicts = |lit: &Lit| *lit == !self.yes || lits.binary_search(&!*lit).is_ok();
        if lits.iter().any(contradicts) {
            return !self.yes;
        }
        match lits.as_slice() {
            [] => return self.yes,
            [one] => return *one,
            _ => {}
        }
        if let Some(known) = self.conjunctions.get(&lits) {
            return *known;
        }
        let gate = self.free();
        for lit in &lits {
            self.entails(gate, *lit);
        }
        let mut back: Vec<Lit> = lits.iter().map(|lit| !*lit).collect();
        back.push(gate);
        self.require(&back);
        self.conjunctions.insert(lits, gate);
        gate
    }

    /// The literal of a disjunction; of none, false.
    pub fn or(&mut self, items: impl IntoIterator<Item = Lit>) -> Lit {
        let negated: Vec<Lit> = items.into_iter().map(|lit| !lit).collect();
        !self.and(negated)
    }

    /// `a` and not `b`.
    pub fn and_not(&mut self, a: Lit, b: Lit) -> Lit {
        self.and([a, !b])
    }

    /// `if condition { a } else { b }`.
    pub fn choose(&mut self, condition: Lit, a: Lit, b: Lit) -> Lit {
        let (yes, no) = (self.and([condition, a]), self.and([!condition, b]));
        self.or([yes, no])
    }

    /// Whether they differ.
    pub fn differ(&mut self, a: Lit, b: Lit) -> Lit {
        self.choose(a, !b, b)
    }

    /// Whether all assumptions can hold together; then [`Self::holds`] reads the assignment found.
    pub fn can(&mut self, assumptions: &[Lit]) -> bool {
        let lits: Vec<batsat::Lit> = assumptions.iter().map(|lit| lit.0).collect();
        self.solver.solve_limited(&lits) == lbool::TRUE
    }

    /// The value of a literal in the last assignment found.
    pub fn holds(&self, lit: Lit) -> bool {
        self.solver.value_lit(lit.0) == lbool::TRUE
    }
}
