//! The command line of `clausier`: arguments, one call into the library, an exit code.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
