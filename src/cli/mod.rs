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

use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use crate::files::{FileLoader, WriteError, write_atomic};
pub use report::{ReportArgs, Reporter};
pub use terminal::{ColorChoice, Terminal};

/// Checks, upgrades and explains KIWI image descriptions, and works with RELAX NG schemas.
#[derive(Debug, Parser)]
#[command(name = "rowi", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    terminal: terminal::TerminalArgs,
    /// How many files to work on at once; without it, as many as there are processors
    #[arg(long, short, global = true, value_name = "NUMBER")]
    jobs: Option<std::num::NonZeroUsize>,
    #[command(flatten)]
    access: access::AccessArgs,
    #[command(subcommand)]
    command: Command,
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
    let matches = with_examples(Cli::command(), "").try_get_matches();
    match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
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
    let terminal = Terminal::new(&cli.terminal, cli.access.access());
    if let Some(jobs) = cli.jobs {
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
    if terminal.complain_of_output() { Exit::Failure } else { exit }
}
