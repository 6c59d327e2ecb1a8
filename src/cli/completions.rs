//! `rowi completions SHELL`

use clap::CommandFactory;
use clap::builder::PossibleValuesParser;

use super::{Cli, Exit, Terminal};
use crate::analysis::catalogue;
use crate::diagnostic::Group;

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
    clap_complete::generate(args.shell, &mut with_names(Cli::command()), "rowi", &mut text);
    terminal.print(&String::from_utf8_lossy(&text));
    Exit::Clean
}

/// The command with the names of diagnostics and groups where it takes them, for completion: the program itself says
/// more about one that it does not know.
fn with_names(command: clap::Command) -> clap::Command {
    let names = || PossibleValuesParser::new(catalogue().iter().map(|entry| entry.name));
    let groups = || Group::ALL.iter().map(|group| group.as_str());
    let names_and_groups = || PossibleValuesParser::new(groups().chain(catalogue().iter().map(|entry| entry.name)));
    let is_there = |command: &clap::Command, id: &str| command.get_arguments().any(|argument| argument.get_id() == id);
    let mut command = command.mut_subcommand("explain", |own| own.mut_arg("name", |arg| arg.value_parser(names())));
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    for name in below {
        command = command.mut_subcommand(name, |mut own| {
            for id in ["select", "ignore"] {
                if is_there(&own, id) {
                    own = own.mut_arg(id, |arg| arg.value_parser(names_and_groups()));
                }
            }
            own
        });
    }
    command
}
