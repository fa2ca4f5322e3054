//! A small XML tree: what the writer builds, and what it keeps of a buyer's template.
//!
//! Only the namespaces of Word's own vocabulary are kept on reading, under their usual prefixes, so that whatever another
//! program put beside them cannot reach our package. Writing is canonical: same tree, same text.

use std::borrow::Cow;

use roxmltree::{Document as XmlDocument, Node as XmlNode, ParsingOptions};

/// The main vocabulary, « transitional »: the one Word writes by default.
pub(super) const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// Relationship references inside parts.
pub(super) const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// Boxes to tick came with Word 2010.
pub(super) const W14: &str = "http://schemas.microsoft.com/office/word/2010/wordml";
/// Says which vocabularies an older reader may skip.
pub(super) const MC: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Word itself nests some twenty levels; the recursion here needs a bound.
const MAX_DEPTH: usize = 100;
/// A style sheet with every built-in style has some ten thousand nodes.
const MAX_NODES: u32 = 2_000_000;

/// Why a part could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    Malformed(String),
    TooDeep,
}

/// A prefixed name: ours are known as the program is built, those of a template are read.
pub(super) type Name = Cow<'static, str>;

/// An element with its prefixed name, attributes in order, and children.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Element {
    pub name: Name,
    pub attributes: Vec<(Name, String)>,
    pub children: Vec<Node>,
}

/// A child of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Element(Element),
    Text(String),
}

/// An empty element.
pub(super) fn el(name: impl Into<Name>) -> Element {
    Element { name: name.into(), attributes: Vec::new(), children: Vec::new() }
}

/// An element that only carries `w:val`, the commonest shape.
pub(super) fn val(name: &'static str, value: impl ToString) -> Element {
    el(name).attr("w:val", value)
}

impl Element {
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "callers pass numbers and texts alike")]
    pub fn attr(mut self, name: impl Into<Name>, value: impl ToString) -> Self {
        self.set(name, value.to_string());
        self
    }

    #[must_use]
    pub fn child(mut self, child: Self) -> Self {
        self.children.push(Node::Element(child));
        self
    }

    #[must_use]
    pub fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children.into_iter().map(Node::Element));
        self
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    pub fn push(&mut self, child: Self) {
        self.children.push(Node::Element(child));
    }

    pub fn set(&mut self, name: impl Into<Name>, value: String) {
        let name = name.into();
        match self.attributes.iter_mut().find(|(key, _)| *key == name) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((name, value)),
        }
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The `w:val` of the child called `name`.
    pub fn val_of(&self, name: &str) -> Option<&str> {
        self.find(name)?.get("w:val")
    }

    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(Node::as_element)
    }

    pub fn elements_mut(&mut self) -> impl Iterator<Item = &mut Self> {
        self.children.iter_mut().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub fn find(&self, name: &str) -> Option<&Self> {
        self.elements().find(|element| element.name == name)
    }

    pub fn find_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.elements_mut().find(|element| element.name == name)
    }

    /// Keeps the child elements that `keep` accepts; text stays.
    pub fn retain(&mut self, mut keep: impl FnMut(&Self) -> bool) {
        self.children.retain(|node| node.as_element().is_none_or(&mut keep));
    }

    /// Every element below, itself included, in document order.
    pub fn visit_mut(&mut self, visitor: &mut impl FnMut(&mut Self)) {
        visitor(self);
        for element in self.elements_mut() {
            element.visit_mut(visitor);
        }
    }

    /// The whole part, declaration included.
    pub fn to_part(&self) -> Vec<u8> {
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        out.push('<');
        out.push_str(&self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            out.push_str("=\"");
            // A reader turns a raw break in an attribute into a space; say so outright.
            if value.contains(['\n', '\r', '\t']) {
                escape(&value.replace(['\n', '\r', '\t'], " "), out);
            } else {
                escape(value, out);
            }
            out.push('"');
        }
        if self.children.is_empty() {
            out.push_str("/>");
            return;
        }
        out.push('>');
        for child in &self.children {
            match child {
                Node::Element(element) => element.write(out),
                Node::Text(text) => escape(text, out),
            }
        }
        out.push_str("</");
        out.push_str(&self.name);
        out.push('>');
    }
}

impl Node {
    fn as_element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            Self::Text(_) => None,
        }
    }
}

/// Escapes for text and attributes alike. Apostrophes stay as they are: Word refuses some files that write them as entities.
pub(super) fn escape(text: &str, out: &mut String) {
    let mut rest = text;
    // What needs nothing is copied in one piece.
    while let Some(at) = rest.find(|character| replaced(character).is_some()) {
        let (plain, marked) = rest.split_at(at);
        let mut characters = marked.chars();
        out.push_str(plain);
        out.push_str(characters.next().and_then(replaced).unwrap_or_default());
        rest = characters.as_str();
    }
    out.push_str(rest);
}

/// What stands for a character that cannot be written as it is: nothing, for those XML cannot hold.
fn replaced(character: char) -> Option<&'static str> {
    match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        other if is_legal(other) => None,
        _ => Some(""),
    }
}

/// Whether XML 1.0 can hold this character at all.
pub(super) fn is_legal(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

/// Parses without any of the openings that XML leaves to an attacker: no DTD, bounded nodes.
pub(super) fn parse_raw(text: &str) -> Result<XmlDocument<'_>, Fault> {
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = XmlDocument::parse_with_options(text, options)
        .map_err(|error| Fault::Malformed(error.to_string()))?;
    check_depth(&document)?;
    Ok(document)
}

/// Reads a part into a tree, dropping what is not Word's vocabulary.
pub(super) fn parse(text: &str) -> Result<Element, Fault> {
    let document = parse_raw(text)?;
    convert(document.root_element())
        .ok_or_else(|| Fault::Malformed("racine d’un autre vocabulaire".to_owned()))
}

/// The tree of one node, for parts of which only a piece is kept.
pub(super) fn convert(node: XmlNode<'_, '_>) -> Option<Element> {
    let name = node.tag_name();
    let mut element = el(format!("{}:{}", prefix(name.namespace())?, name.name()));
    for attribute in node.attributes() {
        if let Some(prefix) = prefix(attribute.namespace()) {
            element.set(format!("{prefix}:{}", attribute.name()), attribute.value().to_owned());
        }
    }
    let is_text = element.name == "w:t" || element.name == "w:instrText";
    for child in node.children() {
        if child.is_element() {
            element.children.extend(convert(child).map(Node::Element));
        } else if is_text && let Some(text) = child.text() {
            element.children.push(Node::Text(text.to_owned()));
        }
    }
    Some(element)
}

fn prefix(namespace: Option<&str>) -> Option<&'static str> {
    match namespace? {
        W => Some("w"),
        R => Some("r"),
        W14 => Some("w14"),
        XML => Some("xml"),
        _ => None,
    }
}

fn check_depth(document: &XmlDocument<'_>) -> Result<(), Fault> {
    // Walks without recursion: the depth is what is being checked.
    let mut current = document.root();
    let mut depth = 0_usize;
    loop {
        if let Some(child) = current.first_child() {
            current = child;
            depth += 1;
        } else {
            while current.next_sibling().is_none() {
                let Some(parent) = current.parent() else { return Ok(()) };
                current = parent;
                depth = depth.saturating_sub(1);
            }
            let Some(sibling) = current.next_sibling() else { return Ok(()) };
            current = sibling;
        }
        if depth > MAX_DEPTH {
            return Err(Fault::TooDeep);
        }
    }
}
