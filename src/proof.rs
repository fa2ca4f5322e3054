//! Proofs over every purchase that can exist: guarantees, and what one base changes for another.
//!
//! Conditions are finite in kind: thresholds order amounts, prefixes part the codes, dates are cut at their bounds, words and patterns are
//! independent unless shown otherwise. They are put to a SAT solver with what binds them; nothing that it answers is told before the engine
//! has answered the same. `docs/preuves.md` says what is assumed.

mod choice;
mod claim;
mod condition;
mod cone;
mod domain;
mod gate;
mod known;
mod outcome;
mod phrase;
mod witness;
mod world;

use std::sync::Arc;

pub use self::claim::refutation;
use self::cone::Cone;
use self::domain::Domains;
use self::known::Model;
use self::world::World;
use crate::base::Base;
use crate::base::guarantee::Guarantee;
use crate::base::source::Source;
use crate::engine::answer::answer;
use crate::purchase::{Purchase, print, read};

/// How many assignments are tried before a question is left unsettled.
const MOST_TRIES: usize = 40;
/// Above this many lots, a question is left unsettled.
const MOST_LOTS: usize = 24;

/// What a proof says.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// It holds for every purchase, whatever its number of lots.
    Proved,
    /// This purchase, written as a fiche, refutes it: the engine said so.
    Refuted(Box<Witness>),
    /// Neither, and why.
    Unsettled(String),
}

/// A purchase that shows something.
#[derive(Debug, Clone)]
pub struct Witness {
    pub fiche: String,
    pub purchase: Purchase,
    /// What the engine's answer shows, in words.
    pub shows: Vec<String>,
}

/// A base ready for questions: what its conditions ask of facts is gathered once.
pub struct Prover<'b> {
    base: &'b Base,
    domains: Arc<Domains>,
}

impl<'b> Prover<'b> {
    #[must_use]
    pub fn new(base: &'b Base) -> Self {
        Self { base, domains: Arc::new(Domains::of(&[base])) }
    }

    /// Proves a guarantee over every purchase, or finds one that refutes it.
    #[must_use]
    pub fn prove(&self, guarantee: &'b Guarantee) -> Verdict {
        let clauses = claim::mentioned(self.base, &guarantee.claims);
        let conditions = claim::conditions(self.base, guarantee);
        let cone = Cone::of(self.base, &clauses, &conditions);
        let refutes = |model: &mut Model<'b>, world: &mut World| model.refutes(world, guarantee);
        let confirm = |purchase: &Purchase| {
            let date = purchase.launch.unwrap_or(self.base.as_of);
            refutation(guarantee, purchase, &answer(self.base, purchase, date))
        };
        self.search(&cone, refutes, confirm)
    }

    /// Looks for a purchase that meets a question, and that the engine confirms.
    fn search(
        &self,
        cone: &Cone<'b>,
        ask: impl FnOnce(&mut Model<'b>, &mut World) -> gate::Lit,
        confirm: impl Fn(&Purchase) -> Vec<String>,
    ) -> Verdict {
        let n_lots = cone.enough_lots(self.base);
        if n_lots > MOST_LOTS {
            return Verdict::Unsettled(format!(
                "il faudrait suivre {n_lots} lots à la fois, {MOST_LOTS} au plus sont suivis"
            ));
        }
        let mut world = World::new(&[self.base], Arc::clone(&self.domains), n_lots);
        let mut model = Model::new(self.base, 0);
        let question = ask(&mut model, &mut world);
        state_all(&mut world, self.base);
        if !world.gates.can(&[question]) {
            return Verdict::Proved;
        }
        let (real, wording) = witness::word(&mut world, &model, cone);
        let mut tried = None;
        for _ in 0..MOST_TRIES {
            if !world.gates.can(&[question, real]) {
                break;
            }
            witness::reduce(&mut world, self.base, &[question, real], &wording);
            match witness::purchase(&world, self.base, &wording) {
                Err(impossible) => world.gates.require(&impossible),
                Ok(found) => {
                    let fiche = print::fiche(&found);
                    let read = accepted(&fiche, self.base);
                    if let Some((purchase, shows)) = read.map(|one| (one.clone(), confirm(&one)))
                        && !shows.is_empty()
                    {
                        return Verdict::Refuted(Box::new(Witness { fiche, purchase, shows }));
                    }
                    witness::rule_out(&mut world, &wording);
                    tried = Some(fiche);
                }
            }
        }
        Verdict::Unsettled(why(tried))
    }
}

/// What was not settled, and the last purchase tried.
fn why(tried: Option<String>) -> String {
    match tried {
        None => "seuls des achats dont l’objet tient des mots qu’aucun texte essayé ne réunit s’y opposent".into(),
        Some(fiche) => format!(
            "les achats essayés ne s’y opposent pas quand le moteur les évalue ; le dernier :\n{fiche}"
        ),
    }
}

/// A fiche needs its type or its codes, even where the question does not read them.
fn state_all(world: &mut World, base: &Base) {
    for name in ["objet", "type", "cpv", "date_lancement", "famille"] {
        if let Some((_, fact)) = base.facts.by_name(name) {
            world.stated(fact, crate::engine::known::At::Purchase);
        }
    }
}

/// A fiche as `recommander` reads it; nothing when it refuses.
fn accepted(fiche: &str, base: &Base) -> Option<Purchase> {
    read::read(&Source::new("temoin.fiche.toml".to_owned(), fiche.to_owned()), base).0
}
