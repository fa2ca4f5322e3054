//! The neutral work for datalogic-rs: each rule a compiled tree, purchases parsed beforehand, regular expressions compiled once.

use bumpalo::Bump;
use datalogic_rs::{
    ArenaExt, CustomOperator, DataValue, Engine, Logic, ParsedData, operator::EvalContext,
};
use regex::Regex;
use serde_json::{Value, json};

use crate::neutre::{Neutral, Outcome};

pub struct JsonLogic {
    engine: Engine,
    rules: Vec<Logic>,
    purchases: Vec<ParsedData>,
}

/// `{"matches": [text, rank of the pattern]}`.
struct Matches(Vec<Regex>);

impl CustomOperator for Matches {
    fn evaluate<'a>(
        &self,
        args: &[&'a DataValue<'a>],
        _: &mut EvalContext<'_, 'a>,
        arena: &'a Bump,
    ) -> datalogic_rs::Result<&'a DataValue<'a>> {
        let text = args.first().and_then(|one| one.as_str()).unwrap_or_default();
        let rank = args.get(1).and_then(|one| one.as_i64()).and_then(|n| usize::try_from(n).ok());
        let regex = rank.and_then(|rank| self.0.get(rank));
        Ok(arena.bool(regex.is_some_and(|regex| regex.is_match(text))))
    }
}

impl JsonLogic {
    pub fn new(neutral: &Neutral) -> Outcome<Self> {
        let mut patterns = Vec::new();
        let rules: Vec<Value> = neutral.rules.iter().map(|one| rule(one, &mut patterns)).collect();
        let regexes: Result<Vec<Regex>, _> = patterns.iter().map(|one| Regex::new(one)).collect();
        let engine = Engine::builder().add_operator("matches", Matches(regexes?)).build();
        let compile = |rule: &Value| engine.compile(rule.to_string().as_str());
        let rules = rules.iter().map(compile).collect::<Result<_, _>>()?;
        let parse = |one: &Value| ParsedData::from_json(&one.to_string());
        let purchases = neutral.purchases.iter().map(parse).collect::<Result<_, _>>()?;
        Ok(Self { engine, rules, purchases })
    }

    /// How many rules hold, over every purchase.
    pub fn run(&self) -> usize {
        let mut session = self.engine.session();
        let mut n = 0;
        for purchase in &self.purchases {
            for rule in &self.rules {
                let found = session.eval_borrowed(rule, purchase);
                n += usize::from(found.is_ok_and(|found| found.as_bool() == Some(true)));
            }
            session.reset();
        }
        n
    }
}

fn rule(rule: &Value, patterns: &mut Vec<String>) -> Value {
    let mut all = Vec::new();
    for (key, sign) in [("valid_from", ">="), ("valid_to", "<=")] {
        if !rule[key].is_null() {
            all.push(json!({ sign: [{ "var": "date" }, rule[key]] }));
        }
    }
    all.push(condition(&rule["when"], patterns));
    json!({ "and": all })
}

fn condition(value: &Value, patterns: &mut Vec<String>) -> Value {
    let Some((kind, of)) = value.as_object().and_then(|one| one.iter().next()) else {
        return json!(false);
    };
    let var = || json!({ "var": of["fact"] });
    match kind.as_str() {
        "all" => json!({ "and": each(of, patterns) }),
        "any" => json!({ "or": each(of, patterns) }),
        "none" => json!({ "!": [{ "or": each(of, patterns) }] }),
        "in" => json!({ "in": [var(), of["values"]] }),
        "flag" => json!({ "==": [var(), of["value"]] }),
        "prefix" => {
            let starts = |prefix: &Value| json!({ "starts_with": [var(), prefix] });
            let all: Vec<Value> =
                of["values"].as_array().into_iter().flatten().map(starts).collect();
            json!({ "or": all })
        }
        "cmp" => {
            let sign = match of["op"].as_str() {
                Some("ge") => ">=",
                Some("gt") => ">",
                Some("le") => "<=",
                _ => "<",
            };
            json!({ sign: [var(), of["value"]] })
        }
        "matches" => {
            let pattern = of["pattern"].as_str().unwrap_or_default();
            let rank = patterns.iter().position(|known| known == pattern).unwrap_or_else(|| {
                patterns.push(pattern.to_owned());
                patterns.len() - 1
            });
            json!({ "matches": [var(), rank] })
        }
        _ => lots(of, patterns),
    }
}

fn each(list: &Value, patterns: &mut Vec<String>) -> Vec<Value> {
    list.as_array().into_iter().flatten().map(|item| condition(item, patterns)).collect()
}

fn lots(of: &Value, patterns: &mut Vec<String>) -> Value {
    let met = json!({ "and": each(&of["where"], patterns) });
    let lots = json!({ "var": "lots" });
    match of["quant"].as_str() {
        Some("any") => json!({ "some": [lots, met] }),
        Some("all") => json!({ "all": [lots, met] }),
        Some("none") => json!({ "none": [lots, met] }),
        _ => json!({ ">=": [{ "length": { "filter": [lots, met] } }, of["n"]] }),
    }
}
