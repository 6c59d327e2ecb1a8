//! `rowi lsp`

use std::path::PathBuf;
use std::sync::Arc;

use super::{Exit, Terminal};
use crate::files::Access;

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
    // which file asks is not known here, and nothing of what is read leaves the editor
    let everything = Access::new(PathBuf::new(), &[PathBuf::from("/")], &[]);
    match crate::lsp::run(Arc::new(everything.loader([]))) {
        Ok(true) => Exit::Clean,
        Ok(false) => Exit::Findings,
        Err(error) => {
            terminal.error(&error);
            Exit::Failure
        }
    }
}
