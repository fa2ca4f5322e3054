//! Questions put to the solver, and answers that the engine confirms.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::claim;
use super::cone::{Cone, enough_lots};
use super::domain::{Domains, Ground};
use super::gate::Lit;
use super::known::Model;
use super::witness::{self, Teller};
use super::world::World;
use crate::base::Base;
use crate::base::guarantee::Guarantee;
use crate::base::source::Source;
use crate::engine::answer::answer;
use crate::engine::known::At;
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
    pub(super) base: &'b Base,
    asker: Asker<'b>,
}

impl<'b> Prover<'b> {
    #[must_use]
    pub fn new(base: &'b Base) -> Self {
        Self { base, asker: Asker::new(&[base]) }
    }

    /// Proves a guarantee over every purchase, or finds one that refutes it.
    #[must_use]
    pub fn prove(&self, guarantee: &'b Guarantee) -> Verdict {
        let clauses = claim::named(self.base, &guarantee.claims);
        let conditions = claim::conditions(self.base, guarantee);
        let cone = Cone::of(self.base, &clauses, &conditions);
        let confirm = |purchase: &Purchase| {
            let date = purchase.launch.unwrap_or(self.base.as_of);
            claim::refutation(guarantee, purchase, &answer(self.base, purchase, date))
        };
        match self.ask(cone, |model, world| model.refutes(world, guarantee), confirm) {
            Verdict::Proved if !self.concerns_some(guarantee) => Verdict::Unsettled(
                "aucun achat ne remplit ses conditions : elle ne promet rien".into(),
            ),
            verdict => verdict,
        }
    }

    /// Whether a purchase can be of the guarantee's kind: a promise about none is no promise.
    fn concerns_some(&self, guarantee: &'b Guarantee) -> bool {
        let cone = Cone::of(self.base, &BTreeSet::new(), &[&guarantee.when]);
        self.asker.is_possible(&[cone], |models, world| match models {
            [model, ..] => model.is_concerned(world, guarantee),
            [] => world.gates.no(),
        })
    }

    /// Looks for a purchase that meets a question, and of which the engine shows something.
    pub(super) fn ask(
        &self,
        cone: Cone<'b>,
        ask: impl FnOnce(&mut Model<'b>, &mut World) -> Lit,
        confirm: impl Fn(&Purchase) -> Vec<String>,
    ) -> Verdict {
        let ask = |models: &mut [Model<'b>], world: &mut World| match models {
            [model, ..] => ask(model, world),
            [] => world.gates.no(),
        };
        self.asker.search(&[cone], ask, confirm)
    }
}

/// Some bases, asked about the same purchases.
pub(super) struct Asker<'b> {
    bases: Vec<&'b Base>,
    ground: Arc<Ground>,
}

impl<'b> Asker<'b> {
    pub fn new(bases: &[&'b Base]) -> Self {
        Self { bases: bases.to_vec(), ground: Arc::new(Ground::of(bases)) }
    }

    /// Looks for a purchase that meets a question, and of which the engine shows something; one cone a base.
    pub fn search(
        &self,
        cones: &[Cone<'b>],
        ask: impl FnOnce(&mut [Model<'b>], &mut World) -> Lit,
        confirm: impl Fn(&Purchase) -> Vec<String>,
    ) -> Verdict {
        let n_lots = enough_lots(&self.bases, cones);
        if n_lots > MOST_LOTS {
            return Verdict::Unsettled(format!(
                "il faudrait suivre {n_lots} lots à la fois, {MOST_LOTS} au plus sont suivis : comparer `nombre_lots` et les lots comptés sous `lots` à un nombre plus petit, ou partager la condition en plusieurs"
            ));
        }
        let (mut world, question) = self.put(n_lots, cones, ask);
        if !world.gates.can(&[question]) {
            return Verdict::Proved;
        }
        let teller = Teller::new(&mut world, &self.bases, cones);
        self.tell(&mut world, question, &teller, confirm)
    }

    /// Whether some purchase meets a question, or may: the engine is not asked.
    pub fn is_possible(
        &self,
        cones: &[Cone<'b>],
        ask: impl FnOnce(&mut [Model<'b>], &mut World) -> Lit,
    ) -> bool {
        let n_lots = enough_lots(&self.bases, cones);
        if n_lots > MOST_LOTS {
            return true;
        }
        let (mut world, question) = self.put(n_lots, cones, ask);
        world.gates.can(&[question])
    }

    /// The purchases of so many lots, with a question about them.
    fn put(
        &self,
        n_lots: usize,
        cones: &[Cone<'b>],
        ask: impl FnOnce(&mut [Model<'b>], &mut World) -> Lit,
    ) -> (World, Lit) {
        let domains = Domains::of(&self.ground, &self.bases, cones);
        let mut world = World::new(&self.bases, domains, n_lots);
        let each = self.bases.iter().enumerate();
        let mut models: Vec<Model<'b>> = each.map(|(i, base)| Model::new(base, i)).collect();
        let question = ask(&mut models, &mut world);
        self.state_all(&mut world);
        (world, question)
    }

    /// Words the purchases found, the least first, until the engine confirms one.
    fn tell(
        &self,
        world: &mut World,
        question: Lit,
        teller: &Teller<'b>,
        confirm: impl Fn(&Purchase) -> Vec<String>,
    ) -> Verdict {
        let asked = [question, teller.real];
        let mut tried = None;
        for _ in 0..MOST_TRIES {
            if !world.gates.can(&asked) {
                break;
            }
            teller.reduce(world, &asked);
            match teller.purchase(world) {
                Err(impossible) => world.gates.require(&impossible),
                Ok(found) => {
                    let fiche = print::fiche(&found);
                    if let Some(purchase) = self.accepted(&fiche) {
                        let shows = confirm(&purchase);
                        if !shows.is_empty() {
                            return Verdict::Refuted(Box::new(Witness { fiche, purchase, shows }));
                        }
                    }
                    teller.rule_out(world);
                    tried = Some(fiche);
                }
            }
        }
        Verdict::Unsettled(why(tried))
    }

    /// A fiche needs its object and its type or its codes, even where the question reads none.
    fn state_all(&self, world: &mut World) {
        for name in ["objet", "type", "cpv", "date_lancement", "famille"] {
            for base in &self.bases {
                if let Some((_, fact)) = base.facts.by_name(name) {
                    world.stated(fact, At::Purchase);
                }
            }
        }
    }

    /// A fiche as `recommander` reads it, with the first base that does.
    fn accepted(&self, fiche: &str) -> Option<Purchase> {
        let source = Source::new(witness::NAME.to_owned(), fiche.to_owned());
        self.bases.iter().find_map(|base| read::read(&source, base).0)
    }
}

/// What was not settled, and the last purchase tried.
fn why(tried: Option<String>) -> String {
    match tried {
        None => "seuls s’y opposeraient des achats dont l’objet réunit des mots qu’aucun texte essayé ne réunit".into(),
        Some(fiche) => format!(
            "les achats essayés ne s’y opposent pas quand le moteur les évalue ; le dernier :\n{fiche}"
        ),
    }
}
