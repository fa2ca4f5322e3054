//! The dashboard of a portfolio: one page that stands alone, read on a screen or printed, complete without its script.
//!
//! Everything comes from totals, so that merged ones make the same page. A figure and its list are counted by one test
//! ([`crate::portfolio::subject`]); what is too long is cut, and says so.

mod chart;
pub(super) mod figure;
pub(super) mod head;
pub(super) mod indicator;
pub(super) mod list;
mod period;
mod plan;
mod reading;

use minijinja::context;
use serde::Serialize;
use sha2::{Digest, Sha256};

use self::figure::Figures;
use crate::catalogue::page::{environment, render, value};
use crate::error::Error;
use crate::portfolio::entry::Entries;
use crate::portfolio::report::Report;
use crate::portfolio::tally::Tally;
use crate::portfolio::totals::Totals;

const TEMPLATES: [(&str, &str); 5] = [
    ("tableau.html", include_str!("board/page/tableau.html")),
    ("morceaux.html", include_str!("board/page/morceaux.html")),
    ("politique.html", include_str!("board/page/politique.html")),
    ("lecture.html", include_str!("board/page/lecture.html")),
    ("listes.html", include_str!("board/page/listes.html")),
];
/// The sheet of the catalogue, then what is only of this page.
const STYLE: [&str; 2] =
    [include_str!("../../catalogue/style.css"), include_str!("board/page/tableau.css")];
const SCRIPT: &str = include_str!("board/page/tableau.js");

/// How many purchases a list shows: with and without details.
const LISTED: [usize; 2] = [10, 200];

/// Everything that the page says.
#[derive(Debug, Serialize)]
struct View {
    head: head::Head,
    goals: Vec<period::Goal>,
    axes: Vec<reading::Axis>,
    plan: Vec<plan::Axis>,
    indicators: Vec<indicator::Axis>,
    n_indicators: indicator::Counts,
    heat: reading::Heat,
    amounts: Vec<reading::Amount>,
    missed: list::Missed,
    years: period::Years,
    sources: reading::Sources,
    lists: Vec<list::Group>,
    bound: usize,
    /// « 6 fiches avec décisions ».
    decided: String,
}

/// Writes the page; with `details`, longer lists.
///
/// # Errors
/// None but faults of ours.
pub fn write(totals: &Totals, entries: &Entries, details: bool) -> Result<Vec<u8>, Error> {
    let bound = LISTED[usize::from(details)];
    let tally = Tally::of(totals, bound);
    let report = Report::of(totals);
    let figures = Figures { setting: &totals.reglages, report: &report, tally: &tally };
    let indicators = indicator::axes(figures, entries);
    let view = View {
        head: head::of(figures),
        goals: period::goals(figures),
        axes: reading::axes(figures),
        plan: plan::axes(figures),
        n_indicators: indicator::count(&indicators),
        indicators,
        heat: reading::heat(figures),
        amounts: reading::amounts(figures),
        missed: list::missed(figures),
        years: period::years(figures),
        sources: reading::sources(figures),
        lists: list::groups(figures),
        bound,
        decided: super::counted(report.decides, "fiche avec décisions", "fiches avec décisions"),
    };
    let context = context! {
        v => value(&view),
        style => STYLE.concat(),
        script => SCRIPT,
        policy => policy(SCRIPT),
        program => env!("CARGO_PKG_VERSION"),
    };
    render(&environment(&TEMPLATES)?, "tableau.html", &context)
}

/// Nothing is fetched, and no script runs but the page's own, known by its fingerprint.
fn policy(script: &str) -> String {
    let hash = base64(&Sha256::digest(script.as_bytes()));
    format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'"
    )
}

/// The fingerprint of a script as a policy writes it.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let word = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS.get((word >> (18 - 6 * at) & 63) as usize).copied();
            out.push(if at > three.len() { '=' } else { char::from(letter.unwrap_or(b'=')) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn une_empreinte_s_ecrit_en_base_64() {
        assert_eq!(super::base64(b"clausier"), "Y2xhdXNpZXI=");
        assert_eq!(super::base64(b"clauses"), "Y2xhdXNlcw==");
    }
}
