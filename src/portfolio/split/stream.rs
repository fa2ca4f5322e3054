//! Bytes from chunks, one by one or a value at once, with the place they stand at.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2};

use super::Spot;

/// How much is read at once; most records stand whole in it.
const CHUNK: usize = 256 * 1024;

pub(super) struct Stream<R> {
    bytes: R,
    /// Of one length; what is at hand stands between two places.
    chunk: Vec<u8>,
    at: usize,
    end: usize,
    pub(super) spot: Spot,
    /// Why nothing more is read.
    pub(super) fault: Option<io::Error>,
}

impl<R: Read> Stream<R> {
    pub(super) fn new(bytes: R) -> Self {
        let spot = Spot { byte: 0, line: 1 };
        Self { bytes, chunk: vec![0; CHUNK], at: 0, end: 0, spot, fault: None }
    }

    fn at_hand(&self) -> &[u8] {
        self.chunk.get(self.at..self.end).unwrap_or_default()
    }

    pub(super) fn peek(&mut self) -> Option<u8> {
        if self.at == self.end {
            self.top_up();
        }
        self.at_hand().first().copied()
    }

    pub(super) fn bump(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        self.spot.byte += 1;
        self.spot.line += u64::from(byte == b'\n');
        Some(byte)
    }

    /// Passes the bytes at hand up to the first that stops: all that is at hand, at most.
    pub(super) fn pass_until(&mut self, stops: impl Fn(u8) -> bool) -> &[u8] {
        if self.at == self.end {
            self.top_up();
        }
        let rest = self.at_hand();
        let length = rest.iter().position(|byte| stops(*byte)).unwrap_or(rest.len());
        self.pass(length)
    }

    /// Passes the object that starts here, when it ends in what is at hand, or what one more reading brings.
    pub(super) fn pass_object(&mut self) -> Option<&[u8]> {
        let length = end_of_object(self.at_hand()).or_else(|| {
            self.top_up();
            end_of_object(self.at_hand())
        })?;
        Some(self.pass(length))
    }

    fn pass(&mut self, length: usize) -> &[u8] {
        let start = self.at;
        self.at += length;
        let passed = self.chunk.get(start..self.at).unwrap_or_default();
        self.spot.pass(passed);
        passed
    }

    /// Reads on behind what is not passed yet.
    fn top_up(&mut self) {
        self.chunk.copy_within(self.at..self.end, 0);
        self.end -= self.at;
        self.at = 0;
        let room = self.chunk.get_mut(self.end..).unwrap_or_default();
        while self.fault.is_none() {
            match self.bytes.read(room) {
                Ok(read) => {
                    self.end += read;
                    return;
                }
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(fault) => self.fault = Some(fault),
            }
        }
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
