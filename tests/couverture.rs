//! What the shipped base covers, and the page of the law drawn from it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::coverage::{self, Coverage};
use clausier::diagnostic::Diagnostic;
use clausier::output::{coverage as page, line};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn load(files: &Files) -> Base {
    let (base, faults) = Base::load(files);
    let faults: Vec<String> = faults.iter().map(Diagnostic::one_line).collect();
    base.unwrap_or_else(|| panic!("{}", faults.join("\n")))
}

/// The shipped base and what it covers, read once for all the tests.
fn shipped() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| load(&Files::embedded()))
}

fn covered() -> &'static Coverage<'static> {
    static COVERAGE: OnceLock<Coverage<'static>> = OnceLock::new();
    COVERAGE.get_or_init(|| coverage::of(shipped(), None))
}

/// The small base of the tests, with the folder of a code of `verifier` over it.
fn small(code: &str) -> Base {
    let mut files = Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap();
    files.overlay(&Path::new(ROOT).join("tests/verifier").join(code)).unwrap();
    load(&files)
}

fn screen(coverage: &Coverage<'_>) -> String {
    line::terminal(&page::lines(coverage), false)
}

#[test]
fn une_politique_se_lit_par_ses_moyens() {
    let base = small("moyen-sans-carte");
    insta::assert_snapshot!("politique", screen(&coverage::of(&base, Some("moyen-sans-carte"))));
}

#[test]
fn un_levier_refuse_donne_sa_raison() {
    let base = small("moyen-sans-carte");
    let coverage = coverage::of(&base, Some("moyen-sans-carte"));
    let policy = coverage.policies.first().unwrap();
    let means = policy.means.iter().find(|means| means.id == "servi").unwrap();
    let refusals: Vec<_> = means.levers.iter().filter_map(|lever| lever.refusal).collect();
    assert_eq!((means.is_served, refusals), (true, vec!["Sans lien avec l'objet."]));
    assert_eq!(policy.without_card, ["organise"]);
}

#[test]
fn le_droit_se_lit_reference_par_reference() {
    let base = small("fondement-sans-regle");
    let text = line::markdown(&page::law_lines(&coverage::of(&base, None)));
    insta::assert_snapshot!("droit", text);
}

#[test]
fn la_page_du_droit_est_celle_de_la_base() {
    let wanted = line::markdown(&page::law_lines(covered()));
    let written = fs::read_to_string(Path::new(ROOT).join("docs/couverture-du-droit.md")).unwrap();
    assert!(
        written == wanted,
        "la base a changé : cargo run --release -- couverture --droit --format markdown > docs/couverture-du-droit.md"
    );
}

#[test]
fn la_base_livree_n_a_rien_a_se_reprocher() {
    let found = clausier::lint::check(shipped());
    let found: Vec<String> = found.iter().map(Diagnostic::one_line).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn chaque_moyen_de_la_politique_est_servi() {
    for policy in &covered().policies {
        let left = policy.means.iter().filter(|means| !means.is_served);
        let left: Vec<&str> = left.map(|means| means.id).collect();
        assert!(left.is_empty(), "{} : {left:?}", policy.id);
        assert!(policy.indicators.missing.is_empty(), "{:?}", policy.indicators.missing);
    }
}

#[test]
fn chaque_carte_est_complete_et_appelee() {
    let cards = &covered().cards;
    assert_eq!((&cards.incomplete, &cards.orphans), (&Vec::new(), &Vec::new()));
}

#[test]
fn chaque_regle_a_un_exemple_qui_la_declenche() {
    assert_eq!(covered().rules.silent, Vec::<&str>::new());
}

#[test]
fn chaque_reference_est_servie_ou_dit_pourquoi() {
    let missing = covered().law.references.iter().filter(|reference| reference.is_missing());
    let missing: Vec<&str> = missing.map(|reference| reference.id).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
