//! Reading a document: its runs of text, its headings, its references, its tables.

use clausier::document::{Block, Document, Field, Heading, Inline, Piece, Table, plain_text};
use clausier::draft::Dossier;

/// Every run of a document that a person reads, comments included.
pub fn runs(document: &Document) -> Vec<Vec<Inline>> {
    let mut out = vec![vec![Inline::text(document.title.clone())], document.subtitle.clone()];
    for (label, value) in &document.properties {
        out.push(vec![Inline::text(label.clone())]);
        out.push(value.clone());
    }
    runs_of(&document.blocks, &mut out);
    out
}

fn runs_of(blocks: &[Block], out: &mut Vec<Vec<Inline>>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => {
                out.push(heading.text.clone());
                out.extend(heading.comment.iter().flatten().cloned());
            }
            Block::Paragraph(run) => out.push(run.clone()),
            Block::List { items, .. } => out.extend(items.iter().cloned()),
            Block::Table(table) => {
                out.extend(table.header.iter().chain(table.rows.iter().flatten()).cloned());
            }
            Block::Check(check) => out.push(check.text.clone()),
            Block::Notice { title, blocks, .. } => {
                out.push(vec![Inline::text(title.clone())]);
                runs_of(blocks, out);
            }
        }
    }
}

/// The printed text, one run a line.
pub fn text(document: &Document) -> String {
    runs(document).iter().map(|run| plain_text(run)).collect::<Vec<_>>().join("\n")
}

/// A text with plain spaces only.
pub fn plain_spaces(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

fn flat<'a>(inlines: &'a [Inline], out: &mut Vec<&'a Inline>) {
    for inline in inlines {
        out.push(inline);
        if let Inline::Strong(inner) | Inline::Emphasis(inner) = inline {
            flat(inner, out);
        }
    }
}

/// The fields of a document, wherever they stand.
pub fn fields(document: &Document) -> Vec<Field> {
    let runs = runs(document);
    let mut found = Vec::new();
    for run in &runs {
        let mut all = Vec::new();
        flat(run, &mut all);
        found.extend(all.into_iter().filter_map(|inline| match inline {
            Inline::Field(field) => Some(field.clone()),
            _ => None,
        }));
    }
    found
}

/// The references of a document: where they point, and how they read.
pub fn references(document: &Document) -> Vec<(Piece, String, String)> {
    let runs = runs(document);
    let mut found = Vec::new();
    for run in &runs {
        let mut all = Vec::new();
        flat(run, &mut all);
        found.extend(all.into_iter().filter_map(|inline| match inline {
            Inline::Reference { piece, anchor, text } => {
                Some((*piece, anchor.clone(), text.clone()))
            }
            _ => None,
        }));
    }
    found
}

pub fn headings(document: &Document) -> impl Iterator<Item = &Heading> {
    document.blocks.iter().filter_map(|block| match block {
        Block::Heading(heading) => Some(heading),
        _ => None,
    })
}

pub fn tables(document: &Document) -> impl Iterator<Item = &Table> {
    document.blocks.iter().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// What is wrong with the references of a dossier: those that point at no heading, or say another number.
pub fn dangling(dossier: &Dossier) -> Vec<String> {
    let mut faults = Vec::new();
    for document in &dossier.documents {
        for (piece, anchor, shown) in references(document) {
            let target = dossier.documents.iter().filter(|other| other.piece == piece);
            let heading = target.flat_map(headings).find(|heading| heading.anchor == anchor);
            let number = heading.and_then(|heading| heading.number.clone());
            let agrees = number.is_some_and(|number| {
                plain_spaces(&shown).split(' ').nth(1) == Some(number.as_str())
            });
            if !agrees {
                faults.push(format!("{:?} : « {shown} » vers {piece:?} {anchor}", document.piece));
            }
        }
        if text(document).contains("article correspondant") {
            faults.push(format!("{:?} : « article correspondant »", document.piece));
        }
    }
    faults
}

/// Traces of a template or of a machine in a document: nothing a contract says.
pub fn raw(document: &Document) -> Vec<String> {
    let text = text(document);
    let syntax = ["{{", "}}", "{%", "%}", "{#", "\u{e000}", "\u{e001}", "**", "](", "\u{fffd}"];
    let mut faults: Vec<String> =
        syntax.into_iter().filter(|mark| text.contains(mark)).map(str::to_owned).collect();
    let words = ["True", "False", "true", "false", "None", "null", "undefined", "NaN"];
    let said = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    faults.extend(said.filter(|word| words.contains(word)).map(str::to_owned));
    faults.extend(text.match_indices("0.").filter_map(|(at, _)| float(&text, at)));
    for field in fields(document) {
        let value = field.value.unwrap_or_default();
        faults.extend(value.match_indices('.').filter_map(|(at, _)| decimal_point(&value, at)));
    }
    faults
}

/// `0.7`, where no digit or point stands before.
fn float(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?.chars().next_back();
    let after = text.get(at + 2..)?.chars().next()?;
    let starts = !before.is_some_and(|c| c.is_ascii_digit() || c == '.');
    (starts && after.is_ascii_digit()).then(|| format!("0.{after}"))
}

/// A point between two digits.
fn decimal_point(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?.chars().next_back()?;
    let after = text.get(at + 1..)?.chars().next()?;
    (before.is_ascii_digit() && after.is_ascii_digit()).then(|| text.to_owned())
}
