//! Places to fill in and boxes to tick.

use std::collections::BTreeMap;

use clausier::document::{Block, Piece};

use crate::package::{W, all, part, text, xml};
use crate::{files_of, sample, sample_files, vals};

#[test]
fn un_champ_est_un_controle_nomme() {
    let files = sample_files();
    let document = xml(part(&files, "word/document.xml"));
    let control = |tag: &str| {
        all(&document, "sdt").find(|sdt| vals(*sdt, "tag").as_deref() == Some(tag)).unwrap()
    };
    let empty = control("dechets-chantier.destinataire");
    assert_eq!(vals(empty, "alias").as_deref(), Some("service destinataire"));
    assert_eq!(text(empty), "[à compléter\u{202f}: service destinataire]");
    assert_eq!(vals(empty, "rStyle").as_deref(), Some("Textedelespacerserv"));
    assert!(empty.descendants().any(|n| n.has_tag_name((W, "showingPlcHdr"))));
    let filled = control("dechets-chantier.taux");
    assert_eq!(text(filled), "70 %");
    assert!(!filled.descendants().any(|n| n.has_tag_name((W, "showingPlcHdr"))));
}

#[test]
fn une_valeur_qui_se_repete_est_saisie_une_fois() {
    let files = sample_files();
    let values = xml(part(&files, "customXml/item1.xml"));
    let names: Vec<_> =
        values.root_element().children().filter_map(|v| v.attribute("nom")).collect();
    assert_eq!(names, ["objet", "acheteur.nom", "reference"]);
    let document = xml(part(&files, "word/document.xml"));
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for binding in all(&document, "dataBinding") {
        let tag = vals(binding.parent().unwrap(), "tag").unwrap();
        places.entry(tag).or_default().push(binding.attribute((W, "xpath")).unwrap().to_owned());
    }
    assert_eq!(places["objet"], ["/v:valeurs[1]/v:valeur[1]", "/v:valeurs[1]/v:valeur[1]"]);
    assert_eq!(places["acheteur.nom"], ["/v:valeurs[1]/v:valeur[2]", "/v:valeurs[1]/v:valeur[2]"]);
}

#[test]
fn une_autre_valeur_sous_la_meme_etiquette_reste_a_part() {
    let value = |value| Block::Paragraph(vec![sample::field("objet", "objet", Some(value), true)]);
    let files = files_of(Piece::Note, vec![value("A"), value("B"), value("A")]);
    let document = xml(part(&files, "word/document.xml"));
    assert_eq!(all(&document, "dataBinding").count(), 2);
    assert_eq!(all(&document, "sdt").map(text).collect::<Vec<_>>(), ["A", "B", "A"]);
}

#[test]
fn une_etiquette_trop_longue_est_abregee_sans_confusion() {
    let long = |end: &str| format!("{}{end}", "clause-au-nom-interminable.".repeat(4));
    let place =
        |tag: &str| Block::Paragraph(vec![sample::field(tag, &"libellé ".repeat(20), None, false)]);
    let files =
        files_of(Piece::Note, vec![place(&long("a")), place(&long("b")), place(&long("a"))]);
    let document = xml(part(&files, "word/document.xml"));
    let tags: Vec<_> = all(&document, "sdtPr").map(|p| vals(p, "tag").unwrap()).collect();
    assert!(tags.iter().all(|tag| tag.encode_utf16().count() <= 64));
    assert!(tags[0] == tags[2] && tags[0] != tags[1]);
    assert!(
        all(&document, "alias").all(|a| a.attribute((W, "val")).unwrap().chars().count() <= 64)
    );
}

#[test]
fn une_case_a_cocher_est_un_controle() {
    let files = sample_files();
    let content = part(&files, "word/document.xml");
    assert_eq!(content.matches("<w14:checkbox>").count(), 2);
    let document = xml(content);
    let tag = |tag: &str| all(&document, "tag").any(|t| t.attribute((W, "val")) == Some(tag));
    assert!(tag("insertion.heures") && tag("insertion.facilitateur"));
}
