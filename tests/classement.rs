//! The *essentielles*: at most five, by a rule that anyone can check.

#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use clausier::base::Base;
use clausier::base::clause::Nature;
use clausier::base::rule::Level;
use clausier::base::source::Files;
use clausier::engine::answer::{Answer, answer};
use clausier::engine::rank::MOST;
use clausier::money::Amount;
use clausier::purchase::{Decision, Purchase, Status, read};

static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

const CASES: [&str; 6] = [
    "voirie-monge-bossuet",
    "vetements-travail-epi",
    "denrees-restauration-scolaire",
    "groupe-scolaire",
    "logiciel-tournees",
    "etude-petite",
];

fn case(name: &str) -> Purchase {
    read::from_file(Path::new(&format!("tests/cas/{name}.toml")), &BASE).unwrap().0
}

fn answered(purchase: &Purchase) -> Answer<'static> {
    answer(&BASE, purchase, purchase.launch.unwrap())
}

fn essential(answer: &Answer<'_>) -> BTreeSet<String> {
    answer.recommendations.iter().filter(|r| r.essential).map(|r| r.clause.id.clone()).collect()
}

fn points(answer: &Answer<'_>, clause: &str) -> i32 {
    answer.recommendations.iter().find(|r| r.clause.id == clause).unwrap().score.unwrap().total()
}

#[test]
fn jamais_plus_de_cinq() {
    for name in CASES {
        assert!(essential(&answered(&case(name))).len() <= MOST, "{name}");
    }
}

#[test]
fn jamais_plus_de_deux_pour_une_meme_ambition() {
    for name in CASES {
        let answer = answered(&case(name));
        let mut by_ambition: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for one in answer.recommendations.iter().filter(|r| r.essential) {
            let first = one.measures.iter().min_by_key(|measure| measure.priority);
            let ambition =
                first.map_or_else(|| one.clause.axis.clone(), |measure| measure.ambition.clone());
            by_ambition.entry(ambition).or_default().insert(one.clause.id.clone());
        }
        assert!(by_ambition.values().all(|clauses| clauses.len() <= 2), "{name} : {by_ambition:?}");
    }
}

#[test]
fn ce_que_la_loi_impose_et_les_verifications_ne_concourent_pas() {
    for name in CASES {
        let answer = answered(&case(name));
        let wrong = answer.recommendations.iter().filter(|r| r.essential).find(|r| {
            r.level == Level::Obligatoire
                || r.level == Level::AEtudier
                || r.clause.nature == Nature::Verification
        });
        assert!(wrong.is_none(), "{name} : {:?}", wrong.map(|r| &r.clause.id));
    }
}

#[test]
fn les_points_sont_la_somme_annoncee() {
    // Égalité dans l'équipe du marché, achat de 1,85 M€ : priorité 1 (30), clause du contrat (10), tout l'achat (10), suivi de 2 divisé par 4.
    assert_eq!(points(&answered(&case("voirie-monge-bossuet")), "egalite-femmes-hommes"), 50);
}

#[test]
fn le_meme_suivi_pese_moins_sur_un_achat_plus_gros() {
    let purchase = case("voirie-monge-bossuet");
    let mut smaller = purchase.clone();
    smaller.lots.clear();
    smaller.amount = Some(Amount::from_euros(999_999));
    assert!(
        points(&answered(&smaller), "eau-chantier") < points(&answered(&purchase), "eau-chantier")
    );
}

#[test]
fn une_clause_ecartee_laisse_sa_place() {
    let mut purchase = case("vetements-travail-epi");
    let before = essential(&answered(&purchase));
    let first = before.iter().next().unwrap().clone();
    let discard = Decision {
        status: Some(Status::Discarded),
        reason: Some("essai".into()),
        ..Decision::default()
    };
    purchase.decisions.insert(first.clone(), discard);
    let after = essential(&answered(&purchase));
    assert!(!after.contains(&first) && after.len() == before.len(), "{before:?} puis {after:?}");
}
