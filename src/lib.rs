//! The clauses that a French public purchase calls for: which, why, and their texts.

pub mod document;
pub mod output;
