//! Reads back a written file, and makes the small or wicked templates that tests feed the writer.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

pub const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
pub const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Path and content of every file of a package.
pub type Files = BTreeMap<String, Vec<u8>>;

pub fn unpack(bytes: &[u8]) -> Files {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Files::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        files.insert(entry.name().unwrap().into_owned(), content);
    }
    files
}

pub fn pack(files: &Files) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        writer.start_file(path, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn part<'a>(files: &'a Files, path: &str) -> &'a str {
    let bytes = files.get(path).unwrap_or_else(|| panic!("{path} manque"));
    std::str::from_utf8(bytes).unwrap()
}

pub fn xml(text: &str) -> roxmltree::Document<'_> {
    roxmltree::Document::parse(text).unwrap()
}

/// Every `w:` element of this name, in order.
pub fn all<'a, 'i>(
    document: &'a roxmltree::Document<'i>,
    name: &'static str,
) -> impl Iterator<Item = roxmltree::Node<'a, 'i>> {
    document.descendants().filter(move |node| node.has_tag_name((W, name)))
}

pub fn text(node: roxmltree::Node<'_, '_>) -> String {
    node.descendants()
        .filter(|node| node.has_tag_name((W, "t")))
        .filter_map(|node| node.text())
        .collect()
}

/// A small .docx as a buyer could have made it: styles with other ids, a letterhead, a linked site, narrow margins.
pub fn buyer_template() -> Files {
    let part = |text: String| text.into_bytes();
    let link = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>")
    };
    let list = |links: &str| {
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
        )
    };
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let over = |path: &str, kind: &str| {
        format!("<Override PartName=\"{path}\" ContentType=\"{word}.{kind}+xml\"/>")
    };
    Files::from([
        (
            "[Content_Types].xml".to_owned(),
            part(format!(
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
                 <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"png\" ContentType=\"image/png\"/>{}{}{}{}</Types>",
                over("/word/document.xml", "document.main"),
                over("/word/styles.xml", "styles"),
                over("/word/numbering.xml", "numbering"),
                over("/word/entete.xml", "header"),
            )),
        ),
        (
            "_rels/.rels".to_owned(),
            part(list(&link("rId1", "officeDocument", "word/document.xml"))),
        ),
        (
            "word/_rels/document.xml.rels".to_owned(),
            part(list(
                &[
                    link("a1", "styles", "styles.xml"),
                    link("a2", "numbering", "numbering.xml"),
                    link("a3", "header", "entete.xml"),
                ]
                .concat(),
            )),
        ),
        (
            "word/document.xml".to_owned(),
            part(format!(
                "<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body><w:p><w:r><w:t>Texte à retirer</w:t></w:r></w:p>\
                 <w:sectPr><w:headerReference w:type=\"default\" r:id=\"a3\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
                 <w:pgMar w:top=\"2000\" w:right=\"2000\" w:bottom=\"2000\" w:left=\"2000\" w:header=\"700\" w:footer=\"700\" w:gutter=\"0\"/>\
                 </w:sectPr></w:body></w:document>"
            )),
        ),
        (
            "word/styles.xml".to_owned(),
            part(format!(
                "<w:styles xmlns:w=\"{W}\">\
                 <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Standard\"><w:name w:val=\"Normal\"/><w:rPr><w:lang w:val=\"en-US\"/></w:rPr></w:style>\
                 <w:style w:type=\"paragraph\" w:styleId=\"berschrift1\"><w:name w:val=\"Heading 1\"/><w:basedOn w:val=\"Standard\"/>\
                 <w:pPr><w:keepNext/><w:numPr><w:numId w:val=\"7\"/></w:numPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:color w:val=\"7A1F5C\"/></w:rPr></w:style>\
                 <w:style w:type=\"paragraph\" w:styleId=\"Inhalt\"><w:name w:val=\"TOC Heading\"/><w:basedOn w:val=\"berschrift1\"/></w:style>\
                 <w:style w:type=\"paragraph\" w:styleId=\"Puce\"><w:name w:val=\"List Bullet\"/><w:pPr><w:numPr><w:numId w:val=\"9\"/></w:numPr></w:pPr></w:style>\
                 </w:styles>"
            )),
        ),
        (
            "word/numbering.xml".to_owned(),
            part(format!(
                "<w:numbering xmlns:w=\"{W}\">\
                 <w:abstractNum w:abstractNumId=\"4\"><w:lvl w:ilvl=\"0\"><w:pStyle w:val=\"berschrift1\"/><w:lvlText w:val=\"§ %1\"/></w:lvl></w:abstractNum>\
                 <w:abstractNum w:abstractNumId=\"5\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"→\"/></w:lvl></w:abstractNum>\
                 <w:num w:numId=\"7\"><w:abstractNumId w:val=\"4\"/></w:num><w:num w:numId=\"9\"><w:abstractNumId w:val=\"5\"/></w:num></w:numbering>"
            )),
        ),
        (
            "word/entete.xml".to_owned(),
            part(format!(
                "<w:hdr xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:p><w:hyperlink r:id=\"h1\"><w:r><w:t>Ville d’Exemple</w:t></w:r></w:hyperlink>\
                 <w:r><w:pict><blip xmlns=\"urn:dessin\" r:embed=\"h2\"/></w:pict></w:r></w:p></w:hdr>"
            )),
        ),
        (
            "word/_rels/entete.xml.rels".to_owned(),
            part(list(&format!(
                "<Relationship Id=\"h1\" Type=\"{OFFICE}/hyperlink\" Target=\"https://exemple.fr\" TargetMode=\"External\"/>{}",
                link("h2", "image", "media/logo.PNG")
            ))),
        ),
        ("word/media/logo.PNG".to_owned(), b"\x89PNG".to_vec()),
    ])
}

/// The same template with one file replaced or added.
pub fn with(path: &str, change: impl FnOnce(&str) -> String) -> Vec<u8> {
    let mut files = buyer_template();
    let old = files.get(path).map_or("", |bytes| std::str::from_utf8(bytes).unwrap());
    let new = change(old).into_bytes();
    files.insert(path.to_owned(), new);
    pack(&files)
}
