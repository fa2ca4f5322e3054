//! What kept clauses and facts have a buyer publish (*publications*): the values of the essential data (DECP) and of European notices
//! (eForms) that follow from them.

pub mod field;

use toml::Spanned;

use self::field::{Field, Format};
use crate::base::condition::{self, Condition, Names};
use crate::base::duty::{MetBy, read_met_by};
use crate::base::legal::Place;
use crate::diagnostic::Code;
use crate::table::{Reader, Style, Table, as_texts};

/// Values published together, and what makes them true.
#[derive(Debug, Clone)]
pub struct Publication {
    pub id: String,
    pub values: Vec<Published>,
    /// One of these clauses is in the contract (*retenue*).
    pub kept: Option<MetBy>,
    /// Clauses of which it is not settled whether they are enough (*à confirmer*).
    pub to_confirm: Option<MetBy>,
    pub when: Option<Condition>,
    /// True where no other value of the field is, nor may be (*par défaut*).
    pub by_default: bool,
    /// What to check of the value once written (*à vérifier*).
    pub caution: Option<String>,
    pub place: Place,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub field: Field,
    pub value: String,
}

const KEYS: [&str; 8] =
    ["id", "decp", "eforms", "retenue", "a_confirmer", "quand", "par_defaut", "a_verifier"];

impl Publication {
    pub(crate) fn read(
        reader: &mut Reader,
        names: Names<'_>,
        mut table: Table<'_>,
    ) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        let mut values = Vec::new();
        for format in [Format::Decp, Format::Eforms] {
            if let Some(fields) = table.opt_table(reader, format.id()) {
                read_values(reader, format, fields, &mut values);
            }
        }
        let mut selection = |key| {
            let selected = table.opt_table(reader, key);
            selected.and_then(|by| read_met_by(reader, by))
        };
        let (kept, to_confirm) = (selection("retenue"), selection("a_confirmer"));
        let when =
            table.opt_table(reader, "quand").map(|when| condition::read(reader, names, when));
        let by_default = table.opt_bool(reader, "par_defaut").unwrap_or(false);
        let caution = table.opt_text(reader, "a_verifier").map(Spanned::into_inner);
        if values.is_empty() {
            table.missing(reader, "decp");
        }
        if kept.is_none() && to_confirm.is_none() && when.is_none() && !by_default {
            table.missing(reader, "retenue");
        }
        table.finish(reader, &KEYS);
        let id = id?.into_inner();
        Some(Self { id, values, kept, to_confirm, when, by_default, caution, place })
    }
}

/// « considerationsSociales = "Clause sociale" »; several values in a list.
fn read_values(reader: &mut Reader, format: Format, table: Table<'_>, values: &mut Vec<Published>) {
    for (name, span, node) in table.into_entries() {
        let Some(field) = Field::named(format, &name) else {
            let known = Field::ALL.iter().filter(|field| field.format == format);
            let message = format!("champ `{name}` inconnu de `{}`", format.id());
            let fault = crate::diagnostic::Diagnostic::error(
                Code::ValeurInconnue,
                &reader.source,
                span,
                message,
            );
            reader.found.push(fault.nearest(&name, known.map(|field| field.name)));
            continue;
        };
        let one = node.as_str().map(|text| vec![text.to_owned()]);
        let texts = one.unwrap_or_else(|| {
            as_texts(reader, &name, node).into_iter().map(Spanned::into_inner).collect()
        });
        values.extend(texts.into_iter().map(|value| Published { field, value }));
    }
}
