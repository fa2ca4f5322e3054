//! The nomenclature: reading, looking up and searching codes.

use clausier::cpv::{self, Cpv, CpvError, Prefix};

fn code(text: &str) -> Cpv {
    Cpv::parse(text).expect(text)
}

#[test]
fn la_nomenclature_est_entiere_et_triee() {
    let codes: Vec<Cpv> = cpv::entries().map(|entry| entry.code).collect();
    assert_eq!(codes.len(), 9454);
    assert!(codes.is_sorted_by(|a, b| a < b));
    assert!(cpv::entries().all(|entry| !entry.label.is_empty() && !entry.label.contains('"')));
}

#[test]
fn chaque_code_se_retrouve_avec_et_sans_sa_cle() {
    for entry in cpv::entries() {
        assert_eq!(Cpv::parse(&entry.code.to_string()), Ok(entry.code));
        assert_eq!(Cpv::parse(&entry.code.with_check_digit()), Ok(entry.code));
        assert_eq!(entry.code.label(), Some(entry.label));
    }
}

#[test]
fn un_code_se_lit_comme_on_l_ecrit() {
    for text in [
        "45233140-2",
        "45233140",
        " 45 23 31 40 - 2 ",
        "452331402",
        "45233140\u{2011}2",
        "45233140\u{a0}-\u{202f}2",
    ] {
        assert_eq!(code(text).label(), Some("Travaux routiers"), "{text}");
    }
    assert_eq!(code("03000000").to_string(), "03000000");
    assert_eq!(code("03000000").with_check_digit(), "03000000-1");
}

#[test]
fn un_texte_qui_n_est_pas_un_code_est_mal_forme() {
    for text in [
        "",
        "4523314",
        "4523314a",
        "45233140-",
        "45233140-12",
        "45233140-x",
        "45-233140",
        "٤٥٢٣٣١٤٠",
        "4523314000",
    ] {
        assert!(matches!(Cpv::parse(text), Err(CpvError::Malformed { .. })), "{text}");
    }
    assert!(Cpv::parse(&"9".repeat(10_000)).is_err_and(|error| error.to_string().len() < 80));
}

#[test]
fn une_cle_inexacte_donne_la_bonne() {
    let error = Cpv::parse("45233140-7").expect_err("wrong check digit");
    assert_eq!(error, CpvError::WrongCheckDigit { code: code("45233140"), written: 7, right: 2 });
    assert_eq!(error.to_string(), "clé `7` inexacte pour le code CPV `45233140`");
    assert_eq!(
        error.hint().as_deref(),
        Some("vouliez-vous dire `45233140-2` (Travaux routiers) ?")
    );
}

#[test]
fn un_code_inconnu_donne_le_plus_proche() {
    let nearest = |text: &str| match Cpv::parse(text) {
        Err(CpvError::Unknown { code, written }) => {
            code.nearest(written).map(|near| near.to_string())
        }
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(nearest("45233143").as_deref(), Some("45233140"));
    // The check digit tells which neighbour was meant.
    assert_eq!(nearest("45233143-9").as_deref(), Some("45233141"));
    // Two digits swapped.
    assert_eq!(nearest("77130000").as_deref(), Some("77310000"));
    assert_eq!(nearest("99999999"), None);
}

#[test]
fn les_orthographes_abimees_se_reparent() {
    let repaired = |text| Cpv::repair(text).map(|code| code.to_string());
    assert_eq!(repaired("3000000").as_deref(), Some("03000000"));
    assert_eq!(repaired("4523").as_deref(), Some("45230000"));
    assert_eq!(repaired("INX 45233140-2").as_deref(), Some("45233140"));
    for lost in ["", "néant", "99", "12345678901", "1"] {
        assert_eq!(repaired(lost), None, "{lost}");
    }
}

#[test]
fn un_prefixe_couvre_sa_branche() {
    let prefix = |text| Prefix::parse(text).expect(text);
    assert!(code("45233140").starts_with(prefix("45")));
    assert!(code("45233140").starts_with(prefix("4523314")));
    assert!(code("45233140").starts_with(prefix("45233140")));
    assert!(!code("45233141").starts_with(prefix("45233140")));
    assert!(!code("30000000").starts_with(prefix("03")));
    assert_eq!(prefix("031").to_string(), "031");
    for text in ["4", "", "452331400", "45x", "+45", "４５"] {
        assert_eq!(Prefix::parse(text), None, "{text}");
    }
}

#[test]
fn la_recherche_ignore_accents_et_pluriels() {
    let labels =
        |words| cpv::search(words, 8).into_iter().map(|hit| hit.entry.label).collect::<Vec<_>>();
    assert_eq!(labels("Écoles primaires"), labels("ecole primaire"));
    assert_eq!(labels("canal"), labels("canaux"));
    assert!(labels("enrobés").iter().all(|label| label.to_lowercase().contains("enrob")));
}

#[test]
fn la_recherche_met_devant_ce_qui_dit_tout() {
    let best = |words| cpv::search(words, 1).first().map(|hit| hit.entry.code.to_string());
    assert_eq!(best("mobilier scolaire").as_deref(), Some("39160000"));
    assert_eq!(best("45233140").as_deref(), Some("45233140"));
    assert_eq!(best("peinture 45442").as_deref(), Some("45442100"));
    assert!(cpv::search("de la des", 10).is_empty());
    assert!(cpv::search("travaux", 10).len() == 10);
}
