//! A French year through `clausier portefeuille`, beside `serde_json` that streams the same fields into the same struct and drops it.
//!
//! `cargo bench --bench annee` makes the years (218 000 and 850 000 contracts, about 1 GB) in the target folder, then prints a table in
//! Markdown: times, their ratio, peak memory, and what of it the table of contracts holds. `CONTRATS=20000 cargo bench --bench annee` takes another number.

#![allow(clippy::expect_used, reason = "a failed set-up is a failed bench")]
#![allow(clippy::print_stdout, reason = "the table is what the bench is for")]

mod generate;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use clausier::portfolio::record::Record;
use clausier::portfolio::totals::Totals;
use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Records of the year 2025, and about one gigabyte of them.
const YEARS: [usize; 2] = [218_000, 850_000];
const SEED: u64 = 20_250_101;
/// Runs of each; the best is kept, since whatever else the machine does only adds.
const RUNS: usize = 3;

fn main() {
    let asked = std::env::var("CONTRATS").ok().and_then(|text| text.parse().ok());
    println!(
        "| contrats | fichier | serde_json seul | `clausier portefeuille` | rapport | mémoire au plus haut | table des contrats | mémoire au-delà de la table |"
    );
    println!("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for n in asked.map_or(YEARS.to_vec(), |n| vec![n]) {
        let file = made(n);
        let size = fs::metadata(&file).expect("the year was made").len();
        let alone = best(|| read_alone(&file, n));
        let whole = best(|| count(&file));
        let memory = (0..RUNS).map(|_| peak(&file)).max().unwrap_or(0);
        let table = table(&file);
        println!(
            "| {n} | {} Mo | {:.2} s | {:.2} s | {:.2} | {} Mio | {} Mio | {} Mio |",
            size / 1_000_000,
            alone.as_secs_f64(),
            whole.as_secs_f64(),
            whole.as_secs_f64() / alone.as_secs_f64(),
            memory / 1024,
            table / 1024,
            memory.saturating_sub(table) / 1024
        );
    }
}

/// The year in the target folder, made once.
fn made(n: usize) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("annee-{n}.json"));
    if !file.exists() {
        let draft = folder.join(format!("annee-{n}.en-cours"));
        let mut to =
            BufWriter::new(File::create(&draft).expect("the target folder can be written"));
        generate::year(&mut to, n, SEED)
            .and_then(|()| to.flush())
            .expect("the year can be written");
        fs::rename(draft, &file).expect("the year can be named");
    }
    file
}

fn best(run: impl Fn()) -> Duration {
    let time = || {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..RUNS).map(|_| time()).min().unwrap_or_default()
}

/// The reference: nothing but parsing.
fn read_alone(file: &Path, n: usize) {
    let bytes = BufReader::with_capacity(1 << 16, File::open(file).expect("the year was made"));
    let mut json = serde_json::Deserializer::from_reader(bytes);
    let read = json.deserialize_map(Records).expect("the year is JSON");
    assert_eq!(read, n, "each record is read");
}

/// Counts records under `marches`, then under `marche`, each parsed and dropped.
struct Records;

impl<'de> Visitor<'de> for Records {
    type Value = usize;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a file of contracts")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<usize, M::Error> {
        let mut read = 0;
        while map.next_key::<IgnoredAny>()?.is_some() {
            read += map.next_value_seed(Self)?;
        }
        Ok(read)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut list: S) -> Result<usize, S::Error> {
        let mut read = 0;
        while list.next_element::<Record>()?.is_some() {
            read += 1;
        }
        Ok(read)
    }
}

impl<'de> DeserializeSeed<'de> for Records {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<usize, D::Error> {
        from.deserialize_any(self)
    }
}

/// The command over a file.
fn command(file: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
    command.arg("portefeuille").arg(file).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn count(file: &Path) {
    let status = command(file).status().expect("the command runs");
    assert!(status.success(), "the command ends well");
}

/// Its peak memory (KiB), apart from its time: whoever watches takes some.
fn peak(file: &Path) -> u64 {
    let mut child = command(file).spawn().expect("the command runs");
    let mut peak = 0;
    loop {
        peak = peak.max(peak_of(child.id()).unwrap_or(0));
        if let Some(status) = child.try_wait().expect("the command is ours") {
            assert!(status.success(), "the command ends well");
            return peak;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// What the table of contracts holds (KiB), told by the totals of the same file.
fn table(file: &Path) -> u64 {
    let written = file.with_extension("totaux.json");
    let status = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .arg("portefeuille")
        .arg(file)
        .arg("--sortie")
        .arg(&written)
        .stdout(Stdio::null())
        .status()
        .expect("the command runs");
    assert!(status.success(), "the command ends well");
    let bytes = BufReader::new(File::open(&written).expect("totals were written"));
    let totals: Totals = serde_json::from_reader(bytes).expect("totals are JSON");
    fs::remove_file(written).expect("totals can go");
    totals.table_bytes() as u64 / 1024
}

/// The highest resident memory so far, as Linux tells it; nothing elsewhere.
fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
