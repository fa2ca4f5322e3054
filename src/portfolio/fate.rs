//! What becomes of a record: evaluated with notes on what was repaired or set aside, or refused for a reason that is counted.

use std::fmt;

/// What was odd in a record that is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Note {
    AccentsLost,
    AmountAbsent,
    AmountConverted,
    AmountFictive,
    BuyerRepaired,
    ConsiderationsContradict,
    CpvAbsent,
    CpvRepaired,
    CpvUnknown,
    CpvWrongKey,
    DateAbsent,
    DateFuture,
    DateImpossible,
    DateRepaired,
    Encoding,
    ModificationUnreadable,
    MonthsAbsent,
    MonthsRounded,
    ObjectAbsent,
    ObjectCleaned,
    ObjectTrial,
    ProcedureUnknown,
}

impl Note {
    pub const ALL: [Self; 22] = [
        Self::AccentsLost,
        Self::AmountAbsent,
        Self::AmountConverted,
        Self::AmountFictive,
        Self::BuyerRepaired,
        Self::ConsiderationsContradict,
        Self::CpvAbsent,
        Self::CpvRepaired,
        Self::CpvUnknown,
        Self::CpvWrongKey,
        Self::DateAbsent,
        Self::DateFuture,
        Self::DateImpossible,
        Self::DateRepaired,
        Self::Encoding,
        Self::ModificationUnreadable,
        Self::MonthsAbsent,
        Self::MonthsRounded,
        Self::ObjectAbsent,
        Self::ObjectCleaned,
        Self::ObjectTrial,
        Self::ProcedureUnknown,
    ];

    /// The name in totals and in the documentation.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::AccentsLost => "accents-perdus",
            Self::AmountAbsent => "montant-inconnu",
            Self::AmountConverted => "montant-converti",
            Self::AmountFictive => "montant-fictif",
            Self::BuyerRepaired => "siret-repare",
            Self::ConsiderationsContradict => "considerations-contradictoires",
            Self::CpvAbsent => "cpv-absent",
            Self::CpvRepaired => "cpv-repare",
            Self::CpvUnknown => "cpv-inconnu",
            Self::CpvWrongKey => "cpv-cle-fausse",
            Self::DateAbsent => "date-absente",
            Self::DateFuture => "date-future",
            Self::DateImpossible => "date-impossible",
            Self::DateRepaired => "date-reparee",
            Self::Encoding => "encodage-repare",
            Self::ModificationUnreadable => "modification-ignoree",
            Self::MonthsAbsent => "duree-inconnue",
            Self::MonthsRounded => "duree-arrondie",
            Self::ObjectAbsent => "objet-absent",
            Self::ObjectCleaned => "objet-nettoye",
            Self::ObjectTrial => "essai-probable",
            Self::ProcedureUnknown => "procedure-inconnue",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|note| note.id() == id)
    }

    /// Whether the value was mended, rather than kept or left unknown.
    #[must_use]
    pub const fn is_repair(self) -> bool {
        matches!(
            self,
            Self::AmountConverted
                | Self::BuyerRepaired
                | Self::CpvRepaired
                | Self::DateRepaired
                | Self::Encoding
                | Self::MonthsRounded
                | Self::ObjectCleaned
        )
    }

    /// In words, for a report.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AccentsLost => "objet aux accents perdus, gardé tel quel",
            Self::AmountAbsent => "montant absent ou nul : inconnu",
            Self::AmountConverted => "montant écrit en texte, converti",
            Self::AmountFictive => "montant fictif probable : inconnu, hors des sommes",
            Self::BuyerRepaired => "numéro de l’acheteur remis en forme",
            Self::ConsiderationsContradict => {
                "considérations contradictoires : la valeur positive l’emporte"
            }
            Self::CpvAbsent => "code CPV absent ou de remplissage",
            Self::CpvRepaired => "code CPV réparé",
            Self::CpvUnknown => "code CPV absent de la nomenclature : inconnu",
            Self::CpvWrongKey => "clé du code CPV inexacte, code gardé",
            Self::DateAbsent => "date absente",
            Self::DateFuture => "date à venir, gardée",
            Self::DateImpossible => "date impossible : inconnue",
            Self::DateRepaired => "date remise en forme",
            Self::Encoding => "texte hors UTF-8, lu en Windows-1252",
            Self::ModificationUnreadable => "modification illisible, ignorée",
            Self::MonthsAbsent => "durée absente ou nulle : inconnue",
            Self::MonthsRounded => "durée arrondie au mois supérieur",
            Self::ObjectAbsent => "objet absent : les mots de l’objet restent inconnus",
            Self::ObjectCleaned => "objet nettoyé (entités, contrôles, espaces, double encodage)",
            Self::ObjectTrial => "essai probable, gardé",
            Self::ProcedureUnknown => "procédure non reconnue : inconnue",
        }
    }
}

/// Why a record is not evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Refusal {
    BeforeCode,
    Concession,
    CutShort,
    FaultyFiche,
    InvalidJson,
    NoBuyer,
    NotARecord,
    NothingToRead,
    OutOfPeriod,
    TooLarge,
    TotalLine,
}

impl Refusal {
    pub const ALL: [Self; 11] = [
        Self::BeforeCode,
        Self::Concession,
        Self::CutShort,
        Self::FaultyFiche,
        Self::InvalidJson,
        Self::NoBuyer,
        Self::NotARecord,
        Self::NothingToRead,
        Self::OutOfPeriod,
        Self::TooLarge,
        Self::TotalLine,
    ];

    /// The name in totals and in the documentation.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::BeforeCode => "avant-le-code",
            Self::Concession => "concession",
            Self::CutShort => "enregistrement-coupe",
            Self::FaultyFiche => "fiche-fautive",
            Self::InvalidJson => "json-invalide",
            Self::NoBuyer => "sans-acheteur",
            Self::NotARecord => "pas-un-enregistrement",
            Self::NothingToRead => "rien-a-analyser",
            Self::OutOfPeriod => "hors-periode",
            Self::TooLarge => "enregistrement-trop-gros",
            Self::TotalLine => "ligne-de-total",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.id() == id)
    }

    /// In words, for a report.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::BeforeCode => {
                "notifié avant le 01/04/2019, antérieur au code de la commande publique"
            }
            Self::Concession => "contrat de concession : la base ne connaît que les marchés",
            Self::CutShort => "coupé au milieu",
            Self::FaultyFiche => "fiche fautive",
            Self::InvalidJson => "JSON invalide",
            Self::NoBuyer => "sans acheteur",
            Self::NotARecord => "pas un enregistrement",
            Self::NothingToRead => "ni objet, ni code CPV connu : rien à analyser",
            Self::OutOfPeriod => "hors de la période demandée",
            Self::TooLarge => "plus de 8 Mio à lui seul",
            Self::TotalLine => "ligne de titre ou de total",
        }
    }
}

/// A record refused, and what was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub why: Refusal,
    pub detail: String,
}

impl Refused {
    #[must_use]
    pub fn new(why: Refusal, detail: impl Into<String>) -> Self {
        Self { why, detail: detail.into() }
    }
}

/// « fiche fautive : `objet` attend un texte ».
impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.why.words())?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " : {}", self.detail) }
    }
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self { why, detail: String::new() }
    }
}
