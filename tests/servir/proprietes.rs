//! Whatever is sent, the server answers, and never with a fault of its own; what is typed reads back as it was typed.

use proptest::prelude::*;

use super::desk::{FORM, encoded, example, fields, get, post, press, send};

const PATHS: [&str; 6] =
    ["/decrire", "/repondre", "/choisir", "/emporter", "/dossier.zip", "/document/cctp"];
const NAMES: [&str; 14] = [
    "fiche",
    "faire",
    "passees",
    "ouvertes",
    "vu",
    "objet",
    "type",
    "montant_ht",
    "lot.0.objet",
    "lot.0.numero",
    "coller",
    "reponse",
    "avant",
    "acheteur.nom",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn des_octets_quelconques_ont_une_reponse(
        body in proptest::collection::vec(any::<u8>(), 0..600),
        path in 0..PATHS.len(),
    ) {
        prop_assert!(send(PATHS[path], FORM, body.clone()).status.as_u16() < 500);
        for kind in ["text/plain", "application/json"] {
            prop_assert!(send("/api/recommander", kind, body.clone()).status.as_u16() < 500);
        }
    }

    #[test]
    fn des_champs_quelconques_ont_une_reponse(
        typed in proptest::collection::vec((0..NAMES.len(), ".{0,40}"), 0..8),
        path in 0..PATHS.len(),
        with_fiche in any::<bool>(),
    ) {
        let mut all: Vec<(String, String)> = Vec::new();
        if with_fiche {
            all.push(("fiche".into(), example("etude-petite")));
        }
        all.extend(typed.into_iter().map(|(name, value)| (NAMES[name].to_owned(), value)));
        let got = send(PATHS[path], FORM, encoded(&all));
        prop_assert!(got.status.as_u16() < 500, "{}", got.text());
    }

    #[test]
    fn une_fiche_alteree_a_une_reponse(at in 0_usize..700, with in ".{0,6}", path in 0..PATHS.len()) {
        let mut fiche = example("voirie-monge-bossuet");
        let at = (0..=at.min(fiche.len())).rev().find(|at| fiche.is_char_boundary(*at)).unwrap();
        fiche.insert_str(at, &with);
        prop_assert!(post(PATHS[path], &[("fiche", &fiche)]).status.as_u16() < 500);
        prop_assert!(send("/api/recommander", "text/plain", fiche).status.as_u16() < 500);
    }

    #[test]
    fn ce_qui_est_tape_se_relit_tel_quel(
        object in "[A-Za-zéèàç'’«»<>&\"\\\\{}=,;|/. -]{1,60}",
        name in "[A-Za-zé'\"<\\\\ ]{1,30}",
        lots in proptest::collection::vec(("[A-Za-zé<>\"' ]{1,20}", 1_u32..1_000_000), 0..5),
    ) {
        prop_assume!(object.chars().any(char::is_alphanumeric));
        let rows: Vec<String> = lots.iter().enumerate().map(|(n, (object, amount))| format!("{}\tx{object}\t\t{amount}", n + 1)).collect();
        let rows = rows.join("\n");
        let typed = [("objet", object.as_str()), ("type", "services"), ("montant_ht", "9000000"), ("acheteur.nom", &name), ("coller", &rows)];
        let page = press(&get("/"), "/decrire", if lots.is_empty() { "" } else { "lots-coller" }, &typed);
        let next = press(&page, "/decrire", "continuer:repondre", &[]);
        let again = post("/decrire", &[("fiche", &next.fiche())]);
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let read = fields(&again);
        let field = |name: &str| read.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default();
        prop_assert_eq!(field("objet"), plain(&object));
        for (n, (object, _)) in lots.iter().enumerate() {
            let typed = fields(&page).iter().find(|(known, _)| *known == format!("lot.{n}.objet")).unwrap().1.clone();
            prop_assert_eq!(field(&format!("lot.{n}.objet")), plain(&typed));
            let _ = object;
        }
        // Continuer sans rien changer ne récrit rien.
        let same = press(&again, "/decrire", "continuer:repondre", &[]);
        prop_assert_eq!(same.fiche(), next.fiche());
    }
}
