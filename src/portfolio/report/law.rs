//! What the law asks a policy to publish every two years, in number and in value: what contracts declare of it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Amounts;
use super::figures::Figures;
use crate::portfolio::considerations::Declared;
use crate::portfolio::contribution::Contribution;
use crate::portfolio::entry::LEGAL;

/// Ce que des contrats déclarent.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Declaration {
    /// Le nom sous lequel une cible se saisit.
    pub id: &'static str,
    pub titre: &'static str,
    pub contrats: u64,
    /// De même sorte, chacun compté une fois.
    pub montants: Amounts,
}

/// Whether a contract counts for a line; `None` where published data do not tell.
fn test(id: &str) -> Option<fn(&Contribution) -> bool> {
    match id {
        "loi-considerations-sociales" => Some(|one| one.social.is_some_and(Declared::is_some)),
        "loi-considerations-environnementales" => {
            Some(|one| one.environnemental.is_some_and(Declared::is_some))
        }
        "loi-marches-reserves" => Some(|one| one.social.is_some_and(|what| what.reserve)),
        _ => None,
    }
}

pub(super) fn declarations(figures: &Figures<'_>) -> Vec<Declaration> {
    let known = LEGAL.iter().filter_map(|(id, title)| Some((*id, *title, test(id)?)));
    known
        .map(|(id, titre, holds)| Declaration {
            id,
            titre,
            contrats: figures.count(holds),
            montants: figures.amounts(holds),
        })
        .collect()
}
