//! Rules (*règles*): conditions → one clause at a level, with its reason and its legal basis.

use std::ops::Range;

use toml::Spanned;

use crate::base::condition::{self, Condition, Names};
use crate::base::formula::{Formula, Rounding};
use crate::base::legal::{InForce, Place};
use crate::diagnostic::{Code, Diagnostic};
use crate::purchase::VariableValue;
use crate::table::node::Value;
use crate::table::{self, Node, Reader, Style, Table};

/// How binding a recommendation is (*niveau*); ordered from the lightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth a look.
    AEtudier,
    /// The policy or good practice calls for it.
    Recommande,
    /// Helps an annual or fleet duty of the buyer; never binding on one purchase.
    Objectif,
    /// The law asks for this very clause here.
    Obligatoire,
}

impl Level {
    pub const IDS: [&'static str; 4] = ["obligatoire", "objectif", "recommande", "a_etudier"];

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Obligatoire, Self::Objectif, Self::Recommande, Self::AEtudier]
            .into_iter()
            .find(|level| level.id() == id)
    }

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Obligatoire => "obligatoire",
            Self::Objectif => "objectif",
            Self::Recommande => "recommande",
            Self::AEtudier => "a_etudier",
        }
    }

    /// As shown to the buyer.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Obligatoire => "obligatoire",
            Self::Objectif => "objectif annuel",
            Self::Recommande => "recommandée",
            Self::AEtudier => "à étudier",
        }
    }
}

/// Whether a rule is tested once or on each lot (*portée*).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Purchase,
    Lot,
}

impl Scope {
    /// Whether a rule of this scope is tested at a place.
    #[must_use]
    pub fn is_tested(self, at: crate::engine::known::At) -> bool {
        (at == crate::engine::known::At::Purchase) == (self == Self::Purchase)
    }

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Purchase => "marche",
            Self::Lot => "lot",
        }
    }

    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        [Self::Purchase, Self::Lot].into_iter().find(|scope| scope.id() == id)
    }
}

/// A value that a rule or a policy gives to a variable of its clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    Value(VariableValue),
    /// `seuils.x` or `quotas.x`, as of the launch date.
    Dated(String),
    Formula(Formula),
}

/// Conditions that call for a clause.
#[derive(Debug, Clone)]
pub struct Rule {
    pub id: String,
    pub title: String,
    pub clause: String,
    pub level: Level,
    pub scope: Scope,
    /// Ids of legal references.
    pub bases: Vec<String>,
    /// One sentence that a buyer understands.
    pub reason: String,
    pub in_force: InForce,
    pub parameters: Vec<(String, Parameter)>,
    /// What supports it besides the law: a policy, a practice.
    pub sources: Vec<String>,
    pub when: Condition,
    pub examples: Vec<Example>,
    /// Ids of the rules it replaces (*anciens identifiants*).
    pub former_ids: Vec<String>,
    /// The policy it belongs to; `None` for a national rule.
    pub policy: Option<String>,
    pub place: Place,
}

/// A tiny fiche that shows what a rule does: documentation, and a test.
#[derive(Debug, Clone)]
pub struct Example {
    /// The fiche, as an inline TOML table.
    pub fiche: String,
    /// Where it stands in the file of its rule.
    pub span: Range<usize>,
    /// `applicable`, `non_applicable` or `indeterminee`.
    pub expected: String,
}

const KEYS: [&str; 13] = [
    "id",
    "titre",
    "clause",
    "niveau",
    "portee",
    "fondements",
    "motif",
    "en_vigueur",
    "parametres",
    "sources",
    "quand",
    "exemple",
    "anciens_ids",
];

impl Rule {
    pub(crate) fn read(
        reader: &mut Reader,
        names: Names<'_>,
        mut table: Table<'_>,
        policy: Option<&str>,
    ) -> Option<Self> {
        let place = Place { source: reader.source.clone(), span: table.span.clone() };
        let id = table.id(reader, Style::Kebab);
        if let Some(id) = &id {
            table.context = format!("règle {}", id.get_ref());
        }
        let title = table.text(reader, "titre");
        let clause = table.text(reader, "clause");
        let level = choice(reader, &mut table, "niveau", &Level::IDS, Level::from_id);
        let scope = choice(reader, &mut table, "portee", &["marche", "lot"], Scope::from_id);
        let bases =
            table.texts(reader, "fondements").into_iter().map(Spanned::into_inner).collect();
        let reason = table.text(reader, "motif");
        let in_force = InForce::read(reader, &mut table);
        let parameters = read_parameters(reader, &mut table);
        let sources = table.texts(reader, "sources").into_iter().map(Spanned::into_inner).collect();
        let Some(when) = table.opt_table(reader, "quand") else {
            table.missing(reader, "quand");
            return None;
        };
        let when = condition::read(reader, names, when);
        let examples = table
            .tables(reader, "exemple")
            .into_iter()
            .filter_map(|e| read_example(reader, e))
            .collect();
        let former_ids =
            table.texts(reader, "anciens_ids").into_iter().map(Spanned::into_inner).collect();
        table.finish(reader, &KEYS);
        Some(Self {
            id: id?.into_inner(),
            title: title?.into_inner(),
            clause: clause?.into_inner(),
            level: level?,
            scope: scope?,
            bases,
            reason: reason?.into_inner(),
            in_force,
            parameters,
            sources,
            when,
            examples,
            former_ids,
            policy: policy.map(str::to_owned),
            place,
        })
    }
}

/// Reads a text among declared ids.
pub(crate) fn choice<T>(
    reader: &mut Reader,
    table: &mut Table<'_>,
    key: &str,
    ids: &[&str],
    from_id: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = table.text(reader, key)?;
    chosen(reader, key, &text, ids, from_id)
}

/// Reads a text among declared ids, where there is one.
pub(crate) fn opt_choice<T>(
    reader: &mut Reader,
    table: &mut Table<'_>,
    key: &str,
    ids: &[&str],
    from_id: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let text = table.opt_text(reader, key)?;
    chosen(reader, key, &text, ids, from_id)
}

/// A text among declared ids, kept as it is written.
pub(crate) fn one_of(
    reader: &mut Reader,
    key: &str,
    text: &Spanned<String>,
    ids: &[&str],
) -> Option<String> {
    chosen(reader, key, text, ids, |id| ids.contains(&id).then(|| id.to_owned()))
}

fn chosen<T>(
    reader: &mut Reader,
    key: &str,
    text: &Spanned<String>,
    ids: &[&str],
    from_id: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let found = from_id(text.get_ref());
    if found.is_none() {
        let message = format!("valeur `{}` inconnue pour `{key}`", text.get_ref());
        let fault = Diagnostic::error(Code::ValeurInconnue, &reader.source, text.span(), message)
            .nearest(text.get_ref(), ids.iter().copied());
        reader.found.push(fault);
    }
    found
}

/// Reads `parametres = { … }`.
pub(crate) fn read_parameters(
    reader: &mut Reader,
    table: &mut Table<'_>,
) -> Vec<(String, Parameter)> {
    let Some(parameters) = table.opt_table(reader, "parametres") else { return Vec::new() };
    parameters
        .into_entries()
        .into_iter()
        .filter_map(|(key, _, node)| Some((key.clone(), read_parameter(reader, &key, node)?)))
        .collect()
}

fn read_parameter(reader: &mut Reader, key: &str, node: Node<'_>) -> Option<Parameter> {
    if let Some(name) = node.as_str()
        && (name.starts_with("seuils.") || name.starts_with("quotas."))
    {
        return Some(Parameter::Dated(name.to_owned()));
    }
    if node.is_table() {
        return read_formula(reader, key, node).map(Parameter::Formula);
    }
    read_variable_value(reader, key, &node).map(Parameter::Value)
}

fn read_formula(reader: &mut Reader, key: &str, node: Node<'_>) -> Option<Formula> {
    let mut table = Table::from_node(reader, key, node)?;
    let text = table.text(reader, "formule");
    let rounding = choice(reader, &mut table, "arrondi", &Rounding::IDS, Rounding::from_id);
    table.finish(reader, &["formule", "arrondi"]);
    let text = text?;
    match Formula::parse(text.get_ref(), rounding?) {
        Ok(formula) => Some(formula),
        Err(cause) => {
            reader.error(
                Code::FormuleInvalide,
                text.span(),
                format!("formule illisible : {cause}"),
            );
            None
        }
    }
}

/// A number, a text, a boolean or a date, kept as written until the variable's type is known.
pub(crate) fn read_variable_value(
    reader: &mut Reader,
    key: &str,
    node: &Node<'_>,
) -> Option<VariableValue> {
    match &node.value {
        Value::Text(text) => Some(VariableValue::Text(text.to_string())),
        Value::Boolean(value) => Some(VariableValue::Boolean(*value)),
        Value::Integer(_) | Value::Float(_) => table::number_text(node).map(VariableValue::Number),
        Value::Date(_) => {
            table::as_date(reader, key, node).map(|date| VariableValue::Date(date.into_inner()))
        }
        Value::Array(_) | Value::Table(_) | Value::PackedArray(_) | Value::PackedTable(_) => {
            reader.error(
                Code::TypeInattendu,
                node.span(),
                format!("`{key}` attend une valeur simple"),
            );
            None
        }
    }
}

fn read_example(reader: &mut Reader, mut table: Table<'_>) -> Option<Example> {
    let fiche = table.take("fiche");
    let expected = choice(
        reader,
        &mut table,
        "attendu",
        &["applicable", "non_applicable", "indeterminee"],
        |id| ["applicable", "non_applicable", "indeterminee"].contains(&id).then(|| id.to_owned()),
    );
    if fiche.is_none() {
        table.missing(reader, "fiche");
    }
    table.finish(reader, &["fiche", "attendu"]);
    let span = fiche?.span();
    let fiche = reader.source.text.get(span.clone())?.to_owned();
    Some(Example { fiche, span, expected: expected? })
}
