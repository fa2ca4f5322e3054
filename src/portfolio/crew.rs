//! Records counted on as many threads as the machine has: one cuts sources into records, the others read and evaluate them.
//!
//! Records go in batches, few at a time, so that memory stays bounded. Totals do not depend on the order in which batches come back.

use std::ops::Range;
use std::panic;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, Scope};

use super::Choice;
use super::contribution::Assessor;
use super::draft::{Draft, Raw};
use super::source::Reading;
use super::split::Spot;
use super::totals::{Counted, Totals};

/// A batch is full of so many bytes of JSON, or of so many records.
const BYTES: usize = 256 * 1024;
const RECORDS: usize = 512;
/// Batches given out and not yet counted, beyond one a thread.
const AHEAD: usize = 2;

/// Records of one source.
#[derive(Default)]
struct Batch {
    source: Arc<str>,
    /// Those in JSON, one after the other.
    bytes: Vec<u8>,
    drafts: Vec<(u64, Spot, Kept)>,
    /// What became of them, once read.
    counted: Vec<Counted>,
}

/// What a source holds at a place, on its way to a thread.
enum Kept {
    Json(Range<usize>, bool),
    Other(Raw<'static>),
}

impl Batch {
    fn add(&mut self, draft: Draft<'_>) {
        let what = match draft.what {
            Raw::Json(bytes, concession) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Kept::Json(start..self.bytes.len(), concession)
            }
            Raw::Row(record, origin) => Kept::Other(Raw::Row(record, origin)),
            Raw::Read(contract) => Kept::Other(Raw::Read(contract)),
            Raw::Refused(refused) => Kept::Other(Raw::Refused(refused)),
        };
        self.drafts.push((draft.rank, draft.at, what));
    }

    fn is_full(&self) -> bool {
        self.bytes.len() >= BYTES || self.drafts.len() >= RECORDS
    }

    /// Reads and evaluates its records.
    fn count(&mut self, worker: &Worker<'_, '_>) {
        for (rank, at, what) in self.drafts.drain(..) {
            let what = match what {
                Kept::Json(place, concession) => {
                    Raw::Json(self.bytes.get(place).unwrap_or_default(), concession)
                }
                Kept::Other(raw) => raw,
            };
            let item = Draft { rank, at, what }.read(worker.reading);
            self.counted.push(worker.choice.assess(&worker.assessor, item));
        }
        self.bytes.clear();
    }
}

/// What a thread reads and evaluates with.
struct Worker<'c, 'b> {
    choice: &'c Choice,
    assessor: Assessor<'b>,
    reading: Reading<'c>,
}

impl Worker<'_, '_> {
    /// Takes batches as long as some come.
    fn run(&self, work: &Mutex<Receiver<Batch>>, done: &Sender<Option<Batch>>) {
        let _watch = Watch(done);
        let next = || work.lock().ok().and_then(|work| work.recv().ok());
        while let Some(mut batch) = next() {
            batch.count(self);
            if done.send(Some(batch)).is_err() {
                return;
            }
        }
    }
}

/// Says that a thread falls: its batch would be waited for without end.
struct Watch<'d>(&'d Sender<Option<Batch>>);

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Nobody to tell when the count is over.
            let _ = self.0.send(None);
        }
    }
}

/// Threads that count records.
pub struct Crew {
    work: SyncSender<Batch>,
    /// `None` from a thread that falls.
    done: Receiver<Option<Batch>>,
    /// Batches that are out, and how many may be.
    out: usize,
    most: usize,
    batch: Batch,
    /// Counted, and ready to be filled again.
    spare: Vec<Batch>,
}

impl Crew {
    /// Starts a thread for each processor.
    pub fn start<'s, 'e>(
        scope: &'s Scope<'s, 'e>,
        choice: &'e Choice,
        assessor: &Assessor<'e>,
        reading: Reading<'e>,
    ) -> Self {
        let n = thread::available_parallelism().map_or(1, usize::from);
        let most = n + AHEAD;
        let (work, taken) = sync_channel(most);
        let (given, done) = channel();
        let taken = Arc::new(Mutex::new(taken));
        for _ in 0..n {
            let (taken, given) = (Arc::clone(&taken), given.clone());
            let worker = Worker { choice, assessor: assessor.twin(), reading };
            scope.spawn(move || worker.run(&taken, &given));
        }
        Self { work, done, out: 0, most, batch: Batch::default(), spare: Vec::new() }
    }

    /// Takes a record; what is counted meanwhile is added to totals.
    pub fn take(&mut self, source: &Arc<str>, draft: Draft<'_>, into: &mut Totals) {
        if self.batch.drafts.is_empty() {
            self.batch.source = Arc::clone(source);
        }
        self.batch.add(draft);
        if self.batch.is_full() {
            self.send(into);
        }
    }

    /// Waits for all the records of a source.
    pub fn finish(&mut self, into: &mut Totals) {
        self.send(into);
        while self.out > 0 {
            self.add(into);
        }
    }

    fn send(&mut self, into: &mut Totals) {
        if self.batch.drafts.is_empty() {
            return;
        }
        if self.out == self.most {
            self.add(into);
        }
        let batch = std::mem::replace(&mut self.batch, self.spare.pop().unwrap_or_default());
        if self.work.send(batch).is_err() {
            fall();
        }
        self.out += 1;
    }

    /// Adds a batch to totals.
    fn add(&mut self, into: &mut Totals) {
        let Ok(Some(mut batch)) = self.done.recv() else { fall() };
        self.out -= 1;
        for one in batch.counted.drain(..) {
            into.add(&batch.source, one);
        }
        self.spare.push(batch);
    }
}

/// A fault of ours in a thread stops the count, rather than leave records out of it.
fn fall() -> ! {
    panic::resume_unwind(Box::new("un fil de lecture est tombé"))
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::Watch;

    #[test]
    fn un_fil_qui_tombe_se_dit() {
        let (given, done) = channel();
        let fallen = thread::spawn(move || {
            let _watch = Watch(&given);
            std::panic::resume_unwind(Box::new(()));
        });
        assert!(fallen.join().is_err());
        assert!(matches!(done.recv(), Ok(None)));
    }
}
