//! A small purchase: six pieces of advice at most, and one page of conditions.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed set-up is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use clausier::base::Base;
use clausier::base::rule::Level;
use clausier::base::source::Files;
use clausier::document::{Block, Document, Inline, Piece};
use clausier::draft::{Options, Pieces, dossier};
use clausier::engine::answer::{Answer, answer};
use clausier::engine::duty::DutyState;
use clausier::lint;
use clausier::money::Amount;
use clausier::purchase::{Ambition, Decision, Purchase, Status, read};

static BASE: LazyLock<Base> = LazyLock::new(|| Base::load(&Files::embedded()).0.unwrap());

const MOST: usize = 6;

/// Every case, as if it were worth that much, in one lot.
fn cases_worth(amount: &str) -> Vec<(String, Purchase)> {
    let mut names: Vec<String> = fs::read_dir("tests/cas")
        .unwrap()
        .filter_map(|entry| {
            Some(entry.unwrap().file_name().to_str()?.strip_suffix(".toml")?.to_owned())
        })
        .collect();
    names.sort();
    names.into_iter().map(|name| (name.clone(), worth(&name, amount))).collect()
}

fn worth(name: &str, amount: &str) -> Purchase {
    let path = format!("tests/cas/{name}.toml");
    let mut purchase = read::from_file(Path::new(&path), &BASE).unwrap().0;
    purchase.amount = Amount::parse(amount);
    (purchase.need, purchase.procedure) = (None, None);
    purchase.lots.clear();
    purchase
}

fn answered(purchase: &Purchase) -> Answer<'static> {
    answer(&BASE, purchase, purchase.launch.unwrap())
}

fn advice(answer: &Answer<'_>) -> BTreeSet<String> {
    let counted = [Level::Recommande, Level::AEtudier];
    let advice = answer.recommendations.iter().filter(|one| counted.contains(&one.level));
    advice.map(|one| one.clause.id.clone()).collect()
}

fn too_many<'a>(answer: &'a Answer<'_>) -> impl Iterator<Item = &'a str> {
    let aside = answer.set_aside.iter().filter(|one| one.in_favour_of.is_none());
    aside.map(|one| one.recommendation.clause.id.as_str())
}

#[test]
fn sous_soixante_mille_euros_six_conseils_au_plus() {
    let mut n_aside = 0;
    for (name, purchase) in cases_worth("59999.99") {
        let answer = answered(&purchase);
        n_aside += too_many(&answer).count();
        assert!(advice(&answer).len() <= MOST, "{name} : {:?}", advice(&answer));
    }
    assert!(n_aside > 0, "aucun cas n’a plus de six conseils : l’essai ne prouve rien");
}

#[test]
fn a_soixante_mille_euros_aucun_conseil_n_est_laisse_de_cote_pour_le_nombre() {
    for (name, purchase) in cases_worth("60000") {
        assert_eq!(too_many(&answered(&purchase)).next(), None, "{name}");
    }
}

#[test]
fn un_conseil_laisse_de_cote_ne_laisse_pas_une_obligation_sans_reponse() {
    for (name, purchase) in cases_worth("59999.99") {
        let answer = answered(&purchase);
        for unmet in answer.duties.iter().filter(|duty| duty.state == DutyState::ToMeet) {
            let meets = |id: &str| unmet.duty.met_by.accepts(&BASE.clauses[id]);
            assert_eq!(too_many(&answer).find(|id| meets(id)), None, "{name}");
        }
    }
}

#[test]
fn ce_que_l_acheteur_retient_reste_en_plus_des_six() {
    let (purchase, aside) = cases_worth("59999.99")
        .into_iter()
        .find_map(|(_, purchase)| {
            let aside = too_many(&answered(&purchase)).next()?.to_owned();
            Some((purchase, aside))
        })
        .unwrap();
    let before = advice(&answered(&purchase));
    let mut purchase = purchase;
    let kept = Decision { status: Some(Status::Kept), ..Decision::default() };
    purchase.decisions.insert(aside.clone(), kept);
    let after = advice(&answered(&purchase));
    assert!(after.contains(&aside));
    assert!(after.is_superset(&before), "{before:?} {after:?}");
}

#[test]
fn ce_qu_un_conseil_garde_exige_reste_avec_lui() {
    for (name, purchase) in cases_worth("59999.99") {
        let answer = answered(&purchase);
        let aside: BTreeSet<&str> = too_many(&answer).collect();
        for one in answer.recommendations.iter().filter(|one| one.is_written()) {
            let lost = one.clause.requires.iter().find(|id| aside.contains(id.as_str()));
            assert_eq!(lost, None, "{name} : {}", one.clause.id);
        }
    }
}

#[test]
fn une_page_de_conditions_jusqu_a_vingt_cinq_mille_euros() {
    for (amount, usual) in [
        ("24999.99", Pieces::Conditions),
        ("25000", Pieces::Cahiers),
        ("25000.01", Pieces::Cahiers),
    ] {
        let purchase = worth("traiteur", amount);
        assert_eq!(Pieces::usual(&answered(&purchase)), usual, "{amount}");
    }
    let unknown = Purchase { amount: None, ..worth("traiteur", "1") };
    assert_eq!(Pieces::usual(&answered(&unknown)), Pieces::Cahiers);
}

fn page(purchase: &Purchase) -> Option<Document> {
    let options = Options { pieces: Pieces::Conditions, ..Options::default() };
    let dossier = dossier(&answered(purchase), purchase, options).unwrap();
    dossier.documents.into_iter().find(|one| one.piece == Piece::Conditions)
}

/// The points of the page, as read.
fn points(document: &Document) -> Vec<String> {
    let list = document.blocks.iter().find_map(|block| match block {
        Block::List { ordered: true, items } => Some(items),
        _ => None,
    });
    list.unwrap().iter().map(|item| clausier::document::plain_text(item)).collect()
}

#[test]
fn chaque_clause_de_contrat_retenue_a_son_point() {
    for (name, purchase) in cases_worth("20000") {
        let answer = answered(&purchase);
        let Some(document) = page(&purchase) else { panic!("{name} : pas de page") };
        let points = points(&document);
        let written = |one: &&clausier::engine::answer::Recommendation<'_>| {
            ["cctp", "ccap", "conditions"].iter().any(|p| one.clause.texts.contains_key(*p))
        };
        for one in answer.kept().filter(written) {
            let title = clausier::draft::typography::french(&one.clause.title);
            let n = points.iter().filter(|point| point.starts_with(&title)).count();
            assert_eq!(n, 1, "{name} : {}", one.clause.id);
        }
    }
}

#[test]
fn la_page_ne_renvoie_qu_a_ses_propres_points() {
    for (name, purchase) in cases_worth("20000") {
        let document = page(&purchase).unwrap();
        let points = points(&document);
        let text = points.join("\n");
        assert!(!text.contains("article correspondant"), "{name} : {text}");
        let runs = document.blocks.iter().flat_map(|block| match block {
            Block::List { items, .. } => items.clone(),
            _ => Vec::new(),
        });
        let is_reference = |inline: &Inline| matches!(inline, Inline::Reference { .. });
        assert!(!runs.flatten().any(|inline| is_reference(&inline)), "{name}");
    }
}

#[test]
fn ce_qui_est_a_completer_se_trouve_dans_une_piece() {
    for clause in BASE.clauses.values().filter(|clause| clause.texts.contains_key("conditions")) {
        let purchase = lint::keeping(&BASE, clause, Ambition::Socle, false);
        let options = Options { pieces: Pieces::Conditions, ..Options::default() };
        let mut written = dossier(&answered(&purchase), &purchase, options).unwrap();
        // The list of what is to be filled in names them all: it proves nothing.
        written.documents.retain(|one| one.piece != Piece::Checklist);
        let pieces = format!("{:?}", written.documents);
        for blank in &written.blanks {
            let field = format!("tag: {:?}", blank.tag);
            assert!(pieces.contains(&field), "{} : {}", clause.id, blank.label);
        }
    }
}
