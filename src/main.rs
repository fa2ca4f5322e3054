//! The command line of `clausier`: arguments, one call into the library, an exit code.

// A few helpers serve the workbench only: without it they are compiled for nothing.
#![cfg_attr(not(feature = "atelier"), allow(dead_code, unused_imports))]

mod cli;

/// Dossiers and records are made of many small texts.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::main()
}
