//! French spaces and apostrophes: what changes, what must not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use clausier::document::{Field, Inline, plain_text};
use clausier::draft::typography::{french, french_inlines};
use proptest::prelude::*;

/// Spaces made visible: `~` no-break, `_` narrow.
fn set(text: &str) -> String {
    french(text).replace('\u{a0}', "~").replace('\u{202f}', "_")
}

fn field(value: Option<&str>) -> Inline {
    let value = value.map(str::to_owned);
    Inline::Field(Field { tag: "t".into(), label: "durée".into(), value, bound: false })
}

fn set_run(inlines: Vec<Inline>) -> String {
    plain_text(&french_inlines(inlines)).replace('\u{a0}', "~").replace('\u{202f}', "_")
}

#[test]
fn la_ponctuation_haute_ne_quitte_pas_son_mot() {
    assert_eq!(set("Quoi ? Oui ; non ! Objet : voirie"), "Quoi_? Oui_; non_! Objet~: voirie");
    assert_eq!(set("Quoi? Oui; non! Objet: voirie"), "Quoi_? Oui_; non_! Objet~: voirie");
}

#[test]
fn les_guillemets_gardent_leur_texte() {
    assert_eq!(set("le « bilan » annuel"), "le «_bilan_» annuel");
    assert_eq!(set("le «bilan»; l'«état» !"), "le «_bilan_»_; l’«_état_»_!");
    assert_eq!(set("le \"bilan\""), "le \"bilan\"");
}

#[test]
fn les_grands_nombres_se_groupent() {
    assert_eq!(set("1 850 000 € HT"), "1_850_000_€ HT");
    assert_eq!(set("120 000 habitants, 10 000,50 €"), "120_000 habitants, 10_000,50_€");
    assert_eq!(set("environ 1 500 k€"), "environ 1_500_k€");
}

#[test]
fn des_chiffres_voisins_ne_sont_pas_un_nombre() {
    for text in [
        "papier A4 500 feuilles",
        "en 2026 100 pages",
        "03 80 74 51 51",
        "123 456 789 00012",
        "BP 1 21000",
        "2112-2 100",
    ] {
        assert_eq!(set(text), text);
    }
}

#[test]
fn un_nombre_garde_son_unite() {
    assert_eq!(set("12 % en 30 jours, 14 mois, à 5 h"), "12_% en 30~jours, 14~mois, à 5~h");
    assert_eq!(
        set("50% de 12 m³, 2 lots, l'article 5 l'exige"),
        "50_% de 12~m³, 2~lots, l’article 5 l’exige"
    );
    assert_eq!(set("le 15 janvier 2027"), "le 15~janvier 2027");
    assert_eq!(set("5 mètres ou 5 moisis"), "5 mètres ou 5 moisis");
}

#[test]
fn une_reference_ne_se_coupe_pas() {
    assert_eq!(set("Code, art. L. 2112-2 et R. 2123-1"), "Code, art.~L.~2112-2 et R.~2123-1");
    assert_eq!(set("(D. 224-15) arrêt n° 417580"), "(D.~224-15) arrêt n°~417580");
    assert_eq!(set("lots n°s 1 et 2 ; HLL. 12"), "lots n°s~1 et 2_; HLL. 12");
}

#[test]
fn l_apostrophe_est_courbe_entre_deux_lettres() {
    assert_eq!(
        set("l'acheteur d'1 lot, 5' et 'x'"),
        "l’acheteur d’1 lot, 5' et 'x'".replace("1 lot", "1~lot")
    );
}

#[test]
fn une_adresse_ne_change_pas() {
    for text in [
        "https://exemple.fr/a?b=c;d=l'e!",
        "marches@ville.fr",
        "jean.d'arc@ville.fr",
        "à 10:30",
        "std::fmt::Display",
        "a ::",
    ] {
        assert_eq!(set(text), text);
    }
    assert_eq!(
        set("voir : https://exemple.fr/a?b ; merci"),
        "voir~: https://exemple.fr/a?b_; merci"
    );
}

#[test]
fn une_phrase_coupee_en_morceaux_se_compose_comme_une_seule() {
    let months =
        vec![Inline::text("durée : "), field(Some("14")), Inline::text(" mois ; l'"), field(None)];
    assert_eq!(set_run(months), "durée~: 14~mois_; l’[à compléter_: durée]");
    let strong = vec![
        Inline::Strong(vec![Inline::text("Réemploi")]),
        Inline::text(" : l'"),
        Inline::text("usage"),
    ];
    assert_eq!(set_run(strong), "Réemploi~: l’usage");
    let quoted = vec![Inline::text("«"), field(Some("l'objet")), Inline::text("»")];
    assert_eq!(set_run(quoted), "«_l’objet_»");
}

#[test]
fn une_meme_valeur_se_lit_pareil_partout() {
    let alone = french_inlines(vec![field(Some("12 000"))]);
    let among =
        french_inlines(vec![Inline::text("12 "), field(Some("12 000")), Inline::text(" €")]);
    assert_eq!(alone.first(), among.get(1));
}

/// Without spaces, with straight apostrophes: what typography may not touch.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}'))
        .map(|c| if c == '’' { '\'' } else { c })
        .collect()
}

/// Text made of what the rules look at.
fn tricky() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[«»;:!?%€'° \u{a0}\u{202f}()./,\n-]",
        "[0-9]{1,4}",
        "n|N|s|L|R|k|l|art|mois|jours|h|m|été|www|@|\u{fffc}",
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

/// Pieces that share a line.
fn pieces() -> impl Strategy<Value = Vec<Inline>> {
    let piece = (tricky(), 0..5_u8).prop_map(|(text, kind)| match kind {
        0 => Inline::Strong(vec![Inline::Text(text)]),
        1 => field(Some(&text)),
        2 => field(None),
        3 => Inline::LineBreak,
        _ => Inline::Text(text),
    });
    prop::collection::vec(piece, 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn deux_passages_valent_un(text in tricky()) {
        let once = french(&text);
        prop_assert_eq!(french(&once), once);
    }

    #[test]
    fn deux_passages_valent_un_sur_des_morceaux(run in pieces()) {
        let once = french_inlines(run);
        prop_assert_eq!(french_inlines(once.clone()), once);
    }

    #[test]
    fn seuls_espaces_et_apostrophes_changent(text in prop_oneof![tricky(), any::<String>()]) {
        prop_assert_eq!(bare(&french(&text)), bare(&text));
    }
}
