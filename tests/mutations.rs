//! Single edits of the shipped base, written in its files as a slip of the pen would: which of `verifier`, `prouver`, `comparer` and `tester`
//! tells each. The tools run in release; otherwise only the list of edits is held.

#![cfg_attr(
    debug_assertions,
    allow(dead_code, unused_imports, reason = "the tools run in release alone")
)]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a failed set-up is a failed test")]

#[path = "mutations/edits.rs"]
mod edits;

use std::fmt::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::thread;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::comparison::Changes;
use clausier::engine::answer::answer;
use clausier::lint;
use clausier::output::brief;
use clausier::proof::{Prover, Verdict};
use clausier::purchase::{Purchase, read};

use edits::{Edit, edits};

static FILES: LazyLock<Files> =
    LazyLock::new(|| Files::from_folder(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap());
static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&FILES).0.unwrap());
static FICHES: LazyLock<Vec<(Purchase, String)>> = LazyLock::new(fiches);

/// The project's cases, with what each calls for in the base as it is.
fn fiches() -> Vec<(Purchase, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cas");
    let mut paths: Vec<_> = [folder.clone(), folder.join("reelles")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    paths.sort();
    let purchases = paths.iter().map(|path| read::from_file(path, &BASE).unwrap().0);
    purchases.map(|purchase| (purchase.clone(), called_for(&BASE, &purchase))).collect()
}

fn called_for(base: &Base, purchase: &Purchase) -> String {
    let date = purchase.launch.unwrap_or(base.as_of);
    brief::page(&answer(base, purchase, date), purchase)
}

/// The tools, as the table names them.
const TOOLS: [&str; 4] = ["verifier", "prouver", "comparer", "tester"];

/// Which of them tell an edit.
type Told = [bool; 4];

fn edited(edit: &Edit) -> Files {
    let list = FILES.iter().map(|file| {
        if file.name == edit.file {
            Source::new(file.name.clone(), edit.apply(&file.text))
        } else {
            Arc::clone(file)
        }
    });
    Files::from_list(list.collect())
}

fn tell(edit: &Edit) -> Told {
    // A base that does not load is told by `verifier`, and by nothing else.
    let (Some(base), _) = Base::load(&edited(edit)) else { return [true, false, false, false] };
    let prover = Prover::new(&base);
    [
        has_fault(edit, &base),
        base.guarantees.iter().any(|one| !matches!(prover.prove(one), Verdict::Proved)),
        Changes::between(&BASE, &base).has_effect(),
        FICHES.iter().any(|(purchase, before)| called_for(&base, purchase) != *before),
    ]
}

/// What `verifier` says; the texts need not be drawn again for an edit of a rule.
fn has_fault(edit: &Edit, base: &Base) -> bool {
    let is_text = edit.file.starts_with("clause_templates/");
    !(if is_text { lint::check(base) } else { lint::beside_texts(base) }).is_empty()
}

/// Every edit, on every core.
fn told(edits: &[Edit]) -> Vec<Told> {
    let next = AtomicUsize::new(0);
    let found = Mutex::new(vec![[false; 4]; edits.len()]);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    let Some(edit) = edits.get(i) else { return };
                    let told = tell(edit);
                    found.lock().unwrap()[i] = told;
                }
            });
        }
    });
    found.into_inner().unwrap()
}

#[test]
fn chaque_modification_change_son_fichier() {
    let all = edits(&FILES);
    assert!(all.len() >= 60, "{} modifications", all.len());
    for edit in &all {
        let file = FILES.iter().find(|file| file.name == edit.file).unwrap();
        assert_ne!(edit.apply(&file.text), file.text.as_ref(), "{}", edit.describe());
    }
}

/// Minutes of proofs: in release alone.
#[cfg(not(debug_assertions))]
#[test]
fn aucune_faute_de_plume_ne_passe_inapercue() {
    let tried = edits(&FILES);
    let told = told(&tried);
    let table = table(&tried, &told);
    assert!(told.iter().all(|one| one.contains(&true)), "{table}");
    // Read with `--nocapture`.
    println!("{table}");
}

fn table(tried: &[Edit], told: &[Told]) -> String {
    let mut table = format!("{}  modification\n", TOOLS.join(" "));
    for (edit, told) in tried.iter().zip(told) {
        for (tool, yes) in TOOLS.iter().zip(told) {
            let _ = write!(table, "{:^width$} ", if *yes { "×" } else { "·" }, width = tool.len());
        }
        let _ = writeln!(table, " {}", edit.describe());
    }
    let _ = write!(table, "{} modifications", tried.len());
    for (i, tool) in TOOLS.iter().enumerate() {
        let n = told.iter().filter(|one| one[i]).count();
        let _ = write!(table, ", {tool} {n}");
    }
    table
}
