//! The buyer's page and the JSON interface, asked in process: journeys, refusals, hostile input.
#![cfg(feature = "serveur")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod servir {
    pub mod desk;
    mod garde;
    mod hostile;
    mod interface;
    mod parcours;
    mod prise;
    mod proprietes;
}
