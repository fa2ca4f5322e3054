//! Bytes of a source: gzip undone on the way, the first ones looked at to tell what it holds, whatever its name says.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// How much of a source is looked at.
const HEAD: u64 = 64 * 1024;

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Empty,
    /// A list, or what stands under `marches`.
    Json,
    /// One record a line.
    Lines,
    Table,
    Workbook,
    Parquet,
    Xml,
    /// Text of two bytes a character.
    Utf16,
    Binary,
}

/// A source opened: what its first bytes say, then all of its bytes.
pub struct Input {
    pub shape: Shape,
    /// The first bytes, without byte order mark.
    pub head: Vec<u8>,
    pub bytes: Box<dyn Read>,
}

/// Opens a source.
///
/// # Errors
/// When nothing at all can be read.
pub fn open(source: Box<dyn Read>) -> io::Result<Input> {
    let mut source = BufReader::with_capacity(128 * 1024, source);
    let packed = source.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    let mut plain: Box<dyn Read> =
        if packed { Box::new(MultiGzDecoder::new(source)) } else { Box::new(source) };
    let mut head = Vec::new();
    // What a damaged archive gave before its fault is kept; the fault comes in its turn.
    let fault = plain.by_ref().take(HEAD).read_to_end(&mut head).err();
    if let Some(fault) = &fault
        && head.is_empty()
    {
        return Err(io::Error::new(fault.kind(), fault.to_string()));
    }
    if head.starts_with(&[0xef, 0xbb, 0xbf]) {
        head.drain(..3);
    }
    let shape = shape(&head);
    let rest = Rest { fault, plain };
    Ok(Input { shape, bytes: Box::new(Cursor::new(head.clone()).chain(rest)), head })
}

/// What follows the head: its fault first, if it had one.
struct Rest {
    fault: Option<io::Error>,
    plain: Box<dyn Read>,
}

impl Read for Rest {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => self.plain.read(into),
        }
    }
}

fn shape(head: &[u8]) -> Shape {
    let text = head.trim_ascii_start();
    match text {
        [] => Shape::Empty,
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Shape::Utf16,
        [b'P', b'K', 3, 4, ..] => Shape::Workbook,
        [b'P', b'A', b'R', b'1', ..] => Shape::Parquet,
        [b'<', ..] => Shape::Xml,
        [b'{', ..] if is_line_of_json(text) => Shape::Lines,
        [b'[' | b'{', ..] => Shape::Json,
        _ if head.contains(&0) => Shape::Binary,
        _ => Shape::Table,
    }
}

/// Whether the first line is a record by itself, and not the whole of a published file on one line.
fn is_line_of_json(text: &[u8]) -> bool {
    let Some(line) = text.split(|byte| *byte == b'\n').next() else { return false };
    let line = String::from_utf8_lossy(line);
    let keys: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(&line);
    keys.is_ok_and(|keys| !keys.keys().any(|key| super::split::is_wrapper(key)))
}

#[cfg(test)]
mod tests {
    use super::{Shape, shape};

    #[test]
    fn le_contenu_dit_la_forme_et_non_le_nom() {
        assert_eq!(shape(b" \n[{}]"), Shape::Json);
        assert_eq!(shape(b"{\"marches\":[]}"), Shape::Json);
        assert_eq!(shape(b"{\"id\":1}\n{\"id\":2}"), Shape::Lines);
        assert_eq!(shape(b"objet;montant\n"), Shape::Table);
        assert_eq!(shape(b"<?xml version='1.0'?>"), Shape::Xml);
        assert_eq!(shape(b"PK\x03\x04..."), Shape::Workbook);
        assert_eq!(shape(b"\n \n"), Shape::Empty);
    }
}
