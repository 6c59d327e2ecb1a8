//! `--format` and its kin, the same for every command that reports.

use std::path::PathBuf;

use super::settings::SeverityArg;
use super::{Exit, Terminal};
use crate::analysis::catalogue;
use crate::diagnostic::{Diagnostic, Fact, Published, Severity};
use crate::render::{Format, Options, Report, render, statistics};
use crate::text::Sources;

/// Arguments of commands that report findings.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Report")]
pub struct ReportArgs {
    /// How to print findings; may be given several times, each with its own --output
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Vec<Format>,
    /// Write the report to a file instead of standard output; the n-th belongs to the n-th --format
    #[arg(long, value_name = "FILE")]
    pub output: Vec<PathBuf>,
    /// Exit with 1 from this severity on
    #[arg(long, value_name = "SEVERITY", value_enum, default_value = "error")]
    pub fail_on: SeverityArg,
    /// `warnings`: let warnings fail as errors do
    #[arg(long, value_name = "WHAT")]
    pub deny: Option<Denied>,
    /// Exit with 0 even where something was found (for uploaders of reports)
    #[arg(long)]
    pub exit_zero: bool,
    /// Print how often each diagnostic was found instead of the findings; beside formats that services read, on standard
    /// error
    #[arg(long)]
    pub statistics: bool,
}

/// What `--deny` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Denied {
    /// Warnings
    Warnings,
}

impl ReportArgs {
    /// Whether a report in SVRL is asked for.
    pub(super) fn is_svrl(&self) -> bool {
        self.format.contains(&Format::Svrl)
    }

    /// Whether a person reads standard output, so that other text may stand beside the report.
    pub(super) fn is_human(&self) -> bool {
        self.format.iter().enumerate().all(|(index, format)| *format == Format::Human || index < self.output.len())
    }
}

/// Prints findings and decides the exit status.
#[derive(Debug)]
pub struct Reporter<'t> {
    terminal: &'t Terminal,
    args: ReportArgs,
    /// Where the pages of diagnostics are published.
    pub(super) published: Published,
    /// Whether the command takes `--fix`.
    pub(super) can_fix: bool,
    on_errors: bool,
    /// What Schematron rules found, in SVRL.
    pub(super) svrl: Option<String>,
}

impl<'t> Reporter<'t> {
    /// For the arguments of a command.
    #[must_use]
    pub fn new(args: &ReportArgs, terminal: &'t Terminal) -> Self {
        Self {
            terminal,
            args: args.clone(),
            published: Published::default(),
            can_fix: false,
            on_errors: false,
            svrl: None,
        }
    }

    /// With the default options.
    #[must_use]
    pub fn default_on(terminal: &'t Terminal) -> Self {
        let args = ReportArgs {
            format: Vec::new(),
            output: Vec::new(),
            fail_on: SeverityArg::Error,
            deny: None,
            exit_zero: false,
            statistics: false,
        };
        Self { terminal, args, published: Published::default(), can_fix: false, on_errors: false, svrl: None }
    }

    /// With the default options but for the format, for commands that report what keeps them from their work.
    pub(super) fn in_format(format: Option<Format>, terminal: &'t Terminal) -> Self {
        let mut reporter = Self::default_on(terminal);
        reporter.args.format.extend(format);
        reporter
    }

    /// Writes what would go to standard output to standard error, since that is the result's.
    pub(super) fn on_errors(mut self) -> Self {
        self.on_errors = true;
        self
    }

    /// Writes the report to this file.
    pub(super) fn write_to(&mut self, file: Option<PathBuf>) {
        self.args.output.extend(file);
    }

    /// Prints what was found in `files` files.
    #[must_use]
    pub fn finish(&self, sources: &Sources, diagnostics: &[Diagnostic], files: usize) -> Exit {
        let formats = if self.args.format.is_empty() { vec![Format::Human] } else { self.args.format.clone() };
        if self.args.output.len() > formats.len() {
            self.terminal.error("there are more `--output` than `--format`: each file needs its own format");
            return Exit::Failure;
        }
        // Putting the catalogue together takes longer than checking a description, and only SARIF shows it.
        let catalogue = if formats.contains(&Format::Sarif) { catalogue() } else { &[] };
        let mut limit = Severity::from(self.args.fail_on);
        if self.args.deny == Some(Denied::Warnings) {
            limit = limit.min(Severity::Warning);
        }
        let prefix = prefix();
        let report = Report {
            published: &self.published,
            svrl: self.svrl.as_deref(),
            prefix: &prefix,
            fails: limit,
            can_fix: self.can_fix,
            ..Report::new(sources, diagnostics, files, catalogue)
        };
        // Where fewer files than formats are named, the last formats stay on standard output.
        for (index, format) in formats.iter().enumerate() {
            let file = self.args.output.get(index);
            let options = match file {
                None if self.on_errors => Options { color: self.terminal.color_errors, ..self.terminal.options() },
                None => self.terminal.options(),
                Some(_) => Options::default(),
            };
            let counts = matches!(format, Format::Human | Format::Concise | Format::Json | Format::JsonLines);
            let text = if self.args.statistics && counts {
                statistics(*format, diagnostics)
            } else {
                render(*format, &report, &options)
            };
            // formats that services read have no room for counts
            if self.args.statistics && !counts {
                self.terminal.complain(statistics(Format::Human, diagnostics).trim_end());
            }
            match file {
                None if self.on_errors => {
                    if !text.is_empty() {
                        self.terminal.complain(text.trim_end());
                    }
                }
                None => {
                    self.terminal.print(&text);
                    if *format == Format::Human && diagnostics.is_empty() && !self.args.statistics {
                        self.terminal.all_is_well(files);
                    }
                }
                Some(path) => {
                    if let Err(error) = self.terminal.access.write_output(path, text.as_bytes(), sources) {
                        self.terminal.error(&format!("cannot write `{}`: {error}", path.display()));
                        return Exit::Failure;
                    }
                }
            }
        }
        if diagnostics.iter().any(|diagnostic| diagnostic.name.blocks(Fact::Verdict)) {
            return Exit::Failure;
        }
        let found = diagnostics.iter().any(|diagnostic| diagnostic.severity >= limit);
        if found && !self.args.exit_zero { Exit::Findings } else { Exit::Clean }
    }
}

/// From the root of the repository that GitLab or GitHub checked out to this directory.
pub(super) fn prefix() -> String {
    let root = ["CI_PROJECT_DIR", "GITHUB_WORKSPACE"].into_iter().find_map(std::env::var_os);
    let below = root.zip(std::env::current_dir().ok()).and_then(|(root, here)| {
        let root = std::fs::canonicalize(root).ok()?;
        Some(here.strip_prefix(root).ok()?.to_string_lossy().into_owned())
    });
    below.filter(|below| !below.is_empty()).map(|below| below + "/").unwrap_or_default()
}
