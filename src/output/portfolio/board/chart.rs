//! Charts in SVG: read without colour (solid, hatched, empty, figures beside), printed as they show, said in words for who cannot see.
//!
//! Across in percents, down in pixels: a chart takes the width it is given and its letters keep their size.

use std::fmt::Write;

use crate::output::html::escape;

/// A part of a bar.
#[derive(Debug, Clone, Copy)]
pub(super) enum Fill {
    Solid,
    Hatched,
    Dotted,
    Empty,
}

impl Fill {
    const fn class(self) -> &'static str {
        match self {
            Self::Solid => "plein",
            Self::Hatched => "raye",
            Self::Dotted => "pointe",
            Self::Empty => "vide",
        }
    }
}

/// A share as a percent with two decimals, for an attribute.
fn percent(n: u64, total: u64) -> f64 {
    let permyriad = n.saturating_mul(10_000).checked_div(total).unwrap_or(0).min(10_000);
    f64::from(u32::try_from(permyriad).unwrap_or(10_000)) / 100.0
}

/// A bar cut in parts, and the mark of a goal, in ten-thousandths.
pub(super) fn bar(parts: &[(Fill, u64)], goal: Option<i64>, said: &str) -> String {
    let total = parts.iter().map(|(_, n)| n).sum();
    let mut out = open(30, said);
    let mut start = 0;
    for (fill, n) in parts.iter().filter(|(_, n)| *n > 0) {
        let (x, width) = (percent(start, total), percent(*n, total));
        let class = fill.class();
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x}%\" y=\"6\" width=\"{width}%\" height=\"18\"/>"
        );
        start += n;
    }
    if let Some(goal) = goal.and_then(|goal| u64::try_from(goal).ok()) {
        // A goal of all is drawn inside the edge.
        let x = percent(goal, 10_000).min(99.6);
        let _ = write!(out, "<line class=\"but\" x1=\"{x}%\" y1=\"0\" x2=\"{x}%\" y2=\"30\"/>");
    }
    out.push_str("</svg>");
    out
}

/// A column of a chart: its name under it, its height from 0 to 1, its text above.
#[derive(Debug, Clone)]
pub(super) struct Column {
    pub name: String,
    pub height: f64,
    pub text: String,
    pub fill: Fill,
}

/// The height of the tallest column.
const TALL: f64 = 90.0;
/// What is above it, for its text.
const TOP: f64 = 18.0;

/// Columns, and the line of a goal from 0 to 1.
pub(super) fn columns(columns: &[Column], goal: Option<f64>, said: &str) -> String {
    let mut out = open(132, said);
    let n = columns.len().max(4);
    let slot = 100.0 / f64::from(u32::try_from(n).unwrap_or(4));
    let floor = TOP + TALL;
    // Under the columns and their texts, which stay read.
    if let Some(goal) = goal {
        let y = floor - TALL * goal.clamp(0.0, 1.0);
        let _ =
            write!(out, "<line class=\"but\" x1=\"0\" y1=\"{y:.1}\" x2=\"100%\" y2=\"{y:.1}\"/>");
    }
    for (at, column) in columns.iter().enumerate() {
        let left = slot * f64::from(u32::try_from(at).unwrap_or(0));
        let height = TALL * column.height.clamp(0.0, 1.0);
        let (x, width, middle) = (left + slot * 0.18, slot * 0.64, left + slot / 2.0);
        let y = floor - height;
        let (above, class) = (y - 4.0, column.fill.class());
        let (text, name) = (escape(&column.text), escape(&column.name));
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{x:.2}%\" y=\"{y:.1}\" width=\"{width:.2}%\" height=\"{height:.1}\"/>\
             <text x=\"{middle:.2}%\" y=\"{above:.1}\">{text}</text><text x=\"{middle:.2}%\" y=\"125\">{name}</text>"
        );
    }
    let _ = write!(out, "<line class=\"sol\" x1=\"0\" y1=\"{floor}\" x2=\"100%\" y2=\"{floor}\"/>");
    out.push_str("</svg>");
    out
}

fn open(height: u32, said: &str) -> String {
    let said = escape(said);
    format!(
        "<svg class=\"dessin\" width=\"100%\" height=\"{height}\" role=\"img\" aria-label=\"{said}\">"
    )
}
