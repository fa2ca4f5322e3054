//! A page of lines, edits and fiches, and the two ways in which it is written.

use super::words::{Run, runs};
use super::{Story, page};
use crate::comparison::Edit;
use crate::output::alignment::Fate;
use crate::output::line::{self, Line, Span, Style};

/// A value longer than this is compared word by word.
const SHORT: usize = 60;
/// A list longer than this is folded in a merge request.
const LONG: usize = 12;

/// How the page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In bold where asked.
    Terminal {
        strong: bool,
    },
    Markdown,
}

/// What stands on the page, in order.
#[derive(Debug, Default)]
pub struct Page {
    blocks: Vec<Block>,
    /// The fiches shown, each with what it was shown for.
    witnesses: Vec<(String, String)>,
}

#[derive(Debug)]
enum Block {
    Line(Line),
    /// A key and what became of its value.
    Edit(String, Edit),
    Code(String),
}

impl Page {
    pub fn line(&mut self, line: Line) {
        self.blocks.push(Block::Line(line));
    }

    pub fn lines(&mut self, lines: impl Iterator<Item = Line>) {
        self.blocks.extend(lines.map(Block::Line));
    }

    pub fn edit(&mut self, path: &str, edit: &Edit) {
        self.blocks.push(Block::Edit(path.to_owned(), edit.clone()));
    }

    /// Whether a fiche is on the page already.
    pub fn has_witness(&self, fiche: &str) -> bool {
        self.witnesses.iter().any(|(known, _)| known == fiche)
    }

    /// A fiche under what it shows of something; the same one is shown once.
    pub fn witness(&mut self, id: &str, head: &str, fiche: &str) {
        if let Some((_, first)) = self.witnesses.iter().find(|(known, _)| known == fiche) {
            let text = format!("{head} l’achat montré pour `{first}`");
            return self.line(Line::under(&text));
        }
        self.witnesses.push((fiche.to_owned(), id.to_owned()));
        self.line(Line::under(head));
        self.blocks.push(Block::Code(fiche.to_owned()));
    }
}

/// Writes what changes.
#[must_use]
pub fn write(story: Story<'_>, form: Form) -> String {
    let blocks = page(story).blocks;
    match form {
        Form::Terminal { strong } => section(&blocks, form, strong),
        Form::Markdown => markdown(&blocks),
    }
}

/// The page, with what stands under each long heading folded.
fn markdown(blocks: &[Block]) -> String {
    let is_heading =
        |block: &Block| matches!(block, Block::Line(line) if line.kind == line::Kind::Heading);
    let mut out = String::new();
    let mut rest = blocks;
    while !rest.is_empty() {
        let end = rest.iter().skip(1).position(is_heading).map_or(rest.len(), |at| at + 1);
        let (these, others) = rest.split_at(end);
        if !out.is_empty() {
            out.push('\n');
        }
        match these.split_first() {
            Some((heading, body)) if is_heading(heading) && body.len() > LONG => {
                out.push_str(&section(std::slice::from_ref(heading), Form::Markdown, false));
                let summary = "\n<details><summary>Le détail</summary>\n\n";
                out.extend([summary, &section(body, Form::Markdown, false), "\n</details>\n"]);
            }
            _ => out.push_str(&section(these, Form::Markdown, false)),
        }
        rest = others;
    }
    out
}

/// Runs of lines together, fiches between them.
fn section(blocks: &[Block], form: Form, strong: bool) -> String {
    let mut out = String::new();
    let mut lines: Vec<Line> = Vec::new();
    let flush = |lines: &mut Vec<Line>, out: &mut String| {
        match form {
            Form::Terminal { .. } => out.push_str(&line::terminal(lines, strong)),
            Form::Markdown => out.push_str(&line::markdown(lines)),
        }
        lines.clear();
    };
    for block in blocks {
        match block {
            Block::Line(line) => lines.push(line.clone()),
            Block::Edit(path, edit) => lines.push(edited(path, edit, form)),
            Block::Code(text) => {
                flush(&mut lines, &mut out);
                code(text, form, &mut out);
            }
        }
    }
    flush(&mut lines, &mut out);
    out
}

/// A fiche as it would be typed.
fn code(text: &str, form: Form, out: &mut String) {
    let (margin, open, close) = match form {
        Form::Terminal { .. } => ("      ", "", ""),
        Form::Markdown => ("  ", "\n  ```toml\n", "  ```\n\n"),
    };
    out.push_str(open);
    for line in text.lines() {
        out.push_str(format!("{margin}{line}").trim_end());
        out.push('\n');
    }
    out.push_str(close);
}

/// « délai : 30 → 45 », or word by word when it is long.
fn edited(path: &str, edit: &Edit, form: Form) -> Line {
    let mut spans = vec![Span::plain(&format!("{path} : "))];
    match (&edit.before, &edit.after) {
        (Some(before), Some(after))
            if before.chars().count().max(after.chars().count()) > SHORT =>
        {
            spans.extend(runs(before, after).iter().flat_map(|run| marked(run, form)));
        }
        (Some(before), Some(after)) => {
            spans.push(raw(&format!("{before} → {after}"), Style::Plain));
        }
        (Some(gone), None) => spans.extend(marked(&run(Fate::Goes, gone), form)),
        (None, Some(come)) => spans.extend(marked(&run(Fate::Comes, come), form)),
        (None, None) => {}
    }
    Line { kind: line::Kind::Under, spans }
}

fn run(fate: Fate, text: &str) -> Run {
    Run { fate, text: text.replace('\n', " ") }
}

/// A text as it is written: French spaces put in would hide those that changed.
fn raw(text: &str, style: Style) -> Span {
    Span { text: text.to_owned(), style }
}

/// Signs carry the meaning, bold only repeats it.
fn marked(run: &Run, form: Form) -> Vec<Span> {
    let (open, close) = match (run.fate, form) {
        (Fate::Stays, _) => return vec![raw(&run.text, Style::Plain)],
        (Fate::Goes, Form::Terminal { .. }) => ("[−", "−]"),
        (Fate::Comes, Form::Terminal { .. }) => ("{+", "+}"),
        (Fate::Goes, Form::Markdown) => ("~~", "~~"),
        (Fate::Comes, Form::Markdown) => ("", ""),
    };
    // Marks hold to the words: Markdown wants no space inside.
    let text = run.text.trim();
    let start = run.text.len() - run.text.trim_start().len();
    let end = start + text.len();
    let space = |part: Option<&str>| raw(part.unwrap_or_default(), Style::Plain);
    let style = if run.fate == Fate::Comes { Style::Strong } else { Style::Plain };
    if text.is_empty() {
        let shown = if form == Form::Markdown {
            run.text.clone()
        } else {
            format!("{open}{}{close}", run.text)
        };
        return vec![raw(&shown, Style::Plain)];
    }
    vec![
        space(run.text.get(..start)),
        raw(&format!("{open}{text}{close}"), style),
        space(run.text.get(end..)),
    ]
}
