//! What supports a duty or a card: references in force and confirmed, an address to read them at, a date of control that is not too old.

use jiff::ToSpan;
use jiff::civil::Date;

use super::spot;
use crate::base::Base;
use crate::base::duty::Duty;
use crate::base::legal::{InForce, LegalBasis};
use crate::diagnostic::{Code, Diagnostic};

/// What was not looked at for longer than this may have changed.
const MONTHS: i32 = 12;

pub(super) fn check(base: &Base) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> =
        base.duties.iter().filter_map(|duty| duty_fault(base, duty)).collect();
    let oldest = base.as_of.checked_sub(MONTHS.months()).unwrap_or(base.as_of);
    found.extend(base.legal.values().filter_map(address));
    for basis in base.legal.values() {
        let old = basis.checked_on.filter(|date| *date < oldest);
        found.extend(old.map(|date| {
            let (source, at) = (&basis.place.source, basis.place.span.start);
            let what = format!("le fondement `{}`", basis.id);
            let span = spot(source, at, &format!("controle_le = {date}"));
            stale(&what, date, Diagnostic::warning(Code::ControlePerime, source, span, ""))
        }));
    }
    for clause in base.clauses.values().filter(|clause| clause.checked_on < oldest) {
        let (source, date) = (&clause.place.source, clause.checked_on);
        let span = spot(source, 0, &format!("controle_le = {date}"));
        let fault = Diagnostic::warning(Code::ControlePerime, source, span, "");
        found.push(stale(&format!("la clause `{}`", clause.id), date, fault));
    }
    found
}

fn stale(what: &str, date: Date, fault: Diagnostic) -> Diagnostic {
    let message = format!("{what} : le dernier contrôle est du {date}");
    Diagnostic { message, ..fault }
        .help("relire le texte à sa source, puis écrire le jour dans `controle_le`")
}

/// A duty binds: it needs what a binding rule needs.
fn duty_fault(base: &Base, duty: &Duty) -> Option<Diagnostic> {
    let bases: Vec<&LegalBasis> = duty.bases.iter().filter_map(|id| base.legal.get(id)).collect();
    let confirmed = || bases.iter().filter(|basis| basis.confirmed);
    let (code, lacks) = if bases.is_empty() {
        (Code::FondementManquant, "n’a pas de fondement")
    } else if confirmed().next().is_none() {
        (Code::FondementNonConfirme, "n’a aucun fondement confirmé")
    } else if !confirmed().any(|basis| lasts(basis.in_force, duty.in_force)) {
        (Code::FondementEchu, "n’a pas de fondement confirmé en vigueur sur toute sa durée")
    } else {
        return None;
    };
    let message = format!("l’obligation `{}` {lacks}", duty.id);
    let at = duty.place.span.start;
    Some(Diagnostic::error(code, &duty.place.source, at..at, message))
}

/// Whether a reference holds as long as a duty; one without dates takes those of its reference, which must not end.
fn lasts(basis: InForce, duty: InForce) -> bool {
    basis.covers(duty) || duty == InForce::default() && basis.until().is_none()
}

/// A reference that nobody can go and read.
fn address(basis: &LegalBasis) -> Option<Diagnostic> {
    let (source, at) = (&basis.place.source, basis.place.span.start);
    let (message, span) = match &basis.url {
        // Without one, what is not confirmed prints « référence à vérifier » already; what no rule rests on prints nowhere.
        None if basis.confirmed && basis.no_rule.is_none() => {
            (format!("le fondement `{}` n’a pas d’adresse", basis.id), spot(source, at, &basis.id))
        }
        Some(url) if !is_address(url) => {
            (format!("l’adresse du fondement `{}` ne s’ouvre pas", basis.id), spot(source, at, url))
        }
        Some(_) | None => return None,
    };
    let fault = Diagnostic::warning(Code::AdresseInvalide, source, span, message);
    Some(
        fault.help(
            "écrire l’adresse du texte officiel : `url = \"https://www.legifrance.gouv.fr/…\"`",
        ),
    )
}

/// `https://` or `http://`, a host with a dot, no space.
fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\'))
}
