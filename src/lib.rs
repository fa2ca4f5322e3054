//! The clauses that a French public purchase calls for: which, why, and their texts.
//!
//! A [`base::Base`] is loaded once; [`purchase::Purchase`]s are read and evaluated against it; `draft` turns the answer into documents.

pub mod base;
pub mod catalogue;
pub mod coverage;
pub mod cpv;
pub mod diagnostic;
pub mod document;
pub mod dossier;
pub mod draft;
pub mod engine;
pub mod error;
pub mod fact;
pub mod lint;
pub mod money;
pub mod output;
pub mod purchase;
mod table;
pub mod text;
pub mod truth;
