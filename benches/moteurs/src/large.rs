//! Ten times the rules.

use serde_json::Value;

use crate::neutre::Neutral;

/// Each copy moves the figures and the codes a little.
pub fn tenfold(neutral: &Neutral) -> Neutral {
    let copies = (0..10).flat_map(|copy| neutral.rules.iter().map(move |rule| varied(rule, copy)));
    Neutral { rules: copies.collect(), purchases: Vec::new(), expected: Vec::new() }
}

fn varied(rule: &Value, copy: u64) -> Value {
    fn walk(value: &mut Value, copy: u64) {
        match value {
            Value::Object(fields) if fields.contains_key("op") => {
                if let Some(figure) = fields.get_mut("value")
                    && let Some(n) = figure.as_u64()
                {
                    *figure = (n + n * copy / 50).into();
                }
            }
            Value::Object(fields) => fields.values_mut().for_each(|inner| walk(inner, copy)),
            Value::Array(items) => items.iter_mut().for_each(|inner| walk(inner, copy)),
            Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                let n: u64 = text.parse().unwrap_or(0);
                let most = 10_u64.pow(u32::try_from(text.len()).unwrap_or(0));
                *text = format!("{:0width$}", (n + copy) % most, width = text.len());
            }
            _ => {}
        }
    }
    let mut rule = rule.clone();
    walk(&mut rule, copy);
    rule["id"] = format!("{}C{copy}", rule["id"].as_str().unwrap_or_default()).into();
    rule
}
