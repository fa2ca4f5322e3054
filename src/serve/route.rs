//! Paths → what answers them. A body is read whole, within bounds of size and time, before anything is computed.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::multipart::Multipart;
use axum::extract::{FromRequest, Path, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::routing::{MethodRouter, get, post};
use axum::{Router, middleware};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::time::timeout;

use super::fields::{Fields, lines};
use super::page::{ICON, SCRIPT, STYLE};
use super::reply::Reply;
use super::{App, MAX_BODY, api, ask, choose, describe, guard, openapi, take};

/// A client has this long to send its body, and a computation this long to end.
const LONGEST: Duration = Duration::from_secs(10);

type Shared = State<Arc<App>>;

/// Every path of the server.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(home))
        .route("/style.css", asset("text/css; charset=utf-8", STYLE))
        .route("/page.js", asset("text/javascript; charset=utf-8", SCRIPT))
        .route("/icone.svg", asset("image/svg+xml", ICON))
        .route("/sante", get(health))
        .route("/decrire", after_cards(describe::step))
        .route("/repondre", after_cards(ask::step))
        .route("/choisir", step(choose::step))
        .route("/emporter", after_cards(take::step))
        .route("/dossier.zip", step(take::download))
        .route("/fiche.toml", step(take::fiche))
        .route("/document/{name}", get(nothing_kept).post(document))
        .route("/ouvrir", get(nothing_kept).post(open))
        .route("/api/recommander", post(recommend))
        .route("/api/rediger", post(draft))
        .route("/api/categorie", post(category))
        .route("/api/schema", get(schema))
        .route("/api/openapi.json", get(described))
        .fallback(missing)
        .method_not_allowed_fallback(not_allowed)
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::guard))
        .with_state(app)
}

/// Whether a program asks, and expects JSON.
pub fn is_api(path: &str) -> bool {
    path.starts_with("/api/") || path == "/sante"
}

/// What a page computes from the fields of its form.
type Work = fn(&App, &Fields) -> Reply;

/// A step of the page: its form, or nothing kept when its address alone is asked.
fn step(work: Work) -> MethodRouter<Arc<App>> {
    get(nothing_kept).post(move |State(app): Shared, request: Request| async move {
        match form(request).await {
            Ok(fields) => compute(app, false, move |app| work(app, &fields)).await,
            Err(refusal) => refusal.response(&app, false),
        }
    })
}

/// A step that may be reached from the cards: what is typed on them is kept first.
fn after_cards(work: Work) -> MethodRouter<Arc<App>> {
    get(nothing_kept).post(move |State(app): Shared, request: Request| async move {
        match form(request).await {
            Ok(fields) => compute(app, false, move |app| with_typed(app, &fields, work)).await,
            Err(refusal) => refusal.response(&app, false),
        }
    })
}

fn with_typed(app: &App, fields: &Fields, work: Work) -> Reply {
    match choose::absorb(app, fields) {
        Ok(fields) => work(app, &fields),
        Err(page) => page,
    }
}

fn asset(kind: &'static str, text: &'static str) -> MethodRouter<Arc<App>> {
    get(move |State(app): Shared| async move { Reply::Asset { kind, text }.response(&app, false) })
}

async fn home(State(app): Shared) -> Response<Body> {
    compute(app, false, describe::home).await
}

async fn nothing_kept(State(app): Shared) -> Response<Body> {
    compute(app, false, describe::nothing_kept).await
}

async fn document(
    State(app): Shared,
    Path(name): Path<String>,
    request: Request,
) -> Response<Body> {
    match form(request).await {
        Ok(fields) => compute(app, false, move |app| take::document(app, &fields, &name)).await,
        Err(refusal) => refusal.response(&app, false),
    }
}

/// A fiche chosen on the disk.
async fn open(State(app): Shared, request: Request) -> Response<Body> {
    match file(request).await {
        Ok(text) => compute(app, false, move |app| describe::open(app, &text)).await,
        Err(refusal) => refusal.response(&app, false),
    }
}

async fn recommend(State(app): Shared, request: Request) -> Response<Body> {
    let query = request.uri().query().unwrap_or_default();
    let asked: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let detailed = match asked.as_slice() {
        [] => false,
        [(name, value)] if name == "detail" && value == "tout" => true,
        _ => {
            let message = "L’adresse n’admet que `?detail=tout`, ou rien.";
            return Reply::bad(message).response(&app, true);
        }
    };
    api_call(app, request, move |app, kind, body| api::recommend(app, kind, body, detailed)).await
}

async fn draft(State(app): Shared, request: Request) -> Response<Body> {
    api_call(app, request, api::draft).await
}

async fn category(State(app): Shared, request: Request) -> Response<Body> {
    api_call(app, request, api::category).await
}

async fn schema(State(app): Shared) -> Response<Body> {
    Reply::json(StatusCode::OK, &crate::output::json::schema()).response(&app, true)
}

async fn described(State(app): Shared) -> Response<Body> {
    Reply::json(StatusCode::OK, &openapi::document()).response(&app, true)
}

async fn health(State(app): Shared) -> Response<Body> {
    api::health(&app).response(&app, true)
}

async fn missing(State(app): Shared, request: Request) -> Response<Body> {
    let next = "Repartir de la page d’accueil.";
    let reply = Reply::refusal(StatusCode::NOT_FOUND, "Cette page n’existe pas.", next);
    reply.response(&app, is_api(request.uri().path()))
}

async fn not_allowed(State(app): Shared, request: Request) -> Response<Body> {
    let next = "Cette adresse se demande autrement : voir /api/openapi.json.";
    let message = "Cette demande n’existe pas ici.";
    let reply = Reply::refusal(StatusCode::METHOD_NOT_ALLOWED, message, next);
    reply.response(&app, is_api(request.uri().path()))
}

async fn api_call(
    app: Arc<App>,
    request: Request,
    work: impl FnOnce(&App, &str, &[u8]) -> Reply + Send + 'static,
) -> Response<Body> {
    let kind = content_type(request.headers());
    match body(request).await {
        Ok(body) => compute(app, true, move |app| work(app, &kind, &body)).await,
        Err(refusal) => refusal.response(&app, true),
    }
}

/// Computes an answer off the threads that serve connections; as many at once as the processors bear.
async fn compute(
    app: Arc<App>,
    is_api: bool,
    work: impl FnOnce(&App) -> Reply + Send + 'static,
) -> Response<Body> {
    let turn = Arc::clone(&app.turns);
    let shared = Arc::clone(&app);
    let computed = timeout(LONGEST, async move {
        let turn = turn.acquire_owned().await;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work(&shared)
        })
        .await
    });
    let reply = match computed.await {
        Ok(Ok(reply)) => reply,
        Ok(Err(_)) => Reply::broken(),
        Err(_) => {
            let next = "Recommencer dans quelques secondes : rien de ce qui est tapé n’est perdu, revenir à la page précédente.";
            Reply::refusal(StatusCode::SERVICE_UNAVAILABLE, "Trop de demandes à la fois.", next)
        }
    };
    reply.response(&app, is_api)
}

/// The media type of a body, without its parameters, in lower case.
fn content_type(headers: &HeaderMap) -> String {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The whole body, within bounds.
async fn body(request: Request) -> Result<Bytes, Reply> {
    let too_large = || Reply::too_large(&format!("L’envoi dépasse {} Kio.", MAX_BODY / 1024));
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if length.and_then(|length| length.parse::<u64>().ok()).is_some_and(|n| n > MAX_BODY as u64) {
        return Err(too_large());
    }
    let read = timeout(LONGEST, Limited::new(request.into_body(), MAX_BODY).collect()).await;
    match read {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(cause)) if cause.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => Err(Reply::bad("L’envoi s’est interrompu.")),
        Err(_) => {
            let next = "Vérifier la connexion et recommencer.";
            Err(Reply::refusal(StatusCode::REQUEST_TIMEOUT, "L’envoi a pris trop de temps.", next))
        }
    }
}

async fn form(request: Request) -> Result<Fields, Reply> {
    if content_type(request.headers()) != "application/x-www-form-urlencoded" {
        let message = "Un formulaire de la page était attendu.";
        let next = "Repartir de la page d’accueil.";
        return Err(Reply::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, next));
    }
    Fields::read(&body(request).await?)
}

/// The text of the file of a form.
async fn file(request: Request) -> Result<String, Reply> {
    let unread = || Reply::bad("Le fichier n’a pas pu être lu.");
    let (parts, incoming) = request.into_parts();
    let bytes = body(Request::from_parts(parts.clone(), incoming)).await?;
    let whole = Request::from_parts(parts, Body::from(bytes));
    let mut multipart = Multipart::from_request(whole, &()).await.map_err(|_| {
        let next = "Choisir une fiche (.toml) depuis la page d’accueil.";
        let message = "Un fichier était attendu.";
        Reply::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, message, next)
    })?;
    while let Some(field) = multipart.next_field().await.map_err(|_| unread())? {
        if field.name() == Some("fichier") {
            let bytes = field.bytes().await.map_err(|_| unread())?;
            let text = std::str::from_utf8(&bytes).map_err(|_| {
                let next = "Choisir une fiche (.toml), enregistrée en UTF-8.";
                let message = "Ce fichier n’est pas un texte en UTF-8.";
                Reply::refusal(StatusCode::BAD_REQUEST, message, next)
            })?;
            return Ok(lines(text));
        }
    }
    Err(unread())
}
