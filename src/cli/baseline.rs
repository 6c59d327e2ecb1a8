//! `rowi baseline create` and `prune`

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::check::{check_one, merge};
use super::descriptions;
use super::settings::{Settings, SettingsArgs};
use super::{Exit, FileLoader, Terminal, write_atomic};
use crate::analysis::{Baseline, Known};
use crate::diagnostic::Diagnostic;
use crate::text::{Sources, normalize};

/// What to do with a baseline.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Write all present findings to a file, so that only new ones are reported
    Create(Args),
    /// Remove from a file what no longer occurs
    Prune(Args),
}

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Descriptions, or directories with descriptions; without any, this directory
    paths: Vec<PathBuf>,
    /// The baseline file
    #[arg(long, value_name = "FILE", default_value = "rowi-baseline.json")]
    file: PathBuf,
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Runs the command.
#[must_use]
pub fn run(command: &Command, terminal: &Terminal) -> Exit {
    let (Command::Create(args) | Command::Prune(args)) = command;
    match update(args, matches!(command, Command::Prune(_))) {
        Ok(message) => {
            terminal.complain(&message);
            Exit::Clean
        }
        Err(message) => {
            terminal.error(&message);
            Exit::Failure
        }
    }
}

fn update(args: &Args, prune: bool) -> Result<String, String> {
    let settings = Settings::new(&args.settings)?;
    let paths = descriptions::find(&args.paths)?;
    let checked = paths.par_iter().map(|path| check_one(path, &FileLoader, &settings)).collect();
    let (sources, diagnostics) = merge(checked);
    let shown = args.file.display();
    let names = Names::of(&args.file);
    let (baseline, message) = if prune {
        let old = read(&args.file)?;
        let (_, stale) = names.apply(&old, &sources, diagnostics);
        let count: usize = stale.iter().map(|known| known.count).sum();
        (old.prune(&stale), format!("removed {count} findings from `{shown}`"))
    } else {
        let count = diagnostics.len();
        (
            Baseline::create(&sources, &diagnostics, &|name| names.of_file(name)),
            format!("wrote {count} findings to `{shown}`"),
        )
    };
    write_atomic(&args.file, baseline.to_text().as_bytes(), None)
        .map_err(|error| format!("cannot write `{shown}`: {error}"))?;
    Ok(message)
}

/// How the files of a report are called in a baseline.
pub(super) struct Names {
    here: PathBuf,
    directory: PathBuf,
}

impl Names {
    /// In the baseline at `path`.
    pub(super) fn of(path: &Path) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let directory = normalize(&here.join(path)).parent().map(Path::to_path_buf).unwrap_or_default();
        Self { here, directory }
    }

    fn of_file(&self, name: &str) -> String {
        let whole = normalize(&self.here.join(name));
        whole.strip_prefix(&self.directory).map_or_else(|_| name.to_owned(), |path| path.to_string_lossy().into_owned())
    }

    /// New findings, and entries that no longer occur.
    pub(super) fn apply(
        &self,
        baseline: &Baseline,
        sources: &Sources,
        found: Vec<Diagnostic>,
    ) -> (Vec<Diagnostic>, Vec<Known>) {
        baseline.apply(sources, found, &|name| self.of_file(name), &|name| !self.directory.join(name).exists())
    }
}

fn read(path: &Path) -> Result<Baseline, String> {
    let failed = |error: String| format!("cannot read `{}`: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    Baseline::parse(&text).map_err(failed)
}
