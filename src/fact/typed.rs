//! What a buyer types in answer to a question → [`Value`], forgiving on form, never guessing what is meant.

use jiff::civil::Date;

use super::{Fact, FactKind, Value};
use crate::cpv::Cpv;
use crate::diagnostic::quoted;
use crate::money::{Amount, Rate};
use crate::text::{fold, nearest};

/// Reads an answer; the error says in one sentence what is expected.
///
/// # Errors
/// When the text is no value of the fact.
pub fn read(fact: &Fact, text: &str) -> Result<Value, String> {
    let text = text.trim();
    match fact.kind {
        FactKind::Boolean => boolean(text).map(Value::Boolean),
        FactKind::Integer => integer(text, fact.unit.as_deref()).map(Value::Integer),
        FactKind::Amount => amount(text).map(Value::Amount),
        FactKind::Rate => rate(text).map(Value::Rate),
        FactKind::Choice => choice(fact, text).map(|id| Value::Choice(id.into())),
        FactKind::List => list(fact, text).map(Value::List),
        FactKind::Text if text.is_empty() => Err("un texte est attendu".into()),
        FactKind::Text => Ok(Value::Text(text.to_owned())),
        FactKind::Cpv => codes(text).map(Value::Cpv),
        FactKind::Date => date(text).map(Value::Date),
    }
}

/// `oui` or `non`.
///
/// # Errors
/// When it is neither.
pub fn boolean(text: &str) -> Result<bool, String> {
    match fold(text).as_str() {
        "oui" | "o" | "vrai" | "true" => Ok(true),
        "non" | "n" | "faux" | "false" => Ok(false),
        _ => Err("répondre oui ou non".into()),
    }
}

/// A whole number, its unit allowed after it.
///
/// # Errors
/// When it is not one, or is negative.
pub fn integer(text: &str, unit: Option<&str>) -> Result<i64, String> {
    let number = unit.and_then(|unit| text.strip_suffix(unit)).unwrap_or(text);
    let digits: String = number.chars().filter(|c| !c.is_whitespace()).collect();
    let value = digits.parse::<u32>().map(i64::from);
    value.map_err(|_| format!("écrire un nombre entier{}", in_unit(unit)))
}

fn in_unit(unit: Option<&str>) -> String {
    unit.map(|unit| format!(" ({unit})")).unwrap_or_default()
}

/// `1 850 000`, `24 999,99`, `95 000 €`.
///
/// # Errors
/// When it is no positive amount, or when a point may part thousands as well as cents.
pub fn amount(text: &str) -> Result<Amount, String> {
    let expected = || "écrire un montant en euros hors taxe, par exemple 95 000 ou 24 999,99";
    let mut number = text.trim();
    for unit in ["HT", "ht", "€", "euros", "euro"] {
        number = number.strip_suffix(unit).unwrap_or(number).trim_end();
    }
    let digits = decimal(number).ok_or_else(expected)?;
    if digits.split_once('.').is_some_and(|(_, cents)| cents.len() > 2) {
        return Err("deux décimales au plus ; pour les milliers, une espace : 95 000".into());
    }
    Amount::parse(&digits)
        .filter(|amount| *amount >= Amount::ZERO)
        .ok_or_else(|| expected().to_owned())
}

/// `7 %`, `7,5 %` or `0,07`.
///
/// # Errors
/// When it is no rate, or when a number above one does not say that it is a percentage.
pub fn rate(text: &str) -> Result<Rate, String> {
    let expected = || "écrire un taux, par exemple 7 % ou 0,07".to_owned();
    if let Some(percentage) = text.trim().strip_suffix('%') {
        let hundredths = decimal(percentage).and_then(|number| Amount::parse(&number));
        let value = hundredths.map(|amount| Rate::from_ten_thousandths(amount.centimes()));
        return value.filter(|rate| *rate >= Rate::default()).ok_or_else(expected);
    }
    let value = decimal(text).and_then(|number| Rate::parse(&number)).ok_or_else(expected)?;
    if value > Rate::ONE {
        let number = text.trim();
        return Err(format!("écrire {number} % s’il s’agit d’un pourcentage"));
    }
    if value < Rate::default() { Err(expected()) } else { Ok(value) }
}

/// A date as in a fiche.
///
/// # Errors
/// When it is not one of the calendar.
pub fn date(text: &str) -> Result<Date, String> {
    let text = text.trim();
    // A time after the day is no date, whatever the day.
    let date = text.parse().ok().filter(|date: &Date| date.to_string() == text);
    date.ok_or_else(|| {
        "écrire une date du calendrier, année-mois-jour, par exemple 2027-01-15".to_owned()
    })
}

/// A number with its decimals after a point, and no blank.
fn decimal(text: &str) -> Option<String> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c == ',' { '.' } else { c })
        .collect();
    (compact.matches('.').count() <= 1).then_some(compact)
}

/// One of the values: its number in the list, its id or its label.
fn choice(fact: &Fact, text: &str) -> Result<String, String> {
    if let Ok(number) = text.parse::<usize>() {
        let place = number.checked_sub(1).and_then(|place| fact.values.get(place));
        return place
            .map(|(id, _)| id.clone())
            .ok_or_else(|| format!("répondre par un nombre de 1 à {}", fact.values.len()));
    }
    let folded = fold(text);
    let known = fact
        .values
        .iter()
        .find(|(id, label)| id == text || fold(id) == folded || fold(label) == folded);
    known.map(|(id, _)| id.clone()).ok_or_else(|| {
        let ids: Vec<&str> = fact.values.iter().map(|(id, _)| id.as_str()).collect();
        match nearest(text, ids.iter().copied()) {
            Some(near) => format!("valeur `{text}` inconnue ; vouliez-vous dire `{near}` ?"),
            None => format!("valeur `{text}` inconnue ; valeurs possibles : {}", quoted(&ids)),
        }
    })
}

/// Several values, or `aucun`.
fn list(fact: &Fact, text: &str) -> Result<Vec<String>, String> {
    if ["aucun", "aucune", "0"].contains(&fold(text).as_str()) {
        return Ok(Vec::new());
    }
    let mut ids: Vec<String> = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let id = choice(fact, part)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    if ids.is_empty() { Err("répondre par des valeurs, ou « aucun »".into()) } else { Ok(ids) }
}

fn codes(text: &str) -> Result<Vec<Cpv>, String> {
    let mut codes = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let code = Cpv::parse(part).map_err(|fault| match fault.hint() {
            Some(hint) => format!("{fault} ; {hint}"),
            None => fault.to_string(),
        })?;
        codes.push(code);
    }
    if codes.is_empty() {
        return Err("écrire un code CPV ; pour le chercher : clausier cpv <mots>".into());
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_montant_se_tape_comme_il_se_dit() {
        for text in
            ["24 999,99", "24999.99", "24\u{202f}999,99 €", "24 999,99 € HT", "24999,99 euros"]
        {
            assert_eq!(amount(text), Ok(Amount::from_centimes(2_499_999)), "{text}");
        }
    }

    #[test]
    fn un_point_de_milliers_n_est_pas_devine() {
        for text in ["1.850", "1,850", "1.850.000", "1,850.00", "", "€", "-5", "1e6"] {
            assert!(amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn un_taux_dit_s_il_est_un_pourcentage() {
        for text in ["7,5 %", "7.5%", "0,075", "0.075"] {
            assert_eq!(rate(text), Ok(Rate::from_ten_thousandths(750)), "{text}");
        }
        for text in ["7", "-1 %", "%", "", "sept"] {
            assert!(rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn un_nombre_se_donne_avec_ou_sans_son_unite() {
        assert_eq!(integer("24", Some("mois")), Ok(24));
        assert_eq!(integer("24 mois", Some("mois")), Ok(24));
        for text in ["", "mois", "deux", "-1", "1,5", "99999999999"] {
            assert!(integer(text, Some("mois")).is_err(), "{text}");
        }
    }
}
