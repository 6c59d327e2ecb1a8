//! `rowi explain NAME`

use super::{Exit, Terminal};
use crate::analysis::explain;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A diagnostic's name, as printed in brackets: `unknown-attribute`
    name: String,
}

/// Prints the explanation.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    // Copied from a message the name may come with its brackets.
    let name = args.name.trim_matches(['[', ']']).trim_start_matches("error[").trim_start_matches("warning[");
    match explain(name) {
        Ok(page) => {
            terminal.print(&page);
            Exit::Clean
        }
        Err(meant) => {
            let hint =
                meant.map_or_else(|| "`rowi rules` lists all".to_owned(), |meant| format!("did you mean `{meant}`?"));
            terminal.error(&format!("there is no diagnostic named `{name}`; {hint}"));
            Exit::Failure
        }
    }
}
