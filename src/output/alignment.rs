//! Two lists of texts (lines, words) aligned: what goes, what comes, what stays.

use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

/// What becomes of a run of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Stays,
    Goes,
    Comes,
}

/// A run of texts of one fate: positions in the first list, unless they come; in the second, unless they go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub fate: Fate,
    pub old: Range<usize>,
    pub new: Range<usize>,
}

/// The runs of two lists, in order; of a change, what goes before what comes.
pub fn runs(before: &[&str], after: &[&str]) -> Vec<Run> {
    let mut input = InternedInput::default();
    input.update_before(before.iter().copied());
    input.update_after(after.iter().copied());
    let mut diff = Diff::compute(Algorithm::Myers, &input);
    diff.postprocess_no_heuristic(&input);
    let mut runs = Vec::new();
    let mut add = |fate, old: Range<usize>, new: Range<usize>| {
        if !(old.is_empty() && new.is_empty()) {
            runs.push(Run { fate, old, new });
        }
    };
    let (mut old, mut new) = (0, 0);
    for hunk in diff.hunks() {
        let (gone, come) = (places(&hunk.before), places(&hunk.after));
        add(Fate::Stays, old..gone.start, new..come.start);
        add(Fate::Goes, gone.clone(), come.start..come.start);
        add(Fate::Comes, gone.end..gone.end, come.clone());
        (old, new) = (gone.end, come.end);
    }
    add(Fate::Stays, old..before.len(), new..after.len());
    runs
}

/// The runs that change, together with those that are fewer than twice `around` texts apart; what stays is cut to `around` on each side.
pub fn groups(runs: &[Run], around: usize) -> Vec<Vec<Run>> {
    let mut groups: Vec<Vec<Run>> = vec![Vec::new()];
    for (i, run) in runs.iter().enumerate() {
        let Some(group) = groups.last_mut() else { continue };
        let (first, last) = (i == 0, i + 1 == runs.len());
        let is_between = !first && !last && run.old.len() <= 2 * around;
        if run.fate != Fate::Stays || is_between {
            group.push(run.clone());
        } else {
            group.extend((!first).then(|| run.start(around)));
            groups.push(Vec::from_iter((!last).then(|| run.end(around))));
        }
    }
    groups.retain(|group| group.iter().any(|run| run.fate != Fate::Stays));
    groups
}

impl Run {
    /// Its first texts.
    fn start(&self, n: usize) -> Self {
        let end = |range: &Range<usize>| range.start..range.end.min(range.start + n);
        Self { fate: self.fate, old: end(&self.old), new: end(&self.new) }
    }

    /// Its last texts.
    fn end(&self, n: usize) -> Self {
        let start = |range: &Range<usize>| range.start.max(range.end.saturating_sub(n))..range.end;
        Self { fate: self.fate, old: start(&self.old), new: start(&self.new) }
    }
}

fn places(tokens: &Range<u32>) -> Range<usize> {
    tokens.start as usize..tokens.end as usize
}

#[cfg(test)]
mod tests {
    use super::{Fate, groups, runs};

    #[test]
    fn une_ligne_remplacee_s_en_va_avant_que_l_autre_vienne() {
        let fates: Vec<Fate> =
            runs(&["a", "b", "c"], &["a", "d", "c"]).iter().map(|run| run.fate).collect();
        assert_eq!(fates, [Fate::Stays, Fate::Goes, Fate::Comes, Fate::Stays]);
    }

    #[test]
    fn deux_listes_egales_ne_font_qu_une_suite() {
        assert_eq!(runs(&["a", "b"], &["a", "b"]).len(), 1);
        assert!(runs(&[], &[]).is_empty());
    }

    #[test]
    fn des_changements_eloignes_font_des_groupes_avec_ce_qui_les_entoure() {
        let before = ["1", "2", "3", "4", "5", "6", "7"];
        let after = ["1", "deux", "3", "4", "5", "6", "sept"];
        let found = groups(&runs(&before, &after), 1);
        let shown: Vec<Vec<&str>> = found
            .iter()
            .map(|group| group.iter().flat_map(|run| &before[run.old.clone()]).copied().collect())
            .collect();
        assert_eq!(shown, [vec!["1", "2", "3"], vec!["6", "7"]]);
    }
}
