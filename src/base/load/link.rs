//! What points at what, checked once every file is read: rules at clauses, clauses at outlines, policies at rules.

use std::collections::BTreeMap;

use super::{Loader, duplicate};
use crate::base::clause::PLACED;
use crate::base::duty::MetBy;
use crate::base::guarantee::{Cited, Thing};
use crate::base::legal::{InForce, LegalBasis, Place};
use crate::base::policy::{Adaptation, Policy};
use crate::base::rule::{Level, Parameter, Rule};
use crate::base::source::Source;
use crate::cpv::Prefix;
use crate::diagnostic::{Code, Diagnostic};
use crate::fact::FactId;

impl Loader {
    pub(super) fn fault(&mut self, code: Code, place: &Place, message: String) -> &mut Diagnostic {
        self.found.push(Diagnostic::error(
            code,
            &place.source,
            place.span.start..place.span.start,
            message,
        ));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    pub(super) fn check(&mut self) {
        self.check_rules();
        self.check_dated();
        self.check_families();
        self.check_duties();
        self.check_clauses();
        self.check_policies();
        self.check_reviews();
        self.check_rewritten();
        self.check_guarantees();
        self.check_publications();
        self.check_declared();
        self.check_policy_deductions();
        let bases: Vec<(String, Place)> = self
            .deductions
            .iter()
            .filter_map(|d| Some((d.basis.clone()?, d.place.clone())))
            .collect();
        for (id, place) in bases {
            self.check_bases(&[id], &place);
        }
    }

    fn check_bases(&mut self, ids: &[String], place: &Place) {
        for id in ids {
            if !self.legal.contains_key(id) {
                let near = crate::text::nearest(id, self.legal.keys().map(String::as_str))
                    .map(str::to_owned);
                let fault =
                    self.fault(Code::FondementInconnu, place, format!("fondement `{id}` inconnu"));
                fault.help = near.map(|near| format!("vouliez-vous dire `{near}` ?"));
            }
        }
    }

    pub(super) fn check_clause_id(&mut self, id: &str, place: &Place) {
        if !self.clauses.contains_key(id) {
            let near = crate::text::nearest(id, self.clauses.keys().map(String::as_str))
                .map(str::to_owned);
            let fault = self.fault(Code::ClauseInconnue, place, format!("clause `{id}` inconnue"));
            fault.help = near.map(|near| format!("vouliez-vous dire `{near}` ?"));
        }
    }

    fn check_rules(&mut self) {
        let rules = std::mem::take(&mut self.rules);
        for rule in rules.values() {
            self.check_clause_id(&rule.clause, &rule.place);
            self.check_bases(&rule.bases, &rule.place);
            self.check_parameters(&rule.clause, &rule.parameters, &rule.place);
            self.check_support(rule);
            if let Some(folder) = &rule.policy
                && !self.policies.contains_key(folder)
            {
                let message = format!(
                    "la règle `{}` est d’une politique `{folder}` qui n’existe pas",
                    rule.id
                );
                self.fault(Code::PolitiqueInconnue, &rule.place, message).help =
                    Some("donner au dossier le nom de l’identifiant de `politique.toml`".into());
            }
        }
        self.rules = rules;
    }

    /// A rule needs a source; a binding one needs a confirmed legal basis in force over all its dates.
    fn check_support(&mut self, rule: &Rule) {
        let is_binding = rule.level == Level::Obligatoire;
        if rule.bases.is_empty() && (is_binding || rule.sources.is_empty()) {
            let lacks =
                if is_binding { "n’a pas de fondement" } else { "n’a ni fondement ni source" };
            let message = format!("la règle `{}` {lacks}", rule.id);
            self.fault(Code::FondementManquant, &rule.place, message);
        }
        if !is_binding || rule.bases.is_empty() {
            return;
        }
        let bases: Vec<&LegalBasis> =
            rule.bases.iter().filter_map(|id| self.legal.get(id)).collect();
        let confirmed = || bases.iter().filter(|basis| basis.confirmed);
        let by_law = rule.in_force == InForce::default();
        let (code, lacks) = if confirmed().next().is_none() {
            (Code::FondementNonConfirme, "n’a aucun fondement confirmé")
        } else if !by_law && !confirmed().any(|basis| basis.in_force.covers(rule.in_force)) {
            (Code::FondementEchu, "n’a pas de fondement confirmé en vigueur sur toute sa durée")
        } else {
            return;
        };
        let message = format!("la règle obligatoire `{}` {lacks}", rule.id);
        self.fault(code, &rule.place, message);
    }

    fn check_parameters(
        &mut self,
        clause: &str,
        parameters: &[(String, Parameter)],
        place: &Place,
    ) {
        for (name, parameter) in parameters {
            let declared =
                self.clauses.get(clause).is_none_or(|clause| clause.variable(name).is_some());
            if !declared {
                let message = format!("la clause `{clause}` n’a pas de variable `{name}`");
                self.fault(Code::VariableInconnue, place, message);
            }
            match parameter {
                Parameter::Value(value) => {
                    let variable =
                        self.clauses.get(clause).and_then(|clause| clause.variable(name));
                    if variable.is_some_and(|variable| variable.kind.typed(value).is_none()) {
                        let message = format!(
                            "la valeur de `{name}` n’est pas du type de la variable de `{clause}`"
                        );
                        self.fault(Code::TypeInattendu, place, message);
                    }
                }
                Parameter::Dated(dated) if self.dated.contains_key(dated) => {}
                Parameter::Dated(dated) => {
                    self.fault(
                        Code::SeuilInconnu,
                        place,
                        format!("valeur datée `{dated}` inconnue"),
                    );
                }
                Parameter::Formula(formula) => {
                    let names: Vec<String> =
                        formula.names().into_iter().map(str::to_owned).collect();
                    for read in names {
                        let known = self.facts.id(&read).is_some()
                            || self.dated.contains_key(&read)
                            || self
                                .clauses
                                .get(clause)
                                .is_none_or(|clause| clause.variable(&read).is_some());
                        if !known {
                            let message = format!(
                                "la formule lit `{read}`, ni fait, ni variable de `{clause}`"
                            );
                            self.fault(Code::FormuleInvalide, place, message);
                        }
                    }
                }
            }
        }
    }

    /// Types, categories of buyer and references of dated rows.
    fn check_dated(&mut self) {
        let dated = std::mem::take(&mut self.dated);
        for value in dated.values() {
            for row in &value.rows {
                let place = Place { source: value.place.source.clone(), span: row.span.clone() };
                self.check_values("type", &row.kinds, &place);
                self.check_values("acheteur_categorie", &row.buyers, &place);
                self.check_bases(row.basis.as_slice(), &place);
            }
        }
        self.dated = dated;
    }

    fn check_values(&mut self, fact: &str, written: &[String], place: &Place) {
        let known = self.facts.by_name(fact).map_or_else(Vec::new, |(_, fact)| fact.values.clone());
        for value in written {
            if !known.iter().any(|(id, _)| id == value) {
                let message = format!("valeur `{value}` inconnue pour `{fact}`");
                let near = crate::text::nearest(value, known.iter().map(|(id, _)| id.as_str()));
                self.fault(Code::ValeurInconnue, place, message).help =
                    near.map(|near| format!("vouliez-vous dire `{near}` ?"));
            }
        }
    }

    /// A family once, and a prefix in one family.
    fn check_families(&mut self) {
        let families = std::mem::take(&mut self.families);
        let mut ids: BTreeMap<&str, &Place> = BTreeMap::new();
        let mut prefixes: BTreeMap<Prefix, &str> =
            self.general.iter().map(|prefix| (*prefix, "generaux")).collect();
        for family in &families {
            if let Some(first) = ids.insert(&family.id, &family.place) {
                self.found.push(duplicate(&family.place, &family.id, first));
            }
            for prefix in &family.prefixes {
                if let Some(other) = prefixes.insert(*prefix, &family.id) {
                    let message = format!(
                        "le début de code `{prefix}` est de `{other}` et de `{}`",
                        family.id
                    );
                    self.fault(Code::PrefixeEnDouble, &family.place, message);
                }
            }
        }
        self.families = families;
    }

    fn check_duties(&mut self) {
        let duties = std::mem::take(&mut self.duties);
        let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
        for duty in &duties {
            if let Some(first) = seen.insert(&duty.id, &duty.place) {
                self.found.push(duplicate(&duty.place, &duty.id, first));
            }
            self.check_bases(&duty.bases, &duty.place);
            let (MetBy::Clauses(ids) | MetBy::Kind { except: ids, .. }) = &duty.met_by;
            for id in ids {
                self.check_clause_id(id, &duty.place);
            }
        }
        self.duties = duties;
    }

    fn check_clauses(&mut self) {
        let mut links: Vec<(String, Place)> = Vec::new();
        let clauses = std::mem::take(&mut self.clauses);
        for clause in clauses.values() {
            let named = clause.requires.iter().chain(&clause.excludes);
            links.extend(named.map(|id| (id.clone(), clause.place.clone())));
            for (piece, article) in &clause.places {
                let known = self.outlines.get(piece).is_some_and(|outline| outline.has(article));
                if !known || !PLACED.contains(&piece.as_str()) {
                    let message = format!(
                        "la clause `{}` se place en `{piece}.{article}`, qui n’existe pas",
                        clause.id
                    );
                    self.fault(Code::PlaceInconnue, &clause.place, message);
                }
            }
        }
        self.clauses = clauses;
        for (id, place) in links {
            self.check_clause_id(&id, &place);
        }
    }

    fn check_reviews(&mut self) {
        for review in std::mem::take(&mut self.reviews) {
            self.check_clause_id(&review.clause, &review.place);
            self.reviews.push(review);
        }
    }

    fn check_policies(&mut self) {
        let policies: Vec<Policy> = self.policies.values().cloned().collect();
        for policy in &policies {
            let place = policy.adaptations.first().map(|adaptation| adaptation.place.clone());
            for adaptation in &policy.adaptations {
                self.check_adaptation(adaptation);
            }
            let unknown: Vec<String> = policy
                .measures
                .iter()
                .flat_map(|measure| measure.clauses.iter())
                .filter(|id| !self.clauses.contains_key(*id))
                .cloned()
                .collect();
            for id in unknown {
                let source =
                    Source::new(format!("rules/politiques/{}/politique.toml", policy.id), "");
                let place = place.clone().unwrap_or(Place { source, span: 0..0 });
                self.check_clause_id(&id, &place);
            }
        }
    }

    fn check_guarantees(&mut self) {
        let guarantees = std::mem::take(&mut self.guarantees);
        for cited in guarantees.values().flat_map(|guarantee| &guarantee.cited) {
            self.check_cited(cited);
        }
        self.guarantees = guarantees;
    }

    fn check_cited(&mut self, cited: &Cited) {
        let (id, place) = (&cited.id, &cited.place);
        match cited.what {
            Thing::Basis => self.check_bases(std::slice::from_ref(id), place),
            Thing::Clause => self.check_clause_id(id, place),
            Thing::Duty => {
                let known: Vec<String> = self.duties.iter().map(|duty| duty.id.clone()).collect();
                self.check_named(Code::ReferenceCroisee, "obligation", cited, &known);
            }
            Thing::Policy => {
                let mut known: Vec<String> = self.policies.keys().cloned().collect();
                known.push("aucune".into());
                self.check_named(Code::PolitiqueInconnue, "politique", cited, &known);
            }
        }
    }

    /// Whether a name is known, else the nearest, or all when they are few.
    fn check_named(&mut self, code: Code, what: &str, cited: &Cited, known: &[String]) {
        if known.contains(&cited.id) {
            return;
        }
        let at = cited.place.span.clone();
        let message = format!("{what} `{}` inconnue", cited.id);
        let fault = Diagnostic::error(code, &cited.place.source, at, message);
        self.found.push(fault.nearest(&cited.id, known.iter().map(String::as_str)));
    }

    /// A policy may write its own text of a clause that the law imposes; whoever uses it is told to read it.
    fn check_rewritten(&mut self) {
        let imposed = |id: &str| {
            self.rules.values().any(|rule| {
                rule.clause == id && rule.policy.is_none() && rule.level == Level::Obligatoire
            })
        };
        let rewritten: Vec<(String, Place)> = self
            .clauses
            .values()
            .filter(|clause| {
                let folder = clause.place.source.name.split('/').nth(1);
                folder.is_some_and(|folder| self.policies.contains_key(folder))
                    && imposed(&clause.id)
            })
            .map(|clause| (clause.title.clone(), clause.place.clone()))
            .collect();
        for (title, place) in rewritten {
            let message = format!("la politique récrit « {title} », que la loi impose");
            self.found.push(
                Diagnostic::warning(
                    Code::AdaptationInterdite,
                    &place.source,
                    place.span.start..place.span.start,
                    message,
                )
                .help(
                    "faire relire ce texte : il remplace celui de la base dans tous les dossiers",
                ),
            );
        }
    }

    /// A policy may not decide a fact on which a duty of the law rests.
    fn check_policy_deductions(&mut self) {
        let tested: Vec<FactId> = self.duties.iter().flat_map(|duty| duty.when.facts()).collect();
        let national = |name: &str| !name.starts_with("rules/politiques/");
        let wrong: Vec<(String, Place)> = self
            .deductions
            .iter()
            .filter(|d| tested.contains(&d.fact) && !national(&d.place.source.name))
            .filter_map(|d| Some((self.facts.get(d.fact)?.id.clone(), d.place.clone())))
            .collect();
        for (fact, place) in wrong {
            let message =
                format!("la politique déduit `{fact}`, dont dépend une obligation légale");
            self.fault(Code::AdaptationInterdite, &place, message);
        }
    }

    fn check_adaptation(&mut self, adaptation: &Adaptation) {
        let Some(rule) = self.rules.get(&adaptation.rule).cloned() else {
            let message =
                format!("la politique adapte la règle `{}`, qui n’existe pas", adaptation.rule);
            self.fault(Code::ReferenceCroisee, &adaptation.place, message);
            return;
        };
        if rule.level == Level::Obligatoire
            && adaptation.level.is_some_and(|level| level < Level::Obligatoire)
        {
            let message = format!("la politique abaisse la règle obligatoire `{}`", rule.id);
            self.fault(Code::AdaptationInterdite, &adaptation.place, message);
        }
        self.check_parameters(&rule.clause, &adaptation.parameters, &adaptation.place);
    }
}
