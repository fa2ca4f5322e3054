//! What is typed → what the fiche will say; every fault on its field.

use super::Faults;
use super::typed::{Typed, TypedLot};
use crate::cpv::Cpv;
use crate::fact::{Value, typed};
use crate::money::Amount;
use crate::purchase::Ambition;
use crate::purchase::edit::{Description, LotLine};
use crate::serve::App;
use crate::serve::case::sentence;
use crate::text::{has_words, is_hidden};

/// Reads the whole form: a description, or every fault.
pub fn description(app: &App, typed: &Typed) -> Result<Description, Faults> {
    let mut reader = Reader { app, faults: Faults::new() };
    let mut keys = Vec::new();
    for (key, text) in &typed.values {
        keys.push((*key, reader.key(key, text.trim())));
    }
    // In the order of a fiche.
    keys.sort_by_key(|(key, _)| super::typed::KEYS.iter().position(|known| known == key));
    if typed.get("type").is_empty() && typed.get("cpv").trim().is_empty() {
        reader.fault("type", "Choisir travaux, fournitures ou services, ou donner un code CPV.");
    }
    let lots = typed.lots.iter().enumerate();
    let lots = lots.filter_map(|(place, lot)| reader.lot(place, lot)).collect();
    if reader.faults.is_empty() { Ok(Description { keys, lots }) } else { Err(reader.faults) }
}

struct Reader<'a> {
    app: &'a App,
    faults: Faults,
}

impl Reader<'_> {
    fn fault(&mut self, field: &str, message: &str) {
        let said = sentence(message);
        let dot = if said.ends_with(['.', '?', '!']) { "" } else { "." };
        self.faults.entry(field.to_owned()).or_insert_with(|| format!("{said}{dot}"));
    }

    fn or_fault<T>(&mut self, field: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|why| self.fault(field, &why)).ok()
    }

    fn key(&mut self, key: &'static str, text: &str) -> Option<Value> {
        if key == "objet" && !has_words(text) {
            self.fault("objet", "Dire en une phrase ce qui est acheté.");
            return None;
        }
        if text.is_empty() {
            return None;
        }
        match key {
            "objet" | "acheteur.nom" => Some(Value::Text(one_line(text))),
            "cpv" => self.codes(key, text).map(Value::Cpv),
            "montant_ht" | "montant_besoin_ht" => self.amount(key, text).map(Value::Amount),
            "duree_mois" => self.months(key, text).map(|n| Value::Integer(i64::from(n))),
            "date_lancement" => self.or_fault(key, date(text)).map(Value::Date),
            "acheteur.siret" => Some(Value::Text(text.to_owned())),
            "acheteur.politique" => self.policy(text),
            "acheteur.categorie" => self.choice(key, "acheteur_categorie", text),
            "exigence" => {
                let known = Ambition::from_id(text).map(Ambition::id);
                let read = known.ok_or_else(|| "Choisir un niveau de la liste".to_owned());
                self.or_fault(key, read).map(|id| Value::Choice(id.into()))
            }
            _ => self.choice(key, key, text),
        }
    }

    fn choice(&mut self, field: &str, fact: &str, text: &str) -> Option<Value> {
        let (_, fact) = self.app.base.facts.by_name(fact)?;
        if fact.values.iter().any(|(id, _)| id == text) {
            return Some(Value::Choice(text.into()));
        }
        self.fault(field, "Choisir une valeur de la liste");
        None
    }

    fn policy(&mut self, text: &str) -> Option<Value> {
        if self.app.base.policies.contains_key(text) {
            return Some(Value::Choice(text.into()));
        }
        self.fault("acheteur.politique", "Choisir une politique de la liste");
        None
    }

    fn codes(&mut self, field: &str, text: &str) -> Option<Vec<Cpv>> {
        let (_, fact) = self.app.base.facts.by_name("cpv")?;
        match self.or_fault(field, typed::read(fact, text))? {
            Value::Cpv(codes) => Some(codes),
            _ => None,
        }
    }

    fn amount(&mut self, field: &str, text: &str) -> Option<Amount> {
        self.or_fault(field, typed::amount(text))
    }

    fn months(&mut self, field: &str, text: &str) -> Option<u32> {
        let months = self.or_fault(field, typed::integer(text, Some("mois")))?;
        let months = u32::try_from(months).ok().filter(|months| *months > 0);
        if months.is_none() {
            self.fault(field, "Écrire une durée d’un mois au moins");
        }
        months
    }

    fn lot(&mut self, place: usize, lot: &TypedLot) -> Option<LotLine> {
        let name = |key: &str| format!("lot.{place}.{key}");
        let number = lot.numero.trim().parse::<u32>().ok().filter(|number| *number > 0);
        if number.is_none() {
            self.fault(&name("numero"), "Écrire le numéro du lot, à partir de 1");
        }
        let said = |text: &str| has_words(text).then(|| one_line(text.trim()));
        let (codes, amount) = (lot.cpv.trim(), lot.montant_ht.trim());
        let months = lot.duree_mois.trim();
        Some(LotLine {
            was: lot.was.parse().ok(),
            is_copy: lot.is_copy,
            object: said(&lot.objet),
            cpv: match codes {
                "" => Vec::new(),
                codes => self.codes(&name("cpv"), codes).unwrap_or_default(),
            },
            amount: match amount {
                "" => None,
                amount => self.amount(&name("montant_ht"), amount),
            },
            months: match months {
                "" => None,
                months => self.months(&name("duree_mois"), months),
            },
            number: number?,
        })
    }
}

/// A date of the calendar, as a browser or a buyer writes it.
fn date(text: &str) -> Result<jiff::civil::Date, String> {
    let parts: Vec<&str> = text.split('/').collect();
    match parts.as_slice() {
        [day, month, year] => typed::date(&format!("{year}-{month:0>2}-{day:0>2}")),
        _ => typed::date(text),
    }
}

/// A text of one line: what is pasted may hold several, and characters that no one sees.
fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if is_hidden(c) { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
