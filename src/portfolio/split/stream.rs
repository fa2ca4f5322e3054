//! Bytes from chunks, one by one or a value at once, with the place they stand at.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2};

use super::Spot;

/// How much is read at once; most records stand whole in it.
const CHUNK: usize = 256 * 1024;

pub(super) struct Stream<R> {
    bytes: R,
    chunk: Vec<u8>,
    at: usize,
    pub(super) spot: Spot,
    /// Why nothing more is read.
    pub(super) fault: Option<io::Error>,
}

impl<R: Read> Stream<R> {
    pub(super) const fn new(bytes: R) -> Self {
        let spot = Spot { byte: 0, line: 1 };
        Self { bytes, chunk: Vec::new(), at: 0, spot, fault: None }
    }

    pub(super) fn peek(&mut self) -> Option<u8> {
        if self.at == self.chunk.len() {
            self.refill();
        }
        self.chunk.get(self.at).copied()
    }

    pub(super) fn bump(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        self.spot.byte += 1;
        self.spot.line += u64::from(byte == b'\n');
        Some(byte)
    }

    /// Passes the bytes at hand up to the first that stops: all that is left of a chunk, at most.
    pub(super) fn pass_until(&mut self, stops: impl Fn(u8) -> bool) -> &[u8] {
        if self.at == self.chunk.len() {
            self.refill();
        }
        let rest = self.chunk.get(self.at..).unwrap_or_default();
        let n = rest.iter().position(|byte| stops(*byte)).unwrap_or(rest.len());
        let passed = rest.get(..n).unwrap_or_default();
        self.at += n;
        self.spot.pass(passed);
        passed
    }

    /// Passes the object that starts here, when it is not longer than what can be at hand.
    pub(super) fn pass_object(&mut self) -> Option<&[u8]> {
        let length = loop {
            match end_of_object(self.chunk.get(self.at..)?) {
                Some(length) => break length,
                None if self.top_up() == 0 => return None,
                None => {}
            }
        };
        let start = self.at;
        self.at += length;
        let object = self.chunk.get(start..self.at)?;
        self.spot.pass(object);
        Some(object)
    }

    fn refill(&mut self) {
        self.at = self.chunk.len();
        self.top_up();
    }

    /// Reads on behind what is not passed yet, and says how much came; nothing more fits behind a whole chunk.
    fn top_up(&mut self) -> usize {
        self.chunk.drain(..self.at);
        self.at = 0;
        let held = self.chunk.len();
        self.chunk.resize(CHUNK, 0);
        let room = self.chunk.get_mut(held..).unwrap_or_default();
        let read = loop {
            if self.fault.is_some() {
                break 0;
            }
            match self.bytes.read(room) {
                Ok(read) => break read,
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(fault) => self.fault = Some(fault),
            }
        };
        self.chunk.truncate(held + read);
        read
    }
}

impl Spot {
    fn pass(&mut self, bytes: &[u8]) {
        self.byte += bytes.len() as u64;
        self.line += memchr_iter(b'\n', bytes).count() as u64;
    }
}

/// The length of the object that starts there, when it ends there too: brackets are counted outside strings.
fn end_of_object(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_u32);
    loop {
        match bytes.get(at)? {
            b'"' => at = end_of_string(bytes, at + 1)?,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 1 => return Some(at + 1),
            b'}' | b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        at += 1;
    }
}

/// Where the quote that ends a string stands.
fn end_of_string(bytes: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let at = from + memchr2(b'"', b'\\', bytes.get(from..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}
