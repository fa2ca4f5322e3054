//! What every request passes: names, origins, sizes, methods; what every answer says.

use axum::body::Body;
use axum::http::Request;

use super::desk::{FORM, ask, encoded, example, get, post, send};

fn with(headers: &[(&str, &str)]) -> u16 {
    let mut request = Request::post("/choisir").header("content-type", FORM);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = encoded(&[("fiche", example("etude-petite").as_str())]);
    ask(request.body(Body::from(body)).unwrap()).status.as_u16()
}

#[test]
fn seul_un_nom_connu_est_servi() {
    for host in ["localhost:8080", "127.0.0.1:9", "[::1]:8080", "clauses.exemple.fr", "LOCALHOST"] {
        assert_eq!(with(&[("host", host)]), 200, "{host}");
    }
    for host in
        ["ailleurs.exemple", "localhost.ailleurs.exemple", "192.168.1.2", "", "127.0.0.1.nip.io"]
    {
        assert_eq!(with(&[("host", host)]), 421, "{host}");
    }
}

#[test]
fn une_demande_d_un_autre_site_est_refusee() {
    let host = ("host", "localhost:8080");
    assert_eq!(with(&[host, ("origin", "http://localhost:8080")]), 200);
    for origin in ["http://ailleurs.exemple", "null", "http://localhost:8081", "http://localhost"] {
        assert_eq!(with(&[host, ("origin", origin)]), 403, "{origin}");
    }
    assert_eq!(with(&[host, ("sec-fetch-site", "cross-site")]), 403);
    assert_eq!(with(&[host, ("sec-fetch-site", "same-origin")]), 200);
}

#[test]
fn chaque_reponse_dit_comment_elle_peut_servir() {
    let fiche = example("etude-petite");
    let pages = [
        get("/"),
        get("/style.css"),
        get("/rien"),
        get("/sante"),
        post("/choisir", &[("fiche", &fiche)]),
    ];
    for page in pages {
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(page.headers["x-content-type-options"], "nosniff");
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        let text = page.text();
        assert!(!text.contains(" style=") && !text.contains(" onclick"), "rien en ligne");
    }
}

#[test]
fn les_refus_sont_des_pages_en_francais() {
    let cases = [
        (get("/rien"), 404, "Page introuvable"),
        (
            ask(Request::delete("/").header("host", "localhost").body(Body::empty()).unwrap()),
            405,
            "Demande mal adressée",
        ),
        (send("/choisir", "text/plain", "x"), 415, "Format non reconnu"),
        (send("/choisir", FORM, vec![b'a'; 2 * 1024 * 1024]), 413, "Envoi trop volumineux"),
        (get("/dossier.zip"), 200, "Décrire l’achat"),
    ];
    for (page, status, words) in cases {
        assert_eq!(page.status.as_u16(), status, "{words}");
        assert!(page.text().contains(words), "{words}");
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    }
    let refused = get("/api/rien");
    assert_eq!(refused.status, 404);
    assert_eq!(refused.json()["erreur"], "Cette page n’existe pas.");
    assert_eq!(get("/api/recommander").status, 405);
}

#[test]
fn un_corps_de_64_mo_est_refuse_sans_etre_lu() {
    let request = Request::post("/api/recommander")
        .header("host", "localhost")
        .header("content-type", "text/plain")
        .header("content-length", (64 * 1024 * 1024).to_string());
    assert_eq!(ask(request.body(Body::empty()).unwrap()).status, 413);
    // Sans longueur annoncée, la lecture s’arrête à la borne.
    let request = Request::post("/api/recommander")
        .header("host", "localhost")
        .header("content-type", "text/plain");
    let parts = (0..64).map(|_| Ok::<_, std::io::Error>(vec![b'#'; 1024 * 1024]));
    let body = Body::from_stream(tokio_stream(parts));
    assert_eq!(ask(request.body(body).unwrap()).status, 413);
}

/// An iterator as the stream that a body is read from.
fn tokio_stream<T>(items: impl Iterator<Item = T> + Unpin) -> impl futures_core::Stream<Item = T> {
    Each(items)
}

struct Each<I>(I);

impl<I: Iterator + Unpin> futures_core::Stream for Each<I> {
    type Item = I::Item;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<I::Item>> {
        std::task::Poll::Ready(self.0.next())
    }
}
