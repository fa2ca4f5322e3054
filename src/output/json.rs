//! The published JSON of an answer: a public interface, described by its own JSON Schema.
//!
//! The types mirror the text written, so their names, fields and descriptions are French, as users read them. Objects are closed in
//! the schema; every key is always there, `null` where there is nothing to say.

mod build;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Number;

pub(crate) use self::build::euros;
pub use self::build::{reponse, reponse_breve};
use crate::base::clause::Nature;
use crate::base::rule::Level;
use crate::purchase::Ambition;

/// Ce qu'un achat appelle : obligations, clauses recommandées, questions et charge.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reponse<'a> {
    /// L'achat, tel que la fiche le dit et tel que les règles l'ont compris.
    pub fiche: Fiche<'a>,
    /// La date de lancement retenue : les règles sont celles en vigueur ce jour-là.
    #[schemars(extend("format" = "date"))]
    pub date: String,
    /// La base de règles qui a répondu.
    pub base: BaseUtilisee<'a>,
    /// La politique d'achat appliquée en plus du droit national.
    pub politique: Option<Politique<'a>>,
    /// Ce que la loi demande à cette consultation, et ce qui y répond.
    pub obligations: Vec<Obligation<'a>>,
    /// Les clauses, une fois par lot : d'abord ce que la loi impose, puis les essentielles, puis le reste.
    pub recommandations: Vec<Recommandation<'a>>,
    /// Les clauses laissées au profit d'une autre, avec laquelle elles sont incompatibles.
    pub mises_de_cote: Vec<MiseDeCote<'a>>,
    /// Les règles dont un fait manque encore.
    pub indeterminees: Vec<Indeterminee<'a>>,
    /// Les questions à poser, celles qui décident du plus de règles d'abord.
    pub questions: Vec<Question<'a>>,
    /// Les règles qui ne s'appliquent pas, et ce qui leur manque.
    pub non_applicables: Vec<NonApplicable<'a>>,
    /// Ce que l'acheteur doit savoir.
    pub alertes: Vec<Alerte<'a>>,
    /// Le suivi de tout ce qui n'est pas écarté, chaque clause comptée une fois.
    pub charge_totale: ChargeTotale,
}

/// L'achat, tel que la fiche le dit et tel que les règles l'ont compris.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fiche<'a> {
    /// Le nom du fichier lu.
    pub source: Option<&'a str>,
    pub objet: &'a str,
    /// Dit ou déduit.
    #[serde(rename = "type")]
    #[schemars(extend("enum" = ["travaux", "fournitures", "services", null]))]
    pub kind: Option<&'a str>,
    /// Codes CPV avec leur clé, le principal d'abord.
    pub cpv: Vec<String>,
    /// En euros hors taxe.
    #[schemars(with = "Option<f64>")]
    pub montant_ht: Option<Number>,
    /// En euros hors taxe : le besoin entier, sur lequel les seuils s'apprécient.
    #[schemars(with = "Option<f64>")]
    pub montant_besoin_ht: Option<Number>,
    pub duree_mois: Option<u32>,
    /// Dite ou déduite.
    pub procedure: Option<&'a str>,
    /// Dite ou déduite.
    pub forme: Option<&'a str>,
    /// Dit ou déduit.
    pub ccag: Option<&'a str>,
    #[schemars(extend("enum" = Ambition::IDS))]
    pub exigence: &'static str,
    pub acheteur: Acheteur<'a>,
    /// Les lots de la fiche ; vide pour un marché qui n'en a pas.
    pub lots: Vec<Lot<'a>>,
    /// Les clés ci-dessus que la fiche ne dit pas et que l'outil a déduites.
    pub deduits: Vec<&'a str>,
}

/// Qui achète.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acheteur<'a> {
    pub nom: Option<&'a str>,
    pub siret: Option<&'a str>,
    pub categorie: Option<&'a str>,
    /// L'identifiant de la politique demandée, même hors de sa période.
    pub politique: Option<&'a str>,
}

/// Un lot de la fiche.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lot<'a> {
    pub numero: u32,
    pub objet: Option<&'a str>,
    pub cpv: Vec<String>,
    /// En euros hors taxe.
    #[schemars(with = "Option<f64>")]
    pub montant_ht: Option<Number>,
    pub duree_mois: Option<u32>,
}

/// La base de règles qui a répondu.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaseUtilisee<'a> {
    pub titre: &'a str,
    pub version: &'a str,
    /// L'empreinte de tous ses fichiers : `sha256:` et 64 chiffres hexadécimaux.
    #[schemars(regex(pattern = "^sha256:[0-9a-f]{64}$"))]
    pub empreinte: String,
}

/// Une politique d'achat (SPASER).
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Politique<'a> {
    pub id: &'a str,
    pub titre: &'a str,
}

/// Une référence juridique.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fondement<'a> {
    pub id: &'a str,
    /// Telle qu'elle s'imprime : « CCP, art. L. 2112-2 ».
    pub reference: &'a str,
    pub url: Option<&'a str>,
    /// Faux : référence à vérifier avant de s'en servir.
    pub confirme: bool,
}

/// Ce que la loi demande à la consultation, et que l'une de plusieurs clauses ou une dispense motivée satisfait.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Obligation<'a> {
    pub id: &'a str,
    pub titre: &'a str,
    /// Les références en vigueur à la date de lancement.
    pub fondements: Vec<Fondement<'a>>,
    #[schemars(extend("enum" = ["satisfaite", "a_satisfaire", "dispensee", "indeterminee"]))]
    pub etat: &'static str,
    /// Les clauses recommandées qui la satisfont.
    pub par: &'a [String],
    /// Les dispenses que la loi ouvre à cet achat, et celle qui est choisie.
    pub dispenses: Vec<Dispense<'a>>,
    /// Les numéros des lots que rien ne couvre encore.
    pub lots_non_couverts: &'a [u32],
    /// Que faire tant qu'elle n'est pas satisfaite.
    pub aide: &'a str,
}

/// Un cas de dispense, de la liste fermée de la loi.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispense<'a> {
    pub id: &'a str,
    pub texte: &'a str,
    pub choisie: bool,
    /// Le motif de l'acheteur, quand elle est choisie.
    pub motif: Option<String>,
}

/// Une clause que des règles appellent, sur le marché ou sur un lot.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Recommandation<'a> {
    pub clause: &'a str,
    /// Les règles qui l'appellent ; vide quand seul l'acheteur l'a retenue.
    pub regles: Vec<&'a str>,
    pub titre: &'a str,
    pub axe: &'a str,
    #[schemars(extend("enum" = Nature::IDS))]
    pub nature: &'static str,
    #[schemars(extend("enum" = Level::IDS))]
    pub niveau: &'static str,
    /// `lot` pour un lot de la fiche, `marche` pour le tout.
    #[schemars(extend("enum" = ["marche", "lot"]))]
    pub portee: &'static str,
    pub lot: Option<u32>,
    /// Les moyens de la politique que la clause sert.
    pub moyens: Vec<&'a str>,
    /// Les références en vigueur à la date de lancement.
    pub fondements: Vec<Fondement<'a>>,
    /// Les pièces où elle écrit.
    pub documents: Vec<&'a str>,
    /// La valeur de chaque variable ; `null` tant qu'elle reste à compléter.
    pub parametres: BTreeMap<&'a str, Option<Parametre<'a>>>,
    /// Au plus cinq clauses, celles qui pèsent le plus au regard de leur suivi.
    pub essentielle: bool,
    pub charge: Charge,
    /// Pourquoi, en une phrase.
    pub motif: &'a str,
    pub explication: Vec<Ligne>,
    /// Le choix de l'acheteur.
    pub decision: Option<Decision<'a>>,
    /// Le calcul qui désigne les essentielles ; `null` pour ce qui n'y concourt pas.
    pub points: Option<Points>,
}

/// La valeur d'une variable : un taux (0.7), un montant en euros, un nombre, un texte, une date ou un oui/non.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Parametre<'a> {
    Nombre(#[schemars(with = "f64")] Number),
    Texte(&'a str),
    Date(String),
    Booleen(bool),
}

/// Le suivi d'une clause sur la durée du marché.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Charge {
    /// Heures de l'acheteur.
    pub acheteur_heures: u32,
    /// Preuves que le titulaire remet.
    pub titulaire_pieces: u32,
}

/// Le suivi de tout ce qui n'est pas écarté.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChargeTotale {
    pub acheteur_heures: u32,
    pub titulaire_pieces: u32,
    /// Le nombre de pénalités prévues.
    pub penalites: usize,
}

/// Une condition, ce que l'achat en dit, et si elle est remplie.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ligne {
    pub condition: String,
    pub valeur: String,
    #[schemars(extend("enum" = ["vrai", "faux", "inconnu"]))]
    pub resultat: &'static str,
}

/// Le choix motivé de l'acheteur sur une recommandation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision<'a> {
    #[schemars(extend("enum" = ["retenue", "ecartee", null]))]
    pub statut: Option<&'static str>,
    pub motif: Option<&'a str>,
    #[schemars(extend("enum" = ["socle", "avance", "exemplaire", null]))]
    pub exigence: Option<&'static str>,
    pub par: Option<&'a str>,
    #[schemars(extend("format" = "date"))]
    pub le: Option<String>,
}

/// Les points d'une clause : priorité + nature + part + objectif − suivi.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Points {
    /// 30, 20 ou 10 selon la priorité de la politique.
    pub priorite: i32,
    /// Ce que la clause engage : 10 pour une clause du contrat, 5 pour un critère, 0 pour un choix de montage.
    pub nature: i32,
    /// De 0 à 10 selon la part de l'achat concernée.
    pub part: i32,
    /// 5 pour un objectif annuel de la loi.
    pub objectif: i32,
    /// Heures de l'acheteur et preuves du titulaire, 20 au plus.
    pub suivi: i32,
    pub total: i32,
}

/// Une clause laissée au profit d'une autre.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MiseDeCote<'a> {
    pub clause: &'a str,
    pub titre: &'a str,
    pub lot: Option<u32>,
    /// La clause gardée à sa place ; `null` quand un petit achat a déjà son nombre de conseils.
    pub au_profit_de: Option<&'a str>,
    pub motif: &'a str,
}

/// Une règle dont un fait manque encore.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indeterminee<'a> {
    pub regle: &'a str,
    pub clause: &'a str,
    #[schemars(extend("enum" = Level::IDS))]
    pub niveau: &'static str,
    pub lot: Option<u32>,
    /// Les faits qui lui manquent.
    pub faits: Vec<&'a str>,
}

/// Une question à l'acheteur.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question<'a> {
    pub fait: &'a str,
    pub lot: Option<u32>,
    pub question: &'a str,
    /// Ce que la réponse change.
    pub pourquoi: Option<&'a str>,
    /// Les règles et obligations qui l'attendent.
    pub regles: &'a [&'a str],
    /// Combien elle décide : la plus lourde se pose d'abord.
    pub poids: u32,
}

/// Une règle qui ne s'applique pas, et ce qui lui manque.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NonApplicable<'a> {
    pub regle: &'a str,
    pub clause: &'a str,
    pub lot: Option<u32>,
    pub explication: Vec<Ligne>,
    /// La première condition qui manque, et la valeur d'ici.
    pub il_manque: Option<String>,
    /// Une seule comparaison sépare l'achat de cette règle.
    pub a_un_pas: bool,
}

/// Ce que l'acheteur doit savoir.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Alerte<'a> {
    pub code: &'static str,
    pub message: &'a str,
}

/// The JSON Schema of the answer (draft 2020-12).
#[must_use]
pub fn schema() -> serde_json::Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Reponse<'static>>().to_value()
}
