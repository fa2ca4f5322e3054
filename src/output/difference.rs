//! Two versions of a text, line by line: side by side where there is room, else one under the other.
//!
//! Signs carry the meaning (`-` accepted and gone, `+` new); colours only repeat it, on a terminal.

use super::alignment::{self, Fate, Run};

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
    let texts = Texts::of(accepted, found);
    let wide = look.width.filter(|width| *width >= TWO_COLUMNS);
    let mut out = String::new();
    for group in alignment::groups(&texts.runs(), AROUND) {
        if let Some(heading) = heading_above(found, group.first()) {
            out.extend(["    ", heading, "\n"]);
        }
        match wide {
            Some(width) => texts.columns(&group, width, look.colours, &mut out),
            None => texts.lines(&group, look.colours, &mut out),
        }
    }
    out
}

/// How many lines go, and how many come.
#[must_use]
pub fn count(accepted: &str, found: &str) -> (usize, usize) {
    let runs = Texts::of(accepted, found).runs();
    let of = |fate: Fate| runs.iter().filter(move |run| run.fate == fate);
    (of(Fate::Goes).map(|run| run.old.len()).sum(), of(Fate::Comes).map(|run| run.new.len()).sum())
}

/// The heading under which a group of changes stands, when the group does not show it.
fn heading_above<'a>(found: &'a str, first: Option<&Run>) -> Option<&'a str> {
    let start = first?.new.start;
    let shown = found.lines().nth(start).is_some_and(is_heading);
    let above = found.lines().take(start).filter(|line| is_heading(line)).last();
    above.filter(|_| !shown)
}

fn is_heading(line: &str) -> bool {
    line.starts_with("## ")
}

/// Two texts, in lines.
struct Texts<'a> {
    accepted: Vec<&'a str>,
    found: Vec<&'a str>,
}

impl<'a> Texts<'a> {
    fn of(accepted: &'a str, found: &'a str) -> Self {
        let lines = |text: &'a str| text.split_inclusive('\n').collect();
        Self { accepted: lines(accepted), found: lines(found) }
    }

    fn runs(&self) -> Vec<Run> {
        alignment::runs(&self.accepted, &self.found)
    }

    fn lines_accepted(&self, run: &Run) -> &[&'a str] {
        self.accepted.get(run.old.clone()).unwrap_or_default()
    }

    fn lines_found(&self, run: &Run) -> &[&'a str] {
        self.found.get(run.new.clone()).unwrap_or_default()
    }

    fn lines(&self, group: &[Run], colours: bool, out: &mut String) {
        for run in group {
            let (lines, sign, colour) = match run.fate {
                Fate::Stays => (self.lines_found(run), " ", None),
                Fate::Goes => (self.lines_accepted(run), "-", Some(RED)),
                Fate::Comes => (self.lines_found(run), "+", Some(GREEN)),
            };
            for line in lines.iter().map(|line| line.trim_end()) {
                if line.is_empty() && run.fate == Fate::Stays {
                    continue;
                }
                let text = format!("  {sign} {line}");
                out.push_str(&paint(text.trim_end(), colour.filter(|_| colours)));
                out.push('\n');
            }
        }
    }

    /// What was accepted on the left, what is found on the right.
    fn columns(&self, group: &[Run], width: usize, colours: bool, out: &mut String) {
        let half = (width.min(160) - 7) / 2;
        let folded = |lines: &[&str]| -> Vec<String> {
            lines.iter().flat_map(|line| folded(line.trim_end(), half - 2)).collect()
        };
        let mut rest = group;
        while let Some((run, after)) = rest.split_first() {
            // What comes in the place of what goes stands beside it.
            let pair =
                after.first().filter(|next| run.fate == Fate::Goes && next.fate == Fate::Comes);
            let right = folded(self.lines_found(pair.unwrap_or(run)));
            let same = run.fate == Fate::Stays;
            Columns { left: folded(self.lines_accepted(run)), right, same, half, colours }
                .write(out);
            rest = after.get(usize::from(pair.is_some())..).unwrap_or_default();
        }
    }
}

/// Lines beside those in whose place they come.
struct Columns {
    left: Vec<String>,
    right: Vec<String>,
    same: bool,
    /// Characters of a column.
    half: usize,
    colours: bool,
}

impl Columns {
    fn write(&self, out: &mut String) {
        for i in 0..self.left.len().max(self.right.len()) {
            if self.same && self.right.get(i).is_some_and(String::is_empty) {
                continue;
            }
            let (old, blank) = self.cell(self.left.get(i), "-", RED);
            let (new, _) = self.cell(self.right.get(i), "+", GREEN);
            out.push_str(format!("  {old}{blank} │ {new}").trim_end());
            out.push('\n');
        }
    }

    /// A line with its sign, and the blanks that fill its column.
    fn cell(&self, line: Option<&String>, sign: &str, colour: &str) -> (String, String) {
        let sign = if self.same || line.is_none() { " " } else { sign };
        let cell = format!("{sign} {}", line.map_or("", String::as_str));
        let blank = " ".repeat(self.half.saturating_sub(cell.chars().count()));
        let colour = Some(colour).filter(|_| self.colours && !self.same && line.is_some());
        (paint(&cell, colour), blank)
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
