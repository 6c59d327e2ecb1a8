//! `rowi schema check`

use std::path::PathBuf;

use crate::analysis;
use crate::cli::report::ReportArgs;
use crate::cli::{Exit, FileLoader, Reporter, Terminal};
use crate::text::Sources;
use crate::{rng, schematron, xml};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// RELAX NG schemas in compact (.rnc) or XML syntax (.rng), with the Schematron rules in them, or Schematron (.sch)
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
        if schematron::is_schema_name(path) {
            let parsed = xml::parse(sources.get(id));
            let refused = !parsed.diagnostics.is_empty();
            diagnostics.extend(parsed.diagnostics);
            if !refused {
                let (rules, found) = schematron::read_document(&parsed.document, &mut sources, &FileLoader);
                diagnostics.extend(found);
                diagnostics.extend(schematron::check(&rules, None));
            }
            continue;
        }
        let loaded = rng::load(id, &mut sources, &FileLoader);
        let mut further = rng::unused_definitions(&loaded);
        if let Some(grammar) = &loaded.grammar {
            further.extend(rng::check_compatibility(grammar));
        }
        let (rules, found) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema));
        diagnostics.extend(loaded.diagnostics);
        diagnostics.extend(found);
        diagnostics.extend(schematron::check(&rules, loaded.grammar.as_ref()));
        diagnostics.extend(further);
    }
    reporter.finish(&sources, &diagnostics, args.schemas.len())
}
