//! Identifiers of rules, which are for ever: one that was replaced names nothing else.

use std::collections::BTreeMap;

use super::spot;
use crate::base::Base;
use crate::base::rule::Rule;
use crate::diagnostic::{Code, Diagnostic};

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut heirs: BTreeMap<&str, &Rule> = BTreeMap::new();
    let mut found = Vec::new();
    for rule in &base.rules {
        for former in &rule.former_ids {
            let other = heirs.insert(former, rule).map(|heir| heir.id.as_str());
            let message = match (base.rule(former), other) {
                (Some(_), _) => {
                    format!("`{former}` est un ancien identifiant, et une règle s’appelle ainsi")
                }
                (None, Some(other)) => {
                    format!("`{former}` est l’ancien identifiant de `{other}` et de `{}`", rule.id)
                }
                (None, None) => continue,
            };
            let source = &rule.place.source;
            let span = spot(source, rule.place.span.start, former);
            let fault = Diagnostic::warning(Code::IdReutilise, source, span, message);
            found
                .push(fault.help("donner à la nouvelle règle un identifiant qui n’a jamais servi"));
        }
    }
    found
}
