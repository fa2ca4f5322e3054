//! Two texts word by word: what goes, what comes, and a few words around.

use similar::{ChangeTag, TextDiff};

/// Words kept around a change.
const AROUND: usize = 8;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub tag: ChangeTag,
    pub text: String,
}

/// The runs of a change; long runs of what stays are cut in their middle.
pub fn runs(before: &str, after: &str) -> Vec<Run> {
    let diff = TextDiff::from_words(before, after);
    let mut runs: Vec<Run> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value().replace('\n', " ");
        match runs.last_mut() {
            Some(last) if last.tag == change.tag() => last.text.push_str(&text),
            _ => runs.push(Run { tag: change.tag(), text }),
        }
    }
    let n = runs.len();
    for (i, run) in runs.iter_mut().enumerate() {
        if run.tag == ChangeTag::Equal {
            run.text = cut(&run.text, i > 0, i + 1 < n);
        }
    }
    runs
}

/// Keeps the first words after a change and the last before the next.
fn cut(text: &str, after: bool, before: bool) -> String {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let (head, tail) = (if after { AROUND } else { 0 }, if before { AROUND } else { 0 });
    if words.len() <= head + tail + 2 {
        return text.to_owned();
    }
    let first = words.get(..head).unwrap_or_default().concat();
    let last = words.get(words.len() - tail..).unwrap_or_default().concat();
    format!("{first}… {last}").trim_end().to_owned() + if last.ends_with(' ') { " " } else { "" }
}

#[cfg(test)]
mod tests {
    use similar::ChangeTag;

    use super::runs;

    #[test]
    fn un_mot_change_se_lit_entre_ceux_qui_restent() {
        let found = runs(
            "le titulaire livre en dix jours ouvrés",
            "le titulaire livre en huit jours ouvrés",
        );
        let gone: String = found
            .iter()
            .filter(|run| run.tag == ChangeTag::Delete)
            .map(|run| run.text.as_str())
            .collect();
        let come: String = found
            .iter()
            .filter(|run| run.tag == ChangeTag::Insert)
            .map(|run| run.text.as_str())
            .collect();
        assert_eq!((gone.as_str(), come.as_str()), ("dix", "huit"));
    }

    #[test]
    fn un_long_passage_inchange_est_coupe() {
        let long = "mot ".repeat(100);
        let found = runs(&format!("{long}fin"), &format!("{long}terme"));
        let kept = found.first().map(|run| run.text.as_str()).unwrap_or_default();
        assert_eq!(kept, format!("… {}", "mot ".repeat(8)));
    }
}
