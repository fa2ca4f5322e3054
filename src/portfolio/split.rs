//! A stream of JSON cut into its records, in bounded memory: a list, what stands under `marches`, or records one after the other.
//!
//! Only brackets and quotes are followed here; each record is parsed by itself, so that a faulty one is refused with its place and the
//! next ones are still read.

mod stream;
mod value;

use std::io::{self, Read};
use std::ops::ControlFlow;

use self::stream::Stream;
use self::value::Taken;
use super::fate::Refusal;

/// The largest record: published ones make some kilobytes.
pub const MAX_RECORD: usize = 8 * 1024 * 1024;

/// Names under which published files put their records.
const WRAPPERS: [&str; 6] =
    ["marches", "marche", "contrat-concession", "contrats-concession", "results", "cas"];

/// Whether records stand under this key.
#[must_use]
pub fn is_wrapper(key: &str) -> bool {
    WRAPPERS.contains(&key)
}

/// Where a record starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Spot {
    /// Bytes before it.
    pub byte: u64,
    /// From 1.
    pub line: u64,
}

/// A record, or why there is none there.
#[derive(Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub at: Spot,
    /// Whether it stands among concessions.
    pub concession: bool,
    pub what: Result<&'a [u8], Refusal>,
}

/// How the reading of a stream ended.
#[derive(Debug)]
pub enum End {
    Whole,
    /// Whoever takes the records had enough.
    Stopped,
    /// The stream ends before what it opened.
    Cut(Spot),
    /// The stream cannot be read further.
    Fault(Spot, io::Error),
}

type Take<'t> = &'t mut dyn FnMut(Piece<'_>) -> ControlFlow<()>;

/// Gives each record of a stream in turn.
pub fn split(bytes: impl Read, take: Take<'_>) -> End {
    let mut splitter = Splitter::new(bytes, take);
    while let Some(byte) = splitter.skip_blank() {
        if splitter.is_stopped() {
            break;
        }
        splitter.value(byte, true);
    }
    splitter.end()
}

/// Gives each line of a stream in turn: a line that is no record does not spoil the next ones.
pub fn lines(bytes: impl Read, take: Take<'_>) -> End {
    let mut splitter = Splitter::new(bytes, take);
    while splitter.skip_blank().is_some() && !splitter.is_stopped() {
        splitter.line();
    }
    splitter.end()
}

struct Splitter<'t, R> {
    stream: Stream<R>,
    /// The record being read; empty when it is too large.
    record: Vec<u8>,
    is_too_large: bool,
    concession: bool,
    state: State,
    take: Take<'t>,
}

impl<'t, R: Read> Splitter<'t, R> {
    fn new(bytes: R, take: Take<'t>) -> Self {
        Self {
            stream: Stream::new(bytes),
            record: Vec::new(),
            is_too_large: false,
            concession: false,
            state: State::Running,
            take,
        }
    }

    fn end(self) -> End {
        match self.stream.fault {
            _ if self.is_stopped() => End::Stopped,
            Some(fault) => End::Fault(self.stream.spot, fault),
            None if self.state == State::Cut => End::Cut(self.stream.spot),
            None => End::Whole,
        }
    }

    fn is_stopped(&self) -> bool {
        self.state == State::Stopped
    }

    /// The stream ended before what it opened.
    fn cut(&mut self) {
        if !self.is_stopped() {
            self.state = State::Cut;
        }
    }

    fn peek(&mut self) -> Option<u8> {
        self.stream.peek()
    }

    fn bump(&mut self) -> Option<u8> {
        self.stream.bump()
    }

    /// The next byte that is neither blank nor a comma.
    fn skip_blank(&mut self) -> Option<u8> {
        while let Some(byte) = self.peek() {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',') {
                return Some(byte);
            }
            self.bump();
        }
        None
    }

    /// Takes what starts here, where a record or a list is expected. `outer`: it may wrap the records.
    fn value(&mut self, first: u8, outer: bool) {
        match first {
            b'[' => self.list(),
            b'{' => self.object(outer),
            _ => self.stray(),
        }
    }

    fn list(&mut self) {
        self.bump();
        loop {
            match self.skip_blank() {
                _ if self.is_stopped() => return,
                None => return self.cut(),
                Some(b']') => {
                    self.bump();
                    return;
                }
                Some(b'{') => self.object(false),
                Some(_) => self.stray(),
            }
        }
    }

    /// A record, or an object whose keys lead to records.
    fn object(&mut self, outer: bool) {
        let at = self.stream.spot;
        if !outer && let Some(bytes) = self.stream.pass_object() {
            let piece = Piece { at, concession: self.concession, what: Ok(bytes) };
            if (self.take)(piece).is_break() {
                self.state = State::Stopped;
            }
            return;
        }
        self.clear();
        match self.take_value(outer) {
            Taken::Whole => self.give(at, None),
            Taken::Cut => {
                self.cut();
                self.give(at, Some(Refusal::CutShort));
            }
            Taken::Wrapper(key) => self.inside(&key),
        }
    }

    /// The rest of an object one of whose keys leads to records.
    fn inside(&mut self, key: &str) {
        self.lead(key);
        loop {
            match self.skip_blank() {
                _ if self.is_stopped() => return,
                None => return self.cut(),
                Some(b'}') => {
                    self.bump();
                    return;
                }
                Some(b'"') => {
                    self.clear();
                    self.string();
                    let key = unquoted(&self.record);
                    if self.skip_blank() == Some(b':') {
                        self.bump();
                    }
                    self.lead(&key);
                }
                Some(_) => self.stray(),
            }
        }
    }

    /// The value of a key: its records, or nothing that matters.
    fn lead(&mut self, key: &str) {
        let Some(first) = self.skip_blank() else {
            self.cut();
            return;
        };
        if !is_wrapper(key) {
            self.clear();
            self.take_value(false);
            return;
        }
        let before = self.concession;
        self.concession = before || key.contains("concession");
        self.value(first, true);
        self.concession = before;
    }

    /// Text where a record is expected: refused up to the next place where one may start.
    fn stray(&mut self) {
        let at = self.stream.spot;
        self.clear();
        while let Some(byte) = self.peek() {
            if matches!(byte, b'{' | b'[' | b']' | b'}' | b',' | b'\n') && self.stream.spot != at {
                break;
            }
            self.bump();
        }
        self.give(at, Some(Refusal::NotARecord));
    }

    fn line(&mut self) {
        let at = self.stream.spot;
        self.clear();
        self.keep_until(|byte| byte == b'\n');
        self.bump();
        let refusal = self.stream.fault.is_some().then_some(Refusal::CutShort);
        self.give(at, refusal);
    }

    fn give(&mut self, at: Spot, refusal: Option<Refusal>) {
        let what = match refusal {
            Some(refusal) => Err(refusal),
            None if self.is_too_large => Err(Refusal::TooLarge),
            None => Ok(self.record.as_slice()),
        };
        let piece = Piece { at, concession: self.concession, what };
        if (self.take)(piece).is_break() {
            self.state = State::Stopped;
        }
    }
}

/// Where the reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Running,
    Stopped,
    Cut,
}

fn unquoted(string: &[u8]) -> String {
    String::from_utf8_lossy(string).trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests;
