//! Two texts word by word: what goes, what comes, and a few words around.

use crate::output::alignment::{self, Fate};

/// Words kept around a change.
const AROUND: usize = 8;

/// A run of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub fate: Fate,
    pub text: String,
}

/// The runs of a change; long runs of what stays are cut in their middle.
pub fn runs(before: &str, after: &str) -> Vec<Run> {
    let (old, new) = (words(before), words(after));
    let text = |run: &alignment::Run| {
        let words = if run.fate == Fate::Goes {
            old.get(run.old.clone())
        } else {
            new.get(run.new.clone())
        };
        words.unwrap_or_default().concat().replace('\n', " ")
    };
    let aligned = alignment::runs(&old, &new);
    let mut runs: Vec<Run> =
        aligned.iter().map(|run| Run { fate: run.fate, text: text(run) }).collect();
    let n = runs.len();
    for (i, run) in runs.iter_mut().enumerate() {
        if run.fate == Fate::Stays {
            run.text = cut(&run.text, i > 0, i + 1 < n);
        }
    }
    runs
}

/// Words, and the blanks between them.
fn words(text: &str) -> Vec<&str> {
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    let turns = pairs.filter(|((_, a), (_, b))| a.is_whitespace() != b.is_whitespace());
    let mut from = 0;
    let ends = turns.map(|(_, (at, _))| at).chain([text.len()]);
    ends.filter_map(|to| text.get(std::mem::replace(&mut from, to)..to)).collect()
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
    use super::runs;
    use crate::output::alignment::Fate;

    #[test]
    fn un_mot_change_se_lit_entre_ceux_qui_restent() {
        let found = runs(
            "le titulaire livre en dix jours ouvrés",
            "le titulaire livre en huit jours ouvrés",
        );
        let gone: String = found
            .iter()
            .filter(|run| run.fate == Fate::Goes)
            .map(|run| run.text.as_str())
            .collect();
        let come: String = found
            .iter()
            .filter(|run| run.fate == Fate::Comes)
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
