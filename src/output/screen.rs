//! The answer for a person, short first: what the law asks, at most five clauses more, the rest folded, then what would change it.
//!
//! Everything is there with `details`; without, a purchase of nine lots holds on a screen or two.

pub(crate) mod clause;
mod law;
mod open;

use self::clause::{Group, groups};
use super::line::{Line, Span};
use super::wording::{capital, plural};
use crate::base::clause::Burden;
use crate::base::rule::Level;
use crate::engine::answer::Answer;
use crate::engine::known::{At, From};
use crate::fact::french_date;
use crate::purchase::Purchase;

/// What a screen shows, and how.
#[derive(Debug, Clone, Copy)]
pub struct Screen<'a> {
    pub answer: &'a Answer<'a>,
    pub purchase: &'a Purchase,
    /// The fiche as the buyer named it, for the commands to type next.
    pub fiche: &'a str,
    /// Every clause in full, instead of the short answer.
    pub details: bool,
}

/// The lines of an answer.
#[must_use]
pub fn lines(screen: Screen<'_>) -> Vec<Line> {
    let mut out = Vec::new();
    screen.head(&mut out);
    let groups = groups(screen.answer);
    let (law, others): (Vec<Group<'_>>, Vec<Group<'_>>) =
        groups.into_iter().partition(|group| group.level == Level::Obligatoire);
    let (essential, rest): (Vec<Group<'_>>, Vec<Group<'_>>) =
        others.into_iter().partition(|group| group.essential);
    screen.law(&law, &mut out);
    screen.essential(&essential, &mut out);
    screen.rest(&rest, &mut out);
    screen.questions(&mut out);
    screen.steps(&mut out);
    screen.aside(&mut out);
    screen.alerts(&mut out);
    let first: Vec<&Group<'_>> = law.iter().chain(&essential).collect();
    screen.total(&first, &mut out);
    screen.next(&mut out);
    out
}

impl Screen<'_> {
    fn head(self, out: &mut Vec<Line>) {
        let object = &self.purchase.object;
        out.push(Line::title(if object.is_empty() { "Achat sans objet" } else { object }));
        let mut parts: Vec<String> = Vec::new();
        parts.push(self.shown("montant_ht").unwrap_or_else(|| "montant à préciser".to_owned()));
        if let (Some(need), true) = (self.purchase.need, self.purchase.need > self.purchase.amount)
        {
            parts.push(format!("besoin entier de {need}\u{202f}€\u{a0}HT"));
        }
        parts.extend(self.shown("type"));
        parts.extend(self.shown("forme").filter(|_| self.purchase.form.is_some()));
        if self.purchase.lots.len() > 1 {
            parts.push(format!("{}\u{a0}lots", self.purchase.lots.len()));
        }
        parts.extend(self.shown("duree_mois"));
        parts.extend(self.shown("procedure"));
        parts.push(match self.purchase.launch {
            Some(launch) if launch == self.date() => {
                format!("lancement le {}", french_date(launch))
            }
            _ => format!("règles au {}", french_date(self.date())),
        });
        out.push(Line::text(&parts.join(" · ")));
        let policy = self.answer.evaluation.policy;
        let buyer = self.purchase.buyer.name.as_deref().map(|name| format!("{name} · "));
        let rules = policy.map_or_else(
            || "droit national seul, aucune politique d’achat".to_owned(),
            |policy| format!("droit national et {}", policy.title),
        );
        out.push(Line::text(&capital(&format!("{}{rules}", buyer.unwrap_or_default()))));
    }

    fn date(self) -> jiff::civil::Date {
        self.answer.evaluation.date
    }

    /// A fact of the purchase in words, marked where the fiche does not say it.
    fn shown(self, name: &str) -> Option<String> {
        let evaluation = &self.answer.evaluation;
        let (id, fact) = evaluation.base.facts.by_name(name)?;
        let known = evaluation.known.get(At::Purchase, id)?;
        let shown = fact.show(&known.value);
        let mark = match known.from {
            From::Stated | From::Computed => "",
            From::Deduced(_) if name != "procedure" => " (déduit)",
            From::Deduced(_) if shown.contains("procédure") => " (déduite)",
            From::Deduced(_) => " (procédure déduite)",
        };
        Some(format!("{shown}{mark}"))
    }

    fn total(self, first: &[&Group<'_>], out: &mut Vec<Line>) {
        let (all, penalties) = self.answer.burden();
        let mut least = Burden::default();
        for group in first {
            least.buyer_hours += group.clause.burden.buyer_hours;
            least.papers += group.clause.burden.papers;
        }
        let hours = |n| plural(n, "heure");
        let n = u32::try_from(penalties).unwrap_or(u32::MAX);
        let whole = format!(
            "{} de suivi pour l’acheteur, {} à remettre par le titulaire, {}.",
            hours(all.buyer_hours),
            plural(all.papers, "preuve"),
            plural(n, "pénalité"),
        );
        let part = format!(
            " À elles seules, les clauses imposées et les essentielles : {} et {}.",
            hours(least.buyer_hours),
            plural(least.papers, "preuve"),
        );
        let text = if least == all { whole } else { whole + &part };
        out.push(Line::about("Charge si tout est gardé", vec![Span::plain(&text)]));
    }

    fn next(self, out: &mut Vec<Line>) {
        let draft = format!("clausier rediger {} --sortie dossier", self.fiche);
        let mut spans = vec![Span::code(&draft)];
        if !self.details {
            spans.push(Span::plain(" ; tout voir : "));
            spans.push(Span::code(&format!("clausier recommander {} --details", self.fiche)));
        }
        out.push(Line::about("Suite", spans));
        let base = self.answer.evaluation.base;
        let short = base.fingerprint().get(..12).unwrap_or_default();
        out.push(Line::text(&format!(
            "{} {} (empreinte {short}), règles au {}.",
            base.title,
            base.version,
            french_date(self.date())
        )));
    }
}
