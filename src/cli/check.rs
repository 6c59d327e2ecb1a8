//! `rowi check`

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::descriptions;
use super::fix::{self, FixArgs};
use super::report::ReportArgs;
use super::settings::{Settings, SettingsArgs};
use super::{Exit, FileLoader, Reporter, Terminal};
use crate::analysis::{self, stale_entry};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Loader, Sources, Span};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Descriptions, or directories with descriptions; without any, this directory
    paths: Vec<PathBuf>,
    /// Check standard input under this name
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "fix", "unsafe_fixes", "diff"])]
    stdin_filename: Option<PathBuf>,
    #[command(flatten)]
    fix: FixArgs,
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// What was found in one description.
pub(super) struct Checked {
    pub(super) sources: Sources,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Checks one description with its settings applied.
pub(super) fn check_one(path: &Path, loader: &dyn Loader, settings: &Settings) -> Checked {
    let mut sources = Sources::new();
    let (config, mut diagnostics) = settings.for_path(path, &mut sources, loader);
    let broken = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if !broken {
        let options = settings.options(&config);
        let found = analysis::check(path, &mut sources, loader, &options);
        diagnostics.extend(settings.apply(&config, &sources, found));
    }
    Checked { sources, diagnostics }
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let settings = match Settings::new(&args.settings) {
        Ok(settings) => settings,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    if let Some(name) = &args.stdin_filename {
        return match descriptions::read_stdin() {
            Ok(bytes) => {
                let loader = fix::PatchedLoader::new(&FileLoader).with(name, bytes);
                finish(vec![check_one(name, &loader, &settings)], args, &settings, terminal)
            }
            Err(error) => {
                terminal.error(&format!("cannot read standard input: {error}"));
                Exit::Failure
            }
        };
    }
    let paths = match descriptions::find(&args.paths) {
        Ok(paths) => paths,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    if args.fix.is_on() {
        let mut exit = Exit::Clean;
        let checked = paths.iter().map(|path| fix::fix(path, &args.fix, &settings, terminal, &mut exit)).collect();
        return finish(checked, args, &settings, terminal).max(exit);
    }
    let checked = paths.par_iter().map(|path| check_one(path, &FileLoader, &settings)).collect();
    finish(checked, args, &settings, terminal)
}

fn finish(checked: Vec<Checked>, args: &Args, settings: &Settings, terminal: &Terminal) -> Exit {
    let files = checked.len();
    let (mut sources, mut diagnostics) = merge(checked);
    if let Some(path) = settings.baseline(&diagnostics) {
        match std::fs::read_to_string(&path)
            .map_err(|error| error.to_string())
            .and_then(|text| analysis::Baseline::parse(&text).map(|baseline| (text, baseline)))
        {
            Ok((text, baseline)) => {
                let (new, stale) = baseline.apply(&sources, diagnostics);
                diagnostics = new;
                let id = sources.add(path.to_string_lossy(), text);
                diagnostics.extend(stale.iter().map(|known| stale_entry(&sources, id, known)));
            }
            Err(error) => {
                let id = sources.add(path.to_string_lossy(), "");
                let message = format!("cannot read the baseline: {error}");
                diagnostics.push(Diagnostic::error("invalid-baseline", message, Span::at(id, 0)));
            }
        }
    }
    let reporter = Reporter::new(&args.report, terminal);
    reporter.finish(&sources, &diagnostics, files)
}

/// All findings over one store of sources. A configuration that several descriptions share is reported once.
pub(super) fn merge(checked: Vec<Checked>) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut shared: std::collections::HashSet<(String, u32, String)> = std::collections::HashSet::new();
    for one in checked {
        let base = sources.absorb(one.sources);
        for diagnostic in one.diagnostics {
            let diagnostic = diagnostic.rebased(base);
            let name = sources.get(diagnostic.primary.source).name.clone();
            if shared.insert((name, diagnostic.primary.start, format!("{}\n{}", diagnostic.name, diagnostic.message))) {
                diagnostics.push(diagnostic);
            }
        }
    }
    (sources, diagnostics)
}
