//! What exports point at: the clauses of publications, the dated values of the categories of the annual declaration.

use std::collections::BTreeMap;

use super::{Loader, duplicate};
use crate::base::duty::MetBy;
use crate::base::legal::Place;
use crate::diagnostic::Code;

impl Loader {
    pub(super) fn check_publications(&mut self) {
        let publications = std::mem::take(&mut self.publications);
        let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
        for publication in &publications {
            if let Some(first) = seen.insert(&publication.id, &publication.place) {
                self.found.push(duplicate(&publication.place, &publication.id, first));
            }
            for selection in [&publication.kept, &publication.to_confirm].into_iter().flatten() {
                let (MetBy::Clauses(ids) | MetBy::Kind { except: ids, .. }) = selection;
                for id in ids {
                    self.check_clause_id(id, &publication.place);
                }
            }
        }
        self.publications = publications;
    }

    pub(super) fn check_declared(&mut self) {
        let declared = std::mem::take(&mut self.declared);
        let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
        for category in &declared {
            if let Some(first) = seen.insert(&category.id, &category.place) {
                self.found.push(duplicate(&category.place, &category.id, first));
            }
            for id in [&category.reuse, &category.recycled].into_iter().flatten() {
                if !self.dated.contains_key(id) {
                    let message = format!("valeur datée `{id}` inconnue");
                    self.fault(Code::SeuilInconnu, &category.place, message);
                }
            }
        }
        self.declared = declared;
    }
}
