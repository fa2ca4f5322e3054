//! A source read to its end: each record as a contract or a refusal with its place, then what is to be said of the source.

use std::fs::File;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::path::Path;

use jiff::civil::Date;

use super::columns::{Columns, Said};
use super::contract::{Contract, Origin};
use super::draft::{Draft, Raw};
use super::fate::{Refusal, Refused};
use super::fiche;
use super::input::{self, Input, Shape};
#[cfg(feature = "parquet")]
use super::parquet;
use super::split::{self, End, Piece, Spot};
use super::table::{self, Row, Table};
use super::workbook;
use crate::base::Base;
use crate::error::{Error, cause_in_french};
use crate::folder::{fiche_name, files_below};
use crate::purchase::read;

pub use super::draft::Item;

/// What a source is read against.
#[derive(Clone, Copy)]
pub struct Reading<'b> {
    /// Fiches are checked against its facts.
    pub base: &'b Base,
    pub today: Date,
    pub said: &'b Said,
    /// Whether a published contract is refused when it does not say who buys.
    pub needs_buyer: bool,
    /// Whether the source is a part of a file cut up between two lines: its JSON is one record a line whatever its first line shows,
    /// and it may hold nothing.
    pub is_part: bool,
}

/// What is to be said of a source once read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Why it was not read to its end.
    pub fault: Option<String>,
    /// The columns of a table.
    pub columns: Option<Columns>,
}

/// Who takes records; `Break` stops the reading.
pub type Take<'t> = &'t mut dyn FnMut(Draft<'_>) -> ControlFlow<()>;

/// Reads a source to its end, or to its first fault: what was read so far was given.
pub fn stream(
    source: Box<dyn Read>,
    reading: Reading<'_>,
    take: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> Told {
    drafts(source, reading, &mut |draft| take(draft.read(reading)))
}

/// Cuts a source into its records up to its end, or to its first fault.
pub fn drafts(source: Box<dyn Read>, reading: Reading<'_>, take: Take<'_>) -> Told {
    let input = match input::open(source) {
        Ok(input) => input,
        Err(cause) => return fault(format!("rien ne s’en lit : {}", in_words(&cause))),
    };
    match input.shape {
        Shape::Empty if reading.is_part => Told::default(),
        Shape::Json if reading.is_part => json(Input { shape: Shape::Lines, ..input }, take),
        Shape::Json | Shape::Lines => json(input, take),
        Shape::Table => tabular(input, reading, take),
        Shape::Workbook => sheet(input, reading, take),
        Shape::Empty => fault("rien à lire : la source est vide"),
        Shape::Xml => fault(
            "du XML : les données essentielles se lisent en JSON ou en CSV ; prendre l’un de ces formats du même jeu",
        ),
        Shape::Parquet => fault(PARQUET),
        Shape::Utf16 => fault("un texte en UTF-16 : l’enregistrer en UTF-8"),
        Shape::Binary => fault("ni JSON, ni tableau, ni classeur XLSX"),
    }
}

/// A Parquet is read from its end: it must be a file.
#[cfg(feature = "parquet")]
const PARQUET: &str =
    "du Parquet : il se lit d’un fichier, et non de l’entrée standard ni d’une archive";
#[cfg(not(feature = "parquet"))]
const PARQUET: &str = "du Parquet : ce programme est construit sans sa lecture ; le construire avec `--features parquet`, ou prendre le CSV ou le JSON du même jeu";

/// Gives the records of what stands at a path: a folder of fiches, a fiche, or a source of any shape.
///
/// # Errors
/// When it cannot be opened.
pub fn at(path: &Path, reading: Reading<'_>, take: Take<'_>) -> Result<Told, Error> {
    if path.is_dir() {
        return folder(path, reading, take);
    }
    if path.extension().is_some_and(|ending| ending == "toml") {
        return Ok(file(&path.display().to_string(), path, reading, take));
    }
    if path == Path::new("-") {
        return Ok(drafts(Box::new(io::stdin()), reading, take));
    }
    let unreadable = |cause| Error::Unreadable { path: path.to_path_buf(), cause };
    let file = File::open(path).map_err(unreadable)?;
    #[cfg(feature = "parquet")]
    if begins_as_parquet(&file).map_err(unreadable)? {
        return Ok(columnar(file, reading, take));
    }
    Ok(drafts(Box::new(file), reading, take))
}

/// Looks at the first bytes, and goes back.
#[cfg(feature = "parquet")]
fn begins_as_parquet(mut file: &File) -> io::Result<bool> {
    use std::io::Seek;

    // A pipe cannot go back: it is a stream, whatever it holds.
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    file.by_ref().take(parquet::MAGIC.len() as u64).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head == parquet::MAGIC)
}

#[cfg(feature = "parquet")]
fn columnar(file: File, reading: Reading<'_>, take: Take<'_>) -> Told {
    let mut rank = 0;
    let each = |columns: &Columns, row: Row| {
        rank += 1;
        take(draft(rank, columns, row, reading))
    };
    match parquet::read(file, reading.said, each) {
        Ok(parquet::Read { columns: None, .. }) => of_table(Table::NoHeading),
        Ok(parquet::Read { columns, fault }) => Told { fault, columns },
        Err(why) => fault(why),
    }
}

/// Reads every fiche of a folder; a faulty one is refused with its first fault.
///
/// # Errors
/// When the folder cannot be read, or holds no fiche.
pub fn folder(root: &Path, reading: Reading<'_>, take: Take<'_>) -> Result<Told, Error> {
    let files = files_below(root, |name| fiche_name(name).is_some())?;
    if files.is_empty() {
        return Ok(fault("aucune fiche (*.toml) dans ce dossier"));
    }
    for (rank, (name, path)) in (1..).zip(&files) {
        let what = of_file(name, path, reading.base);
        if take(Draft { rank, at: Spot { byte: 0, line: 1 }, what }).is_break() {
            break;
        }
    }
    Ok(Told::default())
}

/// Reads one fiche.
pub fn file(name: &str, path: &Path, reading: Reading<'_>, take: Take<'_>) -> Told {
    let what = of_file(name, path, reading.base);
    // One record: whether to go on does not matter.
    let _ = take(Draft { rank: 1, at: Spot { byte: 0, line: 1 }, what });
    Told::default()
}

fn of_file(name: &str, path: &Path, base: &Base) -> Raw<'static> {
    let fiche = fiche_name(name).unwrap_or(name);
    match read::from_file(path, base) {
        Ok((purchase, ..)) => {
            Raw::Read(Box::new(Contract::of_fiche(Some(fiche.to_owned()), purchase)))
        }
        Err(Error::FaultyPurchase { diagnostics }) => {
            let why = format!("{name} : {}", fiche::first_fault(&diagnostics));
            Raw::Refused(Refused::new(Refusal::FaultyFiche, why))
        }
        Err(other) => Raw::Refused(Refused::new(Refusal::FaultyFiche, other.to_string())),
    }
}

fn fault(why: impl Into<String>) -> Told {
    Told { fault: Some(why.into()), columns: None }
}

fn json(input: Input, take: Take<'_>) -> Told {
    let mut rank = 0;
    let mut each = |piece: Piece<'_>| {
        rank += 1;
        let what = match piece.what {
            Ok(bytes) => Raw::Json(bytes, piece.concession),
            Err(why) => Raw::Refused(why.into()),
        };
        take(Draft { rank, at: piece.at, what })
    };
    let end = if input.shape == Shape::Lines {
        split::lines(input.bytes, &mut each)
    } else {
        split::split(input.bytes, &mut each)
    };
    Told { fault: told(end), columns: None }
}

fn tabular(input: Input, reading: Reading<'_>, take: Take<'_>) -> Told {
    let mut rank = 0;
    let each = |columns: &Columns, row: Row| {
        rank += 1;
        take(draft(rank, columns, row, reading))
    };
    of_table(table::read(&input.head, input.bytes, reading.said, each))
}

fn sheet(input: Input, reading: Reading<'_>, take: Take<'_>) -> Told {
    let mut rank = 0;
    let each = |columns: &Columns, row: Row| {
        rank += 1;
        take(draft(rank, columns, row, reading))
    };
    match workbook::read(input.bytes, reading.said, each) {
        Ok(table) => of_table(table),
        Err(why) => fault(why),
    }
}

fn draft(rank: u64, columns: &Columns, row: Row, reading: Reading<'_>) -> Draft<'static> {
    let is_published = reading.needs_buyer && columns.is_published();
    let origin = if is_published { Origin::Published } else { Origin::Planned };
    let what = match row.record {
        Some(record) => Raw::Row(record, origin),
        None => Raw::Refused(Refusal::TotalLine.into()),
    };
    Draft { rank, at: row.at, what }
}

fn of_table(table: Table) -> Told {
    match table {
        Table::NoHeading => fault(
            "ni JSON, ni tableau dont l’une des vingt premières lignes nomme l’objet, le code CPV ou le montant ; `--colonnes` dit les noms des colonnes",
        ),
        Table::Read(columns, end) => Told { fault: told(end), columns: Some(columns) },
    }
}

/// Why a reading ended before its time.
fn told(end: End) -> Option<String> {
    let place = |spot: Spot| {
        let grouped = crate::money::grouped(spot.byte);
        format!("ligne {}, octet {grouped}", spot.line)
    };
    match end {
        End::Whole | End::Stopped => None,
        End::Cut(spot) => {
            Some(format!("coupé avant sa fin ({}) : ce qui précède est gardé", place(spot)))
        }
        End::Fault(spot, cause) => Some(format!(
            "lecture arrêtée ({}) : {} ; ce qui précède est gardé",
            place(spot),
            in_words(&cause)
        )),
    }
}

fn in_words(cause: &io::Error) -> String {
    match cause.kind() {
        io::ErrorKind::UnexpectedEof => "l’archive gzip est coupée".into(),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "l’archive gzip est abîmée".into()
        }
        io::ErrorKind::FileTooLarge => {
            "une ligne de plus de 8 Mio, sans doute un guillemet qui n’est pas fermé".into()
        }
        _ => cause_in_french(cause),
    }
}
