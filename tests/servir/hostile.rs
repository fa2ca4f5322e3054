//! Hostile text in every field: a clear refusal, or harmless text; the server lives.

use super::desk::{FORM, encoded, example, fields, get, post, press, send};

const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "=cmd|'/C calc'!A0",
    "{{ 7 * 7 }}{% for x in y %}",
    "../../../../etc/passwd",
    "\u{202e}txt.exe\u{0}\u{7}",
    "'''\n[faits]\nlivraisons = true\n\"\"\"",
    "javascript:alert(1)",
    "&lt;b&gt; &amp;amp;",
    "\\u0000 \\\" \\",
    "<!-- fin ]]> -->",
    "😀 é\u{301} ﷽",
];

/// No element or attribute of the page comes from what was typed.
fn is_harmless(text: &str) {
    for words in [
        "<script>alert",
        "<img src=x",
        "onerror=alert(1)>",
        "<!-- fin ]]>",
        "49{%",
        "href=\"javascript:",
    ] {
        assert!(!text.contains(words), "{words}");
    }
}

#[test]
fn tout_champ_de_la_description_supporte_un_texte_hostile() {
    let names: Vec<String> = fields(&post(
        "/decrire",
        &[("fiche", &example("voirie-monge-bossuet")), ("faire", "ouvrir-texte")],
    ))
    .into_iter()
    .map(|(name, _)| name)
    .chain(["coller".into(), "cpv-mots".into(), "faire".into()])
    .collect();
    let page =
        post("/decrire", &[("fiche", &example("voirie-monge-bossuet")), ("faire", "ouvrir-texte")]);
    for name in &names {
        for (n, hostile) in HOSTILE.into_iter().enumerate() {
            let actions = ["continuer:choisir", "lots-coller", "cpv-chercher", "lot-ajouter"];
            // Every field meets every text, and every button half of them.
            for action in actions.into_iter().skip(n % 2).step_by(2) {
                let got = press(&page, "/decrire", action, &[(name, hostile)]);
                assert!(got.status.as_u16() < 500, "{name} {hostile} {action}");
                is_harmless(&got.text());
            }
        }
    }
}

#[test]
fn un_objet_hostile_va_jusqu_aux_documents_sans_danger() {
    for hostile in HOSTILE {
        let typed = [
            ("objet", hostile),
            ("type", "travaux"),
            ("montant_ht", "500000"),
            ("acheteur.nom", hostile),
            ("coller", "1\tLot\t\t1000"),
        ];
        let page = press(&get("/"), "/decrire", "lots-coller", &typed);
        let page = press(&page, "/decrire", "continuer:choisir", &[("lot.0.objet", hostile)]);
        assert_eq!(page.status, 200, "{hostile}");
        is_harmless(&page.text());
        let fiche = page.fiche();
        assert!(!fiche.contains("livraisons = true\n["), "{fiche}");
        for path in ["/repondre", "/emporter", "/document/cctp", "/document/note_justificative"] {
            let got = post(path, &[("fiche", &fiche)]);
            assert_eq!(got.status, 200, "{path} {hostile} {fiche}");
            is_harmless(&got.text());
        }
        let archive = post("/dossier.zip", &[("fiche", &fiche)]);
        assert_eq!(archive.status, 200, "{hostile}");
        let name = archive.headers.get("content-disposition");
        let name = name.unwrap_or_else(|| panic!("{hostile:?} {fiche}")).to_str().unwrap();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-.=;\" ".contains(c);
        assert!(name.chars().all(plain), "{name}");
    }
}

#[test]
fn un_motif_hostile_s_imprime_sans_danger() {
    let page = post("/choisir", &[("fiche", &example("voirie-monge-bossuet"))]);
    let text = page.text();
    let clause =
        text.split("value=\"ecarter:").nth(1).unwrap().split('"').next().unwrap().to_owned();
    for hostile in HOSTILE {
        let motif = format!("motif:{clause}");
        let done = press(&page, "/choisir", &format!("ecarter:{clause}"), &[(&motif, hostile)]);
        assert_eq!(done.status, 200);
        is_harmless(&done.text());
        let note = post("/document/note_justificative", &[("fiche", &done.fiche())]);
        is_harmless(&note.text());
    }
}

#[test]
fn des_boutons_inventes_ne_font_rien() {
    let fiche = example("voirie-monge-bossuet");
    for path in ["/decrire", "/repondre", "/choisir", "/emporter"] {
        for action in [
            "retenir:",
            "ecarter:x",
            "repondre:x@9",
            "repondre:livraisons@99",
            "modifier:objet@",
            "lot-retirer:999999999999",
            "lot-dupliquer:-1",
            "exemple:x",
            "dispenser:x",
            "imposer:../..",
            "voir:<b>",
            "oublier:\u{0}",
            "annuler:nulle-part",
            "a:b:c:d",
        ] {
            let got = post(path, &[("fiche", &fiche), ("faire", action)]);
            assert!(got.status.as_u16() < 500, "{path} {action} : {}", got.text());
            is_harmless(&got.text());
        }
    }
}

#[test]
fn dix_mille_lots_et_des_tables_profondes_sont_refuses() {
    use std::fmt::Write as _;
    let mut many = String::from("objet = \"x\"\ntype = \"travaux\"\n");
    for n in 1..=10_000 {
        let _ = write!(many, "[[lots]]\nnumero = {n}\n");
    }
    let few: String = many.split("[[lots]]\nnumero = 202\n").next().unwrap().to_owned();
    let deep = format!(
        "objet = \"x\"\ntype = \"travaux\"\ncpv = {}{}\n",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let tables =
        format!("objet = \"x\"\ntype = \"travaux\"\n[faits.{}]\n", vec!["a"; 50_000].join("."));
    for body in [many, few, deep, tables] {
        let got = send("/api/recommander", "text/plain", body.clone());
        assert!([413, 422].contains(&got.status.as_u16()), "{}", got.text());
        assert!(!got.json()["fautes"].as_array().unwrap().is_empty());
        let page = post("/choisir", &[("fiche", &body)]);
        assert!(page.status.as_u16() < 500);
    }
    let nested = format!("{{\"fiche\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(send("/api/recommander", "application/json", nested).status, 400);
}

#[test]
fn trop_de_champs_ou_un_encodage_faux_sont_refuses() {
    let many: Vec<(String, String)> =
        (0..6_000).map(|n| (format!("c{n}"), String::new())).collect();
    assert_eq!(send("/choisir", FORM, encoded(&many)).status, 413);
    let got = send("/choisir", FORM, b"fiche=%FF%FE%00&%=%&&&=&faire=%C3".to_vec());
    assert!(got.status.as_u16() < 500);
    assert_eq!(send("/api/recommander", "text/plain", b"objet = \"\xff\"".to_vec()).status, 400);
}

#[test]
fn deux_cents_lots_passent_et_un_de_plus_est_refuse() {
    let rows: Vec<String> = (1..=200).map(|n| format!("{n}\tLot {n}\t\t10")).collect();
    let rows = rows.join("\n");
    let typed = [
        ("objet", "Travaux divers"),
        ("type", "travaux"),
        ("montant_ht", "2000"),
        ("coller", &rows),
    ];
    let page = press(&get("/"), "/decrire", "lots-coller", &typed);
    let page = press(&page, "/decrire", "lot-ajouter", &[]);
    assert!(page.says("200 lots au plus"));
    let page = press(&page, "/decrire", "continuer:choisir", &[]);
    assert_eq!(page.status, 200);
    assert_eq!(page.fiche().matches("[[lots]]").count(), 200);
}
