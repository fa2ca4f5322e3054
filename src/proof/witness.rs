//! A purchase that refutes a guarantee: the least that the solver finds, written as a fiche, read back and answered by the engine.
//!
//! « Least » is irreducible: fewer lots, a fact less, or a lower amount, each tried in turn, would not refute any more.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::cone::Cone;
use super::domain::{Key, days};
use super::gate::Lit;
use super::phrase::{Phrase, Seeker};
use super::world::{Sym, World};
use crate::base::Base;
use crate::cpv::Cpv;
use crate::engine::known::At;
use crate::fact::{Fact, FactKind, Origin, Value};
use crate::money::{Amount, Rate};
use crate::purchase::{Buyer, Exemption, Lot, Purchase};

/// The name of its file, where one is written.
pub const NAME: &str = "temoin.fiche.toml";
/// The object of a witness that needs no words.
const PLAIN: &str = "Achat";

/// The phrases that may make the object of each place.
type Wording = BTreeMap<At, Vec<(Phrase, Lit)>>;

/// What turns an assignment into a fiche.
pub struct Teller<'b> {
    bases: Vec<&'b Base>,
    /// Under it, the words of objects are those of phrases that exist; without it, words and patterns are independent.
    pub real: Lit,
    wording: Wording,
}

impl<'b> Teller<'b> {
    pub fn new(world: &mut World, bases: &[&'b Base], cones: &[Cone<'_>]) -> Self {
        let real = world.gates.free();
        let mut teller = Self { bases: bases.to_vec(), real, wording: Wording::new() };
        let mut wanted = BTreeSet::new();
        for (base, cone) in bases.iter().zip(cones) {
            wanted.extend(base.facts.id("objet").map(|id| cone.texts(id)).unwrap_or_default());
        }
        let phrases = Seeker::new(&wanted).phrases();
        let objects: Vec<(At, Sym)> = world
            .statements()
            .filter(|((_, name), _)| name == "objet")
            .map(|((at, _), sym)| (*at, sym.clone()))
            .collect();
        for (at, sym) in objects {
            let used: Vec<(Phrase, Lit)> =
                phrases.iter().map(|phrase| (phrase.clone(), world.gates.free())).collect();
            bind(world, real, &sym, &wanted, &used);
            one_first(world, real, &used);
            for base in bases {
                name_families(world, base, real, at, &used);
            }
            teller.wording.insert(at, used);
        }
        teller
    }

    /// A fact of the first base that has it.
    fn fact(&self, name: &str) -> Option<&'b Fact> {
        self.bases.iter().find_map(|base| base.facts.by_name(name)).map(|(_, fact)| fact)
    }

    /// The day on which the law is known.
    fn today(&self) -> Date {
        self.bases.last().map_or(Date::ZERO, |base| base.as_of)
    }
}

/// What is looked for in a text is there when a phrase that holds it is.
fn bind(world: &mut World, real: Lit, sym: &Sym, wanted: &BTreeSet<Key>, used: &[(Phrase, Lit)]) {
    for (_, lit) in used {
        world.gates.entails(*lit, sym.known);
    }
    for key in wanted {
        let Some(asked) = sym.answers.get(key).copied() else { continue };
        let holding = used.iter().filter(|(phrase, _)| phrase.holds.contains(key));
        let holds = world.gates.or(holding.map(|(_, lit)| *lit));
        world.gates.require(&[!real, !asked, holds]);
        world.gates.require(&[!real, asked, !holds]);
    }
}

/// Of the phrases that must open a text, one.
fn one_first(world: &mut World, real: Lit, used: &[(Phrase, Lit)]) {
    let first: Vec<Lit> =
        used.iter().filter(|(phrase, _)| phrase.is_first).map(|(_, lit)| *lit).collect();
    for (i, one) in first.iter().enumerate() {
        for other in first.iter().skip(i + 1) {
            world.gates.require(&[!real, !*one, !*other]);
        }
    }
}

/// Words that name a family do so, unless the fiche or the codes say one.
fn name_families(world: &mut World, base: &Base, real: Lit, at: At, used: &[(Phrase, Lit)]) {
    let facts = &base.facts;
    let (Some((_, family)), Some((_, codes))) = (facts.by_name("famille"), facts.by_name("cpv"))
    else {
        return;
    };
    let said = world.stated(family, at).known;
    let codes = world.stated(codes, at);
    let in_a_family: Vec<Lit> = codes
        .answers
        .iter()
        .filter(|(key, _)| matches!(key, Key::Cell(i) if has_family(world, *i)))
        .map(|(_, lit)| *lit)
        .collect();
    let by_code = world.gates.or(in_a_family);
    for (phrase, lit) in used {
        if base.categories.of_words(&phrase.text).is_some() {
            world.gates.require(&[!real, !*lit, said, by_code]);
        }
    }
}

fn has_family(world: &World, cell: usize) -> bool {
    world.domains.cells().get(cell).is_some_and(|cell| cell.families.iter().any(Option::is_some))
}

impl Teller<'_> {
    /// Fixes everything that can be left out, in turn; the last assignment found is the least.
    pub fn reduce(&self, world: &mut World, asked: &[Lit]) {
        let mut fixed = asked.to_vec();
        for wish in self.wishes(world) {
            if world.gates.holds(wish) {
                fixed.push(wish);
                continue;
            }
            fixed.push(wish);
            if !world.gates.can(&fixed) {
                fixed.pop();
                // The assignment of the last question that could hold is wanted again.
                world.gates.can(&fixed);
            }
        }
    }

    /// What one would rather not read in a fiche, the heaviest first.
    fn wishes(&self, world: &World) -> Vec<Lit> {
        let mut wishes: Vec<Lit> = world.lots.iter().skip(1).rev().map(|lot| !*lot).collect();
        wishes.extend(world.policies.values().map(|lit| !*lit));
        wishes.extend(world.exemptions.values().map(|lit| !*lit));
        let mut said: Vec<(&(At, String), &Sym)> = world.statements().collect();
        // Facts of lots first, then the buyer's answers, then the keys of the fiche.
        said.sort_by_key(|((at, name), _)| {
            let is_key = self.fact(name).is_some_and(|fact| fact.origin == Origin::Fiche);
            (*at == At::Purchase, is_key, *at, name.clone())
        });
        for ((_, name), sym) in &said {
            let of_need = world.need.as_ref().filter(|_| name == "montant_besoin_ht");
            wishes.push(!of_need.unwrap_or(sym).known);
        }
        wishes.extend(self.wording.values().flatten().map(|(_, lit)| !*lit));
        let today = days(self.today());
        for ((_, name), sym) in &said {
            let is_date = self.fact(name).is_some_and(|fact| fact.kind == FactKind::Date);
            for (key, lit) in sym.answers.iter().rev() {
                let now = matches!(key, Key::AtLeast(n) if is_date && *n <= today);
                wishes.push(if now { *lit } else { !*lit });
            }
        }
        wishes
    }

    /// Rules out what the last assignment says, so that another one is looked for.
    pub fn rule_out(&self, world: &mut World) {
        let facts =
            world.statements().flat_map(|(_, sym)| sym.answers.values().chain([&sym.known]));
        let words = self.wording.values().flatten().map(|(_, lit)| lit);
        let lots = world.lots.iter().skip(1);
        let others = world.policies.values().chain(world.exemptions.values()).chain(lots);
        let all: Vec<Lit> = facts.chain(words).chain(others).copied().collect();
        let not_again: Vec<Lit> =
            all.into_iter().map(|lit| if world.gates.holds(lit) { !lit } else { lit }).collect();
        world.gates.require(&not_again);
    }

    /// The fiche of the last assignment found.
    ///
    /// # Errors
    /// Literals that cannot all hold: lots that add up to more than the whole.
    pub fn purchase(&self, world: &World) -> Result<Purchase, Vec<Lit>> {
        let reader = Assignment { world, teller: self };
        let mut purchase = Purchase { object: PLAIN.to_owned(), ..Purchase::default() };
        purchase.buyer = reader.buyer();
        for ((at, name), sym) in world.statements() {
            if let Some(fact) = self.fact(name).filter(|_| *at == At::Purchase) {
                reader.state(&mut purchase, fact, sym);
            }
        }
        let standing = world.lots.iter().enumerate().filter(|(_, lit)| world.gates.holds(**lit));
        purchase.lots = standing.map(|(i, _)| reader.lot(i)).collect();
        let says = |lot: &Lot| Lot { number: 0, ..lot.clone() } != Lot::default();
        if purchase.lots.len() == 1 && !purchase.lots.iter().any(says) {
            purchase.lots.clear();
        }
        for ((duty, case), lit) in &world.exemptions {
            if world.gates.holds(*lit) {
                let exemption = Exemption { case: case.clone(), reason: "À motiver".into() };
                purchase.exemptions.insert(duty.clone(), exemption);
            }
        }
        reader.raise_total(&mut purchase)?;
        Ok(purchase)
    }
}

/// An assignment, read as a fiche.
struct Assignment<'a> {
    world: &'a World,
    teller: &'a Teller<'a>,
}

impl Assignment<'_> {
    fn holds(&self, lit: Lit) -> bool {
        self.world.gates.holds(lit)
    }

    fn buyer(&self) -> Buyer {
        let chosen = self.world.policies.iter().find(|(_, lit)| self.holds(**lit));
        Buyer { policy: chosen.map(|(id, _)| id.into()), ..Buyer::default() }
    }

    fn state(&self, purchase: &mut Purchase, fact: &Fact, sym: &Sym) {
        let need = self.world.need.as_ref().filter(|_| fact.id == "montant_besoin_ht");
        let sym = need.unwrap_or(sym);
        if fact.id == "nombre_lots" || !self.holds(sym.known) {
            return;
        }
        let Some(value) = self.value(fact, sym, At::Purchase) else { return };
        match (fact.id.as_str(), value) {
            ("objet", Value::Text(text)) => purchase.object = text,
            ("type", Value::Choice(id)) => purchase.kind = Some(id),
            ("cpv", Value::Cpv(codes)) => purchase.cpv = codes.into(),
            ("montant_ht", Value::Amount(amount)) => purchase.amount = Some(amount),
            ("montant_besoin_ht", Value::Amount(amount)) => purchase.need = Some(amount),
            ("duree_mois", Value::Integer(n)) => purchase.months = u32::try_from(n).ok(),
            ("date_lancement", Value::Date(day)) => purchase.launch = Some(day),
            ("procedure", Value::Choice(id)) => purchase.procedure = Some(id),
            ("forme", Value::Choice(id)) => purchase.form = Some(id),
            ("ccag", Value::Choice(id)) => purchase.ccag = Some(id),
            ("acheteur_categorie", Value::Choice(id)) => purchase.buyer.category = Some(id),
            (name, value) => {
                purchase.facts.insert(name.into(), value);
            }
        }
    }

    fn lot(&self, i: usize) -> Lot {
        let number = u32::try_from(i + 1).unwrap_or(u32::MAX);
        let mut lot = Lot { number, ..Lot::default() };
        let here = self.world.statements().filter(|((at, _), _)| *at == At::Lot(i));
        for ((at, name), sym) in here {
            let Some(fact) = self.teller.fact(name) else { continue };
            if !self.holds(sym.known) {
                continue;
            }
            match (name.as_str(), self.value(fact, sym, *at)) {
                ("objet", Some(Value::Text(text))) => lot.object = Some(text),
                ("cpv", Some(Value::Cpv(codes))) => lot.cpv = codes.into(),
                ("montant_ht", Some(Value::Amount(amount))) => lot.amount = Some(amount),
                ("duree_mois", Some(Value::Integer(n))) => lot.months = u32::try_from(n).ok(),
                (name, Some(value)) => {
                    lot.facts.insert(name.into(), value);
                }
                (_, None) => {}
            }
        }
        lot
    }

    fn value(&self, fact: &Fact, sym: &Sym, at: At) -> Option<Value> {
        let is = || {
            sym.answers.iter().filter(|(_, lit)| self.holds(**lit)).filter_map(|(key, _)| match key
            {
                Key::Is(id) => Some(id.clone()),
                _ => None,
            })
        };
        Some(match fact.kind {
            FactKind::Boolean => {
                Value::Boolean(sym.answers.get(&Key::True).is_some_and(|lit| self.holds(*lit)))
            }
            FactKind::Choice => Value::Choice(is().next()?.into()),
            FactKind::List => Value::List(is().collect()),
            FactKind::Text if fact.id == "objet" => Value::Text(self.text(at)),
            FactKind::Text => Value::Text(is().next().unwrap_or_else(|| PLAIN.to_owned())),
            FactKind::Cpv => Value::Cpv(self.codes(sym)),
            FactKind::Integer => Value::Integer(self.number(sym, 12)),
            FactKind::Amount => Value::Amount(Amount::from_centimes(
                self.number(sym, if at == At::Purchase { 1_000_000 } else { 100_000 }),
            )),
            FactKind::Rate => Value::Rate(Rate::from_ten_thousandths(self.number(sym, 5_000))),
            FactKind::Date => Value::Date(self.day(sym)),
        })
    }

    fn codes(&self, sym: &Sym) -> Vec<Cpv> {
        let cells = sym.answers.iter().filter(|(_, lit)| self.holds(**lit));
        cells
            .filter_map(|(key, _)| match key {
                Key::Cell(i) => self.world.domains.cells().get(*i).map(|cell| cell.code),
                _ => None,
            })
            .collect()
    }

    /// The words of an object: what must open it, then the rest.
    fn text(&self, at: At) -> String {
        let used = self.teller.wording.get(&at).into_iter().flatten();
        let mut chosen: Vec<&Phrase> =
            used.filter(|(_, lit)| self.holds(*lit)).map(|(phrase, _)| phrase).collect();
        chosen.sort_by_key(|phrase| (!phrase.is_first, phrase.text.clone()));
        let words: Vec<&str> = chosen.iter().map(|phrase| phrase.text.as_str()).collect();
        match chosen.first() {
            None => PLAIN.to_owned(),
            Some(first) if first.is_first => words.join(", "),
            Some(_) => format!("{PLAIN} : {}", words.join(", ")),
        }
    }

    /// From which number, and to which, the assignment leaves a choice.
    fn range(&self, sym: &Sym) -> (Option<i64>, Option<i64>) {
        let cut = |key: &Key| if let Key::AtLeast(n) = key { Some(*n) } else { None };
        let (mut low, mut high) = (None, None);
        for (key, lit) in &sym.answers {
            let Some(n) = cut(key) else { continue };
            if self.holds(*lit) {
                low = Some(n);
            } else if high.is_none() {
                high = Some(n - 1);
            }
        }
        (low, high)
    }

    /// The least number that the assignment allows; a usual one where it says nothing below.
    fn number(&self, sym: &Sym, usual: i64) -> i64 {
        match self.range(sym) {
            (Some(low), _) => low,
            (None, Some(high)) => high.min(usual),
            (None, None) => usual,
        }
    }

    fn day(&self, sym: &Sym) -> Date {
        let today = days(self.teller.today());
        let day = match self.range(sym) {
            (Some(low), high) => today.clamp(low, high.unwrap_or(i64::MAX).max(low)),
            (None, Some(high)) => high.min(today),
            (None, None) => today,
        };
        date(1970, 1, 1).checked_add(day.days()).unwrap_or(self.teller.today())
    }

    /// The whole is worth at least its lots, the need at least the whole.
    fn raise_total(&self, purchase: &mut Purchase) -> Result<(), Vec<Lit>> {
        let sum: i64 =
            purchase.lots.iter().filter_map(|lot| lot.amount).map(Amount::centimes).sum();
        let Some(amount) = purchase.amount.as_mut() else { return Ok(()) };
        if sum > amount.centimes() {
            *amount = Amount::from_centimes(sum);
            let whole = (At::Purchase, "montant_ht".to_owned());
            let sym = self.world.statements().find(|(key, _)| **key == whole).map(|(_, sym)| sym);
            let ceiling = sym.and_then(|sym| {
                let over = |(key, _): &(&Key, &Lit)| matches!(key, Key::AtLeast(n) if *n <= sum);
                let mut reached = sym.answers.iter().filter(over);
                reached.find(|(_, lit)| !self.holds(**lit)).map(|(_, lit)| *lit)
            });
            if let Some(ceiling) = ceiling {
                return Err(self.too_much(ceiling));
            }
        }
        if let Some(need) = purchase.need.as_mut() {
            *need = (*need).max(*amount);
        }
        Ok(())
    }

    /// Lots worth that much together bring the whole over its ceiling.
    fn too_much(&self, ceiling: Lit) -> Vec<Lit> {
        let lots = self
            .world
            .statements()
            .filter(|((at, name), _)| matches!(at, At::Lot(_)) && name == "montant_ht");
        let reached = lots.flat_map(|(_, sym)| sym.answers.values().copied());
        let together = reached.filter(|lit| self.holds(*lit)).map(|lit| !lit);
        together.chain([ceiling]).collect()
    }
}
