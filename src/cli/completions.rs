//! `rowi completions SHELL`

use clap::CommandFactory;

use super::{Cli, Exit, Terminal};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: clap_complete::Shell,
}

/// Prints the completions.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "rowi", &mut text);
    terminal.print(&String::from_utf8_lossy(&text));
    Exit::Clean
}
