//! Texts of clauses to elements: every value of a variable and every place to fill in shows as such.

use crate::document::{Block, Inline, Table};
use crate::output::address::web_address;
use crate::output::html::escape;

/// Blocks as elements, one a line.
pub(crate) fn blocks(blocks: &[Block]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for block in blocks {
        out.push(one(block));
    }
    out
}

fn one(block: &Block) -> String {
    match block {
        Block::Heading(heading) => format!("<p class=\"intertitre\">{}</p>", run(&heading.text)),
        Block::Paragraph(text) => format!("<p>{}</p>", run(text)),
        Block::List { ordered, items } => {
            let name = if *ordered { "ol" } else { "ul" };
            let items: Vec<String> =
                items.iter().map(|item| format!("<li>{}</li>", run(item))).collect();
            let items = items.concat();
            format!("<{name}>{items}</{name}>")
        }
        Block::Table(content) => table(content),
        Block::Check(check) => {
            format!(
                "<p class=\"case\"><span aria-hidden=\"true\">☐ </span>{}</p>",
                run(&check.text)
            )
        }
        Block::Notice { title, blocks: inner, .. } => {
            format!(
                "<div class=\"encart\"><p class=\"intertitre\">{}</p>{}</div>",
                escape(title),
                blocks(inner).concat()
            )
        }
    }
}

/// A table scrolls in its own region, which the keyboard can reach.
fn table(content: &Table) -> String {
    let cells = |cells: &[Vec<Inline>], open: &str, close: &str| -> String {
        let cells: Vec<String> =
            cells.iter().map(|cell| format!("<{open}>{}</{close}>", run(cell))).collect();
        format!("<tr>{}</tr>", cells.concat())
    };
    let head = if content.header.is_empty() {
        String::new()
    } else {
        format!("<thead>{}</thead>", cells(&content.header, "th scope=\"col\"", "th"))
    };
    let rows: String = content.rows.iter().map(|row| cells(row, "td", "td")).collect();
    let body = if rows.is_empty() { String::new() } else { format!("<tbody>{rows}</tbody>") };
    format!(
        "<div class=\"tableau\" role=\"region\" tabindex=\"0\" aria-label=\"Tableau du texte de la clause\"><table>{head}{body}</table></div>"
    )
}

fn run(inlines: &[Inline]) -> String {
    inlines.iter().map(inline).collect()
}

fn inline(inline: &Inline) -> String {
    match inline {
        Inline::Text(text) | Inline::Reference { text, .. } => escape(text),
        Inline::Strong(inner) => format!("<strong>{}</strong>", run(inner)),
        Inline::Emphasis(inner) => format!("<em>{}</em>", run(inner)),
        Inline::Field(field) => {
            let class = if field.value.is_some() { "valeur" } else { "blanc" };
            format!("<span class=\"{class}\">{}</span>", escape(&field.shown()))
        }
        Inline::Link { url, text } => match web_address(url) {
            Some(url) => format!("<a href=\"{}\">{}</a>", escape(&url), escape(text)),
            None => escape(text),
        },
        Inline::LineBreak => "<br/>".to_owned(),
    }
}
