//! What holds in every dossier, of the cases and of the real purchases.

use clausier::document::{Block, Document, Inline, NoticeKind, Piece, plain_text};
use clausier::draft::{Options, Pieces};
use clausier::engine::duty::DutyState;
use clausier::money::Amount;
use clausier::output::docx;
use clausier::purchase::{Ambition, Purchase, Status, listed};

use crate::case::{
    BASE, answered, at_level, case, decided, document, dossier, dossier_with, every, fiche,
};
use crate::walk::{dangling, headings, plain_spaces, raw, tables, text};

/// Default, whole outline, one CCP.
const OPTIONS: [Options; 3] = [
    Options { whole: false, pieces: Pieces::Cahiers },
    Options { whole: true, pieces: Pieces::Cahiers },
    Options { whole: false, pieces: Pieces::Ccp },
];

#[test]
fn aucun_reste_de_modele_ni_de_machine_ne_s_imprime() {
    for (name, purchase) in every() {
        for ambition in Ambition::ALL {
            for document in &dossier(&at_level(&purchase, ambition)).documents {
                let faults = raw(document);
                assert!(faults.is_empty(), "{name} {ambition:?} {:?} : {faults:?}", document.piece);
            }
        }
    }
}

#[test]
fn aucun_article_elide_n_est_double() {
    for (name, purchase) in every() {
        for document in &dossier(&purchase).documents {
            let text = plain_spaces(&text(document));
            for doubled in ["l’l’", "d’l’", " du du ", " de de ", "article article"] {
                assert!(!text.contains(doubled), "{name} {:?} : {doubled}", document.piece);
            }
        }
    }
}

#[test]
fn chaque_renvoi_mene_a_un_article_du_dossier() {
    for (name, purchase) in every() {
        for options in OPTIONS {
            let faults = dangling(&dossier_with(&purchase, options));
            assert!(faults.is_empty(), "{name} {options:?} : {faults:?}");
        }
    }
}

#[test]
fn ecarter_une_clause_ne_laisse_aucun_renvoi_perdu() {
    for name in ["voirie-monge-bossuet", "denrees-restauration-scolaire"] {
        let purchase = case(name);
        let kept: Vec<String> =
            answered(&purchase).kept().map(|one| one.clause.id.clone()).collect();
        for clause in kept {
            let faults = dangling(&dossier(&decided(&purchase, &clause, Status::Discarded)));
            assert!(faults.is_empty(), "{name} sans {clause} : {faults:?}");
        }
    }
}

#[test]
fn les_criteres_et_le_prix_font_cent_pour_chaque_marche() {
    for (name, purchase) in every() {
        let dossier = dossier(&purchase);
        let Some(rc) = dossier.documents.iter().find(|one| one.piece == Piece::Rc) else {
            continue;
        };
        let mut lots = Vec::new();
        for (i, block) in rc.blocks.iter().enumerate() {
            let Block::Table(table) = block else { continue };
            let weights: Vec<u32> = table.rows.iter().filter_map(|row| weight(row)).collect();
            if weights.is_empty() {
                continue;
            }
            assert_eq!(weights.iter().sum::<u32>(), 100, "{name} : {weights:?}");
            assert!(weights.iter().all(|weight| *weight > 0), "{name} : {weights:?}");
            if let Some(Block::Paragraph(run)) = i.checked_sub(1).and_then(|i| rc.blocks.get(i)) {
                lots.extend(numbers(&plain_text(run)));
            }
        }
        let all: Vec<u32> = purchase.lots.iter().map(|lot| lot.number).collect();
        lots.sort_unstable();
        // One table for all lots names none: its lead says « sur 100 points ».
        assert!(lots.is_empty() || lots == [100] || lots == all, "{name} : {lots:?}");
    }
}

/// The weight of a row of criteria: the value of its field.
fn weight(row: &[Vec<Inline>]) -> Option<u32> {
    row.iter().flatten().find_map(|inline| match inline {
        Inline::Field(field) if field.tag.starts_with("critere.") => {
            field.value.as_ref()?.parse().ok()
        }
        _ => None,
    })
}

/// The numbers of « Lots 1 à 4 et 7 ».
fn numbers(label: &str) -> Vec<u32> {
    let label = plain_spaces(label);
    let words: Vec<&str> = label.split([' ', ',', '.']).filter(|word| !word.is_empty()).collect();
    let mut found: Vec<u32> = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let Ok(number) = word.parse::<u32>() else { continue };
        let interval = i > 0 && words.get(i - 1) == Some(&"à");
        let first = found.last().filter(|_| interval).map_or(number, |last| last + 1);
        found.extend(first..=number);
    }
    found
}

/// Euros added to each estimate: no figure of the law or of usage reads the same.
const ODD: i64 = 7;

#[test]
fn aucune_estimation_ne_s_imprime_dans_ce_que_lisent_les_candidats() {
    for (name, purchase) in every() {
        let purchase = with_odd_estimates(purchase);
        for options in OPTIONS {
            let dossier = dossier_with(&purchase, options);
            let private = [Piece::Checklist, Piece::Note];
            for document in dossier.documents.iter().filter(|one| !private.contains(&one.piece)) {
                let text = plain_spaces(&text(document));
                for amount in estimates(&purchase) {
                    let shown = plain_spaces(&amount.to_string());
                    assert!(!prints(&text, &shown), "{name} {:?} : {shown}", document.piece);
                }
            }
        }
    }
}

fn with_odd_estimates(mut purchase: Purchase) -> Purchase {
    let odd = |n: i64| Amount::from_euros(ODD * n);
    let n_lots = i64::try_from(purchase.lots.len()).unwrap();
    for lot in &mut purchase.lots {
        lot.amount = lot.amount.map(|amount| amount.saturating_add(odd(1)));
    }
    for amount in [&mut purchase.amount, &mut purchase.need] {
        *amount = amount.map(|amount| amount.saturating_add(odd(n_lots.max(1))));
    }
    purchase
}

fn estimates(purchase: &Purchase) -> Vec<Amount> {
    let lots = purchase.lots.iter().filter_map(|lot| lot.amount);
    [purchase.amount, purchase.need].into_iter().flatten().chain(lots).collect()
}

/// Whether a number stands alone in a text: « 12 000 », not « 112 000 ».
fn prints(text: &str, number: &str) -> bool {
    text.match_indices(number).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        !before.ends_with(|c: char| c.is_ascii_digit())
    })
}

#[test]
fn une_clause_de_lot_dit_ses_lots() {
    for (name, purchase) in every() {
        let answer = answered(&purchase);
        let dossier = dossier(&purchase);
        for document in dossier.documents.iter().filter(|one| one.piece.has_articles()) {
            for (i, block) in document.blocks.iter().enumerate() {
                let Block::Heading(heading) = block else { continue };
                let prefix = format!("clause-{}-", document.piece.id());
                let Some(id) = heading.anchor.strip_prefix(&prefix) else { continue };
                let lots: Vec<u32> = answer
                    .kept()
                    .filter(|one| one.clause.id == id)
                    .filter_map(|one| one.lot)
                    .collect();
                if lots.is_empty() || lots.len() == purchase.lots.len() {
                    continue;
                }
                let Some(Block::Paragraph(run)) = document.blocks.get(i + 1) else {
                    panic!("{name} {id} : pas de phrase sur les lots");
                };
                let said = plain_spaces(&plain_text(run));
                let expected = format!("n° {}.", listed(&lots));
                assert!(said.ends_with(&expected), "{name} {id} : {said}");
            }
        }
    }
}

#[test]
fn les_titres_se_numerotent_sans_trou() {
    for (name, purchase) in every() {
        for options in OPTIONS {
            let dossier = dossier_with(&purchase, options);
            for document in dossier.documents.iter().filter(|one| one.piece.has_articles()) {
                let mut last: Vec<u32> = Vec::new();
                for heading in headings(document) {
                    let number = parts(heading.number.as_deref().unwrap_or_default());
                    assert!(follows(&last, &number), "{name} : {number:?} après {last:?}");
                    last = number;
                }
            }
        }
    }
}

fn parts(number: &str) -> Vec<u32> {
    number.split('.').map(|part| part.parse().unwrap()).collect()
}

/// 3.2 comes after 3.1 or 3.1.4; 3.1 after 3.
fn follows(last: &[u32], next: &[u32]) -> bool {
    let Some((end, start)) = next.split_last() else { return false };
    let deeper = last == start && *end == 1;
    let known = last.get(start.len()).copied().unwrap_or_default();
    deeper || (last.starts_with(start) && known > 0 && *end == known + 1)
}

#[test]
fn aucun_article_n_est_vide_par_defaut() {
    for (name, purchase) in every() {
        for options in [OPTIONS[0], OPTIONS[2]] {
            for document in &dossier_with(&purchase, options).documents {
                let empty = empty(document);
                assert!(empty.is_empty(), "{name} {:?} : {empty:?}", document.piece);
            }
        }
    }
}

/// The headings with nothing under them.
fn empty(document: &Document) -> Vec<String> {
    let level = |block: &Block| match block {
        Block::Heading(heading) => Some(heading.level),
        _ => None,
    };
    let mut found = Vec::new();
    for (i, block) in document.blocks.iter().enumerate() {
        let Block::Heading(heading) = block else { continue };
        let holds = document
            .blocks
            .get(i + 1)
            .is_some_and(|next| level(next).is_none_or(|deeper| deeper > heading.level));
        if !holds {
            found.push(plain_text(&heading.text));
        }
    }
    found
}

#[test]
fn le_plan_entier_n_a_aucun_article_muet() {
    for (name, purchase) in every() {
        let dossier = dossier_with(&purchase, OPTIONS[1]);
        for document in dossier.documents.iter().filter(|one| one.piece.has_articles()) {
            let empty = empty(document);
            assert!(empty.is_empty(), "{name} {:?} : {empty:?}", document.piece);
        }
    }
}

#[test]
fn une_obligation_non_satisfaite_ouvre_la_liste_de_controle() {
    let mut purchase = case("etude-petite");
    // A clause that was set aside comes back when the one that stood in its place is discarded.
    loop {
        let kept = answered(&purchase)
            .kept()
            .find(|one| one.clause.axis == "environnemental")
            .map(|one| one.clause.id.clone());
        let Some(clause) = kept else { break };
        purchase = decided(&purchase, &clause, Status::Discarded);
    }
    let answer = answered(&purchase);
    let unmet = answer.duties.iter().find(|one| one.state == DutyState::ToMeet).unwrap();
    let dossier = dossier(&purchase);
    let checklist = document(&dossier, Piece::Checklist);
    let Some(Block::Notice { kind, blocks, .. }) = checklist.blocks.first() else {
        panic!("la liste ne s’ouvre pas sur un encadré");
    };
    let Some(Block::List { items, .. }) = blocks.first() else { panic!("encadré sans liste") };
    let said: Vec<String> = items.iter().map(|item| plain_text(item)).collect();
    assert_eq!(*kind, NoticeKind::Warning);
    assert!(said.iter().any(|item| item.contains(&*french(&unmet.duty.title))), "{said:?}");
}

fn french(text: &str) -> String {
    clausier::draft::typography::french(text)
}

#[test]
fn ce_que_la_loi_impose_peut_etre_est_a_confirmer_en_tete() {
    let purchase = fiche(UNKNOWN_AMOUNT);
    let answer = answered(&purchase);
    let open = answer.undetermined().find(|outcome| {
        outcome.rule.level == clausier::base::rule::Level::Obligatoire
            && !BASE.clauses[&outcome.rule.clause].places.is_empty()
            && !answer.kept().any(|kept| kept.clause.id == outcome.rule.clause)
    });
    let clause = &answer.evaluation.base.clauses[&open.unwrap().rule.clause];
    let dossier = dossier(&purchase);
    let pieces = clause.places.keys().filter_map(|piece| Piece::from_id(piece));
    for piece in pieces.chain([Piece::Checklist]) {
        let document = document(&dossier, piece);
        let notice = document.blocks.iter().find_map(|block| match block {
            Block::Notice { kind: NoticeKind::Confirm, blocks, .. } => Some(blocks),
            _ => None,
        });
        let alone = Document { blocks: notice.unwrap().clone(), ..document.clone() };
        assert!(text(&alone).contains(&french(&clause.title)), "{piece:?}");
    }
}

/// Nothing says how much: what depends on a threshold cannot be settled.
const UNKNOWN_AMOUNT: &str = r#"
objet = "Prestations de nettoyage des locaux"
type = "services"
cpv = ["90910000-9"]
date_lancement = 2026-12-01
[acheteur]
categorie = "collectivite"
"#;

#[test]
fn chaque_valeur_a_completer_s_imprime_une_fois_au_moins_dans_la_liste() {
    for (name, purchase) in every() {
        let dossier = dossier(&purchase);
        let checklist = text(document(&dossier, Piece::Checklist));
        for blank in &dossier.blanks {
            assert!(checklist.contains(&french(&blank.label)), "{name} : {}", blank.tag);
        }
    }
}

#[test]
fn le_meme_dossier_s_ecrit_deux_fois_avec_les_memes_octets() {
    for name in ["voirie-monge-bossuet", "denrees-restauration-scolaire"] {
        let pack = || {
            let options = docx::Options { comments: true, ..docx::Options::default() };
            let documents = dossier(&case(name)).documents;
            documents.iter().map(|one| docx::write(one, &options).unwrap()).collect::<Vec<_>>()
        };
        assert!(pack() == pack(), "{name}");
    }
}

#[test]
fn aucun_tableau_n_a_de_ligne_plus_courte_que_son_titre() {
    for (name, purchase) in every() {
        for document in &dossier(&purchase).documents {
            for table in tables(document) {
                let uneven = table.rows.iter().any(|row| row.len() != table.header.len());
                assert!(!uneven, "{name} {:?}", document.piece);
            }
        }
    }
}
