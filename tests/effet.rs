//! What changes between two answers, and the edits of a base: held on the small base and on the shipped one.
#![allow(clippy::unwrap_used, reason = "a failed set-up is a failed test")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::effect::Effect;
use clausier::engine::answer::answer;
use clausier::mutation::{Kind, Mutation, mutations};
use clausier::output::effect::sentences;
use clausier::purchase::{Purchase, read};
use clausier::trial::Case;
use clausier::trial::boundary::boundaries;
use clausier::trial::survivor::survey;

static SHIPPED: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

fn small() -> Base {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases/petite");
    Base::load(&Files::from_folder(&folder).unwrap()).0.unwrap()
}

fn purchase(base: &Base, text: &str) -> Purchase {
    read::read(&Source::new("fiche", text), base).0.unwrap()
}

const DELIVERED: &str = "objet = \"Sacs\"\ntype = \"fournitures\"\n[faits]\nlivraisons = true\n";

/// What a purchase sees of one edit.
fn effect_of(base: &Base, edit: &Mutation, text: &str) -> Vec<String> {
    let purchase = purchase(base, text);
    let edited = edit.apply(base);
    let before = answer(base, &purchase, base.as_of);
    sentences(&Effect::between(&before, &answer(&edited, &purchase, base.as_of)))
}

fn edit(base: &Base, rule: &str, kind: Kind) -> Mutation {
    mutations(base).into_iter().find(|one| one.id() == rule && one.kind == kind).unwrap()
}

#[test]
fn deux_reponses_egales_n_ont_pas_d_effet() {
    let base = small();
    let purchase = purchase(&base, DELIVERED);
    let answer = answer(&base, &purchase, base.as_of);
    assert!(Effect::between(&answer, &answer).is_empty());
}

#[test]
fn un_niveau_abaisse_se_dit_du_plus_haut_au_plus_bas() {
    let base = small();
    let said = effect_of(&base, &edit(&base, "emballages", Kind::Level), DELIVERED);
    let expected = [
        "« Emballages repris » descend : recommandée → à étudier",
        "« Emballages repris » n’est plus essentielle",
    ];
    assert_eq!(said, expected);
}

#[test]
fn une_clause_echangee_se_perd_et_se_gagne() {
    let base = small();
    let said = effect_of(&base, &edit(&base, "emballages", Kind::Clause), DELIVERED);
    assert!(said.iter().any(|one| one.starts_with("perd « Emballages repris »")), "{said:?}");
    assert!(said.iter().any(|one| one.starts_with("gagne « ")), "{said:?}");
}

#[test]
fn les_lots_qui_changent_de_meme_tiennent_en_une_ligne() {
    let base = small();
    let lots = "objet = \"Cloisons\"\ntype = \"travaux\"\n[faits]\nlivraisons = false\n\
        [[lots]]\nfaits = { materiaux_reemployables = true }\n[[lots]]\nfaits = { materiaux_reemployables = true }\n";
    let said = effect_of(&base, &edit(&base, "reemploi", Kind::Level), lots);
    assert!(said.iter().any(|one| one.contains("(lots\u{a0}1 et 2) descend")), "{said:?}");
}

#[test]
fn une_modification_defaite_rend_la_base() {
    let mut base = SHIPPED.clone();
    let purchase = purchase(
        &SHIPPED,
        "objet = \"Ordinateurs\"\ncpv = [\"30213100-6\"]\nmontant_ht = 300_000\n",
    );
    let text = |base: &Base| format!("{:?}", base.rules);
    let before = text(&base);
    for edit in mutations(&SHIPPED).into_iter().step_by(97) {
        let undo = edit.exchange(&mut base);
        let _ = undo.exchange(&mut base);
    }
    assert_eq!(text(&base), before);
    let (a, b) = (answer(&base, &purchase, base.as_of), answer(&SHIPPED, &purchase, base.as_of));
    assert!(Effect::between(&a, &b).is_empty());
}

#[test]
fn chaque_modification_change_sa_regle_ou_sa_valeur() {
    let shipped = format!("{:?}{:?}", SHIPPED.rules, SHIPPED.dated);
    let edits = mutations(&SHIPPED);
    for kind in Kind::ALL {
        let edit = edits.iter().find(|one| one.kind == kind).unwrap();
        let edited = edit.apply(&SHIPPED);
        assert_ne!(format!("{:?}{:?}", edited.rules, edited.dated), shipped, "{}", kind.title());
    }
    let told: BTreeSet<(&str, &str)> = edits.iter().map(|e| (e.id(), e.describe())).collect();
    assert!(told.len() * 100 > edits.len() * 98, "{} sur {}", told.len(), edits.len());
}

/// The rule alone is asked first: that must never hide an edit that the whole answer shows.
#[test]
fn regarder_la_regle_d_abord_ne_cache_rien() {
    let text = "objet = \"Entretien des espaces verts\"\ntype = \"services\"\ncpv = [\"77310000-6\"]\n\
        montant_ht = 90_000\nduree_mois = 12\ndate_lancement = 2026-12-01\n";
    let purchase = purchase(&SHIPPED, text);
    let cases = [Case::fiche(&SHIPPED, purchase.clone(), purchase.launch.unwrap())];
    let edits: Vec<Mutation> = mutations(&SHIPPED).into_iter().step_by(23).collect();
    let survey = survey(&SHIPPED, &cases, &edits);
    let page = |base: &Base| {
        let answer = answer(base, &purchase, purchase.launch.unwrap());
        clausier::output::brief::page(&answer, &purchase)
    };
    let before = page(&SHIPPED);
    let unseen: Vec<&str> = edits
        .iter()
        .filter(|e| page(&e.apply(&SHIPPED)) == before)
        .map(Mutation::describe)
        .collect();
    let found: Vec<&str> = survey.survivors.iter().map(|one| one.describe()).collect();
    assert_eq!(found, unseen);
}

#[test]
fn les_exemples_de_la_base_livree_tiennent_la_plupart_des_bornes() {
    let examples = Case::examples(&SHIPPED);
    let all = boundaries(&SHIPPED);
    let shown = |one: &&clausier::trial::boundary::Boundary<'_>| {
        examples.iter().any(|case| case.speaks_of(one.rule) && one.is_shown_by(&case.evaluation))
    };
    let n = all.iter().filter(shown).count();
    assert!(n * 3 > all.len() * 2, "{n} sur {}", all.len());
}

#[test]
fn le_prochain_changement_suit_le_jour_donne() {
    let days = SHIPPED.change_days();
    let first = *days.first().unwrap();
    let second = SHIPPED.next_change(first).unwrap();
    assert!(second > first && days.contains(&second));
    assert_eq!(SHIPPED.next_change(*days.last().unwrap()), None);
}
