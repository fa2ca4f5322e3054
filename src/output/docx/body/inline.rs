//! Runs of text: what a paragraph is made of, places to fill in and references included.

use sha2::{Digest, Sha256};

use super::super::parts::{Part, Relationship, office};
use super::super::xml::{Element, el, is_legal, val};
use super::outline::{Outline, reference_bookmark};
use crate::document::{Field, Inline, Piece};

/// Word refuses a longer name or tag on a control.
const MAX_NAME: usize = 64;
/// The one part that bound fields read and write.
const VALUES: &str = "urn:clausier:valeurs:1";
const VALUES_ID: &str = "{5C0E7F0A-3B1D-4C52-9A55-6E1C1A05E2B1}";

/// How the runs around are set.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Format {
    pub strong: bool,
    pub emphasis: bool,
}

/// The values that repeat, and the numbers given to controls.
#[derive(Debug, Default)]
pub(super) struct Controls {
    values: Vec<(String, String)>,
    count: u32,
}

/// What a part's text needs beside it: the addresses it links to.
#[derive(Debug)]
pub(super) struct Addresses {
    /// Before the number, so that two lists of one part do not meet.
    prefix: &'static str,
    urls: Vec<String>,
}

/// Turns inlines into runs for one part.
pub(super) struct Runs<'a> {
    pub piece: Piece,
    pub outline: &'a Outline,
    pub styles: &'a super::super::styles::Styles,
    pub controls: &'a mut Controls,
    pub addresses: &'a mut Addresses,
    /// Comments hold neither controls nor live references.
    pub is_plain: bool,
}

impl Runs<'_> {
    pub fn write(&mut self, inlines: &[Inline], format: Format) -> Vec<Element> {
        let mut runs = Vec::new();
        for inline in inlines {
            match inline {
                Inline::Text(text) => runs.push(run(text, properties(format, None))),
                Inline::Strong(inner) => {
                    runs.extend(self.write(inner, Format { strong: true, ..format }));
                }
                Inline::Emphasis(inner) => {
                    runs.extend(self.write(inner, Format { emphasis: true, ..format }));
                }
                Inline::Field(field) => runs.push(self.field(field, format)),
                Inline::Reference { piece, anchor, text } => {
                    runs.extend(self.reference(*piece, anchor, text, format));
                }
                Inline::Link { url, text } => runs.push(self.link(url, text, format)),
                Inline::LineBreak => runs.push(el("w:r").child(el("w:br"))),
            }
        }
        runs
    }

    fn field(&mut self, field: &Field, format: Format) -> Element {
        let placeholder = self.styles.id("Placeholder Text");
        let style = field.value.is_none().then_some(placeholder);
        let text = run(&field.shown(), properties(format, style));
        if self.is_plain {
            return text;
        }
        let mut control = self.controls.named(&field.label, &field.tag, properties(format, None));
        if field.value.is_none() {
            control.push(el("w:showingPlcHdr"));
        }
        if field.bound {
            let value = field.value.as_deref().unwrap_or_default();
            if let Some(binding) = self.controls.bind(&field.tag, value) {
                control.push(binding);
                // Only plain text can be bound. Elsewhere rich text: LibreOffice drops the look of plain ones.
                control.push(el("w:text").attr("w:multiLine", 1));
            }
        }
        el("w:sdt").child(control).child(el("w:sdtContent").child(text))
    }

    /// « article » as text, then the number as a field that Word keeps up to date.
    fn reference(&self, piece: Piece, anchor: &str, text: &str, format: Format) -> Vec<Element> {
        let plain = || vec![run(text, properties(format, None))];
        let (false, true) = (self.is_plain, piece == self.piece) else { return plain() };
        let Some((index, entry)) = self.outline.at(anchor) else { return plain() };
        let bookmark = reference_bookmark(index);
        // A live number for a whole article would read « article Article 4 – »: a link there, a field below.
        let number = entry.number.as_ref().filter(|_| entry.level > 0);
        let before = number.and_then(|number| text.strip_suffix(number.as_str()));
        let (Some(before), Some(number)) = (before, number) else {
            let hyperlink = el("w:hyperlink").attr("w:anchor", bookmark).attr("w:history", 1);
            return vec![hyperlink.children(plain())];
        };
        let mut runs = Vec::new();
        if !before.is_empty() {
            runs.push(run(before, properties(format, None)));
        }
        // The number as the heading shows it: « relative » or « full » numbers would repeat the article's.
        let code = format!(" REF {bookmark} \\n \\h ");
        runs.extend(live(&code, number, properties(format, None).as_ref()));
        runs
    }

    fn link(&mut self, url: &str, text: &str, format: Format) -> Element {
        let style = self.styles.id("Hyperlink");
        match self.addresses.add(url) {
            Some(id) => el("w:hyperlink")
                .attr("r:id", id)
                .attr("w:history", 1)
                .child(run(text, properties(format, Some(style)))),
            None => run(text, properties(format, None)),
        }
    }
}

impl Controls {
    /// Properties of a control, up to where its kind goes.
    pub fn named(&mut self, label: &str, tag: &str, typed: Option<Element>) -> Element {
        self.count += 1;
        el("w:sdtPr")
            .children(typed)
            .child(val("w:alias", cut(label, MAX_NAME)))
            .child(val("w:tag", short_tag(tag)))
            .child(val("w:id", self.count))
    }

    /// Ties a control to the value called `tag`; a place that says something else stays on its own.
    fn bind(&mut self, tag: &str, value: &str) -> Option<Element> {
        let known = self.values.iter().position(|(name, _)| name == tag);
        let place = known.unwrap_or_else(|| {
            self.values.push((tag.to_owned(), value.to_owned()));
            self.values.len() - 1
        });
        let (_, first) = self.values.get(place)?;
        (first == value).then(|| {
            el("w:dataBinding")
                .attr("w:prefixMappings", format!("xmlns:v='{VALUES}'"))
                .attr("w:xpath", format!("/v:valeurs[1]/v:valeur[{}]", place + 1))
                .attr("w:storeItemID", VALUES_ID)
        })
    }

    /// The part that bound controls read, and the one that names it.
    pub fn into_parts(self) -> Option<(Part, Part)> {
        if self.values.is_empty() {
            return None;
        }
        let values = self.values.iter().map(|(tag, value)| {
            el("valeur")
                .attr("nom", tag)
                .text(value.chars().filter(|c| is_legal(*c)).collect::<String>())
        });
        let root = el("valeurs").attr("xmlns", VALUES).children(values);
        let item = Part {
            path: "customXml/item1.xml".to_owned(),
            content_type: "application/xml".to_owned(),
            bytes: root.to_part(),
            relationships: vec![Relationship {
                id: "rId1".to_owned(),
                kind: office("customXmlProps"),
                target: "/customXml/itemProps1.xml".to_owned(),
                external: false,
            }],
        };
        let namespace = "http://schemas.openxmlformats.org/officeDocument/2006/customXml";
        let schema = el("ds:schemaRef").attr("ds:uri", VALUES);
        let properties = el("ds:datastoreItem")
            .attr("xmlns:ds", namespace)
            .attr("ds:itemID", VALUES_ID)
            .child(el("ds:schemaRefs").child(schema));
        let kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml";
        let properties = Part {
            path: "customXml/itemProps1.xml".to_owned(),
            content_type: kind.to_owned(),
            bytes: properties.to_part(),
            relationships: Vec::new(),
        };
        Some((item, properties))
    }
}

impl Addresses {
    pub fn new(prefix: &'static str) -> Self {
        Self { prefix, urls: Vec::new() }
    }

    /// The relationship for an address a reader may safely follow.
    fn add(&mut self, url: &str) -> Option<String> {
        let is_known = ["https://", "http://", "mailto:"].iter().any(|scheme| {
            url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        });
        if !is_known {
            return None;
        }
        let url = encoded(url);
        let place = self.urls.iter().position(|known| *known == url).unwrap_or_else(|| {
            self.urls.push(url);
            self.urls.len() - 1
        });
        Some(format!("{}{}", self.prefix, place + 1))
    }

    pub fn into_relationships(self) -> Vec<Relationship> {
        let prefix = self.prefix;
        let link = |(place, target)| Relationship {
            id: format!("{prefix}{}", place + 1),
            kind: office("hyperlink"),
            target,
            external: true,
        };
        self.urls.into_iter().enumerate().map(link).collect()
    }
}

/// Run properties, `None` when there are none.
pub(super) fn properties(format: Format, style: Option<&str>) -> Option<Element> {
    let mut properties = el("w:rPr");
    if let Some(style) = style {
        properties.push(val("w:rStyle", style));
    }
    if format.strong {
        properties = properties.child(el("w:b")).child(el("w:bCs"));
    }
    if format.emphasis {
        properties = properties.child(el("w:i")).child(el("w:iCs"));
    }
    (!properties.children.is_empty()).then_some(properties)
}

/// A run of text; its breaks and tabs become elements, since Word calls a raw break damage.
pub(super) fn run(text: &str, properties: Option<Element>) -> Element {
    let mut run = el("w:r").children(properties);
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r', '\t']) {
        let (before, broken) = rest.split_at(at);
        push_text(&mut run, before);
        run.push(el(if broken.starts_with('\t') { "w:tab" } else { "w:br" }));
        // Both marks of one line end are one break.
        rest = broken.strip_prefix("\r\n").or_else(|| broken.get(1..)).unwrap_or_default();
    }
    push_text(&mut run, rest);
    run
}

fn push_text(run: &mut Element, text: &str) {
    if text.chars().any(is_legal) {
        run.push(el("w:t").attr("xml:space", "preserve").text(text));
    }
}

/// A field and the result it shows until Word computes it again.
pub(super) fn live(code: &str, result: &str, properties: Option<&Element>) -> Vec<Element> {
    let part = |child: Element| el("w:r").children(properties.cloned()).child(child);
    let mark = |kind: &str| part(el("w:fldChar").attr("w:fldCharType", kind));
    vec![
        mark("begin"),
        part(el("w:instrText").attr("xml:space", "preserve").text(code)),
        mark("separate"),
        run(result, properties.cloned()),
        mark("end"),
    ]
}

/// The tag as it stands, or its start and a fingerprint of the whole: same tag, same name, everywhere.
pub(super) fn short_tag(tag: &str) -> String {
    if tag.encode_utf16().count() <= MAX_NAME {
        return tag.to_owned();
    }
    let digest = Sha256::digest(tag.as_bytes());
    let print = digest.iter().take(6).fold(0_u64, |print, byte| print << 8 | u64::from(*byte));
    format!("{}~{print:012x}", cut(tag, MAX_NAME - 13))
}

/// The start of a text, at most `limit` units as Word counts them.
fn cut(text: &str, limit: usize) -> String {
    let mut left = limit;
    let fits = |character: &char| {
        let fits = left.checked_sub(character.len_utf16());
        left = fits.unwrap_or(0);
        fits.is_some()
    };
    text.chars().take_while(fits).collect()
}

/// Escapes what an address may not hold: one bad address and Word refuses the file.
fn encoded(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for character in url.trim().chars() {
        if character.is_control() || character.is_whitespace() || "<>\"{}|\\^`".contains(character)
        {
            let mut buffer = [0; 4];
            for byte in character.encode_utf8(&mut buffer).bytes() {
                for digit in ['%', hexadecimal(byte >> 4), hexadecimal(byte & 15)] {
                    out.push(digit);
                }
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn hexadecimal(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}
