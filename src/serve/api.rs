//! The JSON interface: the published answer, the archive of documents, what words say of a category.

use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::case::{Case, Fault};
use super::reply::{Refusal, Reply};
use super::{App, describe, take};
use crate::fact::typed;
use crate::output::json;

/// A fiche in JSON, with the day whose rules apply.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    fiche: String,
    #[serde(default)]
    date: Option<String>,
}

/// What the page asks as one types.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Words {
    objet: String,
    cpv: String,
    mots: String,
}

/// `POST /api/recommander`.
pub fn recommend(app: &App, kind: &str, body: &[u8], detailed: bool) -> Reply {
    let case = match read(app, kind, body) {
        Ok(case) => case,
        Err(refusal) => return refusal,
    };
    let answer = case.answer(app);
    let published = if detailed {
        json::reponse(&answer, &case.purchase, None)
    } else {
        json::reponse_breve(&answer, &case.purchase, None)
    };
    Reply::json(StatusCode::OK, &published)
}

/// `POST /api/rediger`.
pub fn draft(app: &App, kind: &str, body: &[u8]) -> Reply {
    match read(app, kind, body) {
        Ok(case) => take::archive(app, &case),
        Err(refusal) => refusal,
    }
}

/// `POST /api/categorie`: families and codes of an object, codes found by words.
pub fn category(app: &App, kind: &str, body: &[u8]) -> Reply {
    #[derive(Serialize)]
    struct Found {
        #[serde(flatten)]
        category: describe::Category,
        trouves: Vec<describe::Code>,
    }
    if kind != "application/json" {
        return unknown_kind();
    }
    let words: Words = match serde_json::from_slice(body) {
        Ok(words) => words,
        Err(cause) => return bad_json(&cause),
    };
    let category = describe::category(app, &words.objet, &words.cpv);
    let trouves =
        if words.mots.trim().is_empty() { Vec::new() } else { describe::search(app, &words.mots) };
    Reply::json(StatusCode::OK, &Found { category, trouves })
}

/// `GET /sante`.
pub fn health(app: &App) -> Reply {
    #[derive(Serialize)]
    struct Health<'a> {
        etat: &'static str,
        version: &'static str,
        base: &'a str,
        empreinte: String,
    }
    let health = Health {
        etat: "pret",
        version: env!("CARGO_PKG_VERSION"),
        base: &app.base.version,
        empreinte: format!("sha256:{}", app.base.fingerprint()),
    };
    Reply::json(StatusCode::OK, &health)
}

fn read(app: &App, kind: &str, body: &[u8]) -> Result<Case, Reply> {
    let (fiche, date) = match kind {
        "text/plain" | "application/toml" => (utf8(body)?.to_owned(), None),
        "application/json" => {
            let asked: Asked = serde_json::from_slice(body).map_err(|cause| bad_json(&cause))?;
            (asked.fiche, asked.date)
        }
        _ => return Err(unknown_kind()),
    };
    let date = date.map(|text| date_of(&text)).transpose()?;
    let mut case = Case::open(app, &fiche).map_err(faulty)?;
    case.date = date.unwrap_or(case.date);
    Ok(case)
}

fn utf8(body: &[u8]) -> Result<&str, Reply> {
    std::str::from_utf8(body).map_err(|_| Reply::bad("La fiche n’est pas un texte en UTF-8."))
}

fn date_of(text: &str) -> Result<Date, Reply> {
    typed::date(text)
        .map_err(|_| Reply::bad("`date` attend année-mois-jour, par exemple 2027-01-15."))
}

fn bad_json(cause: &serde_json::Error) -> Reply {
    let place = format!("ligne {}, colonne {}", cause.line(), cause.column());
    Reply::bad(&match cause.classify() {
        serde_json::error::Category::Data => {
            format!("Le JSON n’a pas la forme attendue ({place}) : voir /api/openapi.json.")
        }
        _ => format!("Le corps n’est pas un JSON correct ({place})."),
    })
}

fn unknown_kind() -> Reply {
    let message = "Type de contenu non reconnu : text/plain, application/toml ou application/json.";
    Reply::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, "")
}

fn faulty(faults: Vec<Fault>) -> Reply {
    let message = match faults.len() {
        1 => "La fiche a une faute.".to_owned(),
        n => format!("La fiche a {n} fautes."),
    };
    let (status, next) = (StatusCode::UNPROCESSABLE_ENTITY, String::new());
    Reply::Refusal(Refusal { status, message, next, faults })
}
