//! The nomenclature: reading, looking up and searching codes; and the families that share it out.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};

use clausier::cpv::{self, Cpv, CpvError, Prefix};
use clausier::text::{find_words, fold};
use proptest::prelude::*;

fn code(text: &str) -> Cpv {
    Cpv::parse(text).expect(text)
}

proptest! {
    #[test]
    fn aucun_texte_ne_fait_echouer_la_lecture(text in "\\PC{0,12}|[0-9 .-]{0,12}") {
        if let Err(error) = Cpv::parse(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
        prop_assert!(Cpv::repair(&text).is_none_or(Cpv::exists));
    }
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
    assert_eq!(nearest("77130000-6").as_deref(), Some("77310000"));
    assert_eq!(nearest("98765432"), None);
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
    assert_eq!(best("entretien des espaces verts").as_deref(), Some("77310000"));
    assert_eq!(best("fauteuils de bureau").as_deref(), Some("39113100"));
    assert_eq!(best("fourniture de chaises").as_deref(), Some("39112000"));
    assert_eq!(best("peinture 45442").as_deref(), Some("45442100"));
    assert!(cpv::search("de la des", 10).is_empty());
    assert!(cpv::search("travaux", 10).len() == 10);
}

/// A family as its file writes it; words are folded.
struct Family {
    id: String,
    prefixes: Vec<String>,
    words: Vec<String>,
    unless: Vec<String>,
}

fn strings(table: &toml::Table, key: &str) -> Vec<String> {
    let list =
        table.get(key).and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().map(|item| item.as_str().expect("a string").to_owned()).collect()
}

fn base() -> toml::Table {
    include_str!("../rules/familles.toml").parse().expect("rules/familles.toml")
}

fn families() -> Vec<Family> {
    let base = base();
    let list = base["famille"].as_array().expect("[[famille]]");
    list.iter()
        .map(|item| {
            let table = item.as_table().expect("a table");
            let folded = |key| strings(table, key).iter().map(|words| fold(words)).collect();
            Family {
                id: table["id"].as_str().expect("id").to_owned(),
                prefixes: strings(table, "cpv"),
                words: folded("mots"),
                unless: folded("sauf_mots"),
            }
        })
        .collect()
}

fn general() -> Vec<String> {
    strings(base()["generaux"].as_table().expect("[generaux]"), "cpv")
}

/// Every prefix written, with the family that writes it.
fn prefixes() -> Vec<(Prefix, String)> {
    let read = |text: &String, owner: &str| (Prefix::parse(text).expect(text), owner.to_owned());
    let mut all: Vec<_> = general().iter().map(|text| read(text, "general")).collect();
    for family in families() {
        all.extend(family.prefixes.iter().map(|text| read(text, &family.id)));
    }
    all
}

/// The family of each code, by its longest prefix.
fn by_code() -> BTreeMap<Cpv, String> {
    let prefixes = prefixes();
    let owner = |code: Cpv| {
        prefixes.iter().filter(|(p, _)| code.starts_with(*p)).max_by_key(|(p, _)| p.n_digits())
    };
    cpv::entries().filter_map(|entry| Some((entry.code, owner(entry.code)?.1.clone()))).collect()
}

/// The family by words alone: the first place in the object, then the longest words.
fn by_words(object: &str) -> Option<String> {
    let object = fold(object);
    families()
        .into_iter()
        .filter(|family| !family.unless.iter().any(|words| find_words(&object, words).is_some()))
        .flat_map(|family| {
            family.words.clone().into_iter().map(move |words| (family.id.clone(), words))
        })
        .filter_map(|(id, words)| {
            Some((find_words(&object, &words)?, usize::MAX - words.split(' ').count(), id))
        })
        .min()
        .map(|(_, _, id)| id)
}

#[test]
fn chaque_code_a_une_famille_ou_est_general() {
    let by_code = by_code();
    let orphans: Vec<_> =
        cpv::entries().filter(|entry| !by_code.contains_key(&entry.code)).collect();
    assert!(orphans.is_empty(), "{orphans:?}");
}

#[test]
fn aucun_prefixe_n_est_ecrit_deux_fois() {
    let mut seen = BTreeMap::new();
    for (prefix, owner) in prefixes() {
        assert_eq!(seen.insert(prefix, owner.clone()), None, "{prefix} in {owner}");
    }
}

#[test]
fn chaque_prefixe_decide_d_un_code_au_moins() {
    let prefixes = prefixes();
    let deciding: BTreeSet<Prefix> = cpv::entries()
        .filter_map(|entry| {
            prefixes
                .iter()
                .map(|(p, _)| *p)
                .filter(|p| entry.code.starts_with(*p))
                .max_by_key(|p| p.n_digits())
        })
        .collect();
    let idle: Vec<_> = prefixes
        .iter()
        .filter(|(prefix, _)| !deciding.contains(prefix))
        .map(|(p, id)| format!("{p} ({id})"))
        .collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn les_45_divisions_sont_couvertes() {
    let divisions = |codes: Vec<Cpv>| {
        codes.iter().map(|code| code.to_string()[..2].to_owned()).collect::<BTreeSet<_>>()
    };
    let in_a_family = by_code()
        .into_iter()
        .filter(|(_, family)| family != "general")
        .map(|(code, _)| code)
        .collect();
    assert_eq!(divisions(in_a_family), divisions(cpv::entries().map(|entry| entry.code).collect()));
    assert_eq!(divisions(cpv::entries().map(|entry| entry.code).collect()).len(), 45);
}

#[test]
fn les_familles_sont_distinctes_et_ont_des_mots() {
    let families = families();
    assert!(families.len() >= 50, "{}", families.len());
    assert_eq!(
        families.iter().map(|family| &family.id).collect::<BTreeSet<_>>().len(),
        families.len()
    );
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for family in &families {
        assert!(!family.prefixes.is_empty() && !family.words.is_empty(), "{}", family.id);
        for words in &family.words {
            assert_eq!(owners.insert(words, &family.id), None, "`{words}` in {}", family.id);
        }
    }
}

#[test]
fn les_codes_d_usage_tombent_dans_leur_famille() {
    let by_code = by_code();
    for (text, family) in [
        ("45000000", "general"),
        ("45112710-5", "espaces_verts"),
        ("45112500-0", "demolition_terrassement"),
        ("45214210-5", "batiment"),
        ("45223220-4", "maconnerie"),
        ("45233140-2", "voirie"),
        ("45233220-7", "voirie"),
        ("45233222-1", "voirie"),
        ("45261000-4", "charpente_bois"),
        ("45310000-3", "installations_techniques"),
        ("45316110-9", "eclairage_public"),
        ("45331000-6", "installations_techniques"),
        ("45432100-5", "second_oeuvre"),
        ("45442100-8", "peinture"),
        ("03221000-6", "denrees"),
        ("03450000-9", "vegetaux"),
        ("15000000-8", "denrees"),
        ("18110000-3", "vetements"),
        ("18141000-9", "epi"),
        ("18143000-3", "epi"),
        ("18830000-6", "epi"),
        ("30192000-1", "fournitures_bureau"),
        ("30197630-1", "papier"),
        ("30213100-6", "informatique"),
        ("33751000-9", "hygiene"),
        ("34144511-3", "vehicules"),
        ("35811200-4", "vetements"),
        ("39160000-1", "mobilier"),
        ("39710000-2", "electromenager"),
        ("39830000-9", "produits_entretien"),
        ("48000000-8", "logiciels"),
        ("50118110-9", "maintenance_vehicules"),
        ("55520000-1", "traiteur"),
        ("55524000-9", "restauration"),
        ("71241000-9", "etudes"),
        ("71351810-4", "etudes"),
        ("72260000-5", "logiciels"),
        ("72413000-8", "logiciels"),
        ("75231240-8", "insertion"),
        ("77310000-6", "espaces_verts"),
        ("79625000-1", "interim"),
        ("98513310-8", "sante_social"),
    ] {
        assert_eq!(by_code.get(&code(text)).map(String::as_str), Some(family), "{text}");
    }
}

#[test]
fn les_mots_de_l_objet_suffisent_sans_code() {
    for (object, family) in [
        ("Bennes à ordures ménagères à hydrogène", "vehicules"),
        (
            "Denrées alimentaires pour la restauration scolaire et le restaurant du personnel",
            "denrees",
        ),
        ("Renouvellement des luminaires de l'éclairage public par des LED", "eclairage_public"),
        ("Électroménager et pièces d'électroménager reconditionnés", "electromenager"),
        (
            "Insertion et qualification professionnelle par des activités d'entretien des espaces verts",
            "insertion",
        ),
        ("Étude de faisabilité d'un parc de machines partagé entre services", "etudes"),
        ("Fournitures administratives et papier", "fournitures_bureau"),
        ("Construction d'un groupe scolaire de douze classes", "batiment"),
        ("Gros œuvre, béton", "maconnerie"),
        ("Peinture et revêtements de sol", "peinture"),
        ("Électricité", "installations_techniques"),
        ("Fourniture et acheminement d’électricité", "energie"),
        (
            "Logiciel d'optimisation des tournées de livraison internes, hébergement et maintenance",
            "logiciels",
        ),
        ("Mobilier scolaire et de restauration pour les écoles", "mobilier"),
        ("Ordinateurs portables et stations d'accueil", "informatique"),
        (
            "Produits d'entretien, d'hygiène et de change pour les structures de petite enfance",
            "produits_entretien",
        ),
        ("Prestations de traiteur pour les réceptions", "traiteur"),
        (
            "Fourniture d'arbres, d'arbustes et de vivaces pour la végétalisation de l'espace public",
            "vegetaux",
        ),
        ("Plantations d'alignement et fosses d'arbres", "espaces_verts"),
        ("Vêtements de travail et équipements de protection individuelle", "vetements"),
        ("Chaussures de sécurité", "epi"),
        ("Terrassements, dépose, tri et repose des bordures et pavés", "voirie"),
        ("Réhabilitation du réseau d'assainissement", "reseaux"),
        ("Prestations de remorquage pour les véhicules de la ville", "maintenance_vehicules"),
        (
            "Travaux de restauration du lit mineur, des berges et de la continuité écologique",
            "milieux_naturels",
        ),
        ("Démolition de 40 logements et réhabilitation de 360 logements", "batiment"),
        ("ACCORD-CADRE RELATIF A L'ENTRETIEN DES ESPACES VERTS", "espaces_verts"),
        ("Marché de prestation de géomètre", "etudes"),
        ("REFONTE DU SITE INTERNET", "logiciels"),
        ("PRESTATION D'INTERIM MEDICAL EN ANESTHESIE-REANIMATION", "interim"),
    ] {
        assert_eq!(by_words(object).as_deref(), Some(family), "{object}");
    }
    assert_eq!(by_words("Lot 2024-011-01"), None);
}
