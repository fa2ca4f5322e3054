//! stub
use crate::document::Document;
pub fn write(_: &Document, _: bool) -> String {
    String::new()
}
