//! Edits found in the files themselves: for each kind, a pattern, what replaces it, and some of its places, evenly spread.

use clausier::base::source::Files;
use regex::{Captures, Regex};

/// How many places of each kind are edited.
const PLACES: usize = 3;

/// One edit of one file.
#[derive(Debug, Clone)]
pub struct Edit {
    pub kind: &'static str,
    pub file: String,
    /// The bytes replaced.
    at: (usize, usize),
    line: usize,
    before: String,
    after: String,
}

impl Edit {
    pub fn apply(&self, text: &str) -> String {
        format!("{}{}{}", &text[..self.at.0], self.after, &text[self.at.1..])
    }

    pub fn describe(&self) -> String {
        let short = |text: &str| text.replace('\n', " ").chars().take(60).collect::<String>();
        let (before, after) = (short(&self.before), short(&self.after));
        format!("{} — {}:{} : {before} → {after}", self.kind, self.file, self.line)
    }
}

type Replace = fn(&Captures<'_>) -> String;

fn text<'a>(found: &'a Captures<'_>, group: usize) -> &'a str {
    found.get(group).map_or("", |group| group.as_str())
}

/// A number with one more at its last digit: `25_000` → `25_001`.
fn one_more(found: &Captures<'_>) -> String {
    let digits = text(found, 2).replace('_', "");
    format!("{}{}", text(found, 1), digits.parse::<u64>().unwrap() + 1)
}

/// What is edited, where, and how; `nature` is the start of the file's name.
const KINDS: [(&str, &str, &str, Replace); 21] = [
    (
        "seuil déplacé d'un euro",
        "rules/",
        r"(?m)^((?:marche = \{ )?montant_(?:besoin_)?ht = \{ \w+ = )([\d_]+)",
        one_more,
    ),
    (
        "comparaison retournée",
        "rules/",
        r"(?m)^((?:marche = \{ )?montant_(?:besoin_)?ht = \{ )(au_moins|moins_de)",
        |found| {
            let other = if text(found, 2) == "au_moins" { "plus_de" } else { "au_plus" };
            format!("{}{other}", text(found, 1))
        },
    ),
    ("préfixe allongé", "rules/", r#"(?m)^(cpv = \[")(\d{2,5})""#, |found| {
        format!("{}{}1\"", text(found, 1), text(found, 2))
    }),
    (
        "date décalée d'un jour",
        "rules/",
        r"(?m)^(en_vigueur = \{ du = \d{4}-\d{2}-)(\d\d)",
        |found| {
            let day: u32 = text(found, 2).parse().unwrap();
            format!("{}{:02}", text(found, 1), if day == 1 { 2 } else { day - 1 })
        },
    ),
    ("clause échangée", "rules/", r#"(?m)^clause = "[^"]+""#, |_| {
        "clause = \"variantes\"".into()
    }),
    ("niveau changé", "rules/", r#"(?m)^niveau = "(\w+)""#, |found| {
        let other = if text(found, 1) == "recommande" { "a_etudier" } else { "recommande" };
        format!("niveau = \"{other}\"")
    }),
    ("fondement retiré", "rules/", r#"(?m)^(fondements = \[)"[^"]+"(?:, )?"#, |found| {
        text(found, 1).into()
    }),
    ("famille retirée", "rules/", r#"(?m)^(famille = \[)"\w+", "#, |found| text(found, 1).into()),
    (
        "condition retirée",
        "rules/",
        r"(?m)^(acheteur_categorie|type|procedure|livraisons|usage_public) = .*\n",
        |_| String::new(),
    ),
    (
        "seuil daté changé",
        "rules/national/seuils.toml",
        r"(\{ du = [^}\n]*montant_ht = )(\d[\d_]*)",
        one_more,
    ),
    (
        "quota daté changé",
        "rules/national/quotas.toml",
        r"(\{ du = [^}\n]*taux = 0\.)(\d+)",
        one_more,
    ),
    (
        "obligation décalée d'un jour",
        "rules/national/obligations.toml",
        r"(?m)^(en_vigueur = \{ du = 2026-08-)(\d+)",
        one_more,
    ),
    (
        "obligation retournée",
        "rules/national/obligations.toml",
        r"(?m)^(quand = \{ montant_besoin_ht = \{ )(au_moins)",
        |found| format!("{}moins_de", text(found, 1)),
    ),
    (
        "règle légale affaiblie",
        "rules/national/social/obligations-sociales.toml",
        r#"(?m)^(niveau = )"obligatoire""#,
        |found| format!("{}\"recommande\"", text(found, 1)),
    ),
    (
        "règle légale élargie",
        "rules/national/social/obligations-sociales.toml",
        r"(?m)^(?:service_public|acheteur_categorie|montant_ht) = .*\n",
        |_| String::new(),
    ),
    (
        "référence non confirmée",
        "rules/national/fondements.toml",
        r"(?m)^confirme = true",
        |_| "confirme = false".into(),
    ),
    (
        "référence redatée",
        "rules/national/fondements.toml",
        r"(?m)^(en_vigueur = \{ du = )(\d{4})",
        one_more,
    ),
    ("valeur de clause changée", "clause_templates/", r"(socle = )(\d+)\b", one_more),
    ("texte changé", "clause_templates/", r"\bLe titulaire remet\b", |_| {
        "Le titulaire conserve".into()
    }),
    ("incompatibilité levée", "clause_templates/", r"(?m)^incompatible = \[[^\]]+\]", |_| {
        "incompatible = []".into()
    }),
    ("moyen sans ses clauses", "rules/politiques/", r#"(?m)^clauses = \["[^\]]+\]"#, |_| {
        "clauses = []".into()
    }),
];

/// Every edit, by kind.
pub fn edits(files: &Files) -> Vec<Edit> {
    let kinds = KINDS.iter();
    kinds
        .flat_map(|(kind, folder, pattern, replace)| {
            of_kind(files, kind, folder, pattern, *replace)
        })
        .collect()
}

fn of_kind(
    files: &Files,
    kind: &'static str,
    folder: &str,
    pattern: &str,
    replace: Replace,
) -> Vec<Edit> {
    let pattern = Regex::new(pattern).unwrap();
    let mut all = Vec::new();
    for file in files.iter().filter(|file| file.name.starts_with(folder)) {
        for found in pattern.captures_iter(&file.text) {
            let whole = found.get(0).unwrap();
            all.push(Edit {
                kind,
                file: file.name.to_string(),
                at: (whole.start(), whole.end()),
                line: file.text[..whole.start()].matches('\n').count() + 1,
                before: whole.as_str().to_owned(),
                after: replace(&found),
            });
        }
    }
    let step = (all.len() / PLACES).max(1);
    all.into_iter().step_by(step).take(PLACES).collect()
}
