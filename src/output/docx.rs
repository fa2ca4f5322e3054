//! The document model to a Word file, same bytes for the same input.
//!
//! We write the package ourselves: what a tender document is made of (numbered articles, places to fill in, boxes to tick)
//! is what the libraries we tried lose. The look comes from a [`Template`], ours or the buyer's; the text from [`Document`].
//! Reading order: `xml` (trees), `parts` (the look and the package), `styles` and `numbering`, `template`, `prepared`, then `body`.

mod body;
mod numbering;
mod parts;
mod prepared;
mod styles;
mod template;
mod xml;

use thiserror::Error;

pub use self::template::Template;

use self::body::Written;
use self::numbering::Numbering;
use self::parts::{Package, Part, Relationship, office, word_part};
use self::prepared::Prepared;
use self::xml::{Element, Fault, el};
use crate::document::Document;

/// How a document is written.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether each clause carries its reason as a margin comment.
    pub comments: bool,
    /// The buyer's own look; ours by default.
    pub template: Option<Template>,
    /// Who signs the comments and the file.
    pub author: String,
}

/// Why a Word file could not be read or written.
#[derive(Debug, Error)]
pub enum Error {
    #[error("ce fichier n’est pas un document Word (.docx) : ce n’est pas une archive")]
    NotZip,
    #[error("ce fichier est une archive, mais pas un document Word (.docx ou .dotx)")]
    NotDocx,
    #[error("ce fichier est à l’ancien format de Word (.doc) : l’enregistrer au format .docx")]
    OldFormat,
    #[error(
        "ce document est protégé par un mot de passe : en enregistrer une copie sans protection"
    )]
    Encrypted,
    #[error("ce document contient des macros : l’enregistrer au format .docx, sans macro")]
    Macros,
    #[error(
        "ce document est au format « Strict Open XML » : l’enregistrer comme « Document Word (.docx) »"
    )]
    Strict,
    #[error("ce fichier est endommagé : l’ouvrir dans Word et l’enregistrer de nouveau")]
    Damaged,
    #[error("ce fichier dépasse {mebibytes} Mio une fois décompressé")]
    TooLarge { mebibytes: u64 },
    #[error("ce fichier contient plus de {limit} éléments")]
    TooManyEntries { limit: usize },
    #[error("`{part}` est trop long pour un modèle : en retirer le texte")]
    PartTooLarge { part: String },
    #[error("`{part}` est imbriqué trop profondément")]
    TooDeep { part: String },
    #[error("`{part}` manque dans le document")]
    MissingPart { part: String },
    #[error("`{part}` est illisible : {reason}")]
    Xml { part: String, reason: String },
    #[error("`{part}` contient un objet incorporé : le remplacer par une image")]
    EmbeddedObject { part: String },
    #[error(
        "`{part}` contient un champ qui va chercher un autre fichier : le remplacer par son contenu"
    )]
    FetchingField { part: String },
    #[error("le titre « {heading} » porte le numéro {given}, mais Word le numéroterait {counted}")]
    Numbering { heading: String, given: String, counted: String },
    #[error("écriture du fichier Word impossible")]
    Zip(#[from] zip::result::ZipError),
    #[error("écriture du fichier Word impossible")]
    Io(#[from] std::io::Error),
}

impl Error {
    fn xml(part: &str, fault: Fault) -> Self {
        let part = part.to_owned();
        match fault {
            Fault::Malformed(reason) => Self::Xml { part, reason },
            Fault::TooDeep => Self::TooDeep { part },
        }
    }
}

/// Writes a document as a .docx.
///
/// # Errors
/// A heading whose number is not the one Word will print; anything else would be a fault of ours.
pub fn write(document: &Document, options: &Options) -> Result<Vec<u8>, Error> {
    prepared::with(options, document.piece, |ready| write_with(document, options, ready))
}

/// The shipped template as made from its parts: `document` is what it shows when opened.
///
/// The committed `modeles/clausier.docx` is this; a test holds them together.
///
/// # Errors
/// None but faults of ours.
pub fn base_template(document: &Document) -> Result<Vec<u8>, Error> {
    let ready = Prepared::read(&Template::base(parts::look()?), document.piece)?;
    write_with(document, &Options::default(), &ready)
}

fn write_with(document: &Document, options: &Options, ready: &Prepared) -> Result<Vec<u8>, Error> {
    let mut numbering = ready.numbering.clone();
    let sheet = ready.template.sheet();
    let written = body::write(document, options, &ready.styles, &mut numbering, sheet)?;
    package(document, options, ready, numbering, written)
}

fn package(
    document: &Document,
    options: &Options,
    ready: &Prepared,
    numbering: Numbering,
    written: Written,
) -> Result<Vec<u8>, Error> {
    let mut package = Package::new(&ready.packed);
    let mut main = Links::default();
    let (styles, others) = ready.fixed.split_at(1);
    for (kind, part) in styles {
        package.add(main.to(kind, part.clone()));
    }
    package.add(
        main.to("numbering", word_part("numbering.xml", "numbering", numbering.into_element())),
    );
    for (kind, part) in others {
        package.add(main.to(kind, part.clone()));
    }
    let (banners, section) =
        ready.template.banners(&document.title, |kind, part| main.link(kind, part));
    for part in banners {
        package.add(part);
    }
    if let Some(comments) = written.comments {
        let part = Part {
            relationships: written.comment_links,
            ..word_part("comments.xml", "comments", comments)
        };
        package.add(main.to("comments", part));
    }
    if let Some((values, properties)) = written.values {
        main.list.push(Relationship {
            id: main.next_id(),
            kind: office("customXml"),
            target: "/customXml/item1.xml".to_owned(),
            external: false,
        });
        package.add(values);
        package.add(properties);
    }
    main.list.extend(written.links);
    let body = el("w:body").children(written.body).child(section);
    let root: Element = el("w:document").child(body);
    package
        .add(Part { relationships: main.list, ..word_part("document.xml", "document.main", root) });
    package.add(parts::core_properties(&document.title, &options.author));
    package.add(parts::app_properties());
    package.to_bytes()
}

/// Relationships of the main part.
#[derive(Debug, Default)]
struct Links {
    list: Vec<Relationship>,
}

impl Links {
    fn next_id(&self) -> String {
        format!("rId{}", self.list.len() + 1)
    }

    fn link(&mut self, kind: &str, part: &Part) -> String {
        let id = self.next_id();
        let target = format!("/{}", part.path);
        self.list.push(Relationship {
            id: id.clone(),
            kind: office(kind),
            target,
            external: false,
        });
        id
    }

    fn to(&mut self, kind: &str, part: Part) -> Part {
        self.link(kind, &part);
        part
    }
}
