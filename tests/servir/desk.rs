//! A browser without a screen: it asks, reads hidden fields, presses buttons.

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use clausier::base::Base;
use clausier::base::source::Files;
use clausier::serve::{App, Config, router};
use http_body_util::BodyExt;
use tokio::runtime::Runtime;
use tower::ServiceExt;

pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");
pub const FORM: &str = "application/x-www-form-urlencoded";

pub fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| Base::load(&Files::embedded()).0.unwrap())
}

fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME
        .get_or_init(|| tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap())
}

fn server() -> &'static Router {
    static SERVER: OnceLock<Router> = OnceLock::new();
    SERVER.get_or_init(|| {
        let config = Config {
            address: "127.0.0.1:8080".parse().unwrap(),
            hosts: vec!["clauses.exemple.fr".into()],
            today: || jiff::civil::date(2027, 1, 1),
            log: |_| {},
        };
        router(Arc::new(App::new(base(), config).unwrap()))
    })
}

pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Got {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Whether the page says these words, whatever its spaces.
    pub fn says(&self, words: &str) -> bool {
        self.text().replace(['\u{a0}', '\u{202f}'], " ").contains(words)
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// The fiche that the page holds.
    pub fn fiche(&self) -> String {
        let text = self.text();
        let (_, rest) = text.split_once("name=\"fiche\" value=\"").expect(&text);
        unescaped(rest.split_once('"').unwrap().0)
    }
}

pub fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .into_iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

pub fn ask(request: Request<Body>) -> Got {
    runtime().block_on(async {
        let response = server().clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Got { status: parts.status, headers: parts.headers, bytes }
    })
}

pub fn get(path: &str) -> Got {
    ask(Request::get(path).header("host", "localhost:8080").body(Body::empty()).unwrap())
}

pub fn send(path: &str, kind: &str, body: impl Into<Body>) -> Got {
    let request = Request::post(path).header("host", "localhost:8080").header("content-type", kind);
    ask(request.body(body.into()).unwrap())
}

pub fn encoded<S: AsRef<str>>(fields: &[(S, S)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in fields {
        form.append_pair(name.as_ref(), value.as_ref());
    }
    form.finish()
}

pub fn post(path: &str, fields: &[(&str, &str)]) -> Got {
    send(path, FORM, encoded(fields))
}

pub fn example(name: &str) -> String {
    std::fs::read_to_string(format!("{ROOT}/exemples/{name}.toml")).unwrap()
}

/// Every field of the form of a page, as a browser would send it back.
pub fn fields(page: &Got) -> Vec<(String, String)> {
    let text = page.text();
    let mut out = Vec::new();
    for input in text.split("<input ").skip(1) {
        let tag = input.split("/>").next().unwrap();
        let value = |name: &str| {
            let (_, rest) = tag.split_once(&format!("{name}=\""))?;
            Some(unescaped(rest.split_once('"')?.0))
        };
        let kind = value("type").unwrap_or_default();
        let unchecked = ["radio", "checkbox"].contains(&kind.as_str()) && !tag.contains(" checked");
        if let (Some(name), false, true) = (value("name"), unchecked, kind != "file") {
            out.push((name, value("value").unwrap_or_default()));
        }
    }
    for select in text.split("<select ").skip(1) {
        let body = select.split("</select>").next().unwrap();
        let name = body.split_once("name=\"").unwrap().1.split_once('"').unwrap().0;
        let chosen = body.split("<option ").find(|option| option.contains(" selected"));
        let value = chosen.map_or(String::new(), |option| {
            unescaped(option.split_once("value=\"").unwrap().1.split_once('"').unwrap().0)
        });
        out.push((name.to_owned(), value));
    }
    out
}

/// Presses a button of a page, its fields changed as said.
pub fn press(page: &Got, path: &str, action: &str, changes: &[(&str, &str)]) -> Got {
    let mut all = fields(page);
    for (name, value) in changes {
        all.retain(|(known, _)| known != name);
        all.push(((*name).to_owned(), (*value).to_owned()));
    }
    all.push(("faire".into(), action.into()));
    send(path, FORM, encoded(&all))
}
