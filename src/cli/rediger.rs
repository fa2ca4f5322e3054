//! `rediger`: the folder of documents, never over what someone edited; `--verrou`: the same bytes again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use clausier::base::Base;
use clausier::base::source::{Source, fingerprint, read_text};
use clausier::dossier::{self, Format, LOCK_NAME, Lock, Model, Settings, Written};
use clausier::draft::Pieces;
use clausier::engine::answer::{Answer, answer};
use clausier::engine::duty::DutyState;
use clausier::error::Error;
use clausier::output::docx::Template;
use clausier::purchase::save::Pending;
use clausier::purchase::{Purchase, read};

use super::open::{BaseOptions, FicheOptions, check_way};
use super::{Outcome, Stop, refused};

/// The largest lock: the fiche it holds, and some fingerprints.
pub(super) const MAX_LOCK: u64 = 4 * 1024 * 1024;
/// The largest Word template.
const MAX_MODEL: u64 = 20 * 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FormatArg {
    Docx,
    Html,
    Md,
}

#[allow(clippy::struct_excessive_bools, reason = "one a flag of the command line")]
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FICHE", required_unless_present = "verrou", help = "La fiche d’achat")]
    fiche: Option<PathBuf>,
    #[arg(
        long,
        value_name = "DOSSIER",
        required_unless_present = "verrou",
        help = "Le dossier où écrire les documents"
    )]
    sortie: Option<PathBuf>,
    #[arg(
        long,
        value_name = "FORMATS",
        value_delimiter = ',',
        default_value = "docx",
        hide_default_value = true,
        hide_possible_values = true,
        help = "Les formats, séparés par des virgules : docx (si rien n’est dit), html, md"
    )]
    format: Vec<FormatArg>,
    #[arg(
        long,
        value_name = "MODELE.docx",
        help = "Un modèle Word dont reprendre les styles, l’en-tête et le pied de page"
    )]
    modele: Option<PathBuf>,
    #[arg(long, help = "Imprime le plan type entier, les articles vides à compléter")]
    complet: bool,
    #[arg(long, help = "Un seul CCP au lieu d’un CCAP et d’un CCTP")]
    ccp: bool,
    #[arg(
        long,
        conflicts_with = "ccp",
        help = "Un CCAP et un CCTP, même pour un petit achat qui tiendrait en une page de conditions"
    )]
    cahiers: bool,
    #[arg(long, help = "Sans le commentaire Word de chaque clause (motif, référence, vigilance)")]
    sans_commentaires: bool,
    #[arg(long, help = "Remplace un document modifié depuis, en gardant l’ancien à côté")]
    remplacer: bool,
    #[arg(
        long,
        value_name = "DOSSIER/dossier.toml",
        conflicts_with_all = ["fiche", "format", "complet", "ccp", "cahiers", "sans_commentaires", "politique", "date"],
        help = "Récrit un dossier à l’identique depuis son verrou, ou dit ce qui diffère"
    )]
    verrou: Option<PathBuf>,
    #[command(flatten)]
    base: BaseOptions,
    #[command(flatten)]
    options: FicheOptions,
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    if let Some(lock) = &args.verrou {
        return again(args, lock, out);
    }
    let (Some(fiche), Some(folder)) = (&args.fiche, &args.sortie) else {
        return Err(refused("donner une fiche et `--sortie DOSSIER`"));
    };
    let base = args.base.load()?;
    let (purchase, source) = args.options.read(fiche, base)?;
    let date = args.options.date(&purchase);
    let (template, modele) = model(args.modele.as_deref())?;
    let answer = answer(base, &purchase, date);
    let settings = Settings {
        formats: formats(&args.format),
        complet: args.complet,
        pieces: pieces(args, &answer),
        commentaires: !args.sans_commentaires,
        modele,
    };
    let written = dossier::write(&answer, &purchase, &source.text, settings, template)?;
    if !save(folder, &written, args.remplacer, out)? {
        return Ok(Outcome::No);
    }
    tell(&answer, &written, folder, out)
}

/// What the buyer asks for, else what the size of the purchase calls for.
fn pieces(args: &Args, answer: &Answer<'_>) -> Pieces {
    if args.ccp {
        Pieces::Ccp
    } else if args.cahiers || args.complet {
        Pieces::Cahiers
    } else {
        Pieces::usual(answer)
    }
}

fn formats(asked: &[FormatArg]) -> Vec<Format> {
    let mut formats: Vec<Format> = asked
        .iter()
        .map(|format| match format {
            FormatArg::Docx => Format::Docx,
            FormatArg::Html => Format::Html,
            FormatArg::Md => Format::Md,
        })
        .collect();
    formats.sort_unstable();
    formats.dedup();
    formats
}

fn model(path: Option<&Path>) -> Result<(Option<Template>, Option<Model>), Stop> {
    let Some(path) = path else { return Ok((None, None)) };
    let unreadable = |cause| Error::Unreadable { path: path.to_path_buf(), cause };
    let kind = fs::metadata(path).map_err(unreadable)?;
    if !kind.is_file() {
        return Err(refused(format!("{} n’est pas un fichier ordinaire", path.display())));
    }
    let size = kind.len();
    if size > MAX_MODEL {
        return Err(Error::TooLarge { path: path.to_path_buf(), size, limit: MAX_MODEL }.into());
    }
    let bytes = fs::read(path).map_err(unreadable)?;
    let template =
        Template::read(&bytes).map_err(|cause| refused(format!("{} : {cause}", path.display())))?;
    let model = Model { chemin: path.display().to_string(), empreinte: fingerprint(&bytes) };
    Ok((Some(template), Some(model)))
}

// ── Writing ──

/// Writes the files, unless one was edited since the last time; says so then, and writes nothing.
fn save(
    folder: &Path,
    written: &Written,
    replace: bool,
    out: &mut dyn Write,
) -> Result<bool, Stop> {
    check_way(folder)?;
    fs::create_dir_all(folder).map_err(|cause| unwritable(folder, cause))?;
    let edited = edited(folder, written)?;
    if !edited.is_empty() && !replace {
        writeln!(
            out,
            "Rien n’a été écrit : {} a été modifié depuis, ou ne vient pas de clausier.",
            edited.join(", ")
        )?;
        writeln!(
            out,
            "Ajouter --remplacer pour écrire la nouvelle version ; l’ancienne sera gardée à côté."
        )?;
        return Ok(false);
    }
    // Every document is on the disk, beside its place, before the first takes it: a full disk leaves the folder as it was.
    let lock = Pending::write(&folder.join(LOCK_NAME), written.lock.text()?.as_bytes())?;
    let copies: Vec<Pending> = written
        .files
        .iter()
        .map(|(name, bytes)| Pending::write(&folder.join(name), bytes))
        .collect::<Result<_, _>>()?;
    tell_stale(folder, written, out)?;
    for name in &edited {
        keep_former(folder, name, out)?;
    }
    for copy in copies {
        copy.take_its_place()?;
    }
    lock.take_its_place()?;
    Ok(true)
}

/// Documents of the last time that this one does not write: they speak of another dossier.
fn tell_stale(folder: &Path, written: &Written, out: &mut dyn Write) -> Result<(), Stop> {
    let Some(last) = last_lock(folder)? else { return Ok(()) };
    let now = &written.lock.fichiers;
    let stale: Vec<&str> = last
        .fichiers
        .keys()
        .filter(|name| !now.contains_key(*name) && folder.join(name).exists())
        .map(String::as_str)
        .collect();
    if !stale.is_empty() {
        writeln!(
            out,
            "Restent de la fois précédente, et ne sont plus à jour : {}.",
            stale.join(", ")
        )?;
    }
    Ok(())
}

fn last_lock(folder: &Path) -> Result<Option<Lock>, Stop> {
    let lock = folder.join(LOCK_NAME);
    Ok(if lock.is_file() { Lock::read(&read_text(&lock, MAX_LOCK)?).ok() } else { None })
}

/// The files of the folder that are neither what was written last time nor what would be written now.
fn edited(folder: &Path, written: &Written) -> Result<Vec<String>, Stop> {
    let last = last_lock(folder)?;
    let mut found = Vec::new();
    for (name, bytes) in &written.files {
        let path = folder.join(name);
        if !path.exists() {
            continue;
        }
        let current =
            fs::read(&path).map_err(|cause| Error::Unreadable { path: path.clone(), cause })?;
        let ours = last
            .as_ref()
            .and_then(|lock| lock.fichiers.get(name))
            .is_some_and(|known| *known == fingerprint(&current));
        if !ours && current != *bytes {
            found.push(name.clone());
        }
    }
    Ok(found)
}

/// Renames an edited document beside the new one: `cctp.ancien-1.docx`.
fn keep_former(folder: &Path, name: &str, out: &mut dyn Write) -> Result<(), Stop> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let free = (1..10_000)
        .map(|n| format!("{stem}.ancien-{n}.{extension}"))
        .find(|other| !folder.join(other).exists());
    let Some(other) = free else {
        return Err(refused(format!("trop d’anciennes versions de {name} dans ce dossier")));
    };
    let to = folder.join(&other);
    fs::rename(folder.join(name), &to).map_err(|cause| unwritable(&to, cause))?;
    writeln!(out, "{name} : l’ancienne version est gardée sous {other}")?;
    Ok(())
}

fn unwritable(path: &Path, cause: std::io::Error) -> Stop {
    Error::Unwritable { path: path.to_path_buf(), cause }.into()
}

/// What was written, what remains to fill in, and what the law still asks.
fn tell(
    answer: &Answer<'_>,
    written: &Written,
    folder: &Path,
    out: &mut dyn Write,
) -> Result<Outcome, Stop> {
    writeln!(out, "{} documents écrits dans {} :", written.files.len(), folder.display())?;
    for (name, _) in &written.files {
        writeln!(out, "  {name}")?;
    }
    writeln!(
        out,
        "À compléter : {} valeurs, listées en tête de la liste de contrôle.",
        written.dossier.blanks.len()
    )?;
    for duty in answer.duties.iter().filter(|duty| duty.state == DutyState::Undetermined) {
        writeln!(out, "À confirmer : {}", duty.duty.title)?;
    }
    if !answer.falls_short() {
        return Ok(Outcome::Done);
    }
    for duty in answer.duties.iter().filter(|duty| duty.state == DutyState::ToMeet) {
        writeln!(out, "OBLIGATION NON SATISFAITE : {}. {}", duty.duty.title, duty.duty.help)?;
    }
    for alert in answer.alerts.iter().filter(|alert| alert.code == "obligatoire-ecartee") {
        writeln!(out, "OBLIGATION NON SATISFAITE : {}", alert.message)?;
    }
    Ok(Outcome::No)
}

// ── From a lock ──

fn again(args: &Args, path: &Path, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let lock = Lock::read(&read_text(path, MAX_LOCK)?)?;
    let base = args.base.load()?;
    let (purchase, source) = locked_purchase(&lock, base)?;
    let Some(date) = lock.launch() else {
        return Err(refused("le verrou ne porte pas de date lisible"));
    };
    let asked = args
        .modele
        .clone()
        .or_else(|| lock.reglages.modele.as_ref().map(|model| PathBuf::from(&model.chemin)));
    let (template, modele) = model(asked.as_deref())?;
    let changed = modele.as_ref().map(|m| &m.empreinte)
        != lock.reglages.modele.as_ref().map(|m| &m.empreinte);
    let settings = Settings { modele: lock.reglages.modele.clone(), ..lock.reglages.clone() };
    let answer = answer(base, &purchase, date);
    let written = dossier::write(&answer, &purchase, &source.text, settings, template)?;
    let mut differences = lock.differences(&written.lock);
    if changed && !differences.is_empty() {
        differences.push("modèle Word : il a changé".into());
    }
    if !differences.is_empty() {
        writeln!(out, "Le dossier ne peut pas être récrit à l’identique. Ce qui diffère :")?;
        for difference in differences {
            writeln!(out, "  {difference}")?;
        }
        return Ok(Outcome::No);
    }
    let folder = beside(args, path);
    if !save(&folder, &written, args.remplacer, out)? {
        return Ok(Outcome::No);
    }
    writeln!(
        out,
        "{} documents récrits à l’identique dans {}.",
        written.files.len(),
        folder.display()
    )?;
    Ok(Outcome::Done)
}

/// The folder asked for, else that of the lock.
fn beside(args: &Args, lock: &Path) -> PathBuf {
    let folder = args.sortie.as_deref().or_else(|| lock.parent()).unwrap_or(Path::new(""));
    // The parent of a bare name is empty, and an empty path is no folder.
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() }
}

pub(super) fn locked_purchase(
    lock: &Lock,
    base: &Base,
) -> Result<(Purchase, std::sync::Arc<Source>), Stop> {
    let source = Source::new("fiche du verrou", lock.fiche.clone());
    let (purchase, diagnostics) = read::read(&source, base);
    let Some(mut purchase) = purchase else {
        return Err(Error::FaultyPurchase { diagnostics }.into());
    };
    purchase.buyer.policy = lock.politique.as_deref().map(Into::into);
    Ok((purchase, source))
}
