//! Policies (*politiques*, SPASER): an authority's axes, ambitions and means, laid over the national base.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::base::legal::{InForce, Place};
use crate::base::rule::{
    Level, Parameter, choice, opt_choice, read_parameters, read_variable_value,
};
use crate::diagnostic::Code;
use crate::purchase::VariableValue;
use crate::table::{Reader, Style, Table};

/// An authority's policy.
#[derive(Debug, Clone)]
pub struct Policy {
    pub id: String,
    pub title: String,
    pub in_force: InForce,
    /// How many months after its first day its review (*bilan*) is due.
    pub review_months: Option<u32>,
    pub axes: Vec<(String, String)>,
    pub ambitions: Vec<Ambition>,
    pub measures: Vec<Measure>,
    pub indicators: Vec<Indicator>,
    /// Values it gives to variables of that name, in every clause.
    pub parameters: Vec<(String, VariableValue)>,
    pub adaptations: Vec<Adaptation>,
    pub place: Place,
}

/// A goal of the policy (*ambition*).
#[derive(Debug, Clone)]
pub struct Ambition {
    pub id: String,
    pub axis: String,
    pub title: String,
}

/// A means of the policy (*moyen*), served by clauses.
#[derive(Debug, Clone)]
pub struct Measure {
    pub id: String,
    pub ambition: String,
    pub text: String,
    pub clauses: Vec<String>,
    /// 1 to 3: what the authority puts first.
    pub priority: u32,
    /// What the tool makes of it: clause, critere, montage, verification, portefeuille, organisation.
    pub levers: Vec<String>,
    /// Levers that no card serves, and why.
    pub refusals: Vec<Refusal>,
    pub place: Place,
}

/// A lever of a means that would be unlawful taken literally, or that has no object (*refus*).
#[derive(Debug, Clone)]
pub struct Refusal {
    pub lever: String,
    pub reason: String,
    /// The lawful clause that serves the same aim, if there is one.
    pub instead: Option<String>,
}

/// A figure that the policy follows (*indicateur*).
#[derive(Debug, Clone)]
pub struct Indicator {
    pub id: String,
    pub ambition: String,
    pub text: String,
    pub computed: bool,
    /// What is counted of each purchase; without it, sources do not tell and it is entered.
    pub counted: Option<Counted>,
}

/// What an indicator counts of each purchase (*compte*).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// A card that names the indicator is kept.
    Retenue,
    /// A social clause is declared, or a card that names the indicator is kept.
    ClauseSociale,
    /// A reserved contract is declared, or a card that names the indicator is kept.
    MarcheReserve,
    /// Awarded to a group of companies.
    Groupement,
    /// A procedure with negotiation.
    Negociation,
    /// Declared innovative, or a card that names the indicator is kept.
    Innovation,
    /// Hours of insertion in the clauses kept.
    Heures,
}

impl Counted {
    pub const ALL: [Self; 7] = [
        Self::Retenue,
        Self::ClauseSociale,
        Self::MarcheReserve,
        Self::Groupement,
        Self::Negociation,
        Self::Innovation,
        Self::Heures,
    ];
    pub const IDS: [&'static str; 7] = [
        "retenue",
        "clause_sociale",
        "marche_reserve",
        "groupement",
        "negociation",
        "innovation",
        "heures",
    ];

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::IDS.into_iter().zip(Self::ALL).find(|(known, _)| *known == id).map(|(_, one)| one)
    }
}

/// A change to a national rule (*adapte*).
#[derive(Debug, Clone)]
pub struct Adaptation {
    pub rule: String,
    pub level: Option<Level>,
    pub parameters: Vec<(String, Parameter)>,
    pub place: Place,
}

impl Policy {
    /// The means that a clause serves, in the order of the policy.
    pub fn measures_of<'a>(&'a self, clause: &'a str) -> impl Iterator<Item = &'a Measure> {
        self.measures.iter().filter(move |measure| measure.clauses.iter().any(|id| id == clause))
    }

    #[must_use]
    pub fn is_in_force(&self, date: Date) -> bool {
        self.in_force.contains(date)
    }

    pub(crate) fn read(reader: &mut Reader, mut table: Table<'_>) -> Option<Self> {
        let Some(mut head) = table.opt_table(reader, "politique") else {
            table.missing(reader, "politique");
            return None;
        };
        let place = Place { source: reader.source.clone(), span: head.span.clone() };
        let id = head.id(reader, Style::Kebab);
        let title = head.text(reader, "titre");
        let in_force = InForce::read_dates(reader, &mut head, false);
        let review_months = head.opt_count(reader, "bilan_mois").map(Spanned::into_inner);
        head.finish(reader, &["id", "titre", "du", "au", "bilan_mois"]);
        let axes = table
            .tables(reader, "axe")
            .into_iter()
            .filter_map(|axis| read_axis(reader, axis))
            .collect();
        let ambitions = table
            .tables(reader, "ambition")
            .into_iter()
            .filter_map(|item| read_ambition(reader, item))
            .collect();
        let measures = table
            .tables(reader, "moyen")
            .into_iter()
            .filter_map(|item| read_measure(reader, item))
            .collect();
        let indicators = table
            .tables(reader, "indicateur")
            .into_iter()
            .filter_map(|item| read_indicator(reader, item))
            .collect();
        let parameters = table.opt_table(reader, "parametres").map_or_else(Vec::new, |values| {
            let entries = values.into_entries().into_iter();
            entries
                .filter_map(|(key, _, node)| {
                    Some((key.clone(), read_variable_value(reader, &key, &node)?))
                })
                .collect()
        });
        let adaptations = table
            .tables(reader, "adapte")
            .into_iter()
            .filter_map(|item| read_adaptation(reader, item))
            .collect();
        table.take("odd");
        table.finish(
            reader,
            &["politique", "axe", "ambition", "moyen", "indicateur", "parametres", "adapte", "odd"],
        );
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            in_force,
            review_months,
            axes,
            ambitions,
            measures,
            indicators,
            parameters,
            adaptations,
            place,
        })
    }
}

fn read_axis(reader: &mut Reader, mut table: Table<'_>) -> Option<(String, String)> {
    let id = table.id(reader, Style::Kebab);
    let title = table.text(reader, "titre");
    table.finish(reader, &["id", "titre"]);
    Some((id?.into_inner(), title?.into_inner()))
}

fn read_ambition(reader: &mut Reader, mut table: Table<'_>) -> Option<Ambition> {
    let id = table.id(reader, Style::Kebab);
    let axis = table.text(reader, "axe");
    let title = table.text(reader, "titre");
    table.finish(reader, &["id", "axe", "titre"]);
    Some(Ambition { id: id?.into_inner(), axis: axis?.into_inner(), title: title?.into_inner() })
}

fn read_measure(reader: &mut Reader, mut table: Table<'_>) -> Option<Measure> {
    let place = Place { source: reader.source.clone(), span: table.span.clone() };
    let id = table.id(reader, Style::Kebab);
    let ambition = table.text(reader, "ambition");
    let text = table.text(reader, "texte");
    let clauses = table.texts(reader, "clauses").into_iter().map(Spanned::into_inner).collect();
    let levers = table.texts(reader, "levier").into_iter().map(Spanned::into_inner).collect();
    let priority = read_priority(reader, &mut table);
    let refusals = table
        .tables(reader, "refus")
        .into_iter()
        .filter_map(|item| read_refusal(reader, item))
        .collect();
    table.finish(reader, &["id", "ambition", "texte", "clauses", "levier", "priorite", "refus"]);
    Some(Measure {
        id: id?.into_inner(),
        ambition: ambition?.into_inner(),
        text: text?.into_inner(),
        clauses,
        priority,
        levers,
        refusals,
        place,
    })
}

/// 1 to 3, the last by default.
fn read_priority(reader: &mut Reader, table: &mut Table<'_>) -> u32 {
    let Some(priority) = table.opt_count(reader, "priorite") else { return 3 };
    let value = *priority.get_ref();
    if !(1..=3).contains(&value) {
        let message = format!("valeur `{value}` inconnue pour `priorite`");
        reader.error(Code::ValeurInconnue, priority.span(), message).help =
            Some("écrire 1, 2 ou 3 : 1 passe d’abord".into());
    }
    value.clamp(1, 3)
}

fn read_refusal(reader: &mut Reader, mut table: Table<'_>) -> Option<Refusal> {
    let lever = table.text(reader, "levier");
    let reason = table.text(reader, "motif");
    let instead = table.opt_text(reader, "clause").map(Spanned::into_inner);
    table.finish(reader, &["levier", "motif", "clause"]);
    Some(Refusal { lever: lever?.into_inner(), reason: reason?.into_inner(), instead })
}

fn read_indicator(reader: &mut Reader, mut table: Table<'_>) -> Option<Indicator> {
    let id = table.id(reader, Style::Kebab);
    let ambition = table.text(reader, "ambition");
    let text = table.text(reader, "texte");
    let counted = opt_choice(reader, &mut table, "compte", &Counted::IDS, Counted::from_id);
    let how = choice(reader, &mut table, "calcul", &["portefeuille", "saisie"], |id| match id {
        "portefeuille" => Some(true),
        "saisie" => Some(false),
        _ => None,
    });
    table.finish(reader, &["id", "ambition", "texte", "calcul", "compte"]);
    Some(Indicator {
        id: id?.into_inner(),
        ambition: ambition?.into_inner(),
        text: text?.into_inner(),
        computed: how?,
        counted,
    })
}

fn read_adaptation(reader: &mut Reader, mut table: Table<'_>) -> Option<Adaptation> {
    let place = Place { source: reader.source.clone(), span: table.span.clone() };
    let rule = table.text(reader, "regle");
    let level = opt_choice(reader, &mut table, "niveau", &Level::IDS, Level::from_id);
    let parameters = read_parameters(reader, &mut table);
    table.finish(reader, &["regle", "niveau", "parametres"]);
    Some(Adaptation { rule: rule?.into_inner(), level, parameters, place })
}
