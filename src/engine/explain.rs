//! The lines that say why a rule applies, or why not and how far: built on demand only.

use super::answer::Recommendation;
use super::decided::{Decided, decide};
use super::eval::{Context, is_in};
use super::known::At;
use super::{Evaluation, Outcome, State};
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::base::rule::Rule;
use crate::fact::{Fact, FactKind, Origin, Value, french_date};
use crate::truth::Truth;

/// The most items of a list that an explanation names in full once one of them is met.
const LONG: usize = 3;

/// One condition, what the purchase says, and whether it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// « montant estimé ≥ 25 000 € HT ».
    pub condition: String,
    /// « 900 000 € HT », « inconnu ».
    pub value: String,
    pub truth: Truth,
    /// For a comparison with a figure of the fiche: the figure from which it would turn.
    pub step: Option<Step>,
}

/// The figure from which a comparison would turn, and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// « à partir de 216 000 € HT ».
    pub text: String,
    /// In thousandths of the larger of the two figures: 0 when they are equal.
    pub distance: u64,
}

/// Why a rule is in its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub lines: Vec<Line>,
    /// For a rule that does not apply: what first fails, and how far.
    pub lacking: Option<String>,
}

/// Explains an outcome.
#[must_use]
pub fn explain(evaluation: &Evaluation<'_>, outcome: &Outcome<'_>) -> Explanation {
    let explainer = Explainer { context: evaluation.context() };
    if outcome.state == State::NotInForce {
        let lacking = explainer.not_in_force(outcome.rule);
        return Explanation { lines: Vec::new(), lacking: Some(lacking) };
    }
    let mut lines = Vec::new();
    explainer.lines(&outcome.rule.when, outcome.at, &mut lines);
    let failing = lines.iter().find(|line| line.truth == Truth::False);
    let lacking = failing.map(|line| format!("{} (ici : {})", line.condition, line.value));
    Explanation { lacking: lacking.filter(|_| outcome.state == State::NotApplicable), lines }
}

/// The one comparison with a figure of the fiche that keeps a rule away, when all else holds.
#[must_use]
pub fn one_step(evaluation: &Evaluation<'_>, outcome: &Outcome<'_>) -> Option<Line> {
    if outcome.state != State::NotApplicable {
        return None;
    }
    let context = evaluation.context();
    let mut leaves = Vec::new();
    flatten(&outcome.rule.when, outcome.at, &mut leaves);
    // What costs least first: most rules fail on a type or a family, and no text is read then.
    leaves.sort_by_key(|(condition, _)| !is_cheap(condition));
    let mut failing = None;
    for (condition, at) in leaves {
        match (context.truth(condition, at), condition) {
            (Truth::True, _) => {}
            (Truth::False, Condition::Test(test)) if failing.is_none() => {
                let line = Explainer { context }.test(test, at, Truth::False);
                line.step.as_ref()?;
                failing = Some(line);
            }
            (Truth::False | Truth::Unknown, _) => return None,
        }
    }
    failing
}

/// The conditions that must all hold, and where each is read.
fn flatten<'a>(condition: &'a Condition, at: At, out: &mut Vec<(&'a Condition, At)>) {
    match condition {
        Condition::All(items) => items.iter().for_each(|item| flatten(item, at, out)),
        Condition::OnPurchase(inner) => flatten(inner, At::Purchase, out),
        other => out.push((other, at)),
    }
}

fn is_cheap(condition: &Condition) -> bool {
    let reads_text =
        |test: &Test| matches!(test.operator, Operator::Contains(_) | Operator::Matches(_));
    matches!(condition, Condition::Test(test) if !reads_text(test))
}

/// Why a recommendation is made: the lines of every rule that calls for it, each once.
#[must_use]
pub fn recommendation(evaluation: &Evaluation<'_>, of: &Recommendation<'_>) -> Vec<Line> {
    let context = evaluation.context();
    let mut lines: Vec<Line> = Vec::new();
    for rule in &of.rules {
        let mut own = Vec::new();
        Explainer { context }.lines(&rule.when, of.at, &mut own);
        for line in own {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Explains a condition alone: a duty's.
#[must_use]
pub fn explain_condition(evaluation: &Evaluation<'_>, condition: &Condition) -> Vec<Line> {
    let context = evaluation.context();
    let mut lines = Vec::new();
    Explainer { context }.lines(condition, At::Purchase, &mut lines);
    lines
}

/// A condition in words, as an explanation names it: « montant estimé ≥ 25 000 € HT ».
#[must_use]
pub fn words(context: Context<'_>, condition: &Condition) -> String {
    Explainer { context }.text(condition)
}

/// One test in words.
#[must_use]
pub fn test_words(context: Context<'_>, test: &Test) -> String {
    Explainer { context }.test_text(test)
}

struct Explainer<'a> {
    context: Context<'a>,
}

impl Explainer<'_> {
    fn not_in_force(&self, rule: &Rule) -> String {
        let date = self.context.date;
        match (rule.in_force.from(), rule.in_force.until()) {
            (Some(from), _) if date < from => {
                format!("en vigueur le {} seulement", french_date(from))
            }
            (_, Some(until)) if date >= until => {
                format!("n’est plus en vigueur depuis le {}", french_date(until))
            }
            _ => {
                let starts = rule
                    .bases
                    .iter()
                    .filter_map(|id| self.context.base.legal.get(id)?.in_force.from())
                    .max();
                starts.filter(|from| date < *from).map_or_else(
                    || "ses références ne sont plus en vigueur à cette date".to_owned(),
                    |from| format!("sa référence entre en vigueur le {}", french_date(from)),
                )
            }
        }
    }

    fn lines(&self, condition: &Condition, at: At, out: &mut Vec<Line>) {
        let mut decided = Vec::new();
        decide(self.context, condition, at, &mut decided);
        out.extend(decided.into_iter().map(|one| self.line(one)));
    }

    fn line(&self, Decided { condition, at, truth }: Decided<'_>) -> Line {
        if let Condition::Test(test) = condition {
            return self.test(test, at, truth);
        }
        Line {
            condition: self.text(condition),
            value: self.values(condition, at),
            truth,
            step: None,
        }
    }

    fn test(&self, test: &Test, at: At, truth: Truth) -> Line {
        Line {
            condition: self.met(test, at, truth).unwrap_or_else(|| self.test_text(test)),
            value: self.value(test, at),
            truth,
            step: self.step(test, at),
        }
    }

    /// Of a long list of which one item is enough, the items that the fact has.
    fn met(&self, test: &Test, at: At, truth: Truth) -> Option<String> {
        let fact = self.context.base.facts.get(test.fact)?;
        let Operator::In(values) = &test.operator else { return None };
        if truth != Truth::True || values.len() <= LONG {
            return None;
        }
        let known = &self.context.known.get(at, test.fact)?.value;
        let found = values.iter().filter(|value| is_in(known, std::slice::from_ref(value)));
        let found: Vec<String> = found.map(|value| show(Some(fact), value)).collect();
        let others = values.len() - found.len();
        Some(format!("{} : {} (ou {others} autres)", fact.title, found.join(" ou ")))
    }

    /// A comparison with one known figure that the fiche itself holds; the number of lots is a choice, not a figure to reach.
    fn step(&self, test: &Test, at: At) -> Option<Step> {
        let fact = self.context.base.facts.get(test.fact)?;
        if fact.origin == Origin::Computed {
            return None;
        }
        let bound = match test.operator.bound()? {
            Bound::Value(value) => value,
            Bound::Dated(name) => match self.context.resolve(name).rows.as_slice() {
                [row] => &row.value,
                _ => return None,
            },
        };
        let distance = distance(&self.context.known.get(at, test.fact)?.value, bound)?;
        let before = match test.operator {
            Operator::AtLeast(_) => "à partir de",
            Operator::MoreThan(_) => "au-dessus de",
            Operator::AtMost(_) => "jusqu’à",
            Operator::LessThan(_) => "au-dessous de",
            Operator::In(_)
            | Operator::Contains(_)
            | Operator::Matches(_)
            | Operator::CpvPrefix(_) => return None,
        };
        Some(Step { text: format!("{before} {}", fact.show(bound)), distance })
    }

    fn value(&self, test: &Test, at: At) -> String {
        let fact = self.context.base.facts.get(test.fact);
        match (self.context.known.get(at, test.fact), fact) {
            (Some(known), Some(fact)) => fact.show(&known.value),
            _ => "inconnu".into(),
        }
    }

    /// The values of every fact of a condition, each once.
    fn values(&self, condition: &Condition, at: At) -> String {
        let mut shown: Vec<String> = Vec::new();
        self.collect_values(condition, at, &mut shown);
        shown.join(" ; ")
    }

    fn collect_values(&self, condition: &Condition, at: At, out: &mut Vec<String>) {
        match condition {
            Condition::All(items) | Condition::Any(items) => {
                for item in items {
                    self.collect_values(item, at, out);
                }
            }
            Condition::Not(inner) => self.collect_values(inner, at, out),
            Condition::OnPurchase(inner) => self.collect_values(inner, At::Purchase, out),
            Condition::Lots(_, inner) => out.push(self.witness(inner)),
            Condition::Test(test) => {
                let value = self.value(test, at);
                if !out.contains(&value) {
                    out.push(value);
                }
            }
        }
    }

    /// The lots that meet a condition.
    fn witness(&self, inner: &Condition) -> String {
        let lots = (0..self.context.known.n_lots()).map(At::Lot);
        let meeting: Vec<String> = lots
            .filter(|at| self.context.truth(inner, *at) == Truth::True)
            .map(|at| {
                self.context
                    .known
                    .number(at)
                    .map_or_else(|| "le marché".into(), |n| format!("lot {n}"))
            })
            .collect();
        if meeting.is_empty() { "aucun lot".into() } else { meeting.join(", ") }
    }

    fn text(&self, condition: &Condition) -> String {
        match condition {
            Condition::All(items) => self.joined(items, " et "),
            Condition::Any(items) => self.joined(items, " ou "),
            Condition::Not(inner) => format!("sauf {}", self.text(inner)),
            Condition::OnPurchase(inner) => format!("pour le marché, {}", self.text(inner)),
            Condition::Test(test) => self.test_text(test),
            Condition::Lots(quantifier, inner) => match quantifier {
                Quantifier::Some => format!("au moins un lot : {}", self.text(inner)),
                Quantifier::Every => format!("tous les lots : {}", self.text(inner)),
                Quantifier::None => format!("aucun lot : {}", self.text(inner)),
                Quantifier::Count(operator) => {
                    let bound =
                        operator.bound().map_or_else(String::new, |bound| self.bound(bound, None));
                    format!("nombre de lots {} {bound} : {}", operator.sign(), self.text(inner))
                }
            },
        }
    }

    fn joined(&self, items: &[Condition], link: &str) -> String {
        items.iter().map(|item| self.text(item)).collect::<Vec<_>>().join(link)
    }

    fn test_text(&self, test: &Test) -> String {
        let fact = self.context.base.facts.get(test.fact);
        let title = fact.map_or("fait", |fact| fact.title.as_str());
        let list = |items: &[String]| items.join(" ou ");
        match &test.operator {
            Operator::In(values) => {
                let shown: Vec<String> = values.iter().map(|value| show(fact, value)).collect();
                format!("{title} : {}", list(&shown))
            }
            Operator::Contains(words) => {
                let quoted: Vec<String> = words.iter().map(|word| format!("« {word} »")).collect();
                format!("{title} contenant {}", list(&quoted))
            }
            Operator::Matches(regex) => format!("{title} correspondant à `{}`", regex.as_str()),
            Operator::CpvPrefix(prefixes) => {
                let shown: Vec<String> = prefixes.iter().map(ToString::to_string).collect();
                format!("{title} commençant par {}", list(&shown))
            }
            Operator::AtLeast(bound)
            | Operator::MoreThan(bound)
            | Operator::AtMost(bound)
            | Operator::LessThan(bound) => {
                format!("{title} {} {}", test.operator.sign(), self.bound(bound, fact))
            }
        }
    }

    fn bound(&self, bound: &Bound, fact: Option<&Fact>) -> String {
        match bound {
            Bound::Value(value) => show(fact, value),
            Bound::Dated(name) => {
                let title = self
                    .context
                    .base
                    .dated
                    .get(name)
                    .map_or(name.as_str(), |value| value.title.as_str());
                let mut shown: Vec<String> = self
                    .context
                    .resolve(name)
                    .rows
                    .iter()
                    .map(|row| show(fact, &row.value))
                    .collect();
                shown.sort();
                shown.dedup();
                if shown.is_empty() {
                    return format!("{title}, inconnu à cette date");
                }
                format!("{} ({title})", shown.join(" ou "))
            }
        }
    }
}

/// How far two figures of a same kind are, in thousandths of the larger.
fn distance(a: &Value, b: &Value) -> Option<u64> {
    let (a, b) = match (a, b) {
        (Value::Amount(a), Value::Amount(b)) => (a.centimes(), b.centimes()),
        (Value::Integer(a), Value::Integer(b)) => (*a, *b),
        (Value::Rate(a), Value::Rate(b)) => (a.ten_thousandths(), b.ten_thousandths()),
        _ => return None,
    };
    let largest = a.unsigned_abs().max(b.unsigned_abs()).max(1);
    Some(a.abs_diff(b).saturating_mul(1_000) / largest)
}

fn show(fact: Option<&Fact>, value: &Value) -> String {
    match fact {
        Some(fact) if fact.kind == FactKind::List => fact.show(&match value {
            Value::Choice(id) => Value::List(vec![id.to_string()]),
            other => other.clone(),
        }),
        Some(fact) => fact.show(value),
        None => value.to_string(),
    }
}
