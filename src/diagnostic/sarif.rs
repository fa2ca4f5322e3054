//! Diagnostics in SARIF 2.1.0, which forges and editors show beside the lines of the files.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use super::{Code, Diagnostic, Severity, line_of};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The log of one run; addresses are relative to the folder of the base.
#[must_use]
pub fn log(diagnostics: &[Diagnostic]) -> Value {
    let results: Vec<Value> = diagnostics.iter().map(result).collect();
    let rules: Vec<Value> = Code::ALL.iter().map(|code| rule(*code)).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "clausier",
                "version": env!("CARGO_PKG_VERSION"),
                "language": "fr",
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.id(),
        "shortDescription": { "text": code.summary() },
        "help": { "text": code.remedy() },
    })
}

fn result(fault: &Diagnostic) -> Value {
    let level = match fault.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let text = format!("{} : {}. {}", fault.code.summary(), fault.message, fault.remedy());
    json!({
        "ruleId": fault.code.id(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == fault.code),
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": address(fault.source.shown()) },
            "region": region(fault),
        }}],
    })
}

/// The place of a fault on its first line; a place without width is a point.
fn region(fault: &Diagnostic) -> Value {
    let text = &fault.source.text;
    let (number, line, span) = line_of(text, &fault.span);
    let column = |at: usize| line.get(..at).map_or(0, |before| before.chars().count()) + 1;
    json!({
        "startLine": number,
        "startColumn": column(span.start),
        "endLine": number,
        "endColumn": column(span.end),
        "snippet": { "text": line },
    })
}

/// A path as an address, relative when it is: what an address does not take is escaped.
fn address(name: &str) -> String {
    let name = if cfg!(windows) { name.replace('\\', "/") } else { name.to_owned() };
    let mut address = String::with_capacity(name.len());
    if Path::new(&name).is_absolute() {
        address.push_str(if name.starts_with('/') { "file://" } else { "file:///" });
    }
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn un_chemin_devient_une_adresse_relative() {
        assert_eq!(address("rules/été 1.toml"), "rules/%C3%A9t%C3%A9%201.toml");
    }

    #[cfg(unix)]
    #[test]
    fn un_chemin_absolu_devient_une_adresse_de_fichier() {
        assert_eq!(address("/ville/été.toml"), "file:///ville/%C3%A9t%C3%A9.toml");
    }
}
