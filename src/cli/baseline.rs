//! `rowi baseline create` and `prune`

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::check::{check_one, merge};
use super::descriptions;
use super::settings::{Settings, SettingsArgs};
use super::{Exit, FileLoader, Terminal, write_atomic};
use crate::analysis::Baseline;

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
    let (baseline, message) = if prune {
        let old = read(&args.file)?;
        let (_, stale) = old.apply(&sources, diagnostics);
        let count: usize = stale.iter().map(|known| known.count).sum();
        (old.prune(&stale), format!("removed {count} findings from `{shown}`"))
    } else {
        let count = diagnostics.len();
        (Baseline::create(&sources, &diagnostics), format!("wrote {count} findings to `{shown}`"))
    };
    write_atomic(&args.file, baseline.to_text().as_bytes(), None)
        .map_err(|error| format!("cannot write `{shown}`: {error}"))?;
    Ok(message)
}

fn read(path: &Path) -> Result<Baseline, String> {
    let failed = |error: String| format!("cannot read `{}`: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    Baseline::parse(&text).map_err(failed)
}
