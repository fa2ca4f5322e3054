//! The dashboard: figures that lead to their lists, nothing fetched, nothing that a source can inject, the same page from merged totals.

use std::collections::BTreeMap;
use std::fs;

use regex::Regex;

use super::sources::{Desk, extract};

const POLICY: [&str; 2] = ["--politique", "dijon-2024-2027"];

/// The page of some sources.
fn page(desk: &Desk, sources: &[&str], more: &[&str]) -> String {
    let (status, _, err) = desk.run(&[sources, &["--sortie", "tableau.html"], more].concat(), b"");
    assert_eq!(status, 0, "{err}");
    fs::read_to_string(desk.0.join("tableau.html")).unwrap()
}

/// A desk with published contracts and a fiche whose buyer decided.
fn desk(name: &str) -> Desk {
    let desk = Desk::new(name);
    desk.put("marches.json", &extract("decp-2022.json"));
    fs::create_dir(desk.0.join("fiches")).unwrap();
    let fiche = "objet = \"Travaux de voirie : enrobés et bordures\"\ntype = \"travaux\"\ncpv = [\"45233140\"]\nmontant_ht = 900_000\nduree_mois = 14\ndate_lancement = 2026-12-01\n\n[decisions.insertion-heures]\nstatut = \"retenue\"\nvariables = { heures = 420 }\n\n[decisions.dechets-chantier]\nstatut = \"ecartee\"\nmotif = \"essai\"\n";
    desk.put("fiches/voirie.toml", fiche.as_bytes());
    desk
}

/// The text of each element of a class, tags taken out.
fn texts(page: &str, class: &str) -> Vec<String> {
    let element = Regex::new(&format!(r#"<p class="{class}">(.*?)</p>"#)).unwrap();
    let tag = Regex::new("<[^>]*>").unwrap();
    element.captures_iter(page).map(|found| tag.replace_all(&found[1], "").into_owned()).collect()
}

#[test]
fn l_essentiel_se_dit_en_clair() {
    let page = page(&desk("essentiel"), &["marches.json", "fiches"], &POLICY);
    insta::assert_snapshot!(texts(&page, "clair").join("\n"));
}

#[test]
fn chaque_chiffre_mene_a_une_liste_d_autant_d_achats() {
    let page = page(&desk("liens"), &["marches.json", "fiches"], &POLICY);
    let list = Regex::new(
        r#"<summary><h4>[^<]*</h4> \((\d+)\)</summary>\s*<div class="tableau" id="(l-[^"]+)""#,
    )
    .unwrap();
    let lists: BTreeMap<String, String> =
        list.captures_iter(&page).map(|found| (found[2].into(), found[1].into())).collect();
    let link = Regex::new(r##"<a href="#(l-[^"]+)">(\d+)( \([^<]*\))?</a>"##).unwrap();
    let mut n = 0;
    for found in link.captures_iter(&page) {
        assert_eq!(lists.get(&found[1]).map(String::as_str), Some(&found[2]), "{}", &found[0]);
        n += 1;
    }
    assert!(n > 100, "{n}");
}

#[test]
fn la_page_se_suffit_et_n_execute_que_son_script() {
    let page = page(&desk("suffit"), &["marches.json"], &[]);
    assert!(!page.contains("src=") && !page.contains("url(http") && !page.contains("@import"));
    assert!(page.contains("script-src &#39;sha256-") && page.matches("<script").count() == 1);
}

#[test]
fn un_objet_hostile_ne_s_execute_pas() {
    let desk = Desk::new("hostile");
    let text = String::from_utf8(extract("exports.ndjson")).unwrap();
    let text = text.replacen("\"objet\": \"", "\"objet\": \"<script>alert(1)</script> ", 3);
    desk.put("a.ndjson", text.as_bytes());
    let page = page(&desk, &["a.ndjson"], &[]);
    assert!(page.contains("&lt;script&gt;alert") && !page.contains("<script>alert"));
}

#[test]
fn les_totaux_reunis_font_la_meme_page() {
    let desk = desk("reunis");
    let whole = page(&desk, &["marches.json", "fiches"], &POLICY);
    for (source, to) in [("marches.json", "a.json"), ("fiches", "b.json")] {
        desk.run(&[&[source, "--sortie", to], &POLICY[..]].concat(), b"");
    }
    assert_eq!(page(&desk, &["--totaux", "b.json", "a.json"], &[]), whole);
}

#[test]
fn un_indicateur_se_compte_se_saisit_ou_manque() {
    let desk = desk("indicateurs");
    desk.put("saisies.toml", &extract("saisies.toml"));
    let more = [&POLICY[..], &["--saisies", "saisies.toml"]].concat();
    let page = page(&desk, &["marches.json", "fiches"], &more);
    let row = |id: &str| {
        let (_, rest) = page.split_once(&format!("<code>{id}</code></th>")).unwrap();
        rest.split("</tr>").next().unwrap().replace(['\u{a0}', '\u{202f}'], " ")
    };
    let hours = row("ind-soc-2-heures");
    assert!(hours.contains(">420 heures prévues<") && hours.contains("en hausse de 2023 à 2024"));
    assert!(hours.contains("2027 : 300 000") && hours.contains("<svg"));
    assert!(row("ind-env-2-papier").contains("la collectivité le relève"));
    assert!(row("ind-eco-1-infructueux").contains("les sources lues ne le disent pas"));
    // A clause discarded in a fiche is missed; the law's own words are not counted.
    assert!(page.contains("clause écartée dans la fiche"));
}

#[test]
fn sans_fiche_ce_qui_est_retenu_ne_se_sait_pas() {
    let page = page(&desk("sans-fiche"), &["marches.json"], &POLICY);
    let (_, row) = page.split_once("<code>soc-2-egalite-fh</code>").unwrap();
    let row = row.split("</tr>").next().unwrap();
    assert!(row.contains("ne se sait pas") && row.contains("#l-moyen-"), "{row}");
}

#[test]
fn des_saisies_fautives_se_disent_a_leur_place() {
    let desk = desk("saisies");
    desk.put(
        "saisies.toml",
        "[[saisie]]\nindicateur = \"ind-soc-2-heure\"\nannee = 2023\nvaleur = 12\nsource = \"x\"\n\n[[saisie]]\nindicateur = \"ind-soc-2-heures\"\nannee = 23\nvaleur = \"286 927\"\nunite = \"h\"\n\n[[saisie]]\nindicateur = \"ind-env-3-bio\"\nannee = 2023\nvaleur = 36\nunite = \"%\"\nsource = \"x\"\n\n[[cible]]\nindicateur = \"ind-env-3-bio\"\nannee = 2027\nvaleur = 0.5\nunite = \"part\"\nsource = \"x\"\nnote = \"y\"\n".as_bytes(),
    );
    let args = ["marches.json", "--sortie", "t.html", "--saisies", "saisies.toml"];
    let (status, _, err) = desk.run(&[&args[..], &POLICY[..]].concat(), b"");
    assert_eq!(status, 2);
    assert!(!desk.0.join("t.html").exists());
    insta::assert_snapshot!(err);
}

#[test]
fn ce_qui_ne_s_ecrirait_pas_est_refuse_avant_de_lire() {
    let desk = desk("refus");
    for (args, said) in [
        (&["marches.json", "--sortie", "tableau.pdf"][..], ".html (tableau de bord"),
        (&["marches.json", "--bilan", "--sortie", "a.csv"], "--sortie bilan.html"),
        (&["marches.json", "--saisies", "saisies.toml"], "--sortie tableau.html"),
        (&["marches.json", "--sortie", "absent/tableau.html"], "absent/tableau.html"),
    ] {
        let (status, out, err) = desk.run(args, b"");
        assert!(status == 2 && out.is_empty() && err.contains(said), "{args:?} {err}");
    }
}
