//! The clauses that a French public purchase calls for: which, why, and their texts.

pub mod cpv;
pub mod document;
pub mod text;
