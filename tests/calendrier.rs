//! The same fiche on several days: the answer differs exactly where the law does.

#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::engine::answer::answer;
use clausier::purchase::{Purchase, read};
use jiff::civil::{Date, date};

static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

/// Before the law of 2021 applies, at the end of the former thresholds' last quarter, on the eve and the days of August 2026, at a new
/// year, and past every published threshold.
const DAYS: [Date; 7] = [
    date(2024, 6, 1),
    date(2026, 3, 31),
    date(2026, 8, 20),
    date(2026, 8, 21),
    date(2026, 8, 22),
    date(2027, 1, 1),
    date(2030, 1, 1),
];

fn fiche(name: &str) -> Purchase {
    let path = format!("{}/tests/cas/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    read::read(&Source::new("fiche.toml", text), &BASE).0.unwrap()
}

/// What the answer says, a line each: duties and their state, clauses and their level, alerts.
fn said(purchase: &Purchase, day: Date) -> BTreeSet<String> {
    let answer = answer(&BASE, purchase, day);
    let duties =
        answer.duties.iter().map(|one| format!("obligation {} {}", one.duty.id, one.state.id()));
    let clauses = answer.recommendations.iter().map(|one| {
        let lot = one.lot.map(|lot| format!(" lot {lot}")).unwrap_or_default();
        format!("{} {}{lot}", one.level.id(), one.clause.id)
    });
    let alerts = answer.alerts.iter().map(|one| format!("alerte {} : {}", one.code, one.message));
    duties.chain(clauses).chain(alerts).collect()
}

/// What comes and goes from one day to the next.
fn changes(purchase: &Purchase) -> String {
    let mut out = String::new();
    let mut before = said(purchase, DAYS[0]);
    let _ = writeln!(out, "{} : {} lignes", DAYS[0], before.len());
    for day in &DAYS[1..] {
        let now = said(purchase, *day);
        let _ = writeln!(out, "\n{day}");
        for gone in before.difference(&now) {
            let _ = writeln!(out, "- {gone}");
        }
        for new in now.difference(&before) {
            let _ = writeln!(out, "+ {new}");
        }
        before = now;
    }
    out
}

#[test]
fn un_accord_cadre_de_denrees_de_2024_a_2030() {
    insta::assert_snapshot!(changes(&fiche("denrees-restauration-scolaire")));
}

#[test]
fn un_chantier_de_voirie_de_2024_a_2030() {
    insta::assert_snapshot!(changes(&fiche("voirie-monge-bossuet")));
}

#[test]
fn des_ordinateurs_de_2024_a_2030() {
    insta::assert_snapshot!(changes(&fiche("ordinateurs-portables")));
}

#[test]
fn une_petite_etude_de_2024_a_2030() {
    insta::assert_snapshot!(changes(&fiche("etude-petite")));
}
