//! Decisions: kept, discarded with a reason, level and values; opt-outs of duties. Each is written into the fiche by the library.

use std::collections::BTreeMap;

use super::Desk;
use super::value::held;
use crate::base::clause::Clause;
use crate::engine::answer::Recommendation;
use crate::error::Error;
use crate::purchase::{Ambition, Decision, Exemption, Status, edit};
use crate::serve::case::{Case, sentence};
use crate::serve::page::ident;
use crate::text::has_words;

impl Desk<'_> {
    /// Writes the values and levels typed on every open card.
    pub(super) fn keep_typed(&mut self) {
        let answer = self.case.answer(self.app);
        let ids = self.fields.iter().filter_map(|(name, _)| {
            let rest = name.strip_prefix("niveau:").or_else(|| name.strip_prefix("var:"))?;
            rest.split(':').next()
        });
        let mut ids: Vec<&str> = ids.collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let Some(clause) = self.app.base.clauses.get(id) else { continue };
            let all: Vec<&Recommendation<'_>> =
                answer.recommendations.iter().filter(|one| one.clause.id == id).collect();
            self.keep_values(clause, &all);
            self.keep_level(clause);
        }
    }

    /// The lot that a card's decisions are for.
    fn lot_of(&self, id: &str) -> Option<u32> {
        let number = self.fields.get(&format!("pour:{id}")).parse().ok()?;
        self.case.purchase.lots.iter().any(|lot| lot.number == number).then_some(number)
    }

    fn keep_values(&mut self, clause: &'static Clause, all: &[&Recommendation<'_>]) {
        let lot = self.lot_of(&clause.id);
        for variable in &clause.variables {
            let field = format!("var:{}:{}", clause.id, variable.name);
            let Some(typed) = self.fields.opt(&field) else { continue };
            let known = held(all, variable);
            if typed.trim() == known.shown().trim() {
                continue;
            }
            let text = if typed.trim().is_empty() {
                edit::undecide_key(&self.case.text, &clause.id, lot, &["variables", &variable.name])
            } else {
                match variable.read(typed) {
                    Ok(value) => {
                        let variables = BTreeMap::from([(variable.name.clone(), value)]);
                        let decision = Decision { variables, ..Decision::default() };
                        edit::decide(&self.case.text, &clause.id, lot, &decision)
                    }
                    Err(why) => {
                        self.refuse(&field, &why);
                        continue;
                    }
                }
            };
            self.write(&field, text, || format!("Valeur enregistrée pour « {} ».", clause.title));
        }
    }

    fn keep_level(&mut self, clause: &'static Clause) {
        let field = format!("niveau:{}", clause.id);
        let Some(typed) = self.fields.opt(&field) else { return };
        let lot = self.lot_of(&clause.id);
        let decision = self.case.purchase.decisions.get(&clause.id);
        let known = decision.and_then(|decision| decision.for_lot(lot).ambition);
        let level = Ambition::from_id(typed);
        if level == known {
            return;
        }
        let text = match level {
            None => edit::undecide_key(&self.case.text, &clause.id, lot, &["exigence"]),
            Some(level) => {
                let decision = Decision { ambition: Some(level), ..Decision::default() };
                edit::decide(&self.case.text, &clause.id, lot, &decision)
            }
        };
        self.write(&field, text, || format!("Niveau enregistré pour « {} ».", clause.title));
    }

    /// What a button of a card or of a duty does.
    pub(super) fn act(&mut self, action: &str, id: &str) {
        self.focus = ident(&format!("carte.{id}"));
        match action {
            "retenir" => self.decide(id, Status::Kept, None),
            "ecarter" => self.discard(id),
            "oublier" => self.undecide(id),
            "dispenser" => self.exempt(id),
            "imposer" => {
                let text = edit::exempt(&self.case.text, id, None);
                self.write(id, text, || "Dispense retirée.".into());
                self.focus = ident(&format!("obligation.{id}"));
            }
            _ => {}
        }
    }

    fn title(&self, id: &str) -> Option<&'static str> {
        self.app.base.clauses.get(id).map(|clause| clause.title.as_str())
    }

    fn discard(&mut self, id: &str) {
        let field = format!("motif:{id}");
        let reason = self.fields.trimmed(&field).to_owned();
        if has_words(&reason) {
            return self.decide(id, Status::Discarded, Some(reason));
        }
        let why =
            "Dire pourquoi la clause est écartée : le motif s’imprime dans la note justificative";
        self.refuse(&field, why);
        if !self.open.iter().any(|known| known == id) {
            self.open.push(id.to_owned());
        }
    }

    fn decide(&mut self, id: &str, status: Status, reason: Option<String>) {
        let Some(title) = self.title(id) else { return };
        let lot = self.lot_of(id);
        let decision = Decision { status: Some(status), reason, ..Decision::default() };
        let text = edit::decide(&self.case.text, id, lot, &decision);
        let place = lot.map(|lot| format!(" pour le lot {lot}")).unwrap_or_default();
        let done = match status {
            Status::Kept => "retenue",
            Status::Discarded => "écartée",
        };
        self.write(id, text, || format!("Clause « {title} » {done}{place}."));
        if status == Status::Discarded {
            self.focus = ident(&format!("ecartee.{id}"));
        }
    }

    fn undecide(&mut self, id: &str) {
        let Some(title) = self.title(id) else { return };
        let text = edit::undecide(&self.case.text, id, None);
        self.write(id, text, || format!("Décision effacée : « {title} »."));
    }

    fn exempt(&mut self, duty: &str) {
        self.focus = ident(&format!("obligation.{duty}"));
        let (case, reason) = (format!("cas:{duty}"), format!("dispense:{duty}"));
        let exemption = Exemption {
            case: self.fields.trimmed(&case).to_owned(),
            reason: self.fields.trimmed(&reason).to_owned(),
        };
        if exemption.case.is_empty() {
            self.refuse(&case, "Choisir le cas de dispense");
        } else if has_words(&exemption.reason) {
            let text = edit::exempt(&self.case.text, duty, Some(&exemption));
            self.write(&reason, text, || "Dispense enregistrée, avec son motif.".into());
        } else {
            self.refuse(
                &reason,
                "Dire pourquoi ce cas convient : le motif s’imprime dans la note justificative",
            );
        }
    }

    fn refuse(&mut self, field: &str, why: &str) {
        let why = sentence(why);
        let dot = if why.ends_with(['.', '?', '!', ')']) { "" } else { "." };
        self.faults.insert(field.to_owned(), format!("{why}{dot}"));
        self.focus = ident(field);
    }

    /// Takes a fiche written anew, once it reads without fault.
    fn write(&mut self, field: &str, text: Result<String, Error>, said: impl Fn() -> String) {
        let case = text.map_err(|cause| cause.to_string()).and_then(|text| {
            Case::open(self.app, &text).map_err(|faults| {
                faults.first().map(|fault| fault.message.clone()).unwrap_or_default()
            })
        });
        match case {
            Ok(case) => {
                self.case = case;
                self.said = said();
            }
            Err(why) => self.refuse(field, &why),
        }
    }
}
