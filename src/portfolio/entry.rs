//! What an authority enters itself (*saisies*): the values and the targets of indicators, by year, each with its source.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml::Spanned;

use super::setting::Setting;
use crate::base::source::{Source, read_text};
use crate::diagnostic::{Code, Diagnostic, has_error};
use crate::error::Error;
use crate::money::grouped;
use crate::table::{Node, Reader, Table, number_text};

/// The largest file of entries.
const MAX_ENTRIES: u64 = 1024 * 1024;
/// The years that make sense.
const YEARS: std::ops::RangeInclusive<u32> = 2000..=2100;

/// What the law asks every authority with a policy to publish, and that entries may complete (CCP, art. L. 2111-3, al. 3).
pub const LEGAL: [(&str, &str); 5] = [
    ("loi-considerations-sociales", "Marchés avec une considération sociale"),
    ("loi-considerations-environnementales", "Marchés avec une considération environnementale"),
    ("loi-marches-reserves", "Marchés réservés"),
    (
        "loi-entreprises-solidaires",
        "Achats aux entreprises solidaires d’utilité sociale agréées (ESUS)",
    ),
    (
        "loi-personnes-defavorisees",
        "Achats aux entreprises qui emploient des personnes défavorisées",
    ),
];

/// A figure entered.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub value: f64,
    /// As it prints, without its unit.
    pub text: String,
    pub unit: String,
    pub source: String,
}

impl Entry {
    /// « 36 % », « 286 927 heures ».
    #[must_use]
    pub fn shown(&self) -> String {
        if self.unit.is_empty() {
            self.text.clone()
        } else {
            format!("{}\u{a0}{}", self.text, self.unit)
        }
    }
}

/// What is entered of one indicator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entered {
    pub values: BTreeMap<u32, Entry>,
    pub targets: BTreeMap<u32, Entry>,
}

/// What is entered, by indicator.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entries {
    pub by_id: BTreeMap<String, Entered>,
}

impl Entries {
    /// Reads a file of entries against the indicators of totals.
    ///
    /// # Errors
    /// When it cannot be read, or has faults: each has its place.
    pub fn from_file(path: &Path, setting: &Setting) -> Result<Self, Error> {
        let text = read_text(path, MAX_ENTRIES)?;
        let source = Source::new(path.display().to_string(), text);
        Self::read(&source, setting).map_err(|diagnostics| Error::FaultyEntries { diagnostics })
    }

    /// Reads entries.
    ///
    /// # Errors
    /// Every fault found.
    pub fn read(source: &Arc<Source>, setting: &Setting) -> Result<Self, Vec<Diagnostic>> {
        let (mut reader, mut root) = Reader::parse(source);
        let values = root.tables(&mut reader, "saisie");
        let targets = root.tables(&mut reader, "cible");
        root.finish(&mut reader, &["saisie", "cible"]);
        let mut file = File { reader, setting, entries: Self::default(), units: BTreeMap::new() };
        for (tables, is_target) in [(values, false), (targets, true)] {
            for table in tables {
                file.add(table, is_target);
            }
        }
        let mut found = file.reader.found;
        for fault in found.iter_mut().filter(|fault| fault.code == Code::CleManquante) {
            fault.help = Some(
                "une saisie ou une cible porte `indicateur`, `annee`, `valeur` et `source`".into(),
            );
        }
        if has_error(&found) { Err(found) } else { Ok(file.entries) }
    }

    #[must_use]
    pub fn of(&self, id: &str) -> Option<&Entered> {
        self.by_id.get(id)
    }
}

struct File<'s> {
    reader: Reader,
    setting: &'s Setting,
    entries: Entries,
    /// The unit first said of each indicator.
    units: BTreeMap<String, String>,
}

impl File<'_> {
    fn add(&mut self, mut table: Table<'_>, is_target: bool) {
        let span = table.span.clone();
        let id = table.text(&mut self.reader, "indicateur").and_then(|id| self.known(id));
        let year = self.year(&mut table);
        let value = table.take("valeur");
        if value.is_none() {
            table.missing(&mut self.reader, "valeur");
        }
        let value = value.and_then(|node| self.number(&node));
        let source = table.text(&mut self.reader, "source");
        let unit = table.opt_text(&mut self.reader, "unite");
        table.finish(&mut self.reader, &["indicateur", "annee", "valeur", "unite", "source"]);
        let (Some(id), Some(year), Some((value, text)), Some(source)) = (id, year, value, source)
        else {
            return;
        };
        let unit = self.unit(&id, unit);
        let entry = Entry { value, text, unit, source: source.into_inner() };
        self.put(&id, year, entry, is_target, span);
    }

    fn put(&mut self, id: &str, year: u32, entry: Entry, is_target: bool, span: Range<usize>) {
        let entered = self.entries.by_id.entry(id.to_owned()).or_default();
        let list = if is_target { &mut entered.targets } else { &mut entered.values };
        if list.insert(year, entry).is_some() {
            let what = if is_target { "cible" } else { "saisie" };
            let message = format!("`{id}` a deux fois une {what} pour {year}");
            self.reader.error(Code::DoublonId, span, message).help =
                Some("n’en garder qu’une ; la dernière connue remplace les autres".into());
        }
    }

    fn known(&mut self, id: Spanned<String>) -> Option<String> {
        let own = self.setting.indicators().iter().map(|one| one.id.as_str());
        let known: Vec<&str> = own.chain(LEGAL.iter().map(|(id, _)| *id)).collect();
        if known.contains(&id.get_ref().as_str()) {
            return Some(id.into_inner());
        }
        let message = format!("indicateur `{}` inconnu", id.get_ref());
        let mut fault =
            Diagnostic::error(Code::ValeurInconnue, &self.reader.source, id.span(), message)
                .nearest(id.get_ref(), known.iter().copied());
        if fault.help.is_none() {
            fault.help = Some(if self.setting.schema.is_none() {
                "les indicateurs sont ceux d’une politique : ajouter `--politique`".into()
            } else {
                "leurs noms sont dans le tableau de bord, sous chaque indicateur".into()
            });
        }
        self.reader.found.push(fault);
        None
    }

    fn year(&mut self, table: &mut Table<'_>) -> Option<u32> {
        let Some(year) = table.opt_count(&mut self.reader, "annee") else {
            if !self.reader.found.iter().any(|fault| table.span.contains(&fault.span.start)) {
                table.missing(&mut self.reader, "annee");
            }
            return None;
        };
        if YEARS.contains(year.get_ref()) {
            return Some(year.into_inner());
        }
        let message = format!("`annee` attend une année, non {}", year.get_ref());
        self.reader.error(Code::ValeurInconnue, year.span(), message).help =
            Some("l’écrire en quatre chiffres : 2025".into());
        None
    }

    fn number(&mut self, node: &Node<'_>) -> Option<(f64, String)> {
        let text = number_text(node);
        let value = text.as_ref().and_then(|text| text.parse::<f64>().ok());
        if let Some((value, text)) = value.filter(|value| value.is_finite()).zip(text) {
            return Some((value, printed(&text)));
        }
        let message = "`valeur` attend un nombre";
        self.reader.error(Code::TypeInattendu, node.span(), message).help = Some(
            "l’écrire sans guillemets ni unité : 286_927, 12.5 ; l’unité va dans `unite`".into(),
        );
        None
    }

    /// One unit an indicator: figures in unlike units make no trend.
    fn unit(&mut self, id: &str, said: Option<Spanned<String>>) -> String {
        let Some(said) = said else { return self.units.get(id).cloned().unwrap_or_default() };
        let first = self.units.entry(id.to_owned()).or_insert_with(|| said.get_ref().clone());
        if first != said.get_ref() {
            let message = format!("`{id}` est ailleurs en `{first}`, ici en `{}`", said.get_ref());
            self.reader.error(Code::ValeurInconnue, said.span(), message).help =
                Some("écrire toutes les valeurs d’un indicateur dans la même unité".into());
        }
        said.into_inner()
    }
}

/// A numeral in French: digits in threes, a comma.
fn printed(text: &str) -> String {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let Ok(number) = whole.parse() else { return text.to_owned() };
    let comma = if decimals.is_empty() { String::new() } else { format!(",{decimals}") };
    format!("{sign}{}{comma}", grouped(number))
}
