//! `politique.toml`: an authority's axes, ambitions, means, indicators and changes to rules.

use serde_json::{Value, json};

use super::part::{Key, count, date, id, list, one_of, table, text, value};
use super::rule::parameters;
use crate::base::Base;
use crate::base::clause::Nature;
use crate::base::policy::Counted;
use crate::base::rule::Level;

pub(super) fn file(base: &Base) -> Value {
    let given = json!({
        "type": "object",
        "description": "Valeurs données aux variables de ce nom, dans toutes les clauses",
        "additionalProperties": value("Une valeur"),
    });
    let goals = json!({
        "type": "object",
        "description": "Objectifs de développement durable, par ambition",
        "additionalProperties": list(count("Un objectif, de 1 à 17"), "Ses objectifs"),
    });
    table(
        "La politique d’achat d’une collectivité",
        vec![
            Key("politique", true, head()),
            Key("parametres", false, given),
            Key("axe", false, list(axis(), "Les axes")),
            Key("ambition", false, list(ambition(), "Les ambitions")),
            Key("moyen", false, list(measure(base), "Les moyens")),
            Key("indicateur", false, list(indicator(), "Les chiffres suivis")),
            Key(
                "adapte",
                false,
                list(adaptation(base), "Les règles qu’elle change, sans abaisser la loi"),
            ),
            Key("odd", false, goals),
        ],
    )
}

fn head() -> Value {
    table(
        "La politique",
        vec![
            Key("id", true, id("Identifiant ; son dossier porte ce nom")),
            Key("titre", true, text("Titre imprimé")),
            Key("du", false, date("Premier jour")),
            Key("au", false, date("Premier jour où elle ne vaut plus")),
            Key("bilan_mois", false, count("Mois entre son premier jour et son bilan publié")),
        ],
    )
}

fn axis() -> Value {
    table("Un axe", vec![Key("id", true, id("Identifiant")), Key("titre", true, text("Titre"))])
}

fn ambition() -> Value {
    table(
        "Une ambition",
        vec![
            Key("id", true, id("Identifiant")),
            Key("axe", true, id("Son axe")),
            Key("titre", true, text("Titre")),
        ],
    )
}

fn measure(base: &Base) -> Value {
    let clause = || one_of(base.clauses.keys().map(String::as_str), "Une clause de la base");
    table(
        "Un moyen de la politique",
        vec![
            Key("id", true, id("Identifiant")),
            Key("ambition", true, id("Son ambition")),
            Key("texte", true, text("Ce que la politique écrit")),
            Key("clauses", false, list(clause(), "Les clauses qui le servent")),
            Key("levier", false, list(lever(), "Ce que l’outil en fait")),
            Key(
                "priorite",
                false,
                json!({ "type": "integer", "minimum": 1, "maximum": 3, "description": "1 passe d’abord" }),
            ),
            Key("refus", false, list(refusal(base), "Les leviers sans carte, et pourquoi")),
        ],
    )
}

fn lever() -> Value {
    one_of(Nature::IDS.into_iter().chain(["portefeuille", "organisation"]), "Un levier")
}

fn refusal(base: &Base) -> Value {
    table(
        "Un levier qu’aucune carte ne sert",
        vec![
            Key("levier", true, lever()),
            Key("motif", true, text("Pourquoi")),
            Key(
                "clause",
                false,
                one_of(base.clauses.keys().map(String::as_str), "La clause licite, à la place"),
            ),
        ],
    )
}

fn indicator() -> Value {
    table(
        "Un chiffre suivi",
        vec![
            Key("id", true, id("Identifiant")),
            Key("ambition", true, id("Son ambition")),
            Key("texte", true, text("Ce qui est compté")),
            Key("calcul", true, one_of(["portefeuille", "saisie"], "Compté par l’outil, ou saisi")),
            Key(
                "compte",
                false,
                one_of(Counted::IDS, "Ce qui se compte de chaque achat ; sans lui, il se saisit"),
            ),
        ],
    )
}

fn adaptation(base: &Base) -> Value {
    table(
        "Une règle changée pour cette politique",
        vec![
            Key(
                "regle",
                true,
                one_of(base.rules.iter().map(|rule| rule.id.as_str()), "Une règle de la base"),
            ),
            Key("niveau", false, one_of(Level::IDS, "Son nouveau niveau")),
            Key("parametres", false, parameters(base)),
        ],
    )
}
