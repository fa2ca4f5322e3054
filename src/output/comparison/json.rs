//! What changes between two bases, for a program; `docs/formats.md` describes it. Every key is always there.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Number;

use super::Story;
use crate::base::Base;
use crate::comparison::impact::{Case, Impact, Tally};
use crate::comparison::{Changes, Edit, Fate, Item, RuleMeaning};
use crate::output::effect::sentences;
use crate::output::json::euros;
use crate::proof::{Meaning, Verdict};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Comparaison<'a> {
    avant: Cote<'a>,
    apres: Cote<'a>,
    /// Whether a purchase, a document or a reader could see it.
    effet: bool,
    changements: Vec<Changement<'a>>,
    identifiants_reutilises: Vec<Reutilise<'a>>,
    /// Rules not rewritten that read what changed, proved to mean the same.
    regles_prouvees_equivalentes: &'a [String],
    fiches: Option<Effets<'a>>,
    contrats: Option<Effets<'a>>,
}

#[derive(Debug, Serialize)]
struct Cote<'a> {
    titre: &'a str,
    version: &'a str,
    empreinte: &'a str,
}

#[derive(Debug, Serialize)]
struct Changement<'a> {
    genre: &'a str,
    id: &'a str,
    titre: &'a str,
    fichier: &'a str,
    sort: &'static str,
    ancien_id: Option<&'a str>,
    remplace_par: Option<&'a str>,
    effet: bool,
    cles: Vec<Cle<'a>>,
    lit: &'a [String],
    sens: Option<Sens<'a>>,
}

#[derive(Debug, Serialize)]
struct Cle<'a> {
    chemin: &'a [String],
    avant: Option<&'a str>,
    apres: Option<&'a str>,
}

/// What the solver says of a rule; a witness is a fiche.
#[derive(Debug, Serialize)]
struct Sens<'a> {
    verdict: &'static str,
    perd: Option<&'a str>,
    gagne: Option<&'a str>,
    attend: Option<&'a str>,
    non_tranche: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Reutilise<'a> {
    genre: &'a str,
    id: &'a str,
    remplace_par: &'a str,
}

#[derive(Debug, Serialize)]
struct Effets<'a> {
    lus: usize,
    changes: usize,
    texte_seul: usize,
    clauses: Vec<Compte<'a>>,
    obligations: Vec<Obligation<'a>>,
    cas: Vec<Cas<'a>>,
    refuses: Vec<Refus<'a>>,
    /// What was odd in what was read all the same, and how often.
    reserves: &'a BTreeMap<&'static str, usize>,
}

#[derive(Debug, Serialize)]
struct Compte<'a> {
    clause: &'a str,
    titre: &'a str,
    gagnent: usize,
    perdent: usize,
    montent: usize,
    descendent: usize,
    deviennent_essentielles: usize,
    ne_sont_plus_essentielles: usize,
    autre_valeur: usize,
}

#[derive(Debug, Serialize)]
struct Obligation<'a> {
    id: &'a str,
    titre: &'a str,
    changent: usize,
}

#[derive(Debug, Serialize)]
struct Cas<'a> {
    nom: &'a str,
    objet: &'a str,
    montant_ht: Option<Number>,
    changements: Vec<String>,
    textes_modifies: &'a [String],
}

#[derive(Debug, Serialize)]
struct Refus<'a> {
    nom: &'a str,
    motif: &'a str,
}

/// The answer, from what was compared.
#[must_use]
pub fn comparaison<'a>(before: &'a Base, after: &'a Base, story: Story<'a>) -> Comparaison<'a> {
    let changes: &Changes = story.changes;
    let reused = changes.reused.iter().map(|one| Reutilise {
        genre: one.kind.title(),
        id: &one.id,
        remplace_par: &one.replaced_by,
    });
    Comparaison {
        avant: cote(before),
        apres: cote(after),
        effet: changes.has_effect(),
        changements: changes.items.iter().map(changement).collect(),
        identifiants_reutilises: reused.collect(),
        regles_prouvees_equivalentes: &changes.steady,
        fiches: story.fiches.map(effets),
        contrats: story.contracts.map(effets),
    }
}

fn cote(base: &Base) -> Cote<'_> {
    Cote { titre: &base.title, version: &base.version, empreinte: base.fingerprint() }
}

fn changement(item: &Item) -> Changement<'_> {
    let (sort, ancien_id, remplace_par) = match &item.fate {
        Fate::Added => ("ajout", None, None),
        Fate::Removed { by } => ("retrait", None, by.as_deref()),
        Fate::Renamed { from } => ("renommage", Some(from.as_str()), None),
        Fate::Changed => ("modification", None, None),
    };
    Changement {
        genre: item.kind.title(),
        id: &item.id,
        titre: &item.title,
        fichier: &item.file,
        sort,
        ancien_id,
        remplace_par,
        effet: item.has_effect(),
        cles: item.edits.iter().map(cle).collect(),
        lit: &item.reads,
        sens: item.meaning.as_ref().map(sens),
    }
}

fn cle(edit: &Edit) -> Cle<'_> {
    Cle { chemin: &edit.path, avant: edit.before.as_deref(), apres: edit.after.as_deref() }
}

fn sens(meaning: &RuleMeaning) -> Sens<'_> {
    let mut sens = Sens {
        verdict: "équivalente",
        perd: None,
        gagne: None,
        attend: None,
        non_tranche: Vec::new(),
    };
    match meaning {
        RuleMeaning::Compared(Meaning::Same) => {}
        RuleMeaning::Compared(Meaning::Differs { lost, gained, waits, unsettled }) => {
            sens.verdict = "différente";
            sens.perd = lost.as_ref().map(|one| one.fiche.as_str());
            sens.gagne = gained.as_ref().map(|one| one.fiche.as_str());
            sens.attend = waits.as_ref().map(|one| one.fiche.as_str());
            sens.non_tranche = unsettled.iter().map(String::as_str).collect();
        }
        RuleMeaning::Compared(Meaning::Unsettled(why)) => unsettled(&mut sens, why),
        RuleMeaning::Added(verdict) => match verdict {
            Verdict::Proved => sens.verdict = "sans objet",
            Verdict::Refuted(witness) => {
                (sens.verdict, sens.gagne) = ("nouvelle", Some(witness.fiche.as_str()));
            }
            Verdict::Unsettled(why) => unsettled(&mut sens, why),
        },
        RuleMeaning::Removed(verdict) => match verdict {
            Verdict::Proved => sens.verdict = "sans objet",
            Verdict::Refuted(witness) => {
                (sens.verdict, sens.perd) = ("retirée", Some(witness.fiche.as_str()));
            }
            Verdict::Unsettled(why) => unsettled(&mut sens, why),
        },
    }
    sens
}

fn unsettled<'a>(sens: &mut Sens<'a>, why: &'a str) {
    sens.verdict = "non tranchée";
    sens.non_tranche.push(why);
}

fn effets(impact: &Impact) -> Effets<'_> {
    let duties = impact.by_duty.iter();
    let refused = impact.refused.iter();
    Effets {
        lus: impact.n_read,
        changes: impact.n_changed,
        texte_seul: impact.n_rewritten,
        clauses: impact.clauses().into_iter().map(|(id, tally)| compte(id, tally)).collect(),
        obligations: duties
            .map(|(id, (title, n))| Obligation { id, titre: title, changent: *n })
            .collect(),
        cas: impact.cases.iter().map(cas).collect(),
        refuses: refused.map(|(name, why)| Refus { nom: name, motif: why }).collect(),
        reserves: &impact.notes,
    }
}

fn compte<'a>(clause: &'a str, tally: &'a Tally) -> Compte<'a> {
    Compte {
        clause,
        titre: &tally.title,
        gagnent: tally.gained,
        perdent: tally.lost,
        montent: tally.raised,
        descendent: tally.lowered,
        deviennent_essentielles: tally.promoted,
        ne_sont_plus_essentielles: tally.demoted,
        autre_valeur: tally.valued,
    }
}

fn cas(case: &Case) -> Cas<'_> {
    Cas {
        nom: &case.name,
        objet: &case.object,
        montant_ht: case.amount.and_then(euros),
        changements: sentences(&case.effect),
        textes_modifies: &case.rewritten,
    }
}
