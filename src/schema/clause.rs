//! The head of a clause file, between its two lines of `+++`.

use serde_json::{Value, json};

use super::part::{Key, count, date, id, list, one_of, table, text, value};
use crate::base::Base;
use crate::base::clause::{AXES, Nature, PLACED, Phase, VariableKind};
use crate::base::review::STATUSES;
use crate::purchase::Ambition;

pub(super) fn head(base: &Base) -> Value {
    let clause = || one_of(base.clauses.keys().map(String::as_str), "Une clause de la base");
    let mut keys = identity();
    keys.extend([
        Key("place", false, places(base)),
        Key("deroge", false, list(derogation(base), "Les articles du CCAG auxquels elle déroge")),
        Key("exige", false, list(clause(), "Les clauses qui doivent venir avec elle")),
        Key("incompatible", false, list(clause(), "Les clauses qui ne vont pas avec elle")),
        Key("charge", true, burden()),
        Key("vigilance", false, list(text("Un point"), "Ce dont un juriste préviendrait")),
        Key(
            "indicateurs",
            false,
            list(id("Un indicateur d’une politique"), "Les indicateurs qu’elle nourrit"),
        ),
        Key(
            "mesure",
            false,
            text("Le chiffre lu en fin de contrat, où aucun indicateur ne le dit"),
        ),
        Key("sources", false, list(text("Une source"), "Où le fond a été pris")),
        Key(
            "variable",
            false,
            list(variable(), "Les valeurs laissées à l’acheteur, à la politique ou au niveau"),
        ),
        Key("critere", false, criterion()),
        Key("penalite", false, list(penalty(), "Ce que coûte un manquement")),
        Key("sans_penalite", false, text("Pourquoi un manquement ne coûte rien")),
        Key("prix", false, list(price(), "Les lignes de prix qu’elle demande")),
        Key("controle", true, list(check(), "Qui vérifie quoi, quand, sur quelle preuve")),
    ]);
    table("L’en-tête d’une clause", keys)
}

fn identity() -> Vec<Key> {
    vec![
        Key("id", true, id("Identifiant, pour toujours ; le fichier porte son nom")),
        Key("titre", true, text("Titre imprimé")),
        Key("axe", true, one_of(AXES, "Ce que la clause sert")),
        Key(
            "nature",
            true,
            one_of(Nature::IDS, "Texte de contrat, critère, montage ou vérification"),
        ),
        Key("anciens_ids", false, list(id("Une ancienne clause"), "Les clauses qu’elle remplace")),
        Key("version", true, text("Année et mois")),
        Key(
            "statut",
            true,
            one_of(STATUSES, "« relue » vient d’une signature : clausier revue signer"),
        ),
        Key("controle_le", true, date("Dernier contrôle du droit et des chiffres")),
    ]
}

fn places(base: &Base) -> Value {
    let place = |piece: &'static str| {
        let articles = base.outlines.get(piece).map(|outline| outline.articles.as_slice());
        let ids = articles.unwrap_or_default().iter().map(|article| article.id.as_str());
        Key(piece, false, one_of(ids, "Un article du plan"))
    };
    table("L’article du plan de chaque pièce où elle écrit", PLACED.map(place).into())
}

fn derogation(base: &Base) -> Value {
    table(
        "Une dérogation",
        vec![
            Key("ccag", true, one_of(base.ccags.keys().map(String::as_str), "Le CCAG")),
            Key("article", true, text("Le numéro de l’article")),
        ],
    )
}

fn burden() -> Value {
    table(
        "Le suivi, sur tout le contrat",
        vec![
            Key("acheteur_heures", false, count("Heures de l’acheteur")),
            Key("titulaire_pieces", false, count("Pièces du titulaire")),
        ],
    )
}

fn variable() -> Value {
    let levels = Ambition::IDS.map(|level| Key(level, false, value("La valeur à ce niveau")));
    table(
        "Une valeur du texte",
        vec![
            Key(
                "nom",
                true,
                json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]*$", "description": "Comme le texte la nomme" }),
            ),
            Key(
                "type",
                true,
                one_of(VariableKind::IDS, "Ce qu’elle contient, et donc comment elle s’imprime"),
            ),
            Key("question", true, text("S’imprime à la place d’une valeur absente")),
            Key("exigence", false, table("Une valeur par niveau d’exigence", levels.into())),
            Key("valeur", false, value("La même valeur à tous les niveaux")),
            Key("au_plus", false, value("Ce que la loi admet au plus")),
            Key("source", false, text("D’où vient la valeur")),
        ],
    )
}

fn criterion() -> Value {
    let weights = ["min", "max", "propose"].map(|key| Key(key, true, count("Points sur 100")));
    table(
        "Un critère d’attribution ; va avec la nature `critere`",
        vec![
            Key("intitule", true, text("Comme le règlement le nomme")),
            Key("poids", true, table("Points sur 100", weights.into())),
            Key("pourquoi", true, text("Le lien avec le marché")),
        ],
    )
}

fn penalty() -> Value {
    table(
        "Une pénalité",
        vec![
            Key("manquement", true, text("Ce qui manque")),
            Key("montant", true, text("La variable qui porte le montant ou le taux")),
            Key("unite", true, text("« par jour de retard », « par document manquant »")),
        ],
    )
}

fn price() -> Value {
    table(
        "Une ligne de prix",
        vec![
            Key("designation", true, text("Ce qui est payé")),
            Key("unite", true, text("L’unité")),
        ],
    )
}

fn check() -> Value {
    table(
        "Un contrôle",
        vec![
            Key("phase", true, one_of(Phase::IDS, "Le moment de l’achat")),
            Key("action", true, text("Ce qui est vérifié")),
            Key("qui", true, text("Par qui")),
            Key("quand", true, text("Quand")),
            Key("preuve", true, text("Sur quelle pièce")),
        ],
    )
}
