//! `--generer`: a fiche for each bound on which none sits, for a person to review. No file is ever replaced.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use clausier::base::Base;
use clausier::error::Error;
use clausier::purchase::save::Pending;
use clausier::trial::boundary::missing;
use clausier::trial::proposal::{Proposal, propose};

use super::unseen::cases;
use super::{Args, agreed};
use crate::cli::folder::Folder;
use crate::cli::open::check_way;
use crate::cli::{Outcome, Stop};

/// The folder of proposals, among the fiches: once there, they are fiches like any other.
const PROPOSED: &str = "proposees";

pub fn run(
    args: &Args,
    base: &Base,
    folder: &Folder,
    out: &mut dyn Write,
) -> Result<Outcome, Stop> {
    let unseen = missing(base, &cases(args, base, folder));
    let found: Vec<Proposal> =
        unseen.iter().filter_map(|boundary| propose(base, boundary)).collect();
    let n_unreached = unseen.len() - found.len();
    let found = named_apart(found);
    let target = args.sortie.clone().unwrap_or_else(|| args.dossier.join(PROPOSED));
    check_way(&target)?;
    let (there, new): (Vec<Proposal>, Vec<Proposal>) =
        found.into_iter().partition(|one| path(&target, one).exists());
    let limit = usize::try_from(args.limite).unwrap_or(usize::MAX);
    if !new.is_empty() {
        fs::create_dir_all(&target)
            .map_err(|cause| Error::Unwritable { path: target.clone(), cause })?;
    }
    for one in new.iter().take(limit) {
        let path = path(&target, one);
        Pending::write(&path, one.text.as_bytes())?.take_its_place()?;
        writeln!(out, "écrit : {}", path.display())?;
    }
    let n_written = new.len().min(limit);
    writeln!(
        out,
        "{}, rien d’accepté : les relire, puis `clausier tester {} --accepter`",
        agreed(n_written, "fiche"),
        args.dossier.display()
    )?;
    for (n, what) in [
        (
            new.len() - n_written,
            "à proposer encore : relancer la commande après relecture, ou `--limite`",
        ),
        (there.len(), "d’un nom déjà pris dans ce dossier : laissées comme elles sont"),
        (n_unreached, "sans fiche : aucun exemple de la règle n’y mène par un seul changement"),
    ] {
        if n > 0 {
            writeln!(out, "{n} {what}")?;
        }
    }
    Ok(Outcome::Done)
}

fn path(folder: &Path, one: &Proposal) -> std::path::PathBuf {
    folder.join(format!("{}.toml", one.name))
}

/// Two bounds of one rule may bear one name: the second is numbered.
fn named_apart(found: Vec<Proposal>) -> Vec<Proposal> {
    let mut taken = BTreeSet::new();
    let apart = found.into_iter().map(|one| {
        let mut name = one.name.clone();
        let mut n = 2;
        while !taken.insert(name.clone()) {
            name = format!("{}-{n}", one.name);
            n += 1;
        }
        Proposal { name, ..one }
    });
    apart.collect()
}
