//! `faits.toml`: what conditions may name.

use serde_json::{Value, json};

use super::part::{Key, boolean, id, list, one_of, table, text};
use crate::fact::{FactKind, Origin};

pub(super) fn file() -> Value {
    table("Ce que les conditions peuvent nommer", vec![Key("fait", true, list(fact(), "Un fait"))])
}

fn fact() -> Value {
    let labels = json!({
        "type": "object",
        "description": "Valeurs admises d’un `choix` ou d’une `liste`, chacune avec son libellé",
        "additionalProperties": text("Libellé de la valeur"),
    });
    table(
        "Une propriété d’un achat ou d’un lot",
        vec![
            Key("id", true, id("Identifiant, en minuscules")),
            Key("titre", true, text("Comme une explication le nomme, sans article")),
            Key(
                "type",
                true,
                one_of(
                    FactKind::IDS,
                    "Ce que le fait contient ; `liste` : plusieurs des valeurs déclarées",
                ),
            ),
            Key("unite", false, text("Montrée après un `entier`")),
            Key(
                "origine",
                false,
                one_of(Origin::IDS, "Clé de la fiche, lu sur elle, ou répondu (par défaut)"),
            ),
            Key(
                "portee",
                false,
                list(one_of(["marche", "lot"], "Où il se dit"), "Où il peut se dire"),
            ),
            Key("propre", false, boolean("Avec plusieurs lots, un lot ne le prend pas du marché")),
            Key("valeurs", false, labels),
            Key("valeurs_de", false, one_of(["familles"], "Les valeurs sont les familles d’achat")),
            Key("question", false, text("Posée quand le fait n’est ni dit ni déduit")),
            Key("pourquoi", false, text("Ce que la réponse change")),
        ],
    )
}
