//! `--format` and its kin, the same for every command that reports.

use std::path::PathBuf;

use super::{Exit, Terminal, write_atomic};
use crate::analysis::catalogue;
use crate::diagnostic::{Diagnostic, Severity};
use crate::render::{Format, Options, Report, render};
use crate::text::Sources;

/// Arguments of commands that report findings.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ReportArgs {
    /// How to print findings; may be given several times, each with its own --output
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Vec<Format>,
    /// Write the report to a file instead of standard output; the n-th belongs to the n-th --format
    #[arg(long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
}

/// Prints findings and decides the exit status.
#[derive(Debug)]
pub struct Reporter<'t> {
    terminal: &'t Terminal,
    args: ReportArgs,
}

impl<'t> Reporter<'t> {
    /// For the arguments of a command.
    #[must_use]
    pub fn new(args: &ReportArgs, terminal: &'t Terminal) -> Self {
        Self { terminal, args: args.clone() }
    }

    /// Prints what was found in `files` files.
    #[must_use]
    pub fn finish(&self, sources: &Sources, diagnostics: &[Diagnostic], files: usize) -> Exit {
        let report = Report { sources, diagnostics, files, catalogue: catalogue() };
        let formats = if self.args.format.is_empty() { vec![Format::Human] } else { self.args.format.clone() };
        // Where fewer files than formats are named, the last formats stay on standard output.
        for (index, format) in formats.iter().enumerate() {
            let file = self.args.output.get(index);
            let options = Options {
                color: file.is_none() && self.terminal.color,
                links: file.is_none() && self.terminal.links,
                ..Options::default()
            };
            let text = render(*format, &report, &options);
            match file {
                None => self.terminal.print(&text),
                Some(path) => {
                    if let Err(error) = write_atomic(path, text.as_bytes(), None) {
                        self.terminal.error(&format!("cannot write `{}`: {error}", path.display()));
                        return Exit::Failure;
                    }
                }
            }
        }
        let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        if errors { Exit::Findings } else { Exit::Clean }
    }
}
