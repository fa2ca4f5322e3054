//! Trying a base on purchases: what a set of fiches, and the examples of rules, show of it, and what they leave unseen.
//!
//! A [`Case`] is a purchase evaluated once and asked many times. [`exercise`] counts the rules and conditions that cases show;
//! [`boundary`] finds the bounds on which none sits and proposes a fiche for each; [`survivor`] lists the edits of rules that none
//! would notice. Nothing here touches a file.

pub mod boundary;
pub mod exercise;
pub mod leaf;
pub mod proposal;
pub mod survivor;

use jiff::civil::Date;

use crate::base::Base;
use crate::base::rule::Rule;
use crate::engine::{Evaluation, evaluate_some};
use crate::purchase::{Purchase, read};

/// A purchase tried on a base.
#[derive(Debug, Clone)]
pub struct Case<'b> {
    pub purchase: Purchase,
    /// What is known of it; the outcomes of rules are asked for one by one.
    pub evaluation: Evaluation<'b>,
    /// The only rule it speaks of, for an example; `None` for a fiche, which speaks of all.
    pub rule: Option<&'b str>,
}

impl<'b> Case<'b> {
    /// A fiche, on the date its rules are read on.
    #[must_use]
    pub fn fiche(base: &'b Base, purchase: Purchase, date: Date) -> Self {
        let evaluation = evaluate_some(base, &[], &purchase, date);
        Self { purchase, evaluation, rule: None }
    }

    /// Every example of the rules that reads as a fiche.
    #[must_use]
    pub fn examples(base: &'b Base) -> Vec<Self> {
        base.rules.iter().flat_map(|rule| Self::examples_of(base, rule)).collect()
    }

    /// The examples of one rule, read with its policy.
    pub fn examples_of(base: &'b Base, rule: &'b Rule) -> impl Iterator<Item = Self> {
        rule.examples.iter().filter_map(move |example| {
            let mut purchase = read::example(&example.fiche, base).0?;
            purchase.buyer.policy = rule.policy.as_deref().map(Into::into);
            let date = purchase.launch.unwrap_or(base.as_of);
            Some(Self { rule: Some(&rule.id), ..Self::fiche(base, purchase, date) })
        })
    }

    /// Whether it may show something of a rule.
    #[must_use]
    pub fn speaks_of(&self, rule: &Rule) -> bool {
        self.rule.is_none_or(|own| own == rule.id)
    }
}

/// Where a rule is written: its file, and the line.
#[must_use]
pub fn place_of(rule: &Rule) -> String {
    let (line, _) = rule.place.source.line_column(rule.place.span.start);
    format!("{}:{line}", rule.place.source.name)
}
