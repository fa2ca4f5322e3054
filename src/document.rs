//! The document model: one tree per document, written the same way to Word, HTML and Markdown.
//!
//! `draft` builds it, `output` writes it. Nothing here knows of rules or purchases. Text reaches the writers already in French
//! typography; values that a person fills in or that repeat keep their identity as [`Field`]s.

use serde::Serialize;

/// Which piece of the tender file a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// Cahier des clauses techniques particulières.
    Cctp,
    /// Cahier des clauses administratives particulières.
    Ccap,
    /// Cahier des clauses particulières: CCAP and CCTP in one, for small contracts.
    Ccp,
    /// Conditions on one page, instead of a CCAP and a CCTP, for the smallest purchases.
    Conditions,
    /// Règlement de la consultation.
    Rc,
    /// The bidder's answer frame (cadre de réponse).
    CadreReponse,
    /// Price lines (bordereau des prix unitaires).
    Bpu,
    /// Lines of commitment to carry into the acte d'engagement.
    Ae,
    /// Checklist by phase.
    Checklist,
    /// Justification note.
    Note,
    /// The review of a policy over all purchases: no piece of a tender file.
    Bilan,
}

impl Piece {
    /// Every piece, in the order of a tender file.
    pub const ALL: [Self; 10] = [
        Self::Cctp,
        Self::Ccap,
        Self::Ccp,
        Self::Conditions,
        Self::Rc,
        Self::CadreReponse,
        Self::Bpu,
        Self::Ae,
        Self::Checklist,
        Self::Note,
    ];

    /// The name in files, ids and anchors: `cctp`, `cadre_reponse`…
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Cctp => "cctp",
            Self::Ccap => "ccap",
            Self::Ccp => "ccp",
            Self::Conditions => "conditions",
            Self::Rc => "rc",
            Self::CadreReponse => "cadre_reponse",
            Self::Bpu => "bpu",
            Self::Ae => "ae",
            Self::Checklist => "liste_de_controle",
            Self::Note => "note_justificative",
            Self::Bilan => "bilan",
        }
    }

    /// How a sentence names it: « du CCAP », « du cadre de réponse ».
    #[must_use]
    pub const fn of(self) -> &'static str {
        match self {
            Self::Cctp => "du CCTP",
            Self::Ccap => "du CCAP",
            Self::Ccp => "du CCP",
            Self::Conditions => "des conditions particulières",
            Self::Rc => "du règlement de la consultation",
            Self::CadreReponse => "du cadre de réponse",
            Self::Bpu => "du bordereau des prix",
            Self::Ae => "de l’acte d’engagement",
            Self::Checklist => "de la liste de contrôle",
            Self::Note => "de la note justificative",
            Self::Bilan => "du bilan",
        }
    }

    /// The piece whose [`Self::id`] is `id`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|piece| piece.id() == id)
    }

    /// Whether articles are numbered « Article 1 », « 1.1 »: the contract pieces and the RC.
    #[must_use]
    pub const fn has_articles(self) -> bool {
        matches!(self, Self::Cctp | Self::Ccap | Self::Ccp | Self::Rc)
    }
}

/// One document of the dossier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    pub piece: Piece,
    /// « Cahier des clauses techniques particulières ».
    pub title: String,
    /// The purchase's object, under the title.
    pub subtitle: Vec<Inline>,
    /// Label and value lines under the title: buyer, launch date, base…
    pub properties: Vec<(String, Vec<Inline>)>,
    /// Whether a table of contents is worth its place.
    pub contents: bool,
    pub blocks: Vec<Block>,
}

impl Document {
    /// Every field of the body, in the order of the page.
    #[must_use]
    pub fn fields(&self) -> Vec<&Field> {
        let mut found = Vec::new();
        collect_blocks(&self.blocks, &mut found);
        found
    }
}

fn collect_blocks<'a>(blocks: &'a [Block], found: &mut Vec<&'a Field>) {
    for block in blocks {
        match block {
            Block::Heading(heading) => collect(&heading.text, found),
            Block::Paragraph(run) => collect(run, found),
            Block::Check(check) => collect(&check.text, found),
            Block::List { items, .. } => items.iter().for_each(|item| collect(item, found)),
            Block::Table(table) => {
                table
                    .header
                    .iter()
                    .chain(table.rows.iter().flatten())
                    .for_each(|cell| collect(cell, found));
            }
            Block::Notice { blocks, .. } => collect_blocks(blocks, found),
        }
    }
}

fn collect<'a>(inlines: &'a [Inline], found: &mut Vec<&'a Field>) {
    for inline in inlines {
        match inline {
            Inline::Field(field) => found.push(field),
            Inline::Strong(inner) | Inline::Emphasis(inner) => collect(inner, found),
            Inline::Text(_)
            | Inline::Reference { .. }
            | Inline::Link { .. }
            | Inline::LineBreak => {}
        }
    }
}

/// A block of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    Heading(Heading),
    Paragraph(Vec<Inline>),
    /// A list; each item is a run of text. Deeper levels are not used in contracts.
    List {
        ordered: bool,
        items: Vec<Vec<Inline>>,
    },
    Table(Table),
    /// A line with a box to tick.
    Check(Check),
    /// A set-apart block: what must be confirmed, completed or known.
    Notice {
        kind: NoticeKind,
        title: String,
        blocks: Vec<Block>,
    },
}

/// A heading; in a piece with articles it is numbered by the writer (live numbering in Word).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// 1 to 3.
    pub level: u8,
    /// The number as printed, « 4.2 »; `None` where the piece has no articles. Word numbers itself, and must agree.
    pub number: Option<String>,
    pub text: Vec<Inline>,
    /// Unique in its document; what references and the table of contents point at.
    pub anchor: String,
    /// A margin comment: the reason and the reference of a clause.
    pub comment: Option<Vec<Vec<Inline>>>,
}

/// A table with a header row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table {
    pub header: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
    /// Relative widths of the columns; empty: equal.
    pub widths: Vec<u8>,
}

/// A box to tick and its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Check {
    /// Unique in its document; lets a completed file be read back.
    pub tag: String,
    pub text: Vec<Inline>,
}

/// Why a block is set apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// Something undetermined that the buyer must settle before sending.
    Confirm,
    /// A duty that nothing meets, or another defect of the file.
    Warning,
    /// Plain information.
    Information,
}

/// A run of text inside a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    Text(String),
    Strong(Vec<Inline>),
    Emphasis(Vec<Inline>),
    /// A place to fill in, or a filled value that stays editable.
    Field(Field),
    /// A reference to an article: same document (live field in Word) or another one (text).
    Reference {
        piece: Piece,
        anchor: String,
        /// « article 4.2 » in the same document, « article 4.2 du CCAP » from another.
        text: String,
    },
    Link {
        url: String,
        text: String,
    },
    LineBreak,
}

impl Inline {
    /// Plain text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

/// A value of a variable, or the place to write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Field {
    /// `clause.variable`, `acheteur.nom`, `objet`…; the same tag may repeat.
    pub tag: String,
    /// What is asked: « taux de valorisation matière ».
    pub label: String,
    /// What is printed; `None` prints `[à compléter : label]`.
    pub value: Option<String>,
    /// Whether every place with this tag is one value, typed once and updated everywhere (buyer, object).
    pub bound: bool,
}

impl Field {
    /// The text as printed by every writer.
    #[must_use]
    pub fn shown(&self) -> String {
        self.value.clone().unwrap_or_else(|| format!("[à compléter\u{202f}: {}]", self.label))
    }
}

/// The plain text of a run, as printed.
#[must_use]
pub fn plain_text(inlines: &[Inline]) -> String {
    let mut text = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(run)
            | Inline::Reference { text: run, .. }
            | Inline::Link { text: run, .. } => {
                text.push_str(run);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => text.push_str(&plain_text(inner)),
            Inline::Field(field) => text.push_str(&field.shown()),
            Inline::LineBreak => text.push('\n'),
        }
    }
    text
}
