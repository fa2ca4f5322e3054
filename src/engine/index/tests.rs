//! The index says what the tree says: any conditions, any purchases, unknowns and mistyped values included.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::{Index as Pick, select};

use super::{Index, Room, Subject, Walk};
use crate::base::Base;
use crate::base::condition::{Bound, Condition, Operator, Quantifier, Test};
use crate::base::pattern::Pattern;
use crate::base::rule::{Rule, Scope};
use crate::base::source::Files;
use crate::cpv::{Cpv, Prefix};
use crate::engine::known::At;
use crate::engine::{State, evaluate_some};
use crate::fact::{Answers, FactId, Value};
use crate::money::{Amount, Rate};
use crate::purchase::{Buyer, Lot, Purchase};
use crate::truth::Truth;

static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

static INDEX: LazyLock<Index<'static>> = LazyLock::new(|| Index::new(&BASE));

const COMPARE: [fn(Bound) -> Operator; 4] =
    [Operator::AtLeast, Operator::MoreThan, Operator::AtMost, Operator::LessThan];

/// Every test of the shipped base.
static TESTS: LazyLock<Vec<Test>> = LazyLock::new(|| {
    let conditions = BASE.rules.iter().map(|rule| &rule.when);
    let conditions = conditions.chain(BASE.deductions.iter().map(|one| &one.when));
    conditions.flat_map(|condition| condition.tests()).cloned().collect()
});

/// Words that conditions, families and patterns look for, and others.
static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut words: Vec<String> = Vec::new();
    for test in TESTS.iter() {
        match &test.operator {
            Operator::Contains(all) => words.extend(all.iter().cloned()),
            Operator::Matches(pattern) => {
                let alone = |c: char| !c.is_ascii_alphanumeric() && c != ' ';
                words.extend(pattern.as_str().split(alone).map(str::to_owned));
            }
            _ => {}
        }
    }
    words.extend(BASE.categories.words().map(|(_, word, _)| word.to_owned()));
    words.extend(["", "s", "et", "de la", "œuvre", "Écoles", "σχολείο", "x2"].map(str::to_owned));
    words
});

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text, false).unwrap()
}

fn of<T: Clone + std::fmt::Debug>(list: &'static [T]) -> impl Strategy<Value = T> + use<T> {
    any::<Pick>().prop_map(|at| list[at.index(list.len())].clone())
}

/// A value of any kind.
fn value() -> impl Strategy<Value = Value> {
    let id =
        || select(vec!["travaux", "services", "voirie", "collectivite", "aucune", "autre", ""]);
    prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        (-1..60_i64).prop_map(Value::Integer),
        (-1..400_i64).prop_map(|n| Value::Amount(Amount::from_euros(n * 1_000))),
        (0..20_i64).prop_map(|n| Value::Rate(Rate::from_ten_thousandths(n * 500))),
        id().prop_map(|id| Value::Choice(id.into())),
        prop::collection::vec(id(), 0..3)
            .prop_map(|ids| Value::List(ids.into_iter().map(str::to_owned).collect())),
        of(&WORDS).prop_map(Value::Text),
        prop::collection::vec(code(), 1..3).prop_map(Value::Cpv),
        day().prop_map(Value::Date),
    ]
}

fn code() -> impl Strategy<Value = Cpv> {
    let prefixes: Vec<Prefix> = BASE.categories.prefixes().map(|(prefix, _)| prefix).collect();
    (any::<Pick>(), -1..2_i64).prop_map(move |(at, beside)| {
        let prefix = prefixes[at.index(prefixes.len())];
        Cpv::from_number(u32::try_from(i64::from(prefix.first()) + beside).unwrap())
    })
}

fn day() -> impl Strategy<Value = Date> {
    let turns = [INDEX.turns.as_slice(), INDEX.changes.as_slice()].concat();
    (any::<Pick>(), -1..2_i64).prop_map(move |(at, beside)| {
        let day = turns.get(at.index(turns.len() + 1)).copied().unwrap_or(date(1999, 1, 1));
        day.checked_add(jiff::Span::new().days(beside)).unwrap()
    })
}

fn operator() -> impl Strategy<Value = Operator> {
    let names: Vec<String> = BASE.dated.keys().cloned().collect();
    let bound = prop_oneof![
        3 => value().prop_map(Bound::Value),
        1 => select(names).prop_map(Bound::Dated),
    ];
    let compare = (bound, 0..4_usize).prop_map(|(bound, which)| COMPARE[which](bound));
    let patterns = [
        "bons? .*commande",
        "a|b",
        r"\bec",
        "ole$",
        r"(x|y).*\bz\b",
        "",
        ".*",
        "re+v",
        "(a.*b)|c .*d",
    ];
    prop_oneof![
        2 => compare,
        1 => prop::collection::vec(value(), 0..3).prop_map(Operator::In),
        1 => prop::collection::vec(of(&WORDS), 0..3).prop_map(Operator::Contains),
        1 => select(patterns.to_vec()).prop_map(|text| Operator::Matches(pattern(text))),
        1 => prop::collection::vec(code(), 1..3).prop_map(|codes| {
            let text = |code: Cpv| code.to_string()[..4].to_owned();
            Operator::CpvPrefix(codes.into_iter().filter_map(|c| Prefix::parse(&text(c))).collect())
        }),
    ]
}

fn test() -> impl Strategy<Value = Test> {
    let n = u16::try_from(BASE.facts.len()).unwrap();
    prop_oneof![
        4 => of(&TESTS),
        1 => (0..n, operator()).prop_map(|(fact, operator)| Test { fact: FactId(fact), operator }),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = test().prop_map(Condition::Test);
    leaf.prop_recursive(4, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 0..4);
        let count = (0..4_i64, 0..4_usize).prop_map(|(n, which)| {
            let bound = Bound::Value(Value::Integer(n));
            Quantifier::Count(COMPARE[which](bound))
        });
        let quantifier = prop_oneof![
            Just(Quantifier::Some),
            Just(Quantifier::Every),
            Just(Quantifier::None),
            count,
        ];
        prop_oneof![
            3 => list().prop_map(Condition::All),
            3 => list().prop_map(Condition::Any),
            1 => inner.clone().prop_map(|one| Condition::Not(Box::new(one))),
            1 => inner.clone().prop_map(|one| Condition::OnPurchase(Box::new(one))),
            2 => (quantifier, inner.clone())
                .prop_map(|(quantifier, one)| Condition::Lots(quantifier, Box::new(one))),
        ]
    })
}

fn object() -> impl Strategy<Value = String> {
    prop::collection::vec(of(&WORDS), 0..5).prop_map(|words| words.join(" "))
}

fn amount() -> impl Strategy<Value = Option<Amount>> {
    let cuts = [1_000, 25_000, 40_000, 90_000, 216_000, 1_000_000, 5_404_000];
    prop::option::of((select(cuts.to_vec()), -1..2_i64))
        .prop_map(|said| said.map(|(euros, cents)| Amount::from_centimes(euros * 100 + cents)))
}

fn answers() -> impl Strategy<Value = Answers> {
    let facts: Vec<_> = BASE.facts.iter().map(|(_, fact)| fact.clone()).collect();
    let one = (any::<Pick>(), any::<Pick>(), value()).prop_map(move |(at, which, any)| {
        let fact = &facts[at.index(facts.len())];
        // Half of the answers are of the fact's own values.
        let own = fact.values.get(which.index(2 * fact.values.len().max(1)));
        (fact.id.as_str().into(), own.map_or(any, |(id, _)| Value::Choice(id.into())))
    });
    prop::collection::vec(one, 0..6).prop_map(|all| all.into_iter().collect())
}

fn lot() -> impl Strategy<Value = Lot> {
    let months = prop::option::of(0..60_u32);
    let codes = prop::collection::vec(code(), 0..3);
    (prop::option::of(object()), codes, amount(), months, answers()).prop_map(
        |(object, cpv, amount, months, facts)| Lot {
            number: 1,
            object,
            cpv: cpv.into(),
            amount,
            months,
            facts,
        },
    )
}

fn purchase() -> impl Strategy<Value = Purchase> {
    let kind = prop::option::of(select(vec!["travaux", "fournitures", "services", "autre"]));
    let buyer = prop::option::of(select(vec!["etat", "collectivite", "entite_adjudicatrice", "x"]));
    let codes = prop::collection::vec(code(), 0..3);
    let lots = prop::collection::vec(lot(), 0..4);
    let figures = (amount(), amount(), prop::option::of(0..60_u32));
    let policy = prop::option::of(select(vec!["dijon-2024-2027", "inconnue"]));
    (object(), kind, codes, figures, buyer, answers(), lots, policy).prop_map(
        |(object, kind, cpv, (amount, need, months), category, facts, lots, policy)| Purchase {
            object,
            kind: kind.map(Into::into),
            cpv: cpv.into(),
            amount,
            need,
            months,
            buyer: Buyer {
                category: category.map(Into::into),
                policy: policy.map(Into::into),
                ..Buyer::default()
            },
            facts,
            lots,
            ..Purchase::default()
        },
    )
}

/// What each side says of every rule at every place, rules that are not in force left out.
fn both(
    index: &Index<'_>,
    rules: &[Rule],
    purchase: &Purchase,
    day: Date,
) -> [BTreeMap<(String, At), Truth>; 2] {
    let mut room = Room::default();
    let mut fast = BTreeMap::new();
    let mut walked = BTreeMap::new();
    Walk::new(index).read(purchase, day, &mut room, |subject, at, truth| {
        if let Subject::Rule(rule) = subject {
            walked.insert((rule.id.clone(), at), truth);
        }
    });
    for (subject, at, truth) in index.read(purchase, day, &mut room).open() {
        if let Subject::Rule(rule) = subject {
            fast.insert((rule.id.clone(), at), truth);
        }
    }
    assert_eq!(fast, walked);
    let mut slow = BTreeMap::new();
    for outcome in evaluate_some(index.base, rules, purchase, day).outcomes {
        let truth = match outcome.state {
            State::Applicable => Truth::True,
            State::Undetermined(_) => Truth::Unknown,
            State::NotApplicable | State::NotInForce => continue,
        };
        slow.insert((outcome.rule.id.clone(), outcome.at), truth);
    }
    [fast, slow]
}

fn rules(conditions: Vec<(Condition, bool)>) -> Vec<Rule> {
    let each = conditions.into_iter().enumerate();
    each.map(|(i, (when, on_lots))| Rule {
        id: format!("r{i:03}"),
        when,
        scope: if on_lots { Scope::Lot } else { Scope::Purchase },
        in_force: crate::base::legal::InForce::default(),
        bases: Vec::new(),
        policy: None,
        ..BASE.rules[0].clone()
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn des_conditions_quelconques_se_jugent_de_meme(
        conditions in prop::collection::vec((condition(), any::<bool>()), 1..90),
        purchases in prop::collection::vec((purchase(), day()), 1..6),
    ) {
        let rules = rules(conditions);
        let index = Index::of(&BASE, &rules);
        for (purchase, day) in &purchases {
            let [fast, slow] = both(&index, &rules, purchase, *day);
            prop_assert_eq!(fast, slow);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn la_base_livree_se_juge_de_meme(
        purchases in prop::collection::vec((purchase(), day()), 40),
    ) {
        for (purchase, day) in &purchases {
            let [fast, slow] = both(&INDEX, &BASE.rules, purchase, *day);
            prop_assert_eq!(fast, slow);
        }
    }
}

#[test]
fn les_obligations_sont_jugees_avec_les_regles() {
    let purchase = Purchase {
        object: "Achat".into(),
        kind: Some("fournitures".into()),
        amount: Some(Amount::from_euros(300_000)),
        buyer: Buyer { category: Some("collectivite".into()), ..Buyer::default() },
        ..Purchase::default()
    };
    let mut room = Room::default();
    let open = INDEX.read(&purchase, date(2027, 1, 15), &mut room).open();
    let duties = open.filter_map(|(subject, ..)| match subject {
        Subject::Duty(duty) => Some(duty.id.as_str()),
        Subject::Rule(_) => None,
    });
    assert!(duties.collect::<Vec<_>>().contains(&"condition-sociale"));
}
