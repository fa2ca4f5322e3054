//! The fields of a contract under every name that published data and purchase programmes give them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A field that is read; what has another name is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Amount,
    /// The buyer, as an object, or its number alone.
    Buyer,
    BuyerName,
    Ccag,
    Cpv,
    Environmental,
    Form,
    /// The framework agreement that the contract belongs to.
    Framework,
    Group,
    Id,
    Innovative,
    Kind,
    Launch,
    Modifications,
    Months,
    Nature,
    Notified,
    Object,
    Procedure,
    Published,
    Social,
    Technique,
}

/// Names in published data, then in purchase programmes; small letters and digits only.
const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Amount,
        &[
            "montant",
            "valeurglobale",
            "montantht",
            "montantestime",
            "montantestimeht",
            "montantprevisionnel",
            "montantprevisionnelht",
            "montantmaximum",
            "montantmaximumht",
            "montanteneurosht",
            "estimation",
            "estimationht",
            "estimationeneurosht",
            "budget",
            "budgetht",
            "budgetestime",
            "budgetprevisionnel",
        ],
    ),
    (
        Field::Buyer,
        &[
            "acheteur",
            "acheteurid",
            "idacheteur",
            "autoriteconcedante",
            "autoriteconcedanteid",
            "siretacheteur",
        ],
    ),
    (Field::BuyerName, &["acheteurnom", "nomacheteur", "autoriteconcedantenom"]),
    (Field::Ccag, &["ccag"]),
    (Field::Cpv, &["codecpv", "cpv", "codescpv", "cpvprincipal"]),
    (Field::Environmental, &["considerationsenvironnementales", "considerationenvironnementale"]),
    (Field::Form, &["forme", "formedumarche", "formemarche"]),
    (Field::Framework, &["idaccordcadre"]),
    (Field::Group, &["typegroupementoperateurs"]),
    (Field::Innovative, &["marcheinnovant"]),
    (Field::Id, &["id", "numero", "numeromarche", "reference", "numerodumarche"]),
    (
        Field::Kind,
        &[
            "type",
            "natureobjetmarche",
            "typedemarche",
            "typemarche",
            "typedachat",
            "naturedesprestations",
            "categoriedachat",
        ],
    ),
    (
        Field::Launch,
        &[
            "datelancement",
            "datedelancement",
            "datedelancementprevisionnelle",
            "datelancementprevisionnelle",
            "datepreviselledelancement",
            "dateprevisionnelledelancement",
            "dateprevisionnelle",
            "lancement",
            "publicationprevue",
            "datedepublication",
            "dateprevisionnelledepublication",
        ],
    ),
    (Field::Modifications, &["modifications"]),
    (Field::Months, &["dureemois", "duree", "dureeenmois", "dureedumarche", "dureedumarcheenmois"]),
    (Field::Nature, &["nature"]),
    (Field::Notified, &["datenotification", "datesignature", "datedenotification"]),
    (
        Field::Object,
        &[
            "objet",
            "objetmarche",
            "objetdumarche",
            "objetdelaconsultation",
            "objetdubesoin",
            "objetdelachat",
            "intitule",
            "intituledumarche",
            "intituledubesoin",
            "intituledelachat",
            "libelle",
            "libelledumarche",
            "designation",
            "besoin",
            "description",
        ],
    ),
    (Field::Procedure, &["procedure", "typedeprocedure", "typeprocedure", "procedureenvisagee"]),
    (Field::Published, &["datepublicationdonnees"]),
    (Field::Social, &["considerationssociales", "considerationsociale"]),
    (Field::Technique, &["techniques", "technique"]),
];

/// Every name with its field: looked up for each key of each record.
static BY_NAME: LazyLock<HashMap<&str, Field>> = LazyLock::new(|| {
    let all = NAMES.iter().flat_map(|(field, names)| names.iter().map(|name| (*name, *field)));
    all.collect()
});

/// Names in the file that mends the columns of a programme (`--colonnes`), those of a fiche.
pub const KEYS: [(&str, Field); 12] = [
    ("acheteur", Field::Buyer),
    ("ccag", Field::Ccag),
    ("cpv", Field::Cpv),
    ("date_lancement", Field::Launch),
    ("duree_mois", Field::Months),
    ("forme", Field::Form),
    ("id", Field::Id),
    ("montant_ht", Field::Amount),
    ("nom_acheteur", Field::BuyerName),
    ("objet", Field::Object),
    ("procedure", Field::Procedure),
    ("type", Field::Kind),
];

impl Field {
    /// The field of this name, case, accents and punctuation ignored.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        BY_NAME.get(plain(name).as_str()).copied()
    }

    /// The name of the field in a fiche, for a report.
    #[must_use]
    pub fn key(self) -> &'static str {
        let named = KEYS.iter().find(|(_, field)| *field == self);
        match (named, self) {
            (Some((key, _)), _) => key,
            (None, Self::Notified) => "date_notification",
            (None, Self::Published) => "date_publication",
            (None, Self::Social) => "considerations_sociales",
            (None, Self::Environmental) => "considerations_environnementales",
            (None, Self::Framework) => "accord_cadre",
            (None, Self::Technique) => "technique",
            (None, Self::Modifications) => "modifications",
            (None, Self::Group) => "groupement",
            (None, Self::Innovative) => "innovant",
            (None, _) => "nature",
        }
    }
}

fn plain(name: &str) -> String {
    // Published names are ASCII: folding is only for headings that people write.
    if name.is_ascii() {
        let mut plain = String::with_capacity(name.len());
        for byte in name.bytes().filter(u8::is_ascii_alphanumeric) {
            plain.push(char::from(byte.to_ascii_lowercase()));
        }
        return plain;
    }
    crate::text::fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn les_noms_publies_se_reconnaissent_sous_toutes_leurs_formes() {
        for name in ["acheteur.id", "acheteur_id", "ACHETEUR_ID", "idacheteur", "acheteur"] {
            assert_eq!(Field::of(name), Some(Field::Buyer), "{name}");
        }
        assert_eq!(Field::of("codecpv"), Some(Field::Cpv));
        assert_eq!(Field::of("Intitulé du marché"), Some(Field::Object));
        assert_eq!(Field::of("titulaire_id_1"), None);
    }
}
