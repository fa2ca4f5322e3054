//! Bytes one by one, from chunks, with the place they stand at.

use std::io::{self, Read};

use super::Spot;

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
        let lines: usize = passed.iter().map(|byte| usize::from(*byte == b'\n')).sum();
        self.at += n;
        self.spot.byte += n as u64;
        self.spot.line += lines as u64;
        passed
    }

    fn refill(&mut self) {
        self.at = 0;
        self.chunk.resize(64 * 1024, 0);
        let read = loop {
            if self.fault.is_some() {
                break 0;
            }
            match self.bytes.read(&mut self.chunk) {
                Ok(read) => break read,
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(fault) => self.fault = Some(fault),
            }
        };
        self.chunk.truncate(read);
    }
}
