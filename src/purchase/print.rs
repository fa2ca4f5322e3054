//! [`Purchase`] → fiche: what a witness or a proposed fiche says, as a buyer would write it.

use std::fmt::Write as _;

use super::{Lot, Purchase};
use crate::cpv::Cpv;
use crate::fact::{Answers, Value};
use crate::money::{Amount, Rate};

/// The fiche of a purchase without decisions: what it says, and nothing else.
#[must_use]
pub fn fiche(purchase: &Purchase) -> String {
    let mut out = String::new();
    line(&mut out, "objet", &quoted(&purchase.object));
    choice(&mut out, "type", purchase.kind.as_deref());
    codes(&mut out, &purchase.cpv);
    amount(&mut out, "montant_ht", purchase.amount);
    amount(&mut out, "montant_besoin_ht", purchase.need);
    months(&mut out, purchase.months);
    if let Some(launch) = purchase.launch {
        line(&mut out, "date_lancement", &launch.to_string());
    }
    choice(&mut out, "procedure", purchase.procedure.as_deref());
    choice(&mut out, "forme", purchase.form.as_deref());
    choice(&mut out, "ccag", purchase.ccag.as_deref());
    if purchase.buyer.category.is_some() || purchase.buyer.policy.is_some() {
        out.push_str("\n[acheteur]\n");
        choice(&mut out, "categorie", purchase.buyer.category.as_deref());
        choice(&mut out, "politique", purchase.buyer.policy.as_deref());
    }
    facts(&mut out, "faits", &purchase.facts);
    for lot in &purchase.lots {
        write_lot(&mut out, lot);
    }
    for (duty, exemption) in &purchase.exemptions {
        let _ = write!(out, "\n[dispenses.{}]\n", key(duty));
        line(&mut out, "cas", &quoted(&exemption.case));
        line(&mut out, "motif", &quoted(&exemption.reason));
    }
    out
}

fn write_lot(out: &mut String, lot: &Lot) {
    out.push_str("\n[[lots]]\n");
    line(out, "numero", &lot.number.to_string());
    choice(out, "objet", lot.object.as_deref());
    codes(out, &lot.cpv);
    amount(out, "montant_ht", lot.amount);
    months(out, lot.months);
    facts(out, "lots.faits", &lot.facts);
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

fn choice(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        line(out, key, &quoted(value));
    }
}

fn codes(out: &mut String, codes: &[Cpv]) {
    if !codes.is_empty() {
        let list: Vec<String> = codes.iter().map(|code| quoted(&code.with_check_digit())).collect();
        line(out, "cpv", &format!("[{}]", list.join(", ")));
    }
}

fn amount(out: &mut String, key: &str, value: Option<Amount>) {
    if let Some(value) = value {
        line(out, key, &euros(value));
    }
}

fn months(out: &mut String, value: Option<u32>) {
    if let Some(value) = value {
        line(out, "duree_mois", &value.to_string());
    }
}

fn facts(out: &mut String, table: &str, facts: &Answers) {
    if facts.is_empty() {
        return;
    }
    let _ = write!(out, "\n[{table}]\n");
    for (name, value) in facts {
        line(out, &key(name), &written(value));
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Boolean(value) => value.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Amount(amount) => euros(*amount),
        Value::Rate(rate) => rate_of_one(*rate),
        Value::Choice(id) => quoted(id),
        Value::Text(text) => quoted(text),
        Value::List(items) => list(items.iter().map(|item| quoted(item))),
        Value::Cpv(codes) => list(codes.iter().map(|code| quoted(&code.with_check_digit()))),
        Value::Date(date) => date.to_string(),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// `1_850_000`, `24_999.99`.
fn euros(amount: Amount) -> String {
    let centimes = amount.centimes().unsigned_abs();
    let euros = crate::money::grouped(centimes / 100).replace('\u{202f}', "_");
    match centimes % 100 {
        0 => euros,
        cents => format!("{euros}.{cents:02}"),
    }
}

/// `0.7`, `1.25`.
fn rate_of_one(rate: Rate) -> String {
    let value = rate.ten_thousandths().unsigned_abs();
    let decimals = format!("{:04}", value % 10_000);
    let decimals = decimals.trim_end_matches('0');
    format!("{}.{}", value / 10_000, if decimals.is_empty() { "0" } else { decimals })
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// A key, quoted where it must be.
fn key(name: &str) -> String {
    toml_edit::Key::new(name).to_string()
}
