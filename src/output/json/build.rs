//! [`Answer`] → the published JSON: names and order only, no decision.

use std::collections::BTreeMap;

use serde_json::Number;

use super::{
    Acheteur, Alerte, BaseUtilisee, Charge, ChargeTotale, Decision, Dispense, Fiche, Fondement,
    Indeterminee, Ligne, Lot, MiseDeCote, NonApplicable, Obligation, Parametre, Points, Politique,
    Question, Recommandation, Reponse,
};
use crate::base::legal::LegalBasis;
use crate::cpv::Cpv;
use crate::engine::answer::{Answer, Recommendation, level_of};
use crate::engine::duty::DutyAnswer;
use crate::engine::explain::{self, Line, explain};
use crate::engine::known::{At, From};
use crate::engine::{Outcome, State};
use crate::fact::Value;
use crate::money::{Amount, Rate};
use crate::purchase::{self, Purchase, Status};

/// The published form of an answer; `source` names the fiche it was read from.
#[must_use]
pub fn reponse<'a>(
    answer: &'a Answer<'_>,
    purchase: &'a Purchase,
    source: Option<&'a str>,
) -> Reponse<'a> {
    let mut out = reponse_breve(answer, purchase, source);
    for (written, of) in out.recommandations.iter_mut().zip(&answer.recommendations) {
        written.explication = lignes(explain::recommendation(&answer.evaluation, of));
    }
    out.non_applicables =
        answer.not_applicable().map(|outcome| non_applicable(answer, outcome)).collect();
    out
}

/// The same without what takes longest to say: `explication` of clauses and `non_applicables` are left empty.
#[must_use]
pub fn reponse_breve<'a>(
    answer: &'a Answer<'_>,
    purchase: &'a Purchase,
    source: Option<&'a str>,
) -> Reponse<'a> {
    let evaluation = &answer.evaluation;
    let base = evaluation.base;
    let (burden, penalties) = answer.burden();
    Reponse {
        fiche: fiche(answer, purchase, source),
        date: evaluation.date.to_string(),
        base: BaseUtilisee {
            titre: &base.title,
            version: &base.version,
            empreinte: format!("sha256:{}", base.fingerprint()),
        },
        politique: evaluation
            .policy
            .map(|policy| Politique { id: &policy.id, titre: &policy.title }),
        obligations: answer.duties.iter().map(obligation).collect(),
        recommandations: answer.recommendations.iter().map(recommandation).collect(),
        mises_de_cote: mises_de_cote(answer),
        indeterminees: answer.undetermined().map(|outcome| indeterminee(answer, outcome)).collect(),
        questions: questions(answer),
        non_applicables: Vec::new(),
        alertes: answer
            .alerts
            .iter()
            .map(|alert| Alerte { code: alert.code, message: &alert.message })
            .collect(),
        charge_totale: ChargeTotale {
            acheteur_heures: burden.buyer_hours,
            titulaire_pieces: burden.papers,
            penalites: penalties,
        },
    }
}

const GUESSED: [&str; 5] = ["type", "montant_besoin_ht", "procedure", "forme", "ccag"];

fn fiche<'a>(answer: &'a Answer<'_>, purchase: &'a Purchase, source: Option<&'a str>) -> Fiche<'a> {
    let evaluation = &answer.evaluation;
    let (base, known) = (evaluation.base, &evaluation.known);
    let choice = |name| known.choice(base, At::Purchase, name);
    let deduced = |name: &&str| {
        base.facts
            .id(name)
            .and_then(|id| known.get(At::Purchase, id))
            .is_some_and(|fact| matches!(fact.from, From::Deduced(_)))
    };
    let need = match known.value(base, At::Purchase, "montant_besoin_ht") {
        Some(Value::Amount(amount)) => Some(*amount),
        _ => None,
    };
    Fiche {
        source,
        objet: &purchase.object,
        kind: choice("type"),
        cpv: codes(&purchase.cpv),
        montant_ht: purchase.amount.and_then(euros),
        montant_besoin_ht: need.and_then(euros),
        duree_mois: purchase.months,
        procedure: choice("procedure"),
        forme: choice("forme"),
        ccag: choice("ccag"),
        exigence: purchase.ambition.id(),
        acheteur: Acheteur {
            nom: purchase.buyer.name.as_deref(),
            siret: purchase.buyer.siret.as_deref(),
            categorie: purchase.buyer.category.as_deref(),
            politique: purchase.buyer.policy.as_deref(),
        },
        lots: purchase.lots.iter().map(lot).collect(),
        deduits: GUESSED.into_iter().filter(deduced).collect(),
    }
}

fn lot(lot: &purchase::Lot) -> Lot<'_> {
    Lot {
        numero: lot.number,
        objet: lot.object.as_deref(),
        cpv: codes(&lot.cpv),
        montant_ht: lot.amount.and_then(euros),
        duree_mois: lot.months,
    }
}

fn codes(codes: &[Cpv]) -> Vec<String> {
    codes.iter().map(|code| code.with_check_digit()).collect()
}

fn fondements<'a>(bases: &[&'a LegalBasis]) -> Vec<Fondement<'a>> {
    bases
        .iter()
        .map(|basis| Fondement {
            id: &basis.id,
            reference: &basis.reference,
            url: basis.url.as_deref(),
            confirme: basis.confirmed,
        })
        .collect()
}

fn obligation<'a>(answer: &'a DutyAnswer<'_>) -> Obligation<'a> {
    let chosen = answer.exemption.as_ref();
    let mut dispenses: Vec<Dispense<'a>> = answer
        .open_cases
        .iter()
        .map(|case| Dispense { id: &case.id, texte: &case.text, choisie: false, motif: None })
        .collect();
    for dispense in &mut dispenses {
        if let Some((_, exemption)) = chosen.filter(|(case, _)| case.id == dispense.id) {
            dispense.choisie = true;
            dispense.motif = Some(exemption.reason.clone());
        }
    }
    Obligation {
        id: &answer.duty.id,
        titre: &answer.duty.title,
        fondements: fondements(&answer.bases),
        etat: answer.state.id(),
        par: &answer.by,
        dispenses,
        lots_non_couverts: &answer.uncovered,
        aide: &answer.duty.help,
    }
}

fn recommandation<'a>(of: &'a Recommendation<'_>) -> Recommandation<'a> {
    let clause = of.clause;
    Recommandation {
        clause: &clause.id,
        regles: of.rules.iter().map(|rule| rule.id.as_str()).collect(),
        titre: &clause.title,
        axe: &clause.axis,
        nature: clause.nature.id(),
        niveau: of.level.id(),
        portee: if of.lot.is_some() { "lot" } else { "marche" },
        lot: of.lot,
        moyens: of.measures.iter().map(|measure| measure.id.as_str()).collect(),
        fondements: fondements(&of.bases),
        documents: clause.documents(),
        parametres: parametres(of),
        essentielle: of.essential,
        charge: Charge {
            acheteur_heures: clause.burden.buyer_hours,
            titulaire_pieces: clause.burden.papers,
        },
        motif: &of.reason,
        explication: Vec::new(),
        decision: of.decision.as_ref().map(decision),
        points: of.score.map(|score| Points {
            priorite: score.priority,
            nature: score.nature,
            part: score.share,
            objectif: score.objective,
            suivi: score.burden,
            total: score.total(),
        }),
    }
}

fn parametres<'a>(of: &'a Recommendation<'_>) -> BTreeMap<&'a str, Option<Parametre<'a>>> {
    let value = |name: &str| of.values.get(name).and_then(|filled| parametre(&filled.value));
    of.clause
        .variables
        .iter()
        .map(|variable| (variable.name.as_str(), value(&variable.name)))
        .collect()
}

fn parametre(value: &Value) -> Option<Parametre<'_>> {
    Some(match value {
        Value::Boolean(value) => Parametre::Booleen(*value),
        Value::Integer(n) => Parametre::Nombre(Number::from(*n)),
        Value::Amount(amount) => Parametre::Nombre(euros(*amount)?),
        Value::Rate(rate) => Parametre::Nombre(rate_number(*rate)?),
        Value::Choice(id) => Parametre::Texte(id),
        Value::Text(text) => Parametre::Texte(text),
        Value::Date(date) => Parametre::Date(date.to_string()),
        // No variable of a clause holds these.
        Value::List(_) | Value::Cpv(_) => return None,
    })
}

/// An amount in euros, `24999.99`: the digits are placed by hand, so that no float is computed with.
pub(crate) fn euros(amount: Amount) -> Option<Number> {
    decimal(amount.centimes(), 2)
}

/// A rate out of one, `0.075`.
fn rate_number(rate: Rate) -> Option<Number> {
    decimal(rate.ten_thousandths(), 4)
}

fn decimal(value: i64, places: usize) -> Option<Number> {
    let digits = format!("{:0>width$}", value.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at_checked(digits.len() - places)?;
    let fraction = fraction.trim_end_matches('0');
    let sign = if value < 0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}").parse().ok()
}

fn decision(decision: &purchase::Decision) -> Decision<'_> {
    Decision {
        statut: decision.status.map(Status::id),
        motif: decision.reason.as_deref(),
        exigence: decision.ambition.map(purchase::Ambition::id),
        par: decision.by.as_deref(),
        le: decision.on.map(|date| date.to_string()),
    }
}

fn mises_de_cote<'a>(answer: &'a Answer<'_>) -> Vec<MiseDeCote<'a>> {
    answer
        .set_aside
        .iter()
        .map(|aside| MiseDeCote {
            clause: &aside.recommendation.clause.id,
            titre: &aside.recommendation.clause.title,
            lot: aside.recommendation.lot,
            au_profit_de: aside.in_favour_of.as_deref(),
            motif: &aside.reason,
        })
        .collect()
}

fn indeterminee<'a>(answer: &'a Answer<'_>, outcome: &'a Outcome<'_>) -> Indeterminee<'a> {
    let evaluation = &answer.evaluation;
    let mut facts: Vec<&str> = Vec::new();
    if let State::Undetermined(missing) = &outcome.state {
        for fact in missing.iter().filter_map(|missing| evaluation.base.facts.get(missing.fact)) {
            if !facts.contains(&fact.id.as_str()) {
                facts.push(&fact.id);
            }
        }
    }
    Indeterminee {
        regle: &outcome.rule.id,
        clause: &outcome.rule.clause,
        niveau: level_of(evaluation, outcome.rule).id(),
        lot: evaluation.known.number(outcome.at),
        faits: facts,
    }
}

fn questions<'a>(answer: &'a Answer<'_>) -> Vec<Question<'a>> {
    answer
        .questions
        .iter()
        .map(|question| Question {
            fait: &question.fact.id,
            lot: question.lot,
            question: question.text,
            pourquoi: question.fact.why.as_deref(),
            regles: &question.rules,
            poids: question.weight,
        })
        .collect()
}

fn non_applicable<'a>(answer: &'a Answer<'_>, outcome: &'a Outcome<'_>) -> NonApplicable<'a> {
    let explanation = explain(&answer.evaluation, outcome);
    NonApplicable {
        regle: &outcome.rule.id,
        clause: &outcome.rule.clause,
        lot: answer.evaluation.known.number(outcome.at),
        explication: lignes(explanation.lines),
        il_manque: explanation.lacking,
        a_un_pas: explain::one_step(&answer.evaluation, outcome).is_some(),
    }
}

fn lignes(lines: Vec<Line>) -> Vec<Ligne> {
    lines
        .into_iter()
        .map(|line| Ligne {
            condition: line.condition,
            valeur: line.value,
            resultat: line.truth.word(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{euros, rate_number};
    use crate::money::{Amount, Rate};

    fn shown(amount: &str) -> String {
        Amount::parse(amount).and_then(euros).map(|n| n.to_string()).unwrap_or_default()
    }

    #[test]
    fn un_montant_rond_s_ecrit_sans_decimale() {
        assert_eq!(shown("1_850_000"), "1850000");
    }

    #[test]
    fn un_montant_garde_ses_centimes() {
        assert_eq!(shown("24999.99"), "24999.99");
        assert_eq!(shown("0.05"), "0.05");
    }

    #[test]
    fn un_taux_s_ecrit_en_part_de_un() {
        let rate = Rate::parse("0.07").and_then(rate_number).map(|n| n.to_string());
        assert_eq!(rate.as_deref(), Some("0.07"));
    }
}
