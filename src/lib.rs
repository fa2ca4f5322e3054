//! The clauses that a French public purchase calls for: which, why, and their texts.
//!
//! A [`base::Base`] is loaded once; [`purchase::Purchase`]s are read and evaluated against it; `draft` turns the answer into documents.

pub mod agec;
pub mod base;
pub mod catalogue;
pub mod comparison;
pub mod coverage;
pub mod cpv;
pub mod diagnostic;
pub mod document;
pub mod dossier;
pub mod draft;
pub mod effect;
pub mod engine;
pub mod error;
pub mod export;
pub mod fact;
pub mod lint;
pub mod money;
pub mod mutation;
pub mod output;
pub mod portfolio;
pub mod proof;
pub mod purchase;
pub mod schema;
#[cfg(feature = "serveur")]
pub mod serve;
mod table;
pub mod text;
pub mod trial;
pub mod truth;
