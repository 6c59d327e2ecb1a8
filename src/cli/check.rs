//! `rowi check`

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::descriptions;
use super::fix::{self, FixArgs};
use super::report::ReportArgs;
use super::settings::SettingsArgs;
use super::watch::Looked;
use super::{Exit, Reporter, Terminal, watch};
use crate::analysis::{Checked, Merged, Project, Settings};
use crate::diagnostic::Severity;
use crate::files::FileLoader;
use crate::text::PatchedLoader;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Descriptions, or directories with descriptions; without any, this directory; `-`: standard input
    paths: Vec<PathBuf>,
    /// Check standard input under this name: configuration, scripts and overlay are those beside it
    #[arg(long, value_name = "FILE", conflicts_with_all = ["diff", "watch"])]
    stdin_filename: Option<PathBuf>,
    /// Say nothing beside the findings
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// Say what is looked at, and with which configuration
    #[arg(short, long)]
    verbose: bool,
    /// Pass over named files, too, that `exclude` leaves out or that are no descriptions: for hooks, which name files
    #[arg(long)]
    force_exclude: bool,
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

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut project = match args.settings.project() {
        Ok(project) => project,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    let dash = PathBuf::from("-");
    let stdin_name = args.stdin_filename.as_ref().or((args.paths == [dash.clone()]).then_some(&dash));
    if let Some(name) = stdin_name {
        return match descriptions::read_stdin() {
            Ok(bytes) if args.fix.is_on() => {
                let own = terminal.access.loader([name.as_path()]);
                let settings = project.of(name, &config_loader(std::slice::from_ref(name), &args.settings, terminal));
                let (left, text) = fix::fixed(name, bytes, &args.fix, &settings, &own, args.settings.others());
                terminal.print(&String::from_utf8_lossy(&text));
                let is_error = left.diagnostics.iter().any(|found| found.severity == Severity::Error);
                if is_error { Exit::Findings } else { Exit::Clean }
            }
            Ok(bytes) => {
                let own = terminal.access.loader([name.as_path()]);
                let mut loader = PatchedLoader::new(&own);
                loader.replace(name.clone(), bytes);
                let configured = config_loader(std::slice::from_ref(name), &args.settings, terminal);
                let checked = project.of(name, &configured).check(name, &loader, args.settings.others());
                finish(vec![checked], std::slice::from_ref(name), args, terminal)
            }
            Err(error) => {
                terminal.error(&format!("cannot read standard input: {error}"));
                Exit::Failure
            }
        };
    }
    if args.watch {
        let mut start = Looked::default();
        named(args, &mut start);
        let ended = watch::watch(&start, || {
            // Clears the screen where a person looks; the configuration may have changed as well.
            if terminal.interactive {
                terminal.print("\x1b[2J\x1b[H");
            }
            project.forget();
            let mut looked = Looked::default();
            named(args, &mut looked);
            if run_once(args, &mut project, terminal, &mut looked) == Exit::Clean && !args.quiet {
                terminal.complain("nothing found; waiting for changes");
            }
            looked
        });
        return ended.map_or_else(
            |error| {
                terminal.error(&error);
                Exit::Failure
            },
            |()| Exit::Clean,
        );
    }
    run_once(args, &mut project, terminal, &mut Looked::default())
}

/// What the command line names counts from the start on.
fn named(args: &Args, looked: &mut Looked) {
    let here = [PathBuf::from(".")];
    for path in if args.paths.is_empty() { &here[..] } else { &args.paths } {
        looked.add_place(path);
    }
    args.settings.named().for_each(|file| looked.add_file(file));
    args.report.output.iter().for_each(|file| looked.add_written(file));
}

fn run_once(args: &Args, project: &mut Project, terminal: &Terminal, looked: &mut Looked) -> Exit {
    let mut paths = match descriptions::find(&args.paths) {
        Ok(paths) => paths,
        Err(error) => {
            terminal.error(&error);
            return Exit::Failure;
        }
    };
    // what is named is checked, whatever is excluded: a file, and what is in a directory
    let configured = config_loader(&paths, &args.settings, terminal);
    let mut named: Vec<&PathBuf> = Vec::new();
    for path in args.paths.iter().filter(|_| !args.force_exclude) {
        if !path.is_dir() || project.of(path, &configured).excludes(path) {
            named.push(path);
        }
    }
    paths.retain(|path| {
        named.iter().any(|named| path.starts_with(named)) || !project.of(path, &configured).excludes(path)
    });
    if args.force_exclude {
        paths.retain(|path| descriptions::is_description(path) || !path.exists());
    }
    if args.verbose {
        for path in &paths {
            let config = &project.of(path, &configured).config;
            let with = match config.file.as_deref() {
                Some(file) => format!("with `{}`", file.display()),
                None => "without a configuration".to_owned(),
            };
            terminal.complain(&format!("{}: {with}", path.display()));
        }
    }
    paths.iter().for_each(|path| looked.add_place(path));
    if args.fix.is_on() {
        let mut exit = Exit::Clean;
        let others = args.settings.others();
        let one = |path: &PathBuf| {
            let settings = project.of(path, &configured);
            fix::fix(path, &args.fix, &settings, others, terminal, &mut exit)
        };
        let checked = paths.iter().map(one).collect();
        return finish(checked, &paths, args, terminal).max(exit);
    }
    let checked = check_all(&paths, project, &args.settings, terminal);
    for source in checked.iter().flat_map(|one| one.sources.iter()) {
        looked.add_file(std::path::Path::new(&*source.name));
    }
    finish(checked, &paths, args, terminal)
}

/// Checks descriptions side by side, each by what holds for it.
pub(super) fn check_all(
    paths: &[PathBuf],
    project: &mut Project,
    args: &SettingsArgs,
    terminal: &Terminal,
) -> Vec<Checked> {
    let configured = config_loader(paths, args, terminal);
    let judge = |path: &PathBuf| (path.clone(), project.of(path, &configured));
    let judged: Vec<(PathBuf, Arc<Settings>)> = paths.iter().map(judge).collect();
    let progress = Progress::new(paths.len(), terminal);
    let one = |(path, settings): &(PathBuf, Arc<Settings>)| {
        let checked = settings.check(path, &terminal.access.loader([path.as_path()]), args.others());
        progress.step();
        checked
    };
    // Starting threads costs more than checking one description.
    let checked = if paths.len() < 4 { judged.iter().map(one).collect() } else { judged.par_iter().map(one).collect() };
    progress.clear();
    checked
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

/// For the configurations of files, which are looked for above them unless one is named.
pub(super) fn config_loader(paths: &[PathBuf], args: &SettingsArgs, terminal: &Terminal) -> FileLoader {
    terminal.access.loader(paths.iter().map(PathBuf::as_path).chain(args.named()))
}

fn finish(checked: Vec<Checked>, paths: &[PathBuf], args: &Args, terminal: &Terminal) -> Exit {
    let files = checked.len();
    let here = std::env::current_dir().unwrap_or_default();
    // what was not judged may be there all the same
    let tell_stale = args.settings.overrides().judge_all();
    let loader = config_loader(paths, &args.settings, terminal);
    let merged = Merged::without_known(checked, &loader, &here, tell_stale);
    let mut merged = merged;
    merged.offer_upgrade_once();
    let is_shown = args.verbose || (terminal.interactive && !args.quiet && args.report.is_human());
    // the report says it itself in a terminal
    let is_told = terminal.tells_success && args.report.is_human();
    if merged.diagnostics.is_empty() && is_shown && !is_told && !args.watch {
        let plural = if files == 1 { "" } else { "s" };
        terminal.complain(&format!("{files} description{plural} checked, nothing found"));
    }
    let mut reporter = Reporter::new(&args.report, terminal);
    reporter.published = merged.published;
    reporter.can_fix = true;
    reporter.finish(&merged.sources, &merged.diagnostics, files)
}
