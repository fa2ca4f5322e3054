//! Why a rule, a clause or a duty is in its state, condition by condition; and what a diagnostic code means.

mod clause;
pub mod code;
mod duty;
mod rule;

use super::line::{Line, Span};
use super::wording::mark;
use crate::base::Base;
use crate::base::legal::LegalBasis;
use crate::diagnostic::Code;
use crate::engine::answer::Answer;
use crate::engine::explain;
use crate::engine::known::{At, From};
use crate::fact::FactId;
use crate::text;

/// The page of a rule, a clause or a duty for a purchase; `None` when nothing of the base has that id.
///
/// Rules often bear the name of their clause: the page of the clause then holds that of the rule.
#[must_use]
pub fn lines(answer: &Answer<'_>, id: &str) -> Option<Vec<Line>> {
    let base = answer.evaluation.base;
    let mut out = Vec::new();
    if let Some(clause) = base.clauses.get(id) {
        clause::page(answer, clause, &mut out);
    } else if let Some(rule) = base.rule(id) {
        rule::page(answer, rule, &mut out);
    } else if let Some(duty) = base.duty(id) {
        duty::page(answer, duty, &mut out);
    } else {
        return None;
    }
    Some(out)
}

/// The id of the base, or the diagnostic code, that a mistyped one most likely meant.
#[must_use]
pub fn nearest<'a>(base: &'a Base, id: &str) -> Option<&'a str> {
    let clauses = base.clauses.keys().map(String::as_str);
    let rules = base.rules.iter().map(|rule| rule.id.as_str());
    let duties = base.duties.iter().map(|duty| duty.id.as_str());
    let codes = Code::ALL.iter().map(|code| code.id());
    text::nearest(id, clauses.chain(rules).chain(duties).chain(codes))
}

/// One condition, its sign, and what the purchase says.
fn condition(line: &explain::Line) -> Line {
    Line::sign(vec![
        Span::strong(mark(line.truth)),
        Span::plain(&format!(" · {} (ici : {})", line.condition, line.value)),
    ])
}

/// References, each with its address, and the mark of those that nobody has checked.
fn references(bases: &[&LegalBasis], out: &mut Vec<Line>) {
    if bases.is_empty() {
        return;
    }
    out.push(Line::heading("Références"));
    for basis in bases {
        let check = if basis.confirmed { "" } else { " · référence à vérifier" };
        out.push(Line::item(vec![
            Span::strong(&basis.reference),
            Span::plain(&format!(" · {}{check}", basis.title)),
        ]));
        if let Some(url) = &basis.url {
            let mut line = Line::under("");
            line.spans = vec![Span::code(url)];
            out.push(line);
        }
    }
}

/// Where the values tested come from, when the tool deduced them.
fn deduced(answer: &Answer<'_>, facts: &[FactId], places: &[At], out: &mut Vec<Line>) {
    let evaluation = &answer.evaluation;
    let mut seen: Vec<String> = Vec::new();
    for (fact, at) in facts.iter().flat_map(|fact| places.iter().map(move |at| (*fact, *at))) {
        let Some(known) = evaluation.known.get(at, fact) else { continue };
        let (From::Deduced(index), Some(declared)) = (known.from, evaluation.base.facts.get(fact))
        else {
            continue;
        };
        let Some(deduction) = evaluation.base.deductions.get(index) else { continue };
        let check =
            if deduction.confirmed { "" } else { " Repère d’usage, sans source confirmée." };
        let text = format!(
            "{} : {}. {}{check}",
            declared.title,
            declared.show(&known.value),
            deduction.reason
        );
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    if seen.is_empty() {
        return;
    }
    out.push(Line::heading("Ce qui a été déduit ; la fiche peut dire autre chose"));
    out.extend(seen.iter().map(|text| Line::item(vec![Span::plain(text)])));
}
