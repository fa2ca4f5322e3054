//! Dated thresholds and quotas: one value a period, and, for some, a type of contract and a category of buyer.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::base::legal::{InForce, Place};
use crate::diagnostic::Code;
use crate::fact::Value;
use crate::table::{Reader, Style, Table, as_count};

/// A named value that changes with dates: `seuils.procedure_formalisee`, `quotas.dechets_btp`.
#[derive(Debug, Clone)]
pub struct DatedValue {
    /// With its prefix.
    pub id: String,
    pub title: String,
    pub rows: Vec<Row>,
    /// Why some days have no value, where it is known that they have none (*lacune*).
    pub gap: Option<String>,
    pub place: Place,
}

/// One line of a dated value.
#[derive(Debug, Clone)]
pub struct Row {
    pub in_force: InForce,
    /// Types of contract it holds for; empty: all.
    pub kinds: Vec<String>,
    /// Categories of buyer it holds for; empty: all.
    pub buyers: Vec<String>,
    pub value: Value,
    pub basis: Option<String>,
    /// Where it stands in the file of its value.
    pub span: Range<usize>,
}

/// What a dated value is worth for one purchase: one value, or several while the type or the buyer is unknown.
#[derive(Debug, Clone, Default)]
pub struct Resolved<'a> {
    pub rows: Vec<&'a Row>,
    /// The date is past the last known line: the last value stands.
    pub stale: bool,
}

impl DatedValue {
    /// The lines that hold on a date, for a type and a category where they are known.
    #[must_use]
    pub fn resolve(&self, date: Date, kind: Option<&str>, buyer: Option<&str>) -> Resolved<'_> {
        let fits = |names: &[String], known: Option<&str>| {
            names.is_empty() || known.is_none_or(|known| names.iter().any(|name| name == known))
        };
        let candidates =
            || self.rows.iter().filter(|row| fits(&row.kinds, kind) && fits(&row.buyers, buyer));
        let rows: Vec<&Row> = candidates().filter(|row| row.in_force.contains(date)).collect();
        if !rows.is_empty() {
            return Resolved { rows, stale: false };
        }
        let last = candidates()
            .filter_map(|row| row.in_force.until())
            .filter(|until| *until <= date)
            .max();
        let rows: Vec<&Row> = last.map_or_else(Vec::new, |last| {
            candidates().filter(|row| row.in_force.until() == Some(last)).collect()
        });
        Resolved { stale: !rows.is_empty(), rows }
    }
}

/// Every dated value by id.
pub type DatedValues = BTreeMap<String, DatedValue>;

/// Reads one `[[seuil]]` or `[[quota]]`.
pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>, prefix: &str) -> Option<DatedValue> {
    let place = Place { source: reader.source.clone(), span: table.span.clone() };
    let id = table.id(reader, Style::Snake);
    let title = table.text(reader, "titre");
    let rows = table
        .tables(reader, "valeurs")
        .into_iter()
        .filter_map(|row| read_row(reader, row))
        .collect();
    let gap = table.opt_text(reader, "lacune").map(toml::Spanned::into_inner);
    table.finish(reader, &["id", "titre", "valeurs", "lacune"]);
    Some(DatedValue {
        id: format!("{prefix}.{}", id?.into_inner()),
        title: title?.into_inner(),
        rows,
        gap,
        place,
    })
}

const ROW_KEYS: [&str; 8] =
    ["du", "au", "type", "acheteur", "montant_ht", "taux", "nombre", "fondement"];

fn read_row(reader: &mut Reader, mut row: Table<'_>) -> Option<Row> {
    let span = row.span.clone();
    let in_force = InForce::read_dates(reader, &mut row, false);
    let kinds = row.texts(reader, "type").into_iter().map(toml::Spanned::into_inner).collect();
    let buyers = row.texts(reader, "acheteur").into_iter().map(toml::Spanned::into_inner).collect();
    let amount = row.opt_amount(reader, "montant_ht").map(|v| Value::Amount(v.into_inner()));
    let rate = row.opt_rate(reader, "taux").map(|v| Value::Rate(v.into_inner()));
    let count = row.take("nombre").and_then(|node| as_count(reader, "nombre", &node));
    let count = count.map(|v| Value::Integer(i64::from(v.into_inner())));
    let basis = row.opt_text(reader, "fondement").map(toml::Spanned::into_inner);
    row.finish(reader, &ROW_KEYS);
    let Some(value) = amount.or(rate).or(count) else {
        reader.error(
            Code::CleManquante,
            span.clone(),
            "une valeur datée attend `montant_ht`, `taux` ou `nombre`",
        );
        return None;
    };
    Some(Row { in_force, kinds, buyers, value, basis, span })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::money::Amount;

    fn row(from: Date, until: Option<Date>, kinds: &[&str], euros: i64) -> Row {
        Row {
            in_force: InForce::new(Some(from), until).unwrap_or_default(),
            kinds: kinds.iter().map(ToString::to_string).collect(),
            buyers: Vec::new(),
            value: Value::Amount(Amount::from_euros(euros)),
            basis: None,
            span: 0..0,
        }
    }

    fn value() -> DatedValue {
        let until = Some(date(2028, 1, 1));
        DatedValue {
            id: "seuils.s".into(),
            title: "s".into(),
            gap: None,
            place: Place {
                source: crate::base::source::Source::new("seuils.toml", ""),
                span: 0..0,
            },
            rows: vec![
                row(date(2026, 1, 1), until, &["travaux"], 5_404_000),
                row(date(2026, 1, 1), until, &["services"], 216_000),
            ],
        }
    }

    #[test]
    fn un_type_inconnu_laisse_deux_valeurs_possibles() {
        assert_eq!(value().resolve(date(2026, 11, 23), None, None).rows.len(), 2);
    }

    #[test]
    fn passe_la_derniere_date_la_valeur_reste_avec_une_alerte() {
        let value = value();
        let resolved = value.resolve(date(2028, 1, 1), Some("travaux"), None);
        assert!(resolved.stale && resolved.rows.len() == 1);
    }

    #[test]
    fn avant_la_premiere_date_rien_n_est_connu() {
        assert!(value().resolve(date(2025, 12, 31), Some("travaux"), None).rows.is_empty());
    }
}
