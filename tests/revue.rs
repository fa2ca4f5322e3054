//! Legal review: a signature covers a text, its parameters and its references, and any change to one of them undoes it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clausier::base::Base;
use clausier::base::review::{Part, Review, Status};
use clausier::base::source::Files;
use clausier::lint;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const CARD: &str = "clause_templates/environnemental/emballages.md";
const RULES: &str = "rules/national/regles.toml";

/// A small base of its own for a test, whose cards are complete.
struct Shelf(PathBuf);

impl Shelf {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("revue").join(name);
        let _ = fs::remove_dir_all(&folder);
        copy(&Path::new(ROOT).join("tests/bases/petite"), &folder);
        let shelf = Self(folder);
        let complete =
            "vigilance = [\"Relire.\"]\nmesure = \"part reprise\"\nversion = \"2026-11\"";
        shelf.change(CARD, "version = \"0\"", complete);
        shelf.change(
            RULES,
            "sources = [\"Test\"]\nmotif = \"Des biens",
            "fondements = [\"loi\"]\nmotif = \"Des biens",
        );
        let law = "[[fondement]]\nid = \"loi\"\ntitre = \"Loi d'essai\"\nreference = \"Loi, art. 1\"\nurl = \"https://www.legifrance.gouv.fr/loi\"\nen_vigueur = { du = 2020-01-01 }\nconfirme = true\ncontrole_le = 2026-11-23\n";
        fs::write(shelf.path("rules/national/fondements.toml"), law).unwrap();
        shelf
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn change(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(name)).unwrap();
        assert!(text.contains(from), "{name} : {from}");
        fs::write(self.path(name), text.replacen(from, to, 1)).unwrap();
    }

    fn run(&self, args: &[&str]) -> Said {
        let output = Command::new(env!("CARGO_BIN_EXE_clausier"))
            .args(args)
            .args(["--base", "."])
            .current_dir(&self.0)
            .output();
        Said::of(&output.unwrap())
    }

    fn sign(&self) -> Said {
        self.run(&[
            "revue",
            "signer",
            "emballages",
            "--par",
            "Me Durand",
            "--motif",
            "Relue.",
            "--le",
            "2026-12-01",
        ])
    }

    fn base(&self) -> Base {
        Base::load(&Files::from_folder(&self.0).unwrap()).0.unwrap()
    }

    /// What changed since the card was signed; nothing when the signature holds.
    fn changed(&self) -> Vec<Part> {
        let base = self.base();
        match Review::status(&base, &base.clauses["emballages"]) {
            Status::Stale(_, parts) => parts,
            Status::Read(_) => Vec::new(),
            Status::Draft | Status::Withdrawn => panic!("la carte n’est pas signée"),
        }
    }
}

struct Said {
    out: String,
    err: String,
    code: Option<i32>,
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { out: text(&output.stdout), err: text(&output.stderr), code: output.status.code() }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn aucune_carte_livree_n_est_signee() {
    let base = Base::load(&Files::embedded()).0.unwrap();
    let statuses: Vec<&str> =
        base.clauses.values().map(|clause| Review::status(&base, clause).id()).collect();
    assert!(base.reviews.is_empty() && statuses.iter().all(|status| *status == "brouillon"));
    assert!(!Path::new(ROOT).join("rules/revues.toml").exists());
}

#[test]
fn signer_ecrit_le_registre_et_garde_ses_commentaires() {
    let shelf = Shelf::new("signer");
    let first = shelf.sign();
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    let register = "rules/revues.toml";
    let text = fs::read_to_string(shelf.path(register)).unwrap();
    fs::write(shelf.path(register), format!("{text}# La suite au prochain comité.\n")).unwrap();
    shelf.sign();
    insta::assert_snapshot!("registre", fs::read_to_string(shelf.path(register)).unwrap());
    insta::assert_snapshot!("liste", shelf.run(&["revue"]).out);
    assert_eq!(shelf.changed(), []);
}

#[test]
fn changer_le_texte_defait_la_signature() {
    let shelf = Shelf::new("texte");
    shelf.sign();
    shelf.change(CARD, "Le titulaire en traite", "Le titulaire en reprend");
    assert_eq!(shelf.changed(), [Part::Text]);
}

#[test]
fn changer_une_valeur_defait_la_signature() {
    let shelf = Shelf::new("parametres");
    shelf.sign();
    shelf.change(CARD, "socle = 0.50", "socle = 0.55");
    assert_eq!(shelf.changed(), [Part::Parameters]);
}

#[test]
fn changer_la_date_d_une_reference_defait_la_signature() {
    let shelf = Shelf::new("references");
    shelf.sign();
    shelf.change("rules/national/fondements.toml", "2020-01-01", "2021-01-01");
    assert_eq!(shelf.changed(), [Part::References]);
}

#[test]
fn revenir_au_texte_signe_rend_la_signature() {
    let shelf = Shelf::new("retour");
    shelf.sign();
    shelf.change(CARD, "socle = 0.50", "socle = 0.55");
    shelf.change(CARD, "socle = 0.55", "socle = 0.50");
    assert_eq!(shelf.changed(), []);
}

#[test]
fn une_nouvelle_date_de_controle_garde_la_signature() {
    let shelf = Shelf::new("controle");
    shelf.sign();
    shelf.change(CARD, "controle_le = 2026-11-23", "controle_le = 2026-11-30");
    assert_eq!(shelf.changed(), []);
}

#[test]
fn verifier_dit_ce_qui_a_change_depuis_la_signature() {
    let shelf = Shelf::new("verifier");
    shelf.sign();
    shelf.change(CARD, "Le titulaire en traite", "Le titulaire en reprend");
    shelf.change(CARD, "socle = 0.50", "socle = 0.55");
    let said = shelf.run(&["verifier", "--seulement", "revue-perimee"]);
    assert_eq!(said.code, Some(1));
    insta::assert_snapshot!("perimee", said.err);
    insta::assert_snapshot!("liste-perimee", shelf.run(&["revue", "--statut", "perimee"]).out);
}

#[test]
fn une_carte_qui_se_dit_relue_sans_signature_est_une_faute() {
    let shelf = Shelf::new("relue");
    shelf.change(CARD, "statut = \"brouillon\"", "statut = \"relue\"");
    let codes: Vec<&str> = lint::check(&shelf.base())
        .iter()
        .filter(|fault| fault.source.name == CARD)
        .map(|fault| fault.code.id())
        .collect();
    assert_eq!(codes, ["relue-sans-signature"]);
}

#[test]
fn une_signature_impossible_n_ecrit_rien() {
    let shelf = Shelf::new("refus");
    let sign = |id: &str, by: &str, why: &str| {
        let said = shelf.run(&["revue", "signer", id, "--par", by, "--motif", why]);
        assert_eq!(said.code, Some(2));
        said.err
    };
    let mut shown = sign("emballage", "Me Durand", "Relue.");
    shown += &sign("emballages", " ", "Relue.");
    shown += &sign("emballages", "Me Durand", "");
    shown += &sign("reemploi", "Me Durand", "Relue.");
    let shipped = Command::new(env!("CARGO_BIN_EXE_clausier"))
        .args(["revue", "signer", "dechets-chantier", "--par", "Me Durand", "--motif", "Relue."])
        .output();
    shown += &Said::of(&shipped.unwrap()).err;
    insta::assert_snapshot!("refus", shown);
    assert!(!shelf.path("rules/revues.toml").exists());
}

#[cfg(unix)]
#[test]
fn un_registre_qui_est_un_lien_est_refuse() {
    let shelf = Shelf::new("lien");
    for target in ["/dev/full", "ailleurs.toml", "../regles/absent.toml"] {
        let _ = fs::remove_file(shelf.path("rules/revues.toml"));
        std::os::unix::fs::symlink(target, shelf.path("rules/revues.toml")).unwrap();
        let said = shelf.sign();
        assert_eq!(said.code, Some(2), "{target}");
        assert!(said.err.contains("erreur[fichier-ignore]"), "{}", said.err);
    }
    assert!(!shelf.path("rules/ailleurs.toml").exists());
}

#[test]
fn un_registre_en_lecture_seule_est_refuse_avant_les_verifications() {
    let shelf = Shelf::new("lecture-seule");
    // Faults of the card would be said after the checks.
    shelf.change(CARD, "vigilance = [\"Relire.\"]\n", "");
    fs::write(shelf.path("rules/revues.toml"), "").unwrap();
    let mut rights = fs::metadata(shelf.path("rules/revues.toml")).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(shelf.path("rules/revues.toml"), rights).unwrap();
    let said = shelf.sign();
    assert_eq!(said.code, Some(2));
    assert!(said.err.ends_with("rules/revues.toml : l’accès est refusé\n"), "{}", said.err);
    assert!(!said.err.contains("clause-incomplete"), "{}", said.err);
}

#[test]
fn une_politique_signe_dans_son_dossier() {
    let shelf = Shelf::new("politique");
    let own = shelf.path("mienne");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("politique.toml"), "[politique]\nid = \"mienne\"\ntitre = \"La mienne\"\n")
        .unwrap();
    let said = shelf.run(&[
        "revue",
        "signer",
        "emballages",
        "--par",
        "Me Durand",
        "--motif",
        "Relue.",
        "--avec",
        "mienne",
    ]);
    assert_eq!((said.code, own.join("revues.toml").exists()), (Some(0), true));
    assert!(!shelf.path("rules/revues.toml").exists());
    let with = shelf.run(&["revue", "--statut", "relue", "--avec", "mienne"]);
    let without = shelf.run(&["revue", "--statut", "relue"]);
    assert_eq!((with.code, without.code), (Some(0), Some(1)));
}

#[test]
fn le_dossier_dit_quelles_clauses_ne_sont_pas_relues() {
    let shelf = Shelf::new("dossier");
    shelf.sign();
    let fiche = "objet = \"Mobilier\"\ntype = \"fournitures\"\nmontant_ht = 50_000\n[faits]\nlivraisons = true\n[[lots]]\nnumero = 1\nobjet = \"Mobilier\"\n[lots.faits]\nmateriaux_reemployables = true\n";
    fs::write(shelf.path("fiche.toml"), fiche).unwrap();
    let said = shelf.run(&["rediger", "fiche.toml", "--sortie", "dossier", "--format", "md,docx"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let note = fs::read_to_string(shelf.path("dossier/note_justificative.md")).unwrap();
    let line = note.lines().find(|line| line.contains("relues par un juriste")).unwrap();
    assert!(line.contains("1 des 2 clauses"), "{line}");
    assert!(
        line.contains("Réemploi des matériaux") && !line.contains("Emballages repris"),
        "{line}"
    );
    let cctp = fs::File::open(shelf.path("dossier/cctp.docx")).unwrap();
    let mut comments = String::new();
    let mut package = zip::ZipArchive::new(cctp).unwrap();
    package.by_name("word/comments.xml").unwrap().read_to_string(&mut comments).unwrap();
    assert!(comments.contains("Clause relue le 01/12/2026 par Me Durand."), "{comments}");
    assert!(comments.contains("Clause non relue par un juriste"), "{comments}");
}
