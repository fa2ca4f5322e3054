//! A figure of the page, and where the list of its purchases is.

use serde::Serialize;

use super::super::{number, share};
use crate::portfolio::report::Report;
use crate::portfolio::setting::Setting;
use crate::portfolio::subject::{Part, Said, State, Subject, Sum};
use crate::portfolio::tally::Tally;

/// What figures are read off.
#[derive(Clone, Copy)]
pub(in crate::output::portfolio) struct Figures<'a> {
    pub setting: &'a Setting,
    pub report: &'a Report<'a>,
    pub tally: &'a Tally<'a>,
}

/// A figure.
#[derive(Debug, Clone, Serialize)]
pub(in crate::output::portfolio) struct Figure {
    pub text: String,
    /// What it is sorted by.
    pub n: u64,
    /// The list of its purchases.
    pub to: Option<String>,
}

impl Figure {
    /// A figure that nothing lists.
    pub fn bare(n: u64) -> Self {
        Self { text: number(n), n, to: None }
    }
}

impl Figures<'_> {
    /// The purchases of a subject.
    pub fn count(self, subject: Subject) -> Figure {
        let n = self.tally.n(subject);
        Figure { text: number(n), n, to: self.list(subject) }
    }

    /// The same, with its share of the purchases.
    pub fn share(self, subject: Subject, total: u64) -> Figure {
        let n = self.tally.n(subject);
        Figure { text: share(n, total), n, to: self.list(subject) }
    }

    /// The anchor of a list, where there is one; a part that is all of a means or of a family has the list of the whole.
    pub fn list(self, subject: Subject) -> Option<String> {
        let is_there = self.tally.lists.get(&subject).is_some_and(|list| !list.largest.is_empty());
        is_there.then(|| anchor(self.shown(subject)))
    }

    /// The subject whose list stands for this one.
    pub fn shown(self, subject: Subject) -> Subject {
        match subject {
            Subject::Measure(at, Part::Called | Part::Pending | Part::Declared) => {
                let whole = Subject::Measure(at, Part::Concerned);
                self.whole(whole, subject)
            }
            Subject::Cell(family, ..) => self.whole(Subject::Family(family), subject),
            other => other,
        }
    }

    /// The whole where the part is all of it.
    fn whole(self, whole: Subject, part: Subject) -> Subject {
        if self.tally.n(whole) == self.tally.n(part) { whole } else { part }
    }

    /// « Axe social ».
    pub fn axis_title(self, id: &str) -> String {
        let own = self.setting.schema.iter().flat_map(|policy| &policy.axes);
        let own = own.clone().find(|axis| axis.id == id).map(|axis| axis.titre.clone());
        own.unwrap_or_else(|| super::super::axis_title(id).to_owned())
    }
}

/// The anchor of the list of a subject: positions only, so that no id of a file ends in an address.
fn anchor(subject: Subject) -> String {
    let state = |state: State| match state {
        State::Called => "recommandee",
        State::Pending => "si",
        State::No => "non",
    };
    match subject {
        Subject::Axis(at, of) => format!("l-axe-{at}-{}", state(of)),
        Subject::Declared(at, said) => format!("l-declare-{at}-{}", said_id(said)),
        Subject::Measure(at, part) => format!("l-moyen-{at}-{}", part_id(part)),
        Subject::Indicator(at, _) | Subject::Known(at, _) => format!("l-indicateur-{at}"),
        Subject::Family(at) => format!("l-famille-{at}"),
        Subject::Cell(family, at, of) => format!("l-case-{family}-{at}-{}", state(of)),
        Subject::Sum(sum) => format!("l-montant-{}", sum_id(sum)),
        Subject::Missed => "manquees".into(),
    }
}

const fn said_id(said: Said) -> &'static str {
    match said {
        Said::Declared => "oui",
        Said::Without => "sans",
        Said::Nothing => "rien",
    }
}

const fn part_id(part: Part) -> &'static str {
    match part {
        Part::Concerned => "concernes",
        Part::Called => "recommandee",
        Part::Pending => "si",
        Part::Kept => "retenue",
        Part::Declared => "declaree",
    }
}

const fn sum_id(sum: Sum) -> &'static str {
    match sum {
        Sum::Ordinary => "ordinaires",
        Sum::Ceiling => "plafonds",
        Sum::Repeated => "repetes",
        Sum::Subsequent => "subsequents",
        Sum::Unknown => "inconnus",
    }
}
