//! Other programs that read the file, where they are installed. Word itself is not among them.
#![allow(clippy::print_stderr, reason = "says which checks the machine could not make")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clausier::output::docx::write;

use crate::{options, sample};

fn runs(program: &str, argument: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(argument).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn sample_file(folder: &str) -> (PathBuf, PathBuf) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("cctp.docx");
    std::fs::write(&file, write(&sample::every_block(), &options()).unwrap()).unwrap();
    (folder, file)
}

#[test]
fn libreoffice_en_fait_un_pdf() {
    let Some(office) = ["soffice", "libreoffice"].into_iter().find(|name| runs(name, "--version"))
    else {
        eprintln!("LibreOffice absent : conversion en PDF non vérifiée");
        return;
    };
    let (folder, file) = sample_file("docx-pdf");
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profil").display());
    let mut command = Command::new(office);
    command
        .arg(profile)
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(&folder)
        .arg(&file);
    let output = command.output().unwrap();
    let pdf = folder.join("cctp.pdf");
    assert!(pdf.is_file(), "{}", String::from_utf8_lossy(&output.stderr));
    if !runs("pdftotext", "-v") {
        eprintln!("pdftotext absent : texte du PDF non vérifié");
        return;
    }
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8_lossy(&text.stdout).replace(['\u{a0}', '\u{202f}'], " ");
    for expected in [
        "Article 2 – Exécution respectueuse de l’environnement",
        "2.1.1",
        "conditions de l’article 2.1 et de",
        "l’article 3, sans préjudice",
        "[à compléter : service destinataire]",
        "Page 3 / 3",
    ] {
        assert!(text.contains(expected), "« {expected} » manque dans :\n{text}");
    }
}

#[test]
fn python_docx_le_lit() {
    let mut probe = Command::new("python3");
    probe.args(["-c", "import docx"]).stdout(Stdio::null()).stderr(Stdio::null());
    if !probe.status().is_ok_and(|status| status.success()) {
        eprintln!("python-docx absent : lecture non vérifiée");
        return;
    }
    let (_, file) = sample_file("docx-python");
    let script = "import sys, docx\n\
        d = docx.Document(sys.argv[1])\n\
        print(*[p.style.name + ' : ' + p.text for p in d.paragraphs if p.style.name.startswith('Heading')], sep='\\n')\n\
        print(*[' | '.join(c.text.split('\\n')[0] for c in t.rows[0].cells) for t in d.tables], sep='\\n')\n";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(&file)
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let expected = "Heading 1 : Objet et contexte\n\
        Heading 2 : Documents de référence\n\
        Heading 2 : Définitions\n\
        Heading 1 : Exécution respectueuse de l’environnement\n\
        Heading 2 : Gestion des déchets de chantier\n\
        Heading 3 : Justificatifs\n\
        Heading 2 : Bois et matériaux biosourcés\n\
        Heading 1 : Insertion par l’activité économique\n";
    assert!(text.starts_with(expected), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("Justificatif | Quand | Qui le contrôle\n"), "{text}");
}
