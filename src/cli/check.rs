//! `rowi check`

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::baseline::Names;
use super::descriptions;
use super::fix::{self, FixArgs};
use super::report::ReportArgs;
use super::settings::{Settings, SettingsArgs};
use super::{Exit, FileLoader, Reporter, Terminal, watch};
use crate::analysis::{self, stale_entry};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Loader, PatchedLoader, Sources, Span};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Descriptions, or directories with descriptions; without any, this directory; `-`: standard input
    paths: Vec<PathBuf>,
    /// Check standard input under this name: configuration, scripts and overlay are those beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fix", "unsafe_fixes", "diff", "watch"])]
    stdin_filename: Option<PathBuf>,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["stdin_filename", "fix", "unsafe_fixes", "diff"])]
    watch: bool,
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
        let found = analysis::check_with(path, &mut sources, loader, &options, settings.others());
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
    let dash = PathBuf::from("-");
    let stdin_name = args.stdin_filename.as_ref().or((args.paths == [dash.clone()]).then_some(&dash));
    if let Some(name) = stdin_name {
        return match descriptions::read_stdin() {
            Ok(bytes) => {
                let mut loader = PatchedLoader::new(&FileLoader);
                loader.replace(name.clone(), bytes);
                finish(vec![check_one(name, &loader, &settings)], args, &settings, terminal)
            }
            Err(error) => {
                terminal.error(&format!("cannot read standard input: {error}"));
                Exit::Failure
            }
        };
    }
    if args.watch {
        watch::watch(&args.paths, || {
            // Clears the screen where a person looks; the configuration may have changed as well.
            if terminal.interactive {
                terminal.print("\x1b[2J\x1b[H");
            }
            let exit = Settings::new(&args.settings).map(|settings| run_once(args, &settings, terminal));
            if exit == Ok(Exit::Clean) {
                terminal.complain("nothing found; waiting for changes");
            }
        });
    }
    run_once(args, &settings, terminal)
}

fn run_once(args: &Args, settings: &Settings, terminal: &Terminal) -> Exit {
    let paths = match descriptions::find(&args.paths) {
        Ok(paths) => paths,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    if args.fix.is_on() {
        let mut exit = Exit::Clean;
        let checked = paths.iter().map(|path| fix::fix(path, &args.fix, settings, terminal, &mut exit)).collect();
        return finish(checked, args, settings, terminal).max(exit);
    }
    let progress = Progress::new(paths.len(), terminal);
    let one = |path: &PathBuf| {
        let checked = check_one(path, &FileLoader, settings);
        progress.step();
        checked
    };
    // Starting threads costs more than checking one description.
    let checked = if paths.len() < 4 { paths.iter().map(one).collect() } else { paths.par_iter().map(one).collect() };
    progress.clear();
    finish(checked, args, settings, terminal)
}

/// A counter on standard error, only where a person waits for many files.
struct Progress<'t> {
    total: usize,
    done: AtomicUsize,
    terminal: Option<&'t Terminal>,
}

impl<'t> Progress<'t> {
    fn new(total: usize, terminal: &'t Terminal) -> Self {
        let shown = terminal.interactive && total >= 200;
        Self { total, done: AtomicUsize::new(0), terminal: shown.then_some(terminal) }
    }

    fn step(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(terminal) = self.terminal.filter(|_| done.is_multiple_of(50)) {
            terminal.status(&format!("{done}/{} descriptions", self.total));
        }
    }

    fn clear(&self) {
        if let Some(terminal) = self.terminal {
            terminal.status("");
        }
    }
}

fn finish(checked: Vec<Checked>, args: &Args, settings: &Settings, terminal: &Terminal) -> Exit {
    let files = checked.len();
    let (mut sources, mut diagnostics) = merge(checked);
    if let Some(path) = settings.baseline() {
        match std::fs::read_to_string(&path)
            .map_err(|error| error.to_string())
            .and_then(|text| analysis::Baseline::parse(&text).map(|baseline| (text, baseline)))
        {
            Ok((text, baseline)) => {
                let (new, mut stale) = Names::of(&path).apply(&baseline, &sources, diagnostics);
                diagnostics = new;
                // what was not judged may be there all the same
                stale.retain(|_| settings.judges_all());
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
    let mut reporter = Reporter::new(&args.report, terminal);
    reporter.docs_url = settings.docs_url();
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
