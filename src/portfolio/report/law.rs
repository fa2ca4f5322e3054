//! What the law asks a policy to publish every two years, in number and in value: what contracts declare of it.

use schemars::JsonSchema;
use serde::Serialize;

use super::Amounts;
use super::sums::Sums;
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

/// The contracts that count for a line.
pub(super) struct Declaring<'t> {
    id: &'static str,
    title: &'static str,
    holds: fn(&Contribution) -> bool,
    n: u64,
    sums: Sums<'t>,
}

impl<'t> Declaring<'t> {
    pub(super) fn all() -> Vec<Self> {
        let known = LEGAL.iter().filter_map(|(id, title)| Some((*id, *title, test(id)?)));
        known
            .map(|(id, title, holds)| Self { id, title, holds, n: 0, sums: Sums::default() })
            .collect()
    }

    pub(super) fn add(&mut self, one: &'t Contribution) {
        if (self.holds)(one) {
            self.n += 1;
            self.sums.add(one);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.n += other.n;
        self.sums.merge(other.sums);
    }

    pub(super) fn end(self) -> Declaration {
        Declaration { id: self.id, titre: self.title, contrats: self.n, montants: self.sums.end() }
    }
}
