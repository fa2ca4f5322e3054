//! What the tool itself writes in the outlines: object and lots, execution conditions, penalties, derogations.

use super::Desk;
use super::environment::{clause_anchor, penalty_amount};
use super::filters::long_date;
use crate::base::clause::Nature;
use crate::document::{Block, Field, Inline, Piece, Table};
use crate::engine::known::At;
use crate::fact::Value;
use crate::purchase::lots_label;

/// Buyer, date and base: what produced the piece.
pub(super) fn properties(desk: &Desk<'_>) -> Vec<(String, Vec<Inline>)> {
    let base = desk.answer.evaluation.base;
    let print: String = base.fingerprint().chars().take(12).collect();
    let mut properties = vec![
        ("Acheteur".to_owned(), vec![desk.buyer()]),
        ("Lancement prévu".to_owned(), vec![Inline::Text(long_date(desk.answer.evaluation.date))]),
    ];
    if let Some(policy) = desk.answer.evaluation.policy {
        properties.push(("Politique d'achat".to_owned(), vec![Inline::text(policy.title.clone())]));
    }
    let source = format!("clausier, base {} ({print})", base.version);
    properties.push(("Établi avec".to_owned(), vec![Inline::Text(source)]));
    properties
}

/// Buyer and base alone, where room is short.
pub(super) fn short_properties(desk: &Desk<'_>) -> Vec<(String, Vec<Inline>)> {
    let properties = properties(desk).into_iter();
    properties.filter(|(label, _)| label == "Acheteur" || label == "Établi avec").collect()
}

/// The object, the form and the lots. No estimate is printed: bidders read these pieces.
pub(super) fn object(desk: &Desk<'_>, part: Piece) -> Vec<Block> {
    let lead = match part {
        Piece::Rc => "La présente consultation a pour objet : ",
        _ => "Le marché a pour objet : ",
    };
    let mut blocks =
        vec![Block::Paragraph(vec![Inline::text(lead), desk.object(), Inline::text(".")])];
    if part != Piece::Cctp {
        blocks.extend(form(desk).map(|sentence| Block::Paragraph(vec![Inline::Text(sentence)])));
        blocks.extend(maximum(desk));
        if let Some(title) = desk.ccag_title() {
            blocks.push(Block::Paragraph(vec![Inline::Text(format!(
                "Le marché se réfère au {title}."
            ))]));
        }
    }
    if desk.purchase.lots.is_empty() {
        return blocks;
    }
    let rows = desk.purchase.lots.iter().map(|lot| {
        let object = lot.object.clone();
        let label = format!("objet du lot {}", lot.number);
        let tag = format!("lots.{}.objet", lot.number);
        vec![
            vec![Inline::Text(lot.number.to_string())],
            vec![Inline::Field(Field { tag, label, value: object, bound: false })],
        ]
    });
    blocks.push(Block::Table(Table {
        header: vec![vec![Inline::text("Lot")], vec![Inline::text("Objet")]],
        rows: rows.collect(),
        widths: vec![1, 9],
    }));
    blocks
}

/// A framework agreement says its maximum (CCP, art. R. 2162-4): the buyer's to fill in.
fn maximum(desk: &Desk<'_>) -> Option<Block> {
    let evaluation = &desk.answer.evaluation;
    let form = evaluation.known.choice(evaluation.base, At::Purchase, "forme")?;
    form.starts_with("accord_cadre").then(|| {
        let field = Field {
            tag: "accord_cadre.maximum".into(),
            label: "maximum de l’accord-cadre, en valeur ou en quantité, par lot".into(),
            value: None,
            bound: false,
        };
        Block::Paragraph(vec![Inline::text("Maximum : "), Inline::Field(field), Inline::text(".")])
    })
}

fn form(desk: &Desk<'_>) -> Option<String> {
    let evaluation = &desk.answer.evaluation;
    let base = evaluation.base;
    let show = |name: &str| {
        let (id, fact) = base.facts.by_name(name)?;
        Some(fact.show(&evaluation.known.get(At::Purchase, id)?.value))
    };
    let months = match evaluation.known.value(base, At::Purchase, "duree_mois") {
        Some(Value::Integer(n)) => Some(format!("d’une durée de {n} mois")),
        _ => None,
    };
    let form = show("forme");
    match (form, months) {
        (Some(form), Some(months)) => Some(format!("Forme et durée : {form}, {months}.")),
        (Some(form), None) => Some(format!("Forme : {form}.")),
        (None, Some(months)) => Some(format!("Marché {months}.")),
        (None, None) => None,
    }
}

/// The execution conditions of the contract, and what refusing one costs a bidder.
pub(super) fn execution_conditions(desk: &Desk<'_>) -> Vec<Block> {
    let mut items = Vec::new();
    let conditions = desk
        .kept
        .iter()
        .filter(|kept| kept.clause.nature == Nature::Clause && kept.clause.axis != "economique");
    for kept in conditions {
        let mut item = vec![Inline::text(kept.clause.title.clone())];
        for part in
            ["ccap", "cctp"].into_iter().filter(|part| kept.clause.places.contains_key(*part))
        {
            let (Some(written), Some(piece)) = (Piece::from_id(part), desk.piece_of(part)) else {
                continue;
            };
            item.push(Inline::text(if item.len() == 1 { " (" } else { ", " }));
            let anchor = clause_anchor(written, Some(&kept.clause.id));
            item.push(Inline::Reference { piece, anchor, text: String::new() });
        }
        if item.len() == 1 {
            continue;
        }
        let lots = kept.lots(desk.n_lots());
        if !lots.is_empty() {
            item.push(Inline::Text(format!(" ; {}", lots_label(&lots))));
        }
        item.push(Inline::text(")"));
        items.push(item);
    }
    if items.is_empty() {
        return Vec::new();
    }
    let paragraph = |text: &str| Block::Paragraph(vec![Inline::text(text)]);
    vec![
        paragraph(
            "Le marché comporte les conditions d’exécution suivantes, qui ne se négocient pas et ne sont pas notées :",
        ),
        Block::List { ordered: false, items },
        paragraph(
            "L’acceptation de l’acte d’engagement et des pièces du marché vaut acceptation de chacune de ces conditions. Une offre qui \
             refuse l’une d’elles, ou y met une réserve, est irrégulière au sens de l’article L. 2152-2 du code de la commande publique.",
        ),
        paragraph(
            "L’absence d’un formulaire ou d’un justificatif demandé au titre de ces conditions peut être régularisée à la demande de \
             l’acheteur, dans les limites de l’article R. 2152-2 du même code.",
        ),
    ]
}

/// The penalties of the kept clauses, under one cap.
pub(super) fn penalties(desk: &Desk<'_>) -> Vec<Block> {
    let mut rows = Vec::new();
    for kept in &desk.kept {
        let lots = kept.lots(desk.n_lots());
        for penalty in &kept.clause.penalties {
            let mut amount = penalty_amount(desk, kept, &penalty.amount);
            amount.push(Inline::Text(format!(" {}", penalty.unit)));
            let mut clause = vec![Inline::text(kept.clause.title.clone())];
            if !lots.is_empty() {
                clause.push(Inline::Text(format!(" ({})", lots_label(&lots))));
            }
            rows.push(vec![clause, vec![Inline::text(penalty.breach.clone())], amount]);
        }
    }
    if desk.kept.iter().any(|kept| kept.clause.criterion.is_some()) {
        rows.push(promises());
    }
    if rows.is_empty() {
        return Vec::new();
    }
    let cap = Field {
        tag: "plafonds.penalites".into(),
        label: "plafond commun des pénalités".into(),
        value: Some(desk.answer.evaluation.base.caps.penalties.to_string()),
        bound: false,
    };
    let header = ["Clause", "Manquement", "Pénalité"].map(|text| vec![Inline::text(text)]);
    vec![
        Block::Paragraph(vec![Inline::text(
            "Le titulaire encourt les pénalités suivantes. Lorsque le manquement peut être réparé, la pénalité s’applique s’il subsiste à \
             l’expiration du délai fixé par une mise en demeure. Lorsqu’il ne peut plus l’être, la mise en demeure invite le titulaire à \
             présenter ses observations, et la pénalité s’applique si elles ne justifient pas le manquement.",
        )]),
        Block::Table(Table { header: header.to_vec(), rows, widths: vec![3, 4, 3] }),
        Block::Paragraph(vec![
            Inline::text("Le total de ces pénalités ne dépasse pas "),
            Inline::Field(cap),
            Inline::text(
                " du montant hors taxes du marché, du lot ou du bon de commande. Ce plafond leur est propre : il s’ajoute à celui des \
                 pénalités de retard et ne comprend pas la pénalité légale relative au travail dissimulé. Le paiement d’une pénalité ne \
                 libère pas le titulaire de l’obligation correspondante.",
            ),
        ]),
    ]
}

/// What a bidder promised to win points is owed: one line for every criterion.
fn promises() -> Vec<Vec<Inline>> {
    let amount = Field {
        tag: "penalites.engagements".into(),
        label: "montant de la pénalité par engagement de l’offre non tenu".into(),
        value: None,
        bound: false,
    };
    vec![
        vec![Inline::text("Engagements de l’offre")],
        vec![Inline::text("Engagement pris dans l’offre au titre d’un critère, et non tenu")],
        vec![Inline::Field(amount), Inline::text(" par engagement et par constat")],
    ]
}

/// The list of derogations to the CCAG in use, gathered from the clauses: the last article of the CCAP.
pub(super) fn derogations(desk: &Desk<'_>) -> Vec<Block> {
    let (Some(ccag), Some(title)) = (desk.ccag(), desk.ccag_title()) else {
        return vec![Block::Paragraph(vec![Inline::Field(Field {
            tag: "ccag".into(),
            label: "CCAG auquel le marché se réfère, et articles auxquels il est dérogé".into(),
            value: None,
            bound: false,
        })])];
    };
    let mut items = Vec::new();
    for kept in &desk.kept {
        for derogation in
            kept.clause.derogations.iter().filter(|derogation| derogation.ccag == ccag)
        {
            let part = Piece::Ccap;
            let piece = desk.piece_of("ccap").unwrap_or(part);
            let anchor = clause_anchor(part, Some(&kept.clause.id));
            items.push(vec![
                Inline::text("L’"),
                Inline::Reference { piece, anchor, text: String::new() },
                Inline::Text(format!(" déroge à l’article {} du {title}.", derogation.article)),
            ]);
        }
    }
    if items.is_empty() {
        let text = format!(
            "Les clauses sociales et environnementales du présent document ne déclarent aucune dérogation au {title}."
        );
        let others = Field {
            tag: "derogations.autres".into(),
            label: format!("autres dérogations au {title}, article par article, ou « néant »"),
            value: None,
            bound: false,
        };
        return vec![
            Block::Paragraph(vec![Inline::Text(text)]),
            Block::Paragraph(vec![Inline::Field(others)]),
        ];
    }
    vec![Block::List { ordered: false, items }]
}
