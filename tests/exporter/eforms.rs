//! The strategic fields of European notices.

use clausier::base::publication::field::{Field, Format};
use clausier::export::codes::Lists;
use clausier::export::eforms::{LotTerms, export};

use super::{base, fiche, text, with};

fn lots(text: &str) -> Vec<LotTerms> {
    let base = base();
    with(&base, text, |answer, purchase| export(answer, purchase).unwrap().lots)
}

fn codes(terms: &LotTerms, field: Field) -> Vec<&str> {
    let codes = terms.champs.get(field.name).into_iter().flatten();
    codes.map(|term| term.code.as_str()).collect()
}

#[test]
fn chaque_code_de_la_base_est_dans_sa_liste_officielle() {
    let lists = Lists::official();
    for publication in &base().publications {
        for one in publication.values.iter().filter(|one| one.field.format == Format::Eforms) {
            assert!(
                lists.label(one.field, &one.value).is_some(),
                "{} : {}",
                publication.id,
                one.value
            );
        }
    }
}

#[test]
fn une_clause_retenue_donne_l_objectif_et_son_detail() {
    let lots = lots(&text("voirie-deux-lots.toml"));
    assert!(codes(&lots[0], Field::STRATEGIC).contains(&"env-imp"));
    assert_eq!(codes(&lots[0], Field::GREEN), ["circ-econ"]);
}

#[test]
fn les_lots_different_par_leurs_decisions() {
    let lots = lots(&text("voirie-deux-lots.toml"));
    assert!(codes(&lots[0], Field::SOCIAL).contains(&"opp"));
    assert!(!codes(&lots[1], Field::SOCIAL).contains(&"opp"));
}

#[test]
fn un_objectif_est_decrit_par_les_clauses_qui_le_servent() {
    let lots = lots(&fiche(&["+dechets-chantier"]));
    let strategic = &lots[0].champs["BT-06"];
    let green = strategic.iter().find(|term| term.code == "env-imp").unwrap();
    let text = &green.description.as_ref().unwrap()["FRA"];
    assert!(text.contains("Déchets de chantier"), "{text}");
}

#[test]
fn sans_reponse_sur_la_reservation_la_participation_reste_inconnue() {
    // The answer is what a question of the base waits for: not said, it is not « none ».
    let asked = "objet = \"Mise sous pli\"\ntype = \"services\"\ncpv = [\"79570000\"]\nmontant_ht = 40_000\ndate_lancement = 2026-12-01\n[[lots]]\nnumero = 1\n";
    let reserved = format!("{asked}[lots.faits]\nreservation_envisagee = \"handicap\"\n");
    let kept =
        format!("{reserved}[decisions.reservation-handicap-insertion]\nstatut = \"retenue\"\n");
    let none = format!("{asked}[lots.faits]\nreservation_envisagee = \"aucune\"\n");
    assert_eq!(codes(&lots(&reserved)[0], Field::RESERVED), Vec::<&str>::new());
    assert_eq!(codes(&lots(&kept)[0], Field::RESERVED), ["res-ws"]);
    assert_eq!(codes(&lots(&none)[0], Field::RESERVED), ["none"]);
}

#[test]
fn l_innovation_laisse_son_detail_a_choisir() {
    let base = base();
    let export =
        with(&base, &fiche(&["+innovation"]), |answer, purchase| export(answer, purchase).unwrap());
    assert!(codes(&export.lots[0], Field::STRATEGIC).contains(&"inn-pur"));
    let told = export.remarks.a_completer.iter().find(|one| one.champ == "BT-776").unwrap();
    assert!(told.pourquoi.contains("`rd-act`"), "{}", told.pourquoi);
}

#[test]
fn l_execution_reservee_n_est_jamais_supposee() {
    let lots = lots(&text("accord-cadre.toml"));
    assert_eq!(codes(&lots[0], Field::RESERVED_EXECUTION), ["not-known"]);
}
