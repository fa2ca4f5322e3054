//! What a request is answered: a page, a file, JSON; a refusal says what, and what to do next.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, RETRY_AFTER,
};
use axum::http::{HeaderValue, Response, StatusCode};
use minijinja::context;
use serde::Serialize;

use super::App;
use super::case::Fault;
use super::page::{self, Frame};

/// An answer, before its headers.
#[derive(Debug)]
pub enum Reply {
    Page {
        status: StatusCode,
        html: Vec<u8>,
    },
    /// A document of the dossier to read, with its own style inside and nothing that runs.
    Preview(Vec<u8>),
    File {
        name: String,
        kind: &'static str,
        bytes: Vec<u8>,
    },
    Json {
        status: StatusCode,
        bytes: Vec<u8>,
    },
    /// A style sheet, a script, an image of ours.
    Asset {
        kind: &'static str,
        text: &'static str,
    },
    /// Refused: said as a page or as JSON, according to who asks.
    Refusal(Refusal),
}

/// Why a request is refused.
#[derive(Debug, Clone, Serialize)]
pub struct Refusal {
    #[serde(skip)]
    pub status: StatusCode,
    #[serde(rename = "erreur")]
    pub message: String,
    #[serde(skip)]
    pub next: String,
    #[serde(rename = "fautes")]
    pub faults: Vec<Fault>,
}

/// No script but ours, no style but ours, nothing from elsewhere.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// A document to read: its own style, nothing else.
const PREVIEW_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

impl Reply {
    pub const fn page(html: Vec<u8>) -> Self {
        Self::Page { status: StatusCode::OK, html }
    }

    pub fn refusal(status: StatusCode, message: &str, next: &str) -> Self {
        let (message, next) = (message.to_owned(), next.to_owned());
        Self::Refusal(Refusal { status, message, next, faults: Vec::new() })
    }

    pub fn too_large(message: &str) -> Self {
        let next = "Une fiche d’achat pèse quelques kilo-octets : vérifier le fichier choisi.";
        Self::refusal(StatusCode::PAYLOAD_TOO_LARGE, message, next)
    }

    pub fn bad(message: &str) -> Self {
        Self::refusal(
            StatusCode::BAD_REQUEST,
            message,
            "Revenir à la page précédente et recommencer.",
        )
    }

    /// A fault of the program: nothing of it is shown.
    pub fn broken() -> Self {
        let next = "Revenir à la page précédente : la saisie y est encore. Si cela recommence, signaler ce que vous faisiez.";
        Self::refusal(StatusCode::INTERNAL_SERVER_ERROR, "Le serveur n’a pas pu répondre.", next)
    }

    pub fn json(status: StatusCode, value: &impl Serialize) -> Self {
        serde_json::to_vec(value)
            .map_or_else(|_| Self::broken(), |bytes| Self::Json { status, bytes })
    }

    /// The response, with the headers that its kind needs.
    pub fn response(self, app: &App, is_api: bool) -> Response<Body> {
        match self {
            Self::Page { status, html } => {
                respond(status, "text/html; charset=utf-8", html, POLICY)
            }
            Self::Preview(html) => {
                respond(StatusCode::OK, "text/html; charset=utf-8", html, PREVIEW_POLICY)
            }
            Self::Json { status, bytes } => {
                respond(status, "application/json; charset=utf-8", bytes, POLICY)
            }
            Self::File { name, kind, bytes } => {
                let mut response = respond(StatusCode::OK, kind, bytes, POLICY);
                let disposition = format!("attachment; filename=\"{name}\"");
                if let Ok(value) = HeaderValue::from_str(&disposition) {
                    response.headers_mut().insert(CONTENT_DISPOSITION, value);
                }
                response
            }
            Self::Asset { kind, text } => {
                let mut response = respond(StatusCode::OK, kind, text.as_bytes().to_vec(), POLICY);
                let kept = HeaderValue::from_static("public, max-age=300");
                response.headers_mut().insert(CACHE_CONTROL, kept);
                response
            }
            Self::Refusal(refusal) => refusal.response(app, is_api),
        }
    }
}

impl Refusal {
    fn response(self, app: &App, is_api: bool) -> Response<Body> {
        let status = self.status;
        let mut response = if is_api {
            let bytes = serde_json::to_vec(&self).unwrap_or_default();
            respond(status, "application/json; charset=utf-8", bytes, POLICY)
        } else {
            let frame = Frame { step: "refus", title: title(status).into(), ..Frame::default() };
            let own = context! { message => self.message, suite => self.next, fautes => page::value(&self.faults) };
            let html = match page::render(app, "refus.html", &frame, own) {
                Reply::Page { html, .. } => html,
                _ => title(status).as_bytes().to_vec(),
            };
            respond(status, "text/html; charset=utf-8", html, POLICY)
        };
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

const fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "Page introuvable",
        StatusCode::FORBIDDEN | StatusCode::MISDIRECTED_REQUEST => "Demande refusée",
        StatusCode::METHOD_NOT_ALLOWED => "Demande mal adressée",
        StatusCode::PAYLOAD_TOO_LARGE => "Envoi trop volumineux",
        StatusCode::REQUEST_TIMEOUT => "Envoi trop lent",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "Format non reconnu",
        StatusCode::SERVICE_UNAVAILABLE => "Serveur occupé",
        StatusCode::INTERNAL_SERVER_ERROR => "Le serveur n’a pas pu répondre",
        _ => "Demande incomprise",
    }
}

fn respond(
    status: StatusCode,
    kind: &'static str,
    bytes: Vec<u8>,
    policy: &'static str,
) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    // Kept by the browser alone, for its back button; never by what stands between.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}
