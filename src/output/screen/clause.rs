//! Clauses on screen: each once, with its lots; the essential ones in full, the rest in a line for each axis.

use super::Screen;
use crate::base::clause::{Burden, Clause};
use crate::base::rule::Level;
use crate::engine::answer::{Answer, Recommendation};
use crate::engine::known::At;
use crate::engine::rank::Score;
use crate::output::line::{Line, Span};
use crate::output::wording::{axis, burden, capital, plural, references, short_title};
use crate::purchase::{Status, lots_label};

/// How many titles of an axis the short answer names, those that weigh most.
const FIRST: usize = 3;

/// A clause and everywhere it is recommended.
#[derive(Debug, Clone)]
pub(crate) struct Group<'a> {
    pub clause: &'a Clause,
    /// In the order of the answer.
    pub all: Vec<&'a Recommendation<'a>>,
    /// The highest of its levels.
    pub level: Level,
    pub essential: bool,
}

/// What is not discarded, each clause once, in the order of the answer.
pub(crate) fn groups<'a>(answer: &'a Answer<'a>) -> Vec<Group<'a>> {
    let mut out: Vec<Group<'a>> = Vec::new();
    for one in answer.recommendations.iter().filter(|one| !one.is_discarded()) {
        if let Some(group) = out.iter_mut().find(|group| group.clause.id == one.clause.id) {
            group.level = group.level.max(one.level);
            group.essential |= one.essential;
            group.all.push(one);
        } else {
            let group = Group {
                clause: one.clause,
                all: vec![one],
                level: one.level,
                essential: one.essential,
            };
            out.push(group);
        }
    }
    out
}

impl Group<'_> {
    /// « lots 1 et 3 »; nothing where the whole purchase is concerned.
    pub(crate) fn place(&self, answer: &Answer<'_>) -> Option<String> {
        place(answer, &self.all.iter().map(|one| one.at).collect::<Vec<_>>())
    }

    pub(crate) fn score(&self) -> Option<Score> {
        self.all.iter().find_map(|one| one.score)
    }

    /// The reason of the recommendation at the highest level.
    pub(crate) fn reason(&self) -> &str {
        let leading = self.all.iter().find(|one| one.level == self.level);
        leading.map_or("", |one| one.reason.as_str())
    }

    /// Level, lots, follow-up and what the buyer decided, in a few words.
    pub(crate) fn summary(&self, answer: &Answer<'_>) -> String {
        let mut parts = vec![self.level.title().to_owned()];
        let most: Vec<At> =
            self.all.iter().filter(|one| one.level == self.level).map(|one| one.at).collect();
        parts.extend(place(answer, &most));
        let others: Vec<At> =
            self.all.iter().filter(|one| one.level != self.level).map(|one| one.at).collect();
        if !others.is_empty()
            && let Some(place) = place(answer, &others)
        {
            parts.push(format!("à un moindre niveau : {place}"));
        }
        parts.push(burden(self.clause.burden));
        if self.all.iter().any(|one| one.status() == Some(Status::Kept)) {
            parts.push("retenue par l’acheteur".to_owned());
        }
        parts.join(" · ")
    }

    /// Everything about it, one thing a line.
    fn in_full(&self, answer: &Answer<'_>, out: &mut Vec<Line>) {
        out.push(Line::under(&self.summary(answer)));
        out.push(Line::under(self.reason()));
        if let Some(one) = self.all.first() {
            let texts: Vec<&str> = one.measures.iter().map(|m| m.text.as_str()).collect();
            if !texts.is_empty() {
                out.push(Line::under(&format!("Politique : {}", texts.join(" ; "))));
            }
        }
        let mut bases = Vec::new();
        for basis in self.all.iter().flat_map(|one| &one.bases) {
            if !bases.iter().any(|known: &&crate::base::legal::LegalBasis| known.id == basis.id) {
                bases.push(*basis);
            }
        }
        if !bases.is_empty() {
            out.push(Line::under(&format!("Références : {}", references(&bases))));
        }
        let blanks = self.blanks();
        if !blanks.is_empty() {
            out.push(Line::under(&format!("À compléter : {}", blanks.join(" ; "))));
        }
        if let Some(score) = self.score() {
            out.push(Line::under(&format!("Points : {}", score.sentence())));
        }
    }

    /// The questions of the variables that some lot leaves without a value.
    fn blanks(&self) -> Vec<&str> {
        let missing = |name: &String| self.all.iter().any(|one| !one.values.contains_key(name));
        let variables = self.clause.variables.iter().filter(|variable| missing(&variable.name));
        variables.map(|variable| variable.question.as_str()).collect()
    }
}

/// « lots 1 et 3 »; nothing where the whole purchase is concerned.
pub(super) fn place(answer: &Answer<'_>, places: &[At]) -> Option<String> {
    let known = &answer.evaluation.known;
    let mut numbers: Vec<u32> = places.iter().filter_map(|at| known.number(*at)).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let whole = places.contains(&At::Purchase) || numbers.len() == known.n_lots();
    (!whole && !numbers.is_empty()).then(|| lots_label(&numbers))
}

/// Why a clause is among the essential ones, in a few words.
pub(crate) fn why_essential(score: Score, burden: Burden) -> String {
    let mut parts = Vec::new();
    if score.priority > 0 {
        parts.push(format!("priorité {} de la politique", 4 - score.priority / 10));
    }
    parts.push(match score.share {
        10.. => "tout l’achat".to_owned(),
        1..10 => format!("environ {} % de l’achat", score.share * 10),
        _ => "une petite part de l’achat".to_owned(),
    });
    if score.objective > 0 {
        parts.push("objectif annuel de la loi".to_owned());
    }
    parts.push(
        match burden.buyer_hours + burden.papers {
            ..=4 => "suivi léger",
            5..=10 => "suivi moyen",
            _ => "suivi lourd",
        }
        .to_owned(),
    );
    format!("Son rang : {}.", parts.join(", "))
}

impl Screen<'_> {
    pub(super) fn essential(self, groups: &[Group<'_>], out: &mut Vec<Line>) {
        if groups.is_empty() {
            return;
        }
        out.push(Line::heading(&match groups.len() {
            1 => "L’essentielle : la clause qui pèse le plus au regard de son suivi".to_owned(),
            n => format!(
                "Les essentielles : les {n} clauses qui pèsent le plus au regard de leur suivi"
            ),
        }));
        for group in groups {
            self.clause(group, out);
            if !self.details
                && let Some(score) = group.score()
            {
                out.push(Line::under(&format!(
                    "{} {}",
                    group.reason(),
                    why_essential(score, group.clause.burden)
                )));
            }
        }
        if self.details {
            out.push(Line::text(
                "Points : priorité de la politique (30, 20 ou 10) + ce que la clause engage (10 au contrat, 5 en critère) + part de l’achat \
                 (0 à 10) + 5 pour un objectif annuel de la loi − suivi (heures et preuves, 20 au plus, divisé par 2 dès 100 000 € HT, par 4 \
                 dès 1 M€). Deux clauses au plus par ambition.",
            ));
        }
    }

    pub(super) fn rest(self, groups: &[Group<'_>], out: &mut Vec<Line>) {
        if groups.is_empty() {
            return;
        }
        let n = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        out.push(Line::heading(&format!("Le reste : {}", plural(n, "clause"))));
        if self.details {
            for group in groups {
                self.clause(group, out);
            }
            return;
        }
        let mut axes: Vec<&str> = groups.iter().map(|group| group.clause.axis.as_str()).collect();
        axes.sort_unstable();
        axes.dedup();
        for id in axes {
            let own: Vec<&Group<'_>> =
                groups.iter().filter(|group| group.clause.axis == id).collect();
            out.push(self.axis(id, &own));
        }
    }

    fn axis(self, id: &str, groups: &[&Group<'_>]) -> Line {
        let (study, mut sure): (Vec<&Group<'_>>, Vec<&Group<'_>>) =
            groups.iter().partition(|group| group.level == Level::AEtudier);
        sure.sort_by_key(|group| std::cmp::Reverse(group.score().map(Score::total)));
        let mut shown: Vec<String> =
            sure.iter().take(FIRST).map(|group| self.in_short(group)).collect();
        let others = sure.len().saturating_sub(FIRST);
        if others > 0 {
            shown.push(plural(u32::try_from(others).unwrap_or(u32::MAX), "autre"));
        }
        match (study.as_slice(), sure.is_empty()) {
            ([], _) => {}
            (_, true) => {
                let titles: Vec<String> = study.iter().map(|group| self.in_short(group)).collect();
                shown.push(format!("à étudier : {}", titles.join(" ; ")));
            }
            (_, false) => shown.push(format!("{} à étudier", study.len())),
        }
        let title = axis(&self.answer.evaluation, id);
        let text = format!(" ({}) : {}", groups.len(), shown.join(" ; "));
        Line::item(vec![Span::strong(&title), Span::plain(&text)])
    }

    /// Its title cut short, with its lots, and a mark where nobody has checked any of its references.
    pub(super) fn in_short(self, group: &Group<'_>) -> String {
        let mut marks: Vec<String> = group.place(self.answer).into_iter().collect();
        let mut bases = group.all.iter().flat_map(|one| &one.bases).peekable();
        if bases.peek().is_some() && bases.all(|basis| !basis.confirmed) {
            marks.push("référence à vérifier".to_owned());
        }
        let title = short_title(&group.clause.title);
        if marks.is_empty() {
            return title.to_owned();
        }
        format!("{title} ({})", marks.join(", "))
    }

    /// A clause: in one line, or in full.
    pub(super) fn clause(self, group: &Group<'_>, out: &mut Vec<Line>) {
        let title = Span::strong(&capital(&group.clause.title));
        if self.details {
            out.push(Line::item(vec![title, Span::plain(" · "), Span::code(&group.clause.id)]));
            group.in_full(self.answer, out);
            return;
        }
        let summary = group.summary(self.answer);
        out.push(Line::item(vec![title, Span::plain(&format!(" · {summary}"))]));
    }
}
