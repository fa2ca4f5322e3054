//! Word files, through the public surface: what is in them, and what earlier writers got wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "docx/control.rs"]
mod control;
#[path = "docx/order.rs"]
mod order;
#[path = "docx/package.rs"]
mod package;
#[path = "docx/readers.rs"]
mod readers;
#[path = "docx/sample.rs"]
mod sample;
#[path = "docx/template.rs"]
mod template;

use std::collections::BTreeSet;

use clausier::document::{Block, Document, Inline, Piece};
use clausier::output::docx::{Error, Options, write};

use self::package::{Files, R, W, all, part, text, unpack, xml};

fn options() -> Options {
    Options { comments: true, template: None, author: "Service des marchés".to_owned() }
}

fn sample_files() -> Files {
    unpack(&write(&sample::every_block(), &options()).unwrap())
}

fn of_blocks(piece: Piece, blocks: Vec<Block>) -> Document {
    let title = "Essai".to_owned();
    let (subtitle, properties) = (Vec::new(), Vec::new());
    Document { piece, title, subtitle, properties, contents: false, blocks }
}

fn files_of(piece: Piece, blocks: Vec<Block>) -> Files {
    unpack(&write(&of_blocks(piece, blocks), &options()).unwrap())
}

fn vals(node: roxmltree::Node<'_, '_>, name: &'static str) -> Option<String> {
    node.descendants().find(|n| n.has_tag_name((W, name)))?.attribute((W, "val")).map(str::to_owned)
}

#[test]
fn meme_document_memes_octets() {
    let make = || write(&sample::every_block(), &options()).unwrap();
    assert!(make() == make());
}

#[test]
fn toutes_les_parties_que_word_attend_sont_la() {
    let files = sample_files();
    let expected = [
        "[Content_Types].xml",
        "_rels/.rels",
        "customXml/_rels/item1.xml.rels",
        "customXml/item1.xml",
        "customXml/itemProps1.xml",
        "docProps/app.xml",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/comments.xml",
        "word/document.xml",
        "word/fontTable.xml",
        "word/footer1.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
        "word/theme/theme1.xml",
        "word/webSettings.xml",
    ];
    assert_eq!(files.keys().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn chaque_partie_a_son_type_et_chaque_lien_sa_cible() {
    check_links(&sample_files());
}

/// Every part is typed, every link leads somewhere, every `r:id` is a link of its own part.
fn check_links(files: &Files) {
    let types = part(files, "[Content_Types].xml");
    for path in
        files.keys().filter(|path| !path.contains("_rels/") && *path != "[Content_Types].xml")
    {
        let extension = path.rsplit('.').next().unwrap();
        let is_typed = types.contains(&format!("PartName=\"/{path}\""))
            || (extension != "xml" && types.contains(&format!("Extension=\"{extension}\"")));
        assert!(is_typed, "{path} sans type");
        let (folder, file) = path.rsplit_once('/').unwrap();
        let list = files.get(&format!("{folder}/_rels/{file}.rels"));
        let list = list.map_or("<a/>", |bytes| std::str::from_utf8(bytes).unwrap());
        let list = xml(list);
        let mut ids = BTreeSet::new();
        for link in list.root_element().children() {
            assert!(ids.insert(link.attribute("Id").unwrap()), "lien en double dans {path}");
            let target = link.attribute("Target").unwrap();
            let is_there = files.contains_key(target.trim_start_matches('/'));
            assert!(is_there || link.attribute("TargetMode") == Some("External"), "{target}");
        }
        if extension == "xml" {
            let content = xml(part(files, path));
            for attribute in content.descendants().flat_map(|node| node.attributes()) {
                if attribute.namespace() == Some(R) {
                    assert!(ids.contains(attribute.value()), "{path} : {}", attribute.value());
                }
            }
        }
    }
}

#[test]
fn l_ordre_des_elements_est_celui_du_schema() {
    check_order(&sample_files());
}

/// Children in the order of our list, and none that the list does not know.
fn check_order(files: &Files) {
    for path in files
        .keys()
        .filter(|path| path.starts_with("word/") && path.split('.').next_back() == Some("xml"))
    {
        let content = xml(part(files, path));
        for node in content.descendants().filter(roxmltree::Node::is_element) {
            let name = node.tag_name().name();
            let Some(order) = order::of(name).filter(|_| node.tag_name().namespace() == Some(W))
            else {
                continue;
            };
            let places: Vec<usize> = node
                .children()
                .filter(roxmltree::Node::is_element)
                .map(|child| child.tag_name().name())
                .map(|child| {
                    let place = order.iter().position(|known| *known == child);
                    place.unwrap_or_else(|| panic!("{path} : {child} dans {name}"))
                })
                .collect();
            assert!(places.is_sorted(), "{path} : enfants de {name}, {places:?}");
        }
    }
}

#[test]
fn les_numeros_internes_sont_uniques() {
    let files = sample_files();
    let (document, footer) = (part(&files, "word/document.xml"), part(&files, "word/footer1.xml"));
    let (document, footer) = (xml(document), xml(footer));
    let mut controls = BTreeSet::new();
    for properties in all(&document, "sdtPr").chain(all(&footer, "sdtPr")) {
        assert!(controls.insert(vals(properties, "id").unwrap()));
    }
    for (element, attribute) in
        [("bookmarkStart", "id"), ("bookmarkStart", "name"), ("bookmarkEnd", "id")]
    {
        let mut seen = BTreeSet::new();
        for node in all(&document, element) {
            assert!(seen.insert(node.attribute((W, attribute)).unwrap()));
        }
        assert_eq!(seen.len(), all(&document, "bookmarkEnd").count());
    }
}

#[test]
fn les_articles_sont_numerotes_par_leur_style() {
    let files = sample_files();
    let (styles, numbering) = (part(&files, "word/styles.xml"), part(&files, "word/numbering.xml"));
    let (styles, numbering) = (xml(styles), xml(numbering));
    let expected = [("Titre1", "Article\u{a0}%1 –"), ("Titre2", "%1.%2"), ("Titre3", "%1.%2.%3")];
    for (level, (id, label)) in expected.into_iter().enumerate() {
        let style =
            all(&styles, "style").find(|s| s.attribute((W, "styleId")) == Some(id)).unwrap();
        assert_eq!(vals(style, "name").unwrap(), format!("heading {}", level + 1));
        let list = vals(style, "numId").unwrap();
        let list =
            all(&numbering, "num").find(|n| n.attribute((W, "numId")) == Some(&*list)).unwrap();
        let definition = vals(list, "abstractNumId").unwrap();
        let definition = all(&numbering, "abstractNum")
            .find(|n| n.attribute((W, "abstractNumId")) == Some(&*definition))
            .unwrap();
        let tied =
            definition.children().find(|l| vals(*l, "pStyle").as_deref() == Some(id)).unwrap();
        assert_eq!(tied.attribute((W, "ilvl")), Some(&*level.to_string()));
        assert_eq!(vals(tied, "lvlText").unwrap(), label);
    }
}

#[test]
fn une_piece_sans_articles_a_des_titres_sans_numero() {
    let files = files_of(Piece::Note, vec![sample::heading(1, None, "Contexte", "contexte")]);
    let styles = xml(part(&files, "word/styles.xml"));
    let style =
        all(&styles, "style").find(|s| s.attribute((W, "styleId")) == Some("Titre1")).unwrap();
    assert_eq!(vals(style, "numId").as_deref(), Some("0"));
    assert!(!part(&files, "word/numbering.xml").contains("Article"));
}

#[test]
fn un_titre_sans_numero_entre_deux_articles_ne_compte_pas() {
    let blocks = vec![
        sample::heading(1, Some("1"), "Objet", "objet"),
        sample::heading(1, None, "Annexe", "annexe"),
        sample::heading(1, Some("2"), "Durée", "duree"),
    ];
    let files = files_of(Piece::Ccap, blocks);
    let document = xml(part(&files, "word/document.xml"));
    let lists: Vec<_> = all(&document, "p").map(|p| vals(p, "numId")).collect();
    assert_eq!(lists, [None, None, Some("0".to_owned()), None]);
}

#[test]
fn un_numero_que_word_contredirait_est_refuse() {
    let blocks = vec![
        sample::heading(1, Some("1"), "Objet", "a"),
        sample::heading(2, Some("1.2"), "Durée", "b"),
    ];
    let error = write(&of_blocks(Piece::Ccap, blocks), &options()).unwrap_err();
    assert!(matches!(&error, Error::Numbering { counted, .. } if counted == "1.1"));
    assert_eq!(
        error.to_string(),
        "le titre « Durée » porte le numéro 1.2, mais Word le numéroterait 1.1"
    );
}

#[test]
fn les_definitions_de_listes_sont_completes() {
    let files = sample_files();
    let numbering = xml(part(&files, "word/numbering.xml"));
    let mut nsids = BTreeSet::new();
    for definition in all(&numbering, "abstractNum") {
        assert!(nsids.insert(vals(definition, "nsid").unwrap()));
        assert!(vals(definition, "tmpl").is_some());
        assert_eq!(definition.children().filter(|n| n.has_tag_name((W, "lvl"))).count(), 9);
    }
    assert_eq!(nsids.len(), 3);
}

#[test]
fn chaque_liste_ordonnee_repart_a_un() {
    let files = sample_files();
    let (document, numbering) =
        (part(&files, "word/document.xml"), part(&files, "word/numbering.xml"));
    let (document, numbering) = (xml(document), xml(numbering));
    let items =
        all(&document, "p").filter(|p| vals(*p, "pStyle").as_deref() == Some("Listenumros"));
    let lists: Vec<String> = items.map(|p| vals(p, "numId").unwrap()).collect();
    assert_eq!(lists.len(), 5);
    assert!(lists[0] == lists[2] && lists[3] == lists[4] && lists[0] != lists[3]);
    let list =
        all(&numbering, "num").find(|n| n.attribute((W, "numId")) == Some(&*lists[3])).unwrap();
    assert_eq!(vals(list, "startOverride").as_deref(), Some("1"));
}

#[test]
fn les_sauts_de_ligne_et_tabulations_sont_des_elements() {
    let files = files_of(
        Piece::Note,
        vec![sample::p("un\ndeux\r\ntrois\tquatre\u{b}\u{0}\u{fffe} <&>\" l'eau")],
    );
    let content = part(&files, "word/document.xml");
    let document = xml(content);
    assert!(
        all(&document, "t").all(|t| !t.text().unwrap_or_default().contains(['\n', '\r', '\t']))
    );
    assert_eq!(all(&document, "br").count(), 2);
    let paragraph = all(&document, "p").nth(1).unwrap();
    assert_eq!(text(paragraph), "undeuxtroisquatre <&>\" l'eau");
}

#[test]
fn aucune_apostrophe_n_est_ecrite_en_entite() {
    for (path, bytes) in &sample_files() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("&apos;") && !text.contains("&#39;"), "{path}");
    }
}

#[test]
fn les_champs_ont_un_resultat_en_attendant_word() {
    let files = sample_files();
    for path in ["word/document.xml", "word/footer1.xml"] {
        let content = xml(part(&files, path));
        let mut open: Vec<(bool, String)> = Vec::new();
        for node in
            content.descendants().filter(|n| n.is_element() && n.tag_name().namespace() == Some(W))
        {
            match (node.tag_name().name(), node.attribute((W, "fldCharType"))) {
                ("fldChar", Some("begin")) => open.push((false, String::new())),
                ("fldChar", Some("separate")) => open.last_mut().unwrap().0 = true,
                ("fldChar", _) => {
                    let (has_result, result) = open.pop().unwrap();
                    assert!(has_result && !result.is_empty(), "{path}");
                }
                ("t", _) => {
                    for (_, result) in &mut open {
                        result.push_str(node.text().unwrap_or_default());
                    }
                }
                _ => {}
            }
        }
        assert!(open.is_empty());
    }
    let footer = part(&files, "word/footer1.xml");
    assert!(footer.contains(" PAGE ") && footer.contains(" NUMPAGES "));
    assert!(footer.contains(">Cahier des clauses techniques particulières</w:t>"));
    assert!(!part(&files, "word/settings.xml").contains("updateFields"));
}

#[test]
fn le_sommaire_mene_aux_titres() {
    let files = sample_files();
    let document = xml(part(&files, "word/document.xml"));
    let names: BTreeSet<_> =
        all(&document, "bookmarkStart").map(|b| b.attribute((W, "name")).unwrap()).collect();
    let entries: Vec<_> = all(&document, "p")
        .filter(|p| vals(*p, "pStyle").is_some_and(|style| style.starts_with("TM")))
        .collect();
    assert_eq!(entries.len(), 7);
    for entry in &entries {
        let link = entry.descendants().find(|n| n.has_tag_name((W, "hyperlink"))).unwrap();
        assert!(names.contains(link.attribute((W, "anchor")).unwrap()));
    }
    assert_eq!(text(entries[0]), "Article\u{a0}1 – Objet et contexte2");
    assert_eq!(text(entries[1]), "1.1Documents de référence2");
}

#[test]
fn un_renvoi_interne_est_vivant_et_un_renvoi_externe_du_texte() {
    let files = sample_files();
    let document = xml(part(&files, "word/document.xml"));
    let codes: Vec<_> = all(&document, "instrText")
        .filter_map(|n| n.text())
        .filter(|c| c.contains(" REF "))
        .collect();
    assert_eq!(codes, [" REF _Ref200000005 \\n \\h "]);
    let mark =
        all(&document, "bookmarkStart").find(|b| b.attribute((W, "name")) == Some("_Ref200000005"));
    assert_eq!(text(mark.unwrap().parent().unwrap()), "Gestion des déchets de chantier");
    let paragraph = all(&document, "p").map(text).find(|t| t.starts_with("Le présent")).unwrap();
    assert!(
        paragraph.ends_with(
            "de l’article 2.1 et de l’article 3, sans préjudice de l’article 8.2 du CCAP."
        )
    );
}

#[test]
fn l_en_tete_d_un_tableau_se_repete() {
    let files = sample_files();
    let document = xml(part(&files, "word/document.xml"));
    assert_eq!(all(&document, "tblHeader").count(), 2);
    for cell in all(&document, "tc") {
        let last = cell.children().rfind(roxmltree::Node::is_element).unwrap();
        assert!(last.has_tag_name((W, "p")), "une cellule finit par un paragraphe");
    }
    for table in all(&document, "tbl") {
        let columns = table
            .descendants()
            .filter(|n| n.has_tag_name((W, "gridCol")) && n.ancestors().nth(2) == Some(table))
            .count();
        for row in table.children().filter(|n| n.has_tag_name((W, "tr"))) {
            assert_eq!(row.children().filter(|n| n.has_tag_name((W, "tc"))).count(), columns);
        }
        let after = table.next_sibling_element().unwrap();
        assert!(after.has_tag_name((W, "p")), "deux tableaux qui se touchent n’en font qu’un");
    }
}

#[test]
fn les_commentaires_disent_pourquoi() {
    let files = sample_files();
    let (comments, document) =
        (part(&files, "word/comments.xml"), part(&files, "word/document.xml"));
    let (comments, document) = (xml(comments), xml(document));
    let comment = all(&comments, "comment").next().unwrap();
    assert_eq!(comment.attribute((W, "author")), Some("Service des marchés"));
    assert!(text(comment).starts_with("Travaux au-dessus du seuil"));
    let ids =
        |name| all(&document, name).map(|n| n.attribute((W, "id")).unwrap()).collect::<Vec<_>>();
    assert_eq!(ids("commentRangeStart"), ["0", "1"]);
    assert_eq!(ids("commentRangeEnd"), ["0", "1"]);
    assert_eq!(ids("commentReference"), ["0", "1"]);
}

#[test]
fn sans_commentaire_pas_de_partie_vide() {
    let without = Options { comments: false, ..options() };
    for files in [
        unpack(&write(&sample::every_block(), &without).unwrap()),
        files_of(Piece::Note, vec![sample::p("rien à commenter")]),
    ] {
        assert!(!files.contains_key("word/comments.xml"));
        for path in ["[Content_Types].xml", "word/_rels/document.xml.rels"] {
            assert!(!part(&files, path).contains("comments"));
        }
        assert!(!part(&files, "word/document.xml").contains("w:comment"));
    }
}

#[test]
fn seules_les_adresses_sures_deviennent_des_liens() {
    let link = |url: &str| {
        Block::Paragraph(vec![Inline::Link { url: url.to_owned(), text: "lien".to_owned() }])
    };
    let files = files_of(
        Piece::Note,
        vec![
            link("https://exemple.fr/a b?c=1&d=é"),
            link("file:///etc/passwd"),
            link("javascript:x"),
        ],
    );
    let links = part(&files, "word/_rels/document.xml.rels");
    assert_eq!(links.matches("External").count(), 1);
    assert!(links.contains("Target=\"https://exemple.fr/a%20b?c=1&amp;d=é\""));
    check_links(&files);
}

#[test]
fn un_document_vide_s_ecrit() {
    let files = files_of(Piece::Checklist, Vec::new());
    check_links(&files);
    assert!(!files.contains_key("customXml/item1.xml"));
}

#[test]
fn la_langue_est_le_francais() {
    let files = sample_files();
    let styles = xml(part(&files, "word/styles.xml"));
    let langs: Vec<_> = all(&styles, "lang").map(|n| n.attribute((W, "val")).unwrap()).collect();
    assert_eq!(langs, ["fr-FR"]);
    assert!(part(&files, "docProps/core.xml").contains("<dc:language>fr-FR</dc:language>"));
}
