//! The days on which what a base says changes: a rule, a duty, a reference, a dated value or a policy starts or ends.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Base;

impl Base {
    /// Every day on which something starts or ends.
    #[must_use]
    pub fn change_days(&self) -> BTreeSet<Date> {
        let rules = self.rules.iter().map(|rule| rule.in_force);
        let duties = self.duties.iter().map(|duty| duty.in_force);
        let legal = self.legal.values().map(|basis| basis.in_force);
        let dated = self.dated.values().flat_map(|value| &value.rows).map(|row| row.in_force);
        let policies = self.policies.values().map(|policy| policy.in_force);
        let all = rules.chain(duties).chain(legal).chain(dated).chain(policies);
        all.flat_map(|dates| [dates.from(), dates.until()]).flatten().collect()
    }

    /// The first such day after a date.
    #[must_use]
    pub fn next_change(&self, after: Date) -> Option<Date> {
        self.change_days().into_iter().find(|day| *day > after)
    }
}
