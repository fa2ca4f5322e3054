//! Whole dossiers of the cases and of real purchases: what they look like, and what must hold in all of them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed set-up is a failed test")]

#[path = "documents/case.rs"]
mod case;
#[path = "documents/clauses.rs"]
mod clauses;
#[path = "documents/office.rs"]
mod office;
#[path = "documents/pages.rs"]
mod pages;
#[path = "documents/rules.rs"]
mod rules;
#[path = "documents/skeleton.rs"]
mod skeleton;
#[path = "documents/walk.rs"]
mod walk;
