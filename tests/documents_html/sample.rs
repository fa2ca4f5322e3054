//! Documents for the tests: one with every kind of block, one full of text that would pass for structure.

use clausier::document::{
    Block, Check, Document, Field, Heading, Inline, NoticeKind, Piece, Table,
};

/// What a person may type, or paste.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></main><b>gras</b>",
    "# Titre",
    "- puce",
    "+ puce",
    "1. premier",
    "1) premier",
    "> citation",
    "    code",
    "\tcode",
    "```\ncode\n```",
    "~~~\ncode",
    "*a* **b** _c_ __d__ ~~e~~ `f` $g$",
    "[lien](https://exemple.fr)",
    "![image](https://exemple.fr)",
    "[a]: https://exemple.fr",
    "[^1] [^1]: note",
    "a | b\n--- | ---\nc | d",
    "a\n:--\nb",
    "Titre\n===",
    "Titre\n---",
    "***",
    "a\n\n# b",
    "&lt;b&gt; &#60;",
    "- [ ] case",
    "<!-- -->",
    "<https://exemple.fr>",
    "fin \\",
    "::: note",
    ": définition",
    "a\u{0}b\u{c}c\u{fffe}",
];

fn text(text: &str) -> Inline {
    Inline::text(text)
}

fn p(line: &str) -> Block {
    Block::Paragraph(vec![text(line)])
}

fn field(tag: &str, label: &str, value: Option<&str>) -> Inline {
    let value = value.map(str::to_owned);
    Inline::Field(Field { tag: tag.to_owned(), label: label.to_owned(), value, bound: false })
}

fn heading(level: u8, number: Option<&str>, title: &str, anchor: &str) -> Heading {
    Heading {
        level,
        number: number.map(str::to_owned),
        text: vec![text(title)],
        anchor: anchor.to_owned(),
        comment: None,
    }
}

fn cells(cells: &[&str]) -> Vec<Vec<Inline>> {
    cells.iter().map(|cell| vec![text(cell)]).collect()
}

fn check(tag: &str, line: Vec<Inline>) -> Block {
    Block::Check(Check { tag: tag.to_owned(), text: line })
}

fn list(ordered: bool, lines: &[&str]) -> Block {
    Block::List { ordered, items: cells(lines) }
}

fn notice(kind: NoticeKind, title: &str, blocks: Vec<Block>) -> Block {
    Block::Notice { kind, title: title.to_owned(), blocks }
}

/// A document of these blocks alone.
pub fn of_blocks(blocks: Vec<Block>) -> Document {
    let (subtitle, properties) = (Vec::new(), Vec::new());
    Document {
        piece: Piece::Cctp,
        title: "Essai".to_owned(),
        subtitle,
        properties,
        contents: true,
        blocks,
    }
}

/// Every kind of block and inline, at least once.
pub fn every_block() -> Document {
    Document {
        piece: Piece::Cctp,
        title: "Cahier des clauses techniques particulières".to_owned(),
        subtitle: vec![field("objet", "objet du marché", Some("Rénovation de l’école Jean-Macé"))],
        properties: vec![
            ("Acheteur".to_owned(), vec![text("Commune de Saint-Aubin-d’Écrosville")]),
            ("Référence".to_owned(), vec![field("reference", "référence du marché", None)]),
            ("Règles".to_owned(), vec![text("base nationale du 1er décembre 2026")]),
        ],
        contents: true,
        blocks: [front(), environment(), insertion()].concat(),
    }
}

fn front() -> Vec<Block> {
    let questions =
        list(false, &["La durée dépasse-t-elle douze mois ?", "Plus de 50 m³ de déchets ?"]);
    vec![
        notice(
            NoticeKind::Confirm,
            "À confirmer avant envoi",
            vec![p("Deux faits restent inconnus."), questions],
        ),
        Block::Heading(heading(1, Some("1"), "Objet et contexte", "objet")),
        Block::Paragraph(vec![
            text("Il s’exécute dans les conditions de l’"),
            Inline::Reference {
                piece: Piece::Cctp,
                anchor: "dechets".to_owned(),
                text: "article 2.1".to_owned(),
            },
            text(" et de l’"),
            Inline::Reference {
                piece: Piece::Ccap,
                anchor: "penalites".to_owned(),
                text: "article 8.2 du CCAP".to_owned(),
            },
            text(" ; voir "),
            Inline::Link {
                url: "https://www.legifrance.gouv.fr/codes/".to_owned(),
                text: "le code de la commande publique".to_owned(),
            },
            text("."),
            Inline::LineBreak,
            text("Le titulaire en tient copie sur le chantier."),
        ]),
        Block::Heading(heading(2, Some("1.1"), "Définitions", "definitions")),
        Block::List {
            ordered: true,
            items: vec![
                vec![
                    Inline::Strong(vec![text("Déchet")]),
                    text(" : tout matériau qui quitte le site."),
                ],
                vec![
                    text("Réemploi, "),
                    Inline::Emphasis(vec![text("sans transformation")]),
                    text("."),
                ],
            ],
        },
        list(true, &["Première relance.", "Mise en demeure."]),
    ]
}

fn environment() -> Vec<Block> {
    let mut waste = heading(2, Some("2.1"), "Gestion des déchets de chantier", "dechets");
    waste.comment = Some(cells(&[
        "La traçabilité des déchets est obligatoire.",
        "Fondement : code de l’environnement, art. L. 541-1.",
    ]));
    vec![
        Block::Heading(heading(1, Some("2"), "Environnement", "environnement")),
        Block::Heading(waste),
        Block::Paragraph(vec![
            text("Le titulaire valorise au moins "),
            field("dechets.taux", "taux", Some("70 %")),
            text(" des déchets et remet le bordereau au "),
            field("dechets.service", "service destinataire", None),
            text("."),
        ]),
        Block::Heading(heading(3, Some("2.1.1"), "Justificatifs", "justificatifs")),
        Block::Table(Table {
            header: cells(&["Justificatif", "Quand", "Qui le contrôle"]),
            rows: vec![
                cells(&["Plan de gestion | SOGED", "Avant le démarrage", "Maître d’œuvre"]),
                cells(&["Bilan matière,\npar filière", "À la réception"]),
            ],
            widths: vec![5, 2, 3],
        }),
    ]
}

fn insertion() -> Vec<Block> {
    let duties = Table {
        header: Vec::new(),
        rows: vec![cells(&["Insertion", "22 août 2026"])],
        widths: Vec::new(),
    };
    vec![
        Block::Heading(heading(1, Some("3"), "Insertion", "insertion")),
        list(false, &["Avant une liste à cocher."]),
        check("heures", vec![text("Heures : "), field("heures", "nombre d’heures", None)]),
        check("facilitateur", vec![text("Le facilitateur a été consulté.")]),
        notice(NoticeKind::Warning, "Obligation sans clause", vec![Block::Table(duties)]),
        notice(NoticeKind::Information, "À savoir", vec![p("Texte d’information.")]),
    ]
}

/// Hostile text in every place that takes text, headings that skip levels, anchors that repeat or are no names.
pub fn hostile() -> Document {
    let all = HOSTILE.join("\n");
    let mut top = heading(3, None, &all, "contenu");
    top.comment = Some(vec![vec![text(&all)]]);
    let table = Table { header: cells(&[&all]), rows: vec![cells(&[&all, &all])], widths: vec![1] };
    Document {
        piece: Piece::Checklist,
        title: all.clone(),
        subtitle: vec![text(&all)],
        properties: vec![(
            all.clone(),
            vec![field(&all, &all, None), field(&all, &all, Some(&all))],
        )],
        contents: true,
        blocks: vec![
            Block::Heading(top),
            Block::Heading(heading(1, None, "Un", "a b\"><é")),
            Block::Heading(heading(3, None, "Deux", "a b\"><é")),
            Block::Heading(heading(1, None, "Trois", "clausier-case-1")),
            Block::Table(table),
            check(&all, vec![text(&all), Inline::Strong(vec![text(&all)])]),
            list(true, HOSTILE),
            notice(
                NoticeKind::Warning,
                &all,
                vec![p(&all), Block::Heading(heading(2, None, "Quatre", ""))],
            ),
            Block::Paragraph(vec![
                Inline::Reference {
                    piece: Piece::Checklist,
                    anchor: "a b\"><é".to_owned(),
                    text: all.clone(),
                },
                Inline::Reference {
                    piece: Piece::Checklist,
                    anchor: "absent".to_owned(),
                    text: all,
                },
            ]),
        ],
    }
}
