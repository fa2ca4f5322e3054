//! The value of a variable as its field shows it, and as it is typed.

use crate::base::clause::Variable;
use crate::engine::answer::Recommendation;
use crate::fact::Value;

/// The value of a variable on every place of a clause: one, none, or one a place.
pub enum Held {
    Same(String),
    None,
    Differs,
}

/// What the recommendations of a clause hold of a variable.
pub fn held(all: &[&Recommendation<'_>], variable: &Variable) -> Held {
    let value = |one: &&Recommendation<'_>| {
        one.values.get(&variable.name).map(|filled| typed(&filled.value))
    };
    let mut values = all.iter().map(value);
    let Some(first) = values.next() else { return Held::None };
    if values.any(|other| other != first) {
        return Held::Differs;
    }
    first.map_or(Held::None, Held::Same)
}

impl Held {
    /// What the field holds when its page is shown.
    pub fn shown(&self) -> &str {
        match self {
            Self::Same(text) => text,
            Self::None | Self::Differs => "",
        }
    }
}

/// A value as a buyer types it.
pub fn typed(value: &Value) -> String {
    match value {
        Value::Amount(amount) => amount.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Date(date) => date.to_string(),
        other => other.to_string(),
    }
}
