//! How streams are cut.

use std::ops::ControlFlow;

use super::{End, MAX_RECORD, lines, split};

fn pieces(text: &str) -> (Vec<String>, End) {
    let mut found = Vec::new();
    let end = split(text.as_bytes(), &mut |piece| {
        let mark = if piece.concession { "c:" } else { "" };
        found.push(match piece.what {
            Ok(bytes) => format!("{mark}{}", String::from_utf8_lossy(bytes)),
            Err(refusal) => format!("{mark}{}@{}", refusal.id(), piece.at.byte),
        });
        ControlFlow::Continue(())
    });
    (found, end)
}

#[test]
fn les_formes_publiees_donnent_les_memes_enregistrements() {
    for text in [
        r#"[{"a":"}"},{"b":[1]}]"#,
        r#"{"marches":[{"a":"}"},{"b":[1]}]}"#,
        r#"{"version":"2.0","n":2,"marches":{"marche":[{"a":"}"},{"b":[1]}]}}"#,
        r#"{"a":"}"} {"b":[1]}"#,
    ] {
        assert_eq!(pieces(text).0, [r#"{"a":"}"}"#, r#"{"b":[1]}"#], "{text}");
    }
}

#[test]
fn une_concession_se_sait() {
    let text = r#"{"marches":{"marche":{"a":1},"contrat-concession":[{"b":2}]}}"#;
    assert_eq!(pieces(text).0, [r#"{"a":1}"#, r#"c:{"b":2}"#]);
}

#[test]
fn un_enregistrement_coupe_est_refuse_a_sa_place() {
    let (found, end) = pieces(r#"[{"a":1},{"b":"x"#);
    assert_eq!(found, [r#"{"a":1}"#, "enregistrement-coupe@9"]);
    assert!(matches!(end, End::Cut(_)));
}

#[test]
fn un_enregistrement_enorme_ne_prend_pas_la_memoire_et_les_suivants_se_lisent() {
    let text = format!(r#"[{{"a":"{}"}},{{"b":2}}]"#, "x".repeat(MAX_RECORD));
    assert_eq!(pieces(&text).0, ["enregistrement-trop-gros@1", r#"{"b":2}"#]);
}

#[test]
fn un_texte_parasite_est_refuse_et_la_suite_lue() {
    assert_eq!(pieces(r#"[12,"x",{"b":2}]"#).0.len(), 3);
    assert_eq!(pieces(r#"]]{"b":2}"#).0.last().map(String::as_str), Some(r#"{"b":2}"#));
}

#[test]
fn une_ligne_cassee_ne_gate_pas_les_suivantes() {
    let mut found = Vec::new();
    lines("{\"a\":1}\n{\"b\":[\n\n{\"c\":3}".as_bytes(), &mut |piece| {
        found.push((piece.at.line, piece.what.unwrap_or_default().len()));
        ControlFlow::Continue(())
    });
    assert_eq!(found, [(1, 7), (2, 6), (4, 7)]);
}

/// Gives so many bytes at a time.
struct Dribble<'a>(&'a [u8], usize);

impl std::io::Read for Dribble<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let (now, later) = self.0.split_at(self.0.len().min(self.1).min(into.len()));
        into[..now.len()].copy_from_slice(now);
        self.0 = later;
        Ok(now.len())
    }
}

#[test]
fn la_decoupe_ne_depend_pas_de_la_taille_des_lectures() {
    let long = format!(r#"{{"é":"{}\\\"}}","n":[1,{{}}]}}"#, "x".repeat(300_000));
    let text = format!("[{{\"a\":\"}}\"}},\n{long},\n{{\"b\":\"\\\\\"}}]");
    let start = 12 + long.len() as u64 + 2;
    for size in [3, 1_000, 200_000, 1_000_000] {
        let mut found = Vec::new();
        split(Dribble(text.as_bytes(), size), &mut |piece| {
            found.push((piece.at.line, piece.at.byte, piece.what.unwrap_or_default().len()));
            ControlFlow::Continue(())
        });
        assert_eq!(found, [(1, 1, 9), (2, 12, long.len()), (3, start, 10)], "{size}");
    }
}
