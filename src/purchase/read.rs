//! Fiche d'achat → [`Purchase`]: every fault reported with its place and remedy, nothing ignored.

mod decision;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;
use smol_str::SmolStr;
use toml::Spanned;

use super::{Ambition, Buyer, Lot, Purchase};
use crate::base::Base;
use crate::base::condition::read_value;
use crate::base::rule::choice;
use crate::base::source::{self, Source};
use crate::cpv::{Codes, Cpv, CpvError};
use crate::diagnostic::{Code, Diagnostic, has_error};
use crate::error::Error;
use crate::fact::{Answers, Fact, FactKind, Origin, Value};
use crate::money::Amount;
use crate::table::{self, Node, Reader, Table};

/// The largest fiche: a hundred lots make some tens of kilobytes.
pub const MAX_FICHE: u64 = 1024 * 1024;
/// The first day of the code de la commande publique.
const CODE_IN_FORCE: Date = jiff::civil::date(2019, 4, 1);
/// The most lots of one consultation.
const MAX_LOTS: usize = 2_000;

/// Reads a fiche from a file.
///
/// # Errors
/// When the file cannot be read, or holds a fault; warnings are returned beside the purchase.
pub fn from_file(
    path: &Path,
    base: &Base,
) -> Result<(Purchase, Arc<Source>, Vec<Diagnostic>), Error> {
    let text = source::read_text(path, MAX_FICHE)?;
    if text.trim().is_empty() {
        let message =
            format!("{} est vide : `clausier nouvelle` écrit une fiche à remplir", path.display());
        return Err(Error::Refused(message));
    }
    let source = Source::new(path.display().to_string(), text);
    match read(&source, base) {
        (Some(purchase), warnings) => Ok((purchase, source, warnings)),
        (None, diagnostics) => Err(Error::FaultyPurchase { diagnostics }),
    }
}

/// Reads a fiche; a purchase is given only without errors.
#[must_use]
pub fn read(source: &Arc<Source>, base: &Base) -> (Option<Purchase>, Vec<Diagnostic>) {
    let (mut reader, root) = Reader::parse(source);
    let purchase = Fiche { reader: &mut reader, base }.read(root, true);
    let purchase = purchase.filter(|_| !has_error(&reader.found));
    (purchase, said_once(&reader.found))
}

/// One fault a place: a value that is no TOML is also of the wrong type, which says more; a date is impossible only once.
fn said_once(found: &[Diagnostic]) -> Vec<Diagnostic> {
    let echoes = |i: usize, fault: &Diagnostic| {
        found.iter().enumerate().any(|(j, other)| {
            other.span == fault.span
                && ((fault.code == Code::TomlInvalide && other.code != Code::TomlInvalide)
                    || (j < i && other.code == fault.code))
        })
    };
    found
        .iter()
        .enumerate()
        .filter(|(i, fault)| !echoes(*i, fault))
        .map(|(_, fault)| fault.clone())
        .collect()
}

/// Reads the inline fiche of a rule's example: what it does not say stays unknown.
#[must_use]
pub fn example(inline: &str, base: &Base) -> (Option<Purchase>, Vec<Diagnostic>) {
    let source = Source::new("exemple", format!("fiche = {inline}"));
    let (mut reader, mut root) = Reader::parse(&source);
    let table = root.opt_table(&mut reader, "fiche");
    let purchase = table.and_then(|table| Fiche { reader: &mut reader, base }.read(table, false));
    let purchase = purchase.filter(|_| !has_error(&reader.found));
    (purchase, reader.found)
}

struct Fiche<'a> {
    reader: &'a mut Reader,
    base: &'a Base,
}

const KEYS: [&str; 16] = [
    "objet",
    "type",
    "cpv",
    "montant_ht",
    "montant_besoin_ht",
    "duree_mois",
    "date_lancement",
    "procedure",
    "forme",
    "ccag",
    "exigence",
    "acheteur",
    "faits",
    "lots",
    "decisions",
    "dispenses",
];

impl Fiche<'_> {
    fn read(&mut self, mut root: Table<'_>, whole: bool) -> Option<Purchase> {
        let object = if whole {
            root.text(self.reader, "objet")
        } else {
            root.opt_text(self.reader, "objet")
        };
        let kind = self.choice(&mut root, "type");
        let cpv = self.cpv(&mut root);
        if whole && kind.is_none() && cpv.is_empty() && !has_error(&self.reader.found) {
            root.missing(self.reader, "type");
        }
        let amount = root.opt_amount(self.reader, "montant_ht");
        let need = root.opt_amount(self.reader, "montant_besoin_ht");
        let months = root.opt_count(self.reader, "duree_mois").and_then(|n| self.months(n));
        let launch = root.opt_date(self.reader, "date_lancement");
        self.check_launch(launch.as_ref());
        let launch = launch.map(Spanned::into_inner);
        let procedure = self.choice(&mut root, "procedure");
        let form = self.choice(&mut root, "forme");
        let ccag = self.choice(&mut root, "ccag");
        let ambition = self.ambition(&mut root).unwrap_or_default();
        let buyer = self.buyer(&mut root);
        let facts = self.facts(&mut root, false);
        let lots = self.lots(&mut root);
        self.check_lots(&lots, amount.as_ref());
        if let (Some(amount), Some(need)) = (&amount, &need)
            && need.get_ref() < amount.get_ref()
        {
            let message = "`montant_besoin_ht` est inférieur à `montant_ht`";
            self.reader.error(Code::MontantInvalide, need.span(), message).help =
                Some("le besoin comprend au moins cette consultation".into());
        }
        let numbers: BTreeSet<u32> = lots.iter().map(|(lot, _)| lot.number).collect();
        let decisions = self.decisions(&mut root, &numbers);
        let exemptions = self.exemptions(&mut root);
        root.finish(self.reader, &KEYS);
        Some(Purchase {
            object: if whole {
                object?.into_inner()
            } else {
                object.map_or_else(String::new, Spanned::into_inner)
            },
            kind,
            cpv,
            amount: amount.map(Spanned::into_inner),
            need: need.map(Spanned::into_inner),
            months,
            launch,
            procedure,
            form,
            ccag,
            ambition,
            buyer,
            facts,
            lots: lots.into_iter().map(|(lot, _)| lot).collect(),
            decisions,
            exemptions,
        })
    }

    /// A year mistyped would quietly take every duty away.
    fn check_launch(&mut self, launch: Option<&Spanned<Date>>) {
        let Some(launch) = launch.filter(|launch| *launch.get_ref() < CODE_IN_FORCE) else {
            return;
        };
        let message = "`date_lancement` précède le code de la commande publique (1er avril 2019)";
        let fault =
            Diagnostic::warning(Code::DateInvalide, &self.reader.source, launch.span(), message);
        self.reader
            .found
            .push(fault.help("vérifier l’année : les règles appliquées sont celles de ce jour-là"));
    }

    /// A key of the fiche whose values are those of the fact of the same name.
    fn choice(&mut self, table: &mut Table<'_>, key: &str) -> Option<SmolStr> {
        self.choice_of(table, key, key)
    }

    fn choice_of(&mut self, table: &mut Table<'_>, key: &str, fact: &str) -> Option<SmolStr> {
        let node = table.take(key)?;
        let (_, fact) = self.base.facts.by_name(fact)?;
        match read_value(self.reader, fact, &node) {
            Some(Value::Choice(id)) => Some(id),
            _ => None,
        }
    }

    fn ambition(&mut self, table: &mut Table<'_>) -> Option<Ambition> {
        let node = table.take("exigence")?;
        let mut alone = Table::from_empty(node.span());
        alone.put("exigence", node);
        choice(self.reader, &mut alone, "exigence", &Ambition::IDS, Ambition::from_id)
    }

    fn cpv(&mut self, table: &mut Table<'_>) -> Codes {
        let texts = table.texts(self.reader, "cpv");
        texts.into_iter().filter_map(|text| self.one_cpv(&text)).collect()
    }

    /// A duration: a contract of no month is a fault of typing.
    fn months(&mut self, months: Spanned<u32>) -> Option<u32> {
        if *months.get_ref() == 0 {
            self.reader
                .error(Code::ValeurInconnue, months.span(), "`duree_mois` attend un mois au moins")
                .help = Some("écrire la durée en mois, reconductions comprises".into());
            return None;
        }
        Some(months.into_inner())
    }

    fn one_cpv(&mut self, text: &Spanned<String>) -> Option<Cpv> {
        let fault = match Cpv::parse(text.get_ref()) {
            Ok(code) => return Some(code),
            Err(fault) => fault,
        };
        let source = &self.reader.source;
        // The check digit comes from a table, not from a published rule: it warns, it does not refuse.
        let kept =
            if let CpvError::WrongCheckDigit { code, .. } = &fault { Some(*code) } else { None };
        let mut diagnostic = match kept {
            Some(_) => {
                Diagnostic::warning(Code::CpvInvalide, source, text.span(), fault.to_string())
            }
            None => Diagnostic::error(Code::CpvInvalide, source, text.span(), fault.to_string()),
        };
        diagnostic.help = fault.hint();
        self.reader.found.push(diagnostic);
        kept
    }

    fn buyer(&mut self, root: &mut Table<'_>) -> Buyer {
        let Some(mut table) = root.opt_table(self.reader, "acheteur") else {
            return Buyer::default();
        };
        let name = table.opt_text(self.reader, "nom").map(Spanned::into_inner);
        let siret = table.opt_text(self.reader, "siret");
        if let Some(siret) = &siret {
            self.check_siret(siret);
        }
        let category = self.choice_of(&mut table, "categorie", "acheteur_categorie");
        let policy = table.opt_text(self.reader, "politique");
        if let Some(policy) = &policy
            && !self.base.policies.contains_key(policy.get_ref())
        {
            let message = format!("politique `{}` inconnue", policy.get_ref());
            let fault = Diagnostic::error(
                Code::PolitiqueInconnue,
                &self.reader.source,
                policy.span(),
                message,
            )
            .nearest(policy.get_ref(), self.base.policies.keys().map(String::as_str));
            self.reader.found.push(fault);
        }
        table.finish(self.reader, &["nom", "siret", "categorie", "politique"]);
        let policy = policy.map(|policy| policy.into_inner().into());
        Buyer { name, siret: siret.map(Spanned::into_inner), category, policy }
    }

    fn check_siret(&mut self, siret: &Spanned<String>) {
        let digits: String = siret.get_ref().chars().filter(|c| !c.is_whitespace()).collect();
        if digits.len() != 14 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            let message = "un SIRET compte quatorze chiffres";
            self.reader.error(Code::TypeInattendu, siret.span(), message).help =
                Some("le corriger, ou retirer la clé : elle est facultative".into());
        }
    }

    fn facts(&mut self, table: &mut Table<'_>, in_lot: bool) -> Answers {
        let Some(facts) = table.opt_table(self.reader, "faits") else { return Answers::new() };
        let mut out = Answers::new();
        for (key, span, node) in facts.into_entries() {
            let Some((_, fact)) = self.base.facts.by_name(&key) else {
                let known = self
                    .base
                    .facts
                    .iter()
                    .map(|(_, fact)| fact)
                    .filter(|fact| fact.origin != Origin::Fiche);
                let fault = Diagnostic::error(
                    Code::FaitInconnu,
                    &self.reader.source,
                    span,
                    format!("fait `{key}` inconnu"),
                )
                .nearest(&key, known.map(|fact| fact.id.as_str()));
                self.reader.found.push(fault);
                continue;
            };
            if self.fact_fits(fact, in_lot, span)
                && let Some(value) = read_fact(self.reader, fact, node)
            {
                out.insert(key.into(), value);
            }
        }
        out
    }

    fn fact_fits(&mut self, fact: &Fact, in_lot: bool, span: Range<usize>) -> bool {
        let help = if fact.origin == Origin::Fiche {
            format!(
                "`{}` est une clé de la fiche elle-même : l’écrire au début, hors de `[faits]`",
                fact.id
            )
        } else if fact.origin == Origin::Computed && fact.question.is_none() {
            format!("`{}` se lit sur la fiche elle-même : retirer la ligne", fact.id)
        } else if in_lot && !fact.on_lot {
            format!("`{}` vaut pour tout le marché : l’écrire dans `[faits]`", fact.id)
        } else {
            return true;
        };
        self.reader
            .error(Code::FaitMalPlace, span, format!("`{}` n’a pas sa place ici", fact.id))
            .help = Some(help);
        false
    }

    fn lots(&mut self, root: &mut Table<'_>) -> Vec<(Lot, Range<usize>)> {
        let tables = root.tables(self.reader, "lots");
        if tables.len() > MAX_LOTS {
            let message = format!("{} lots : {MAX_LOTS} au plus", tables.len());
            self.reader.error(Code::LotsIncoherents, 0..0, message);
            return Vec::new();
        }
        tables.into_iter().enumerate().map(|(i, table)| self.lot(i, table)).collect()
    }

    fn lot(&mut self, position: usize, mut table: Table<'_>) -> (Lot, Range<usize>) {
        let span = table.span.clone();
        let number = table.opt_count(self.reader, "numero");
        let place = number.as_ref().map_or(span, Spanned::span);
        let lot = Lot {
            number: number.map_or_else(
                || u32::try_from(position + 1).unwrap_or(u32::MAX),
                Spanned::into_inner,
            ),
            object: table.opt_text(self.reader, "objet").map(Spanned::into_inner),
            cpv: self.cpv(&mut table),
            amount: table.opt_amount(self.reader, "montant_ht").map(Spanned::into_inner),
            months: table.opt_count(self.reader, "duree_mois").and_then(|n| self.months(n)),
            facts: self.facts(&mut table, true),
        };
        table.finish(self.reader, &["numero", "objet", "cpv", "montant_ht", "duree_mois", "faits"]);
        (lot, place)
    }

    fn check_lots(&mut self, lots: &[(Lot, Range<usize>)], amount: Option<&Spanned<Amount>>) {
        let mut seen = BTreeSet::new();
        for (lot, span) in lots {
            if !seen.insert(lot.number) {
                let message = format!("deux lots portent le numéro {}", lot.number);
                self.reader.error(Code::LotsIncoherents, span.clone(), message).help =
                    Some("donner un numéro à chaque lot".into());
            }
        }
        let sum = lots
            .iter()
            .filter_map(|(lot, _)| lot.amount)
            .fold(Amount::ZERO, Amount::saturating_add);
        if let Some(amount) = amount
            && sum > *amount.get_ref()
        {
            let message = format!("les lots totalisent {sum} € HT, plus que le montant du marché");
            self.reader.error(Code::LotsIncoherents, amount.span(), message).help =
                Some("`montant_ht` comprend tous les lots : corriger le total ou les lots".into());
        }
    }
}

/// A value of `[faits]`: a list for a fact of several values, one value otherwise.
fn read_fact(reader: &mut Reader, fact: &Fact, node: Node<'_>) -> Option<Value> {
    if fact.kind != FactKind::List {
        return read_value(reader, fact, &node);
    }
    let items = table::as_list(reader, &fact.id, node);
    let mut ids = Vec::new();
    for item in &items {
        if let Some(Value::Choice(id)) = read_value(reader, fact, item) {
            ids.push(id.to_string());
        }
    }
    (ids.len() == items.len()).then_some(Value::List(ids))
}
