//! Styles found by name, whatever their ids, and completed from our look.
//!
//! A French Word calls the first heading `Titre1`, an English one `Heading1`; both name it `heading 1`.

use std::collections::{BTreeMap, BTreeSet};

use super::parts::Look;
use super::xml::{Element, Node, el, val};

pub(super) const HEADINGS: [&str; 3] = ["heading 1", "heading 2", "heading 3"];
pub(super) const CONTENTS: [&str; 3] = ["toc 1", "toc 2", "toc 3"];
pub(super) const BULLETS: &str = "List Bullet";
pub(super) const NUMBERS: &str = "List Number";

/// The style sheet of one document.
#[derive(Debug)]
pub(super) struct Styles {
    root: Element,
    /// From type and folded name to id.
    ids: BTreeMap<(String, String), String>,
    /// From folded name to id, whatever the type: what a text asks, thousands of times.
    by_name: BTreeMap<String, String>,
}

impl Styles {
    /// The template's styles, plus those of ours that it lacks.
    pub fn new(template: &Element, look: &Look) -> Self {
        let ids = template.elements().filter_map(entry).collect();
        let mut styles = Self { root: template.clone(), ids, by_name: BTreeMap::new() };
        styles.complete(look);
        styles.speak_french(look);
        styles.by_name = by_name(&styles.ids);
        styles
    }

    /// The id of the style with this name; the look has every name the writer asks for.
    pub fn id(&self, name: &str) -> &str {
        self.by_name.get(&fold(name)).map_or("Normal", String::as_str)
    }

    /// The list that the style carries, if any.
    pub fn numbering(&self, name: &str) -> Option<&str> {
        let style = self.style(name)?;
        style.find("w:pPr")?.find("w:numPr")?.val_of("w:numId")
    }

    /// Ties the style to one level of a list; list `0` is Word's way of saying none.
    pub fn set_numbering(&mut self, name: &str, level: usize, list: u32) {
        let id = self.id(name).to_owned();
        if let Some(style) = self.root.elements_mut().find(|style| has_id(style, &id)) {
            tie(style, level, list);
        }
    }

    /// Takes styles made from a heading off its list: Word's own title of a table of contents would be an article.
    pub fn free_heirs(&mut self) {
        let headings = HEADINGS.map(|name| self.id(name).to_owned());
        let is_heading = |id: Option<&str>| id.is_some_and(|id| headings.iter().any(|h| h == id));
        for style in self.root.elements_mut() {
            let is_heir =
                is_heading(style.val_of("w:basedOn")) && !is_heading(style.get("w:styleId"));
            let own = style.find("w:pPr").and_then(|properties| properties.find("w:numPr"));
            if is_heir && own.is_none() && style.get("w:type") == Some("paragraph") {
                tie(style, 0, 0);
            }
        }
    }

    /// Smaller letters, single lines and half the air: a page of conditions is one page.
    pub fn compact(&mut self) {
        self.root.visit_mut(&mut |element| match element.name.as_ref() {
            "w:sz" | "w:szCs" => scale(element, "w:val", |size| size * 17 / 20),
            "w:spacing" => {
                scale(element, "w:before", |air| air / 2);
                scale(element, "w:after", |air| air / 2);
                if element.get("w:lineRule").is_none_or(|rule| rule == "auto") {
                    scale(element, "w:line", |line| line.min(240));
                }
            }
            _ => {}
        });
    }

    pub fn to_element(&self) -> Element {
        self.root.clone()
    }

    fn style(&self, name: &str) -> Option<&Element> {
        let id = self.id(name);
        self.root.elements().find(|style| has_id(style, id))
    }

    fn complete(&mut self, look: &Look) {
        let mut used: BTreeSet<String> = self.ids.values().cloned().collect();
        let mut renamed = BTreeMap::new();
        let mut added = Vec::new();
        for style in look.styles.elements() {
            let (Some((key, own)), kind) = (entry(style), style.get("w:type")) else { continue };
            if let Some(id) = self.ids.get(&key) {
                renamed.insert(own, id.clone());
                continue;
            }
            let id = free_id(&own, &used);
            used.insert(id.clone());
            renamed.insert(own, id.clone());
            let mut style = style.clone();
            style.set("w:styleId", id.clone());
            if self.has_default(kind) {
                style.attributes.retain(|(name, _)| name != "w:default");
            }
            self.ids.insert(key, id);
            added.push(style);
        }
        for mut style in added {
            for child in style.elements_mut() {
                point_at(child, &renamed);
            }
            // Our list numbers are not the template's; the writer ties the style to a list of its own.
            if let Some(properties) = style.find_mut("w:pPr") {
                properties.retain(|child| child.name != "w:numPr");
            }
            self.root.push(style);
        }
        if self.root.find("w:docDefaults").is_none()
            && let Some(defaults) = look.styles.find("w:docDefaults")
        {
            self.root.children.insert(0, Node::Element(defaults.clone()));
        }
    }

    fn has_default(&self, kind: Option<&str>) -> bool {
        self.root
            .elements()
            .any(|style| style.get("w:type") == kind && is_true(style.get("w:default")))
    }

    /// One language for spelling, whatever the machine the template was made on.
    fn speak_french(&mut self, look: &Look) {
        self.root.visit_mut(&mut |element| {
            if element.name == "w:rPr" {
                element.retain(|child| child.name != "w:lang");
            }
        });
        let french = look
            .styles
            .find("w:docDefaults")
            .and_then(|defaults| defaults.find("w:rPrDefault"))
            .and_then(|defaults| defaults.find("w:rPr"))
            .and_then(|properties| properties.find("w:lang"));
        let Some(french) = french else { return };
        let Some(defaults) = self.root.find_mut("w:docDefaults") else { return };
        if defaults.find("w:rPrDefault").is_none() {
            defaults.children.insert(0, Node::Element(el("w:rPrDefault")));
        }
        let Some(defaults) = defaults.find_mut("w:rPrDefault") else { return };
        if defaults.find("w:rPr").is_none() {
            defaults.push(el("w:rPr"));
        }
        if let Some(properties) = defaults.find_mut("w:rPr") {
            // Nothing we know of follows `w:lang` among default run properties.
            properties.push(french.clone());
        }
    }
}

/// A paragraph style before a character style of the same name, and that before a table style.
fn by_name(ids: &BTreeMap<(String, String), String>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for wanted in ["paragraph", "character", "table"] {
        for ((_, name), id) in ids.iter().filter(|((kind, _), _)| kind == wanted) {
            found.entry(name.clone()).or_insert_with(|| id.clone());
        }
    }
    found
}

fn scale(element: &mut Element, attribute: &'static str, change: impl Fn(u32) -> u32) {
    if let Some(value) = element.get(attribute).and_then(|value| value.parse().ok()) {
        element.set(attribute, change(value).to_string());
    }
}

/// Type and folded name of a style, and its id.
pub(super) fn entry(style: &Element) -> Option<((String, String), String)> {
    if style.name != "w:style" {
        return None;
    }
    let kind = style.get("w:type").unwrap_or("paragraph").to_owned();
    Some(((kind, fold(style.val_of("w:name")?)), style.get("w:styleId")?.to_owned()))
}

/// Word compares the names of built-in styles without case.
pub(super) fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

fn has_id(style: &Element, id: &str) -> bool {
    style.name == "w:style" && style.get("w:styleId") == Some(id)
}

fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}

fn free_id(wanted: &str, used: &BTreeSet<String>) -> String {
    let mut id = wanted.to_owned();
    while used.contains(&id) {
        id.push_str("Clausier");
    }
    id
}

fn point_at(child: &mut Element, renamed: &BTreeMap<String, String>) {
    if !matches!(child.name.as_ref(), "w:basedOn" | "w:next" | "w:link") {
        return;
    }
    if let Some(id) = child.get("w:val").and_then(|own| renamed.get(own)) {
        let id = id.clone();
        child.set("w:val", id);
    }
}

fn tie(style: &mut Element, level: usize, list: u32) {
    ensure_paragraph_properties(style);
    let Some(properties) = style.find_mut("w:pPr") else { return };
    properties.retain(|child| child.name != "w:numPr");
    let mut numbering = el("w:numPr");
    if level > 0 {
        numbering.push(val("w:ilvl", level));
    }
    numbering.push(val("w:numId", list));
    // Only these come before `w:numPr` among the properties of a paragraph.
    let before = [
        "w:pStyle",
        "w:keepNext",
        "w:keepLines",
        "w:pageBreakBefore",
        "w:framePr",
        "w:widowControl",
    ];
    let at = properties.elements().filter(|child| before.contains(&&*child.name)).count();
    properties.children.insert(at, Node::Element(numbering));
}

/// Gives a style paragraph properties where they belong, if it has none.
fn ensure_paragraph_properties(style: &mut Element) {
    if style.find("w:pPr").is_none() {
        let after = ["w:rPr", "w:tblPr", "w:trPr", "w:tcPr", "w:tblStylePr"];
        let at = style.elements().take_while(|child| !after.contains(&&*child.name)).count();
        style.children.insert(at, Node::Element(el("w:pPr")));
    }
}
