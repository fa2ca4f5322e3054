//! Markdown and HTML, through the public surface: every kind of block, and text that would pass for structure.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "documents_html/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use clausier::document::{Block, Inline};
use clausier::output::{html, markdown};
use proptest::prelude::*;
use roxmltree::{Document as Xml, Node, ParsingOptions};

use self::sample::{HOSTILE, every_block, hostile, of_blocks};

fn parse(page: &str) -> Xml<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Xml::parse_with_options(page, options).unwrap()
}

fn named<'a, 'i>(xml: &'a Xml<'i>, name: &'static str) -> Vec<Node<'a, 'i>> {
    xml.descendants().filter(|node| node.has_tag_name(name)).collect()
}

fn text(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|n| n.text().filter(|_| n.is_text())).collect()
}

/// What a Markdown reader makes of a text, as names of its tags.
fn tags(source: &str) -> BTreeSet<String> {
    let parser = pulldown_cmark::Parser::new_ext(source, pulldown_cmark::Options::all());
    parser
        .filter_map(|event| match event {
            pulldown_cmark::Event::Start(tag) => {
                Some(format!("{tag:?}").split([' ', '(']).next().unwrap_or_default().to_owned())
            }
            pulldown_cmark::Event::Text(_)
            | pulldown_cmark::Event::End(_)
            | pulldown_cmark::Event::SoftBreak
            | pulldown_cmark::Event::HardBreak => None,
            other => Some(format!("{other:?}")),
        })
        .collect()
}

#[test]
fn le_markdown_de_chaque_bloc() {
    insta::assert_snapshot!(markdown::write(&every_block(), true));
}

#[test]
fn un_texte_saisi_ne_devient_pas_du_markdown() {
    for typed in HOSTILE {
        let document = of_blocks(vec![Block::Paragraph(vec![Inline::text(*typed)])]);
        let written = markdown::write(&document, true);
        let expected: BTreeSet<String> = ["Heading".to_owned(), "Paragraph".to_owned()].into();
        assert!(tags(&written).is_subset(&expected), "{typed:?} → {written}");
    }
}

#[test]
fn sans_commentaires_le_motif_ne_se_lit_pas() {
    let document = every_block();
    let reason = "traçabilité des déchets";
    assert!(markdown::write(&document, true).contains(reason));
    assert!(!markdown::write(&document, false).contains(reason));
    assert!(html::write(&document, true).contains(reason));
    assert!(!html::write(&document, false).contains(reason));
}

#[test]
fn la_page_est_bien_formee_et_ne_va_rien_chercher() {
    let page = html::write(&every_block(), true);
    let xml = parse(&page);
    assert_eq!(xml.root_element().attribute("lang"), Some("fr"));
    for name in ["script", "link", "img", "iframe", "form", "base"] {
        assert!(named(&xml, name).is_empty(), "{name}");
    }
    assert!(!page.contains("@import") && !page.contains("url("));
    for name in ["title", "h1", "main", "header", "nav"] {
        assert_eq!(named(&xml, name).len(), 1, "{name}");
    }
}

#[test]
fn chaque_identifiant_est_unique_et_chaque_renvoi_aboutit() {
    for document in [every_block(), hostile()] {
        let page = html::write(&document, true);
        let xml = parse(&page);
        let ids: Vec<&str> = xml.descendants().filter_map(|node| node.attribute("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{ids:?}");
        let local =
            named(&xml, "a").into_iter().filter_map(|a| a.attribute("href")?.strip_prefix('#'));
        let targets = local.chain(xml.descendants().filter_map(|node| {
            node.attribute("for").or_else(|| node.attribute("aria-labelledby"))
        }));
        for target in targets {
            assert!(unique.contains(target), "#{target}");
        }
    }
}

#[test]
fn un_texte_saisi_ne_devient_pas_un_element() {
    let page = html::write(&hostile(), true);
    let xml = parse(&page);
    for name in ["script", "img", "b", "form"] {
        assert!(named(&xml, name).is_empty(), "{name}");
    }
    let elements = xml.descendants().filter(Node::is_element);
    assert!(elements.flat_map(|node| node.attributes()).all(|a| !a.name().starts_with("on")));
    assert!(text(xml.root_element()).contains("<script>alert(1)</script>"));
}

#[test]
fn seule_une_adresse_du_web_ou_de_courrier_devient_un_lien() {
    let link = |url: &str| Inline::Link { url: url.to_owned(), text: "ici".to_owned() };
    for (url, is_kept) in [
        ("https://exemple.fr/a_(b)", true),
        ("mailto:marches@ville.fr", true),
        ("javascript:alert(1)", false),
        ("data:text/html,x", false),
        (" JAVASCRIPT:alert(1)", false),
        ("//exemple.fr", false),
        ("é", false),
    ] {
        let document = of_blocks(vec![Block::Paragraph(vec![link(url)])]);
        assert_eq!(html::write(&document, false).contains("ici</a>"), is_kept, "{url}");
        assert_eq!(tags(&markdown::write(&document, false)).contains("Link"), is_kept, "{url}");
    }
}

#[test]
fn les_titres_descendent_d_un_niveau_a_la_fois() {
    for document in [every_block(), hostile()] {
        let page = html::write(&document, true);
        let xml = parse(&page);
        let levels: Vec<u32> = xml
            .descendants()
            .filter_map(|node| node.tag_name().name().strip_prefix('h')?.parse().ok())
            .collect();
        assert_eq!(levels.first(), Some(&1));
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
    }
}

#[test]
fn le_sommaire_suit_les_titres() {
    let page = html::write(&every_block(), false);
    let xml = parse(&page);
    let links: Vec<String> = named(&xml, "nav")[0]
        .descendants()
        .filter(|node| node.has_tag_name("a"))
        .map(|a| a.attribute("href").unwrap().trim_start_matches('#').to_owned())
        .collect();
    let main = named(&xml, "main")[0];
    let headings: Vec<String> = main
        .descendants()
        .filter(|node| ["h2", "h3", "h4"].contains(&node.tag_name().name()))
        .map(|heading| heading.attribute("id").unwrap().to_owned())
        .collect();
    assert_eq!(links, headings);
}

#[test]
fn les_tableaux_et_les_cases_sont_nommes() {
    let page = html::write(&every_block(), false);
    let xml = parse(&page);
    assert!(named(&xml, "th").iter().all(|th| th.attribute("scope") == Some("col")));
    for table in named(&xml, "table") {
        let region = table.parent().unwrap();
        assert_eq!(
            (region.attribute("role"), region.attribute("tabindex")),
            (Some("region"), Some("0"))
        );
        assert!(region.attribute("aria-label").is_some());
    }
    let inputs = named(&xml, "input");
    assert!(!inputs.is_empty());
    assert_eq!(inputs.len(), named(&xml, "label").len());
    assert_eq!(named(&xml, "aside").len(), 3);
}

#[test]
fn une_valeur_a_completer_se_lit_sans_couleur() {
    let page = html::write(&every_block(), false);
    let xml = parse(&page);
    let blanks: Vec<String> = xml
        .descendants()
        .filter(|node| node.attribute("class") == Some("blank"))
        .map(text)
        .collect();
    assert!(!blanks.is_empty());
    assert!(blanks.iter().all(|blank| blank.starts_with("[à compléter")), "{blanks:?}");
}

proptest! {
    #[test]
    fn tout_texte_reste_du_texte(typed in any::<String>(), marks in "[-#*_`<>|~^=+:&.)(\\[\\]{}\\\\!$%/\"'1a \n]{0,20}") {
        for typed in [typed, marks] {
            let document = of_blocks(vec![
                Block::Paragraph(vec![Inline::text(typed.clone())]),
                Block::List { ordered: false, items: vec![vec![Inline::text(typed.clone())]] },
            ]);
            parse(&html::write(&document, true));
            let allowed = ["Heading", "Paragraph", "List", "Item"].map(str::to_owned).into();
            let written = markdown::write(&document, true);
            prop_assert!(tags(&written).is_subset(&allowed), "{:?} → {}", tags(&written), written);
        }
    }
}
