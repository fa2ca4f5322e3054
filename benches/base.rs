//! Load, evaluate, explain, draft and write: the nine-lot case, on the shipped base.

#![allow(clippy::expect_used, reason = "a failed set-up is a failed bench")]

use std::hint::black_box;
use std::path::Path;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::draft::{Options, dossier};
use clausier::engine::answer::{Answer, answer};
use clausier::engine::evaluate;
use clausier::engine::explain::explain;
use clausier::output::docx;
use clausier::proof::Prover;
use clausier::purchase::{Purchase, read};
use divan::Bencher;

fn main() {
    divan::main();
}

fn base() -> Base {
    Base::load(&Files::embedded()).0.expect("the shipped base has no fault")
}

fn purchase(base: &Base) -> Purchase {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("exemples/vetements-travail-epi.toml");
    read::from_file(&path, base).expect("the example has no fault").0
}

#[divan::bench]
fn charger() {
    black_box(base());
}

#[divan::bench]
fn evaluer_sans_explication(bencher: Bencher<'_, '_>) {
    let base = base();
    let purchase = purchase(&base);
    bencher.bench(|| evaluate(&base, black_box(&purchase), base.as_of).outcomes.len());
}

#[divan::bench]
fn repondre(bencher: Bencher<'_, '_>) {
    let base = base();
    let purchase = purchase(&base);
    bencher.bench(|| answer(&base, black_box(&purchase), base.as_of).recommendations.len());
}

#[divan::bench]
fn evaluer_et_tout_expliquer(bencher: Bencher<'_, '_>) {
    let base = base();
    let purchase = purchase(&base);
    bencher.bench(|| {
        let evaluation = evaluate(&base, black_box(&purchase), base.as_of);
        evaluation
            .outcomes
            .iter()
            .map(|outcome| explain(&evaluation, outcome).lines.len())
            .sum::<usize>()
    });
}

fn draft(answer: &Answer<'_>, purchase: &Purchase) -> clausier::draft::Dossier {
    dossier(answer, purchase, Options::default()).expect("the shipped texts render")
}

#[divan::bench]
fn rediger(bencher: Bencher<'_, '_>) {
    let base = base();
    let purchase = purchase(&base);
    let answer = answer(&base, &purchase, base.as_of);
    bencher.bench(|| draft(&answer, black_box(&purchase)).documents.len());
}

#[divan::bench]
fn ecrire_en_word(bencher: Bencher<'_, '_>) {
    let base = base();
    let purchase = purchase(&base);
    let answer = answer(&base, &purchase, base.as_of);
    let dossier = draft(&answer, &purchase);
    let options = docx::Options { comments: true, template: None, author: "clausier".into() };
    bencher.bench(|| {
        dossier
            .documents
            .iter()
            .map(|document| docx::write(document, &options).map_or(0, |b| b.len()))
            .sum::<usize>()
    });
}

/// Every guarantee of the shipped base, over every purchase; limit: 10 s.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn prouver_les_garanties(bencher: Bencher<'_, '_>) {
    let base = base();
    bencher.bench(|| {
        let prover = Prover::new(&base);
        base.guarantees.iter().map(|one| format!("{:?}", prover.prove(one)).len()).sum::<usize>()
    });
}
