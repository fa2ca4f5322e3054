//! Writers: the document model to the formats people open.

pub mod docx;
pub mod html;
pub mod markdown;
