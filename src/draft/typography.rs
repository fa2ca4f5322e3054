//! placeholder until merged
use crate::document::Document;
#[must_use]
pub fn document(document: Document) -> Document {
    document
}
