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
        Ok(entry) => {
            let severity = entry.severity.as_str();
            let fix = entry.fix.map_or_else(String::new, |fix| format!(", {} fix", fix.as_str()));
            let text = format!(
                "{}: {}\n\n{severity} ({}{fix})\n\n{}\n",
                entry.name,
                entry.summary,
                entry.group.as_str(),
                entry.explanation.trim()
            );
            terminal.print(&text);
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
