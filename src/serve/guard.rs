//! What every request passes: it names this server, comes from its own pages, and its answer says how it may be used. Logs hold no content.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;

use super::App;
use super::reply::Reply;
use super::route::is_api;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through, or refuses it; adds the headers that every answer has; writes one line of log.
pub async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let begun = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = match refusal(&app, &request) {
        Some(reply) => reply.response(&app, is_api(&path)),
        None => next.run(request).await,
    };
    protect(response.headers_mut());
    if path != "/sante" {
        let (status, spent) = (response.status().as_u16(), begun.elapsed().as_millis());
        (app.config.log)(&format!("{method} {} {status} {spent} ms", known_path(&path)));
    }
    response
}

/// The path as the log shows it: one of ours, or nothing of what was asked.
fn known_path(path: &str) -> &str {
    let is_plain = path.len() <= 48
        && path.bytes().all(|byte| byte.is_ascii_lowercase() || b"/._-".contains(&byte));
    if is_plain { path } else { "(autre)" }
}

fn refusal(app: &App, request: &Request) -> Option<Reply> {
    let headers = request.headers();
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if !app.is_called(host) {
        let next = "L’adresse tapée n’est pas celle de ce serveur ; derrière un répartiteur, la déclarer avec --hote.";
        let message = "Ce serveur ne répond pas sous ce nom.";
        return Some(Reply::refusal(StatusCode::MISDIRECTED_REQUEST, message, next));
    }
    match *request.method() {
        Method::GET | Method::HEAD => None,
        Method::POST => from_elsewhere(headers, host).then(|| {
            let next = "Ouvrir la page elle-même et recommencer.";
            Reply::refusal(StatusCode::FORBIDDEN, "Cette demande vient d’un autre site.", next)
        }),
        _ => {
            let next = "Ouvrir la page d’accueil.";
            Some(Reply::refusal(
                StatusCode::METHOD_NOT_ALLOWED,
                "Cette demande n’existe pas ici.",
                next,
            ))
        }
    }
}

/// A browser says where a form comes from; a program says nothing.
fn from_elsewhere(headers: &HeaderMap, host: &str) -> bool {
    let said = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(origin) = said(ORIGIN) {
        let own = origin.split_once("://").map(|(_, authority)| authority);
        return !own.is_some_and(|own| own.eq_ignore_ascii_case(host));
    }
    said(FETCH_SITE).is_some_and(|site| site != "same-origin" && site != "none")
}

fn protect(headers: &mut HeaderMap) {
    let all: [(HeaderName, &'static str); 6] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=(), payment=()",
        ),
    ];
    for (name, value) in all {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
