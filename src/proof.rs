//! Proofs over every purchase that can exist: guarantees, faults of rules, and what one base changes for another.
//!
//! Conditions are finite in kind: thresholds order amounts, prefixes part the codes, dates are cut at their bounds, words and patterns are
//! independent unless shown otherwise. They are put to a SAT solver with what binds them; nothing that it answers is told before the engine
//! has answered the same. `docs/preuves.md` says what is assumed.

mod choice;
mod claim;
mod compare;
mod condition;
mod cone;
mod domain;
mod gate;
mod known;
mod outcome;
mod phrase;
mod search;
mod slip;
mod witness;
mod world;

pub use self::claim::refutation;
pub use self::compare::{Comparison, Meaning};
pub use self::search::{Prover, Verdict, Witness};
pub use self::slip::{Slip, slips};
