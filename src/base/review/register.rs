//! The register as a text: a signature is added at its end, and nothing already there moves.

use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::fingerprint::Fingerprints;
use crate::base::Base;
use crate::base::clause::Clause;
use crate::error::Error;

/// What a new register begins with.
const HEAD: &str = "\
# Registre des relectures : une signature par [[revue]], ajoutée par « clausier revue signer ».
# Une signature vaut tant que le texte, les paramètres et les références de la carte sont ceux dont elle porte l’empreinte.
";

/// Who signs, when, and why.
#[derive(Debug, Clone)]
pub struct Signature<'a> {
    pub by: &'a str,
    pub on: Date,
    pub reason: &'a str,
}

/// The text of a register with one more signature: of a card, as it is now. An empty text makes a new register.
///
/// # Errors
/// When the text is no TOML, or its `revue` is no list of tables.
pub fn sign(
    text: &str,
    base: &Base,
    clause: &Clause,
    signature: &Signature<'_>,
) -> Result<String, Error> {
    let is_windows = text.contains("\r\n");
    let text = if text.trim().is_empty() { HEAD.to_owned() } else { text.replace("\r\n", "\n") };
    let mut tree: DocumentMut = text.parse().map_err(|_| {
        Error::Refused("le registre des relectures n’est pas un TOML correct".into())
    })?;
    let mut table = entry(base, clause, signature);
    // What stands at the end of the file comes before the new signature, as it did.
    let before = tree.trailing().as_str().unwrap_or_default().to_owned();
    tree.set_trailing("");
    table.decor_mut().set_prefix(format!("{before}\n"));
    let list = tree.entry("revue").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    let Some(list) = list.as_array_of_tables_mut() else {
        return Err(Error::Refused(
            "dans le registre des relectures, `revue` s’écrit en tables : `[[revue]]`".into(),
        ));
    };
    list.push(table);
    let text = tree.to_string();
    Ok(if is_windows { text.replace('\n', "\r\n") } else { text })
}

fn entry(base: &Base, clause: &Clause, signature: &Signature<'_>) -> Table {
    let now = Fingerprints::of(base, clause);
    let date = signature.on.to_string();
    let date = date.parse::<Value>().unwrap_or_else(|_| Value::from(date.as_str()));
    let values: [(&str, Value); 7] = [
        ("clause", clause.id.as_str().into()),
        ("par", signature.by.into()),
        ("le", date),
        ("motif", signature.reason.into()),
        ("texte", now.text.into()),
        ("parametres", now.parameters.into()),
        ("references", now.references.into()),
    ];
    let mut table = Table::new();
    for (key, value) in values {
        table.insert(key, Item::Value(value));
    }
    table
}
