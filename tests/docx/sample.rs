//! Documents for the tests: one with every kind of block, one that the shipped template shows when opened.

use clausier::document::{
    Block, Check, Document, Field, Heading, Inline, NoticeKind, Piece, Table,
};

pub fn text(text: &str) -> Inline {
    Inline::text(text)
}

pub fn p(text: &str) -> Block {
    Block::Paragraph(vec![Inline::text(text)])
}

pub fn heading(level: u8, number: Option<&str>, title: &str, anchor: &str) -> Block {
    Block::Heading(Heading {
        level,
        number: number.map(str::to_owned),
        text: vec![Inline::text(title)],
        anchor: anchor.to_owned(),
        comment: None,
    })
}

fn commented(level: u8, number: &str, title: &str, anchor: &str, why: &[&str]) -> Block {
    Block::Heading(Heading {
        level,
        number: Some(number.to_owned()),
        text: vec![Inline::text(title)],
        anchor: anchor.to_owned(),
        comment: Some(why.iter().map(|line| vec![Inline::text(*line)]).collect()),
    })
}

pub fn field(tag: &str, label: &str, value: Option<&str>, bound: bool) -> Inline {
    Inline::Field(Field {
        tag: tag.to_owned(),
        label: label.to_owned(),
        value: value.map(str::to_owned),
        bound,
    })
}

fn buyer() -> Inline {
    field("acheteur.nom", "nom de l’acheteur", Some("Commune de Saint-Aubin-d’Écrosville"), true)
}

fn object() -> Inline {
    field(
        "objet",
        "objet du marché",
        Some("Rénovation énergétique de l’école élémentaire Jean-Macé"),
        true,
    )
}

fn reference(piece: Piece, anchor: &str, text: &str) -> Inline {
    Inline::Reference { piece, anchor: anchor.to_owned(), text: text.to_owned() }
}

fn cells(cells: &[&str]) -> Vec<Vec<Inline>> {
    cells.iter().map(|cell| vec![Inline::text(*cell)]).collect()
}

/// Every kind of block and inline, at least once.
pub fn every_block() -> Document {
    Document {
        piece: Piece::Cctp,
        title: "Cahier des clauses techniques particulières".to_owned(),
        subtitle: vec![object()],
        properties: vec![
            ("Acheteur".to_owned(), vec![buyer()]),
            ("Date de lancement".to_owned(), vec![text("15 janvier 2027")]),
            ("Montant estimé".to_owned(), vec![text("1\u{202f}250\u{202f}000 € HT")]),
            ("Référence".to_owned(), vec![field("reference", "référence du marché", None, true)]),
            ("Règles".to_owned(), vec![text("base nationale du 1er décembre 2026")]),
        ],
        contents: true,
        blocks: [front(), environment(), insertion()].concat(),
    }
}

fn front() -> Vec<Block> {
    vec![
        Block::Notice {
            kind: NoticeKind::Confirm,
            title: "À confirmer avant l’envoi".to_owned(),
            blocks: vec![
                p("Deux faits restent inconnus ; ils décident de trois clauses."),
                Block::List {
                    ordered: false,
                    items: vec![
                        vec![text("La durée du marché dépasse-t-elle douze mois ?")],
                        vec![text("Le chantier produit-il plus de 50 m³ de déchets ?")],
                    ],
                },
            ],
        },
        heading(1, Some("1"), "Objet et contexte", "objet"),
        Block::Paragraph(vec![
            text("Le présent marché, passé par "),
            buyer(),
            text(", a pour objet : "),
            object(),
            text(". Il s’exécute dans les conditions de l’"),
            reference(Piece::Cctp, "dechets", "article 2.1"),
            text(" et de l’"),
            reference(Piece::Cctp, "insertion", "article 3"),
            text(", sans préjudice de l’"),
            reference(Piece::Ccap, "penalites", "article 8.2 du CCAP"),
            text("."),
        ]),
        heading(2, Some("1.1"), "Documents de référence", "references"),
        Block::Paragraph(vec![
            text("Les textes applicables sont ceux en vigueur à la date de lancement ; voir "),
            Inline::Link {
                url: "https://www.legifrance.gouv.fr/codes/id/LEGITEXT000037701019/".to_owned(),
                text: "le code de la commande publique".to_owned(),
            },
            text(".\nLe titulaire en tient copie sur le chantier."),
        ]),
        heading(2, Some("1.2"), "Définitions", "definitions"),
        Block::List {
            ordered: true,
            items: vec![
                vec![
                    Inline::Strong(vec![text("Déchet de chantier")]),
                    text(" : tout matériau qui quitte le site pour être valorisé ou éliminé."),
                ],
                vec![
                    Inline::Strong(vec![text("Réemploi")]),
                    text(" : usage d’un produit pour la même fonction, "),
                    Inline::Emphasis(vec![text("sans transformation")]),
                    text("."),
                ],
                vec![text("Valorisation : toute opération utile en fin de vie.")],
            ],
        },
    ]
}

fn environment() -> Vec<Block> {
    vec![
        heading(1, Some("2"), "Exécution respectueuse de l’environnement", "environnement"),
        commented(
            2,
            "2.1",
            "Gestion des déchets de chantier",
            "dechets",
            &[
                "Travaux au-dessus du seuil : la traçabilité des déchets est obligatoire.",
                "Code de l’environnement, art. L. 541-1 (contrôlé le 20 novembre 2026).",
            ],
        ),
        Block::Paragraph(vec![
            text("Le titulaire valorise au moins "),
            field("dechets-chantier.taux", "taux de valorisation matière", Some("70 %"), false),
            text(" en masse des déchets non dangereux. Il remet le bordereau de suivi au "),
            field("dechets-chantier.destinataire", "service destinataire", None, false),
            text(" dans un délai de 15 jours."),
        ]),
        heading(3, Some("2.1.1"), "Justificatifs", "justificatifs"),
        Block::Table(Table {
            header: cells(&["Justificatif", "Quand", "Qui le contrôle"]),
            rows: vec![
                cells(&["Plan de gestion des déchets", "Avant le démarrage", "Maître d’œuvre"]),
                cells(&["Bordereaux de suivi", "Chaque mois", "Maître d’œuvre"]),
                cells(&[
                    "Bilan matière, avec les quantités par filière et les taux atteints",
                    "À la réception",
                    "Acheteur",
                ]),
            ],
            widths: vec![5, 2, 3],
        }),
        p("À défaut, la pénalité du CCAP s’applique par document manquant."),
        Block::List {
            ordered: true,
            items: vec![vec![text("Première relance écrite.")], vec![text("Mise en demeure.")]],
        },
        heading(2, Some("2.2"), "Bois et matériaux biosourcés", "bois"),
        Block::List {
            ordered: false,
            items: vec![
                vec![text(
                    "Le bois provient de forêts gérées durablement ; le titulaire en justifie par un certificat de chaîne de contrôle ou une preuve équivalente.",
                )],
                vec![text("Les isolants biosourcés portent le label ou son équivalent.")],
            ],
        },
        Block::Notice {
            kind: NoticeKind::Information,
            title: "Pourquoi cette clause".to_owned(),
            blocks: vec![p(
                "La politique d’achat de la commune demande un quart de matériaux biosourcés.",
            )],
        },
    ]
}

fn insertion() -> Vec<Block> {
    vec![
        commented(
            1,
            "3",
            "Insertion par l’activité économique",
            "insertion",
            &["Politique d’achat, axe 2."],
        ),
        p(
            "Le titulaire réserve une part du temps de travail à des personnes éloignées de l’emploi.",
        ),
        Block::Check(Check {
            tag: "insertion.heures".to_owned(),
            text: vec![
                text("Nombre d’heures d’insertion : "),
                field("insertion.heures", "nombre d’heures", None, false),
            ],
        }),
        Block::Check(Check {
            tag: "insertion.facilitateur".to_owned(),
            text: vec![text(
                "Le facilitateur de la clause sociale a été consulté et a validé le volume d’heures, la répartition entre les lots et les modalités de suivi.",
            )],
        }),
        Block::Notice {
            kind: NoticeKind::Warning,
            title: "Obligation sans clause".to_owned(),
            blocks: vec![
                p("Aucune clause de la base ne répond à l’obligation suivante."),
                Block::Table(Table {
                    header: cells(&["Obligation", "Depuis"]),
                    rows: vec![cells(&[
                        "Considération environnementale dans les spécifications",
                        "22 août 2026",
                    ])],
                    widths: Vec::new(),
                }),
            ],
        },
        Block::Table(Table {
            header: Vec::new(),
            rows: vec![cells(&["Sans", "en-tête"]), cells(&["et ligne courte"])],
            widths: Vec::new(),
        }),
    ]
}

/// What the shipped template shows when opened in Word.
pub fn shipped_template() -> Document {
    Document {
        piece: Piece::Cctp,
        title: "Modèle de document".to_owned(),
        subtitle: vec![text("Modifier ici les styles ; le texte de cette page n’est pas repris")],
        properties: vec![
            ("Polices, couleurs".to_owned(), vec![text("onglet « Création », ou chaque style")]),
            ("Marges".to_owned(), vec![text("onglet « Mise en page »")]),
            (
                "En-tête, pied de page".to_owned(),
                vec![text(
                    "double-clic dans la marge ; le champ « Titre » y reçoit celui du document",
                )],
            ),
        ],
        contents: false,
        blocks: vec![
            heading(1, Some("1"), "Titre 1", "titre-1"),
            p("Corps de texte, style « Normal »."),
            heading(2, Some("1.1"), "Titre 2", "titre-2"),
            Block::List {
                ordered: false,
                items: vec![vec![text("Liste à puces")], vec![text("Deuxième élément")]],
            },
            heading(3, Some("1.1.1"), "Titre 3", "titre-3"),
            Block::List {
                ordered: true,
                items: vec![vec![text("Liste numérotée")], vec![text("Deuxième élément")]],
            },
            Block::Table(Table {
                header: cells(&["En-tête", "de tableau"]),
                rows: vec![cells(&["Cellule", "de tableau"])],
                widths: Vec::new(),
            }),
            Block::Check(Check {
                tag: "exemple".to_owned(),
                text: vec![text("Case à cocher et "), field("exemple", "champ", None, false)],
            }),
            notice(NoticeKind::Confirm, "À confirmer"),
            notice(NoticeKind::Warning, "Alerte"),
            notice(NoticeKind::Information, "Information"),
        ],
    }
}

fn notice(kind: NoticeKind, title: &str) -> Block {
    let blocks = vec![p("Encadré : style de tableau « Clausier … ».")];
    Block::Notice { kind, title: title.to_owned(), blocks }
}
