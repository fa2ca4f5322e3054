//! Cards of clauses: what a lawyer or a buyer would look for and not find, and cards that nothing calls for.

use std::collections::BTreeSet;
use std::ops::Range;

use super::spot;
use crate::base::Base;
use crate::base::clause::{Burden, Clause, Nature, Phase, Variable};
use crate::base::rule::Parameter;
use crate::diagnostic::{Code, Diagnostic};
use crate::purchase::Ambition;

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for clause in base.clauses.values() {
        found.extend(lacks(base, clause).into_iter().map(|lack| incomplete(clause, lack)));
    }
    found.extend(orphans(base).map(|clause| orphan(base, clause)));
    found
}

/// Whether a card has all that is expected of it.
#[must_use]
pub fn is_complete(base: &Base, clause: &Clause) -> bool {
    lacks(base, clause).is_empty()
}

/// Whether a card asks for more as the buyer's ambition grows.
#[must_use]
pub fn is_graduated(clause: &Clause) -> bool {
    clause.variables.iter().any(|variable| variable.graduated && are_distinct(variable))
}

/// The clauses that no rule recommends and no clause so recommended requires; an abrogated one is meant to be left alone.
pub fn orphans(base: &Base) -> impl Iterator<Item = &Clause> {
    let reached = reached(base);
    let clauses = base.clauses.values();
    clauses
        .filter(move |clause| clause.status != "abrogee" && !reached.contains(clause.id.as_str()))
}

fn reached(base: &Base) -> BTreeSet<&str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = base.rules.iter().map(|rule| rule.clause.as_str()).collect();
    while let Some(id) = waiting.pop() {
        if reached.insert(id)
            && let Some(clause) = base.clauses.get(id)
        {
            waiting.extend(clause.requires.iter().map(String::as_str));
        }
    }
    reached
}

/// What a card lacks, where it shows, and what to write.
struct Lack {
    message: String,
    span: Range<usize>,
    help: &'static str,
}

impl Lack {
    fn new(message: &str, help: &'static str) -> Self {
        Self { message: message.into(), span: 0..3, help }
    }
}

fn lacks(base: &Base, clause: &Clause) -> Vec<Lack> {
    let mut found = head(clause);
    found.extend(texts(clause));
    found.extend(follow_up(base, clause));
    let graduated = clause.variables.iter().filter(|variable| variable.graduated);
    found.extend(graduated.filter_map(|variable| levels(base, clause, variable)));
    found
}

fn head(clause: &Clause) -> Vec<Lack> {
    let mut found = Vec::new();
    let mut need = |is_there: bool, message: &str, help| {
        if !is_there {
            found.push(Lack::new(message, help));
        }
    };
    need(
        !clause.cautions.is_empty(),
        "aucune `vigilance`",
        "écrire `vigilance = [\"…\"]` : ce dont un juriste préviendrait",
    );
    need(
        !clause.sources.is_empty(),
        "aucune `sources`",
        "écrire `sources = [\"…\"]` : l’article ou la page où le fond a été pris",
    );
    need(
        !clause.version.trim().is_empty(),
        "`version` est vide",
        "écrire l’année et le mois : `version = \"2026-11\"`",
    );
    need(
        clause.burden != Burden::default(),
        "`charge` est nulle",
        "compter les heures de l’acheteur et les pièces du titulaire sur tout le contrat",
    );
    found
}

fn texts(clause: &Clause) -> Vec<Lack> {
    let mut found = Vec::new();
    if clause.nature != Nature::Verification && clause.texts.is_empty() {
        found.push(Lack::new(
            "aucun texte",
            "écrire un bloc : `{% block rc %} … {% endblock %}`, ou la nature `verification`",
        ));
    }
    if clause.nature == Nature::Critere && !clause.texts.contains_key("cadre_reponse") {
        found.push(Lack::new(
            "un critère sans bloc `cadre_reponse`",
            "écrire ce que le candidat remplit : `{% block cadre_reponse %} … {% endblock %}`",
        ));
    }
    found
}

fn follow_up(base: &Base, clause: &Clause) -> Vec<Lack> {
    let mut found = Vec::new();
    let in_execution = clause.checks.iter().any(|check| check.phase == Phase::Execution);
    if clause.nature == Nature::Clause && !in_execution {
        found.push(Lack::new(
            "aucun `[[controle]]` en phase `execution`",
            "dire qui vérifie quoi pendant le contrat, quand et sur quelle preuve",
        ));
    }
    if clause.indicators.is_empty() && clause.measure.is_none() {
        found.push(Lack::new(
            "ni `indicateurs`, ni `mesure`",
            "citer l’indicateur de la politique, ou écrire `mesure = \"…\"` : le chiffre lu en fin de contrat",
        ));
    }
    for id in &clause.indicators {
        let known = base.policies.values().flat_map(|policy| &policy.indicators);
        if !known.into_iter().any(|indicator| indicator.id == *id) {
            found.push(Lack {
                message: format!("l’indicateur `{id}` n’est déclaré par aucune politique"),
                span: spot(&clause.place.source, 0, id),
                help: "corriger l’identifiant, ou écrire `mesure` à la place",
            });
        }
    }
    found
}

fn levels(base: &Base, clause: &Clause, variable: &Variable) -> Option<Lack> {
    let name = &variable.name;
    let (message, help) = if !are_distinct(variable) {
        (
            format!("les trois niveaux de `{name}` ne sont pas tous différents"),
            "donner trois chiffres, ou une seule `valeur`",
        )
    } else if !is_used(base, clause, name) {
        (
            format!("les niveaux de `{name}` ne changent aucun texte"),
            "imprimer la variable dans un bloc, ou la retirer",
        )
    } else {
        return None;
    };
    let span = spot(&clause.place.source, 0, &format!("nom = \"{name}\""));
    Some(Lack { message, span, help })
}

fn are_distinct(variable: &Variable) -> bool {
    let values: Vec<_> = Ambition::ALL
        .iter()
        .filter_map(|ambition| variable.kind.typed(variable.levels.get(ambition)?))
        .collect();
    match values.as_slice() {
        [a, b, c] => a != b && b != c && a != c,
        _ => false,
    }
}

/// Whether a variable is printed, tested in a text, owed as a penalty, or read by a formula.
pub(super) fn is_used(base: &Base, clause: &Clause, name: &str) -> bool {
    let of_clause = base.rules.iter().filter(|rule| rule.clause == clause.id);
    let mut formulas = of_clause.flat_map(|rule| &rule.parameters).filter_map(|(_, p)| match p {
        Parameter::Formula(formula) => Some(formula),
        Parameter::Value(_) | Parameter::Dated(_) => None,
    });
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    clause.texts.values().any(|text| text.source.split(|c| !is_word(c)).any(|word| word == name))
        || clause.penalties.iter().any(|penalty| penalty.amount == name)
        || formulas.any(|formula| formula.names().contains(&name))
}

fn incomplete(clause: &Clause, lack: Lack) -> Diagnostic {
    let message = format!("clause `{}` : {}", clause.id, lack.message);
    Diagnostic::warning(Code::ClauseIncomplete, &clause.place.source, lack.span, message)
        .help(lack.help)
}

fn orphan(base: &Base, clause: &Clause) -> Diagnostic {
    let message = format!("aucune règle ne recommande la clause `{}`", clause.id);
    let named =
        base.policies.values().flat_map(|policy| policy.measures_of(&clause.id)).next().is_some();
    let help = if named {
        "un moyen de la politique la cite, ce qui ne suffit pas : écrire la règle qui l’appelle"
    } else {
        "écrire la règle qui l’appelle, ou la retirer"
    };
    let span = spot(&clause.place.source, 0, &clause.id);
    Diagnostic::warning(Code::ClauseOrpheline, &clause.place.source, span, message).help(help)
}
