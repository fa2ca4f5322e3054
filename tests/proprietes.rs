//! What holds for every purchase: order changes nothing, learning unsettles nothing, thresholds cut at the cent and at the day.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed set-up is a failed test")]

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::engine::answer::{Answer, answer};
use clausier::engine::duty::DutyState;
use clausier::engine::known::At;
use clausier::engine::{Missing, State, evaluate};
use clausier::fact::{Fact, FactKind, Value};
use clausier::money::{Amount, Rate};
use clausier::purchase::{Decision, Lot, Purchase, Status, read};
use jiff::civil::{Date, date};
use proptest::prelude::*;

static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

fn fiche(text: &str) -> Purchase {
    let source = Source::new("fiche.toml", text);
    let (purchase, faults) = read::read(&source, &BASE);
    purchase.unwrap_or_else(|| {
        panic!(
            "{:?}",
            faults.iter().map(clausier::diagnostic::Diagnostic::one_line).collect::<Vec<_>>()
        )
    })
}

fn case(name: &str) -> Purchase {
    fiche(&std::fs::read_to_string(format!("tests/cas/{name}.toml")).unwrap())
}

/// Clause, lot and level of what is recommended, whatever the order.
fn called_for(answer: &Answer<'_>) -> BTreeSet<(String, Option<u32>, &'static str, bool)> {
    let recommendations = answer.recommendations.iter();
    recommendations.map(|r| (r.clause.id.clone(), r.lot, r.level.id(), r.essential)).collect()
}

#[test]
fn l_ordre_des_lots_ne_change_rien() {
    for name in ["vetements-travail-epi", "denrees-restauration-scolaire", "groupe-scolaire"] {
        let purchase = case(name);
        let mut reversed = purchase.clone();
        reversed.lots.reverse();
        let date = purchase.launch.unwrap();
        assert_eq!(
            called_for(&answer(&BASE, &purchase, date)),
            called_for(&answer(&BASE, &reversed, date)),
            "{name}"
        );
    }
}

#[test]
fn renumeroter_les_lots_ne_change_que_les_numeros() {
    let purchase = case("vetements-travail-epi");
    let mut renumbered = purchase.clone();
    for lot in &mut renumbered.lots {
        lot.number += 100;
    }
    let date = purchase.launch.unwrap();
    let shifted: BTreeSet<_> = called_for(&answer(&BASE, &purchase, date))
        .into_iter()
        .map(|(clause, lot, level, essential)| (clause, lot.map(|n| n + 100), level, essential))
        .collect();
    assert_eq!(shifted, called_for(&answer(&BASE, &renumbered, date)));
}

#[test]
fn l_ordre_des_fichiers_et_des_regles_ne_change_rien() {
    let files: Vec<Arc<Source>> = Files::embedded().iter().map(reordered).collect();
    let (other, faults) = Base::load(&Files::from_list(files));
    let other = other.unwrap_or_else(|| {
        panic!(
            "{:?}",
            faults.iter().map(clausier::diagnostic::Diagnostic::one_line).collect::<Vec<_>>()
        )
    });
    for name in ["voirie-monge-bossuet", "vetements-travail-epi", "traiteur"] {
        let purchase = case(name);
        let date = purchase.launch.unwrap();
        assert_eq!(
            called_for(&answer(&BASE, &purchase, date)),
            called_for(&answer(&other, &purchase, date)),
            "{name}"
        );
    }
}

/// A rule file under a name that sorts the other way, its rules reversed.
fn reordered(source: &Arc<Source>) -> Arc<Source> {
    let parts: Vec<&str> = source.name.split('/').collect();
    let is_rules = matches!(parts.as_slice(), ["rules", "national", _, _])
        || (parts.starts_with(&["rules", "politiques"])
            && !source.name.ends_with("politique.toml"));
    if !is_rules {
        return Arc::clone(source);
    }
    let (folder, file) = source.name.rsplit_once('/').unwrap();
    let turned: String = file
        .chars()
        .map(|c| if c.is_ascii_lowercase() { char::from(b'z' - (c as u8 - b'a')) } else { c })
        .collect();
    let mut blocks: Vec<&str> = source.text.split("\n[[regle]]\n").collect();
    let head = blocks.remove(0);
    let body: Vec<String> =
        blocks.iter().rev().map(|block| format!("\n[[regle]]\n{block}\n")).collect();
    let body = body.concat();
    let head_is_rule = head.starts_with("[[regle]]");
    let text = if head_is_rule { format!("{body}\n{head}\n") } else { format!("{head}\n{body}") };
    let stem = turned.strip_suffix(".glno").unwrap_or(&turned);
    Source::new(format!("{folder}/{stem}.toml"), text)
}

// ── Thresholds ──

fn supplies(amount: Amount, launch: Date) -> Purchase {
    let mut purchase = fiche(
        "objet = \"Achat\"\ntype = \"fournitures\"\n[acheteur]\ncategorie = \"collectivite\"\n",
    );
    purchase.amount = Some(amount);
    purchase.launch = Some(launch);
    purchase
}

fn has_duty(purchase: &Purchase, id: &str) -> bool {
    let answer = answer(&BASE, purchase, purchase.launch.unwrap());
    answer.duties.iter().any(|duty| duty.duty.id == id && duty.state != DutyState::Undetermined)
}

#[test]
fn la_condition_sociale_commence_au_seuil_europeen_au_centime_pres() {
    let day = date(2027, 1, 15);
    let cents = |n| supplies(Amount::from_centimes(n), day);
    assert!(!has_duty(&cents(21_599_999), "condition-sociale"));
    assert!(has_duty(&cents(21_600_000), "condition-sociale"));
    assert!(has_duty(&cents(21_600_001), "condition-sociale"));
}

#[test]
fn le_seuil_europeen_de_2024_vaut_jusqu_a_la_fin_de_2025() {
    let reached = |amount, day| {
        let purchase = supplies(Amount::from_euros(amount), day);
        let evaluation = evaluate(&BASE, &purchase, day);
        evaluation.known.value(&BASE, At::Purchase, "seuil_europeen_atteint").cloned()
    };
    assert_eq!(reached(220_000, date(2025, 12, 31)), Some(Value::Boolean(false)));
    assert_eq!(reached(220_000, date(2026, 1, 1)), Some(Value::Boolean(true)));
}

#[test]
fn le_critere_environnemental_est_du_des_le_21_aout_2026() {
    let amount = Amount::from_euros(150_000);
    assert!(!has_duty(&supplies(amount, date(2026, 8, 20)), "critere-environnemental"));
    assert!(has_duty(&supplies(amount, date(2026, 8, 21)), "critere-environnemental"));
}

#[test]
fn les_conditions_d_execution_environnementales_sont_dues_des_le_22_aout_2026() {
    let amount = Amount::from_euros(150_000);
    assert!(!has_duty(&supplies(amount, date(2026, 8, 21)), "condition-environnementale"));
    assert!(has_duty(&supplies(amount, date(2026, 8, 22)), "condition-environnementale"));
}

#[test]
fn le_seuil_se_juge_sur_le_besoin_et_non_sur_un_lot() {
    let mut purchase = supplies(Amount::from_euros(300_000), date(2027, 1, 15));
    for number in 1..=3 {
        purchase.lots.push(Lot {
            number,
            amount: Some(Amount::from_euros(100_000)),
            ..Lot::default()
        });
    }
    assert!(has_duty(&purchase, "condition-sociale"));
}

#[test]
fn la_clause_d_egalite_commence_a_dix_mille_euros() {
    let has = |centimes| {
        let mut purchase = supplies(Amount::from_centimes(centimes), date(2027, 1, 15));
        purchase.buyer.policy = Some("dijon-2024-2027".into());
        let answer = answer(&BASE, &purchase, date(2027, 1, 15));
        answer.recommendations.iter().any(|r| r.clause.id == "egalite-femmes-hommes")
    };
    assert!(!has(999_999));
    assert!(has(1_000_000));
    assert!(has(1_000_001));
}

#[test]
fn une_decision_sur_un_lot_vaut_pour_ce_lot_et_lui_seul() {
    let mut purchase = case("mobilier-scolaire");
    let environmental = BASE.clauses.values().filter(|clause| clause.axis == "environnemental");
    for clause in environmental {
        let own = Decision {
            status: Some(Status::Discarded),
            reason: Some("essai".into()),
            ..Decision::default()
        };
        let lots = std::collections::BTreeMap::from([(2, own)]);
        purchase.decisions.insert(clause.id.clone(), Decision { lots, ..Decision::default() });
    }
    let answer = answer(&BASE, &purchase, purchase.launch.unwrap());
    let duty =
        answer.duties.iter().find(|duty| duty.duty.id == "condition-environnementale").unwrap();
    assert_eq!((duty.state, duty.uncovered.as_slice()), (DutyState::ToMeet, [2].as_slice()));
}

#[test]
fn chaque_valeur_datee_commence_et_finit_le_jour_dit() {
    for value in BASE.dated.values() {
        for row in &value.rows {
            let kind = row.kinds.first().map(String::as_str);
            let buyer = row.buyers.first().map(String::as_str);
            let holds = |day: Date| {
                let resolved = value.resolve(day, kind, buyer);
                !resolved.stale && resolved.rows.iter().any(|other| std::ptr::eq(*other, row))
            };
            if let Some(from) = row.in_force.from() {
                assert!(holds(from) && !holds(from.yesterday().unwrap()), "{} au {from}", value.id);
            }
            if let Some(until) = row.in_force.until() {
                assert!(
                    !holds(until) && holds(until.yesterday().unwrap()),
                    "{} au {until}",
                    value.id
                );
            }
        }
    }
}

// ── Learning ──

fn any_purchase() -> impl Strategy<Value = Purchase> {
    let kinds = prop::option::of(prop::sample::select(vec!["travaux", "fournitures", "services"]));
    let codes = prop::option::of(prop::sample::select(vec![
        "45233140", "45214210", "77310000", "15000000", "39160000", "48000000", "79710000",
        "55520000", "85000000",
    ]));
    let amounts = prop::option::of(prop::sample::select(vec![
        9_000, 30_000, 59_999, 95_000, 216_000, 1_850_000, 9_800_000,
    ]));
    let buyers = prop::option::of(prop::sample::select(vec![
        "etat",
        "collectivite",
        "entite_adjudicatrice",
    ]));
    let days = prop::sample::select(vec![
        date(2024, 6, 1),
        date(2026, 8, 21),
        date(2027, 1, 1),
        date(2030, 1, 1),
    ]);
    (kinds, codes, amounts, buyers, days, 0_u32..4, any::<bool>()).prop_map(
        |(kind, code, amount, buyer, day, lots, policy)| {
            let mut purchase = Purchase { object: "Achat".into(), ..Purchase::default() };
            purchase.kind = kind.map(Into::into);
            purchase.cpv = code.and_then(|code| code.parse().ok()).into_iter().collect();
            purchase.amount = amount.map(Amount::from_euros);
            purchase.buyer.category = buyer.map(Into::into);
            purchase.buyer.policy = policy.then(|| "dijon-2024-2027".into());
            purchase.launch = Some(day);
            purchase.lots = (1..=lots).map(|number| Lot { number, ..Lot::default() }).collect();
            purchase
        },
    )
}

/// A value that a fact may take, chosen by a number.
fn some_value(fact: &Fact, choice: usize) -> Option<Value> {
    let id = |n: usize| fact.values.get(n % fact.values.len().max(1)).map(|(id, _)| id.clone());
    Some(match fact.kind {
        FactKind::Boolean => Value::Boolean(choice.is_multiple_of(2)),
        FactKind::Integer => Value::Integer(i64::try_from(choice % 60).unwrap()),
        FactKind::Amount => {
            Value::Amount(Amount::from_euros(i64::try_from(choice % 9_000_000).unwrap()))
        }
        FactKind::Rate => {
            Value::Rate(Rate::from_ten_thousandths(i64::try_from(choice % 10_000).unwrap()))
        }
        FactKind::Choice => Value::Choice(id(choice)?.into()),
        FactKind::List => Value::List(vec![id(choice)?]),
        FactKind::Text | FactKind::Cpv | FactKind::Date => return None,
    })
}

/// States a missing fact in the fiche, where it would be asked.
fn learn(purchase: &mut Purchase, missing: Missing, value: &Value) -> bool {
    let fact = BASE.facts.get(missing.fact).unwrap();
    let as_text = || if let Value::Choice(id) = value { Some(id.clone()) } else { None };
    match (fact.id.as_str(), missing.at, value) {
        ("type", _, _) => purchase.kind = as_text(),
        ("procedure", _, _) => purchase.procedure = as_text(),
        ("forme", _, _) => purchase.form = as_text(),
        ("ccag", _, _) => purchase.ccag = as_text(),
        ("acheteur_categorie", _, _) => purchase.buyer.category = as_text(),
        ("montant_ht", At::Lot(i), Value::Amount(amount)) => {
            purchase.lots[i].amount = Some(*amount);
        }
        ("montant_ht" | "montant_besoin_ht", At::Purchase, Value::Amount(amount)) => {
            purchase.amount = Some(*amount);
        }
        ("duree_mois", At::Purchase, Value::Integer(n)) => purchase.months = u32::try_from(*n).ok(),
        ("duree_mois", At::Lot(i), Value::Integer(n)) => {
            purchase.lots[i].months = u32::try_from(*n).ok();
        }
        ("objet" | "cpv" | "date_lancement" | "nombre_lots", _, _) => return false,
        (_, At::Purchase, _) => {
            purchase.facts.insert(fact.id.as_str().into(), value.clone());
        }
        (_, At::Lot(i), _) => {
            purchase.lots[i].facts.insert(fact.id.as_str().into(), value.clone());
        }
    }
    true
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn apprendre_un_fait_ne_defait_aucune_regle_tranchee(purchase in any_purchase(), pick in any::<usize>(), choice in 0_usize..10_000_000) {
        let day = purchase.launch.unwrap();
        let before = evaluate(&BASE, &purchase, day);
        let missing: Vec<Missing> = before.outcomes.iter().flat_map(|outcome| match &outcome.state {
            State::Undetermined(missing) => missing.clone(),
            _ => Vec::new(),
        }).collect();
        prop_assume!(!missing.is_empty());
        let missing = missing[pick % missing.len()];
        let fact = BASE.facts.get(missing.fact).unwrap();
        let Some(value) = some_value(fact, choice) else { return Ok(()) };
        let mut learnt = purchase.clone();
        prop_assume!(learn(&mut learnt, missing, &value));
        let after = evaluate(&BASE, &learnt, day);
        for (old, new) in before.outcomes.iter().zip(&after.outcomes) {
            if !matches!(old.state, State::Undetermined(_)) {
                prop_assert_eq!(&old.state, &new.state, "{} après {} = {}", &old.rule.id, &fact.id, &value);
            }
        }
    }

    #[test]
    fn aucun_texte_de_fiche_ne_fait_paniquer(text in "(?s).{0,400}") {
        let _ = read::read(&Source::new("fiche.toml", text), &BASE);
    }
}
