//! The official table schema (Frictionless) of the declaration: its columns, and whether a row fits it.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

const TEXT: &str = include_str!("../../data/agec/schema-declaration-agec.json");

/// A table schema.
#[derive(Debug, Default, Deserialize)]
pub struct Schema {
    pub version: String,
    pub fields: Vec<Field>,
}

/// A column.
#[derive(Debug, Deserialize)]
pub struct Field {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub constraints: Constraints,
}

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Year,
    String,
    Number,
}

/// What a cell must be besides.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraints {
    #[serde(default)]
    pub required: bool,
    pub pattern: Option<String>,
    #[serde(rename = "enum")]
    pub values: Option<Vec<String>>,
}

impl Schema {
    /// The schema of the program.
    #[must_use]
    pub fn official() -> &'static Self {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| serde_json::from_str(TEXT).unwrap_or_default())
    }

    /// The names of the columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_str())
    }

    /// Checks the cells of a row.
    ///
    /// # Errors
    /// The first fault: the column, and what it expects.
    pub fn check(&self, cells: &[String]) -> Result<(), String> {
        if self.fields.is_empty() || cells.len() != self.fields.len() {
            return Err(format!(
                "{} colonnes attendues, {} écrites",
                self.fields.len(),
                cells.len()
            ));
        }
        self.fields.iter().zip(cells).try_for_each(|(field, cell)| field.check(cell))
    }
}

impl Field {
    fn check(&self, cell: &str) -> Result<(), String> {
        let name = &self.name;
        if cell.is_empty() {
            return if self.constraints.required {
                Err(format!("`{name}` est obligatoire"))
            } else {
                Ok(())
            };
        }
        match self.kind {
            Kind::Year if cell.len() != 4 || !cell.bytes().all(|byte| byte.is_ascii_digit()) => {
                return Err(format!(
                    "`{name}` attend une année de quatre chiffres, et non « {cell} »"
                ));
            }
            Kind::Number if cell.parse::<f64>().is_err() => {
                return Err(format!("`{name}` attend un nombre, et non « {cell} »"));
            }
            Kind::Year | Kind::Number | Kind::String => {}
        }
        if let Some(pattern) = &self.constraints.pattern {
            let fits = Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(cell));
            if !fits {
                return Err(format!("`{name}` attend la forme `{pattern}`, et non « {cell} »"));
            }
        }
        match &self.constraints.values {
            Some(values) if !values.iter().any(|value| value == cell) => {
                Err(format!("« {cell} » n’est pas une valeur de `{name}`"))
            }
            _ => Ok(()),
        }
    }
}
