//! `rowi baseline create` and `prune`

use std::path::{Path, PathBuf};

use super::check::check_all;
use super::descriptions;
use super::settings::SettingsArgs;
use super::{Exit, Terminal};
use crate::analysis::{Baseline, Merged, Names, can_be_known};
use crate::text::Loader;

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
    match update(args, matches!(command, Command::Prune(_)), terminal) {
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

fn update(args: &Args, prune: bool, terminal: &Terminal) -> Result<String, String> {
    let mut project = args.settings.project()?;
    let paths = descriptions::find(&args.paths)?;
    let found = check_all(&paths, &mut project, &args.settings, terminal);
    let here = std::env::current_dir().unwrap_or_default();
    let shown = args.file.display();
    let names = Names::of(&args.file, &here);
    let merged = Merged::new(found);
    let (baseline, message) = if prune {
        let loader = terminal.access.loader(paths.iter().chain([&args.file]).map(PathBuf::as_path));
        let old = read(&args.file, &loader)?;
        let read: Vec<String> = merged.sources.iter().map(|source| source.name.clone()).collect();
        let found = merged.diagnostics.iter().map(Some);
        let (_, stale) = old.apply(&merged.sources, found, &read, &names, &loader);
        let count: usize = stale.iter().map(|known| known.count).sum();
        (old.prune(&stale), format!("removed {count} findings from `{shown}`"))
    } else {
        let count = merged.diagnostics.iter().filter(|diagnostic| can_be_known(diagnostic)).count();
        let baseline = Baseline::create(&merged.sources, &merged.diagnostics, &names);
        (baseline, format!("wrote {count} findings to `{shown}`"))
    };
    terminal
        .access
        .write_output(&args.file, baseline.to_text().as_bytes(), &merged.sources)
        .map_err(|error| format!("cannot write `{shown}`: {error}"))?;
    let unread: Vec<String> =
        merged.diagnostics.iter().filter(|one| !can_be_known(one)).map(|one| one.message.to_string()).collect();
    if unread.is_empty() { Ok(message) } else { Err(format!("{message}; {}", unread.join("; "))) }
}

fn read(path: &Path, loader: &dyn Loader) -> Result<Baseline, String> {
    let failed = |error: String| format!("cannot read `{}`: {error}", path.display());
    let bytes = loader.read(path).map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
    Baseline::parse(&text).map_err(failed)
}
