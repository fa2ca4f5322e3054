//! Accepting results: all, some by name, or one by one. Each file is replaced whole, and what was written is said.

use std::io::{self, BufRead, Write};
use std::path::Path;

use clausier::error::Error;
use clausier::output::difference;
use clausier::purchase::save::{self, Pending};

use super::{State, Tried, agreed, complain, is_named, none, orphans, tell};
use crate::cli::folder::Folder;
use crate::cli::open::unknown;
use crate::cli::{Outcome, Stop, refused};

/// Stands for every fiche.
pub const ALL: &str = "*";

/// Accepts what is asked for; the answer is "no" while something is left that nobody accepted.
pub fn run(
    names: &[String],
    one_by_one: bool,
    folder: &Folder,
    tried: &[Tried<'_>],
    out: &mut dyn Write,
) -> Result<Outcome, Stop> {
    let wanted = wanted(names, tried)?;
    // A link is not written through; what could not be written is said before anything is.
    for one in wanted.iter().filter(|one| one.state.pending().is_some()) {
        save::check_writable(&one.fiche.accepted_path())?;
    }
    let mut n_written = 0;
    for one in &wanted {
        let Some((accepted, found)) = one.state.pending() else { continue };
        if one_by_one {
            match ask(one, out)? {
                Reply::Yes => {}
                Reply::No => continue,
                Reply::Quit => break,
            }
        }
        write(one, accepted, found, out)?;
        n_written += 1;
    }
    out.flush()?;
    complain(folder, tried);
    orphans(folder, out)?;
    none(tried, out)?;
    let pending = tried.iter().filter(|one| one.state.pending().is_some()).count();
    let left = pending - n_written;
    writeln!(
        out,
        "{} accepté{}",
        agreed(n_written, "résultat"),
        if n_written > 1 { "s" } else { "" }
    )?;
    if left > 0 {
        writeln!(out, "{} à relire", agreed(left, "fiche"))?;
    }
    let faulty = tried.iter().any(|one| matches!(one.state, State::Unreadable | State::Lost(_)));
    let clean = !tried.is_empty() && left == 0 && !faulty && folder.orphans.is_empty();
    Ok(if clean { Outcome::Done } else { Outcome::No })
}

/// The fiches asked for; a name that is none stops the command before anything is written.
fn wanted<'a, 'b>(names: &[String], tried: &'a [Tried<'b>]) -> Result<Vec<&'a Tried<'b>>, Stop> {
    for name in names.iter().filter(|name| *name != ALL) {
        if Path::new(name).is_dir() {
            let message = format!(
                "`{name}` est un dossier : le donner d’abord, `clausier tester {name} --accepter`"
            );
            return Err(refused(message));
        }
        if !tried.iter().any(|one| is_named(one.fiche, name)) {
            return Err(unknown("fiche", name, tried.iter().map(|one| one.fiche.name.as_str())));
        }
    }
    let is_asked =
        |one: &&Tried<'_>| names.iter().any(|name| name == ALL || is_named(one.fiche, name));
    Ok(tried.iter().filter(is_asked).collect())
}

enum Reply {
    Yes,
    No,
    Quit,
}

/// Shows a result and asks what to do of it; the end of the input is « q ».
fn ask(one: &Tried<'_>, out: &mut dyn Write) -> Result<Reply, Stop> {
    tell(one, out)?;
    if let State::Missing { found } = &one.state {
        writeln!(out, "{found}")?;
    }
    loop {
        write!(
            out,
            "Accepter le résultat de {} ? o (oui), n (non), q (s’arrêter là) : ",
            one.fiche.name
        )?;
        out.flush()?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line)?;
        match line.trim().to_lowercase().as_str() {
            "o" | "oui" => return Ok(Reply::Yes),
            "n" | "non" => return Ok(Reply::No),
            "q" => return Ok(Reply::Quit),
            _ if read == 0 => {
                writeln!(out)?;
                return Ok(Reply::Quit);
            }
            _ => writeln!(out, "répondre o, n ou q")?,
        }
    }
}

/// Replaces the accepted result, or writes the first one; a file that appeared or changed meanwhile is left as it is.
fn write(
    one: &Tried<'_>,
    accepted: Option<&[u8]>,
    found: &str,
    out: &mut dyn Write,
) -> Result<(), Stop> {
    let path = one.fiche.accepted_path();
    if let Some(accepted) = accepted {
        save::save(&path, accepted, found)?;
        let accepted = String::from_utf8_lossy(accepted).replace("\r\n", "\n");
        let (gone, new) = difference::count(&accepted, found);
        writeln!(out, "écrit : {} (lignes retirées : {gone}, ajoutées : {new})", path.display())?;
        return Ok(());
    }
    if path.exists() {
        let message = format!("{} est apparu entre-temps : relancer la commande", path.display());
        return Err(Error::Refused(message).into());
    }
    Pending::write(&path, found.as_bytes())?.take_its_place()?;
    writeln!(out, "écrit : {}", path.display())?;
    Ok(())
}
