//! The 78 anomalies of published data, each read as the table of `docs/portefeuille.md` says.

use std::collections::BTreeMap;
use std::fs;

use clausier::portfolio::considerations::Declared;
use clausier::portfolio::contract::{Contract, Origin};
use clausier::portfolio::fate::Refused;
use clausier::portfolio::record::Record;
use jiff::civil::date;
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> String {
    fs::read_to_string(format!("{ROOT}/{name}")).unwrap()
}

/// Each case, by name.
fn cases() -> BTreeMap<String, Result<Contract, Refused>> {
    let text = read("tests/portefeuille/anomalies.ndjson");
    let case = |line: &str| {
        let case: Value = serde_json::from_str(line).unwrap();
        let bytes = case["enregistrement"].to_string();
        let record = Record::of_json(bytes.as_bytes());
        let today = date(2026, 11, 29);
        let read = record.and_then(|one| Contract::of_record(&one, Origin::Published, today));
        (case["anomalie"].as_str().unwrap().to_owned(), read)
    };
    text.lines().map(case).collect()
}

/// A row of the table: what becomes of the record, the codes noted, what is read.
struct Row<'t> {
    fate: &'t str,
    codes: Vec<&'t str>,
    reading: Vec<(&'t str, &'t str)>,
}

fn row(line: &str) -> Option<(&str, Row<'_>)> {
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    let [_, name, _, fate, codes, reading, _] = cells[..] else { return None };
    let name = name.strip_prefix('`')?.strip_suffix('`')?;
    let codes = codes.split(' ').map(|code| code.trim_matches('`'));
    let codes = codes.filter(|code| !code.is_empty()).collect();
    let reading = reading.split(" ; ").filter_map(|pair| pair.split_once(" = ")).collect();
    Some((name, Row { fate, codes, reading }))
}

fn rows(doc: &str) -> BTreeMap<&str, Row<'_>> {
    doc.split("<!-- anomalies -->").nth(1).unwrap().lines().filter_map(row).collect()
}

/// What a contract lets know, as the table writes it.
fn shown(contract: &Contract, key: &str) -> String {
    let purchase = &contract.purchase;
    let or_unknown = |value: Option<String>| value.unwrap_or_else(|| "inconnu".into());
    match key {
        "cpv" => or_unknown(purchase.cpv.first().map(ToString::to_string)),
        "date" => or_unknown(purchase.launch.map(|day| day.to_string())),
        "montant" => or_unknown(purchase.amount.map(|amount| amount.to_string())),
        "durée" => or_unknown(purchase.months.map(|months| months.to_string())),
        "procédure" => or_unknown(purchase.procedure.as_ref().map(ToString::to_string)),
        "acheteur" => or_unknown(purchase.buyer.siret.clone()),
        "publié" => or_unknown(contract.published.map(|day| day.to_string())),
        "montant de" => format!("{:?}", contract.amount_kind).to_lowercase(),
        "id" => or_unknown(contract.id.clone()),
        "objet" => purchase.object.clone(),
        "social" => declared(contract.social),
        "environnemental" => declared(contract.environmental),
        other => panic!("la table nomme `{other}`"),
    }
}

fn declared(what: Option<Declared>) -> String {
    let Some(what) = what else { return "non déclaré".into() };
    let named = [(what.clause, "clause"), (what.critere, "critère"), (what.reserve, "réservé")];
    let named: Vec<&str> = named.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
    if named.is_empty() { "aucune".into() } else { named.join(" et ") }
}

#[test]
fn chaque_anomalie_se_lit_comme_la_table_le_dit() {
    let doc = read("docs/portefeuille.md");
    let (cases, rows) = (cases(), rows(&doc));
    assert_eq!(cases.len(), 78);
    assert_eq!(cases.keys().collect::<Vec<_>>(), rows.keys().collect::<Vec<_>>());
    for (name, case) in &cases {
        let row = &rows[name.as_str()];
        let contract = match case {
            Ok(contract) => contract,
            Err(refused) => {
                assert_eq!(
                    (row.fate, &row.codes[..]),
                    ("refusé", &[refused.why.id()][..]),
                    "{name}"
                );
                continue;
            }
        };
        let codes: Vec<&str> = contract.notes.iter().map(|note| note.id()).collect();
        assert_eq!(row.codes, codes, "{name}");
        let fate = match () {
            () if contract.notes.is_empty() => "accepté",
            () if contract.notes.iter().any(|note| !note.is_repair()) => "gardé",
            () => "réparé",
        };
        assert_eq!(row.fate, fate, "{name}");
        assert!(!row.reading.is_empty(), "{name}");
        for (key, value) in &row.reading {
            assert_eq!(*value, shown(contract, key).replace(['\u{202f}', '\u{a0}'], " "), "{name}");
        }
    }
}
