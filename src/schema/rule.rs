//! A file of rules: `[[regle]]`; the other tables of a base may stand beside them.

use serde_json::{Value, json};

use super::part::{Key, date, id, list, number, one_of, period, table, text};
use super::{condition, fiche};
use crate::base::Base;
use crate::base::formula::Rounding;
use crate::base::rule::Level;

/// Tables of a base that a file of rules may hold; their own readers check them.
const OTHERS: [&str; 4] = ["deduction", "fondement", "obligation", "ccag"];

pub(super) fn file(base: &Base) -> Value {
    let mut keys = vec![Key(
        "regle",
        false,
        list(rule(base), "Des règles : des conditions, une clause, un niveau"),
    )];
    let other =
        |name| Key(name, false, json!({ "type": "array", "description": "Voir docs/formats.md" }));
    keys.extend(OTHERS.map(other));
    let mut schema = table("Des règles, et d’autres tables de la base", keys);
    if let Some(root) = schema.as_object_mut() {
        root.insert(
            "$defs".into(),
            json!({ "conditions": condition::definition(base), "exemple": fiche::example(base) }),
        );
    }
    schema
}

fn rule(base: &Base) -> Value {
    let legal = one_of(base.legal.keys().map(String::as_str), "Une référence de fondements.toml");
    let examples =
        list(example(), "Des achats qui montrent ce que la règle fait ; une épreuve aussi");
    table(
        "Des conditions qui appellent une clause",
        vec![
            Key("id", true, id("Identifiant, pour toujours")),
            Key("titre", true, text("Titre de la règle")),
            Key(
                "clause",
                true,
                one_of(base.clauses.keys().map(String::as_str), "La clause appelée"),
            ),
            Key(
                "niveau",
                true,
                one_of(
                    Level::IDS,
                    "`obligatoire` demande un fondement confirmé, en vigueur sur toute la durée",
                ),
            ),
            Key("portee", true, one_of(["marche", "lot"], "Éprouvée une fois, ou lot par lot")),
            Key(
                "fondements",
                false,
                list(legal, "Les références qui la soutiennent ; à défaut, `sources`"),
            ),
            Key("motif", true, text("Une phrase que l’acheteur comprend")),
            Key("en_vigueur", false, period()),
            Key("parametres", false, parameters(base)),
            Key("sources", false, list(text("Un texte"), "Politique ou pratique qui la soutient")),
            Key(
                "anciens_ids",
                false,
                list(id("Une ancienne règle"), "Les règles qu’elle remplace"),
            ),
            Key("quand", true, condition::reference()),
            Key("exemple", false, examples),
        ],
    )
}

/// What rules and policies give to variables.
pub(super) fn parameters(base: &Base) -> Value {
    let dated = one_of(base.dated.keys().map(String::as_str), "Une valeur datée, par son nom");
    let formula = table(
        "Un calcul",
        vec![
            Key(
                "formule",
                true,
                text(
                    "+ - * / et parenthèses, sur des faits, des variables, des valeurs datées et des nombres",
                ),
            ),
            Key(
                "arrondi",
                true,
                one_of(Rounding::IDS, "Comment le résultat s’arrondit, et ce qu’il est"),
            ),
        ],
    );
    let other = json!({ "type": "string", "not": { "pattern": "^(seuils|quotas)\\." }, "description": "Un texte" });
    let yes_or_no = json!({ "type": "boolean", "description": "Oui ou non" });
    json!({
        "type": "object",
        "description": "Une valeur, une valeur datée ou une formule, par variable de la clause",
        "additionalProperties": {
            "anyOf": [number("Un nombre"), yes_or_no, date("Une date"), dated, other, formula],
        },
    })
}

fn example() -> Value {
    table(
        "Un achat, et ce que la règle en fait",
        vec![
            Key("fiche", true, json!({ "$ref": "#/$defs/exemple" })),
            Key(
                "attendu",
                true,
                one_of(
                    ["applicable", "non_applicable", "indeterminee"],
                    "Ce que la règle doit donner",
                ),
            ),
        ],
    )
}
