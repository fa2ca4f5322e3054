//! How words are folded and found.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn plier_deux_fois_ne_change_rien(text: String) {
        let once = fold(&text);
        prop_assert_eq!(&fold(&once), &once);
    }

    #[test]
    fn un_texte_contient_chacun_de_ses_mots(text: String) {
        let folded = fold(&text);
        for word in folded.split(' ').filter(|word| !word.is_empty()) {
            prop_assert!(contains_words(&folded, word));
        }
    }
}

#[test]
fn le_pliage_retire_casse_accents_et_ponctuation() {
    assert_eq!(fold("  Gros-Œuvre, l’ÉCOLE : 120 m² !"), "gros oeuvre l ecole 120 m2");
    assert_eq!(fold("re\u{ad}vêtement e\u{301}lectrique"), "revetement electrique");
    assert_eq!(fold("—…—"), "");
}

#[test]
fn les_accents_usuels_se_retirent_comme_les_autres() {
    for c in '\u{80}'..='\u{17f}' {
        let mut decomposed = Vec::new();
        decompose_compatible(c, |one| push(&mut decomposed, one));
        let utf8 = c.to_string();
        if let [first, second] = utf8.as_bytes()
            && let Some(letter) = accented(*first, *second)
        {
            assert_eq!([letter].as_slice(), decomposed, "{c}");
        }
    }
}

#[test]
fn un_mot_se_trouve_entier_et_quel_que_soit_son_nombre() {
    let object = fold("Travaux d'enrobés et locaux des bureaux, canal d'amenée");
    for found in ["enrobé", "local", "bureau", "travail", "canaux", "locaux des bureaux"] {
        assert!(contains_words(&object, &fold(found)), "{found}");
    }
    for absent in ["robe", "bureaux locaux", "", "enrobé bureau", "loc"] {
        assert!(!contains_words(&object, &fold(absent)), "{absent}");
    }
}

#[test]
fn les_mots_courts_gardent_leur_derniere_lettre() {
    assert!(!contains_words("achat de bus", "bu"));
    assert!(!contains_words("travaux au sol", "ail"));
    assert!(contains_words("fourniture d epis", "epi"));
}

#[test]
fn la_place_se_compte_en_mots() {
    assert_eq!(find_words("entretien des espaces verts", "espace vert"), Some(2));
    assert_eq!(find_words("espace libre espace vert", "espaces verts"), Some(2));
    assert_eq!(find_words("", "vert"), None);
}

#[test]
fn le_nom_le_plus_proche_est_propose() {
    let names = ["montant_ht", "montant_besoin_ht", "duree_mois"];
    assert_eq!(nearest("montant-HT", names), Some("montant_ht"));
    assert_eq!(nearest("durée_moi", names), Some("duree_mois"));
    assert_eq!(nearest("montant", names), Some("montant_ht"));
    assert_eq!(nearest("objet", names), None);
    assert_eq!(nearest("", names), None);
}
