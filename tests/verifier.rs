//! One small faulty folder a code: what `verifier` says of it, where, and nothing else.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use clausier::base::Base;
use clausier::base::source::{Files, Source};
use clausier::diagnostic::{Code, Diagnostic};
use clausier::lint;
use clausier::output::{line, why};
use clausier::purchase::read;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What is found in the folder of a code, laid over the small base: when it loads, what `verifier` adds to the warnings.
fn found(code: &str) -> Vec<Diagnostic> {
    let mut files = Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap();
    // From the root of the package, where tests run: what is shown is this path.
    files.overlay(&Path::new("tests/verifier").join(code)).unwrap();
    let (base, mut faults) = Base::load(&files);
    faults.extend(base.as_ref().map(lint::check).into_iter().flatten());
    lint::sort(&mut faults);
    let own = format!("/{code}/");
    // Samples repeat a rule to show one of its variants: that another one covers it is told of its own sample alone.
    let repeats =
        |fault: &Diagnostic| fault.code == Code::RegleCouverte && code != Code::RegleCouverte.id();
    faults.retain(|fault| fault.source.name.contains(&own) && !repeats(fault));
    faults
}

#[test]
fn chaque_dossier_fautif_montre_son_code_et_lui_seul() {
    let mut codes: Vec<String> = fs::read_dir(Path::new(ROOT).join("tests/verifier"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    codes.sort();
    for code in codes {
        let wanted = Code::from_id(&code).unwrap();
        let mut shown = String::new();
        for fault in found(&code) {
            assert_eq!(fault.code, wanted, "{}", fault.one_line());
            writeln!(shown, "{}\n  aide : {}", fault.one_line(), fault.remedy()).unwrap();
        }
        assert!(!shown.is_empty(), "{code}");
        insta::assert_snapshot!(code, shown);
    }
}

/// The small base when one of its files changes, and its faults.
fn changed(file: &str, from: &str, to: &str) -> (Option<Base>, Vec<Diagnostic>) {
    let files = Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap();
    let change = |source: &Arc<Source>| {
        if source.name != file {
            return Arc::clone(source);
        }
        assert!(source.text.contains(from), "{file} : {from}");
        Source::new(file, source.text.replacen(from, to, 1))
    };
    Base::load(&Files::from_list(files.iter().map(change).collect()))
}

/// What is said of the small base when one of its files changes.
fn after(file: &str, from: &str, to: &str) -> String {
    let (base, faults) = changed(file, from, to);
    assert!(base.is_none());
    let said = |fault: &Diagnostic| format!("{}\n  aide : {}", fault.one_line(), fault.remedy());
    faults.iter().map(said).collect::<Vec<_>>().join("\n")
}

const HEAD: &str = "rules/base.toml";
const CARD: &str = "clause_templates/environnemental/emballages.md";

#[test]
fn une_base_sans_tete_est_fautive() {
    let text = fs::read_to_string(Path::new(ROOT).join("tests/bases/petite").join(HEAD)).unwrap();
    insta::assert_snapshot!("base-vide", after(HEAD, &text, ""));
}

#[test]
fn un_identifiant_qui_est_un_chemin_est_fautif() {
    insta::assert_snapshot!("id-chemin", after(CARD, "\"emballages\"", "\"../../emballages\""));
}

#[test]
fn une_clause_ne_s_exige_ni_ne_s_exclut_elle_meme() {
    let to = "axe = \"environnemental\"\nexige = [\"reemploi\", \"emballages\"]\nincompatible = [\"emballages\"]";
    insta::assert_snapshot!("clause-elle-meme", after(CARD, "axe = \"environnemental\"", to));
}

const PROMISES: &str = r#"[base]
titre = "Petite base des tests"
version = "0"

[[garantie]]
id = "vide"
titre = "Une liste vide"
alors = { exactement_une = [], jamais = { clauses = [] } }

[[garantie]]
id = "fausse"
titre = "Des noms qui n'existent pas"
politique = "vile"
fondements = ["loi"]
alors = { jamais = { clauses = ["emballage"], axe = "environnement" }, obligation = { id = "x" } }

[[garantie]]
id = "rien"
titre = "Rien"
"#;

#[test]
fn les_fautes_d_un_gabarit_se_disent_en_francais() {
    let wrong = [
        "{{ objet|foo }}",
        "{{ foo() }}",
        "{{ objet|texte( }}",
        "{% if objet %}",
        "{% for i in range(999999999) %}a{% endfor %}",
        "{% for i in range(9999) %}{% for j in range(9999) %}a{% endfor %}{% endfor %}",
        "{% include \"x\" %}",
        "{% extends \"x\" %}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% if 1 / 0 %}x{% endif %}",
    ];
    let mut shown = String::new();
    for text in wrong {
        let (base, _) = changed(CARD, "{% block cctp %}", &format!("{{% block cctp %}}{text}"));
        let faults = lint::check(&base.unwrap());
        let fault = faults.iter().find(|fault| fault.code == Code::GabaritInvalide).unwrap();
        writeln!(shown, "{text}\n  {}\n  aide : {}", fault.message, fault.remedy()).unwrap();
    }
    insta::assert_snapshot!("gabarits", shown);
}

#[test]
fn une_condition_trop_imbriquee_dit_jusqu_ou_aller() {
    let inline =
        format!("[regle]\nquand = {}true{}\n", "{ sauf = ".repeat(1000), " }".repeat(1000));
    let dotted = format!("# profond\n[regle.quand{}]\n", ".sauf".repeat(1000));
    for text in [inline, dotted] {
        let said = after(HEAD, "[base]", &format!("{text}[base]"));
        let named = said.lines().find(|said| said.contains("80 niveaux au plus")).unwrap();
        assert!(named.starts_with("rules/base.toml:2:"), "{named}");
    }
}

#[test]
fn une_garantie_fautive_montre_le_mot_en_cause() {
    let text = fs::read_to_string(Path::new(ROOT).join("tests/bases/petite").join(HEAD)).unwrap();
    insta::assert_snapshot!("garanties", after(HEAD, &text, PROMISES));
}

#[test]
fn un_fichier_qui_n_est_pas_en_utf_8_ne_cache_pas_les_autres_fautes() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifier-latin-1");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("politique.toml"), "[politique]\nid = \"x\"\ntitre = \"X\"\n").unwrap();
    fs::write(folder.join("a.toml"), b"# ordre du ma\xeetre d'ouvrage\n[[regle]]\n").unwrap();
    fs::write(folder.join("b.toml"), "[[regle]]\nid = 3\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["verifier", "--format", "sarif", "--base"])
        .arg(Path::new(ROOT).join("tests/bases/petite"))
        .arg("--avec")
        .arg(&folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let log = String::from_utf8(output.stdout).unwrap();
    assert!(log.contains("pas un texte en UTF-8 à cet endroit"), "{log}");
    assert!(log.contains("`id` attend un texte entre guillemets"), "{log}");
}

/// A link does not live in a folder of samples: the tests below make theirs.
const OF_LINKS: Code = Code::FichierIgnore;

/// Runs `verifier` or `prouver` on a folder.
#[cfg(unix)]
fn run(command: &str, options: &[&std::ffi::OsStr]) -> (Option<i32>, String) {
    let output =
        Command::new(env!("CARGO_BIN_EXE_clausier")).arg(command).args(options).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[cfg(unix)]
#[test]
fn un_lien_ou_un_tube_n_est_pas_passe_en_silence() {
    use std::os::unix::fs::symlink;
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifier-liens");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("clauses")).unwrap();
    fs::write(folder.join("politique.toml"), "[politique]\nid = \"x\"\ntitre = \"X\"\n").unwrap();
    fs::write(folder.join("vraies.toml"), "").unwrap();
    symlink("vraies.toml", folder.join("garanties.toml")).unwrap();
    symlink("/nulle/part", folder.join("clauses/pendue.md")).unwrap();
    symlink("clauses", folder.join("encore")).unwrap();
    // Neither is part of a base.
    symlink("vraies.toml", folder.join("notes.txt")).unwrap();
    symlink("clauses", folder.join(".git")).unwrap();
    let tube = Command::new("mkfifo").arg(folder.join("tube.toml")).status().unwrap();
    assert!(tube.success());
    let base = Path::new(ROOT).join("tests/bases/petite");
    let options = ["--base".as_ref(), base.as_os_str(), "--avec".as_ref(), folder.as_os_str()];
    let (code, said) = run("verifier", &options);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(said.matches("erreur[fichier-ignore]").count(), 4, "{said}");
    for part in [
        "garanties.toml",
        "pendue.md",
        "tube.toml",
        "le fichier est un lien",
        "le dossier est un lien",
        "ce n’est pas un fichier ordinaire",
        "le remplacer par une copie",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let (code, said) = run("prouver", &options);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("fichier-ignore") && !said.contains("prouvée"), "{said}");
}

#[test]
fn chaque_code_est_dans_la_page_des_formats() {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/formats.md")).unwrap();
    let absent = |code: &&Code| !page.contains(&format!("`{}`", code.id()));
    let absent: Vec<&str> = Code::ALL.iter().filter(absent).map(|code| code.id()).collect();
    assert!(absent.is_empty(), "{absent:?}");
}

/// What is said of a faulty fiche.
fn fiche_codes() -> BTreeSet<Code> {
    let base =
        Base::load(&Files::from_folder(&Path::new(ROOT).join("tests/bases/petite")).unwrap())
            .0
            .unwrap();
    let folder = fs::read_dir(Path::new(ROOT).join("tests/fiches/fautes")).unwrap();
    folder
        .flat_map(|entry| {
            let text = fs::read_to_string(entry.unwrap().path()).unwrap();
            read::read(&Source::new("fiche.toml", text), &base).1
        })
        .map(|fault| fault.code)
        .collect()
}

#[test]
fn chaque_code_a_son_dossier_fautif_ou_sa_fiche_fautive() {
    let of_fiches = fiche_codes();
    let has_folder = |code: &Code| {
        *code == OF_LINKS || Path::new(ROOT).join("tests/verifier").join(code.id()).is_dir()
    };
    let without: Vec<&str> = Code::ALL
        .iter()
        .filter(|code| !has_folder(code) && !of_fiches.contains(code))
        .map(|code| code.id())
        .collect();
    assert!(without.is_empty(), "{without:?}");
    // What no base can show: faults of fiches alone.
    let of_fiches_alone: Vec<&str> =
        Code::ALL.iter().filter(|code| !has_folder(code)).map(|code| code.id()).collect();
    insta::assert_snapshot!("codes-de-fiche", of_fiches_alone.join("\n"));
}

#[test]
fn verifier_tient_au_moins_quarante_verifications() {
    let checks = fs::read_dir(Path::new(ROOT).join("tests/verifier")).unwrap().count();
    assert!(checks >= 40, "{checks}");
}

#[test]
fn chaque_code_a_sa_page() {
    for code in Code::ALL {
        let page = line::markdown(&why::code::lines(*code));
        let parts: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(parts, ["## À éviter", "## À préférer"], "{}", code.id());
        assert_eq!(page.matches("```\n").count(), 4, "{}", code.id());
        assert!(page.contains("**Pourquoi**") && page.contains("**Que faire**"), "{}", code.id());
    }
}

#[test]
fn aucune_page_n_est_sans_code() {
    let pages = fs::read_dir(Path::new(ROOT).join("src/diagnostic/pages")).unwrap();
    for page in pages {
        let name = page.unwrap().file_name().into_string().unwrap();
        assert!(name.strip_suffix(".md").and_then(Code::from_id).is_some(), "{name}");
    }
}
