//! Files → [`Base`]: each file read into its part, then what points at what is checked across files.

mod link;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use toml::Spanned;

use super::Base;
use super::category::{Categories, Category, read_prefixes};
use super::clause::Clause;
use super::condition::Names;
use super::deduction::{self, Deduction};
use super::duty::Duty;
use super::legal::LegalBasis;
use super::outline::{Caps, Ccag, Outline};
use super::policy::Policy;
use super::rule::{Rule, choice};
use super::source::{self, Files, Source};
use super::thresholds::{self, DatedValues};
use crate::cpv::Prefix;
use crate::diagnostic::{Code, Diagnostic, has_error};
use crate::fact::{Fact, FactKind, FactTable, Origin};
use crate::table::{Reader, Table};

/// Everything read so far, and every fault.
#[derive(Default)]
struct Loader {
    found: Vec<Diagnostic>,
    title: String,
    version: String,
    as_of: Option<Date>,
    facts: FactTable,
    families: Vec<Category>,
    general: Vec<Prefix>,
    legal: BTreeMap<String, LegalBasis>,
    dated: DatedValues,
    deductions: Vec<Deduction>,
    clauses: BTreeMap<String, Clause>,
    rules: BTreeMap<String, Rule>,
    duties: Vec<Duty>,
    policies: BTreeMap<String, Policy>,
    caps: Option<Caps>,
    ccags: BTreeMap<String, Ccag>,
    outlines: BTreeMap<String, Outline>,
}

pub(super) fn load(files: &Files) -> (Option<Base>, Vec<Diagnostic>) {
    let mut loader = Loader::default();
    // Facts and dated values first: every condition names them.
    loader.each(files, is_facts, Loader::read_facts);
    loader.each(files, is_families, Loader::read_families);
    loader.name_families();
    loader.each(files, is_dated, Loader::read_dated);
    loader.each(files, is_rest, Loader::read_rest);
    loader.each(files, is_clause, Loader::read_clause);
    loader.check();
    loader.finish(files)
}

fn is_facts(name: &str) -> bool {
    name.ends_with("/faits.toml")
}
fn is_families(name: &str) -> bool {
    name.ends_with("/familles.toml")
}
fn is_dated(name: &str) -> bool {
    name.ends_with("/seuils.toml") || name.ends_with("/quotas.toml")
}
fn is_clause(name: &str) -> bool {
    source::is_markdown(name) && name.starts_with("clause_templates/")
}
fn is_rest(name: &str) -> bool {
    source::is_toml(name) && !is_facts(name) && !is_families(name) && !is_dated(name)
}

impl Loader {
    fn each(&mut self, files: &Files, wanted: fn(&str) -> bool, read: fn(&mut Self, &Arc<Source>)) {
        for source in files.iter().filter(|source| wanted(&source.name)) {
            read(self, source);
        }
    }

    fn names(&self) -> Names<'_> {
        Names { facts: &self.facts, dated: &self.dated }
    }

    fn read_facts(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        for table in root.tables(&mut reader, "fait") {
            let span = table.span.clone();
            let Some(fact) = read_fact(&mut reader, table) else { continue };
            if let Err(fact) = self.facts.add(fact) {
                duplicate(&mut reader, span, &fact.id);
            }
        }
        root.finish(&mut reader, &["fait"]);
        self.found.append(&mut reader.found);
    }

    fn read_families(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        if let Some(mut general) = root.opt_table(&mut reader, "generaux") {
            let texts = general.texts(&mut reader, "cpv");
            self.general.extend(read_prefixes(&mut reader, texts));
            general.finish(&mut reader, &["cpv"]);
        }
        let families = root.tables(&mut reader, "famille");
        self.families
            .extend(families.into_iter().filter_map(|table| Category::read(&mut reader, table)));
        root.finish(&mut reader, &["generaux", "famille"]);
        self.found.append(&mut reader.found);
    }

    /// The allowed values of the fact `famille` are the families.
    fn name_families(&mut self) {
        let values =
            self.families.iter().map(|family| (family.id.clone(), family.title.clone())).collect();
        self.facts.set_values("famille", values);
    }

    fn read_dated(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        for (key, prefix) in [("seuil", "seuils"), ("quota", "quotas")] {
            for table in root.tables(&mut reader, key) {
                let span = table.span.clone();
                let Some(value) = thresholds::read(&mut reader, table, prefix) else { continue };
                if self.dated.contains_key(&value.id) {
                    duplicate(&mut reader, span, &value.id);
                } else {
                    self.dated.insert(value.id.clone(), value);
                }
            }
        }
        root.finish(&mut reader, &["seuil", "quota"]);
        self.found.append(&mut reader.found);
    }

    /// Every other TOML file: the name says the policy, the tables say the rest.
    fn read_rest(&mut self, source: &Arc<Source>) {
        let (mut reader, mut root) = Reader::parse(source);
        if source.name.starts_with("clause_templates/plans/") {
            self.read_outline(&mut reader, &mut root);
        } else if source.name.ends_with("/politique.toml") {
            self.read_policy(&mut reader, std::mem::replace(&mut root, Table::from_empty(0..0)));
        } else {
            self.read_rules(&mut reader, &mut root, policy_folder(&source.name));
        }
        root.finish(&mut reader, &ROOT_KEYS);
        self.found.append(&mut reader.found);
    }

    fn read_outline(&mut self, reader: &mut Reader, root: &mut Table<'_>) {
        let piece = root.text(reader, "piece");
        let outline = Outline::read(reader, root);
        if let Some(piece) = piece {
            self.outlines.insert(piece.into_inner(), outline);
        }
    }

    fn read_policy(&mut self, reader: &mut Reader, root: Table<'_>) {
        if let Some(policy) = Policy::read(reader, root) {
            if self.policies.contains_key(&policy.id) {
                duplicate(reader, 0..1, &policy.id);
            }
            self.policies.insert(policy.id.clone(), policy);
        }
    }

    fn read_rules(&mut self, reader: &mut Reader, root: &mut Table<'_>, policy: Option<&str>) {
        if let Some(mut head) = root.opt_table(reader, "base") {
            self.title = head.text(reader, "titre").map_or_else(String::new, Spanned::into_inner);
            self.version =
                head.text(reader, "version").map_or_else(String::new, Spanned::into_inner);
            self.as_of = head.opt_date(reader, "etat_du_droit").map(Spanned::into_inner);
            head.take("licence");
            head.finish(reader, &["titre", "version", "etat_du_droit", "licence"]);
        }
        for table in root.tables(reader, "fondement") {
            let span = table.span.clone();
            let Some(basis) = LegalBasis::read(reader, table) else { continue };
            if self.legal.insert(basis.id.clone(), basis.clone()).is_some() {
                duplicate(reader, span, &basis.id);
            }
        }
        for table in root.tables(reader, "ccag") {
            self.ccags.extend(Ccag::read(reader, table));
        }
        if reader.source.name.ends_with("/plafonds.toml") {
            self.caps = Some(Caps::read(reader, root));
        }
        for table in root.tables(reader, "deduction") {
            let deduction = Deduction::read(reader, self.names(), table);
            self.deductions.extend(deduction);
        }
        for table in root.tables(reader, "obligation") {
            let duty = Duty::read(reader, self.names(), table);
            self.duties.extend(duty);
        }
        for table in root.tables(reader, "regle") {
            let span = table.span.clone();
            let Some(rule) = Rule::read(reader, self.names(), table, policy) else { continue };
            if self.rules.contains_key(&rule.id) {
                duplicate(reader, span, &rule.id);
            } else {
                self.rules.insert(rule.id.clone(), rule);
            }
        }
    }

    fn read_clause(&mut self, source: &Arc<Source>) {
        let (clause, mut found) = Clause::read(source);
        self.found.append(&mut found);
        let Some(clause) = clause else { return };
        if self.clauses.contains_key(&clause.id) {
            let message = format!("la clause `{}` est écrite deux fois", clause.id);
            self.found.push(Diagnostic::error(Code::DoublonId, source, 0..3, message));
        } else {
            self.clauses.insert(clause.id.clone(), clause);
        }
    }
}

const ROOT_KEYS: [&str; 9] = [
    "base",
    "fondement",
    "ccag",
    "deduction",
    "obligation",
    "regle",
    "penalites",
    "criteres",
    "article",
];

/// The policy of a rule file: the id of its folder, filled in later with the policy's own.
fn policy_folder(name: &str) -> Option<&str> {
    name.strip_prefix("rules/politiques/").and_then(|rest| rest.split('/').next())
}

fn duplicate(reader: &mut Reader, span: std::ops::Range<usize>, id: &str) {
    reader.error(Code::DoublonId, span, format!("l’identifiant `{id}` sert deux fois"));
}

const FACT_KEYS: [&str; 11] = [
    "id",
    "titre",
    "type",
    "unite",
    "origine",
    "portee",
    "propre",
    "valeurs",
    "valeurs_de",
    "question",
    "pourquoi",
];

fn read_fact(reader: &mut Reader, mut table: Table<'_>) -> Option<Fact> {
    let id = table.text(reader, "id");
    let title = table.text(reader, "titre");
    let kind = choice(reader, &mut table, "type", &FactKind::IDS, FactKind::from_id);
    let unit = table.opt_text(reader, "unite").map(Spanned::into_inner);
    let origin = match table.opt_text(reader, "origine").as_ref().map(|o| o.get_ref().as_str()) {
        Some("fiche") => Origin::Fiche,
        Some("calcul") => Origin::Computed,
        _ => Origin::Answer,
    };
    let scopes = table.texts(reader, "portee");
    let own = table.opt_bool(reader, "propre").unwrap_or(false);
    let on = |scope: &str| scopes.iter().any(|known| known.get_ref() == scope);
    let values = table
        .opt_table(reader, "valeurs")
        .map_or_else(Vec::new, |values| read_values(reader, values));
    table.take("valeurs_de");
    let question = table.opt_text(reader, "question").map(Spanned::into_inner);
    let why = table.opt_text(reader, "pourquoi").map(Spanned::into_inner);
    let (on_purchase, on_lot) = (on("marche"), on("lot"));
    table.finish(reader, &FACT_KEYS);
    Some(Fact {
        id: id?.into_inner(),
        title: title?.into_inner(),
        kind: kind?,
        origin,
        unit,
        on_purchase,
        on_lot,
        own,
        values,
        question,
        why,
    })
}

fn read_values(reader: &mut Reader, values: Table<'_>) -> Vec<(String, String)> {
    let entries = values.into_entries().into_iter();
    let text = |reader: &mut Reader, key: &str, node| {
        crate::table::as_text(reader, key, &node).map(Spanned::into_inner)
    };
    entries.filter_map(|(key, _, node)| Some((key.clone(), text(reader, &key, node)?))).collect()
}

impl Loader {
    fn finish(mut self, files: &Files) -> (Option<Base>, Vec<Diagnostic>) {
        let deductions = match deduction::sort(std::mem::take(&mut self.deductions)) {
            Ok(sorted) => sorted,
            Err(cycle) => {
                for deduction in cycle {
                    let name = self
                        .facts
                        .get(deduction.fact)
                        .map_or_else(String::new, |fact| fact.id.clone());
                    let message =
                        format!("la déduction de `{name}` attend un fait qui l’attend lui-même");
                    self.fault(Code::CycleDeDeductions, &deduction.place, message);
                }
                Vec::new()
            }
        };
        if has_error(&self.found) {
            return (None, self.found);
        }
        let base = Base {
            title: self.title,
            version: self.version,
            as_of: self.as_of.unwrap_or(jiff::civil::date(2026, 11, 23)),
            files: files.clone(),
            fingerprint: OnceLock::new(),
            facts: self.facts,
            categories: Categories::new(self.families, self.general),
            legal: self.legal,
            dated: self.dated,
            deductions,
            clauses: self.clauses,
            rules: self.rules.into_values().collect(),
            duties: self.duties,
            policies: self.policies,
            caps: self.caps.unwrap_or_default(),
            ccags: self.ccags,
            outlines: self.outlines,
        };
        (Some(base), self.found)
    }
}
