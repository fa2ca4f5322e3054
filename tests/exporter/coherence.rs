//! Rules of coherence between the strategic fields, stricter than those of the official form.

use std::collections::BTreeMap;

use clausier::base::clause::Nature;
use clausier::base::publication::field::{Field, Format};
use clausier::export::codes::Lists;
use clausier::export::coherence::{TIED, fault};
use clausier::export::eforms::{LotTerms, Term};

use super::base;

fn terms(fields: &[(&'static str, &[&str])]) -> LotTerms {
    let term = |code: &&str| Term {
        code: (*code).to_owned(),
        libelle: String::new(),
        description: Some(BTreeMap::from([("FRA", "texte".to_owned())])),
    };
    let champs = fields.iter().map(|(name, codes)| (*name, codes.iter().map(term).collect()));
    LotTerms { lot: None, champs: champs.collect() }
}

fn said(fields: &[(&'static str, &[&str])]) -> Option<String> {
    fault(Lists::official(), &terms(fields))
}

#[test]
fn un_lot_coherent_passe() {
    let all: &[(&'static str, &[&str])] = &[
        ("BT-06", &["env-imp", "soc-obj", "inn-pur"]),
        ("BT-774", &["circ-econ", "clim-mitig"]),
        ("BT-775", &["opp"]),
        ("BT-776", &["rd-act"]),
        ("BT-805", &["national"]),
        ("BT-71", &["none"]),
    ];
    assert_eq!(said(all), None);
    assert_eq!(said(&[("BT-06", &["none"]), ("BT-805", &["none"])]), None);
}

#[test]
fn un_detail_sans_son_objectif_est_refuse() {
    for (field, code) in
        [("BT-774", "circ-econ"), ("BT-775", "opp"), ("BT-776", "rd-act"), ("BT-805", "eu")]
    {
        let fault = said(&[("BT-06", &["none"]), (field, &[code])]).unwrap();
        assert!(fault.contains("sans que BT-06 dise"), "{field} : {fault}");
    }
}

#[test]
fn none_ne_va_avec_rien_d_autre() {
    assert!(said(&[("BT-06", &["none", "env-imp"])]).unwrap().contains("autre chose"));
    assert!(said(&[("BT-71", &["none", "res-ws"])]).unwrap().contains("autre chose"));
}

#[test]
fn un_code_hors_de_la_liste_est_refuse() {
    assert!(said(&[("BT-06", &["vert"])]).unwrap().contains("n’est pas dans la liste de BT-06"));
}

#[test]
fn un_champ_d_un_seul_code_n_en_porte_pas_deux() {
    assert!(said(&[("BT-754", &["inc", "n-inc"])]).unwrap().contains("qu’un code"));
}

#[test]
fn un_objectif_sans_description_est_refuse() {
    let mut bare = terms(&[("BT-06", &["env-imp"])]);
    for term in bare.champs.values_mut().flatten() {
        term.description = None;
    }
    assert!(fault(Lists::official(), &bare).unwrap().contains("BT-777"));
}

/// Whatever is kept, what details an objective comes with it.
#[test]
fn dans_la_base_chaque_clause_qui_donne_un_detail_donne_son_objectif() {
    let base = base();
    let gives = |clause: &str, field: Field, code: Option<&str>| {
        base.publications.iter().any(|row| {
            let says = row
                .values
                .iter()
                .any(|one| one.field == field && code.is_none_or(|code| one.value == code));
            let clause = &base.clauses[clause];
            says && row.kept.as_ref().is_some_and(|kept| kept.accepts(clause))
        })
    };
    for (field, objective) in TIED {
        for clause in base.clauses.values().filter(|clause| clause.nature != Nature::Verification) {
            if gives(&clause.id, field, None) {
                assert!(
                    gives(&clause.id, Field::STRATEGIC, Some(objective)),
                    "{} : {objective}",
                    clause.id
                );
            }
        }
    }
    assert!(Field::of(Format::Eforms).all(|field| field.name.starts_with("BT-")));
}
