//! Before a change of the purchase is applied: what it adds, what it takes away.

use minijinja::context;

use super::App;
use super::case::Case;
use super::fields::Fields;
use super::page::{self, Frame};
use super::reply::Reply;
use crate::effect::Effect;
use crate::output::effect;

/// A change of the purchase, and the step that was asked for.
pub struct Change<'a> {
    pub before: &'a Case,
    pub after: &'a Case,
    pub to: &'a str,
    /// Whether the change comes from the form, which the buyer may go back to.
    pub is_form: bool,
}

impl Change<'_> {
    /// The page that shows the effect; none when nothing changes.
    pub fn show(&self, app: &App, fields: &Fields) -> Option<Reply> {
        let effect = Effect::between(&self.before.answer(app), &self.after.answer(app));
        if effect.is_empty() {
            return None;
        }
        let sentences = effect::sentences(&effect);
        let starts = |sign: &str| -> Vec<&String> {
            sentences.iter().filter(|one| one.starts_with(sign)).collect()
        };
        let (gained, lost) = (starts("gagne "), starts("perd "));
        let others: Vec<&String> =
            sentences.iter().filter(|one| !gained.contains(one) && !lost.contains(one)).collect();
        let cut = |all: &[&String], sign: &str| -> Vec<String> {
            all.iter().map(|one| one.trim_start_matches(sign).to_owned()).collect()
        };
        let kept =
            |name: &str| !["fiche", "faire", "avant", "passees", "ouvertes", "vu"].contains(&name);
        let typed: Vec<(&str, &str)> = fields.iter().filter(|(name, _)| kept(name)).collect();
        let step = if self.is_form { "decrire" } else { "repondre" };
        let mut frame = Frame::new(step, "Ce que ce changement ajoute et retire", fields);
        frame.fiche.clone_from(&self.after.text);
        frame.focus = "effet".into();
        let own = context! {
            avant => self.before.text.as_str(),
            vers => self.to,
            saisie => page::value(&if self.is_form { typed } else { Vec::new() }),
            gagne => page::value(&cut(&gained, "gagne ")),
            perd => page::value(&cut(&lost, "perd ")),
            autres => page::value(&others.into_iter().map(|one| super::case::sentence(one)).collect::<Vec<_>>()),
        };
        Some(page::render(app, "comparer.html", &frame, own))
    }
}
