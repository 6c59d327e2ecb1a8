//! `rowi schema check`

use std::path::PathBuf;

use crate::analysis;
use crate::cli::report::ReportArgs;
use crate::cli::{Exit, FileLoader, Reporter, Terminal};
use crate::rng;
use crate::text::Sources;

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Schemas in compact (.rnc) or XML syntax (.rng)
    #[arg(required = true)]
    schemas: Vec<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let reporter = Reporter::new(&args.report, terminal);
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    for path in &args.schemas {
        let Some(id) = analysis::read(path, &mut sources, &FileLoader, &mut diagnostics) else { continue };
        let loaded = rng::load(id, &mut sources, &FileLoader);
        let unused = rng::unused_definitions(&loaded);
        diagnostics.extend(loaded.diagnostics);
        diagnostics.extend(unused);
    }
    reporter.finish(&sources, &diagnostics, args.schemas.len())
}
