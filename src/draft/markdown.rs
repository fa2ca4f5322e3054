//! Rendered clause text (simple Markdown) → blocks, with marks put back as values.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::environment::{CLOSE, Mark, OPEN};
use crate::document::{Block, Check, Inline, Table};

/// The blocks of a text.
pub(super) fn blocks(text: &str, marks: &[Mark]) -> Vec<Block> {
    let mut builder = Builder {
        marks,
        blocks: Vec::new(),
        runs: vec![Vec::new()],
        items: Vec::new(),
        table: None,
        links: Vec::new(),
    };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        builder.event(event);
    }
    builder.flush();
    builder.blocks
}

struct Builder<'a> {
    marks: &'a [Mark],
    blocks: Vec<Block>,
    /// Open runs: the last is being filled; strong and emphasis nest.
    runs: Vec<Vec<Inline>>,
    /// Items of the list being read, and whether it is ordered; deeper lists join their parent.
    items: Vec<(bool, Vec<Vec<Inline>>)>,
    table: Option<Table>,
    links: Vec<String>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.text(&text);
            }
            Event::SoftBreak => self.push(Inline::text(" ")),
            Event::HardBreak => self.push(Inline::LineBreak),
            Event::Rule
            | Event::TaskListMarker(_)
            | Event::FootnoteReference(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::List(start) => {
                self.flush();
                self.items.push((start.is_some(), Vec::new()));
            }
            Tag::Table(_) => {
                self.table =
                    Some(Table { header: Vec::new(), rows: Vec::new(), widths: Vec::new() });
            }
            Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::new());
                }
            }
            Tag::Strong | Tag::Emphasis => self.runs.push(Vec::new()),
            Tag::Link { dest_url, .. } => {
                self.links.push(dest_url.to_string());
                self.runs.push(Vec::new());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) if self.items.is_empty() => self.flush(),
            TagEnd::Item => self.end_item(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Table => self.blocks.extend(self.table.take().map(Block::Table)),
            TagEnd::Strong => self.close(Inline::Strong),
            TagEnd::Emphasis => self.close(Inline::Emphasis),
            TagEnd::Link => {
                let url = self.links.pop().unwrap_or_default();
                self.close(|inner| Inline::Link { url, text: crate::document::plain_text(&inner) });
            }
            _ => {}
        }
    }

    fn push(&mut self, inline: Inline) {
        if let Some(run) = self.runs.last_mut() {
            run.push(inline);
        }
    }

    fn close(&mut self, wrap: impl FnOnce(Vec<Inline>) -> Inline) {
        if self.runs.len() > 1
            && let Some(inner) = self.runs.pop()
        {
            self.push(wrap(inner));
        }
    }

    /// Text, its marks replaced by what they stand for; a box to tick ends the paragraph as a block of its own.
    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(open) = rest.find(OPEN) {
            let (before, after) = rest.split_at(open);
            self.plain(before);
            let Some(close) = after.find(CLOSE) else { break };
            let index = after.get(OPEN.len_utf8()..close).and_then(|n| n.parse::<usize>().ok());
            match index.and_then(|i| self.marks.get(i)) {
                Some(Mark::Inlines(inlines)) => {
                    inlines.clone().into_iter().for_each(|inline| self.push(inline));
                }
                Some(Mark::Check(text)) => self.check(text.clone()),
                None => {}
            }
            rest = after.get(close + CLOSE.len_utf8()..).unwrap_or_default();
        }
        self.plain(rest);
    }

    fn plain(&mut self, text: &str) {
        if !text.is_empty() {
            self.push(Inline::text(text));
        }
    }

    fn check(&mut self, text: String) {
        self.flush_items();
        let tag = format!("case.{}", self.blocks.len());
        self.blocks.push(Block::Check(Check { tag, text: vec![Inline::Text(text)] }));
    }

    fn take_run(&mut self) -> Vec<Inline> {
        while self.runs.len() > 1 {
            self.close(Inline::Strong);
        }
        self.runs.last_mut().map(std::mem::take).unwrap_or_default()
    }

    fn flush(&mut self) {
        let run = self.take_run();
        if run.is_empty() {
            return;
        }
        match self.items.last_mut() {
            Some((_, items)) => items.push(run),
            None => self.blocks.push(Block::Paragraph(run)),
        }
    }

    fn end_item(&mut self) {
        self.flush();
    }

    fn flush_items(&mut self) {
        if let Some((ordered, items)) = self.items.last_mut()
            && !items.is_empty()
        {
            let list = Block::List { ordered: *ordered, items: std::mem::take(items) };
            self.blocks.push(list);
        }
    }

    fn end_list(&mut self) {
        let Some((ordered, items)) = self.items.pop() else { return };
        match self.items.last_mut() {
            Some((_, parent)) => parent.extend(items),
            None if items.is_empty() => {}
            None => self.blocks.push(Block::List { ordered, items }),
        }
    }

    fn end_cell(&mut self) {
        let run = self.take_run();
        let Some(table) = &mut self.table else { return };
        match table.rows.last_mut() {
            Some(row) => row.push(run),
            None => table.header.push(run),
        }
    }
}
