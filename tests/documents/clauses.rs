//! Every clause of the shipped base, kept by the buyer on an ordinary purchase: its texts render wherever it writes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use clausier::base::clause::{Clause, VariableKind};
use clausier::document::{Inline, Piece, plain_text};
use clausier::draft::{Dossier, Options, Pieces};
use clausier::purchase::{Ambition, Decision, Purchase, Status, VariableValue};
use jiff::civil::date;

use crate::case::{BASE, dossier_with, fiche};
use crate::walk::{dangling, headings, raw, text};

const ORDINARY: &str = r#"
objet = "Achat d'essai"
type = "services"
montant_ht = 300_000
duree_mois = 24
date_lancement = 2026-12-01
[acheteur]
nom = "Ville d'Exemple"
categorie = "collectivite"
[[lots]]
numero = 1
objet = "Premier lot"
[[lots]]
numero = 2
objet = "Second lot"
"#;

/// The purchase with one clause kept, at a level, with all its values or none of the buyer's.
fn keeping(clause: &Clause, ambition: Ambition, filled: bool) -> Purchase {
    let variables = if filled { values(clause) } else { BTreeMap::new() };
    let decision = Decision { status: Some(Status::Kept), variables, ..Decision::default() };
    let mut purchase = Purchase { ambition, ..fiche(ORDINARY) };
    purchase.decisions.insert(clause.id.clone(), decision);
    purchase
}

fn values(clause: &Clause) -> BTreeMap<String, VariableValue> {
    let value = |kind| match kind {
        VariableKind::Rate => VariableValue::Number("0.075".into()),
        VariableKind::Amount => VariableValue::Number("1250.50".into()),
        VariableKind::Hours | VariableKind::Count | VariableKind::Months | VariableKind::Days => {
            VariableValue::Number("12".into())
        }
        // What a buyer types is text: neither a template nor a heading.
        VariableKind::Text => VariableValue::Text("# 7 % <b> 1. [x](y) | fin".into()),
        VariableKind::Boolean => VariableValue::Boolean(true),
        VariableKind::Date => VariableValue::Date(date(2027, 3, 1)),
    };
    clause.variables.iter().map(|variable| (variable.name.clone(), value(variable.kind))).collect()
}

/// Every clause at every level, drawn up once for all tests.
type Drawn = Vec<(&'static Clause, Dossier)>;
static BLANK: LazyLock<Drawn> = LazyLock::new(|| draw(false, Options::default()));
static FILLED: LazyLock<Drawn> = LazyLock::new(|| draw(true, Options::default()));

fn draw(filled: bool, options: Options) -> Drawn {
    let levels = |clause| Ambition::ALL.map(|ambition| (clause, keeping(clause, ambition, filled)));
    let purchases = BASE.clauses.values().flat_map(levels);
    purchases.map(|(clause, purchase)| (clause, dossier_with(&purchase, options))).collect()
}

fn each(drawn: &'static Drawn, check: impl Fn(&Clause, &Dossier)) {
    for (clause, dossier) in drawn {
        check(clause, dossier);
    }
}

#[test]
fn chaque_clause_ecrit_dans_chacune_de_ses_pieces() {
    each(&BLANK, |clause, dossier| {
        // The short text is for the page of conditions of a small purchase: `tests/petits_achats.rs`.
        let pieces = clause.texts.keys().filter_map(|piece| Piece::from_id(piece));
        for piece in pieces.filter(|piece| *piece != Piece::Conditions) {
            let anchor = format!("clause-{}-{}", piece.id(), clause.id);
            let document = dossier.documents.iter().find(|document| document.piece == piece);
            let written =
                document.is_some_and(|one| headings(one).any(|heading| heading.anchor == anchor));
            assert!(written, "{} : {}", clause.id, piece.id());
        }
    });
}

#[test]
fn chaque_clause_sans_valeur_s_imprime_sans_reste_de_modele() {
    each(&BLANK, |clause, dossier| {
        for document in &dossier.documents {
            let faults = raw(document);
            assert!(faults.is_empty(), "{} {:?} : {faults:?}", clause.id, document.piece);
        }
    });
}

#[test]
fn chaque_clause_remplie_ne_laisse_aucune_de_ses_valeurs_a_completer() {
    each(&FILLED, |clause, dossier| {
        let own = format!("{}.", clause.id);
        let left: Vec<&str> = dossier
            .blanks
            .iter()
            .map(|one| one.tag.as_str())
            .filter(|tag| tag.starts_with(&own))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    });
}

#[test]
fn ce_que_l_acheteur_saisit_reste_du_texte() {
    each(&FILLED, |clause, dossier| {
        for document in &dossier.documents {
            let strange =
                headings(document).any(|heading| plain_text(&heading.text).contains("<b>"));
            let linked = format!("{:?}", document.blocks).contains("url: \"y\"");
            assert!(!strange && !linked, "{} {:?}", clause.id, document.piece);
        }
    });
}

#[test]
fn chaque_clause_seule_n_a_aucun_renvoi_perdu() {
    let ccp = draw(false, Options { pieces: Pieces::Ccp, whole: false });
    for (clause, dossier) in BLANK.iter().chain(&ccp) {
        let faults = dangling(dossier);
        assert!(faults.is_empty(), "{} : {faults:?}", clause.id);
    }
}

#[test]
fn chaque_clause_remplie_s_imprime_sans_reste_de_modele() {
    each(&FILLED, |clause, dossier| {
        for document in &dossier.documents {
            // The text typed on purpose holds a link that is none.
            let faults: Vec<String> =
                raw(document).into_iter().filter(|fault| fault != "](").collect();
            assert!(faults.is_empty(), "{} {:?} : {faults:?}", clause.id, document.piece);
        }
    });
}

#[test]
fn aucun_article_elide_n_est_double_dans_une_clause() {
    each(&BLANK, |clause, dossier| {
        for document in &dossier.documents {
            assert!(!text(document).contains("l’l’"), "{} {:?}", clause.id, document.piece);
        }
    });
}

#[test]
fn une_valeur_saisie_garde_son_texte() {
    let clause = BASE
        .clauses
        .values()
        .find(|clause| {
            clause.variables.iter().any(|one| {
                one.kind == VariableKind::Text
                    && clause
                        .texts
                        .values()
                        .any(|text| text.source.contains(&format!("{{{{ {}|texte", one.name)))
            })
        })
        .unwrap();
    let dossier = dossier_with(&keeping(clause, Ambition::Socle, true), Options::default());
    let fields: Vec<Inline> =
        dossier.documents.iter().flat_map(crate::walk::fields).map(Inline::Field).collect();
    assert!(plain_text(&fields).contains("<b> 1. [x](y) | fin"));
}
