//! Conditions over every purchase, on two rails: whether one is true, whether it is false; unknown is neither.

use super::domain::{Key, cut, rank};
use super::gate::Lit;
use super::known::Model;
use super::world::{Sym, World};
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::base::legal::InForce;
use crate::base::thresholds::DatedValue;
use crate::engine::known::At;
use crate::fact::Value;

/// A condition in three values.
#[derive(Debug, Clone, Copy)]
pub struct Rails {
    pub yes: Lit,
    pub no: Lit,
}

impl std::ops::Not for Rails {
    type Output = Self;
    fn not(self) -> Self {
        Self { yes: self.no, no: self.yes }
    }
}

impl Rails {
    pub fn all(world: &mut World, items: &[Self]) -> Self {
        let yes = world.gates.and(items.iter().map(|item| item.yes));
        let no = world.gates.or(items.iter().map(|item| item.no));
        Self { yes, no }
    }

    pub fn any(world: &mut World, items: &[Self]) -> Self {
        let negated: Vec<Self> = items.iter().map(|item| !*item).collect();
        !Self::all(world, &negated)
    }

    fn unknown(world: &World) -> Self {
        Self { yes: world.gates.no(), no: world.gates.no() }
    }
}

impl<'b> Model<'b> {
    /// A condition at a place.
    pub fn rails(&mut self, world: &mut World, condition: &'b Condition, at: At) -> Rails {
        match condition {
            Condition::All(items) => {
                let items = self.each(world, items, at);
                Rails::all(world, &items)
            }
            Condition::Any(items) => {
                let items = self.each(world, items, at);
                Rails::any(world, &items)
            }
            Condition::Not(inner) => !self.rails(world, inner, at),
            Condition::OnPurchase(inner) => self.rails(world, inner, At::Purchase),
            Condition::Lots(quantifier, inner) => self.quantified(world, quantifier, inner),
            Condition::Test(test) => self.test(world, test, at),
        }
    }

    fn each(&mut self, world: &mut World, items: &'b [Condition], at: At) -> Vec<Rails> {
        items.iter().map(|item| self.rails(world, item, at)).collect()
    }

    fn quantified(
        &mut self,
        world: &mut World,
        quantifier: &'b Quantifier,
        inner: &'b Condition,
    ) -> Rails {
        let mut some = Vec::new();
        let mut every = Vec::new();
        for at in world.places() {
            let here = self.rails(world, inner, at);
            let stands = world.stands(at);
            // A lot that does not stand is false for « some », true for « every ».
            let yes = world.gates.and([stands, here.yes]);
            let no = world.gates.or([!stands, here.no]);
            some.push(Rails { yes, no });
            let yes = world.gates.or([!stands, here.yes]);
            let no = world.gates.and([stands, here.no]);
            every.push(Rails { yes, no });
        }
        match quantifier {
            Quantifier::Some => Rails::any(world, &some),
            Quantifier::None => !Rails::any(world, &some),
            Quantifier::Every => Rails::all(world, &every),
            Quantifier::Count(operator) => self.count(world, operator, &some),
        }
    }

    /// How many lots meet a condition, compared: every count still possible must agree.
    fn count(&mut self, world: &mut World, operator: &'b Operator, lots: &[Rails]) -> Rails {
        let sure: Vec<Lit> = lots.iter().map(|lot| lot.yes).collect();
        let possible: Vec<Lit> = lots.iter().map(|lot| !lot.no).collect();
        let (sure, possible) = (at_least(world, &sure), at_least(world, &possible));
        let bounds = self.bounds(world, operator);
        let mut cases = Vec::new();
        for (case, values) in bounds {
            let agreed: Vec<Rails> = values
                .iter()
                .map(|bound| {
                    let cut = cut(operator, bound).unwrap_or(i64::MAX);
                    let reach = |counts: &[Lit]| match usize::try_from(cut) {
                        Ok(n) => counts.get(n).copied().unwrap_or_else(|| world.gates.no()),
                        Err(_) => world.gates.yes(),
                    };
                    oriented(operator, Rails { yes: reach(&sure), no: !reach(&possible) })
                })
                .collect();
            cases.push((case, agreed));
        }
        settle_cases(world, cases)
    }

    fn test(&mut self, world: &mut World, test: &'b Test, at: At) -> Rails {
        let sym = self.get(world, at, test.fact);
        let answer = |key: Key| sym.answers.get(&key).copied();
        let hits: Vec<Lit> = match &test.operator {
            Operator::In(values) => values.iter().map(|value| equal(world, &sym, value)).collect(),
            Operator::Contains(words) => {
                if !self.is_text(test) {
                    return Rails::unknown(world);
                }
                words.iter().filter_map(|words| answer(Key::Words(words.clone()))).collect()
            }
            Operator::Matches(pattern) => {
                if !self.is_text(test) {
                    return Rails::unknown(world);
                }
                answer(Key::Pattern(pattern.as_str().to_owned())).into_iter().collect()
            }
            Operator::CpvPrefix(prefixes) => {
                let inside = |i: usize| {
                    world.domains.cells().get(i).is_some_and(|cell| {
                        prefixes.iter().any(|prefix| cell.code.starts_with(*prefix))
                    })
                };
                let of_cell = |(key, lit): (&Key, &Lit)| match key {
                    Key::Cell(i) if inside(*i) => Some(*lit),
                    _ => None,
                };
                sym.answers.iter().filter_map(of_cell).collect()
            }
            operator => return self.compared(world, operator, &sym),
        };
        let yes = world.gates.or(hits);
        let no = world.gates.and_not(sym.known, yes);
        Rails { yes, no }
    }

    fn is_text(&self, test: &Test) -> bool {
        self.base.facts.get(test.fact).is_some_and(|fact| fact.kind == crate::fact::FactKind::Text)
    }

    fn compared(&mut self, world: &mut World, operator: &'b Operator, sym: &Sym) -> Rails {
        let mut cases = Vec::new();
        for (case, values) in self.bounds(world, operator) {
            let mut agreed = Vec::new();
            for bound in &values {
                let reached = cut(operator, bound)
                    .and_then(|cut| sym.answers.get(&Key::AtLeast(cut)).copied())
                    .unwrap_or_else(|| world.gates.no());
                let below = world.gates.and_not(sym.known, reached);
                agreed.push(oriented(operator, Rails { yes: reached, no: below }));
            }
            cases.push((case, agreed));
        }
        settle_cases(world, cases)
    }

    /// What a comparison compares with, case by case: a number always, a dated value by date, type and buyer.
    fn bounds(&mut self, world: &mut World, operator: &'b Operator) -> Vec<(Lit, Vec<Value>)> {
        match operator.bound() {
            Some(Bound::Value(value)) => vec![(world.gates.yes(), vec![value.clone()])],
            Some(Bound::Dated(name)) => self.resolved(world, name),
            None => Vec::new(),
        }
    }

    /// The values of a dated value, for every date, type and buyer, unknown included; cases exclude each other.
    pub(super) fn resolved(&mut self, world: &mut World, name: &str) -> Vec<(Lit, Vec<Value>)> {
        if let Some(known) = self.dated.get(name) {
            return known.clone();
        }
        let Some(dated) = self.base.dated.get(name) else { return Vec::new() };
        let kinds = self.options(world, "type", dated.rows.iter().flat_map(|row| &row.kinds));
        let buyers = self.options(
            world,
            "acheteur_categorie",
            dated.rows.iter().flat_map(|row| &row.buyers),
        );
        let mut by_values: Vec<(Vec<Value>, Vec<Lit>)> = Vec::new();
        for (from, within) in self.segments(world, dated) {
            for (kind, is_kind) in &kinds {
                for (buyer, is_buyer) in &buyers {
                    let found = dated.resolve(from, kind.as_deref(), buyer.as_deref());
                    let mut values: Vec<Value> =
                        found.rows.iter().map(|row| row.value.clone()).collect();
                    values.sort();
                    values.dedup();
                    let here = world.gates.and([within, *is_kind, *is_buyer]);
                    match by_values.iter_mut().find(|(known, _)| *known == values) {
                        Some((_, lits)) => lits.push(here),
                        None => by_values.push((values, vec![here])),
                    }
                }
            }
        }
        let cases: Vec<(Lit, Vec<Value>)> =
            by_values.into_iter().map(|(values, lits)| (world.gates.or(lits), values)).collect();
        self.dated.insert(name.to_owned(), cases.clone());
        cases
    }

    /// The values of a choice that rows tell apart, the others together, and unknown.
    fn options<'a>(
        &mut self,
        world: &mut World,
        fact: &str,
        named: impl Iterator<Item = &'a String>,
    ) -> Vec<(Option<String>, Lit)> {
        let mut named: Vec<&String> = named.collect();
        named.sort();
        named.dedup();
        let sym = self.on_purchase(world, fact).filter(|_| !named.is_empty());
        let Some(sym) = sym else { return vec![(None, world.gates.yes())] };
        let mut options = vec![(None, !sym.known)];
        let mut others = vec![sym.known];
        for name in named {
            let is = sym.answers.get(&Key::Is(name.clone())).copied();
            let is = is.unwrap_or_else(|| world.gates.no());
            others.push(!is);
            options.push((Some(name.clone()), is));
        }
        // No row names the others: any name that none has says the same of all of them.
        options.push((Some(String::new()), world.gates.and(others)));
        options
    }

    /// The stretches of time in which a dated value does not change, each with its first day.
    fn segments(&mut self, world: &mut World, dated: &DatedValue) -> Vec<(jiff::civil::Date, Lit)> {
        let rows = dated.rows.iter().map(|row| row.in_force);
        let mut cuts: Vec<jiff::civil::Date> =
            rows.flat_map(|dates| [dates.from(), dates.until()]).flatten().collect();
        cuts.sort();
        cuts.dedup();
        let mut segments = Vec::new();
        let mut since = (jiff::civil::Date::MIN, world.gates.yes());
        for cut in cuts {
            let reached = self.reached(world, cut);
            segments.push((since.0, world.gates.and_not(since.1, reached)));
            since = (cut, reached);
        }
        segments.push(since);
        segments
    }

    /// Whether the purchase is launched on a day or after.
    pub fn reached(&mut self, world: &mut World, day: jiff::civil::Date) -> Lit {
        let sym = self.on_purchase(world, "date_lancement");
        let key = Key::AtLeast(super::domain::days(day));
        // A base without a launch date says nothing of dates.
        sym.and_then(|sym| sym.answers.get(&key).copied()).unwrap_or_else(|| world.gates.no())
    }

    /// Whether dates hold on the launch date.
    pub fn in_force(&mut self, world: &mut World, dates: InForce) -> Lit {
        let from = dates.from().map(|day| self.reached(world, day));
        let until = dates.until().map(|day| !self.reached(world, day));
        world.gates.and(from.into_iter().chain(until).collect::<Vec<_>>())
    }
}

/// A known number or value equal to another.
fn equal(world: &mut World, sym: &Sym, value: &Value) -> Lit {
    let no = world.gates.no();
    let answer = |key: Key| sym.answers.get(&key).copied().unwrap_or(no);
    match (value, rank(value)) {
        (Value::Boolean(true), _) => answer(Key::True),
        (Value::Boolean(false), _) => world.gates.and_not(sym.known, answer(Key::True)),
        (Value::Choice(id), _) => answer(Key::Is(id.to_string())),
        (Value::Text(text), _) => answer(Key::Is(text.clone())),
        (_, Some(n)) => {
            let (reached, passed) =
                (answer(Key::AtLeast(n)), answer(Key::AtLeast(n.saturating_add(1))));
            world.gates.and_not(reached, passed)
        }
        _ => no,
    }
}

/// « At least » as it is, « at most » turned over.
fn oriented(operator: &Operator, reached: Rails) -> Rails {
    match operator {
        Operator::AtMost(_) | Operator::LessThan(_) => !reached,
        _ => reached,
    }
}

/// In each case, what all its comparisons agree on; without any, unknown.
fn settle_cases(world: &mut World, cases: Vec<(Lit, Vec<Rails>)>) -> Rails {
    let (mut yes, mut no) = (Vec::new(), Vec::new());
    for (case, agreed) in cases {
        if agreed.is_empty() {
            continue;
        }
        yes.push(world.gates.and(agreed.iter().map(|one| one.yes).chain([case])));
        no.push(world.gates.and(agreed.iter().map(|one| one.no).chain([case])));
    }
    Rails { yes: world.gates.or(yes), no: world.gates.or(no) }
}

/// For each n, whether at least n of them hold; the first, for none, is true.
fn at_least(world: &mut World, lits: &[Lit]) -> Vec<Lit> {
    let mut counts = vec![world.gates.yes()];
    for lit in lits {
        let mut next = counts.clone();
        next.push(world.gates.no());
        for n in 1..next.len() {
            let before = counts.get(n).copied().unwrap_or_else(|| world.gates.no());
            let one_more = world.gates.and([counts[n - 1], *lit]);
            next[n] = world.gates.or([before, one_more]);
        }
        counts = next;
    }
    counts
}
