//! Writers: an answer for a program or for a person, the document model for the formats people open.

pub(crate) mod address;
#[cfg(feature = "atelier")]
pub mod agec;
#[cfg(feature = "atelier")]
mod alignment;
pub mod brief;
#[cfg(feature = "atelier")]
pub mod comparison;
#[cfg(feature = "atelier")]
pub mod coverage;
#[cfg(feature = "atelier")]
pub mod difference;
pub mod docx;
pub mod effect;
pub mod html;
pub mod json;
pub mod line;
pub mod markdown;
#[cfg(feature = "atelier")]
pub mod portfolio;
pub mod screen;
#[cfg(feature = "atelier")]
pub mod trial;
pub mod why;
pub(crate) mod wording;
