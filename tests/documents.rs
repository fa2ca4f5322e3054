//! Dossiers of the cases: every text renders, nothing raw reaches the page.

use clausier::base::Base;
use clausier::base::source::Files;
use clausier::draft::{Options, dossier};
use clausier::engine::answer::answer;
use clausier::output::docx;
use clausier::purchase::read;

fn base() -> Base {
    Base::load(&Files::embedded()).0.unwrap()
}

#[test]
fn tmp() {
    let base = base();
    for entry in std::fs::read_dir("tests/cas").unwrap() {
        let path = entry.unwrap().path();
        if path.ends_with("attendus.toml") {
            continue;
        }
        let (purchase, _, _) = read::from_file(&path, &base).unwrap();
        let answer = answer(&base, &purchase, purchase.launch.unwrap());
        let dossier = dossier(&answer, &purchase, Options::default()).unwrap_or_else(|e| {
            panic!("{}", e.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        });
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        for document in &dossier.documents {
            let bytes = docx::write(document, &docx::Options::default())
                .unwrap_or_else(|e| panic!("{name} {:?} {e}", document.piece));
            std::fs::create_dir_all(format!("/tmp/dos/{name}")).unwrap();
            std::fs::write(format!("/tmp/dos/{name}/{}.docx", document.piece.id()), bytes).unwrap();
        }
        println!(
            "{name}: {} recs, {} docs, duties {:?}",
            answer.recommendations.len(),
            dossier.documents.len(),
            answer
                .duties
                .iter()
                .map(|d| (d.duty.id.as_str(), d.state, d.uncovered.clone()))
                .collect::<Vec<_>>()
        );
    }
}
