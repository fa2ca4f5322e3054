//! Blocks to elements.

use super::anchor::Entry;
use super::inline::{Runs, escape};
use crate::document::{Block, Check, Heading, Inline, NoticeKind, Table, plain_text};

/// The content of the page, being written.
pub(super) struct Body<'a> {
    runs: Runs<'a>,
    comments: bool,
    entries: std::slice::Iter<'a, Entry>,
    out: String,
    tables: usize,
    checks: usize,
    notices: usize,
}

impl<'a> Body<'a> {
    pub fn new(runs: Runs<'a>, comments: bool) -> Self {
        let entries = runs.anchors.entries.iter();
        Self { runs, comments, entries, out: String::new(), tables: 0, checks: 0, notices: 0 }
    }

    pub fn finish(self) -> String {
        self.out
    }

    pub fn blocks(&mut self, blocks: &[Block]) {
        let mut in_checks = false;
        for block in blocks {
            let is_check = matches!(block, Block::Check(_));
            if in_checks && !is_check {
                self.line("</ul>");
            }
            if is_check && !in_checks {
                self.line("<ul class=\"checks\" role=\"list\">");
            }
            in_checks = is_check;
            self.block(block);
        }
        if in_checks {
            self.line("</ul>");
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(text) => {
                let text = self.runs.write(text);
                self.line(&format!("<p>{text}</p>"));
            }
            Block::List { ordered, items } => self.list(*ordered, items),
            Block::Table(table) => self.table(table),
            Block::Check(check) => self.check(check),
            Block::Notice { kind, title, blocks } => self.notice(*kind, title, blocks),
        }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn heading(&mut self, heading: &Heading) {
        let Some(Entry { id, level, prefix, .. }) = self.entries.next() else { return };
        let (prefix, text) = (escape(prefix), self.runs.write(&heading.text));
        self.line(&format!("<h{level} id=\"{id}\">{prefix}{text}</h{level}>"));
        if let (true, Some(comment)) = (self.comments, &heading.comment) {
            let about = plain_text(&heading.text).replace('\n', " ");
            self.comment(&about, comment);
        }
    }

    fn comment(&mut self, about: &str, comment: &[Vec<Inline>]) {
        let about = escape(about);
        let summary = format!("Motif et références<span class=\"heard\">\u{a0}: {about}</span>");
        self.line(&format!("<details class=\"comment\">\n<summary>{summary}</summary>"));
        for line in comment {
            let line = self.runs.write(line);
            self.line(&format!("<p>{line}</p>"));
        }
        self.line("</details>");
    }

    fn list(&mut self, ordered: bool, items: &[Vec<Inline>]) {
        if items.is_empty() {
            return;
        }
        let name = if ordered { "ol" } else { "ul" };
        self.line(&format!("<{name}>"));
        for item in items {
            let item = self.runs.write(item);
            self.line(&format!("<li>{item}</li>"));
        }
        self.line(&format!("</{name}>"));
    }

    fn check(&mut self, check: &Check) {
        self.checks += 1;
        let (n, tag, text) = (self.checks, escape(&check.tag), self.runs.write(&check.text));
        let id = format!("clausier-case-{n}");
        self.line(&format!(
            "<li><input type=\"checkbox\" id=\"{id}\" name=\"{tag}\"/> <label for=\"{id}\">{text}</label></li>"
        ));
    }

    fn notice(&mut self, kind: NoticeKind, title: &str, blocks: &[Block]) {
        self.notices += 1;
        let (class, sign) = match kind {
            NoticeKind::Confirm => ("confirm", "?"),
            NoticeKind::Warning => ("warning", "!"),
            NoticeKind::Information => ("information", "i"),
        };
        let (id, title) = (format!("clausier-encart-{}", self.notices), escape(title));
        self.line(&format!("<aside class=\"{class}\" role=\"note\" aria-labelledby=\"{id}\">"));
        self.line(&format!(
            "<p class=\"title\"><span class=\"sign\" aria-hidden=\"true\">{sign}</span><span id=\"{id}\">{title}</span></p>"
        ));
        self.blocks(blocks);
        self.line("</aside>");
    }

    /// A table scrolls in its own region, which the keyboard can reach.
    fn table(&mut self, table: &Table) {
        let columns =
            table.rows.iter().map(Vec::len).chain([table.header.len()]).max().unwrap_or_default();
        if columns == 0 {
            return;
        }
        self.tables += 1;
        let header: Vec<String> =
            table.header.iter().map(|cell| plain_text(cell).replace('\n', " ")).collect();
        let about = if header.is_empty() {
            String::new()
        } else {
            format!("\u{a0}: {}", escape(&header.join(", ")))
        };
        let label = format!("Tableau {}{about}", self.tables);
        self.line(&format!(
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"{label}\">"
        ));
        self.line(if columns > 2 { "<table class=\"wide\">" } else { "<table>" });
        self.columns(&table.widths, columns);
        if !table.header.is_empty() {
            let row = self.row(&table.header, columns, "th scope=\"col\"", "th");
            self.line(&format!("<thead>\n{row}\n</thead>"));
        }
        if !table.rows.is_empty() {
            self.line("<tbody>");
            for cells in &table.rows {
                let row = self.row(cells, columns, "td", "td");
                self.line(&row);
            }
            self.line("</tbody>");
        }
        self.line("</table>\n</div>");
    }

    fn columns(&mut self, widths: &[u8], columns: usize) {
        let total: u32 = widths.iter().take(columns).map(|width| u32::from(*width)).sum();
        if total == 0 || widths.len() < columns {
            return;
        }
        self.line("<colgroup>");
        for width in widths.iter().take(columns) {
            let share = u32::from(*width) * 100 / total;
            self.line(&format!("<col style=\"width: {share}%\"/>"));
        }
        self.line("</colgroup>");
    }

    fn row(&self, cells: &[Vec<Inline>], columns: usize, open: &str, close: &str) -> String {
        let cells: Vec<String> = (0..columns)
            .map(|i| {
                let text = cells.get(i).map_or_else(String::new, |cell| self.runs.write(cell));
                format!("<{open}>{text}</{close}>")
            })
            .collect();
        format!("<tr>{}</tr>", cells.concat())
    }
}
