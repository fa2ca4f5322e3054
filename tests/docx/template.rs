//! The shipped template, and the buyer's: what is kept of it, and what makes it refused.

use std::path::Path;

use clausier::output::docx::{Error, Options, Template, base_template, write};

use crate::package::{Files, W, all, buyer_template, pack, part, text, unpack, with, xml};
use crate::{check_links, check_order, sample, vals};

fn dressed(template: &[u8]) -> Files {
    let template = Some(Template::read(template).unwrap());
    let options = Options { comments: true, template, author: "Ville".to_owned() };
    unpack(&write(&sample::every_block(), &options).unwrap())
}

fn refusal(template: &[u8]) -> Error {
    Template::read(template).unwrap_err()
}

/// Run with `ECRIRE_MODELE=1` after a change to the look, then commit the file.
#[test]
fn le_modele_livre_est_celui_que_font_ses_parties() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("modeles/clausier.docx");
    let made = base_template(&sample::shipped_template()).unwrap();
    if std::env::var_os("ECRIRE_MODELE").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read(&path).unwrap() == made, "modeles/clausier.docx n’est plus à jour");
}

#[test]
fn le_modele_livre_rhabille_comme_ses_parties() {
    let shipped = write(&sample::shipped_template(), &Options::default()).unwrap();
    let (shipped, base) =
        (unpack(&shipped), unpack(&base_template(&sample::shipped_template()).unwrap()));
    for path in ["word/document.xml", "word/styles.xml", "word/footer1.xml", "word/settings.xml"] {
        assert_eq!(part(&shipped, path), part(&base, path), "{path}");
    }
}

#[test]
fn les_styles_sont_trouves_par_leur_nom() {
    let files = dressed(&pack(&buyer_template()));
    check_links(&files);
    check_order(&files);
    let document = xml(part(&files, "word/document.xml"));
    let style = |start: &str| {
        vals(
            all(&document, "p")
                .find(|p| {
                    text(*p).starts_with(start)
                        && vals(*p, "pStyle").is_none_or(|s| !s.starts_with("TM"))
                })
                .unwrap(),
            "pStyle",
        )
        .unwrap()
    };
    assert_eq!(style("Objet et contexte"), "berschrift1");
    assert_eq!(style("Le présent marché"), "Standard");
    assert_eq!(style("Les isolants"), "Puce");
    let styles = xml(part(&files, "word/styles.xml"));
    let ids: Vec<_> = all(&styles, "style").map(|s| s.attribute((W, "styleId")).unwrap()).collect();
    for based in ["basedOn", "next", "link"].into_iter().flat_map(|name| all(&styles, name)) {
        assert!(ids.contains(&based.attribute((W, "val")).unwrap()));
    }
    let defaults = all(&styles, "style").filter(|s| s.attribute((W, "default")) == Some("1"));
    assert_eq!(defaults.count(), 4, "un style par défaut par type");
    assert!(part(&files, "word/styles.xml").contains("7A1F5C"));
}

#[test]
fn la_numerotation_du_modele_cede_aux_articles() {
    let files = dressed(&pack(&buyer_template()));
    let numbering = part(&files, "word/numbering.xml");
    assert!(!numbering.contains("§ %1"), "l’ancienne liste des titres n’a plus d’usage");
    assert!(numbering.contains('→') && numbering.contains("Article\u{a0}%1 –"));
    let numbering = xml(numbering);
    let tied: Vec<_> =
        all(&numbering, "pStyle").map(|n| n.attribute((W, "val")).unwrap()).collect();
    assert_eq!(tied.iter().filter(|id| **id == "berschrift1").count(), 1);
}

/// Word's own title of the table of contents is made from its first heading.
#[test]
fn le_titre_du_sommaire_n_est_pas_un_article() {
    let files = dressed(&pack(&buyer_template()));
    let styles = xml(part(&files, "word/styles.xml"));
    let style =
        |id| all(&styles, "style").find(|s| s.attribute((W, "styleId")) == Some(id)).unwrap();
    assert_eq!(vals(style("Inhalt"), "numId").as_deref(), Some("0"));
    assert_ne!(vals(style("berschrift1"), "numId").as_deref(), Some("0"));
}

#[test]
fn l_en_tete_et_la_mise_en_page_du_modele_sont_gardes() {
    let files = dressed(&pack(&buyer_template()));
    let header = part(&files, "word/header1.xml");
    assert!(header.contains("Ville d’Exemple"));
    assert!(!header.contains("h1") && header.contains("r:embed=\"h2\""));
    assert!(!part(&files, "word/_rels/header1.xml.rels").contains("External"));
    assert!(files.contains_key("word/media/header1-1.png"));
    assert!(
        !files.contains_key("word/footer1.xml"),
        "le modèle a son en-tête : pas de pied de page ajouté"
    );
    let document = part(&files, "word/document.xml");
    assert!(document.contains("w:left=\"2000\"") && !document.contains("Texte à retirer"));
    assert!(document.contains("w:pos=\"7906\""), "le sommaire suit les marges du modèle");
}

#[test]
fn un_modele_sans_en_tete_ni_pied_de_page_recoit_le_notre() {
    let bare = with("word/document.xml", |_| {
        format!("<w:document xmlns:w=\"{W}\"><w:body><w:p/></w:body></w:document>")
    });
    let files = dressed(&bare);
    check_links(&files);
    assert!(part(&files, "word/footer1.xml").contains(" NUMPAGES "));
}

#[test]
fn un_fichier_ecrit_sert_de_modele() {
    let first = write(&sample::every_block(), &Options::default()).unwrap();
    let files = dressed(&first);
    check_links(&files);
    check_order(&files);
    let numbering = xml(part(&files, "word/numbering.xml"));
    assert_eq!(all(&numbering, "abstractNum").count(), 3, "les listes ne s’accumulent pas");
}

#[test]
fn ce_qui_n_est_pas_un_document_word_est_refuse() {
    assert!(matches!(refusal(b"bonjour"), Error::NotZip));
    let odt = Files::from([("mimetype".to_owned(), b"application/vnd.oasis".to_vec())]);
    assert!(matches!(refusal(&pack(&odt)), Error::NotDocx));
    let sheet = with("[Content_Types].xml", |old| {
        old.replace("wordprocessingml.document", "spreadsheetml.sheet")
    });
    assert!(matches!(refusal(&sheet), Error::NotDocx));
    assert_eq!(
        Error::NotZip.to_string(),
        "ce fichier n’est pas un document Word (.docx) : ce n’est pas une archive"
    );
}

#[test]
fn les_macros_sont_refusees() {
    let typed = with("[Content_Types].xml", |old| {
        old.replace(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            "application/vnd.ms-word.document.macroEnabled.main+xml",
        )
    });
    assert!(matches!(refusal(&typed), Error::Macros));
    let hidden = with("word/vbaProject.bin", |_| "macro".to_owned());
    assert!(matches!(refusal(&hidden), Error::Macros));
}

#[test]
fn un_document_protege_ou_ancien_est_refuse() {
    let mut old = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    old.resize(2_048, 0);
    assert!(matches!(refusal(&old), Error::OldFormat));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(refusal(&old), Error::Encrypted));
}

#[test]
fn un_fichier_demesure_est_refuse() {
    let bomb = with("word/media/bombe.bin", |_| "0".repeat(51 * 1024 * 1024));
    assert!(bomb.len() < 1024 * 1024);
    assert!(matches!(refusal(&bomb), Error::TooLarge { mebibytes: 50 }));
    let mut many = buyer_template();
    many.extend((0..1_000).map(|n| (format!("word/media/{n}.png"), Vec::new())));
    assert!(matches!(refusal(&pack(&many)), Error::TooManyEntries { .. }));
    let long = with("word/document.xml", |old| old.replace("Texte", &"a".repeat(11 * 1024 * 1024)));
    assert!(matches!(refusal(&long), Error::PartTooLarge { .. }));
}

#[test]
fn un_xml_piege_est_refuse() {
    let deep = with("word/styles.xml", |_| {
        let (open, close) = ("<w:style>".repeat(50_000), "</w:style>".repeat(50_000));
        format!("<w:styles xmlns:w=\"{W}\">{open}{close}</w:styles>")
    });
    assert!(matches!(refusal(&deep), Error::TooDeep { .. }));
    let entities = with("word/styles.xml", |_| {
        format!("<!DOCTYPE a [<!ENTITY b \"c\">]><w:styles xmlns:w=\"{W}\">&b;</w:styles>")
    });
    assert!(matches!(refusal(&entities), Error::Xml { .. }));
    let cut = with("word/styles.xml", |old| old.replace("</w:styles>", ""));
    assert!(matches!(refusal(&cut), Error::Xml { .. }));
}

#[test]
fn ce_que_seul_word_pourrait_executer_ou_chercher_est_refuse() {
    let object = with("word/_rels/entete.xml.rels", |old| old.replace("/image\"", "/oleObject\""));
    assert!(matches!(refusal(&object), Error::EmbeddedObject { .. }));
    let field = with("word/entete.xml", |old| {
        old.replace("<w:p>", "<w:p><w:r><w:instrText> INCLUDEPICTURE \"http://exemple.fr/a.png\" </w:instrText></w:r>")
    });
    assert!(matches!(refusal(&field), Error::FetchingField { .. }));
    let strict = with("word/document.xml", |old| {
        old.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    });
    assert!(matches!(refusal(&strict), Error::Strict));
    let missing =
        with("word/_rels/document.xml.rels", |old| old.replace("entete.xml", "absent.xml"));
    assert!(matches!(refusal(&missing), Error::MissingPart { .. }));
}
