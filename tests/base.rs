//! The shipped base: no fault, and every example of every rule holds.

#![allow(clippy::panic, reason = "a failed set-up is a failed test")]

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::engine::{State, evaluate};
use clausier::purchase::read;

fn shipped() -> Base {
    let (base, found) = Base::load(&Files::embedded());
    let faults: Vec<String> =
        found.iter().map(clausier::diagnostic::Diagnostic::one_line).collect();
    base.unwrap_or_else(|| panic!("{}", faults.join("\n")))
}

#[test]
fn la_base_livree_n_a_aucune_faute() {
    let (_, found) = Base::load(&Files::embedded());
    let faults: Vec<String> =
        found.iter().map(clausier::diagnostic::Diagnostic::one_line).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn chaque_exemple_de_regle_donne_le_resultat_annonce() {
    let base = shipped();
    let mut wrong = Vec::new();
    for rule in &base.rules {
        for example in &rule.examples {
            let (purchase, faults) = read::example(&example.fiche, &base);
            let Some(mut purchase) = purchase else {
                wrong.push(format!(
                    "{} : {:?}",
                    rule.id,
                    faults
                        .iter()
                        .map(clausier::diagnostic::Diagnostic::one_line)
                        .collect::<Vec<_>>()
                ));
                continue;
            };
            purchase.buyer.policy = rule.policy.clone();
            let date = purchase.launch.unwrap_or(base.as_of);
            let evaluation = evaluate(&base, &purchase, date);
            let states: Vec<&State> = evaluation
                .outcomes
                .iter()
                .filter(|o| o.rule.id == rule.id)
                .map(|o| &o.state)
                .collect();
            let found = if states.contains(&&State::Applicable) {
                "applicable"
            } else if states.iter().any(|s| matches!(s, State::Undetermined(_))) {
                "indeterminee"
            } else {
                "non_applicable"
            };
            if found != example.expected {
                wrong.push(format!(
                    "{} : {found} au lieu de {} pour {}",
                    rule.id, example.expected, example.fiche
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
