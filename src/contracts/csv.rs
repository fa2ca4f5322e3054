//! Tables with a line of headings, separated by `;` or `,`, whose cells may be quoted and hold line ends.

use super::{Record, said};

/// Fields without which a table is not one of contracts.
const ONE_OF: [&str; 3] = ["objet", "codecpv", "montant"];

/// The records of a table.
pub fn records(text: &str) -> Result<Vec<Record>, String> {
    let head = text.lines().next().unwrap_or_default();
    let separator = if head.matches(';').count() >= head.matches(',').count() { ';' } else { ',' };
    let mut rows = rows(text, separator).into_iter();
    let names = rows.next().unwrap_or_default();
    let is_known = |name: &String| ONE_OF.contains(&name.trim().to_lowercase().as_str());
    if !names.iter().any(is_known) {
        return Err(
            "ni JSON, ni tableau dont la première ligne nomme `objet`, `codeCPV` ou `montant`"
                .into(),
        );
    }
    let record = |cells: Vec<String>| {
        names.iter().zip(&cells).filter_map(|(name, cell)| said(name, cell)).collect()
    };
    Ok(rows.filter(|cells| cells.iter().any(|cell| !cell.is_empty())).map(record).collect())
}

fn rows(text: &str, separator: char) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            // Two quotes inside a quoted cell are one.
            '"' if quoted && rest.peek() == Some(&'"') => cell.extend(rest.next()),
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            c if c == separator && !quoted => row.push(std::mem::take(&mut cell)),
            c => cell.push(c),
        }
    }
    row.push(cell);
    rows.push(row);
    rows
}
