//! Pages that list: clauses by axis, rules by level, everything in alphabetical order.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::Things;
use super::address::Kind;
use super::view::{Link, Reference, Status};
use crate::base::Base;
use crate::output::wording::capital;
use crate::text::fold;

/// How many of each, for the first page.
#[derive(Debug, Serialize)]
pub(super) struct Counts {
    pub clauses: usize,
    pub reviewed: usize,
    pub rules: usize,
    pub bases: usize,
    pub unconfirmed: usize,
    pub duties: usize,
    pub dated: usize,
    pub policies: usize,
    pub families: usize,
    pub facts: usize,
    pub days: usize,
}

pub(super) fn counts(things: &Things) -> Counts {
    Counts {
        clauses: things.clauses.len(),
        reviewed: things.clauses.iter().filter(|clause| clause.status.is_reviewed).count(),
        rules: things.rules.len(),
        bases: things.bases.len(),
        unconfirmed: things.bases.iter().filter(|basis| !basis.own.is_confirmed).count(),
        duties: things.duties.len(),
        dated: things.dated.len(),
        policies: things.policies.len(),
        families: things.families.len(),
        facts: things.facts.len(),
        days: things.days.len(),
    }
}

/// A page of links in groups.
#[derive(Debug, Serialize)]
pub(super) struct List {
    #[serde(skip)]
    pub path: String,
    #[serde(skip)]
    pub section: &'static str,
    pub title: &'static str,
    pub intro: &'static str,
    pub groups: Vec<Group>,
}

/// Some links under a title.
#[derive(Debug, Serialize)]
pub(super) struct Group {
    pub anchor: String,
    pub title: String,
    pub items: Vec<Item>,
}

/// A link, a few words, and what is to be known before following it.
#[derive(Debug, Serialize)]
pub(super) struct Item {
    pub link: Link,
    pub note: String,
    pub mark: Option<&'static str>,
}

const TO_CHECK: &str = "référence à vérifier";

pub(super) fn all(things: &Things) -> Vec<List> {
    vec![rules(things), duties(things), policies(things), families(things), alphabetical(things)]
}

fn rules(things: &Things) -> List {
    let levels = ["obligatoire", "objectif annuel", "recommandée", "à étudier"];
    let groups = levels.into_iter().map(|level| {
        let own = things.rules.iter().filter(|rule| rule.level == level);
        let items = own.map(|rule| Item {
            link: Link::new(&rule.title, rule.path.clone()),
            note: format!("appelle « {} »", rule.clause.text),
            mark: rule.has_unconfirmed.then_some(TO_CHECK),
        });
        group(fold(level).replace(' ', "-"), capital(level), items.collect())
    });
    List {
        path: Kind::Rule.list(),
        section: Kind::Rule.folder(),
        title: "Règles",
        intro: "Une règle dit quel achat appelle quelle clause, à quel niveau et pourquoi. Elles sont rangées ici du niveau le plus contraignant au plus léger.",
        groups: groups.filter(|group| !group.items.is_empty()).collect(),
    }
}

fn group(anchor: String, title: String, mut items: Vec<Item>) -> Group {
    items.sort_by_cached_key(|item| (fold(&item.link.text), item.link.path.clone()));
    Group { anchor, title, items }
}

fn duties(things: &Things) -> List {
    let items = things.duties.iter().map(|duty| Item {
        link: Link::new(&duty.title, duty.path.clone()),
        note: format!("{}, {}", duty.period.state, duty.period.text),
        mark: duty.has_unconfirmed.then_some(TO_CHECK),
    });
    List {
        path: Kind::Duty.list(),
        section: Kind::Duty.folder(),
        title: "Obligations",
        intro: "Une obligation est ce que la loi demande à la consultation, et que l’une de plusieurs clauses satisfait, ou une dispense motivée.",
        groups: vec![Group {
            anchor: "toutes".into(),
            title: "Toutes les obligations".into(),
            items: items.collect(),
        }],
    }
}

fn policies(things: &Things) -> List {
    let items = things.policies.iter().map(|policy| Item {
        link: Link::new(&policy.title, policy.path.clone()),
        note: format!("{}, {}", policy.period.state, policy.period.text),
        mark: None,
    });
    List {
        path: Kind::Policy.list(),
        section: Kind::Policy.folder(),
        title: "Politiques d’achat",
        intro: "Une politique d’achat (SPASER) s’ajoute au droit : ses axes, ses ambitions, ses moyens, et les clauses qui les servent.",
        groups: vec![Group {
            anchor: "toutes".into(),
            title: "Toutes les politiques".into(),
            items: items.collect(),
        }],
    }
}

fn families(things: &Things) -> List {
    let items = things.families.iter().map(|family| Item {
        link: Link::new(&family.title, family.path.clone()),
        note: match family.clauses.len() {
            0 => "aucune clause propre".into(),
            1 => "1 clause propre".into(),
            n => format!("{n} clauses propres"),
        },
        mark: None,
    });
    List {
        path: Kind::Family.list(),
        section: Kind::Family.folder(),
        title: "Familles d’achat",
        intro: "La famille se lit dans les codes CPV, à défaut dans les mots de l’objet. Les clauses qui valent pour tout achat n’y figurent pas.",
        groups: vec![group("toutes".into(), "Toutes les familles".into(), items.collect())],
    }
}

/// Everything, by first letter.
fn alphabetical(things: &Things) -> List {
    let mut letters: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    for (title, path, kind, is_unconfirmed) in entries(things) {
        let first = fold(title).chars().next().filter(char::is_ascii_alphabetic);
        let letter = first.map_or_else(|| "#".to_owned(), |c| c.to_ascii_uppercase().to_string());
        letters.entry(letter).or_default().push(Item {
            link: Link::new(title, path.to_owned()),
            note: kind.title().to_lowercase(),
            mark: is_unconfirmed.then_some(TO_CHECK),
        });
    }
    let groups = letters.into_iter().map(|(letter, items)| {
        let anchor = match letter.as_str() {
            "#" => "autres".to_owned(),
            letter => format!("lettre-{}", letter.to_lowercase()),
        };
        group(anchor, letter, items)
    });
    List {
        path: "alphabetique.html".into(),
        section: "alphabetique",
        title: "Index alphabétique",
        intro: "Toutes les pages du catalogue, par leur titre : clauses, règles, références, obligations, valeurs datées, politiques, familles.",
        groups: groups.collect(),
    }
}

/// A thing of the base: title, page, kind, and whether its reference still has to be checked.
type Entry<'a> = (&'a str, &'a str, Kind, bool);

fn entries(things: &Things) -> Vec<Entry<'_>> {
    fn entry<'a>(title: &'a str, path: &'a str, kind: Kind) -> Entry<'a> {
        (title, path, kind, false)
    }
    let mut all: Vec<Entry<'_>> = Vec::new();
    all.extend(things.clauses.iter().map(|one| entry(&one.title, &one.path, Kind::Clause)));
    all.extend(things.rules.iter().map(|one| entry(&one.title, &one.path, Kind::Rule)));
    all.extend(things.bases.iter().map(|one| {
        (one.own.title.as_str(), one.own.path.as_str(), Kind::Basis, !one.own.is_confirmed)
    }));
    all.extend(things.duties.iter().map(|one| entry(&one.title, &one.path, Kind::Duty)));
    all.extend(things.dated.iter().map(|one| entry(&one.title, &one.path, Kind::Dated)));
    all.extend(things.policies.iter().map(|one| entry(&one.title, &one.path, Kind::Policy)));
    all.extend(things.families.iter().map(|one| entry(&one.title, &one.path, Kind::Family)));
    all
}

/// The clauses of an axis, by nature.
#[derive(Debug, Serialize)]
pub(super) struct Axis {
    pub anchor: String,
    pub title: String,
    pub n: usize,
    pub natures: Vec<NatureGroup>,
}

/// The clauses of a nature.
#[derive(Debug, Serialize)]
pub(super) struct NatureGroup {
    pub title: String,
    pub clauses: Vec<ClauseItem>,
}

/// A clause in a list.
#[derive(Debug, Serialize)]
pub(super) struct ClauseItem {
    pub link: Link,
    pub status: Status,
    pub has_unconfirmed: bool,
}

pub(super) fn clauses(things: &Things) -> Vec<Axis> {
    let mut axes: BTreeMap<&str, BTreeMap<&str, Vec<ClauseItem>>> = BTreeMap::new();
    for clause in &things.clauses {
        let item = ClauseItem {
            link: Link::new(&clause.title, clause.path.clone()),
            status: clause.status.clone(),
            has_unconfirmed: clause.has_unconfirmed,
        };
        axes.entry(&clause.axis).or_default().entry(clause.nature).or_default().push(item);
    }
    let nature = |(title, mut clauses): (&str, Vec<ClauseItem>)| {
        clauses.sort_by_cached_key(|item| (fold(&item.link.text), item.link.path.clone()));
        NatureGroup { title: capital(&format!("{title}s")), clauses }
    };
    axes.into_iter()
        .map(|(title, natures)| Axis {
            anchor: super::address::safe(&fold(title).replace(' ', "-")),
            title: title.to_owned(),
            n: natures.values().map(Vec::len).sum(),
            natures: natures.into_iter().map(nature).collect(),
        })
        .collect()
}

/// The caps that the documents respect together.
#[derive(Debug, Serialize)]
pub(super) struct Caps {
    pub penalties: String,
    pub reference: Option<Reference>,
    pub criteria: u32,
    pub one_page_below: String,
    pub few_below: String,
    pub few: usize,
}

pub(super) fn caps(base: &Base, date: Date) -> Caps {
    let caps = &base.caps;
    let basis = caps.penalties_basis.as_ref().and_then(|id| base.legal.get(id));
    Caps {
        penalties: caps.penalties.to_string(),
        reference: basis.map(|basis| Reference::new(basis, date)),
        criteria: caps.criteria,
        one_page_below: caps.one_page_below.to_string(),
        few_below: caps.few_below.to_string(),
        few: caps.few,
    }
}
