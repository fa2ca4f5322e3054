//! What changes between two bases, for a person: counts first, then each thing, then what purchases see of it.

mod impact;
pub mod json;
mod page;
mod words;

use self::page::Page;
pub use self::page::{Form, write};
use crate::comparison::impact::Impact;
use crate::comparison::{Changes, Edit, Fate, Item, Kind, RuleMeaning};
use crate::draft::typography::french;
use crate::output::line::{Line, Span};
use crate::proof::{Meaning, Verdict, Witness};

/// How many things of a kind are told before the rest is counted.
const MOST: usize = 40;

/// All that is to be told.
#[derive(Debug, Clone, Copy)]
pub struct Story<'a> {
    pub changes: &'a Changes,
    pub fiches: Option<&'a Impact>,
    pub contracts: Option<&'a Impact>,
    /// Everything, however long.
    pub details: bool,
}

impl Story<'_> {
    fn most(self, few: usize) -> usize {
        if self.details { usize::MAX } else { few }
    }
}

/// The page that tells it.
fn page(story: Story<'_>) -> Page {
    let mut page = Page::default();
    let changes = story.changes;
    page.line(Line::title(&headline(changes)));
    for lines in
        [story.fiches.map(impact::fiches_line), story.contracts.map(impact::contracts_line)]
    {
        page.lines(lines.into_iter().map(|line| Line::text(&line)));
    }
    if changes.items.is_empty()
        && changes.reused.is_empty()
        && story.fiches.is_none()
        && story.contracts.is_none()
    {
        return page;
    }
    reused(&mut page, changes);
    let mut rest = changes.items.as_slice();
    while let Some(first) = rest.first() {
        let n = rest.iter().take_while(|item| item.kind == first.kind).count();
        let (these, others) = rest.split_at(n);
        section(&mut page, story, &first.kind, these);
        rest = others;
    }
    steady(&mut page, story);
    if let Some(fiches) = story.fiches {
        impact::fiches(&mut page, story, fiches);
    }
    if let Some(contracts) = story.contracts {
        impact::contracts(&mut page, story, contracts);
    }
    if !changes.steady.is_empty() || changes.items.iter().any(|item| item.meaning.is_some()) {
        page.line(Line::about("Ce qui est prouvé", vec![Span::plain(PROVED)]));
    }
    page
}

/// What the proof says and does not.
const PROVED: &str = "l’état de chaque règle (s’applique, ne s’applique pas, attend une réponse) pour tout achat possible, quel que soit son nombre de lots, à famille d’achat égale quand elle est lue dans les mots de l’objet. Les expressions régulières y sont tenues pour indépendantes. Tout le reste (textes, valeurs, obligations, politiques, mots des familles, ordre des recommandations) est comparé tel qu’il est écrit, sans preuve.";

/// « aucun effet », or counts by kind.
fn headline(changes: &Changes) -> String {
    let mut counts: Vec<(&Kind, usize)> = Vec::new();
    for item in changes.items.iter().filter(|item| item.has_effect()) {
        match counts.last_mut() {
            Some((kind, n)) if **kind == item.kind => *n += 1,
            _ => counts.push((&item.kind, 1)),
        }
    }
    let mut parts: Vec<String> = counts.into_iter().map(|(kind, n)| counted(kind, n)).collect();
    if !changes.reused.is_empty() {
        let n = changes.reused.len();
        let plural = if n > 1 { "s" } else { "" };
        parts.insert(0, format!("{n} identifiant{plural} réutilisé{plural}"));
    }
    let silent = changes.items.iter().filter(|item| !item.has_effect()).count();
    let proved = match silent {
        0 => String::new(),
        1 => " ; 1 règle récrite, prouvée équivalente".into(),
        n => format!(" ; {n} règles récrites, prouvées équivalentes"),
    };
    if parts.is_empty() {
        format!("Aucun effet{proved}")
    } else {
        format!("Ce qui change : {}{proved}", parts.join(", "))
    }
}

/// « 2 clauses », « 1 valeur datée ».
fn counted(kind: &Kind, n: usize) -> String {
    let title = kind.title();
    if n < 2 {
        return format!("{n} {title}");
    }
    let plural = match kind {
        Kind::Family => "familles d’achat".to_owned(),
        Kind::Legal => "références juridiques".into(),
        Kind::Dated => "valeurs datées".into(),
        _ if title.ends_with('s') => title.to_owned(),
        _ => format!("{title}s"),
    };
    format!("{n} {plural}")
}

fn reused(page: &mut Page, changes: &Changes) {
    for one in &changes.reused {
        let text = format!(
            " : cet identifiant de {} a été remplacé par `{}` et sert de nouveau ; une décision prise sous ce nom serait lue pour autre chose : en choisir un autre",
            one.kind.title(),
            one.replaced_by
        );
        page.line(Line::sign(vec![
            Span::strong("✗ Réutilisé : "),
            Span::code(&one.id),
            Span::plain(&text),
        ]));
    }
}

fn section(page: &mut Page, story: Story<'_>, kind: &Kind, items: &[Item]) {
    page.line(Line::heading(&counted(kind, items.len())));
    let most = story.most(MOST);
    let (mut n_told, mut followers, mut n_left) = (0, Vec::new(), 0);
    for item in items {
        if follows(page, item) {
            followers.push(item.id.as_str());
        } else if n_told < most {
            one(page, item);
            n_told += 1;
        } else {
            n_left += 1;
        }
    }
    if n_left > 0 {
        page.line(Line::text(&format!("… et {n_left} de plus : `--details` les dit tous")));
    }
    let n = followers.len();
    if n > 0 {
        let rules = counted(&Kind::Rule, n);
        let text = format!(
            "et {rules} au texte inchangé, où un achat déjà montré attend une réponse d’un seul côté"
        );
        page.line(Line::sign(vec![Span::plain("~ "), Span::plain(&text)]));
        if story.details {
            page.line(Line::under(&followers.join(", ")));
        }
    }
}

/// Whether a rule is not rewritten, and only waits for an answer on a purchase that the page shows already.
fn follows(page: &Page, item: &Item) -> bool {
    match &item.meaning {
        Some(RuleMeaning::Compared(Meaning::Differs {
            lost: None,
            gained: None,
            waits: Some(waits),
            ..
        })) => item.edits.is_empty() && page.has_witness(&waits.fiche),
        _ => false,
    }
}

/// One thing: what became of it, then its keys, then what it means.
fn one(page: &mut Page, item: &Item) {
    let (sign, fate) = match &item.fate {
        Fate::Added => ("+", "ajout".to_owned()),
        Fate::Removed { by: None } => ("−", "retrait".into()),
        Fate::Removed { by: Some(by) } => ("−", format!("remplacé par `{by}`")),
        Fate::Renamed { from } => ("~", format!("se nommait `{from}`")),
        Fate::Changed if item.edits.is_empty() => ("~", "texte inchangé, lit ce qui change".into()),
        Fate::Changed => ("~", "modification".into()),
    };
    let mut spans = vec![Span::plain(&format!("{sign} ")), Span::code(&item.id)];
    if !item.title.is_empty() {
        spans.push(Span { text: format!(" — {}", french(&item.title)), ..Span::plain("") });
    }
    spans.push(Span::plain(&format!(" ({fate}, {})", item.file)));
    page.line(Line::sign(spans));
    if !item.reads.is_empty() {
        page.line(Line::under(&format!("ce qu’elle lit a changé : {}", item.reads.join(", "))));
    }
    for edit in &item.edits {
        page.edit(&path(edit), edit);
    }
    if let Some(meaning) = &item.meaning {
        told(page, &item.id, meaning);
    }
}

/// The keys of an edit, in words.
fn path(edit: &Edit) -> String {
    // A check is made « quand » something happens; elsewhere it is a condition.
    let is_check = edit.path.first().is_some_and(|key| key == "controle");
    let keys = edit.path.iter().map(String::as_str);
    let words: Vec<&str> =
        keys.map(|key| if is_check && key == "quand" { key } else { word(key) }).collect();
    words.join(" › ")
}

fn word(key: &str) -> &str {
    match key {
        "portee" => "portée",
        "en_vigueur" => "en vigueur",
        "parametres" => "paramètres",
        "quand" => "conditions",
        "anciens_ids" => "anciens identifiants",
        "controle_le" => "contrôlé le",
        "confirme" => "confirmé",
        "reference" => "référence",
        "url" => "adresse",
        "deroge" => "déroge à",
        "incompatible" => "incompatible avec",
        "acheteur_heures" => "heures de l’acheteur",
        "titulaire_pieces" => "pièces du titulaire",
        "critere" => "critère",
        "penalite" => "pénalité",
        "sans_penalite" => "sans pénalité",
        "controle" => "contrôle",
        "satisfaite_par" => "satisfaite par",
        "reserve" => "réserve",
        "valeurs" => "valeur",
        "montant_ht" => "montant HT",
        "sauf_mots" => "mots exclus",
        "priorite" => "priorité",
        "avance" => "avancé",
        other => other,
    }
}

fn told(page: &mut Page, id: &str, meaning: &RuleMeaning) {
    match meaning {
        RuleMeaning::Compared(Meaning::Same) => {
            page.line(Line::under("prouvée équivalente : même état pour tout achat possible"));
        }
        RuleMeaning::Compared(Meaning::Differs { lost, gained, waits, unsettled }) => {
            shown(page, id, "ne s’applique plus à :", lost.as_deref());
            shown(page, id, "s’applique désormais à :", gained.as_deref());
            shown(page, id, "attend une réponse d’un seul côté :", waits.as_deref());
            for why in unsettled {
                page.line(Line::under(&format!("un côté n’est pas tranché : {why}")));
            }
        }
        RuleMeaning::Compared(Meaning::Unsettled(why)) => {
            page.line(Line::under(&format!("effet non tranché : {why}")));
        }
        RuleMeaning::Added(verdict) => {
            alone(page, id, "s’applique à :", "ne s’applique à aucun achat", verdict);
        }
        RuleMeaning::Removed(verdict) => {
            alone(page, id, "s’appliquait à :", "ne s’appliquait à aucun achat", verdict);
        }
    }
}

fn alone(page: &mut Page, id: &str, head: &str, none: &str, verdict: &Verdict) {
    match verdict {
        Verdict::Proved => page.line(Line::under(none)),
        Verdict::Refuted(witness) => shown(page, id, head, Some(witness)),
        Verdict::Unsettled(why) => page.line(Line::under(&format!("effet non tranché : {why}"))),
    }
}

fn shown(page: &mut Page, id: &str, head: &str, witness: Option<&Witness>) {
    if let Some(witness) = witness {
        page.witness(id, head, &witness.fiche);
    }
}

fn steady(page: &mut Page, story: Story<'_>) {
    let ids = &story.changes.steady;
    if ids.is_empty() {
        return;
    }
    let n = ids.len();
    page.line(Line::heading("Prouvées équivalentes"));
    let what = "ce qu’elles lisent a changé, leur état reste le même pour tout achat possible";
    page.line(Line::text(&format!("{} : {what}", counted(&Kind::Rule, n))));
    if story.details {
        page.line(Line::under(&ids.join(", ")));
    }
}
