//! `rowi lsp`

use std::sync::Arc;

use super::{Exit, Terminal};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Standard input and output are the connection; what some editors pass, and the only way there is
    #[arg(long)]
    stdio: bool,
}

/// Runs the command.
#[must_use]
pub fn run(_args: &Args, terminal: &Terminal) -> Exit {
    match crate::lsp::run(Arc::new(terminal.access.loader([]))) {
        Ok(true) => Exit::Clean,
        Ok(false) => Exit::Findings,
        Err(error) => {
            terminal.error(&error);
            Exit::Failure
        }
    }
}
