//! Arguments, files, exit codes: with `lsp` the only place that does I/O.
//!
//! One file a command: its `Args` and a `run` that returns an [`Exit`]. A new command costs a variant in [`Command`]
//! and a line in `run`.

#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

mod access;
mod baseline;
mod catalogs;
mod check;
mod completions;
mod config;
mod descriptions;
mod docs;
mod edit_diff;
mod examples;
mod explain;
mod fix;
mod jing;
mod fmt;
mod guides;
mod left_out;
mod lsp;
mod man;
mod report;
mod rules;
mod schema;
mod settings;
mod shellcheck;
mod terminal;
mod validate;
mod transform;
mod watch;
mod upgrade;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args as _, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use crate::files::{FileLoader, WriteError, write_atomic};
pub use report::{ReportArgs, Reporter};
pub use terminal::{ColorChoice, Terminal};

/// Checks, upgrades and explains KIWI image descriptions, and works with RELAX NG schemas.
#[derive(Debug, Parser)]
#[command(name = "rowi", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    common: CommonArgs,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
struct CommonArgs {
    #[command(flatten)]
    terminal: terminal::TerminalArgs,
    /// How many files to work on at once; without it, as many as there are processors
    #[arg(long, short, global = true, value_name = "NUMBER")]
    jobs: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    access: access::AccessArgs,
}

/// What rowi can do.
#[derive(Debug, Subcommand)]
#[non_exhaustive]
pub enum Command {
    /// Check image descriptions
    Check(Box<check::Args>),
    /// Create or prune a file of known findings
    #[command(subcommand)]
    Baseline(Box<baseline::Command>),
    /// Validate XML documents against a RELAX NG schema
    Validate(validate::Args),
    /// Transform a document with an XSLT 1.0 stylesheet
    Transform(transform::Args),
    /// Bring descriptions of old schema versions to a newer one, changing only what must change
    Upgrade(upgrade::Args),
    /// Lay out descriptions and other XML; nothing but white space changes
    Fmt(fmt::Args),
    /// Serve editors: the language server, on standard input and output
    Lsp(lsp::Args),
    /// Work on schemas themselves
    #[command(subcommand)]
    Schema(schema::Command),
    /// Write a reference of a schema: a site, Markdown, reStructuredText, manual pages
    Docs(docs::Args),
    /// Explain what a diagnostic means and what to do, or what an element or attribute is
    Explain(explain::Args),
    /// List all diagnostics
    Rules(rules::Args),
    /// Print the configuration, or the schemas of rowi's own formats
    #[command(subcommand)]
    Config(Box<config::Command>),
    /// Write manual pages
    Man(man::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Validate with the arguments and messages of jing, for scripts that call it
    Jing(jing::JingArgs),
    /// Convert schemas with the arguments of trang, for scripts that call it
    Trang(jing::TrangArgs),
}

/// Exit status, as every command uses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Exit {
    /// Nothing found.
    Clean = 0,
    /// Errors found.
    Findings = 1,
    /// Wrong usage, unreadable input, refused schema or configuration.
    Failure = 2,
}

/// Runs the program with the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    match parse(std::env::args_os().collect()) {
        Ok(cli) => ExitCode::from(run(&cli) as u8),
        Err(error) => {
            // help and version go to standard output, which may be full
            let lost = error.print().is_err_and(|why| why.kind() != std::io::ErrorKind::BrokenPipe);
            if lost {
                eprintln!("error: cannot write to standard output");
            }
            let code = u8::try_from(error.exit_code()).unwrap_or(Exit::Failure as u8);
            ExitCode::from(if lost { Exit::Failure as u8 } else { code })
        }
    }
}

fn parse(arguments: Vec<OsString>) -> Result<Cli, clap::Error> {
    let named = arguments.get(1).and_then(|name| alone(name.to_str()?));
    if let Some(cli) = named.and_then(|command| read(command, &arguments).ok()) {
        return Ok(cli);
    }
    read(with_examples(Cli::command(), ""), &arguments)
}

fn read(command: clap::Command, arguments: &[OsString]) -> Result<Cli, clap::Error> {
    Cli::from_arg_matches(&command.try_get_matches_from(arguments)?)
}

/// The program with the one command that is named and without help, for a run that needs no word of the others: making
/// all of them takes as long as judging a small description.
fn alone(name: &str) -> Option<clap::Command> {
    const COMMANDS: [(&str, fn(clap::Command) -> clap::Command); 5] = [
        ("check", check::Args::augment_args),
        ("validate", validate::Args::augment_args),
        ("upgrade", upgrade::Args::augment_args),
        ("transform", transform::Args::augment_args),
        ("fmt", fmt::Args::augment_args),
    ];
    let (name, augment) = COMMANDS.into_iter().find(|(known, _)| *known == name)?;
    let program = CommonArgs::augment_args(clap::Command::new("rowi"));
    Some(program.subcommand(augment(clap::Command::new(name))))
}

/// The command with its examples and statuses below the options, and so those below it.
fn with_examples(command: clap::Command, path: &str) -> clap::Command {
    let own = if path.is_empty() { "rowi" } else { path };
    let help = examples::help(own);
    let below: Vec<String> = command.get_subcommands().map(|below| below.get_name().to_owned()).collect();
    let mut command = match help {
        Some(help) => command.after_long_help(help),
        None => command,
    };
    for name in below {
        let path = if path.is_empty() { name.clone() } else { format!("{path} {name}") };
        command = command.mut_subcommand(name, |below| with_examples(below, &path));
    }
    command
}

fn run(cli: &Cli) -> Exit {
    let terminal = Terminal::new(&cli.common.terminal, cli.common.access.access());
    if let Some(jobs) = cli.common.jobs {
        // it fails only where threads run already, and none do yet
        let _ = rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build_global();
    }
    let exit = match &cli.command {
        Command::Check(args) => check::run(args, &terminal),
        Command::Baseline(command) => baseline::run(command, &terminal),
        Command::Validate(args) => validate::run(args, &terminal),
        Command::Transform(args) => transform::run(args, &terminal),
        Command::Upgrade(args) => upgrade::run(args, &terminal),
        Command::Fmt(args) => fmt::run(args, &terminal),
        Command::Lsp(args) => lsp::run(args, &terminal),
        Command::Schema(command) => schema::run(command, &terminal),
        Command::Docs(args) => docs::run(args, &terminal),
        Command::Explain(args) => explain::run(args, &terminal),
        Command::Rules(args) => rules::run(args, &terminal),
        Command::Config(command) => config::run(command, &terminal),
        Command::Man(args) => man::run(args, &terminal),
        Command::Completions(args) => completions::run(args, &terminal),
        Command::Jing(args) => jing::jing(args, &terminal),
        Command::Trang(args) => jing::trang(args, &terminal),
    };
    if terminal.complain_of_output() || terminal.has_refused() { Exit::Failure } else { exit }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_alone_reads_what_the_whole_program_reads() {
        let lines = [
            "check",
            "check a b --jobs 2 -q --fix --profile x,y --format json --output out --no-color",
            "check --select=script --allow-read /a --color always a",
            "check --kiwi 10.2 --config a=b --isolated -- --strange",
            "validate schema.rng a.xml - --jobs 3",
            "validate kiwi a --color never",
            "upgrade --to 8.0 --write a b",
            "upgrade",
            "transform style.xsl a.xml --param x 1 -o out",
            "fmt --check a",
            "fmt -",
            "check --no-such-option",
            "upgrade a --help",
            "fmt --jobs none",
        ];
        let mut read_alone = 0;
        for line in lines {
            let arguments: Vec<OsString> = std::iter::once("rowi").chain(line.split(' ')).map(Into::into).collect();
            let whole = read(Cli::command(), &arguments);
            let own = read(alone(line.split(' ').next().unwrap_or("")).expect("a command"), &arguments);
            match (own, whole) {
                (Ok(own), Ok(whole)) => {
                    read_alone += 1;
                    assert_eq!(format!("{own:?}"), format!("{whole:?}"), "{line}");
                }
                (own, whole) => assert_eq!(own.is_err(), whole.is_err(), "{line}"),
            }
        }
        assert!(read_alone >= 8, "{read_alone} of the lines are none");
    }
}
