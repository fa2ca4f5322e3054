//! Writers: an answer for a program or for a person, the document model for the formats people open.

pub(crate) mod address;
pub mod agec;
pub mod brief;
pub mod comparison;
pub mod coverage;
pub mod difference;
pub mod docx;
pub mod effect;
pub mod html;
pub mod json;
pub mod line;
pub mod markdown;
pub mod portfolio;
pub mod screen;
pub mod trial;
pub mod why;
pub(crate) mod wording;
