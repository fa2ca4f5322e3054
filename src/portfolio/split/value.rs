//! One value copied out of the stream, within bounds: brackets and quotes are followed, nothing is parsed.

use std::io::Read;

use super::{MAX_RECORD, Splitter, is_wrapper, unquoted};

/// What [`Splitter::take_value`] met.
pub(super) enum Taken {
    Whole,
    Cut,
    /// A key that leads to records, its colon passed.
    Wrapper(String),
}

impl<R: Read> Splitter<'_, R> {
    /// Reads a whole value into the record: an object, a list, a string or a bare word.
    pub(super) fn take_value(&mut self, outer: bool) -> Taken {
        let mut depth = 0_u32;
        loop {
            let Some(byte) = self.peek() else { return Taken::Cut };
            match byte {
                b'"' => {
                    let from = self.record.len();
                    if !self.string() {
                        return Taken::Cut;
                    }
                    if let Some(key) = self.wrapper_from(from, outer && depth == 1) {
                        return Taken::Wrapper(key);
                    }
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.keep_next();
                }
                b'}' | b']' | b',' if depth == 0 => return Taken::Whole,
                b'}' | b']' => {
                    depth -= 1;
                    self.keep_next();
                }
                _ => {
                    self.keep_next();
                    self.keep_until(|byte| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']' | b','));
                    continue;
                }
            }
            if depth == 0 {
                return Taken::Whole;
            }
        }
    }

    /// The key just read, when it leads to records.
    fn wrapper_from(&mut self, from: usize, outer: bool) -> Option<String> {
        let key = unquoted(self.record.get(from..).filter(|_| outer)?);
        if !is_wrapper(&key) || self.skip_blank() != Some(b':') {
            return None;
        }
        self.bump();
        Some(key)
    }

    /// Reads a string with its quotes; `false` when the stream ends in it.
    pub(super) fn string(&mut self) -> bool {
        self.keep_next();
        loop {
            self.keep_until(|byte| matches!(byte, b'"' | b'\\'));
            let Some(byte) = self.peek() else { return false };
            self.keep_next();
            match byte {
                b'"' => return true,
                b'\\' if self.peek().is_none() => return false,
                b'\\' => self.keep_next(),
                _ => {}
            }
        }
    }

    /// Keeps what stands before the first byte that stops, chunk by chunk.
    pub(super) fn keep_until(&mut self, stops: impl Fn(u8) -> bool) {
        loop {
            let passed = self.stream.pass_until(&stops);
            if passed.is_empty() {
                return;
            }
            if self.record.len() + passed.len() > MAX_RECORD {
                self.is_too_large = true;
                self.record = Vec::new();
            }
            if !self.is_too_large {
                self.record.extend_from_slice(passed);
            }
        }
    }

    fn keep_next(&mut self) {
        if let Some(byte) = self.bump() {
            self.keep(byte);
        }
    }

    fn keep(&mut self, byte: u8) {
        if self.record.len() == MAX_RECORD {
            self.is_too_large = true;
            self.record = Vec::new();
        }
        if !self.is_too_large {
            self.record.push(byte);
        }
    }

    pub(super) fn clear(&mut self) {
        self.record.clear();
        self.is_too_large = false;
    }
}
