//! `rowi schema …`: one file a command.

use clap::Subcommand;

use super::{Exit, Terminal};

/// Commands on schemas.
#[derive(Debug, Subcommand)]
pub enum Command {}

/// Runs a command on schemas.
#[must_use]
pub fn run(command: &Command, _terminal: &Terminal) -> Exit {
    match *command {}
}
