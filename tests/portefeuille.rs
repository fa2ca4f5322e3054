//! Portfolios: every known shape and defect of what is published, sums that do not lie, totals that merge.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "portefeuille/anomalies.rs"]
mod anomalies;
#[path = "portefeuille/classeur.rs"]
mod classeur;
#[path = "portefeuille/donnees.rs"]
mod donnees;
#[path = "portefeuille/parquet.rs"]
mod parquet;
#[path = "portefeuille/regles.rs"]
mod regles;
#[path = "portefeuille/sources.rs"]
mod sources;
#[path = "portefeuille/tableau.rs"]
mod tableau;
#[path = "portefeuille/totaux.rs"]
mod totaux;
