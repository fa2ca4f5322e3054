//! The annual declaration for a person: what is declared, what is still to be entered, the shares beside those of the year.

use super::line::{Kind, Line, Span};
use crate::agec::counted::{Bought, Counted};
use crate::agec::declared::{Declaration, Line as Declared, Share, Wanted};
use crate::agec::entered;
use crate::money::{Amount, grouped};

/// The whole of it.
#[must_use]
pub fn lines(declaration: &Declaration<'_>, counted: &Counted<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    head(declaration, counted, &mut lines);
    for line in &declaration.lines {
        of_category(line, declaration.year, &mut lines);
    }
    if !declaration.silent.is_empty() {
        let labels: Vec<&str> =
            declaration.silent.iter().map(|category| category.label.as_str()).collect();
        let said = format!("{}.", labels.join(" ; "));
        lines.push(Line::about("Ni achat ni saisie", vec![Span::plain(&said)]));
    }
    lines.push(Line::about(
        "À ajouter aux saisies",
        vec![Span::plain(
            "les fournitures comprises dans un marché de travaux ou de services, les achats sans marché publié, et les dons reçus, à leur valeur forfaitaire. Les parts les ajoutent au réemploi sans les ajouter à la dépense (à vérifier).",
        )],
    ));
    lines
}

fn euros(amount: Amount) -> String {
    format!("{amount} € HT")
}

fn counted_as(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n > 1 { many } else { one })
}

fn head(declaration: &Declaration<'_>, counted: &Counted<'_>, lines: &mut Vec<Line>) {
    let who = declaration.name.as_deref().unwrap_or("acheteur à dire");
    let siret = declaration.siret.as_deref().unwrap_or("SIRET à dire");
    let year = declaration.year;
    lines.push(Line::title(&format!("Déclaration AGEC de {year} · {who} · {siret}")));
    let mut said = vec![
        counted_as(counted.read, "enregistrement lu", "enregistrements lus"),
        counted_as(counted.refused, "refusé", "refusés"),
        counted_as(counted.repeated, "répété", "répétés"),
        format!("{} en cours ou peut-être en cours en {year}", grouped(counted.running)),
    ];
    if counted.others > 0 {
        said.push(counted_as(counted.others, "d’un autre acheteur", "d’autres acheteurs"));
    }
    if counted.without_code > 0 {
        said.push(counted_as(counted.without_code, "sans code CPV", "sans code CPV"));
    }
    if counted.mixed > 0 {
        said.push(counted_as(counted.mixed, "de plusieurs catégories", "de plusieurs catégories"));
    }
    lines.push(Line::text(&said.join(" · ")));
    lines.push(Line::text(
        "Le rapprochement entre codes CPV et catégories est indicatif (à vérifier) : l’arrêté liste des produits, non des codes.",
    ));
}

fn of_category(line: &Declared<'_>, year: i16, lines: &mut Vec<Line>) {
    let sign = if line.lacks.is_empty() { "✓ " } else { "? " };
    let spans = vec![
        Span::plain(sign),
        Span::strong(&line.category.label),
        Span::plain(" ("),
        Span::code(&line.category.id),
        Span::plain(")"),
    ];
    lines.push(Line { kind: Kind::Sign, spans });
    if line.bought.n > 0 {
        lines.push(Line::under(&bought(&line.bought)));
    }
    if let Some(total) = line.total {
        lines.push(Line::under(&format!("Dépense de {year} : {}", euros(total))));
    }
    if !line.lacks.is_empty() {
        lines.push(Line::under(&format!("À saisir : {}", to_enter(line))));
    }
    lines.push(Line::under(&share("Réemploi et dons", line.reuse)));
    lines.push(Line::under(&share("Matière recyclée", line.recycled)));
}

fn bought(bought: &Bought) -> String {
    let n = counted_as(bought.n, "achat", "achats");
    let unknown: Vec<String> =
        bought.unknown.iter().map(|(why, n)| format!("{} ({n})", why.words())).collect();
    if unknown.is_empty() {
        return format!("{n}, {} attribués et exécutés dans l’année", euros(bought.known));
    }
    let known =
        (bought.known > Amount::ZERO).then(|| format!(" ; le reste fait {}", euros(bought.known)));
    let known = known.unwrap_or_default();
    format!("{n}, dont la dépense de l’année n’est pas connue pour : {}{known}", unknown.join(", "))
}

/// The total may be vouched for in the place of being typed.
fn to_enter(line: &Declared<'_>) -> String {
    let name = |lack: &&'static str| match line.bought.whole() {
        Some(_) if *lack == entered::TOTAL => {
            format!("{} (ou `{} = true`)", entered::TOTAL, entered::OF_PURCHASES)
        }
        _ => (*lack).to_owned(),
    };
    line.lacks.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn share(what: &str, share: Share) -> String {
    let reached = share.reached.map_or_else(|| "part inconnue".into(), |rate| rate.to_string());
    let wanted = match share.wanted {
        Wanted::Unread => "taux de l’année non lu".to_owned(),
        Wanted::Nothing => "sans objectif".to_owned(),
        Wanted::Rate(rate) => match share.gap {
            None => format!("{rate} visés"),
            Some(Amount::ZERO) => format!("{rate} visés, atteints"),
            Some(gap) => format!("{rate} visés, il manque {}", euros(gap)),
        },
    };
    format!("{what} : {reached}, {wanted}")
}
