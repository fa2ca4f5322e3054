//! The neutral work as a base and purchases: rules that no law knows, to time engines and to check that they agree.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::cpv::{Cpv, CpvError};
use clausier::fact::Value as Fact;
use clausier::money::Amount;
use clausier::purchase::{Buyer, Lot, Purchase};
use jiff::civil::Date;
use serde_json::Value;

pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// The rules, the purchases with their day, and the ranks of the rules that hold, as published.
pub struct Neutral {
    pub rules: Vec<Value>,
    pub purchases: Vec<Value>,
    pub expected: Vec<Vec<usize>>,
}

/// Names here and there: those of the fiche, then those that only this work has.
const FACTS: [(&str, &str); 14] = [
    ("amount", "montant_ht"),
    ("buyer.category", "acheteur_categorie"),
    ("buyer.population", "population"),
    ("cpv", "cpv"),
    ("date", "date_lancement"),
    ("duration", "duree_mois"),
    ("electronic", "electronique"),
    ("eu_funds", "fonds_europeens"),
    ("kind", "type"),
    ("lot_count", "nombre_lots"),
    ("object", "objet"),
    ("procedure", "procedure"),
    ("renewals", "reconductions"),
    ("reserved", "reserve"),
];

impl Neutral {
    /// Reads the files of a folder, under their names here or as first published.
    pub fn read(folder: &Path) -> Outcome<Self> {
        let one = |names: [&str; 2]| {
            let path = names.map(|name| folder.join(name)).into_iter().find(|path| path.exists());
            path.ok_or_else(|| format!("{} : ni {} ni {}", folder.display(), names[0], names[1]))
        };
        let purchases = unzipped(&one(["achats.jsonl.gz", "purchases.jsonl.gz"])?)?;
        Ok(Self {
            rules: serde_json::from_slice(&fs::read(one(["regles.json", "rules.json"])?)?)?,
            purchases: purchases.lines().map(serde_json::from_str).collect::<Result<_, _>>()?,
            expected: serde_json::from_str(&unzipped(&one([
                "attendus.json.gz",
                "expected.json.gz",
            ])?)?)?,
        })
    }

    /// The files of a base that holds the rules.
    pub fn files(&self) -> Outcome<Vec<(String, String)>> {
        let mut files = vec![
            ("rules/base.toml".to_owned(), BASE.to_owned()),
            ("rules/faits.toml".to_owned(), facts()),
        ];
        // At most fifty rules call for one clause.
        for (nth, rules) in self.rules.chunks(40).enumerate() {
            let clause = format!("clause-{nth}");
            let each: Outcome<Vec<String>> = rules.iter().map(|one| rule(one, &clause)).collect();
            files.push((format!("rules/national/social/groupe-{nth}.toml"), each?.concat()));
            let text = CLAUSE.replace("CLAUSE", &clause);
            files.push((format!("clause_templates/social/{clause}.md"), text));
        }
        Ok(files)
    }

    pub fn base(&self) -> Outcome<Base> {
        let files = self.files()?.into_iter().map(|(name, text)| Source::new(name, text));
        let (base, found) = Base::load(&Files::from_list(files.collect()));
        base.ok_or_else(|| found.iter().map(|one| one.one_line() + "\n").collect::<String>().into())
    }

    /// Each purchase, with its day.
    pub fn readings(&self) -> Outcome<Vec<(Purchase, Date)>> {
        self.purchases.iter().map(purchase).collect()
    }
}

fn unzipped(path: &Path) -> Outcome<String> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(fs::File::open(path)?).read_to_string(&mut text)?;
    Ok(text)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn named(fact: &Value) -> &str {
    let known = FACTS.iter().find(|(name, _)| *name == text(fact));
    known.map_or(text(fact), |(_, ours)| ours)
}

fn day(number: &Value) -> Outcome<Date> {
    let n = number.as_i64().ok_or("jour attendu")?;
    let (month, day) = (i8::try_from(n / 100 % 100)?, i8::try_from(n % 100)?);
    Ok(Date::new(i16::try_from(n / 10_000)?, month, day)?)
}

fn rule(rule: &Value, clause: &str) -> Outcome<String> {
    let id = text(&rule["id"]).to_lowercase();
    let mut days = Vec::new();
    if !rule["valid_from"].is_null() {
        days.push(format!("du = {}", day(&rule["valid_from"])?));
    }
    if !rule["valid_to"].is_null() {
        days.push(format!("au = {}", day(&rule["valid_to"])?.tomorrow()?));
    }
    let days = if days.is_empty() {
        String::new()
    } else {
        format!("en_vigueur = {{ {} }}\n", days.join(", "))
    };
    Ok(format!(
        "[[regle]]\nid = \"{id}\"\ntitre = \"{id}\"\nclause = \"{clause}\"\nniveau = \"a_etudier\"\n\
         portee = \"marche\"\nsources = [\"Jeu neutre\"]\nmotif = \"Jeu neutre.\"\n{days}\
         [regle.quand]\n{}\n",
        condition(&rule["when"])?
    ))
}

/// One line of a `quand` table.
fn condition(value: &Value) -> Outcome<String> {
    let (kind, of) = value.as_object().and_then(|one| one.iter().next()).ok_or("condition vide")?;
    let fact = named(&of["fact"]);
    Ok(match kind.as_str() {
        "all" => format!("tous_de = [{}]", each(of)?),
        "any" => format!("un_de = [{}]", each(of)?),
        "none" => format!("sauf = {{ un_de = [{}] }}", each(of)?),
        "prefix" | "in" => format!("{fact} = {}", of["values"]),
        "flag" => format!("{fact} = {}", of["value"]),
        "matches" => format!("{fact} = {{ motif = '{}' }}", text(&of["pattern"])),
        "cmp" => {
            let sign = match text(&of["op"]) {
                "ge" => "au_moins",
                "gt" => "plus_de",
                "le" => "au_plus",
                _ => "moins_de",
            };
            format!("{fact} = {{ {sign} = {} }}", of["value"])
        }
        "lots" => lots(of)?,
        other => return Err(format!("condition `{other}` inconnue").into()),
    })
}

fn each(list: &Value) -> Outcome<String> {
    let mut out = String::new();
    for item in list.as_array().ok_or("liste attendue")? {
        write!(out, "{{ {} }}, ", condition(item)?)?;
    }
    Ok(out)
}

fn lots(of: &Value) -> Outcome<String> {
    let all = format!("{{ tous_de = [{}] }}", each(&of["where"])?);
    Ok(match text(&of["quant"]) {
        "any" => format!("lots = {{ au_moins_un = {all} }}"),
        "all" => format!("lots = {{ tous = {all} }}"),
        "none" => format!("lots = {{ aucun = {all} }}"),
        _ => format!("lots = {{ nombre = {{ au_moins = {} }}, verifient = {all} }}", of["n"]),
    })
}

/// A code, whether or not it exists.
fn code(value: &Value) -> Outcome<Cpv> {
    match Cpv::parse(text(value)) {
        Ok(code) | Err(CpvError::Unknown { code, .. }) => Ok(code),
        Err(other) => Err(other.into()),
    }
}

fn euros(value: &Value) -> Option<Amount> {
    value.as_i64().map(Amount::from_euros)
}

fn purchase(one: &Value) -> Outcome<(Purchase, Date)> {
    let months = one["duration"].as_u64().and_then(|n| u32::try_from(n).ok());
    let whole = |value: &Value| Fact::Integer(value.as_i64().unwrap_or_default());
    let is = |value: &Value| Fact::Boolean(value.as_bool().unwrap_or_default());
    let choice = |value: &Value| Some(text(value).into());
    let mut lots = Vec::new();
    for (number, lot) in (1..).zip(one["lots"].as_array().ok_or("lots attendus")?) {
        let facts = [("reserve".into(), is(&lot["reserved"]))].into_iter().collect();
        let (cpv, amount) = ([code(&lot["cpv"])?].into_iter().collect(), euros(&lot["amount"]));
        lots.push(Lot { number, cpv, amount, facts, ..Lot::default() });
    }
    let facts = [
        ("technique", Fact::Choice(text(&one["technique"]).into())),
        ("reconductions", whole(&one["renewals"])),
        ("population", whole(&one["buyer"]["population"])),
        ("fonds_europeens", is(&one["eu_funds"])),
        ("electronique", is(&one["electronic"])),
    ];
    let purchase = Purchase {
        object: text(&one["object"]).to_owned(),
        kind: choice(&one["kind"]),
        cpv: [code(&one["cpv"])?].into_iter().collect(),
        amount: euros(&one["amount"]),
        months,
        procedure: choice(&one["procedure"]),
        buyer: Buyer { category: choice(&one["buyer"]["category"]), ..Buyer::default() },
        facts: facts.map(|(name, value)| (name.into(), value)).into_iter().collect(),
        lots,
        ..Purchase::default()
    };
    Ok((purchase, day(&one["date"])?))
}

const BASE: &str = "[base]\ntitre = \"Jeu neutre\"\nversion = \"0\"\netat_du_droit = 2024-01-01\n";

const CLAUSE: &str = r#"+++
id = "CLAUSE"
titre = "Clause du jeu neutre"
axe = "social"
nature = "verification"
version = "0"
statut = "brouillon"
controle_le = 2026-11-23
place = {}
charge = { acheteur_heures = 0, titulaire_pieces = 0 }
sources = ["Jeu neutre"]
sans_penalite = "Jeu neutre."

[[controle]]
phase = "execution"
action = "Vérifier"
qui = "acheteur"
quand = "à la fin"
preuve = "aucune"
+++
"#;

fn facts() -> String {
    let choices = |ids: &[&str]| {
        let each: Vec<String> = ids.iter().map(|id| format!("{id} = \"{id}\"")).collect();
        format!("\nvaleurs = {{ {} }}", each.join(", "))
    };
    let procedures =
        ["adapted", "design_contest", "dialogue", "direct", "negotiated", "open", "restricted"];
    let buyers =
        ["commune", "department", "epci", "hospital", "region", "school", "state", "utility"];
    let techniques = ["none", "framework", "dps", "auction", "catalogue"];
    let all = [
        ("objet", "texte", "fiche", String::new()),
        ("type", "choix", "fiche", choices(&["works", "supplies", "services"])),
        ("cpv", "cpv", "fiche", String::new()),
        ("montant_ht", "montant", "fiche", "\npropre = true".to_owned()),
        ("duree_mois", "entier", "fiche", String::new()),
        ("date_lancement", "date", "fiche", String::new()),
        ("procedure", "choix", "fiche", choices(&procedures)),
        ("acheteur_categorie", "choix", "fiche", choices(&buyers)),
        ("nombre_lots", "entier", "calcul", String::new()),
        ("technique", "choix", "reponse", choices(&techniques)),
        ("reconductions", "entier", "reponse", String::new()),
        ("population", "entier", "reponse", String::new()),
        ("fonds_europeens", "booleen", "reponse", String::new()),
        ("electronique", "booleen", "reponse", String::new()),
        ("reserve", "booleen", "reponse", String::new()),
    ];
    let each = all.map(|(id, kind, origin, more)| {
        format!(
            "[[fait]]\nid = \"{id}\"\ntitre = \"{id}\"\ntype = \"{kind}\"\norigine = \"{origin}\"\n\
             portee = [\"marche\", \"lot\"]{more}\n"
        )
    });
    each.concat()
}
