//! Every purchase of a small world: each fact that a base uses, unknown or on either side of its bounds; no lot, or two.

use clausier::cpv::Cpv;
use clausier::fact::Value;
use clausier::money::Amount;
use clausier::purchase::{Exemption, Lot, Purchase};
use jiff::civil::date;

use super::hasard::Text;

/// What a purchase says, for one fact.
type Say = Box<dyn Fn(&mut Purchase)>;

fn say(of: impl Fn(&mut Purchase) + 'static) -> Say {
    Box::new(of)
}

/// Unknown, a centime under a bound, on it, and on the next one.
fn amounts() -> [Option<Amount>; 4] {
    let [a, b, c] = [999_999, 1_000_000, 9_000_000].map(|n| Some(Amount::from_centimes(n)));
    [None, a, b, c]
}

fn code(text: &str) -> Cpv {
    Cpv::parse(text).unwrap()
}

/// Everything that a purchase may say of a fact.
fn options(fact: &str) -> Vec<Say> {
    let truths = [None, Some(true), Some(false)];
    let boolean = |name: &'static str| {
        truths
            .map(|value| {
                say(move |purchase| {
                    if let Some(value) = value {
                        purchase.facts.insert(name.into(), Value::Boolean(value));
                    }
                })
            })
            .into_iter()
            .collect()
    };
    match fact {
        "type" => ["travaux", "fournitures", "services"]
            .map(|kind| say(move |purchase| purchase.kind = Some(kind.into())))
            .into_iter()
            .collect(),
        "cpv" => [&["45233140"][..], &["45100000"], &["45233140", "15000000"], &["72000000"]]
            .map(|codes| {
                say(move |purchase| purchase.cpv = codes.iter().map(|text| code(text)).collect())
            })
            .into_iter()
            .collect(),
        "montant_ht" => amounts()
            .map(|amount| say(move |purchase| purchase.amount = amount))
            .into_iter()
            .collect(),
        "montant_besoin_ht" => {
            amounts().map(|need| say(move |purchase| purchase.need = need)).into_iter().collect()
        }
        "objet" => ["Achat de pavés", "École", "Dalles de la cour d'école"]
            .map(|object| say(move |purchase| object.clone_into(&mut purchase.object)))
            .into_iter()
            .collect(),
        "livraisons" => boolean("livraisons"),
        "pavage" => boolean("pavage"),
        _ => [&["chantier"][..], &["denrees"], &["chantier", "denrees"], &[]]
            .map(|families| {
                say(move |purchase| {
                    let list = families.iter().map(|&id| id.to_owned()).collect();
                    purchase.facts.insert("famille".into(), Value::List(list));
                })
            })
            .into_iter()
            .collect(),
    }
}

/// The most lots that are paired.
const MOST_LOTS: usize = 4;

/// Everything that a lot may say, of one or two facts.
fn lots(facts: &[&str]) -> Vec<Lot> {
    let mut all = vec![Lot::default()];
    let mut grow = |of: &dyn Fn(&mut Lot)| {
        let mut lot = Lot::default();
        of(&mut lot);
        all.push(lot);
    };
    for fact in facts {
        match *fact {
            "livraisons" | "pavage" => {
                for value in [true, false] {
                    grow(&|lot| {
                        lot.facts.insert((*fact).into(), Value::Boolean(value));
                    });
                }
            }
            "montant_ht" => {
                for amount in amounts().into_iter().flatten().take(2) {
                    grow(&|lot| lot.amount = Some(amount));
                }
            }
            "cpv" => grow(&|lot| lot.cpv = [code("15000000")].into_iter().collect()),
            "objet" => grow(&|lot| lot.object = Some("Pavés".into())),
            "famille" => grow(&|lot| {
                lot.facts.insert("famille".into(), Value::List(vec!["denrees".into()]));
            }),
            _ => {}
        }
    }
    all
}

/// Every purchase of the world of a base.
pub fn purchases(base: &Text) -> Vec<Purchase> {
    let dates = [date(2026, 8, 21), date(2026, 8, 22)];
    let mut all: Vec<Purchase> = dates
        .map(|day| Purchase { object: "Achat".into(), launch: Some(day), ..Purchase::default() })
        .into();
    for fact in &base.facts {
        let options = options(fact);
        all = all
            .iter()
            .flat_map(|purchase| {
                options.iter().map(|option| {
                    let mut purchase = purchase.clone();
                    option(&mut purchase);
                    purchase
                })
            })
            .collect();
    }
    // A fiche says its type or its codes.
    for purchase in all.iter_mut().filter(|one| one.kind.is_none() && one.cpv.is_empty()) {
        purchase.kind = Some("travaux".into());
    }
    let mut lots = lots(&base.facts);
    lots.truncate(MOST_LOTS);
    let mut parted = Vec::new();
    for purchase in &all {
        for a in &lots {
            for b in &lots {
                let numbered = [(1, a), (2, b)];
                let lots = numbered.map(|(number, lot)| Lot { number, ..lot.clone() }).to_vec();
                parted.push(Purchase { lots, ..purchase.clone() });
            }
        }
    }
    all.extend(parted);
    all.retain(is_readable);
    let opted_out: Vec<Purchase> = all
        .iter()
        .filter(|purchase| base.rules.contains("dispense") && purchase.lots.is_empty())
        .map(|purchase| {
            let mut purchase = purchase.clone();
            let case = Exemption { case: "cas".into(), reason: "M".into() };
            purchase.exemptions.insert("devoir".into(), case);
            purchase
        })
        .collect();
    all.extend(opted_out);
    all
}

/// What `recommander` would refuse is no purchase.
fn is_readable(purchase: &Purchase) -> bool {
    let sum = purchase
        .lots
        .iter()
        .filter_map(|lot| lot.amount)
        .fold(Amount::ZERO, Amount::saturating_add);
    let fits = purchase.amount.is_none_or(|amount| sum <= amount);
    let covers = match (purchase.amount, purchase.need) {
        (Some(amount), Some(need)) => need >= amount,
        _ => true,
    };
    fits && covers
}
