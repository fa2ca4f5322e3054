//! placeholder until merged
use crate::document::Document;
pub fn document(document: Document) -> Document {
    document
}
