//! Totals: what repeats a contract counts once, unlike amounts stay apart, and halves put together say what the whole says.

use std::fs;
use std::ops::ControlFlow;
use std::sync::OnceLock;

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::portfolio::Choice;
use clausier::portfolio::columns::Said;
use clausier::portfolio::contribution::Assessor;
use clausier::portfolio::crew::Crew;
use clausier::portfolio::report::Report;
use clausier::portfolio::source::{Reading, drafts, stream};
use clausier::portfolio::totals::{Setting, Totals};
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::json;

use super::sources::{Desk, extract};

fn base() -> &'static Base {
    static BASE: OnceLock<Base> = OnceLock::new();
    BASE.get_or_init(|| Base::load(&Files::embedded()).0.unwrap())
}

/// The totals of some records, one a line.
fn totals(records: &[String]) -> Totals {
    let base = base();
    let choice = Choice::default();
    let assessor = Assessor::new(base, None);
    let mut totals = Totals::new(Setting::of(base, None, None, None));
    let reading = Reading {
        base,
        today: date(2026, 11, 29),
        said: &Said::default(),
        needs_buyer: true,
        is_part: false,
    };
    for record in records {
        let bytes = std::io::Cursor::new(record.clone().into_bytes());
        let told = stream(Box::new(bytes), reading, &mut |item| {
            choice.count(&assessor, "lot", item, &mut totals);
            ControlFlow::Continue(())
        });
        totals.stopped("lot", told.fault);
    }
    totals
}

fn record(id: u32, amount: u32, published: u32, form: &str) -> String {
    json!({
        "id": id.to_string(), "acheteur": {"id": "21210231300013"}, "objet": "Entretien de voirie",
        "codeCPV": "45233140", "montant": amount * 1_000, "dateNotification": "2024-03-01",
        "datePublicationDonnees": format!("2024-04-{published:02}"), "dureeMois": published,
        "techniques": {"technique": [form]},
    })
    .to_string()
}

#[test]
fn le_meme_contrat_republie_ne_compte_qu_une_fois_et_le_dernier_reste() {
    let totals = totals(&[
        record(1, 50, 20, "Sans objet"),
        record(1, 50, 10, "Sans objet"),
        record(1, 60, 10, "Sans objet"),
    ]);
    let report = Report::of(&totals);
    assert_eq!((report.lus, report.contrats, report.repetes), (3, 2, 1));
    assert_eq!(report.montants.marches_centimes, 11_000_000);
    let kept = totals.contrats.values().find(|one| one.montant == Some(5_000_000)).unwrap();
    assert_eq!(kept.publie, Some(date(2024, 4, 20)));
}

#[test]
fn annule_et_remplace_ne_fait_pas_un_second_contrat() {
    let first = record(1, 50, 10, "Sans objet");
    let second = first.replace("Entretien", "ANNULE ET REMPLACE - Entretien");
    assert_eq!(totals(&[first, second]).contrats.len(), 1);
}

#[test]
fn le_maximum_d_un_accord_cadre_ne_compte_qu_une_fois() {
    let totals = totals(&[
        record(1, 400, 10, "Accord-cadre"),
        record(2, 400, 10, "Accord-cadre"),
        record(3, 50, 10, "Sans objet"),
    ]);
    let amounts = Report::of(&totals).montants;
    assert_eq!((amounts.plafonds, amounts.plafonds_repetes), (1, 1));
    assert_eq!((amounts.plafonds_centimes, amounts.marches_centimes), (40_000_000, 5_000_000));
}

#[test]
fn les_lignes_de_chaque_titulaire_ne_font_qu_un_contrat() {
    let desk = Desk::new("titulaires");
    let (_, report) = desk.json(&["-"], &extract("tabulaire.csv"));
    assert_eq!(report["repetes"], 5);
}

#[test]
fn des_totaux_reunis_disent_ce_que_dit_la_lecture_de_tout() {
    let desk = Desk::new("reunion");
    let names = ["decp-2022.json", "tabulaire.csv", "exports.ndjson"];
    for name in names {
        desk.put(name, &extract(name));
        desk.run(&[name, "--sortie", &format!("{name}.totaux.json")], b"");
    }
    let whole = desk.run(&[&names[..], &["--details"]].concat(), b"");
    let parts: Vec<String> = names.iter().rev().map(|name| format!("{name}.totaux.json")).collect();
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let merged = desk.run(&[&parts[..], &["--totaux", "--details"]].concat(), b"");
    assert_eq!(merged.1, whole.1);
    // Nothing is left beside a file written whole.
    assert!(
        fs::read_dir(&desk.0).unwrap().all(|one| !one
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with('.'))
    );
}

#[test]
fn des_totaux_d_un_autre_reglage_ou_recrits_a_la_main_sont_refuses() {
    let desk = Desk::new("autres");
    desk.run(&["-", "--sortie", "a.json"], &extract("exports.ndjson"));
    desk.run(&["-", "--sortie", "b.json", "--date", "2026-11-23"], &extract("exports.ndjson"));
    let (status, _, err) = desk.run(&["--totaux", "a.json", "b.json"], b"");
    assert!(status == 2 && err.contains("même base"), "{err}");
    let text = fs::read_to_string(desk.0.join("a.json")).unwrap();
    desk.put("a.json", text.replace("\"lus\":3", "\"lus\":4").as_bytes());
    let (status, _, err) = desk.run(&["--totaux", "a.json"], b"");
    assert!(status == 2 && err.contains("ne tombent pas juste"), "{err}");
}

#[test]
fn le_rapport_dit_ce_qui_est_refuse_et_ce_qui_s_additionne() {
    let desk = Desk::new("rapport");
    desk.put("marches.json", &extract("decp-2022.json"));
    let (_, out, _) = desk.run(&["marches.json"], b"");
    let (_, rest) = out.split_once("Montants publiés").unwrap();
    let (figures, _) = rest.split_once("Clauses les plus recommandées").unwrap();
    insta::assert_snapshot!(format!("{}\n…{figures}", out.lines().next().unwrap()));
}

#[test]
fn le_rappel_tombe_juste_famille_par_famille() {
    let desk = Desk::new("rappel");
    let (_, report) = desk.json(&["-"], &extract("decp-2022.json"));
    let social = &report["rappel"][0];
    let of = |value: &serde_json::Value, key: &str| value[key].as_u64().unwrap();
    let states = |value| of(value, "recommandee") + of(value, "le_serait_si") + of(value, "non");
    assert_eq!((of(social, "declares"), states(social)), (4, 4));
    for family in social["familles"].as_array().unwrap() {
        let reasons = family["raisons"].as_object().unwrap().values();
        let missed: u64 = reasons.map(|n| n.as_u64().unwrap()).sum();
        assert_eq!(states(family), of(family, "declares"));
        assert_eq!(missed, of(family, "le_serait_si") + of(family, "non"));
    }
    let said = desk.run(&["-", "--rappel"], &extract("decp-2022.json"));
    assert!(said.0 == 0 && said.1.contains("Famille par famille"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn decoupes_et_ordres_ne_changent_rien(
        lines in prop::collection::vec((0_u32..4, 1_u32..4, 1_u32..28, any::<bool>()), 1..12),
        cut in 0_usize..12,
    ) {
        let form = |is_framework| if is_framework { "Accord-cadre" } else { "Sans objet" };
        let records: Vec<String> =
            lines.iter().map(|(id, amount, day, frame)| record(*id, *amount, *day, form(*frame))).collect();
        let (left, right) = records.split_at(cut.min(records.len()));
        let (left, right) = (totals(left), totals(right));
        let mut one = left.clone();
        one.merge(right.clone()).unwrap();
        let mut other = right;
        other.merge(left).unwrap();
        prop_assert_eq!(&one, &other);
        let whole = totals(&records);
        // Ranks are those of a source: only what they do not tell is compared.
        prop_assert_eq!(&one.contrats, &whole.contrats);
        let json = |totals: &Totals| serde_json::to_value(Report::of(totals)).unwrap();
        prop_assert_eq!(json(&one), json(&whole));
        let text = serde_json::to_string(&one).unwrap();
        prop_assert_eq!(serde_json::from_str::<Totals>(&text).unwrap(), one);
    }
}

#[test]
fn plusieurs_fils_comptent_ce_qu_un_seul_compte() {
    let base = base();
    let (choice, assessor, said) = (Choice::default(), Assessor::new(base, None), Said::default());
    let reading =
        Reading { base, today: date(2026, 11, 29), said: &said, needs_buyer: true, is_part: false };
    // Enough of them for several batches.
    let text = extract("decp-2022.json").repeat(60);
    let source = || Box::new(std::io::Cursor::new(text.clone()));
    let new = || Totals::new(Setting::of(base, None, None, None));
    let (mut one, mut many) = (new(), new());
    stream(source(), reading, &mut |item| {
        choice.count(&assessor, "lot", item, &mut one);
        ControlFlow::Continue(())
    });
    std::thread::scope(|scope| {
        let mut crew = Crew::start(scope, &choice, &assessor, reading);
        drafts(source(), reading, &mut |draft| {
            crew.take(&"lot".into(), draft, &mut many);
            ControlFlow::Continue(())
        });
        crew.finish(&mut many);
    });
    // A batch holds no more.
    assert!(one.lus > 512, "{} records", one.lus);
    assert_eq!(one, many);
}
