//! The sixteen cases and the ten real purchases: what each calls for, and what `tests/cas-attendus.toml` says it must and must not.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed set-up is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use clausier::base::Base;
use clausier::base::rule::Level;
use clausier::base::source::Files;
use clausier::engine::answer::{Answer, Recommendation, answer};
use clausier::output::brief;
use clausier::output::difference::{self, Look};
use clausier::purchase::read;
use regex::Regex;

static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn fiches(name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder(name)).unwrap().map(|entry| entry.unwrap().path());
    let is_fiche = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "toml");
    let mut fiches: Vec<PathBuf> = entries.filter(is_fiche).collect();
    fiches.sort();
    fiches
}

fn answered(fiche: &Path) -> Answer<'static> {
    let purchase = read::from_file(fiche, &BASE).unwrap_or_else(|error| panic!("{error}")).0;
    answer(&BASE, &purchase, purchase.launch.unwrap_or(BASE.as_of))
}

// ── What each calls for ──

/// The results accepted beside the fiches: `clausier tester tests/cas` shows what differs, `--accepter` takes it.
fn differences(name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for fiche in fiches(name) {
        let purchase = read::from_file(&fiche, &BASE).unwrap_or_else(|error| panic!("{error}")).0;
        let date = purchase.launch.unwrap_or(BASE.as_of);
        let page = brief::page(&answer(&BASE, &purchase, date), &purchase);
        let accepted = fs::read_to_string(fiche.with_extension("attendu.md")).unwrap_or_default();
        let shown = difference::show(&accepted, &page, Look { width: None, colours: false });
        if !shown.is_empty() {
            found.push(format!("{}\n{shown}", fiche.display()));
        }
    }
    found
}

#[test]
fn ce_que_chaque_cas_appelle() {
    assert_eq!(differences("cas").join("\n"), "");
}

#[test]
fn ce_que_chaque_achat_reel_appelle() {
    assert_eq!(differences("cas/reelles").join("\n"), "");
}

// ── What is expected ──

fn texts(want: &toml::Table, key: &str) -> Vec<String> {
    let list = want.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// `2112-2(?!-)`: the article and not its sequel; looking ahead is said another way here.
fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace("(?!-)", "([^-]|$)")).unwrap()
}

fn faults(want: &toml::Table, answer: &Answer<'_>) -> Vec<String> {
    let cited: BTreeSet<&str> =
        answer.recommendations.iter().flat_map(|r| &r.measures).map(|m| m.id.as_str()).collect();
    let of = |r: &Recommendation<'_>| -> Vec<String> {
        r.bases.iter().map(|basis| basis.reference.clone()).collect()
    };
    let duties: Vec<String> = answer
        .duties
        .iter()
        .flat_map(|duty| duty.bases.iter().map(|basis| basis.reference.clone()))
        .collect();
    let all: Vec<String> =
        answer.recommendations.iter().flat_map(of).chain(duties.clone()).collect();
    let binding = answer.recommendations.iter().filter(|r| r.level == Level::Obligatoire);
    let binding: Vec<String> = binding.flat_map(of).chain(duties).collect();
    let holds = |list: &[String], text: &str| list.iter().any(|one| pattern(text).is_match(one));
    let mut found = Vec::new();
    let mut check = |key: &str, test: &dyn Fn(&str) -> bool| {
        found.extend(
            texts(want, key).into_iter().filter(|x| !test(x)).map(|x| format!("{key} {x}")),
        );
    };
    check("doit", &|id| cited.contains(id));
    check("ne_doit_pas", &|id| !cited.contains(id));
    check("oblig", &|text| holds(&binding, text));
    check("pas_oblig", &|text| !holds(&binding, text));
    check("refs", &|text| holds(&all, text));
    check("refs_interdites", &|text| !holds(&all, text));
    found.extend(lot_faults(want, answer));
    found.extend(count_faults(want, answer));
    found
}

/// The only lots to which a clause that serves a means may be tied, all of them.
fn lot_faults(want: &toml::Table, answer: &Answer<'_>) -> Vec<String> {
    let Some(wanted) = want.get("par_lot").and_then(toml::Value::as_table) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (means, lots) in wanted {
        let lots: BTreeSet<i64> =
            lots.as_array().unwrap().iter().map(|lot| lot.as_integer().unwrap()).collect();
        let serving =
            answer.recommendations.iter().filter(|r| r.measures.iter().any(|m| m.id == *means));
        let seen: BTreeSet<i64> = serving.filter_map(|r| r.lot).map(i64::from).collect();
        if seen != lots {
            found.push(format!("par_lot {means} : {seen:?} au lieu de {lots:?}"));
        }
    }
    found
}

fn count_faults(want: &toml::Table, answer: &Answer<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let advice = [Level::Recommande, Level::AEtudier];
    let advice = answer.recommendations.iter().filter(|r| advice.contains(&r.level));
    let n = advice.map(|r| r.clause.id.as_str()).collect::<BTreeSet<_>>().len();
    let most = want.get("max_conseils").and_then(toml::Value::as_integer);
    if most.is_some_and(|most| i64::try_from(n).unwrap() > most) {
        found.push(format!("{n} conseils"));
    }
    let heaviest = answer.recommendations.iter().map(|r| r.measures.len()).max().unwrap_or(0);
    if heaviest > 4 {
        found.push(format!("une recommandation se réclame de {heaviest} moyens"));
    }
    found
}

#[test]
fn chaque_cas_donne_ce_qui_est_attendu() {
    let expected: toml::Table =
        fs::read_to_string(folder("cas-attendus.toml")).unwrap().parse().unwrap();
    let mut wrong = Vec::new();
    for (case, want) in &expected {
        let answer = answered(&folder("cas").join(case).with_extension("toml"));
        let faults = faults(want.as_table().unwrap(), &answer);
        wrong.extend(faults.into_iter().map(|fault| format!("{case} : {fault}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(expected.len(), fiches("cas").len());
}
