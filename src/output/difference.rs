//! Two versions of a text, line by line: side by side where there is room, else one under the other.
//!
//! Signs carry the meaning (`-` accepted and gone, `+` new); colours only repeat it, on a terminal.

use similar::{ChangeTag, DiffOp, DiffTag, TextDiff};

/// The narrowest screen on which two columns can be read.
const TWO_COLUMNS: usize = 110;
/// Lines shown around what changes.
const AROUND: usize = 1;

/// How differences are shown.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns of the screen; `None` where there is none.
    pub width: Option<usize>,
    pub colours: bool,
}

/// The differences between what was accepted and what is found; empty when there are none.
#[must_use]
pub fn show(accepted: &str, found: &str, look: Look) -> String {
    let diff = TextDiff::from_lines(accepted, found);
    let wide = look.width.filter(|width| *width >= TWO_COLUMNS);
    let mut out = String::new();
    for group in diff.grouped_ops(AROUND) {
        if let Some(heading) = heading_above(found, group.first()) {
            out.extend(["    ", heading, "\n"]);
        }
        for op in &group {
            match wide {
                Some(width) => columns(&diff, op, width, look.colours, &mut out),
                None => lines(&diff, op, look.colours, &mut out),
            }
        }
    }
    out
}

/// How many lines go, and how many come.
#[must_use]
pub fn count(accepted: &str, found: &str) -> (usize, usize) {
    let diff = TextDiff::from_lines(accepted, found);
    let of = |tag: ChangeTag| diff.iter_all_changes().filter(|change| change.tag() == tag).count();
    (of(ChangeTag::Delete), of(ChangeTag::Insert))
}

/// The heading under which a group of changes stands, when the group does not show it.
fn heading_above<'a>(found: &'a str, first: Option<&DiffOp>) -> Option<&'a str> {
    let start = first?.new_range().start;
    let shown = found.lines().nth(start).is_some_and(is_heading);
    let above = found.lines().take(start).filter(|line| is_heading(line)).last();
    above.filter(|_| !shown)
}

fn is_heading(line: &str) -> bool {
    line.starts_with("## ")
}

fn lines(diff: &TextDiff<'_, '_, str>, op: &DiffOp, colours: bool, out: &mut String) {
    for change in diff.iter_changes(op) {
        let text = change.value().trim_end();
        if text.is_empty() && change.tag() == ChangeTag::Equal {
            continue;
        }
        let (sign, colour) = match change.tag() {
            ChangeTag::Equal => (" ", None),
            ChangeTag::Delete => ("-", Some(RED)),
            ChangeTag::Insert => ("+", Some(GREEN)),
        };
        out.push_str(&paint(format!("  {sign} {text}").trim_end(), colour.filter(|_| colours)));
        out.push('\n');
    }
}

/// What was accepted on the left, what is found on the right.
fn columns(
    diff: &TextDiff<'_, '_, str>,
    op: &DiffOp,
    width: usize,
    colours: bool,
    out: &mut String,
) {
    let half = (width.min(160) - 7) / 2;
    let fold = |line: Option<&str>| folded(line.unwrap_or_default().trim_end(), half - 2);
    let left: Vec<String> = op.old_range().flat_map(|i| fold(diff.old_slice(i))).collect();
    let right: Vec<String> = op.new_range().flat_map(|i| fold(diff.new_slice(i))).collect();
    let same = op.tag() == DiffTag::Equal;
    for i in 0..left.len().max(right.len()) {
        let cell = |lines: &[String], sign: &str, colour: &str| {
            let text = lines.get(i).map_or("", String::as_str);
            let sign = if same || i >= lines.len() { " " } else { sign };
            let cell = format!("{sign} {text}");
            let blank = " ".repeat(half.saturating_sub(cell.chars().count()));
            (paint(&cell, Some(colour).filter(|_| colours && !same && i < lines.len())), blank)
        };
        let (old, blank) = cell(&left, "-", RED);
        let (new, _) = cell(&right, "+", GREEN);
        if same && right.get(i).is_some_and(String::is_empty) {
            continue;
        }
        out.push_str(format!("  {old}{blank} │ {new}").trim_end());
        out.push('\n');
    }
}

/// A line cut between words so that each part fits; a longer word stands alone.
fn folded(line: &str, width: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    for word in line.split(' ') {
        let Some(last) = parts.last_mut() else { continue };
        if !last.is_empty() && last.chars().count() + 1 + word.chars().count() > width {
            parts.push(format!("  {word}"));
        } else {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    parts
}

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";

fn paint(text: &str, colour: Option<&str>) -> String {
    colour.map_or_else(|| text.to_owned(), |colour| format!("{colour}{text}\u{1b}[0m"))
}

#[cfg(test)]
mod tests {
    use super::{Look, show};

    const BEFORE: &str = "# Achat\n\n## Obligatoire\n\n- a\n- b\n- c\n";
    const AFTER: &str = "# Achat\n\n## Obligatoire\n\n- a\n- c\n- d\n";

    #[test]
    fn une_ligne_perdue_se_lit_sous_son_titre() {
        let look = Look { width: None, colours: false };
        let expected = "    ## Obligatoire\n    - a\n  - - b\n    - c\n  + - d\n";
        assert_eq!(show(BEFORE, AFTER, look), expected);
    }

    #[test]
    fn un_ecran_large_met_les_deux_textes_cote_a_cote() {
        let look = Look { width: Some(120), colours: false };
        let shown = show(BEFORE, AFTER, look);
        let gone = shown.lines().find(|line| line.contains("- b")).unwrap_or_default();
        assert!(gone.starts_with("  - - b") && gone.ends_with('│'), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() <= 120), "{shown}");
    }

    #[test]
    fn deux_textes_egaux_ne_montrent_rien() {
        assert_eq!(show(BEFORE, BEFORE, Look { width: None, colours: true }), "");
    }
}
