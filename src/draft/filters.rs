//! How values print: one filter a kind, and only what a filter made reaches the page.

use jiff::civil::Date;

use crate::base::clause::VariableKind;
use crate::fact::Value;
use crate::money::grouped;

/// Hours of a working day, to show insertion hours in days: 35 hours over five days.
const HOURS_A_DAY: u64 = 7;

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// A value as it prints in a contract; `None` when it is not of the kind.
#[must_use]
pub fn show(value: &Value, kind: VariableKind) -> Option<String> {
    Some(match (kind, value) {
        (VariableKind::Rate, Value::Rate(rate)) => rate.to_string(),
        (VariableKind::Amount, Value::Amount(amount)) => format!("{amount} € HT"),
        (VariableKind::Hours, Value::Integer(n)) => hours(*n),
        (VariableKind::Count, Value::Integer(n)) => grouped(n.unsigned_abs()),
        (VariableKind::Months, Value::Integer(n)) => format!("{} mois", grouped(n.unsigned_abs())),
        (VariableKind::Days, Value::Integer(1)) => "1 jour".into(),
        (VariableKind::Days, Value::Integer(n)) => format!("{} jours", grouped(n.unsigned_abs())),
        (VariableKind::Text, Value::Text(text)) => text.clone(),
        (VariableKind::Date, Value::Date(date)) => long_date(*date),
        (VariableKind::Boolean, Value::Boolean(value)) => if *value { "oui" } else { "non" }.into(),
        _ => return None,
    })
}

/// « 833 heures (119 jours) »: buyers think in days.
fn hours(n: i64) -> String {
    let n = n.unsigned_abs();
    let days = (n + HOURS_A_DAY / 2) / HOURS_A_DAY;
    match (n, days) {
        (0 | 1, _) => format!("{n} heure"),
        (_, 0 | 1) => format!("{} heures", grouped(n)),
        _ => format!("{} heures ({} jours)", grouped(n), grouped(days)),
    }
}

/// « 15 janvier 2027 ».
#[must_use]
pub fn long_date(date: Date) -> String {
    let month = usize::try_from(date.month() - 1)
        .ok()
        .and_then(|i| MONTHS.get(i))
        .copied()
        .unwrap_or_default();
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day} {month} {}", date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_heures_se_lisent_aussi_en_jours() {
        assert_eq!(
            show(&Value::Integer(833), VariableKind::Hours).as_deref(),
            Some("833 heures (119 jours)")
        );
    }

    #[test]
    fn une_valeur_d_un_autre_type_ne_s_imprime_pas() {
        assert_eq!(show(&Value::Boolean(true), VariableKind::Rate), None);
    }
}
