//! `rowi schema …`: one file a command.

mod check;
pub(super) mod convert;
mod diff;
mod fmt;
pub(super) mod infer;
mod types;

use clap::Subcommand;

use super::{Exit, Terminal};

/// Commands on schemas.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check schemas: syntax, RELAX NG's restrictions, what is never used
    Check(check::Args),
    /// Convert a schema between compact (.rnc) and XML (.rng) syntax
    Convert(convert::Args),
    /// Compare two schemas: does every document that was valid stay valid?
    Diff(diff::Args),
    /// Compare each revision of a schema with the one before it
    Log(diff::LogArgs),
    /// Format schemas in compact syntax
    Fmt(fmt::Args),
    /// Infer a schema from documents
    Infer(infer::Args),
    /// Write Rust types for a schema
    Types(types::Args),
}

/// Runs a command on schemas.
#[must_use]
pub fn run(command: &Command, terminal: &Terminal) -> Exit {
    match command {
        Command::Check(args) => check::run(args, terminal),
        Command::Convert(args) => convert::run(args, terminal),
        Command::Diff(args) => diff::run(args, terminal),
        Command::Log(args) => diff::run_log(args, terminal),
        Command::Fmt(args) => fmt::run(args, terminal),
        Command::Infer(args) => infer::run(args, terminal),
        Command::Types(args) => types::run(args, terminal),
    }
}
