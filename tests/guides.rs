//! The guides, followed to the letter: the files they show are written, the commands they show are run, the lines they show come out.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn guide(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join("docs").join(name)).unwrap()
}

/// The fenced blocks of a page that begin with a text.
fn block(page: &str, start: &str) -> String {
    let fenced = page.split("```").skip(1).step_by(2);
    let bodies = fenced.map(|block| block.split_once('\n').unwrap().1.to_owned());
    bodies.into_iter().find(|body| body.starts_with(start)).unwrap()
}

/// A folder of its own, where a guide is followed.
fn desk(name: &str) -> PathBuf {
    let desk = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guide-{name}"));
    let _ = fs::remove_dir_all(&desk);
    fs::create_dir_all(&desk).unwrap();
    desk
}

/// The town of the guides: its policy, its fact, its rule, its clause, and the fiche they try it on.
fn town(desk: &Path) {
    let rules = guide("ecrire-une-regle.md");
    let town = desk.join("ville-exemple");
    fs::create_dir_all(town.join("clauses")).unwrap();
    for file in ["politique.toml", "faits.toml", "materiels.toml"] {
        fs::write(town.join(file), block(&rules, &format!("# {file}"))).unwrap();
    }
    let clause = block(&guide("ecrire-une-clause.md"), "+++");
    fs::write(town.join("clauses/prise-en-main.md"), clause).unwrap();
    let fiche = "objet = \"Tondeuses pour les parcs\"\ntype = \"fournitures\"\ncpv = [\"16311100-9\"]\nmontant_ht = 60_000\ndate_lancement = 2026-12-01\n[acheteur]\ncategorie = \"collectivite\"\npolitique = \"ville-exemple\"\n";
    fs::write(desk.join("tondeuses.toml"), fiche).unwrap();
}

/// Runs a command as the page writes it.
fn run(desk: &Path, line: &str) -> Output {
    let mut words: Vec<String> = Vec::new();
    for (i, part) in line.split('"').enumerate() {
        if i % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    assert_eq!(words.first().map(String::as_str), Some("clausier"), "{line}");
    let mut command = Command::new(env!("CARGO_BIN_EXE_clausier"));
    command.args(&words[1..]).current_dir(desk).env("COLUMNS", "100").output().unwrap()
}

/// Runs the commands of a `console` block: each line shown must come out, `…` apart.
fn follow(desk: &Path, console: &str) {
    let mut said = String::new();
    for line in console.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let output = run(desk, command);
            said = plain(&String::from_utf8(output.stdout).unwrap());
            let errors = String::from_utf8(output.stderr).unwrap();
            assert_ne!(output.status.code(), Some(2), "{command}\n{errors}");
        } else if !line.trim_start().starts_with('…') {
            assert!(said.lines().any(|other| other == plain(line)), "{line}\n{said}");
        }
    }
}

/// No-break spaces are spaces: a page is typed, a screen is set.
fn plain(text: &str) -> String {
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn ecrire_une_regle_se_suit_a_la_lettre() {
    let desk = desk("regle");
    town(&desk);
    follow(&desk, &block(&guide("ecrire-une-regle.md"), "$ clausier expliquer tondeuses.toml"));
}

#[test]
fn ecrire_une_clause_se_suit_a_la_lettre() {
    let desk = desk("clause");
    town(&desk);
    run(
        &desk,
        "clausier repondre tondeuses.toml --avec ville-exemple --reponse agents_utilisateurs=oui",
    );
    // What the page has one copy is a base without a fault.
    let checked = run(&desk, "clausier verifier --avec ville-exemple");
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let command =
        "clausier rediger tondeuses.toml --avec ville-exemple --sortie dossier --format md";
    assert!(guide("ecrire-une-clause.md").contains(command));
    let output = run(&desk, &format!("{command} --cahiers"));
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    let written = fs::read_to_string(desk.join("dossier/cctp.md")).unwrap();
    assert!(written.contains("Le titulaire forme les agents désignés par l’acheteur"), "{written}");
}

#[test]
fn la_faute_de_gabarit_du_guide_se_lit_a_sa_ligne() {
    let desk = desk("gabarit");
    town(&desk);
    run(
        &desk,
        "clausier repondre tondeuses.toml --avec ville-exemple --reponse agents_utilisateurs=oui",
    );
    let path = desk.join("ville-exemple/clauses/prise-en-main.md");
    let clause = fs::read_to_string(&path).unwrap();
    fs::write(&path, clause.replacen("{{ delai|jours }}", "{{ delai|mois }}", 1)).unwrap();
    let output = run(
        &desk,
        "clausier rediger tondeuses.toml --avec ville-exemple --sortie dossier --format md",
    );
    let said = plain(&String::from_utf8(output.stderr).unwrap());
    let shown = block(&guide("ecrire-une-clause.md"), "ville-exemple/clauses/");
    assert!(said.contains(plain(&shown).trim()), "{shown}\n{said}");
    assert!(desk.join(shown.split(':').next().unwrap()).is_file());
}

#[test]
fn relire_une_clause_se_suit_a_la_lettre() {
    let desk = desk("relire");
    for part in ["rules", "clause_templates"] {
        copy(&Path::new(ROOT).join(part), &desk.join("ma-base").join(part));
    }
    let page = guide("relire-une-clause.md");
    follow(&desk, &block(&page, "$ clausier catalogue"));
    assert!(desk.join("catalogue/clauses/insertion-heures.html").is_file());
    follow(&desk, &block(&page, "$ clausier revue signer"));
    let listed = run(&desk, "clausier revue --statut relue --base ma-base");
    assert!(String::from_utf8(listed.stdout).unwrap().contains("insertion-heures"));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
