//! Decisions and opt-outs of a fiche: on a known clause or duty, with a reason, of the right types.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;

use super::Fiche;
use crate::base::clause::{Clause, Variable, VariableKind};
use crate::base::rule::read_variable_value;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::{Amount, Rate};
use crate::purchase::{Decision, Exemption, Status, VariableValue};
use crate::table::{self, Node, Table};
use crate::text;

impl Fiche<'_> {
    pub(super) fn decisions(
        &mut self,
        root: &mut Table<'_>,
        numbers: &BTreeSet<u32>,
    ) -> BTreeMap<String, Decision> {
        let Some(table) = root.opt_table(self.reader, "decisions") else { return BTreeMap::new() };
        let mut out = BTreeMap::new();
        for (id, span, node) in table.into_entries() {
            let Some(clause) = self.base.clauses.get(&id) else {
                let known = self.base.clauses.keys().map(String::as_str);
                let message = format!("décision sur une clause inconnue : `{id}`");
                let fault =
                    Diagnostic::error(Code::ClauseInconnue, &self.reader.source, span, message)
                        .nearest(&id, known);
                self.reader.found.push(fault);
                continue;
            };
            if let Some(table) = Table::from_node(self.reader, &format!("decisions.{id}"), node) {
                let decision = self.decision(table, clause, Some(numbers));
                out.insert(id, decision);
            }
        }
        out
    }

    fn decision(
        &mut self,
        mut table: Table<'_>,
        clause: &Clause,
        numbers: Option<&BTreeSet<u32>>,
    ) -> Decision {
        let span = table.span.clone();
        let status = table.take("statut").and_then(|node| self.status(&node));
        let reason = table
            .opt_text(self.reader, "motif")
            .map(Spanned::into_inner)
            // Marks and invisible characters alone are no reason.
            .filter(|reason| !text::fold(reason).is_empty());
        let ambition = self.ambition(&mut table);
        let variables = self.variables(&mut table, clause);
        let by = table.opt_text(self.reader, "par").map(Spanned::into_inner);
        let on = table.opt_date(self.reader, "le").map(Spanned::into_inner);
        let mut lots = BTreeMap::new();
        if let (Some(numbers), Some(by_lot)) = (numbers, table.opt_table(self.reader, "lots")) {
            lots = self.decisions_by_lot(by_lot, clause, numbers);
        }
        table.finish(
            self.reader,
            &["statut", "motif", "exigence", "variables", "par", "le", "lots"],
        );
        if status == Some(Status::Discarded) && reason.is_none() {
            let message = format!("la clause `{}` est écartée sans motif", clause.id);
            self.reader.error(Code::MotifManquant, span, message).help =
                Some("ajouter `motif = \"…\"` : il s’imprime dans la note justificative".into());
        }
        Decision { status, reason, ambition, variables, by, on, lots }
    }

    fn decisions_by_lot(
        &mut self,
        by_lot: Table<'_>,
        clause: &Clause,
        numbers: &BTreeSet<u32>,
    ) -> BTreeMap<u32, Decision> {
        let mut out = BTreeMap::new();
        for (key, span, node) in by_lot.into_entries() {
            let Some(number) = key.parse().ok().filter(|number| numbers.contains(number)) else {
                self.reader.error(
                    Code::LotsIncoherents,
                    span,
                    format!("la fiche n’a pas de lot `{key}`"),
                );
                continue;
            };
            if let Some(table) = Table::from_node(self.reader, &format!("lots.{key}"), node) {
                let decision = self.decision(table, clause, None);
                out.insert(number, decision);
            }
        }
        out
    }

    fn status(&mut self, node: &Node<'_>) -> Option<Status> {
        let text = table::as_text(self.reader, "statut", node)?;
        match text.get_ref().as_str() {
            "retenue" => Some(Status::Kept),
            "ecartee" => Some(Status::Discarded),
            other => {
                let message = format!("statut `{other}` inconnu");
                let fault = Diagnostic::error(
                    Code::ValeurInconnue,
                    &self.reader.source,
                    text.span(),
                    message,
                )
                .nearest(other, ["retenue", "ecartee"]);
                self.reader.found.push(fault);
                None
            }
        }
    }

    fn variables(
        &mut self,
        table: &mut Table<'_>,
        clause: &Clause,
    ) -> BTreeMap<String, VariableValue> {
        let Some(values) = table.opt_table(self.reader, "variables") else {
            return BTreeMap::new();
        };
        let mut out = BTreeMap::new();
        for (name, span, node) in values.into_entries() {
            let Some(variable) = clause.variable(&name) else {
                let known = clause.variables.iter().map(|variable| variable.name.as_str());
                let message = format!("la clause `{}` n’a pas de variable `{name}`", clause.id);
                let fault =
                    Diagnostic::error(Code::VariableInconnue, &self.reader.source, span, message)
                        .nearest(&name, known);
                self.reader.found.push(fault);
                continue;
            };
            if let Some(value) = self.variable(variable, &node) {
                out.insert(name, value);
            }
        }
        out
    }

    /// A value that fits its variable; the text of it is kept, the type is checked.
    fn variable(&mut self, variable: &Variable, node: &Node<'_>) -> Option<VariableValue> {
        let value = read_variable_value(self.reader, &variable.name, node)?;
        let fits = match (&value, variable.kind) {
            (VariableValue::Number(n), VariableKind::Rate) => {
                Rate::parse(n).is_some_and(|r| (Rate::default()..=Rate::ONE).contains(&r))
            }
            (VariableValue::Number(n), VariableKind::Amount) => {
                Amount::parse(n).is_some_and(|a| a >= Amount::ZERO)
            }
            (
                VariableValue::Number(n),
                VariableKind::Hours
                | VariableKind::Count
                | VariableKind::Months
                | VariableKind::Days,
            ) => n.parse::<u32>().is_ok(),
            (VariableValue::Text(_), VariableKind::Text)
            | (VariableValue::Date(_), VariableKind::Date)
            | (VariableValue::Boolean(_), VariableKind::Boolean) => true,
            _ => false,
        };
        if !fits {
            let expected = match variable.kind {
                VariableKind::Rate => "un taux : 0.07 pour 7 %",
                VariableKind::Amount => "un montant en euros hors taxe",
                VariableKind::Hours
                | VariableKind::Count
                | VariableKind::Months
                | VariableKind::Days => "un nombre entier, sans unité",
                VariableKind::Text => "un texte entre guillemets",
                VariableKind::Date => "une date : 2027-01-15",
                VariableKind::Boolean => "`true` (oui) ou `false` (non)",
            };
            let message = format!("`{}` attend {expected}", variable.name);
            self.reader.error(Code::TypeInattendu, node.span(), message);
        }
        fits.then_some(value)
    }

    pub(super) fn exemptions(&mut self, root: &mut Table<'_>) -> BTreeMap<String, Exemption> {
        let Some(table) = root.opt_table(self.reader, "dispenses") else { return BTreeMap::new() };
        let mut out = BTreeMap::new();
        for (id, span, node) in table.into_entries() {
            let Some(table) = Table::from_node(self.reader, &format!("dispenses.{id}"), node)
            else {
                continue;
            };
            if let Some(exemption) = self.exemption(&id, span, table) {
                out.insert(id, exemption);
            }
        }
        out
    }

    fn exemption(
        &mut self,
        id: &str,
        span: Range<usize>,
        mut table: Table<'_>,
    ) -> Option<Exemption> {
        let Some(duty) = self.base.duty(id) else {
            let known = self.base.duties.iter().map(|duty| duty.id.as_str());
            let message = format!("dispense d’une obligation inconnue : `{id}`");
            let fault =
                Diagnostic::error(Code::DispenseInconnue, &self.reader.source, span, message)
                    .nearest(id, known);
            self.reader.found.push(fault);
            return None;
        };
        let case = table.text(self.reader, "cas");
        let reason = table
            .opt_text(self.reader, "motif")
            .filter(|motif| !text::fold(motif.get_ref()).is_empty());
        table.finish(self.reader, &["cas", "motif"]);
        if reason.is_none() {
            let message = format!("la dispense de `{id}` n’a pas de motif");
            self.reader.error(Code::MotifManquant, span, message).help =
                Some("ajouter `motif = \"…\"` : la loi demande de motiver".into());
        }
        let case = case?;
        if !duty.exemptions.iter().any(|known| known.id == *case.get_ref()) {
            let known = duty.exemptions.iter().map(|known| known.id.as_str());
            let message = format!("cas de dispense `{}` inconnu pour `{id}`", case.get_ref());
            let fault = Diagnostic::error(
                Code::DispenseInconnue,
                &self.reader.source,
                case.span(),
                message,
            )
            .nearest(case.get_ref(), known);
            self.reader.found.push(fault);
            return None;
        }
        Some(Exemption { case: case.into_inner(), reason: reason?.into_inner() })
    }
}
