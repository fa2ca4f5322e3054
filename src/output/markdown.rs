//! stub
use crate::document::Document;
#[must_use]
pub fn write(_: &Document, _: bool) -> String {
    String::new()
}
