//! What a base covers, for a person: the figures first, then what is lacking, then the families.

use super::line::{Kind, Line, Span};
use crate::base::clause::Nature;
use crate::coverage::{Count, Coverage, Indicators, Law, Means, PolicyCoverage, Reference};

/// The whole of it, short first.
#[must_use]
pub fn lines(coverage: &Coverage<'_>) -> Vec<Line> {
    let mut lines = vec![
        Line::title(&format!("Couverture de la base {}", coverage.version)),
        Line::text(coverage.title),
    ];
    for policy in &coverage.policies {
        of_policy(policy, &mut lines);
    }
    of_cards(coverage, &mut lines);
    of_law(&coverage.law, &mut lines);
    of_families(coverage, &mut lines);
    lines
}

/// « 12 sur 15 ».
fn part(n: usize, total: usize) -> String {
    format!("{n} sur {total}")
}

fn figure(subject: &str, value: &str) -> Line {
    Line::item(vec![Span::strong(&format!("{subject} :")), Span::plain(&format!(" {value}"))])
}

/// An item, then ids under it, as typed.
fn named(subject: &str, value: &str, ids: &[&str], lines: &mut Vec<Line>) {
    lines.push(figure(subject, value));
    if !ids.is_empty() {
        lines.push(Line::under(&ids.join(", ")));
    }
}

fn of_policy(policy: &PolicyCoverage<'_>, lines: &mut Vec<Line>) {
    lines.push(Line::heading(policy.title));
    lines.push(figure("Moyens servis", &part(policy.n_served(), policy.means.len())));
    let organised = policy.without_card.len().to_string();
    lines.push(figure("Moyens d’organisation ou de suivi, sans carte due", &organised));
    of_levers(policy, lines);
    for ambition in &policy.ambitions {
        let subject = format!("{} {}", ambition.id, ambition.title);
        let value = format!("{} moyens servis", part(ambition.served, ambition.total));
        lines.push(figure(&subject, &value));
    }
    of_indicators(&policy.indicators, lines);
    let mut details = Vec::new();
    policy.means.iter().for_each(|means| of_means(means, &mut details));
    if !details.is_empty() {
        let spans = vec![Span::strong("Leviers refusés ou sans carte")];
        lines.push(Line { kind: Kind::Apart, spans });
        lines.append(&mut details);
    }
}

/// What a means lacks, or refuses; nothing for one that is served throughout.
fn of_means(means: &Means<'_>, lines: &mut Vec<Line>) {
    for lever in &means.levers {
        let said = match (lever.refusal, lever.is_missing()) {
            (Some(reason), _) => format!("{} refusé : {reason}", name(lever.id)),
            (None, true) => format!("{} sans carte", name(lever.id)),
            (None, false) => continue,
        };
        let sign = if lever.is_missing() { "✗ " } else { "– " };
        lines.push(Line::sign(vec![
            Span::plain(sign),
            Span::code(means.id),
            Span::plain(&format!(" : {said}")),
        ]));
    }
    if !means.is_called && means.levers.iter().any(|lever| !lever.clauses.is_empty()) {
        lines.push(Line::sign(vec![
            Span::plain("✗ "),
            Span::code(means.id),
            Span::plain(" : aucune règle ne recommande ses clauses"),
        ]));
    }
}

/// The title of a nature, or the id of a status.
fn name(id: &str) -> &str {
    match Nature::from_id(id) {
        Some(nature) => nature.title(),
        None => id,
    }
}

/// « 1 servi », « 3 servis ».
fn several(n: usize, word: &str) -> String {
    format!("{n} {word}{}", if n > 1 { "s" } else { "" })
}

fn of_levers(policy: &PolicyCoverage<'_>, lines: &mut Vec<Line>) {
    for id in Nature::IDS {
        let levers = || policy.means.iter().flat_map(|means| &means.levers).filter(|l| l.id == id);
        let served = levers().filter(|lever| !lever.clauses.is_empty()).count();
        let refused = levers().filter(|lever| lever.refusal.is_some()).count();
        let missing = levers().filter(|lever| lever.is_missing()).count();
        let value = format!(
            "{}, {}, {missing} sans carte",
            several(served, "servi"),
            several(refused, "refusé")
        );
        lines.push(figure(&format!("Levier {}", name(id)), &value));
    }
}

fn of_indicators(indicators: &Indicators<'_>, lines: &mut Vec<Line>) {
    lines.push(figure(
        "Indicateurs liés à une carte",
        &part(indicators.linked.len(), indicators.total),
    ));
    let entered = indicators.entered.len();
    named("Saisis par la collectivité", &entered.to_string(), &indicators.entered, lines);
    let missing = indicators.missing.len();
    named("À calculer, sans carte", &missing.to_string(), &indicators.missing, lines);
}

fn of_cards(coverage: &Coverage<'_>, lines: &mut Vec<Line>) {
    let (cards, rules) = (&coverage.cards, &coverage.rules);
    lines.push(Line::heading("Cartes et règles"));
    lines.push(figure("Cartes", &format!("{} ({})", cards.total, counts(&cards.by_nature))));
    let complete = cards.total - cards.incomplete.len();
    let percent = (complete * 100).checked_div(cards.total).unwrap_or(100);
    let value = format!("{} ({percent} %)", part(complete, cards.total));
    lines.push(figure("Cartes complètes", &value));
    if !cards.incomplete.is_empty() {
        let n = cards.incomplete.len().to_string();
        named("Cartes incomplètes", &n, &cards.incomplete, lines);
    }
    lines
        .push(figure("Cartes graduées par niveau d’exigence", &part(cards.graduated, cards.total)));
    lines.push(figure("Par statut", &counts(&cards.by_status)));
    named("Sans règle qui les recommande", &cards.orphans.len().to_string(), &cards.orphans, lines);
    let silent = part(rules.silent.len(), rules.total);
    named("Règles qu’aucun exemple ne déclenche", &silent, &rules.silent, lines);
}

/// « 71 clauses, 17 critères »: what is nought is not said.
fn counts(counts: &[Count<'_>]) -> String {
    let known = counts.iter().filter(|count| count.n > 0);
    known.map(|count| several(count.n, name(count.id))).collect::<Vec<_>>().join(", ")
}

fn of_law(law: &Law<'_>, lines: &mut Vec<Line>) {
    lines.push(Line::heading("Droit"));
    lines.push(figure("Références", &law.references.len().to_string()));
    let served = law.count(Reference::is_served);
    lines.push(figure("Portent une règle, une obligation ou une valeur", &served.to_string()));
    let reasoned = law.count(|reference| !reference.is_served() && reference.no_rule.is_some());
    lines.push(figure("Sans règle, avec la raison", &reasoned.to_string()));
    let missing: Vec<&str> =
        law.references.iter().filter(|r| r.is_missing()).map(|r| r.id).collect();
    named("Ni règle, ni raison", &missing.len().to_string(), &missing, lines);
    lines.push(figure("À vérifier", &law.count(|reference| !reference.confirmed).to_string()));
}

fn of_families(coverage: &Coverage<'_>, lines: &mut Vec<Line>) {
    let families = &coverage.families;
    lines.push(Line::heading("Cartes par famille d’achat"));
    lines.push(figure("Toutes les familles", &counts(&families.across)));
    for family in families.list.iter().filter(|family| family.n_cards() > 0) {
        lines.push(figure(family.title, &counts(&family.cards)));
    }
    let none: Vec<&str> = families
        .list
        .iter()
        .filter(|family| family.n_cards() == 0)
        .map(|family| family.title)
        .collect();
    named("Sans carte à leur nom", &none.len().to_string(), &none, lines);
}

/// Every legal reference: what rests on it, or why nothing does.
#[must_use]
pub fn law_lines(coverage: &Coverage<'_>) -> Vec<Line> {
    let law = &coverage.law;
    let mut lines = vec![
        Line::title("Couverture du droit"),
        Line::text(
            "Chaque référence juridique de la base, et ce qui s’appuie sur elle ; ou la raison pour laquelle rien ne s’y appuie.",
        ),
    ];
    let served = |reference: &&Reference<'_>| reference.is_served();
    section("Portent une règle, une obligation ou une valeur", law, served, &mut lines);
    let reasoned = |reference: &&Reference<'_>| !reference.is_served() && !reference.is_missing();
    section("Sans règle, avec la raison", law, reasoned, &mut lines);
    let missing = |reference: &&Reference<'_>| reference.is_missing();
    section("Ni règle, ni raison", law, missing, &mut lines);
    lines
}

fn section(
    title: &str,
    law: &Law<'_>,
    fits: impl Fn(&&Reference<'_>) -> bool,
    lines: &mut Vec<Line>,
) {
    let found: Vec<&Reference<'_>> = law.references.iter().filter(fits).collect();
    if found.is_empty() {
        return;
    }
    lines.push(Line::heading(&format!("{title} ({})", found.len())));
    for reference in found {
        let unconfirmed = if reference.confirmed { "" } else { " (référence à vérifier)" };
        lines.push(Line::item(vec![
            Span::code(reference.id),
            Span::plain(&format!(" {} : {}{unconfirmed}", reference.reference, reference.title)),
        ]));
        lines.extend(under(reference));
    }
}

fn under(reference: &Reference<'_>) -> Vec<Line> {
    let lists = [
        ("règles", &reference.rules),
        ("obligations", &reference.duties),
        ("valeurs", &reference.values),
    ];
    let said = lists.iter().filter(|(_, ids)| !ids.is_empty());
    let said: Vec<String> =
        said.map(|(what, ids)| format!("{what} : {}", ids.join(", "))).collect();
    let why = reference.no_rule.filter(|_| !reference.is_served()).map(str::to_owned);
    let text = if said.is_empty() { why } else { Some(said.join(" ; ")) };
    text.map(|text| Line::under(&text)).into_iter().collect()
}
