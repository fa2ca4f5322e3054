//! A clause file (`+++` front matter, then its blocks) → [`Clause`], every fault with its place.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::Spanned;

use super::{
    AXES, Burden, Check, Clause, Criterion, Derogation, Nature, PIECES, PLACED, Penalty, Phase,
    PriceLine, Text, Variable, VariableKind,
};
use crate::base::legal::Place;
use crate::base::review::STATUSES;
use crate::base::rule::{choice, one_of, read_variable_value};
use crate::base::source::Source;
use crate::diagnostic::{Code, Diagnostic};
use crate::purchase::Ambition;
use crate::table::{Reader, Style, Table, as_text, node};

const KEYS: [&str; 23] = [
    "id",
    "anciens_ids",
    "titre",
    "axe",
    "nature",
    "version",
    "statut",
    "controle_le",
    "place",
    "deroge",
    "exige",
    "incompatible",
    "charge",
    "vigilance",
    "indicateurs",
    "mesure",
    "sources",
    "variable",
    "critere",
    "penalite",
    "sans_penalite",
    "prix",
    "controle",
];

/// Of one text, in bytes: far above any clause, and below what the depth of a parser bears.
const LONGEST: usize = 64 * 1024;

impl Clause {
    /// Reads a clause file: `+++` front matter, then its blocks.
    pub(crate) fn read(source: &Arc<Source>) -> (Option<Self>, Vec<Diagnostic>) {
        let Some((body, start)) = body_of(&source.text) else {
            let fault = Diagnostic::error(
                Code::TomlInvalide,
                source,
                0..0,
                "l’en-tête de la clause ne se lit pas",
            )
            .help("commencer par une ligne `+++`, l’en-tête, puis une ligne `+++`");
            return (None, vec![fault]);
        };
        let (mut reader, table) = Reader::parse(source);
        let clause = read_head(&mut reader, table).map(|mut clause| {
            read_blocks(&mut reader, &mut clause, body, start);
            check_places(&mut reader, &clause);
            check_complete(&mut reader, &clause);
            clause
        });
        (clause, reader.found)
    }
}

/// The text after the head, and the byte where it starts.
fn body_of(text: &str) -> Option<(&str, usize)> {
    let (offset, head) = node::toml_of(text).filter(|(offset, _)| *offset > 0)?;
    let start = offset + head.len() + node::FENCE.len();
    Some((text.get(start..)?, start))
}

fn read_head(reader: &mut Reader, mut table: Table<'_>) -> Option<Clause> {
    let place = Place { source: Arc::clone(&reader.source), span: 0..3 };
    let id = table.id(reader, Style::Kebab);
    let title = table.text(reader, "titre");
    let axis = table.text(reader, "axe").and_then(|text| one_of(reader, "axe", &text, &AXES));
    let nature = choice(reader, &mut table, "nature", &Nature::IDS, Nature::from_id);
    let version = table.text(reader, "version");
    let status =
        table.text(reader, "statut").and_then(|text| one_of(reader, "statut", &text, &STATUSES));
    let checked_on = table.opt_date(reader, "controle_le");
    if checked_on.is_none() {
        table.missing(reader, "controle_le");
    }
    let texts = |reader: &mut Reader, table: &mut Table<'_>, key: &str| -> Vec<String> {
        table.texts(reader, key).into_iter().map(Spanned::into_inner).collect()
    };
    let places = read_places(reader, &mut table);
    let derogations = table
        .tables(reader, "deroge")
        .into_iter()
        .filter_map(|item| read_derogation(reader, item))
        .collect();
    let former_ids = texts(reader, &mut table, "anciens_ids");
    let requires = read_others(reader, &mut table, "exige", id.as_ref());
    let excludes = read_others(reader, &mut table, "incompatible", id.as_ref());
    let burden = read_burden(reader, &mut table);
    let cautions = texts(reader, &mut table, "vigilance");
    let indicators = texts(reader, &mut table, "indicateurs");
    let measure = table.opt_text(reader, "mesure").map(Spanned::into_inner);
    let sources = texts(reader, &mut table, "sources");
    let variables = table
        .tables(reader, "variable")
        .into_iter()
        .filter_map(|item| read_variable(reader, item))
        .collect();
    let criterion =
        table.opt_table(reader, "critere").and_then(|item| read_criterion(reader, item));
    let penalties = table
        .tables(reader, "penalite")
        .into_iter()
        .filter_map(|item| read_penalty(reader, item))
        .collect();
    let no_penalty = table.opt_text(reader, "sans_penalite").map(Spanned::into_inner);
    let prices = table
        .tables(reader, "prix")
        .into_iter()
        .filter_map(|item| read_price(reader, item))
        .collect();
    let checks = table
        .tables(reader, "controle")
        .into_iter()
        .filter_map(|item| read_check(reader, item))
        .collect();
    table.finish(reader, &KEYS);
    Some(Clause {
        id: id?.into_inner(),
        title: title?.into_inner(),
        axis: axis?,
        nature: nature?,
        version: version?.into_inner(),
        status: status?,
        checked_on: checked_on?.into_inner(),
        places,
        derogations,
        former_ids,
        requires,
        excludes,
        burden,
        cautions,
        indicators,
        measure,
        sources,
        variables,
        criterion,
        penalties,
        no_penalty,
        prices,
        checks,
        texts: BTreeMap::new(),
        place,
    })
}

/// Other clauses: one is never its own.
fn read_others(
    reader: &mut Reader,
    table: &mut Table<'_>,
    key: &str,
    own: Option<&Spanned<String>>,
) -> Vec<String> {
    let others = table.texts(reader, key);
    for other in &others {
        if own.is_some_and(|own| own.get_ref() == other.get_ref()) {
            let message = format!("`{key}` cite la clause elle-même");
            reader.error(Code::ValeurInconnue, other.span(), message).help =
                Some("y nommer une autre clause, ou la retirer de la liste".into());
        }
    }
    others.into_iter().map(Spanned::into_inner).collect()
}

fn read_places(reader: &mut Reader, table: &mut Table<'_>) -> BTreeMap<String, String> {
    let Some(places) = table.opt_table(reader, "place") else { return BTreeMap::new() };
    let entries = places.into_entries().into_iter();
    entries
        .filter_map(|(piece, _, node)| {
            Some((piece.clone(), as_text(reader, &piece, &node)?.into_inner()))
        })
        .collect()
}

fn read_derogation(reader: &mut Reader, mut table: Table<'_>) -> Option<Derogation> {
    let ccag = table.text(reader, "ccag");
    let article = table.text(reader, "article");
    table.finish(reader, &["ccag", "article"]);
    Some(Derogation { ccag: ccag?.into_inner(), article: article?.into_inner() })
}

fn read_burden(reader: &mut Reader, table: &mut Table<'_>) -> Burden {
    let Some(mut charge) = table.opt_table(reader, "charge") else {
        table.missing(reader, "charge");
        return Burden::default();
    };
    let mut count = |key: &str| charge.opt_count(reader, key).map_or(0, Spanned::into_inner);
    let burden =
        Burden { buyer_hours: count("acheteur_heures"), papers: count("titulaire_pieces") };
    charge.finish(reader, &["acheteur_heures", "titulaire_pieces"]);
    burden
}

fn read_variable(reader: &mut Reader, mut table: Table<'_>) -> Option<Variable> {
    let name = table.text(reader, "nom");
    let kind = choice(reader, &mut table, "type", &VariableKind::IDS, VariableKind::from_id);
    let question = table.text(reader, "question");
    let mut levels = BTreeMap::new();
    if let Some(node) = table.take("valeur")
        && let Some(value) = read_variable_value(reader, "valeur", &node)
    {
        levels.extend(Ambition::ALL.map(|ambition| (ambition, value.clone())));
    }
    let by_level = table.opt_table(reader, "exigence");
    let graduated = by_level.is_some();
    if let Some(mut by_level) = by_level {
        for ambition in Ambition::ALL {
            if let Some(node) = by_level.take(ambition.id())
                && let Some(value) = read_variable_value(reader, ambition.id(), &node)
            {
                levels.insert(ambition, value);
            }
        }
        by_level.finish(reader, &Ambition::IDS);
    }
    let most = table.take("au_plus").and_then(|node| read_variable_value(reader, "au_plus", &node));
    table.take("source");
    table.finish(reader, &["nom", "type", "question", "valeur", "exigence", "au_plus", "source"]);
    Some(Variable {
        name: name?.into_inner(),
        kind: kind?,
        question: question?.into_inner(),
        levels,
        graduated,
        most,
    })
}

fn read_criterion(reader: &mut Reader, mut table: Table<'_>) -> Option<Criterion> {
    let title = table.text(reader, "intitule");
    let why = table.text(reader, "pourquoi");
    let Some(mut weights) = table.opt_table(reader, "poids") else {
        table.missing(reader, "poids");
        return None;
    };
    let mut weight = |key: &str| weights.opt_count(reader, key).map(Spanned::into_inner);
    let (least, most, proposed) = (weight("min"), weight("max"), weight("propose"));
    weights.finish(reader, &["min", "max", "propose"]);
    table.finish(reader, &["intitule", "poids", "pourquoi"]);
    Some(Criterion {
        title: title?.into_inner(),
        least: least?,
        most: most?,
        proposed: proposed?,
        why: why?.into_inner(),
    })
}

fn read_penalty(reader: &mut Reader, mut table: Table<'_>) -> Option<Penalty> {
    let breach = table.text(reader, "manquement");
    let amount = table.text(reader, "montant");
    let unit = table.text(reader, "unite");
    table.finish(reader, &["manquement", "montant", "unite"]);
    Some(Penalty {
        breach: breach?.into_inner(),
        amount: amount?.into_inner(),
        unit: unit?.into_inner(),
    })
}

fn read_price(reader: &mut Reader, mut table: Table<'_>) -> Option<PriceLine> {
    let designation = table.text(reader, "designation");
    let unit = table.text(reader, "unite");
    table.finish(reader, &["designation", "unite"]);
    Some(PriceLine { designation: designation?.into_inner(), unit: unit?.into_inner() })
}

fn read_check(reader: &mut Reader, mut table: Table<'_>) -> Option<Check> {
    let phase = choice(reader, &mut table, "phase", &Phase::IDS, Phase::from_id);
    let mut text = |key: &str| table.text(reader, key).map(Spanned::into_inner);
    let (action, who, when, proof) = (text("action"), text("qui"), text("quand"), text("preuve"));
    table.finish(reader, &["phase", "action", "qui", "quand", "preuve"]);
    Some(Check { phase: phase?, action: action?, who: who?, when: when?, proof: proof? })
}

/// Cuts `{% block piece %} … {% endblock %}` out into one text a piece.
fn read_blocks(reader: &mut Reader, clause: &mut Clause, body: &str, start: usize) {
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| rest.find("{% block ")) {
        let open = at + found;
        let Some(name_end) = body.get(open..).and_then(|rest| rest.find("%}")).map(|n| open + n)
        else {
            break;
        };
        let name = body.get(open + 9..name_end).unwrap_or_default().trim().to_owned();
        let text_start = name_end + 2;
        let Some(text_end) = body
            .get(text_start..)
            .and_then(|rest| rest.find("{% endblock %}"))
            .map(|n| text_start + n)
        else {
            let span = start + open..start + name_end;
            reader
                .error(Code::GabaritInvalide, span, format!("le bloc `{name}` n’est pas fermé"))
                .help = Some("le fermer par `{% endblock %}`".into());
            break;
        };
        if !PIECES.contains(&name.as_str()) {
            let span = start + open..start + name_end;
            let fault = Diagnostic::error(
                Code::BlocInconnu,
                &reader.source,
                span,
                format!("bloc `{name}` inconnu"),
            )
            .nearest(&name, PIECES);
            reader.found.push(fault);
        }
        let before = reader.source.text.get(..start + text_start).unwrap_or_default();
        let line_offset = before.matches('\n').count();
        let source = body.get(text_start..text_end).unwrap_or_default().to_owned();
        if source.len() > LONGEST {
            let span = start + open..start + name_end;
            let message = format!("le bloc `{name}` dépasse {} Kio", LONGEST / 1024);
            reader.error(Code::GabaritInvalide, span, message).help =
                Some("une clause tient en quelques paragraphes : la partager".into());
        }
        clause.texts.insert(name, Text { source, line_offset });
        at = text_end;
    }
}

fn check_places(reader: &mut Reader, clause: &Clause) {
    for piece in PLACED {
        let (text, place) = (clause.texts.contains_key(piece), clause.places.contains_key(piece));
        if text && !place {
            reader.error(
                Code::BlocSansPlace,
                0..3,
                format!("le bloc `{piece}` n’a pas de place au plan"),
            );
        }
        if place && !text {
            reader.error(
                Code::BlocSansPlace,
                0..3,
                format!("la place `{piece}` n’a pas de bloc de texte"),
            );
        }
    }
}

/// A card that a lawyer could not sign is refused.
fn check_complete(reader: &mut Reader, clause: &Clause) {
    let mut lacks = |what: &str| {
        reader.error(Code::ClauseIncomplete, 0..3, format!("clause `{}` : {what}", clause.id));
    };
    if clause.checks.is_empty() {
        lacks("aucun contrôle");
    }
    if clause.penalties.is_empty() && clause.no_penalty.is_none() {
        lacks("ni pénalité, ni raison de son absence");
    }
    if clause.nature == Nature::Clause
        && !clause.texts.contains_key("cctp")
        && !clause.texts.contains_key("ccap")
    {
        lacks("aucun texte au CCTP ni au CCAP");
    }
    if (clause.nature == Nature::Critere) != clause.criterion.is_some() {
        lacks("`[critere]` va avec la nature `critere`, et elle seule");
    }
    for penalty in &clause.penalties {
        if clause.variable(&penalty.amount).is_none() {
            lacks(&format!("la pénalité cite la variable `{}`, non déclarée", penalty.amount));
        }
    }
}
