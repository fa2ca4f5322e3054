//! What every request reads: the base, loaded once, and the pages, parsed once.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use jiff::civil::Date;
use minijinja::Environment;
use tokio::sync::Semaphore;

use super::page;
use crate::base::Base;
use crate::error::Error;

/// How the server is set.
#[derive(Debug, Clone)]
pub struct Config {
    pub address: SocketAddr,
    /// Names of the server beside those of the loopback: what a balancer or a proxy puts in `Host`.
    pub hosts: Vec<String>,
    /// The day of a fiche that says no launch date.
    pub today: fn() -> Date,
    /// Where a line of the log goes: method, path, status, duration; never what a fiche holds.
    pub log: fn(&str),
}

/// The server's own state, the same for every request.
#[derive(Debug)]
pub struct App {
    pub(super) base: &'static Base,
    pub(super) pages: Environment<'static>,
    pub(super) config: Config,
    /// As many computations at once as the processors bear; the others wait their turn.
    pub(super) turns: Arc<Semaphore>,
}

impl App {
    /// Prepares a server over a base.
    ///
    /// # Errors
    /// When a page cannot be parsed, which is a fault of the program.
    pub fn new(base: &'static Base, config: Config) -> Result<Self, Error> {
        let processors = std::thread::available_parallelism().map_or(2, usize::from);
        let pages = page::environment()?;
        Ok(Self { base, pages, config, turns: Arc::new(Semaphore::new(processors.max(2))) })
    }

    /// Whether a request names this server: another name is a page of elsewhere that had its name point here.
    pub(super) fn is_called(&self, host: &str) -> bool {
        let name = without_port(host);
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        if self.config.hosts.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return true;
        }
        let own = self.config.address.ip();
        match bare.parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback() || ip == own || own.is_unspecified(),
            Err(_) => false,
        }
    }
}

/// `localhost` of `localhost:8080`, `[::1]` of `[::1]:8080`.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && !name.ends_with(':') =>
        {
            name
        }
        _ => host,
    }
}
