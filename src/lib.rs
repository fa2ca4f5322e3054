//! The clauses that a French public purchase calls for: which, why, and their texts.
//!
//! A [`base::Base`] is loaded once; [`purchase::Purchase`]s are read and evaluated against it; `draft` turns the answer into documents.

// A few helpers serve the workbench only: without it they are compiled for nothing.
#![cfg_attr(not(feature = "atelier"), allow(dead_code, unused_imports))]

#[cfg(feature = "atelier")]
pub mod agec;
pub mod base;
#[cfg(feature = "atelier")]
pub mod catalogue;
#[cfg(feature = "atelier")]
pub mod comparison;
#[cfg(feature = "atelier")]
pub mod coverage;
pub mod cpv;
pub mod diagnostic;
pub mod document;
pub mod dossier;
pub mod draft;
pub mod effect;
pub mod engine;
pub mod error;
#[cfg(feature = "atelier")]
pub mod export;
pub mod fact;
pub mod folder;
#[cfg(feature = "atelier")]
mod hash;
#[cfg(feature = "atelier")]
pub mod lint;
pub mod money;
#[cfg(feature = "atelier")]
pub mod mutation;
pub mod output;
#[cfg(feature = "atelier")]
pub mod portfolio;
#[cfg(feature = "atelier")]
pub mod proof;
pub mod purchase;
#[cfg(feature = "atelier")]
pub mod schema;
#[cfg(feature = "serveur")]
pub mod serve;
mod table;
pub mod text;
#[cfg(feature = "atelier")]
pub mod trial;
pub mod truth;
