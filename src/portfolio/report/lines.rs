//! Counts put into the lines that are published.

use std::collections::BTreeMap;

use super::{Axis, ClauseLine, Family, Year};
use crate::portfolio::totals::Setting;

/// Clauses called for at least once, those called for most often first.
pub(super) fn clauses<'t>(
    setting: &'t Setting,
    n: u64,
    counts: &[Vec<u64>; 4],
) -> Vec<ClauseLine<'t>> {
    let [called, study, pending, kept] = counts;
    let counts = called.iter().zip(study).zip(pending.iter().zip(kept));
    let lines = setting.clauses.iter().zip(counts);
    let mut lines: Vec<_> = lines
        .map(|(clause, ((called, study), (pending, kept)))| ClauseLine {
            id: &clause.id,
            titre: &clause.titre,
            axe: &clause.axe,
            nature: &clause.nature,
            recommandee: *called,
            a_etudier: *study,
            le_serait_si: *pending,
            non: n - called - study - pending,
            retenue: *kept,
        })
        .filter(|line| line.non < n || line.retenue > 0)
        .collect();
    lines.sort_by_key(|line| (std::cmp::Reverse((line.recommandee, line.le_serait_si)), line.id));
    lines
}

pub(super) fn families(
    setting: &Setting,
    axes: &[(usize, Axis)],
    by_id: BTreeMap<&str, (u64, Vec<u64>)>,
) -> Vec<Family> {
    let named = |called: Vec<u64>| {
        let by_axis = axes.iter().zip(called).filter(|(_, n)| *n > 0);
        by_axis.map(|((_, axis), n)| (axis.axe.clone(), n)).collect()
    };
    let families = by_id.into_iter().map(|(id, (contrats, called))| Family {
        id: id.to_owned(),
        titre: family_title(setting, id),
        contrats,
        recommandee: named(called),
    });
    let mut families: Vec<Family> = families.collect();
    families.sort_by(|a, b| b.contrats.cmp(&a.contrats).then_with(|| a.id.cmp(&b.id)));
    families
}

pub(super) fn named_years(years: BTreeMap<Option<i16>, Year>) -> BTreeMap<String, Year> {
    let named = |year: Option<i16>| year.map_or("inconnue".to_owned(), |n| n.to_string());
    years.into_iter().map(|(year, counts)| (named(year), counts)).collect()
}

/// The title of a family; « famille inconnue » for none.
pub(crate) fn family_title(setting: &Setting, id: &str) -> String {
    if id.is_empty() {
        return "Famille inconnue".into();
    }
    setting.familles.get(id).cloned().unwrap_or_else(|| id.to_owned())
}
