//! Standard outlines (*plans*) of the CCTP, the CCAP and the RC, and what the CCAG and usage fix for them all.

use std::collections::BTreeMap;

use toml::Spanned;

use crate::base::legal::Place;
use crate::base::rule::one_of;
use crate::money::{Amount, Rate};
use crate::table::{Reader, Style, Table, as_text};

/// The outline of one piece: its articles, in order.
#[derive(Debug, Clone, Default)]
pub struct Outline {
    pub articles: Vec<Article>,
}

/// Texts that the program itself writes.
pub const FIXED: [&str; 5] =
    ["objet", "penalites", "derogations", "conditions_execution", "criteres"];

/// An article of an outline; an id with a dot is a sub-article.
#[derive(Debug, Clone)]
pub struct Article {
    pub id: String,
    pub title: String,
    /// Text that the tool itself writes there.
    pub fixed: Option<String>,
    /// What prints, to fill in, when the whole outline is asked and nothing is there.
    pub instruction: Option<String>,
    /// Its silence would mean something: the instruction prints even when only what holds something does.
    pub always: bool,
}

impl Article {
    /// 1 for an article, 2 for a sub-article.
    #[must_use]
    pub fn level(&self) -> u8 {
        if self.id.contains('.') { 2 } else { 1 }
    }
}

impl Outline {
    pub(crate) fn read(reader: &mut Reader, table: &mut Table<'_>) -> Self {
        let articles = table
            .tables(reader, "article")
            .into_iter()
            .filter_map(|a| read_article(reader, a))
            .collect();
        Self { articles }
    }

    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.articles.iter().any(|article| article.id == id)
    }
}

fn read_article(reader: &mut Reader, mut table: Table<'_>) -> Option<Article> {
    let id = table.id(reader, Style::Dotted);
    let title = table.text(reader, "titre");
    let fixed = table.opt_text(reader, "fixe");
    let fixed = fixed.and_then(|fixed| one_of(reader, "fixe", &fixed, &FIXED));
    let instruction = table.opt_text(reader, "consigne").map(Spanned::into_inner);
    let always = table.opt_bool(reader, "toujours").unwrap_or(false);
    table.finish(reader, &["id", "titre", "fixe", "consigne", "toujours"]);
    Some(Article { id: id?.into_inner(), title: title?.into_inner(), fixed, instruction, always })
}

/// The article numbers of one CCAG.
#[derive(Debug, Clone, Default)]
pub struct Ccag {
    pub title: String,
    pub articles: BTreeMap<String, String>,
    pub place: Option<Place>,
}

impl Ccag {
    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<(String, Self)> {
        let place = Some(Place { source: reader.source.clone(), span: table.span.clone() });
        let id = table.id(reader, Style::Snake);
        let title = table.text(reader, "titre");
        let articles = table.opt_table(reader, "articles").map_or_else(BTreeMap::new, |articles| {
            let entries = articles.into_entries().into_iter();
            entries
                .filter_map(|(key, _, node)| {
                    Some((key.clone(), as_text(reader, &key, &node)?.into_inner()))
                })
                .collect()
        });
        table.finish(reader, &["id", "titre", "articles"]);
        Some((id?.into_inner(), Self { title: title?.into_inner(), articles, place }))
    }
}

/// Caps that the documents respect together (*plafonds*).
#[derive(Debug, Clone)]
pub struct Caps {
    /// Part of the contract's amount that the penalties of clauses may reach together.
    pub penalties: Rate,
    pub penalties_basis: Option<String>,
    /// Most points out of 100 for the social and environmental criteria together.
    pub criteria: u32,
    /// € HT: below, one page of conditions is enough.
    pub one_page_below: Amount,
    /// € HT: below, advice is counted.
    pub few_below: Amount,
    /// The most pieces of advice on a small purchase, the law apart.
    pub few: usize,
    /// Where they are written; the program's own are nowhere.
    pub place: Option<Place>,
}

impl Default for Caps {
    fn default() -> Self {
        Self {
            penalties: Rate::from_ten_thousandths(1_000),
            penalties_basis: None,
            criteria: 40,
            one_page_below: Amount::ZERO,
            few_below: Amount::ZERO,
            few: 0,
            place: None,
        }
    }
}

impl Caps {
    pub(crate) fn read(reader: &mut Reader, table: &mut Table<'_>) -> Self {
        let place = Place { source: reader.source.clone(), span: 0..0 };
        let mut caps = Self { place: Some(place), ..Self::default() };
        if let Some(mut penalties) = table.opt_table(reader, "penalites") {
            caps.penalties =
                penalties.opt_rate(reader, "taux").map_or(caps.penalties, Spanned::into_inner);
            caps.penalties_basis = penalties.opt_text(reader, "fondement").map(Spanned::into_inner);
            penalties.finish(reader, &["taux", "fondement"]);
        }
        if let Some(mut criteria) = table.opt_table(reader, "criteres") {
            caps.criteria =
                criteria.opt_count(reader, "total_max").map_or(caps.criteria, Spanned::into_inner);
            criteria.take("fondement");
            criteria.finish(reader, &["total_max", "fondement"]);
        }
        if let Some(mut small) = table.opt_table(reader, "petits_achats") {
            let mut amount = |key| small.opt_amount(reader, key).map(Spanned::into_inner);
            caps.one_page_below = amount("une_page_moins_de_ht").unwrap_or_default();
            caps.few_below = amount("peu_de_conseils_moins_de_ht").unwrap_or_default();
            let few = small.opt_count(reader, "conseils").map_or(0, Spanned::into_inner);
            caps.few = usize::try_from(few).unwrap_or(usize::MAX);
            let known = ["une_page_moins_de_ht", "peu_de_conseils_moins_de_ht", "conseils"];
            small.finish(reader, &known);
        }
        caps
    }
}
