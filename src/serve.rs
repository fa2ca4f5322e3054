//! The buyer's page (`clausier servir`) and the JSON interface, over the library alone.
//!
//! Nothing is kept: the fiche travels with each page as a hidden field, and every request carries all that its answer needs. So copies
//! behind any balancer answer alike, a reload or the back button show the same page, and two tabs do not meet.

mod api;
mod archive;
mod ask;
mod case;
mod choose;
mod compare;
mod describe;
mod fields;
mod guard;
mod openapi;
mod page;
mod reply;
mod route;
mod run;
mod state;
mod summary;
mod take;

pub use self::route::router;
pub use self::run::run;
pub use self::state::{App, Config};

/// The largest body of a request: a fiche and what a page holds beside it.
pub const MAX_BODY: usize = 1024 * 1024;
/// The most lots of a fiche on the page: a consultation has ten, a very large one fifty.
pub const MAX_LOTS: usize = 200;
/// The most fields of a form: a card has ten, a lot six.
pub const MAX_FIELDS: usize = 5_000;
