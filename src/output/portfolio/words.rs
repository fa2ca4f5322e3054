//! Figures in words, in French.

use crate::money::{Amount, grouped};
use crate::portfolio::considerations::Declared;
use crate::portfolio::totals::Sample;

pub(super) fn number(n: u64) -> String {
    grouped(n)
}

/// « 12 contrats », « 1 contrat ».
pub(super) fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n > 1 { many } else { one })
}

/// « 312 (58,8 %) ».
pub(super) fn share(n: u64, total: u64) -> String {
    if total == 0 { number(n) } else { format!("{} ({})", number(n), percent(n, total)) }
}

/// « 8 sur 45 (17,8 %) » of those that say; « aucun ne le dit ».
pub(super) fn said(n: u64, known: u64) -> String {
    if known == 0 {
        return "aucun ne le dit".into();
    }
    format!("{} sur {} ({})", number(n), number(known), percent(n, known))
}

/// « 58,8 % », rounded, but neither some to none nor most to all; of nothing, a dash.
pub(super) fn percent(n: u64, total: u64) -> String {
    let Some(rounded) = n.saturating_mul(2_000).saturating_add(total).checked_div(total * 2) else {
        return "—".into();
    };
    let permille = match n {
        0 => 0,
        n if n >= total => rounded,
        _ => rounded.clamp(1, 999),
    };
    format!("{},{} %", permille / 10, permille % 10)
}

/// « 1 850 000 € HT ».
pub(super) fn euros_of(centimes: i64) -> String {
    format!("{} € HT", Amount::from_centimes(centimes))
}

/// « clause, critère ».
pub(super) fn declared_words(what: Declared) -> String {
    let words =
        [(what.clause, "clause"), (what.critere, "critère"), (what.reserve, "marché réservé")];
    let said = words.into_iter().filter(|(is_said, _)| *is_said).map(|(_, word)| word);
    said.collect::<Vec<_>>().join(", ")
}

/// Where a record was met.
pub(super) fn place(one: &Sample) -> String {
    let detail = if one.detail.is_empty() { String::new() } else { format!(" : {}", one.detail) };
    format!(
        "{}, enregistrement {}, ligne {}, octet {}{detail}",
        one.source,
        number(one.rang),
        number(one.ligne),
        number(one.octet)
    )
}

pub(super) fn axis_title(id: &str) -> &str {
    match id {
        "economique" => "Axe économique",
        "social" => "Axe social",
        "environnemental" => "Axe environnemental",
        other => other,
    }
}

pub(super) fn euros(centimes: i128) -> String {
    let whole = centimes / 100;
    format!("{} € HT", grouped(u64::try_from(whole).unwrap_or(u64::MAX)))
}
