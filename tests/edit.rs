//! Answers and decisions written into a fiche: what the buyer wrote stays, what is written reads back equal.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::fact::{Value, typed};
use clausier::purchase::{Decision, Purchase, Status, VariableValue, edit, read};

const COMPLETE: &str = include_str!("fiches/complete.toml");
const INLINE: &str = include_str!("fiches/lots-en-ligne.toml");
/// Without a comment, a lot or a final line feed.
const BARE: &str = "objet = \"Mobilier\"\ntype = \"fournitures\"";
const DOTTED: &str = "objet = \"Mobilier\"\ntype = \"fournitures\"\nfaits.livraisons = false # vu\n\
    acheteur.nom = \"Ville\"\ndecisions.emballages.statut = \"retenue\" # en juin\n\n[[lots]]\nnumero = 2\n\
    faits.materiaux_reemployables = true\n\n[[lots]]\nnumero = 1\n";

fn base() -> Base {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases/petite");
    let (base, found) = Base::load(&Files::from_folder(&folder).unwrap());
    let found: Vec<String> = found.iter().map(clausier::diagnostic::Diagnostic::one_line).collect();
    assert!(found.is_empty(), "{found:?}");
    base.unwrap()
}

fn purchase(base: &Base, text: &str) -> Purchase {
    let (purchase, found) = read::read(&Source::new("fiche.toml", text), base);
    let found: Vec<String> = found.iter().map(clausier::diagnostic::Diagnostic::one_line).collect();
    purchase.unwrap_or_else(|| panic!("{found:?}\n{text}"))
}

fn state(base: &Base, text: &str, fact: &str, lot: Option<u32>, answer: &str) -> String {
    let (_, fact) = base.facts.by_name(fact).unwrap();
    let value = typed::read(fact, answer).unwrap();
    edit::state(text, fact, lot, &value).unwrap()
}

fn discarded() -> Decision {
    Decision {
        status: Some(Status::Discarded),
        reason: Some("Rien n'est « livré » \"ici\"".into()),
        on: Some("2026-12-01".parse().unwrap()),
        variables: BTreeMap::from([
            ("part".to_owned(), VariableValue::Number("0.65".into())),
            ("delai".to_owned(), VariableValue::Number("10".into())),
        ]),
        ..Decision::default()
    }
}

/// Every line of a text, but those that say something else now.
fn assert_survives(before: &str, after: &str, changed: &[&str]) {
    let mut rest = after.lines();
    for line in before.lines().filter(|line| !changed.contains(line)) {
        assert!(rest.any(|kept| kept == line), "lost or moved: {line}\n{after}");
    }
}

#[test]
fn une_reponse_se_relit_egale_quelle_que_soit_l_ecriture_de_la_fiche() {
    let base = base();
    let answers = [
        ("livraisons", "oui"),
        ("public_sensible", "1, 4"),
        ("part_main_oeuvre", "7,5 %"),
        ("service_public", "non"),
    ];
    for text in [COMPLETE, INLINE, BARE, DOTTED] {
        let mut text = text.to_owned();
        for (fact, answer) in answers {
            text = state(&base, &text, fact, None, answer);
        }
        let facts = purchase(&base, &text).facts;
        for (fact, answer) in answers {
            let value = typed::read(base.facts.by_name(fact).unwrap().1, answer).unwrap();
            assert_eq!(facts.get(fact), Some(&value), "{text}");
        }
    }
}

#[test]
fn une_reponse_de_lot_va_au_lot_de_ce_numero() {
    let base = base();
    for text in [COMPLETE, INLINE, DOTTED] {
        let text = state(&base, text, "livraisons", Some(2), "oui");
        let text = state(&base, &text, "materiaux_reemployables", Some(1), "non");
        let text = state(&base, &text, "montant_ht", Some(2), "30 000,50");
        let lots = purchase(&base, &text).lots;
        let second = lots.iter().find(|lot| lot.number == 2).unwrap();
        let first = lots.iter().find(|lot| lot.number == 1).unwrap();
        assert_eq!(second.facts.get("livraisons"), Some(&Value::Boolean(true)), "{text}");
        assert_eq!(second.amount.unwrap().centimes(), 3_000_050, "{text}");
        let reuse = first.facts.get("materiaux_reemployables");
        assert_eq!(reuse, Some(&Value::Boolean(false)), "{text}");
    }
}

#[test]
fn une_cle_de_la_fiche_s_ecrit_a_sa_place() {
    let base = base();
    for text in [COMPLETE, INLINE, BARE, DOTTED] {
        let text = state(&base, text, "duree_mois", None, "24");
        let text = state(&base, &text, "forme", None, "2");
        let text = state(&base, &text, "cpv", None, "39160000-1");
        let text = state(&base, &text, "acheteur_categorie", None, "collectivite");
        let read = purchase(&base, &text);
        assert_eq!((read.months, read.cpv.len()), (Some(24), 1), "{text}");
        assert_eq!(read.form.as_deref(), Some("accord_cadre_bons_de_commande"));
        assert_eq!(read.buyer.category.as_deref(), Some("collectivite"), "{text}");
    }
}

#[test]
fn une_decision_se_relit_egale() {
    let base = base();
    for text in [COMPLETE, INLINE, DOTTED] {
        let text = edit::decide(text, "reemploi", None, &discarded()).unwrap();
        let text = edit::decide(&text, "emballages", Some(2), &discarded()).unwrap();
        let decisions = purchase(&base, &text).decisions;
        assert_eq!(decisions.get("reemploi"), Some(&discarded()), "{text}");
        let of_lot = decisions.get("emballages").and_then(|decision| decision.lots.get(&2));
        assert_eq!(of_lot, Some(&discarded()), "{text}");
    }
}

#[test]
fn changer_d_avis_oublie_l_ancien_motif() {
    let base = base();
    let text = edit::decide(BARE, "reemploi", None, &discarded()).unwrap();
    let kept = Decision { status: Some(Status::Kept), ..Decision::default() };
    let text = edit::decide(&text, "reemploi", None, &kept).unwrap();
    let decision = purchase(&base, &text).decisions.remove("reemploi").unwrap();
    assert_eq!((decision.status, decision.reason, decision.on), (Some(Status::Kept), None, None));
    assert_eq!(decision.variables.len(), 2);
}

#[test]
fn commentaires_et_ordre_survivent() {
    let base = base();
    for text in [COMPLETE, DOTTED, INLINE] {
        let mut after = text.to_owned();
        after = state(&base, &after, "duree_mois", None, "24");
        after = state(&base, &after, "acheteur_categorie", None, "etat");
        after = state(&base, &after, "part_main_oeuvre", None, "0,3");
        after = edit::decide(&after, "reemploi", None, &discarded()).unwrap();
        let inline = text.lines().filter(|line| line.starts_with("decisions = {"));
        let changed: Vec<&str> = inline.collect();
        assert_survives(text, &after, &changed);
    }
    let after = state(&base, COMPLETE, "livraisons", None, "oui");
    assert_survives(COMPLETE, &after, &["livraisons = false     # retrait sur place"]);
    assert!(after.contains("\nlivraisons = true     # retrait sur place\n"), "{after}");
}

#[test]
fn une_cle_en_commentaire_a_la_fin_reste_celle_de_son_bloc() {
    let base = base();
    let after = state(&base, COMPLETE, "materiaux_reemployables", Some(2), "oui");
    let uncommented = after.replace("#montant_ht", "montant_ht");
    let lots = purchase(&base, &uncommented).lots;
    assert!(lots.iter().all(|lot| lot.amount.is_some()), "{after}");
    let after = edit::decide(BARE, "reemploi", None, &discarded()).unwrap();
    let commented = format!("{BARE}\n#duree_mois = 24");
    let end = edit::decide(&commented, "reemploi", None, &discarded()).unwrap();
    assert_eq!(end, after.replace("\n\n[", "\n#duree_mois = 24\n\n["));
}

#[test]
fn fins_de_ligne_et_marque_d_ordre_restent() {
    let base = base();
    for mark in ["", "\u{feff}"] {
        let windows = format!("{mark}{}", COMPLETE.replace('\n', "\r\n"));
        let after = state(&base, &windows, "livraisons", Some(2), "oui");
        let after = edit::decide(&after, "reemploi", None, &discarded()).unwrap();
        assert_eq!(after.matches('\n').count(), after.matches("\r\n").count());
        assert_eq!(after.starts_with('\u{feff}'), !mark.is_empty());
        assert_eq!(after.matches('\u{feff}').count(), usize::from(!mark.is_empty()));
        purchase(&base, &after);
    }
    assert!(!state(&base, COMPLETE, "livraisons", None, "oui").contains('\r'));
}

#[test]
fn une_table_sur_une_ligne_reste_lisible() {
    let base = base();
    let after = state(&base, INLINE, "livraisons", Some(1), "oui");
    let after = state(&base, &after, "livraisons", Some(2), "non");
    let after = edit::decide(&after, "emballages", Some(2), &discarded()).unwrap();
    insta::assert_snapshot!("edition-en-ligne", after);
}

#[test]
fn un_texte_qui_n_est_pas_du_toml_ou_un_lot_absent_est_refuse() {
    let base = base();
    let (_, fact) = base.facts.by_name("livraisons").unwrap();
    for (text, lot) in [
        ("objet = ", None),
        (BARE, Some(1)),
        (COMPLETE, Some(9)),
        ("lots = 3", Some(1)),
        ("faits = 3", None),
    ] {
        assert!(edit::state(text, fact, lot, &Value::Boolean(true)).is_err(), "{text}");
    }
}
