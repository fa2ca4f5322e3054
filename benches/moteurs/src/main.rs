//! `cargo run --release --manifest-path benches/moteurs/Cargo.toml [DOSSIER]`: the neutral work, the engines side by side.
//!
//! Prints microseconds a purchase and the ratios that are gates; exits with 1 when one of them is not held. Times are the least of
//! several rounds, the engines taking turns: only ratios of one run travel between machines. `DOSSIER` holds the full work, whose
//! first tenth is in the repository. With `--base DOSSIER`, writes the base to look at it.

mod jsonlogic;
mod large;
#[path = "../../../tests/moteurs/neutre.rs"]
mod neutre;

use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clausier::base::Base;
use clausier::engine::State;
use clausier::engine::decided::decided;
use clausier::engine::evaluate;
use clausier::engine::index::{Index, Room, Walk};
use clausier::purchase::Purchase;
use clausier::truth::Truth;
use jiff::civil::Date;

use jsonlogic::JsonLogic;
use neutre::{Neutral, Outcome};

const ROUNDS: usize = 9;

fn main() -> ExitCode {
    let said: Vec<String> = env::args().skip(1).collect();
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/moteurs");
    let ran = match said.as_slice() {
        [flag, folder] if flag == "--base" => write_base(&own, Path::new(folder)).map(|()| true),
        [flag, name] if flag == "--seul" => alone(&own, name).map(|()| true),
        [] => run(&own),
        [folder, ..] => run(&PathBuf::from(folder)),
    };
    match ran {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn write_base(from: &Path, to: &Path) -> Outcome<()> {
    for (name, text) in Neutral::read(from)?.files()? {
        let path = to.join(name);
        fs::create_dir_all(path.parent().unwrap_or(to))?;
        fs::write(path, text)?;
    }
    Ok(())
}

/// Runs one engine alone, for a profile.
fn alone(folder: &Path, name: &str) -> Outcome<()> {
    let neutral = Neutral::read(folder)?;
    let (base, purchases) = (neutral.base()?, neutral.readings()?);
    let index = Index::new(&base);
    for _ in 0..1_000_000 / purchases.len() {
        black_box(match name {
            "arbre" => tree(&base, &purchases),
            "explique" => explained(&index, &purchases),
            _ => indexed(&index, &purchases),
        });
    }
    Ok(())
}

/// What is timed: one engine over every purchase, giving how many rules hold.
struct Engine<'a> {
    name: &'static str,
    run: Box<dyn FnMut() -> usize + 'a>,
    best: f64,
}

fn run(folder: &Path) -> Outcome<bool> {
    let neutral = Neutral::read(folder)?;
    let (base, large) = (neutral.base()?, large::tenfold(&neutral).base()?);
    let purchases = neutral.readings()?;
    let (index, wide) = (Index::new(&base), Index::new(&large));
    let walk = Walk::new(&index);
    let json = JsonLogic::new(&neutral)?;
    let expected: usize = neutral.expected.iter().map(Vec::len).sum();
    let mut engines = [
        engine("datalogic-rs", || json.run()),
        engine("arbre, celui des explications", || tree(&base, &purchases)),
        engine("arbre nu", || walked(&walk, &purchases)),
        engine("index", || indexed(&index, &purchases)),
        engine("index, chaque règle expliquée", || explained(&index, &purchases)),
        engine("index, 2 000 règles", || indexed(&wide, &purchases)),
    ];
    for one in &mut engines[..5] {
        let found = (one.run)();
        if found != expected {
            return Err(format!("{} : {found} règles au lieu de {expected}", one.name).into());
        }
    }
    for _ in 0..ROUNDS {
        for one in &mut engines {
            let start = Instant::now();
            black_box((one.run)());
            one.best = one.best.min(start.elapsed().as_secs_f64());
        }
    }
    let n = purchases.len();
    println!("{n} achats, {} règles ; microsecondes par achat :", base.rules.len());
    let micros = |one: &Engine<'_>| one.best * 1e6 / n as f64;
    for one in &engines {
        println!("  {:32} {:8.2}", one.name, micros(one));
    }
    let [json, _, tree, fast, explained, wide] = engines.each_ref().map(micros);
    Ok([
        gate("datalogic-rs / arbre nu", json / tree, 4.0, true),
        gate("datalogic-rs / index", json / fast, 10.0, true),
        gate("2 000 règles / 200", wide / fast, 3.0, false),
        gate("expliqué / datalogic-rs", explained / json, 10.0 / 21.0, false),
    ]
    .into_iter()
    .all(|held| held))
}

fn engine<'a>(name: &'static str, run: impl FnMut() -> usize + 'a) -> Engine<'a> {
    Engine { name, run: Box::new(run), best: f64::INFINITY }
}

fn gate(name: &str, ratio: f64, bound: f64, at_least: bool) -> bool {
    let held = if at_least { ratio >= bound } else { ratio <= bound };
    let (sign, word) = (if at_least { "≥" } else { "≤" }, if held { "tenu" } else { "NON TENU" });
    println!("  {name:32} {ratio:8.2}  {sign} {bound:.2} {word}");
    held
}

fn tree(base: &Base, purchases: &[(Purchase, Date)]) -> usize {
    let applicable = |(purchase, day): &(Purchase, Date)| {
        let outcomes = evaluate(base, purchase, *day).outcomes;
        outcomes.iter().filter(|outcome| outcome.state == State::Applicable).count()
    };
    purchases.iter().map(applicable).sum()
}

fn walked(walk: &Walk<'_, '_>, purchases: &[(Purchase, Date)]) -> usize {
    let mut room = Room::default();
    let mut n = 0;
    for (purchase, day) in purchases {
        walk.read(purchase, *day, &mut room, |_, _, truth| n += usize::from(truth == Truth::True));
    }
    n
}

fn indexed(index: &Index<'_>, purchases: &[(Purchase, Date)]) -> usize {
    let mut room = Room::default();
    let mut n = 0;
    for (purchase, day) in purchases {
        let open = index.read(purchase, *day, &mut room).open();
        n += open.filter(|(.., truth)| *truth == Truth::True).count();
    }
    n
}

/// Why each rule that holds does, condition by condition; words are put on what is shown only.
fn explained(index: &Index<'_>, purchases: &[(Purchase, Date)]) -> usize {
    let mut room = Room::default();
    let mut n = 0;
    for (purchase, day) in purchases {
        let evaluation = index.evaluate(purchase, *day, &mut room);
        for outcome in evaluation.outcomes.iter().filter(|one| one.state == State::Applicable) {
            black_box(decided(&evaluation, outcome));
            n += 1;
        }
    }
    n
}
