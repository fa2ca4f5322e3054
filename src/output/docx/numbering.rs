//! Live numbering: Word numbers articles and lists itself, so that deleting one renumbers the others.

use std::collections::BTreeSet;

use super::parts::Look;
use super::styles::{BULLETS, HEADINGS, NUMBERS, Styles, entry, fold};
use super::xml::{Element, el, val};

/// The list definitions of one document.
#[derive(Debug, Clone)]
pub(super) struct Numbering {
    definitions: Vec<Element>,
    lists: Vec<Element>,
}

impl Numbering {
    /// The template's definitions, those of our lists, and headings numbered as articles or not at all.
    pub fn new(template: &Element, styles: &mut Styles, look: &Look, articles: bool) -> Self {
        let named = |name: &str| template.elements().filter(|e| e.name == name).cloned().collect();
        let mut numbering = Self { definitions: named("w:abstractNum"), lists: named("w:num") };
        for name in [BULLETS, NUMBERS] {
            if styles.numbering(name).is_none() {
                let list = numbering.add(look, name, styles);
                styles.set_numbering(name, 0, list);
            }
        }
        let list = match HEADINGS.first() {
            Some(first) if articles => numbering.add(look, first, styles),
            _ => 0,
        };
        for (level, name) in HEADINGS.iter().enumerate() {
            styles.set_numbering(name, level, list);
        }
        styles.free_heirs();
        numbering
    }

    /// A list of its own that starts again at 1, drawn like the list `like`.
    pub fn restart(&mut self, like: &str) -> Option<u32> {
        let definition = self
            .lists
            .iter()
            .find(|list| list.get("w:numId") == Some(like))?
            .val_of("w:abstractNumId")?
            .to_owned();
        let first = el("w:lvlOverride").attr("w:ilvl", 0).child(val("w:startOverride", 1));
        Some(self.add_list(&definition, Some(first)))
    }

    pub fn into_element(self) -> Element {
        // The schema wants every definition before the first list.
        el("w:numbering").children(self.definitions).children(self.lists)
    }

    /// Copies the look's definition whose first level is tied to the style `name`.
    fn add(&mut self, look: &Look, name: &str, styles: &Styles) -> u32 {
        let own = look.styles.elements().filter_map(entry);
        let names: Vec<_> = own.map(|((_, name), id)| (id, name)).collect();
        let name_of = |id: &str| names.iter().find(|(own, _)| own == id).map(|(_, name)| name);
        let first_style = |definition: &&Element| {
            let id = definition.find("w:lvl").and_then(|level| level.val_of("w:pStyle"));
            id.and_then(name_of) == Some(&fold(name))
        };
        let Some(definition) = look.numbering.elements().find(first_style) else { return 0 };
        let mut definition = definition.clone();
        let id = next(&self.definitions, "w:abstractNumId");
        definition.set("w:abstractNumId", id.to_string());
        self.make_unique(&mut definition);
        for level in definition.elements_mut() {
            if let Some(tie) = level.find_mut("w:pStyle")
                && let Some(name) = tie.get("w:val").and_then(name_of)
            {
                tie.set("w:val", styles.id(name).to_owned());
            }
        }
        self.definitions.push(definition);
        self.add_list(&id.to_string(), None)
    }

    /// Word merges lists whose definitions share an `nsid`: a template made by us already holds ours.
    fn make_unique(&self, definition: &mut Element) {
        let nsid = |e: &Element| e.val_of("w:nsid").and_then(|v| u32::from_str_radix(v, 16).ok());
        let used: BTreeSet<u32> = self.definitions.iter().filter_map(nsid).collect();
        let Some(mut free) = nsid(definition) else { return };
        while used.contains(&free) {
            free = free.wrapping_add(0x100);
        }
        if let Some(element) = definition.find_mut("w:nsid") {
            element.set("w:val", format!("{free:08X}"));
        }
    }

    fn add_list(&mut self, definition: &str, first: Option<Element>) -> u32 {
        let id = next(&self.lists, "w:numId").max(1);
        let list = el("w:num").attr("w:numId", id).child(val("w:abstractNumId", definition));
        self.lists.push(list.children(first));
        id
    }
}

fn next(elements: &[Element], attribute: &str) -> u32 {
    let ids = elements.iter().filter_map(|e| e.get(attribute)?.parse::<u32>().ok());
    ids.max().map_or(0, |id| id.saturating_add(1))
}
