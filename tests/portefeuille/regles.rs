//! What counts say of a contract is what an answer says of it alone, whatever was met before it.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::ops::ControlFlow;

use clausier::base::Base;
use clausier::base::rule::Level;
use clausier::base::source::Files;
use clausier::engine::State;
use clausier::engine::answer::{Answer, answer};
use clausier::portfolio::columns::Said;
use clausier::portfolio::contract::Contract;
use clausier::portfolio::contribution::Assessor;
use clausier::portfolio::source::{Reading, stream};
use jiff::civil::date;

use super::sources::extract;

/// The contracts of an extract.
fn contracts(base: &Base, name: &str) -> Vec<Contract> {
    let said = Said::default();
    let reading =
        Reading { base, today: date(2026, 11, 29), said: &said, needs_buyer: true, is_part: false };
    let mut found = Vec::new();
    stream(Box::new(Cursor::new(extract(name))), reading, &mut |item| {
        found.extend(item.what.ok());
        ControlFlow::Continue(())
    });
    found
}

/// Recommended, worth a look, waiting for answers; each clause in the first that has it.
fn expected(answer: &Answer<'_>) -> [BTreeSet<String>; 3] {
    let of = |is: fn(Level) -> bool| -> BTreeSet<String> {
        let all = answer.recommendations.iter().filter(|one| is(one.level));
        all.map(|one| one.clause.id.clone()).collect()
    };
    let called = of(|level| level > Level::AEtudier);
    let study = &of(|level| level == Level::AEtudier) - &called;
    let outcomes = answer.evaluation.outcomes.iter();
    let waiting = outcomes.filter(|one| matches!(one.state, State::Undetermined(_)));
    let waiting: BTreeSet<String> = waiting.map(|one| one.rule.clause.clone()).collect();
    let waiting = &(&waiting - &called) - &study;
    [called, study, waiting]
}

#[test]
fn un_contrat_compte_comme_il_se_recommande_seul() {
    let base = Base::load(&Files::embedded()).0.unwrap();
    let ids: Vec<&String> = base.clauses.keys().collect();
    let named = |list: &[u16]| -> BTreeSet<String> {
        list.iter().map(|at| ids[usize::from(*at)].clone()).collect()
    };
    let assessor = Assessor::new(&base, None);
    for name in ["decp-2019.json", "decp-2022.json", "consolides.json", "tabulaire.csv"] {
        for mut contract in contracts(&base, name) {
            for policy in [None, Some("dijon-2024-2027".to_owned())] {
                contract.purchase.buyer.policy = policy.map(Into::into);
                let day = contract.purchase.launch.unwrap_or(base.as_of);
                let (_, found) = assessor.assess(&contract);
                let found =
                    [&found.recommandees, &found.a_etudier, &found.si].map(|one| named(one));
                let alone = answer(&base, &contract.purchase, day);
                assert_eq!(found, expected(&alone), "{name} : {:?}", contract.id);
            }
        }
    }
}
