//! What the page writes over a fiche: only what changes, comments kept, lots with their answers and decisions.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::fact::Value;
use clausier::money::Amount;
use clausier::purchase::edit::{self, Description, LotLine};
use clausier::purchase::{Exemption, read};

const FICHE: &str = "\
# Ma fiche
objet = \"Travaux\" # l'objet
type = \"travaux\"
montant_ht = 1000000 # estimé en mai

[faits]
livraisons = true

[[lots]]
objet = \"Gros œuvre\" # le premier
montant_ht = 600_000
[lots.faits]
materiaux_reemployables = true

[[lots]]
objet = \"Peinture\"
# fin
";

fn lots() -> Vec<LotLine> {
    let line = |number: u32, object: &str, amount: Option<i64>| LotLine {
        was: Some(number),
        number,
        object: Some(object.into()),
        amount: amount.map(Amount::from_euros),
        ..LotLine::default()
    };
    vec![line(1, "Gros œuvre", Some(600_000)), line(2, "Peinture", None)]
}

fn same() -> Description {
    Description {
        keys: vec![
            ("objet", Some(Value::Text("Travaux".into()))),
            ("type", Some(Value::Choice("travaux".into()))),
            ("montant_ht", Some(Value::Amount(Amount::from_euros(1_000_000)))),
            ("acheteur.nom", None),
        ],
        lots: lots(),
    }
}

fn is_read(text: &str) {
    let base = Base::load(&Files::embedded()).0.unwrap();
    let (purchase, found) = read::read(&Source::new("fiche", text.to_owned()), &base);
    assert!(purchase.is_some(), "{found:?}\n{text}");
}

#[test]
fn ce_qui_ne_change_pas_reste_comme_il_est_ecrit() {
    let text = edit::describe(FICHE, &same()).unwrap();
    let numbered = FICHE
        .replace("600_000\n[lots.faits]", "600_000\nnumero = 1\n[lots.faits]")
        .replace("objet = \"Peinture\"\n", "objet = \"Peinture\"\nnumero = 2\n");
    assert_eq!(text, numbered);
    assert_eq!(edit::describe(&text, &same()).unwrap(), text);
}

#[test]
fn une_valeur_changee_garde_son_commentaire() {
    let mut description = same();
    description.keys[2].1 = Some(Value::Amount(Amount::from_euros(2_000_000)));
    let text = edit::describe(FICHE, &description).unwrap();
    assert!(text.contains("montant_ht = 2_000_000 # estimé en mai"), "{text}");
    description.keys[2].1 = None;
    assert!(!edit::describe(FICHE, &description).unwrap().contains("montant_ht = 1000000"));
}

#[test]
fn des_lots_permutes_gardent_leurs_reponses() {
    let mut description = same();
    description.lots.swap(0, 1);
    let text = edit::describe(FICHE, &description).unwrap();
    is_read(&text);
    let (painting, building) = (text.find("Peinture").unwrap(), text.find("Gros œuvre").unwrap());
    assert!(painting < building);
    assert!(text.find("materiaux_reemployables").unwrap() > building, "{text}");
}

#[test]
fn les_lots_d_une_ligne_se_recrivent_en_blocs() {
    let fiche = "objet = \"x\"\ntype = \"travaux\"\nlots = [{ numero = 1, objet = \"a\", faits = { materiaux_reemployables = true } }]\n";
    let mut description = same();
    description.lots = lots();
    description.lots[1].was = None;
    let text = edit::describe(fiche, &description).unwrap();
    is_read(&text);
    assert!(text.contains("faits = { materiaux_reemployables = true }"), "{text}");
}

#[test]
fn retirer_tous_les_lots_retire_leurs_decisions() {
    let fiche = format!("{FICHE}[decisions.insertion-heures.lots.1]\nstatut = \"retenue\"\n");
    is_read(&fiche);
    let mut description = same();
    description.lots.clear();
    let text = edit::describe(&fiche, &description).unwrap();
    is_read(&text);
    assert!(!text.contains("lots") && !text.contains("decisions"), "{text}");
}

#[test]
fn une_fiche_de_windows_le_reste() {
    let fiche = FICHE.replace('\n', "\r\n");
    let text = edit::describe(&fiche, &same()).unwrap();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
}

#[test]
fn une_dispense_se_choisit_et_se_retire() {
    let exemption = Exemption { case: "cas".into(), reason: "Motif \"sûr\"".into() };
    let text = edit::exempt(FICHE, "condition-sociale", Some(&exemption)).unwrap();
    assert!(
        text.contains("[dispenses.condition-sociale]\ncas = \"cas\"\nmotif = 'Motif \"sûr\"'"),
        "{text}"
    );
    assert_eq!(edit::exempt(&text, "condition-sociale", None).unwrap().trim(), FICHE.trim());
}

#[test]
fn oublier_une_reponse_ou_une_decision_qui_n_y_est_pas_ne_change_rien() {
    assert_eq!(edit::undecide(FICHE, "rien", None).unwrap(), FICHE);
    assert_eq!(edit::undecide(FICHE, "rien", Some(3)).unwrap(), FICHE);
    let base = Base::load(&Files::embedded()).0.unwrap();
    let (_, fact) = base.facts.by_name("usage_public").unwrap();
    assert_eq!(edit::forget(FICHE, fact, Some(9)).unwrap(), FICHE);
    let (_, fact) = base.facts.by_name("materiaux_reemployables").unwrap();
    let text = edit::forget(FICHE, fact, Some(1)).unwrap();
    assert!(!text.contains("materiaux"), "{text}");
    is_read(&text);
}
