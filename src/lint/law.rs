//! Legal references: each carries a rule, a duty, a deduction or a value, or says why it does not.

use std::collections::BTreeSet;

use crate::base::Base;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let cited = cited(base);
    let mut found = Vec::new();
    for basis in base.legal.values() {
        let (message, help) = match (cited.contains(basis.id.as_str()), &basis.no_rule) {
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
        found.push(
            Diagnostic::warning(Code::FondementSansRegle, &place.source, span, message).help(help),
        );
    }
    found
}

/// The references that something rests on.
fn cited(base: &Base) -> BTreeSet<&str> {
    let rules = base.rules.iter().flat_map(|rule| &rule.bases);
    let duties = base.duties.iter().flat_map(|duty| &duty.bases);
    let deductions = base.deductions.iter().filter_map(|deduction| deduction.basis.as_ref());
    let rows = base.dated.values().flat_map(|value| &value.rows);
    let rows = rows.filter_map(|row| row.basis.as_ref());
    let caps = base.caps.penalties_basis.iter();
    rules.chain(duties).chain(deductions).chain(rows).chain(caps).map(String::as_str).collect()
}
