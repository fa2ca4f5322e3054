//! A French year of published contracts, made from real ones and a seed: same seed, same bytes.
//!
//! Each record is a real one under another buyer, number, day and amount; what is wrong in the real ones is wrong here, in the same
//! proportion. One in twenty is published twice, and one framework agreement in four is repeated for each of its awardees, as in the
//! files that platforms publish.

use std::io::{self, Read, Write};

use fastrand::Rng;
use flate2::read::GzDecoder;
use serde_json::{Map, Value};

/// Real contracts of July 2024, one a line; their origin and licence are in `SOURCE.md`.
const REAL: &[u8] = include_bytes!("marches-2024-07.ndjson.gz");

/// Buyers of a year, in proportion to contracts: one for about fifteen.
const CONTRACTS_PER_BUYER: usize = 15;

/// The real records.
pub fn real() -> io::Result<Vec<Map<String, Value>>> {
    let mut text = String::new();
    GzDecoder::new(REAL).read_to_string(&mut text)?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Writes a year of `n` records in the format of the 2022 order.
pub fn year(to: &mut impl Write, n: usize, seed: u64) -> io::Result<()> {
    let real = real()?;
    let mut maker = Maker { rng: Rng::with_seed(seed), n_buyers: (n / CONTRACTS_PER_BUYER).max(1) };
    to.write_all(b"{\"marches\":{\"marche\":[\n")?;
    let mut written = 0;
    while written < n {
        for record in maker.contract(&real, written) {
            if written == n {
                break;
            }
            if written > 0 {
                to.write_all(b",\n")?;
            }
            serde_json::to_writer(&mut *to, &record)?;
            written += 1;
        }
    }
    to.write_all(b"\n]}}\n")
}

struct Maker {
    rng: Rng,
    n_buyers: usize,
}

impl Maker {
    /// The records of one contract.
    fn contract(&mut self, real: &[Map<String, Value>], number: usize) -> Vec<Map<String, Value>> {
        let Some(model) = self.rng.choice(real) else { return Vec::new() };
        let mut record = model.clone();
        record.insert("id".into(), format!("2025-{number:07}").into());
        self.set_buyer(&mut record);
        let day = format!("2025-{:02}-{:02}", self.rng.u8(1..=12), self.rng.u8(1..=28));
        for field in ["dateNotification", "datePublicationDonnees"] {
            // A date that is missing or mistaken stays so.
            if record
                .get(field)
                .and_then(Value::as_str)
                .is_some_and(|text| text.starts_with("2024"))
            {
                record.insert(field.into(), day.clone().into());
            }
        }
        self.set_amount(&mut record);
        self.repeat(record)
    }

    /// Another number of the same kind: what its beginning says of the buyer stays.
    fn set_buyer(&mut self, record: &mut Map<String, Value>) {
        let Some(id) = record.get_mut("acheteur").and_then(|buyer| buyer.get_mut("id")) else {
            return;
        };
        if let Some(known) =
            id.as_str().filter(|text| text.len() == 14).and_then(|text| text.get(..2))
        {
            let buyer = self.rng.usize(..self.n_buyers);
            *id = format!("{known}{buyer:07}00012").into();
        }
    }

    /// Up to four times less or more; absurd amounts stay absurd.
    fn set_amount(&mut self, record: &mut Map<String, Value>) {
        let Some(amount) = record.get("montant").and_then(Value::as_f64) else { return };
        if (100.0..100_000_000.0).contains(&amount) {
            let times = 4_f64.powf(self.rng.f64().mul_add(2.0, -1.0));
            record.insert("montant".into(), ((amount * times * 100.0).round() / 100.0).into());
        }
    }

    fn repeat(&mut self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let techniques = record.get("techniques").map(Value::to_string).unwrap_or_default();
        let mut all = vec![record];
        if techniques.contains("Accord-cadre") && self.rng.u8(..4) == 0 {
            let awardees = self.rng.usize(1..=3);
            all.extend(vec![all[0].clone(); awardees]);
            for copy in &mut all {
                let id = format!("{:09}00019", self.rng.u32(..1_000_000_000));
                copy.insert(
                    "titulaires".into(),
                    serde_json::json!([{"titulaire": {"typeIdentifiant": "SIRET", "id": id}}]),
                );
            }
        } else if self.rng.u8(..20) == 0 {
            let mut again = all[0].clone();
            again.insert("datePublicationDonnees".into(), "2026-01-15".into());
            all.push(again);
        }
        all
    }
}
