//! Legal references: each carries a rule, a duty, a deduction or a value, or says why it does not.

use std::collections::BTreeMap;

use crate::base::Base;
use crate::diagnostic::{Code, Diagnostic};

/// What rests on a legal reference.
#[derive(Debug, Clone, Default)]
pub struct Load<'b> {
    pub rules: Vec<&'b str>,
    pub duties: Vec<&'b str>,
    /// Dated values and facts deduced, by name; the caps of penalties.
    pub values: Vec<&'b str>,
}

/// What rests on each legal reference; those that carry nothing are not there.
#[must_use]
pub fn loads(base: &Base) -> BTreeMap<&str, Load<'_>> {
    let mut loads: BTreeMap<&str, Load<'_>> = BTreeMap::new();
    for rule in &base.rules {
        for id in &rule.bases {
            push(&mut loads.entry(id).or_default().rules, &rule.id);
        }
    }
    for duty in &base.duties {
        for id in &duty.bases {
            push(&mut loads.entry(id).or_default().duties, &duty.id);
        }
    }
    for value in base.dated.values() {
        for id in value.rows.iter().filter_map(|row| row.basis.as_ref()) {
            push(&mut loads.entry(id).or_default().values, &value.id);
        }
    }
    for deduction in &base.deductions {
        if let (Some(id), Some(fact)) = (&deduction.basis, base.facts.get(deduction.fact)) {
            push(&mut loads.entry(id).or_default().values, &fact.id);
        }
    }
    if let Some(id) = &base.caps.penalties_basis {
        push(&mut loads.entry(id).or_default().values, "plafond des pénalités");
    }
    loads
}

fn push<'b>(list: &mut Vec<&'b str>, id: &'b str) {
    if !list.contains(&id) {
        list.push(id);
    }
}

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let loads = loads(base);
    let mut found = Vec::new();
    for basis in base.legal.values() {
        let (message, help) = match (loads.contains_key(basis.id.as_str()), &basis.no_rule) {
            (false, None) => (
                format!("rien ne s’appuie sur le fondement `{}`", basis.id),
                "le citer dans `fondements` d’une règle ou d’une obligation, ou écrire `sans_regle = \"…\"`",
            ),
            (true, Some(_)) => (
                format!("le fondement `{}` est cité, et dit `sans_regle`", basis.id),
                "retirer `sans_regle`, ou le retirer de `fondements`",
            ),
            (true, None) | (false, Some(_)) => continue,
        };
        let place = &basis.place;
        let span = place.span.start..place.span.start;
        let fault = Diagnostic::warning(Code::FondementSansRegle, &place.source, span, message);
        found.push(fault.help(help));
    }
    found
}
