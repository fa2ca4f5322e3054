//! Why nothing was recommended on an axis that a contract declares: what, changed alone, would have called for something.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::considerations::Declared;
use super::finding::{Finder, Finding};
use crate::base::Base;
use crate::base::clause::Clause;
use crate::base::rule::Level;
use crate::money::Amount;
use crate::purchase::Purchase;

/// An amount that passes every threshold.
const LARGE: Amount = Amount::from_euros(50_000_000);
/// A duration that passes every one.
const LONG: u32 = 48;

/// A reason, from what the record lacks to what the base lacks.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Miss {
    /// A rule waits for an answer that a published record does not give.
    AttendUneReponse,
    /// The rules that would call for one came into force later.
    DroitPosterieur,
    /// It would be recommended of a larger amount, as that of the whole consultation.
    MontantSousLeSeuil,
    /// It would be recommended of a longer contract.
    DureeTropCourte,
    /// Neither its code nor its object says a family of purchases.
    FamilleInconnue,
    /// Something of the axis is recommended, and not what is declared: a clause for a criterion, say.
    AutreNature,
    /// The rules that apply only call for a look.
    AEtudier,
    /// No rule of the base aims at it.
    AucuneRegle,
}

impl Miss {
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AttendUneReponse => "attend une réponse que les données publiées ne donnent pas",
            Self::DroitPosterieur => "les règles qui la recommandent sont entrées en vigueur après",
            Self::MontantSousLeSeuil => {
                "recommandée d’un montant plus grand, comme celui de la consultation entière"
            }
            Self::DureeTropCourte => "recommandée d’un marché plus long",
            Self::FamilleInconnue => "ni le code CPV ni l’objet ne disent une famille d’achat",
            Self::AutreNature => {
                "une clause de l’axe est recommandée, d’une autre nature que celle déclarée"
            }
            Self::AEtudier => "les règles qui s’appliquent ne font que la proposer à l’étude",
            Self::AucuneRegle => "aucune règle de la base ne vise cet achat",
        }
    }
}

/// What a contract declares on an axis, and a recommendation would have to answer to.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub axis: &'a str,
    pub declared: Declared,
}

impl Wanted<'_> {
    /// The same axis, by a clause of any nature.
    fn whatever(self) -> Self {
        Self { declared: Declared::default(), ..self }
    }

    fn is_met_by(self, clause: &Clause) -> bool {
        clause.axis == self.axis && self.declared.answers(clause.nature.id())
    }

    /// Whether something answers to it beyond what the law imposes on the contract, which nobody declares.
    #[must_use]
    pub fn is_met(self, found: &Finding<'_>) -> bool {
        let is_open = |level: Level| level > Level::AEtudier && level < Level::Obligatoire;
        found.recommended.iter().any(|(clause, level)| is_open(*level) && self.is_met_by(clause))
    }

    fn is_pending(self, found: &Finding<'_>) -> bool {
        let waiting = |level: Level| level < Level::Obligatoire;
        found.pending.iter().any(|(clause, level)| waiting(*level) && self.is_met_by(clause))
    }
}

/// Why nothing that answers to it was recommended; `found` is what was, on that day.
#[must_use]
pub fn why(
    base: &Base,
    finder: &Finder<'_>,
    (purchase, day): (&Purchase, Date),
    found: &Finding<'_>,
    wanted: Wanted<'_>,
) -> Miss {
    let calls = |purchase: &Purchase, day: Date| wanted.is_met(&finder.find(purchase, day));
    if wanted.is_pending(found) {
        Miss::AttendUneReponse
    } else if day < base.as_of && calls(purchase, base.as_of) {
        Miss::DroitPosterieur
    } else if calls(&Purchase { amount: Some(LARGE), ..purchase.clone() }, day) {
        Miss::MontantSousLeSeuil
    } else if calls(&Purchase { months: Some(LONG), ..purchase.clone() }, day) {
        Miss::DureeTropCourte
    } else if finder.family(purchase).is_empty() {
        Miss::FamilleInconnue
    } else if found.recommended.iter().any(|(clause, _)| wanted.is_met_by(clause)) {
        Miss::AEtudier
    } else if wanted.whatever().is_met(found) {
        Miss::AutreNature
    } else {
        Miss::AucuneRegle
    }
}
