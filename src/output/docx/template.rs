//! The Word file a document is dressed in: ours, or the buyer's own.
//!
//! Kept from it: styles (found by name), lists they use, theme, fonts, page setup, header and footer. Its body goes, and so
//! does everything that could run or point elsewhere.

mod archive;
mod banner;

use std::collections::BTreeSet;

use self::archive::Archive;
use self::banner::Banner;
use super::Error;
use super::body::Sheet;
use super::parts::{self, Look, Part, Relationship, office};
use super::styles::{HEADINGS, entry};
use super::xml::{Element, W, convert, el, escape, parse_raw};

const DOCUMENT_TYPES: [&str; 2] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
];

/// Settings a template may bring, in the order the schema wants; the others are about its own body.
const SETTINGS: [&str; 17] = [
    "w:zoom",
    "w:mirrorMargins",
    "w:bordersDoNotSurroundHeader",
    "w:bordersDoNotSurroundFooter",
    "w:gutterAtTop",
    "w:defaultTabStop",
    "w:autoHyphenation",
    "w:consecutiveHyphenLimit",
    "w:hyphenationZone",
    "w:doNotHyphenateCaps",
    "w:evenAndOddHeaders",
    "w:characterSpacingControl",
    "w:compat",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:decimalSymbol",
    "w:listSeparator",
];

/// A Word file read for its look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pub(super) styles: Element,
    pub(super) numbering: Element,
    settings: Element,
    section: Element,
    theme: Part,
    fonts: Part,
    media: Vec<Part>,
    banners: Vec<Banner>,
}

impl Template {
    /// The look shipped with the program, `modeles/clausier.docx`.
    ///
    /// # Errors
    /// Never for the file as committed, which the tests read.
    pub fn shipped() -> Result<Self, Error> {
        Self::read(include_bytes!("../../../modeles/clausier.docx"))
    }

    /// The buyer's own template, a .docx or .dotx.
    ///
    /// # Errors
    /// A file that is not a plain Word document, or that is too large, protected, or carries macros or embedded objects.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let archive = Archive::open(bytes)?;
        let look = parts::look()?;
        let document = document_path(&archive)?;
        let links = archive.relationships(&document)?;
        let one = |kind: &str| links.iter().find(|l| l.kind == office(kind) && !l.external);
        let tree = |kind: &str| one(kind).map(|link| archive.tree(&link.target)).transpose();

        let mut styles = tree("styles")?.unwrap_or_else(|| look.styles.clone());
        styles.retain(|child| child.name == "w:docDefaults" || child.name == "w:style");
        let headings = free_headings(&mut styles);
        let (section, banners) = read_section(&archive, &document, &links, &styles, look)?;
        let numbering = tree("numbering")?.unwrap_or_else(|| el("w:numbering"));
        let numbering = used_lists(numbering, &headings, &mut styles, &banners);
        let (mut theme, mut fonts, mut media) = (parts::theme(), parts::fonts(), Vec::new());
        for (kind, part) in [("theme", &mut theme), ("fontTable", &mut fonts)] {
            if let Some(link) = one(kind) {
                let (read, files) = banner::carry(&archive, &link.target, &part.path)?;
                *part = read;
                media.extend(files);
            }
        }
        let settings = keep_settings(tree("settings")?.as_ref(), look);
        Ok(Self { styles, numbering, settings, section, theme, fonts, media, banners })
    }

    /// The look from its own parts: what the shipped file is made with.
    pub(super) fn base(look: &Look) -> Self {
        let mut styles = look.styles.clone();
        let headings = free_headings(&mut styles);
        let numbering = used_lists(look.numbering.clone(), &headings, &mut styles, &[]);
        let mut section = look.section.clone();
        section.retain(|child| child.name != "w:footerReference");
        Self {
            styles,
            numbering,
            settings: look.settings.clone(),
            section,
            theme: parts::theme(),
            fonts: parts::fonts(),
            media: Vec::new(),
            banners: vec![our_footer(&look.styles)],
        }
    }

    /// The same page with narrower margins, for what must hold on one.
    pub(super) fn compact(&self) -> Self {
        let mut template = self.clone();
        if let Some(margins) = template.section.find_mut("w:pgMar") {
            for side in ["w:top", "w:right", "w:bottom", "w:left"] {
                let wide = |side: &str| side.parse::<u32>().is_ok_and(|twips| twips > NARROW);
                if margins.get(side).is_some_and(wide) {
                    margins.set(side, NARROW.to_string());
                }
            }
        }
        template
    }

    /// What a page leaves between its margins.
    pub(super) fn sheet(&self) -> Sheet {
        let number = |element: &str, name: &str| {
            self.section.find(element)?.get(name)?.parse::<f64>().ok().map(f64::abs)
        };
        let side = |name: &str| number("w:pgMar", name).unwrap_or(0.0);
        let page = |name: &str, usual: f64| number("w:pgSz", name).unwrap_or(usual);
        Sheet {
            width: twips(
                page("w:w", 11_906.0) - side("w:left") - side("w:right") - side("w:gutter"),
            ),
            height: twips(page("w:h", 16_838.0) - side("w:top") - side("w:bottom")),
        }
    }

    /// Parts that go into every document as they are, with the relationship that leads to each.
    pub(super) fn fixed(&self) -> [(&'static str, Part); 4] {
        [
            ("settings", parts::word_part("settings.xml", "settings", self.settings.clone())),
            ("webSettings", parts::web_settings()),
            ("fontTable", self.fonts.clone()),
            ("theme", self.theme.clone()),
        ]
    }

    /// Headers, footers and what they show, under the title of the document; then the page setup.
    pub(super) fn banners(
        &self,
        title: &str,
        mut link: impl FnMut(&str, &Part) -> String,
    ) -> (Vec<Part>, Element) {
        let mut all = Vec::new();
        let mut references = Vec::new();
        for banner in &self.banners {
            let kind = if banner.reference == "w:headerReference" { "header" } else { "footer" };
            let part = banner::with_title(&banner.part, title);
            let id = link(kind, &part);
            let reference = el(banner.reference.clone()).attr("w:type", &banner.pages);
            references.push(reference.attr("r:id", id));
            all.push(part);
            all.extend(banner.media.iter().cloned());
        }
        all.extend(self.media.iter().cloned());
        let mut section = el("w:sectPr").children(references);
        section.children.extend(self.section.children.iter().cloned());
        (all, section)
    }
}

/// Fifteen millimetres, in twips.
const NARROW: u32 = 850;

/// A length between a label strip and the widest page Word accepts, whatever the file says.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped just before")]
fn twips(length: f64) -> u32 {
    length.clamp(2_000.0, 31_680.0) as u32
}

/// The main part, once sure that it is an ordinary Word document.
fn document_path(archive: &Archive) -> Result<String, Error> {
    archive.content_type("")?;
    let links = archive.relationships("")?;
    let main = links.iter().find(|link| link.kind.ends_with("/officeDocument"));
    let path = main.map(|link| link.target.clone()).ok_or(Error::NotDocx)?;
    let kind = archive.content_type(&path)?;
    if kind.contains("macroEnabled") || archive.has_file("vbaproject.bin") {
        return Err(Error::Macros);
    }
    if !DOCUMENT_TYPES.contains(&kind.as_str()) {
        return Err(Error::NotDocx);
    }
    Ok(path)
}

/// Takes the list off the heading styles, since the writer numbers them; gives their ids.
fn free_headings(styles: &mut Element) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for style in styles.elements_mut() {
        let Some(((kind, name), id)) = entry(style) else { continue };
        if kind == "paragraph" && HEADINGS.contains(&name.as_str()) {
            ids.insert(id);
            if let Some(properties) = style.find_mut("w:pPr") {
                properties.retain(|child| child.name != "w:numPr");
            }
        }
    }
    ids
}

/// The lists that a style, a header or a footer uses; styles that name a missing list lose it.
fn used_lists(
    mut numbering: Element,
    headings: &BTreeSet<String>,
    styles: &mut Element,
    banners: &[Banner],
) -> Element {
    let exists: BTreeSet<String> = numbering
        .elements()
        .filter(|e| e.name == "w:num")
        .filter_map(|e| e.get("w:numId").map(str::to_owned))
        .collect();
    let mut used: BTreeSet<String> =
        banners.iter().flat_map(|banner| banner::lists(&banner.part)).collect();
    styles.visit_mut(&mut |element| {
        let list = |e: &Element| {
            e.name == "w:numPr"
                && e.val_of("w:numId").is_some_and(|id| id != "0" && !exists.contains(id))
        };
        element.retain(|child| !list(child));
        if element.name == "w:numPr" {
            used.extend(element.val_of("w:numId").map(str::to_owned));
        }
    });
    numbering.retain(|e| {
        e.name == "w:abstractNum"
            || (e.name == "w:num" && e.get("w:numId").is_some_and(|id| used.contains(id)))
    });
    let definitions: BTreeSet<String> = numbering
        .elements()
        .filter_map(|e| e.val_of("w:abstractNumId").map(str::to_owned))
        .collect();
    numbering.retain(|e| {
        e.name == "w:num" || e.get("w:abstractNumId").is_some_and(|id| definitions.contains(id))
    });
    numbering.visit_mut(&mut |element| {
        // Picture bullets point at drawings that are not carried over.
        let tied = |e: &Element| {
            e.name == "w:pStyle" && e.get("w:val").is_some_and(|id| headings.contains(id))
        };
        element.retain(|child| child.name != "w:lvlPicBulletId" && !tied(child));
    });
    numbering
}

fn keep_settings(template: Option<&Element>, look: &Look) -> Element {
    let kept = SETTINGS.iter().filter_map(|name| {
        let own = look.settings.find(name);
        let theirs = template.and_then(|settings| settings.find(name));
        // French whatever the machine; and today's layout: an older mode has no box to tick and shifts tables.
        let is_ours = matches!(*name, "w:themeFontLang" | "w:compat");
        let choice = if is_ours { own } else { theirs.or(own) };
        choice.cloned()
    });
    el("w:settings").children(kept)
}

/// The page setup of the last section, and the headers and footers in force there.
fn read_section(
    archive: &Archive,
    document: &str,
    links: &[Relationship],
    styles: &Element,
    look: &Look,
) -> Result<(Element, Vec<Banner>), Error> {
    let text = archive.text(document)?;
    let tree = parse_raw(text).map_err(|fault| Error::xml(document, fault))?;
    let mut section = None;
    let mut references: Vec<Element> = Vec::new();
    for node in tree.descendants().filter(|node| node.has_tag_name((W, "sectPr"))) {
        if node.ancestors().any(|above| above.has_tag_name((W, "sectPrChange"))) {
            continue;
        }
        let Some(read) = convert(node) else { continue };
        // A section without a header of its own shows that of the section before.
        for reference in read.elements().filter(|e| is_reference(e)) {
            references.retain(|old| !same_place(old, reference));
            references.push(reference.clone());
        }
        section = Some(read);
    }
    let mut section = section.unwrap_or_else(|| look.section.clone());
    section.retain(|e| {
        !is_reference(e)
            && !matches!(e.name.as_ref(), "w:type" | "w:printerSettings" | "w:sectPrChange")
    });
    let mut banners = Vec::new();
    for reference in &references {
        let link = links.iter().find(|link| Some(link.id.as_str()) == reference.get("r:id"));
        let Some(link) = link.filter(|link| !link.external) else { continue };
        let kind = if reference.name == "w:headerReference" { "header" } else { "footer" };
        let path = format!("word/{kind}{}.xml", banners.len() + 1);
        let (part, media) = banner::carry(archive, &link.target, &path)?;
        let pages = reference.get("w:type").unwrap_or("default").to_owned();
        banners.push(Banner { reference: reference.name.clone(), pages, part, media });
    }
    // A contract without page numbers is hard to cite: a template with neither header nor footer gets ours.
    if banners.is_empty() {
        banners.push(our_footer(styles));
    }
    Ok((section, banners))
}

fn is_reference(element: &Element) -> bool {
    matches!(element.name.as_ref(), "w:headerReference" | "w:footerReference")
}

fn same_place(one: &Element, other: &Element) -> bool {
    one.name == other.name && one.get("w:type") == other.get("w:type")
}

/// Our footer, in the template's own footer style where it has one.
fn our_footer(styles: &Element) -> Banner {
    let mut part = parts::footer();
    let named = styles.elements().filter_map(entry).find(|((_, name), _)| name == "footer");
    if let Some((_, id)) = named
        && let Ok(text) = std::str::from_utf8(&part.bytes)
    {
        let mut escaped = String::new();
        escape(&id, &mut escaped);
        part.bytes = text.replace("\"Pieddepage\"", &format!("\"{escaped}\"")).into_bytes();
    }
    Banner {
        reference: "w:footerReference".into(),
        pages: "default".to_owned(),
        part,
        media: Vec::new(),
    }
}
