//! A template made ready for one kind of document: what its files share, done once.
//!
//! A dossier is eight documents, and a server writes many: styles completed, lists numbered, the parts that do not depend on
//! the text already compressed.

use std::sync::OnceLock;

use super::numbering::Numbering;
use super::parts::{self, Packed, Part, word_part};
use super::styles::Styles;
use super::template::Template;
use super::{Error, Options};
use crate::document::Piece;

/// What the look of a document hangs on, besides its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Numbered articles.
    Articles,
    /// Headings without a number.
    Plain,
    /// One page, set close.
    Page,
}

impl Kind {
    const fn of(piece: Piece) -> Self {
        match piece {
            Piece::Conditions => Self::Page,
            _ if piece.has_articles() => Self::Articles,
            _ => Self::Plain,
        }
    }
}

/// A template, ready to be written with.
#[derive(Debug)]
pub(super) struct Prepared {
    pub template: Template,
    pub styles: Styles,
    /// Lists as they stand before a text adds its own.
    pub numbering: Numbering,
    /// The parts that stay as they are, with the relationship that leads to each.
    pub fixed: Vec<(&'static str, Part)>,
    pub packed: Packed,
}

impl Prepared {
    fn new(template: &Template, kind: Kind) -> Result<Self, Error> {
        let look = parts::look()?;
        let is_page = kind == Kind::Page;
        let template = if is_page { template.compact() } else { template.clone() };
        let mut styles = Styles::new(&template.styles, look);
        if is_page {
            styles.compact();
        }
        let is_numbered = kind == Kind::Articles;
        let numbering = Numbering::new(&template.numbering, &mut styles, look, is_numbered);
        let mut fixed = vec![("styles", word_part("styles.xml", "styles", styles.to_element()))];
        fixed.extend(template.fixed());
        // Few texts add a list of their own.
        let lists = word_part("numbering.xml", "numbering", numbering.clone().into_element());
        let files = fixed.iter().map(|(_, part)| part).chain([&lists]);
        let files = files.map(|part| (part.path.clone(), part.bytes.clone()));
        let packed = Packed::new(files.chain(parts::common()))?;
        Ok(Self { template, styles, numbering, fixed, packed })
    }

    /// The buyer's own template.
    pub fn read(template: &Template, piece: Piece) -> Result<Self, Error> {
        Self::new(template, Kind::of(piece))
    }
}

/// The template of the options made ready, ours by default: that one, made ready once for all.
pub(super) fn with<T>(
    options: &Options,
    piece: Piece,
    write: impl FnOnce(&Prepared) -> Result<T, Error>,
) -> Result<T, Error> {
    match &options.template {
        Some(template) => write(&Prepared::read(template, piece)?),
        None => write(shipped(Kind::of(piece))?),
    }
}

fn shipped(kind: Kind) -> Result<&'static Prepared, Error> {
    static ARTICLES: OnceLock<Prepared> = OnceLock::new();
    static PLAIN: OnceLock<Prepared> = OnceLock::new();
    static PAGE: OnceLock<Prepared> = OnceLock::new();
    let place = match kind {
        Kind::Articles => &ARTICLES,
        Kind::Plain => &PLAIN,
        Kind::Page => &PAGE,
    };
    if let Some(known) = place.get() {
        return Ok(known);
    }
    let made = Prepared::new(&Template::shipped()?, kind)?;
    Ok(place.get_or_init(|| made))
}
