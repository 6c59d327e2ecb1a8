//! `rowi schema check`

use std::path::PathBuf;

use crate::analysis;
use crate::cli::catalogs::{CatalogArgs, Files};
use crate::cli::fix::{FixArgs, Found, mend};
use crate::cli::report::ReportArgs;
use crate::cli::{Exit, Reporter, Terminal};
use crate::diagnostic::{Diagnostic, Severity};
use crate::text::{Loader, Sources};
use crate::{nvdl, rng, schematron, xml};

/// Arguments.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// RELAX NG schemas in compact (.rnc) or XML syntax (.rng), with the Schematron rules in them, DTDs
    /// (.dtd), Schematron (.sch), or NVDL scripts (.nvdl)
    #[arg(required = true)]
    schemas: Vec<PathBuf>,
    /// Do not report these diagnostics
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    ignore: Vec<String>,
    #[command(flatten)]
    catalogs: CatalogArgs,
    #[command(flatten)]
    fix: FixArgs,
    #[command(flatten)]
    report: ReportArgs,
}

/// Runs the command.
#[must_use]
pub fn run(args: &Args, terminal: &Terminal) -> Exit {
    let mut reporter = Reporter::new(&args.report, terminal);
    reporter.can_fix = true;
    let files = Files::new(&args.catalogs, terminal, &args.schemas);
    let mut exit = Exit::Clean;
    let mut judge = |loader: &dyn Loader| {
        let (sources, mut diagnostics) = check(&args.schemas, loader);
        diagnostics.retain(|one| !args.ignore.iter().any(|name| *name == *one.name.to_string()));
        (sources, diagnostics)
    };
    let (sources, diagnostics) = if args.fix.is_on() {
        mend(&args.schemas, &files, &args.fix, terminal, &mut exit, &mut judge)
    } else {
        judge(&files)
    };
    exit.max(reporter.finish(&sources, &diagnostics, args.schemas.len()))
}

fn check(schemas: &[PathBuf], loader: &dyn Loader) -> Found {
    let mut sources = Sources::new();
    let mut diagnostics = Vec::new();
    for path in schemas {
        let Some(id) = analysis::read(path, &mut sources, loader, &mut diagnostics) else { continue };
        if schematron::is_schema_name(path) {
            let parsed = xml::parse_with_entities(sources.get(id), loader);
            let refused = !parsed.diagnostics.is_empty();
            diagnostics.extend(parsed.diagnostics);
            if !refused {
                let (rules, found) = schematron::read_document(&parsed.document, &mut sources, loader);
                diagnostics.extend(found);
                diagnostics.extend(schematron::check(&rules, None));
            }
            continue;
        }
        if crate::cli::validate::is_nvdl(path, &sources.get(id).text) {
            diagnostics.extend(nvdl::read(id, &mut sources, loader).1);
            continue;
        }
        let loaded = rng::load(id, &mut sources, loader);
        let mut further = rng::unused_definitions(&loaded);
        if let Some(grammar) = &loaded.grammar {
            further.extend(rng::check_compatibility(grammar));
        }
        let (rules, found) = schematron::read_annotations(loaded.files.iter().map(|file| &file.schema), &sources);
        diagnostics.extend(loaded.diagnostics);
        // The schema itself may be fine where a rule in it cannot be read.
        diagnostics.extend(found.into_iter().map(|one| Diagnostic { severity: Severity::Warning, ..one }));
        diagnostics.extend(schematron::check(&rules, loaded.grammar.as_ref()));
        diagnostics.extend(further);
    }
    (sources, diagnostics)
}
