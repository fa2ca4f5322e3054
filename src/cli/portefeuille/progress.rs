//! A line that says how far a long count is, on a terminal only; and Ctrl-C, which ends it with what was done.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clausier::money::grouped;

/// Nothing is said of a shorter count.
const QUIET: Duration = Duration::from_secs(2);
const EVERY: Duration = Duration::from_millis(250);

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Whether Ctrl-C was typed.
pub fn is_interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

pub struct Progress {
    on: bool,
    start: Instant,
    next: Instant,
    shown: bool,
}

impl Progress {
    pub fn start() -> Self {
        // Without a handler, Ctrl-C ends the command as it ends any other.
        let _ = ctrlc::set_handler(|| {
            // Typed twice: whoever waits does not want the answer.
            if INTERRUPTED.swap(true, Ordering::Relaxed) {
                leave();
            }
        });
        let start = Instant::now();
        Self { on: io::stderr().is_terminal(), start, next: start + QUIET, shown: false }
    }

    pub fn tick(&mut self, n: u64) {
        // A clock read a record would cost more than some records.
        if !self.on || !n.is_multiple_of(64) {
            return;
        }
        let now = Instant::now();
        if now >= self.next {
            self.next = now + EVERY;
            self.shown = true;
            let seconds = self.start.elapsed().as_secs().max(1);
            let speed = grouped(n / seconds);
            let _ =
                write!(io::stderr(), "\r{} enregistrements lus, {speed} par seconde ", grouped(n));
        }
    }

    /// Takes the line away.
    pub fn end(&mut self) {
        if self.shown {
            self.shown = false;
            let _ = write!(io::stderr(), "\r{:60}\r", "");
        }
    }
}

#[allow(clippy::exit, reason = "a signal handler has no one to answer to")]
fn leave() {
    std::process::exit(130);
}
