//! `clausier servir`: the buyer's page and the JSON interface, until it is stopped.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use clausier::error::Error;
use clausier::serve::{self, App, Config};

use super::open::{BaseOptions, today};
use super::{Outcome, Stop, say};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(
        long,
        value_name = "ADRESSE:PORT",
        default_value = "127.0.0.1:8080",
        hide_default_value = true,
        value_parser = read_address,
        help = "Où écouter (127.0.0.1:8080 si rien n’est dit : cette machine seule)"
    )]
    adresse: SocketAddr,
    #[arg(
        long,
        value_name = "NOM",
        help = "Un nom sous lequel le serveur est appelé, derrière un répartiteur ; peut se répéter"
    )]
    hote: Vec<String>,
    #[arg(long, help = "Ouvre la page dans le navigateur")]
    ouvrir: bool,
    #[command(flatten)]
    base: BaseOptions,
}

fn read_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "écrire une adresse et un port, par exemple 127.0.0.1:8080".to_owned())
}

pub fn run(args: &Args, out: &mut dyn Write) -> Result<Outcome, Stop> {
    let base = args.base.load()?;
    let config =
        Config { address: args.adresse, hosts: args.hote.clone(), today, log: |line| say(line) };
    let app = App::new(base, config)?;
    let mut told = Ok(());
    serve::run(app, |address| {
        told = writeln!(out, "clausier est prêt : http://{address}/ (Ctrl+C pour arrêter)")
            .and_then(|()| out.flush());
        if args.ouvrir {
            open_browser(&format!("http://{address}/"));
        }
    })
    .map_err(|cause| unreachable_address(args.adresse, &cause))?;
    told?;
    writeln!(out, "Arrêté.")?;
    Ok(Outcome::Done)
}

fn unreachable_address(address: SocketAddr, cause: &std::io::Error) -> Error {
    let why = match cause.kind() {
        std::io::ErrorKind::AddrInUse => {
            "un autre programme l’occupe ; en choisir une autre, par exemple --adresse 127.0.0.1:8081"
                .to_owned()
        }
        std::io::ErrorKind::PermissionDenied => {
            "le système la réserve ; choisir un port au-dessus de 1024".to_owned()
        }
        std::io::ErrorKind::AddrNotAvailable => {
            "cette machine n’a pas cette adresse".to_owned()
        }
        _ => cause.to_string(),
    };
    Error::Refused(format!("impossible d’écouter sur {address} : {why}"))
}

/// Asks the system for its browser; the address is on the screen where it has none.
fn open_browser(url: &str) {
    let (program, args): (&str, &[&str]) = if cfg!(target_os = "windows") {
        ("cmd", &["/C", "start", "", url])
    } else if cfg!(target_os = "macos") {
        ("open", &[url])
    } else {
        ("xdg-open", &[url])
    };
    let started = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        say("aucun navigateur ne s’est ouvert : recopier l’adresse ci-dessus");
    }
}
