//! Many published contracts, read and evaluated in the process, beside `serde_json` reading the same fields.
//!
//! The contracts of a file are repeated, each copy under its own number and with an amount of its own.

use std::fs;
use std::io::Cursor;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::portfolio::Choice;
use clausier::portfolio::columns::Said;
use clausier::portfolio::contribution::Assessor;
use clausier::portfolio::record::Record;
use clausier::portfolio::source::{self, Item, Reading};
use clausier::portfolio::totals::{Setting, Totals};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::neutre::Outcome;

pub fn run(path: &Path, copies: usize) -> Outcome<()> {
    let all: Value = serde_json::from_slice(&fs::read(path)?)?;
    let records = all["marches"]["marche"].as_array().ok_or("marches.marche attendu")?;
    let each = (0..copies).flat_map(|copy| records.iter().map(move |one| varied(one, copy)));
    let each: Vec<Value> = each.collect();
    let bytes: &'static [u8] =
        Vec::leak(serde_json::to_vec(&json!({ "marches": { "marche": each } }))?);
    let lines: Vec<String> = each.iter().map(Value::to_string).collect();
    let n = each.len() as f64;
    let start = Instant::now();
    let read = lines.iter().filter(|line| serde_json::from_str::<Record>(line).is_ok()).count();
    let baseline = start.elapsed().as_secs_f64();
    let (base, _) = Base::load(&Files::embedded());
    let base = base.ok_or("la base livrée a une faute")?;
    let start = Instant::now();
    let (kept, reading) = (counted(&base, bytes, true), counted_alone(&base, bytes));
    let whole = start.elapsed().as_secs_f64() - reading;
    println!("{read} enregistrements lus, {kept} contrats ; microsecondes par enregistrement :");
    for (name, seconds) in [
        ("serde_json, mêmes champs", baseline),
        ("lire seulement", reading),
        ("lire et évaluer", whole),
    ] {
        println!("  {name:28} {:8.2}", seconds * 1e6 / n);
    }
    println!("  {:28} {:8.2}", "évaluer / serde_json", whole / baseline);
    Ok(())
}

fn varied(record: &Value, copy: usize) -> Value {
    let mut record = record.clone();
    record["id"] = format!("{}-{copy}", record["id"].as_str().unwrap_or_default()).into();
    if let Some(amount) = record["montant"].as_f64() {
        record["montant"] = (amount * (1.0 + copy as f64 * 0.013)).round().into();
    }
    record
}

fn counted_alone(base: &Base, bytes: &'static [u8]) -> f64 {
    let start = Instant::now();
    counted(base, bytes, false);
    start.elapsed().as_secs_f64()
}

/// Reads the contracts, and evaluates them or not; how many are kept.
fn counted(base: &Base, bytes: &'static [u8], evaluated: bool) -> usize {
    let assessor = Assessor::new(base, None);
    let mut totals = Totals::new(Setting::of(base, None, None, None));
    let choice = Choice::default();
    let said = Said::default();
    let reading = Reading { base, today: date(2026, 11, 23), said: &said, needs_buyer: true };
    let mut take = |item: Item| {
        if evaluated {
            choice.count(&assessor, "banc", item, &mut totals);
        }
        ControlFlow::Continue(())
    };
    source::stream(Box::new(Cursor::new(bytes)), reading, &mut take);
    totals.contrats.len()
}
